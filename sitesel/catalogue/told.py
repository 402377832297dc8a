"""Numbers, words and flags of layers around the sites, read as those of sites are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.catalogue.raw import Raw
from sitesel.catalogue.reader import Reader
from sitesel.catalogue.spelling import flag
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.schema import Attribute


def numbers_told(
    frame: GeoDataFrame, raw: Raw, attribute: Attribute
) -> tuple[NDArray[np.float64], list[Finding]]:
    """Read a quantity in the attribute's unit; what can't be or can't be read is not known."""
    reader = reader_of(frame, raw, attribute)
    if reader.mapping.constant is not None:
        values = reader.numbers(None)
    else:
        values = reader.numbers(reader.mapping.column)
    return reader.bounded(values), reader.findings


def flags_told(
    frame: GeoDataFrame, raw: Raw, attribute: Attribute
) -> tuple[NDArray[Any], list[Finding]]:
    """Read yes or no: True, False, or None where not known."""
    reader = reader_of(frame, raw, attribute)
    values = reader.each(reader.spelled(), lambda word: float(flag(word)))
    meant = (values == 1).astype(object)
    meant[np.isnan(values)] = None
    return meant, reader.findings


def words_told(
    frame: GeoDataFrame, raw: Raw, name: str, meaning: Callable[[str], str | None]
) -> tuple[NDArray[Any], list[Finding]]:
    """Read words; those that mean nothing are not known, and told."""
    attribute = Attribute(name, "category", Text.of(name), Text.of(name), "identity")
    reader = reader_of(frame, raw, attribute)
    seen = reader.spelled()
    meant: list[str | None] = []
    faulty: list[int] = []
    for i, word in enumerate(seen.words):
        own = reader.mapping.values.get(word, word)
        found = None if own is None else meaning(own)
        meant.append(found)
        if found is None and own is not None:
            faulty.append(i)
    reader.tell("unmapped-value", seen, faulty)
    return np.array([*meant, None], dtype=object)[seen.codes], reader.findings


def reader_of(frame: GeoDataFrame, raw: Raw, attribute: Attribute) -> Reader:
    """Return a reader of one of a source's columns."""
    mapping = raw.source.columns[attribute.name]
    # a row that has no id of its own is told by its place
    return Reader(frame, attribute, mapping, raw.source, [None] * len(frame))
