"""Rules, wind and terrain of a build: read once, then measured against by every partition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geopandas import GeoDataFrame, GeoSeries

from sitesel.attributes.overlay import Cover
from sitesel.attributes.rings import Rings
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.measured_rules import (
    RuleGround,
    Step,
    rule_ground,
    rule_steps,
    terrain_findings,
    terrain_record,
    terrain_steps,
)
from sitesel.catalogue.rules import RuleBook, rule_book, rule_findings
from sitesel.catalogue.wind_table import read_wind
from sitesel.columns import Column
from sitesel.findings import Finding


@dataclass(frozen=True, eq=False)
class Grounds:
    """What sites are held against besides what lies around them.

    Parameters
    ----------
    book
        The rules and how they stand.
    rules
        The rules with what they protect, in the measuring CRS.
    raster
        The file of a raster of elevations.
    findings, records
        What was noticed, and what was read.
    """

    book: RuleBook | None = None
    rules: RuleGround | None = None
    raster: Path | None = None
    findings: tuple[Finding, ...] = ()
    records: tuple[SourceRecord, ...] = ()

    def steps(self, sites: GeoSeries, flat: Rings) -> Iterator[Step]:
        """Go through what is measured; the sites also as rings."""
        if self.rules is not None:
            yield from rule_steps(sites, flat, self.rules)
        yield from terrain_steps(sites, self.raster)

    def noticed(self, columns: Mapping[str, Column], layer: str) -> list[Finding]:
        """Return what the columns of measured sites show."""
        return terrain_findings(self.raster, columns, layer) if self.raster else []

    @property
    def options(self) -> dict[str, Any]:
        """What the manifest keeps of it."""
        return {} if self.book is None else {"rules": self.book.to_dict()}


def grounds(
    config: BuildConfig,
    constraint_areas: GeoDataFrame,
    facilities: GeoDataFrame,
    covers: Mapping[str, Cover],
) -> Grounds:
    """Read the rules, the wind table and the raster of a config.

    Raises
    ------
    RuleSetError, LayerError
        One of them can't be read.
    """
    findings: list[Finding] = []
    records: list[SourceRecord] = []
    winds: tuple[float, ...] = ()
    if config.wind is not None:
        table = read_wind(Path(config.locate(config.wind.path)), config.wind)
        winds = table.least_frequent
        findings += table.findings
        records.append(table.record)
    raster = None
    if config.terrain is not None:
        raster = Path(config.locate(config.terrain.path))
        records.append(terrain_record(raster, config.terrain.licence, config.terrain.date))
    book = rule_book(config)
    rules = None
    if book is not None:
        book = replace(book, winds=winds)
        rules = rule_ground(book, book.standings, constraint_areas, facilities, covers)
        findings += rule_findings(book)
    return Grounds(book, rules, raster, tuple(findings), tuple(records))
