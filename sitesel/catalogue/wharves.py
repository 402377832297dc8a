"""What sources tell of wharves: cargo, ships, berths, depth, dangerous goods, spare capacity."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.attributes.wharf import WHARF_COLUMNS
from sitesel.catalogue.raw import Raw
from sitesel.catalogue.told import flags_told, numbers_told, reader_of
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.schema import Attribute, Kind
from sitesel.shore_words import shore_word
from sitesel.units import parse_quantity

_PARTED = re.compile(r"[、,，;；/|+]|\s+and\s+|和|及")
_SHIP = re.compile(r"吨级|dwt|载重吨", re.IGNORECASE)


def _wharf(
    name: str, zh: str, en: str, kind: Kind, unit: str | None = None,
    bounds: tuple[float, float] | None = None,
) -> Attribute:  # fmt: skip
    label = Text(zh, en)
    return Attribute(name, kind, label, label, "shore", unit, bounds=bounds)


# outside of the bounds a figure is a slip: the largest ship ever built had 564,763 DWT
WHARF_ATTRIBUTES = {
    attribute.name: attribute
    for attribute in (
        _wharf("cargo", "货类", "Cargo", "category"),
        _wharf("tonnage", "靠泊吨级", "Tonnage", "quantity", "t", (1, 600_000)),
        _wharf("berth_length", "泊位长度", "Berth length", "quantity", "m", (1, 10_000)),
        _wharf("depth", "前沿水深", "Depth", "quantity", "m", (0, 60)),
        _wharf("dangerous_goods", "可作业危险货物", "Dangerous goods", "flag"),
        _wharf("spare", "富余能力", "Spare capacity", "quantity", "t/a", (0, 1e9)),
    )
}
"""What a source of facilities can tell of a wharf, by column."""


def wharf_columns(raw: Raw, frame: GeoDataFrame) -> tuple[dict[str, Any], list[Finding]]:
    """Read what a source of facilities tells of wharves.

    Returns
    -------
    columns, findings
        Of `WHARF_COLUMNS` those that the source maps; what can't be read or can't be is not known.
    """
    columns: dict[str, Any] = {}
    findings: list[Finding] = []
    for name in WHARF_COLUMNS:
        if name not in raw.source.columns:
            continue
        attribute = WHARF_ATTRIBUTES[name]
        if name == "cargo":
            columns[name], told = _cargo(raw, frame, attribute)
        elif name == "tonnage":
            columns[name], told = _tonnage(raw, frame, attribute)
        elif name == "dangerous_goods":
            columns[name], told = flags_told(frame, raw, attribute)
        else:
            columns[name], told = numbers_told(frame, raw, attribute)
        findings += told
    return columns, findings


def _cargo(
    raw: Raw, frame: GeoDataFrame, attribute: Attribute
) -> tuple[NDArray[Any], list[Finding]]:
    """Read classes of cargo, several in a value; words that are none are told and left out."""
    reader = reader_of(frame, raw, attribute)
    seen = reader.spelled()
    meant: list[str | None] = []
    faulty: list[int] = []
    for i, word in enumerate(seen.words):
        own = reader.mapping.values.get(word, word)
        parts = [part for part in _PARTED.split(own or "") if part.strip()]
        # the words of one class may have a space: "dry bulk", but also "bulk container"
        parts = [
            p for part in parts for p in ([part] if shore_word(part, "cargo") else part.split())
        ]
        known = [shore_word(part, "cargo") for part in parts]
        meant.append(" ".join(sorted({key for key in known if key is not None})) or None)
        if None in known:
            faulty.append(i)
    reader.tell("unknown-cargo", seen, faulty)
    return np.array([*meant, None], dtype=object)[seen.codes], reader.findings


def _tonnage(
    raw: Raw, frame: GeoDataFrame, attribute: Attribute
) -> tuple[NDArray[np.float64], list[Finding]]:
    """Read the ships that a wharf takes; 5万吨级 and 50,000 DWT are the same."""
    reader = reader_of(frame, raw, attribute)
    column = reader.mapping.column
    if column is not None and frame[column].dtype.kind in "fiu":
        return numbers_told(frame, raw, attribute)
    unit = reader.mapping.unit or "t"

    def read(word: str) -> float:
        return (
            parse_quantity(_SHIP.sub("吨", word), "t")
            if _SHIP.search(word)
            else parse_quantity(word, unit) * parse_quantity(f"1 {unit}", "t")
        )

    values = reader.each(reader.spelled(), read)
    return reader.bounded(values), reader.findings
