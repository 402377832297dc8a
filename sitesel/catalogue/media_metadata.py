"""Pictures without metadata: where and when they were taken, with what and by whom stays inside.

Nothing is decoded or compressed again; what is seen does not change. What stands after the end
of a picture, such as the film of a phone's moving photograph, is left out too.
"""

from __future__ import annotations

import struct

_ICC = b"ICC_PROFILE\0"
_APP0, _APP2, _APP14, _COM = 0xE0, 0xE2, 0xEE, 0xFE
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_BARE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_TOLD_OF_PNG = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_TOLD_OF_WEBP = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0x08 | 0x04  # Exif, XMP


def without_metadata(body: bytes, form: str, *, orientation: int = 1) -> bytes:
    """Return a picture without its metadata.

    Parameters
    ----------
    body
        The file.
    form
        JPEG, PNG or WEBP.
    orientation
        How a JPEG is turned when it is shown (Exif, 1 to 8), which is kept.

    Raises
    ------
    ValueError
        Its parts do not follow each other as they should.

    References
    ----------
    ITU-T T.81, annex B; PNG (W3C), section 5; WebP container (Google), RIFF.
    """
    if form == "JPEG":
        return _jpeg(body, orientation)
    return _png(body) if form == "PNG" else _webp(body)


def _jpeg(body: bytes, orientation: int) -> bytes:
    kept = [body[:2]]
    if orientation != 1:
        kept.append(_turned(orientation))
    place = 2
    while True:
        place = _filled(body, place)
        marker = body[place + 1]
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        if marker in _BARE:
            kept.append(body[place : place + 2])
            place += 2
            continue
        (length,) = struct.unpack_from(">H", body, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(body):
            raise ValueError("a segment of a JPEG ends after the file")
        segment = body[place:end]
        if marker == _SOS:
            end = _scanned(body, end)
            segment = body[place:end]
        if _is_seen(marker, segment):
            kept.append(segment)
        place = end


def _filled(body: bytes, place: int) -> int:
    """Return where a marker begins; it may be filled up with more 0xFF before."""
    if place + 1 >= len(body) or body[place] != 0xFF:
        raise ValueError("a JPEG has no marker where one should be")
    while body[place + 1] == 0xFF:
        place += 1
    return place


def _scanned(body: bytes, place: int) -> int:
    """Return where the compressed data of a scan end."""
    while True:
        place = body.find(b"\xff", place)
        if place < 0 or place + 1 >= len(body):
            raise ValueError("a JPEG has no end")
        marker = body[place + 1]
        if marker != 0 and marker not in _BARE and marker != 0xFF:
            return place
        place += 1 if marker == 0xFF else 2


def _is_seen(marker: int, segment: bytes) -> bool:
    """Tell whether a segment changes what is seen."""
    if marker == _COM:
        return False
    if _APP0 <= marker <= 0xEF:
        has_profile = marker == _APP2 and segment[4:].startswith(_ICC)
        return marker in (_APP0, _APP14) or has_profile
    return True


def _turned(orientation: int) -> bytes:
    """Return an Exif segment that tells the orientation alone."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    told = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told


def _png(body: bytes) -> bytes:
    kept, place = [body[:8]], 8
    while True:
        if place + 12 > len(body):
            raise ValueError("a PNG has no end")
        (length,) = struct.unpack_from(">I", body, place)
        name, end = body[place + 4 : place + 8], place + 12 + length
        if end > len(body):
            raise ValueError("a chunk of a PNG ends after the file")
        if name not in _TOLD_OF_PNG:
            kept.append(body[place:end])
        if name == b"IEND":
            return b"".join(kept)
        place = end


def _webp(body: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", body, 4)
    whole = size + 8
    if whole > len(body):
        raise ValueError("a WebP ends after the file")
    kept, place = [], 12
    while place + 8 <= whole:
        name = body[place : place + 4]
        (length,) = struct.unpack_from("<I", body, place + 4)
        end = place + 8 + length + length % 2
        if end > whole:
            raise ValueError("a chunk of a WebP ends after the file")
        chunk = body[place:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _TOLD_OF_WEBP:
            kept.append(chunk)
        place = end
    rest = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(rest)) + rest
