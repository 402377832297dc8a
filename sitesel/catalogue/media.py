"""Pictures and documents of sites, as a catalogue keeps them: in `media/`, named by content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sitesel.catalogue.config_media import MediaKind
from sitesel.catalogue.media_content import Content, Unfit, published_bytes
from sitesel.errors import CatalogueError
from sitesel.language import Text
from sitesel.schema import SiteKind, Tier

FOLDER = "media"
INDEX = "media.json"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or document of a site.

    Parameters
    ----------
    sites, site
        What it is of.
    kind
        `panorama` is equirectangular; `photo` is a picture, `plan` and `document` may be a PDF.
    title
        As people call it.
    name
        Of its file, made from its content.
    type, width, height, bytes
        Media type; pixels, None for a PDF; size.
    tier
        Who may see it.
    illustrative
        Whether it shows something made up.
    date, licence, credit
        As the source states them.
    """

    sites: SiteKind
    site: str
    kind: MediaKind
    title: Text
    name: str
    type: str
    width: int | None
    height: int | None
    bytes: int
    tier: Tier = "public"
    illustrative: bool = False
    date: str | None = None
    licence: str | None = None
    credit: str | None = None


def name_of(body: bytes, suffix: str) -> str:
    """Return the name that content gives a file.

    >>> name_of(b"", ".png")
    'e3b0c44298fc1c149afbf4c8996fb924.png'
    """
    return hashlib.sha256(body).hexdigest()[:32] + suffix


def added_path(folder: Path, name: str) -> Path:
    """Return where a file lies that was added to a published catalogue: shared by all states."""
    return folder.parent.parent / FOLDER / name


def keep_added(path: Path, body: bytes) -> None:
    """Keep a file that is added where `added_path` tells: whole and on disk, or not at all."""
    if path.is_file() and path.read_bytes() == body:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def kind_of(content: Content, asked: MediaKind | None) -> MediaKind:
    """Return the kind of a file: the one that is asked, where its content can be that.

    Raises
    ------
    Unfit
        It can't.
    """
    usual: MediaKind = "document" if content.width is None else "photo"
    kind = asked or usual
    if kind in ("photo", "panorama") and content.width is None:
        raise Unfit("media-no-picture", kind)
    if kind == "panorama" and not content.is_panorama:
        raise Unfit("media-not-panorama", f"{content.width} × {content.height}")
    return kind


def write_media(media: Sequence[tuple[Media, Path]], folder: Path) -> None:
    """Write files and their index into a catalogue's folder; nothing where there are none.

    Raises
    ------
    CatalogueError
        A file changed since it was checked.
    """
    if not media:
        return
    (folder / FOLDER).mkdir(exist_ok=True)
    for one, source in media:
        try:
            body = published_bytes(source)
        except (OSError, Unfit):
            body = b""
        if name_of(body, Path(one.name).suffix) != one.name:
            raise CatalogueError(
                f"{source} changed while the catalogue was built; build it again",
                f"{source} 在构建期间被改动；请重新构建",
            )
        (folder / FOLDER / one.name).write_bytes(body)
    index = [asdict(one) for one, _ in media]
    text = json.dumps(index, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / INDEX).write_text(text, "utf-8")


def read_media(folder: Path) -> tuple[Media, ...]:
    """Read the index of a catalogue's folder.

    Raises
    ------
    CatalogueError
        It is damaged.
    """
    path = folder / INDEX
    if not path.is_file():
        return ()
    try:
        return tuple(
            Media(**{**told, "title": Text(**told["title"])})
            for told in json.loads(path.read_text("utf-8"))
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CatalogueError(
            f"{path} can't be read ({error}); build the catalogue again",
            f"{path} 无法读取（{error}）；请重新构建目录",
        ) from error
