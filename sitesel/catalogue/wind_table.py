"""The table of winds that a build config names, read into a wind rose."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sitesel.attributes.wind import WindRose, wind_direction, wind_point, wind_rose
from sitesel.catalogue.config_rules import WindSource
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers import ReadOptions, read_layer

_NAMES = {
    "direction": ("direction", "wind", "from", "风向"),
    "frequency": ("frequency", "percent", "share", "频率", "风频"),
}
_POINTS = 16
_WHOLE = (95.0, 105.0)  # per cent: rounded tables do not add up to 100


@dataclass(frozen=True, eq=False)
class WindTable:
    """A wind rose with what was noticed about its table; no rose where nothing could be read."""

    rose: WindRose | None
    findings: tuple[Finding, ...]
    record: SourceRecord

    @property
    def least_frequent(self) -> tuple[float, ...]:
        """Where the least frequent wind comes from, degrees; none without a rose."""
        return self.rose.least_frequent if self.rose else ()


def read_wind(path: Path, source: WindSource) -> WindTable:
    """Read a table of wind frequencies.

    Raises
    ------
    LayerError
        It can't be read, or lacks a column.
    """
    options = ReadOptions(
        name=source.called,
        layer=source.layer,
        encoding=source.encoding,
        header=source.header,
        names=source.names,
        join="row",
    )
    layer = read_layer(path, options)
    frame = layer.frame
    where, often = (_column(frame, source, key) for key in _NAMES)
    directions: list[float] = []
    frequencies: list[float] = []
    findings = list(layer.findings)
    for row, (word, number) in enumerate(zip(frame[where], frame[often], strict=True)):
        try:
            direction = wind_direction(word)
            frequency = _frequency(number)
        except ValueError as error:
            facts = {"value": str(error)}
            findings.append(Finding("wind-unreadable", layer.name, row=row, facts=facts))
            continue
        directions.append(math.nan if direction is None else direction)
        frequencies.append(frequency)
    rose = wind_rose(directions, frequencies)
    if rose is not None:
        findings += _noticed(rose, layer.name, sum(frequencies))
    kept = len(directions)
    provenance = layer.provenance
    record = SourceRecord(
        name=layer.name,
        role="wind",
        source=provenance.source,
        format=provenance.format,
        sha256=provenance.sha256,
        rows=len(frame),
        published=kept,
        set_aside=len(frame) - kept,
        layer=provenance.layer,
        encoding=provenance.encoding,
        licence=source.licence,
        date=source.date,
    )
    return WindTable(rose, tuple(findings), record)


def _noticed(rose: WindRose, layer: str, total: float) -> list[Finding]:
    found = []
    least = rose.least_frequent
    if len(least) > 1:
        named = " ".join("/".join(wind_point(each)) for each in least)
        found.append(Finding("wind-tied", layer, count=len(least), facts={"value": named}))
    known = len(rose.directions)
    if known < _POINTS and not _WHOLE[0] <= total <= _WHOLE[1]:
        facts = {"value": f"{total:g}"}
        found.append(Finding("wind-partial", layer, count=known, facts=facts))
    return found


def _column(frame: pd.DataFrame, source: WindSource, key: str) -> str:
    names = [str(name) for name in frame.columns if name != "geometry"]
    mapping = source.columns.get(key)
    if mapping is not None and mapping.column is not None:
        wanted = [mapping.column]
    else:
        wanted = [name for name in names if name.strip().lower() in _NAMES[key]]
    for name in wanted:
        if name in names:
            return name
    asked = wanted[0] if wanted else key
    meant = unknown_word(asked, names)
    raise LayerError(
        f"{source.called} has no column {asked!r} for the {key} of the wind; {meant.en}",
        f"{source.called} 没有列 {asked!r}（{key}）；{meant.zh}",
    )


def _frequency(number: Any) -> float:  # noqa: ANN401  # text or number, as the table has it
    frequency = float(str(number).strip().removesuffix("%").removesuffix("％"))
    if not (math.isfinite(frequency) and frequency >= 0):
        raise ValueError(number)
    return frequency
