"""What a picture or document really is, by its content and never by its name."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from sitesel.catalogue.media_metadata import without_metadata

MOST_BYTES = 50_000_000
MOST_PIXELS = 150_000_000
"""Of a picture; a panorama of 17,000 × 8,500 pixels is just within."""

_SQUARE = 0.01  # how far from 2:1 a panorama may be, as a share
_ORIENTATION = 0x0112
_ON_ITS_SIDE = 5  # the first orientation that swaps width and height
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "PNG", "image/png", ".png"),
    (b"RIFF", "WEBP", "image/webp", ".webp"),
    (b"%PDF-", "", "application/pdf", ".pdf"),
)


class Unfit(Exception):
    """A file is none that a catalogue takes; `code` is the kind of finding."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value


@dataclass(frozen=True, slots=True)
class Content:
    """A picture that can be shown to its last row, or a PDF.

    Parameters
    ----------
    body
        Its bytes, without place, camera, author and other metadata.
    type, suffix
        Media type, and how its name ends.
    width, height
        Pixels as it is shown; None for a PDF.
    left_out
        How many bytes of metadata were left out.
    """

    body: bytes
    type: str
    suffix: str
    width: int | None
    height: int | None
    left_out: int

    @property
    def is_panorama(self) -> bool:
        """Whether it can be an equirectangular panorama: twice as wide as high."""
        if self.width is None or self.height is None:
            return False
        return abs(self.width / (2 * self.height) - 1) <= _SQUARE


def content_of(path: Path) -> Content:
    """Read and check a file.

    Raises
    ------
    Unfit
        It is too large, no JPEG, PNG, WebP or PDF by its content, or damaged.
    OSError
        It can't be read.
    """
    plain = _plain(path)
    left_out = path.stat().st_size - len(plain.body)
    if not plain.form:
        return Content(plain.body, plain.type, plain.suffix, None, None, 0)
    width, height = _decoded(plain.body, plain.form)
    if plain.orientation >= _ON_ITS_SIDE:
        width, height = height, width
    return Content(plain.body, plain.type, plain.suffix, width, height, left_out)


def published_bytes(path: Path) -> bytes:
    """Return the bytes of a file as `content_of` does, without looking at the picture again.

    Raises
    ------
    Unfit
        It is no file that a catalogue takes.
    OSError
        It can't be read.
    """
    return _plain(path).body


@dataclass(frozen=True, slots=True)
class _Plain:
    body: bytes
    form: str
    type: str
    suffix: str
    orientation: int


def _plain(path: Path) -> _Plain:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unfit("media-too-large", f"{size / 1e6:.0f} MB > {MOST_BYTES / 1e6:.0f} MB")
    body = path.read_bytes()
    known = next((one for one in _MAGIC if body.startswith(one[0])), None)
    if known is None or (known[1] == "WEBP" and body[8:12] != b"WEBP"):
        raise Unfit("media-unknown-content", _looks_like(body))
    _, form, kind, suffix = known
    if not form:
        if b"%%EOF" not in body[-2048:]:
            raise Unfit("media-damaged")
        return _Plain(body, form, kind, suffix, 1)
    turned = _orientation(body, form) if form == "JPEG" else 1
    try:
        plain = without_metadata(body, form, orientation=turned)
    except (ValueError, IndexError, struct.error) as error:
        raise Unfit("media-damaged") from error
    return _Plain(plain, form, kind, suffix, turned)


def _orientation(body: bytes, form: str) -> int:
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(body), formats=[form]) as image:
            warnings.simplefilter("ignore")
            turned = image.getexif().get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return 1
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1


def _decoded(body: bytes, form: str) -> tuple[int, int]:
    """Return width and height of a picture that can be shown to its last row."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # large pictures are measured below
            with Image.open(io.BytesIO(body), formats=[form]) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise Unfit("media-too-large", f"{width} × {height}")
                image.load()
    except Image.DecompressionBombError as error:
        raise Unfit("media-too-large", "px") from error
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise Unfit("media-damaged") from error
    return int(width), int(height)


def _looks_like(body: bytes) -> str:
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        return "HTML"
    if start.startswith((b"<svg", b"<?xml")):
        return "SVG/XML"
    return "–"
