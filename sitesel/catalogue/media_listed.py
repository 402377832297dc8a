"""The files that a source of pictures names: by a folder, or by a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sitesel.catalogue.config_media import COLUMNS, MediaSource
from sitesel.catalogue.spelling import plain
from sitesel.catalogue.suggestion import unknown_word
from sitesel.catalogue.validation.values import NULL_WORDS
from sitesel.errors import LayerError
from sitesel.layers import ReadOptions, read_layer
from sitesel.layers.layer import Provenance


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that a source names for a site; `told` is what a table says of it."""

    row: int
    site: str
    file: str
    told: Mapping[str, str]


def listed_in_folder(folder: Path, ids: Collection[str]) -> list[Listed]:
    """Return the files of a folder, sorted; hidden ones are left out."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    shown = sorted(
        file.as_posix() for file in files if not any(part.startswith(".") for part in file.parts)
    )
    return [_named(i, file, ids) for i, file in enumerate(shown)]


def _named(row: int, file: str, ids: Collection[str]) -> Listed:
    """Return what the name of a file says: of which site it is, and its title."""
    place = Path(file)
    above = place.parent.as_posix()
    if above in ids:
        return Listed(row, above, file, {"title": place.stem})
    words = place.stem.split("_")
    # an id may hold the sign that stands after it: the longest one that is known is meant
    for count in range(len(words), 0, -1):
        if "_".join(words[:count]) in ids:
            break
    title = "_".join(words[count:])
    return Listed(row, "_".join(words[:count]), file, {"title": title} if title else {})


def listed_in_table(path: Path, source: MediaSource) -> tuple[list[Listed], Provenance]:
    """Return the files that a table names, and where the table is from.

    Raises
    ------
    LayerError
        It can't be read, or lacks a column.
    """
    options = ReadOptions(
        name=source.called, layer=source.layer, encoding=source.encoding,
        header=source.header, names=source.names, join="row",
    )  # fmt: skip
    layer = read_layer(path, options)
    frame = layer.frame
    words = {key: list(_words(frame, key, source)) for key in COLUMNS}
    listed = [
        Listed(
            row,
            words["parcel"][row],
            words["file"][row],
            {key: column[row] for key, column in words.items() if column[row]},
        )
        for row in range(len(frame))
    ]
    return listed, layer.provenance


def _words(frame: pd.DataFrame, key: str, source: MediaSource) -> Iterator[str]:
    names = [str(name) for name in frame.columns if name != "geometry"]
    mapping = source.columns.get(key)
    if mapping is not None and mapping.constant is not None:
        yield from [mapping.constant] * len(frame)
        return
    asked = mapping.column if mapping is not None else None
    wanted = (asked,) if asked else COLUMNS[key]
    found = next((name for name in wanted if name in names), None)
    if found is None:
        if asked or key in ("parcel", "file"):
            meant = unknown_word(wanted[0], names)
            raise LayerError(
                f"{source.called} has no column {wanted[0]!r} ({key}); {meant.en}",
                f"{source.called} 没有列 {wanted[0]!r}（{key}）；{meant.zh}",
            )
        yield from [""] * len(frame)
        return
    values = mapping.values if mapping is not None else {}  # noqa: PD011
    for value in frame[found]:
        word = "" if _missing(value) else plain(value)
        yield "" if word.casefold() in NULL_WORDS else values.get(word, word) or ""


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)  # noqa: PLR0124
