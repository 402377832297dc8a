"""What an office document really is, by its content: Word, Excel or PowerPoint without macros.

Nothing in it is opened but the list of its parts, and of that only a little.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

MOST_FILES = 5_000
MOST_UNPACKED = 500_000_000
_MOST_LISTED = 1_000_000  # bytes of the list of parts
_LIST = "[Content_Types].xml"
_BASE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    f"{_BASE}wordprocessingml.document.main+xml": f"{_BASE}wordprocessingml.document",
    f"{_BASE}spreadsheetml.sheet.main+xml": f"{_BASE}spreadsheetml.sheet",
    f"{_BASE}presentationml.presentation.main+xml": f"{_BASE}presentationml.presentation",
}
OFFICE_TYPES = tuple(_MAIN.values())
_RUNS = re.compile(r"macroenabled|vbaproject|activex|oleobject", re.IGNORECASE)
_TYPE = re.compile(r'ContentType\s*=\s*["\']([^"\']{1,200})["\']')


class Macros(ValueError):
    """A document holds what runs when it is opened."""


class TooLarge(ValueError):
    """A document unpacks to more than any document does."""


def office_type(path: Path) -> str | None:
    """Return the media type of an office document; None where a file is none, or damaged.

    Raises
    ------
    Macros
        It holds macros, controls or embedded programs.
    TooLarge
        It would unpack to more than any document does.
    OSError
        It can't be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_FILES or unpacked > MOST_UNPACKED:
                raise TooLarge
            listed = archive.getinfo(_LIST)
            if listed.file_size > _MOST_LISTED:
                raise TooLarge
            with archive.open(listed) as member:
                words = member.read(_MOST_LISTED + 1).decode("utf-8")
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, UnicodeDecodeError,
            NotImplementedError, RuntimeError):  # fmt: skip
        return None
    if _RUNS.search(words) or any(_RUNS.search(part.filename) for part in parts):
        raise Macros
    found = {_MAIN[each] for each in _TYPE.findall(words) if each in _MAIN}
    return found.pop() if len(found) == 1 else None
