"""Rules and terrain as steps of measuring: one for each rule, one for the raster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from geopandas import GeoDataFrame, GeoSeries

from sitesel.attributes import exclusion
from sitesel.attributes.exclusion import Protected
from sitesel.attributes.overlay import Cover
from sitesel.attributes.rings import Rings
from sitesel.attributes.terrain import terrain
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.rules import RuleBook, Standing, attribute_of
from sitesel.columns import FLAG, CategoryColumn, Column, QuantityColumn
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.layers.raster import opened_raster, raster_file
from sitesel.rule import Rule

Step = tuple[Text, Callable[[Mapping[str, Column]], dict[str, Column]]]
_TERRAIN = {
    "terrain_elevation": "elevation",
    "terrain_elevation_min": "elevation_min",
    "terrain_elevation_max": "elevation_max",
    "terrain_slope": "slope",
    "terrain_slope_max": "slope_max",
    "terrain_cell": "cell",
}
_WHOLE = 0.999  # share of a site's cells that have an elevation, from which the site is known


@dataclass(frozen=True, eq=False)
class RuleGround:
    """What sites are measured against for rules: each rule with what it protects.

    Parameters
    ----------
    protected
        Rules and what they protect, in the measuring CRS.
    winds
        Where the least frequent wind comes from, degrees.
    """

    protected: tuple[tuple[Rule, Protected], ...] = ()
    winds: tuple[float, ...] = ()


def rule_ground(
    book: RuleBook,
    standings: Sequence[Standing],
    constraint_areas: GeoDataFrame,
    facilities: GeoDataFrame,
    covers: Mapping[str, Cover] | None = None,
) -> RuleGround:
    """Bring rules together with the areas and facilities that they protect.

    Parameters
    ----------
    book, standings
        The rules of a catalogue, and those of them to be measured.
    constraint_areas, facilities
        As a catalogue holds them, in the measuring CRS.
    covers
        The dissolved layers, where they are ready.
    """
    made: dict[tuple[tuple[str, ...], tuple[str, ...]], Protected] = {}
    paired = []
    for standing in standings:
        if not standing.is_measured:
            continue
        key = (standing.layers, standing.kinds)
        if key not in made:
            areas = constraint_areas.geometry[constraint_areas["layer"].isin(standing.layers)]
            places = facilities.geometry[facilities["kind"].isin(standing.kinds)]
            ready = covers.get(standing.layers[0]) if covers and len(standing.layers) == 1 else None
            made[key] = Protected(areas, places, ready)
        paired.append((standing.rule, made[key]))
    return RuleGround(tuple(paired), book.winds)


def rule_steps(sites: GeoSeries, flat: Rings, ground: RuleGround) -> Iterator[Step]:
    """Go through the rules; each gives the column of its attribute."""
    for rule, protected in ground.protected:
        words = Text(f"对照规则：{rule.title.zh}", f"Holding to rules: {rule.title.en}")
        yield words, partial(_rule_column, sites, flat, rule, protected, ground.winds)


def rule_column(
    sites: GeoSeries, flat: Rings, rule: Rule, protected: Protected, winds: Sequence[float]
) -> Column:
    """Measure sites against one rule.

    Parameters
    ----------
    sites, flat
        Valid polygons or points in a projected CRS, metres, and the same as rings.
    rule, protected, winds
        What is asked, of what, and where the least frequent wind comes from.
    """
    if rule.operator == "overlap":
        found = exclusion.overlap(flat, protected, sliver=rule.sliver)
    elif rule.operator == "outside":
        found = exclusion.outside(flat, protected, sliver=rule.sliver)
    elif rule.operator == "within":
        found = exclusion.separation(sites, protected)
    else:
        side = exclusion.downwind(sites, protected, winds, radius=rule.threshold)
        return CategoryColumn(side, FLAG)
    return QuantityColumn(np.array(found, dtype=np.float64))


def _rule_column(
    sites: GeoSeries,
    flat: Rings,
    rule: Rule,
    protected: Protected,
    winds: Sequence[float],
    _: Mapping[str, Column],
) -> dict[str, Column]:
    return {attribute_of(rule): rule_column(sites, flat, rule, protected, winds)}


def terrain_steps(sites: GeoSeries, raster: Path | None) -> Iterator[Step]:
    """Measure elevation and slope, where there is a raster."""
    if raster is not None:
        words = Text("量算高程和坡度", "Measuring elevation and slope")
        yield words, lambda _: _terrain(sites, raster)


def terrain_record(raster: Path, licence: str | None, date: str | None) -> SourceRecord:
    """Return what the manifest says of the raster.

    Raises
    ------
    LayerError
        It can't be read.
    """
    with opened_raster(raster) as opened:
        authority = opened.crs.to_authority()
        crs = ":".join(authority) if authority else str(opened.crs.name)
    file = raster_file(raster)
    return SourceRecord(
        name=raster.name,
        role="terrain",
        source=file.name,
        format="raster",
        sha256=file.sha256,
        rows=0,
        published=0,
        set_aside=0,
        crs=crs,
        crs_from="file",
        licence=licence,
        date=date,
    )


def terrain_findings(raster: Path, columns: Mapping[str, Column], layer: str) -> list[Finding]:
    """Tell how many sites the raster does not cover, and how many it covers in part."""
    mean, cell = columns.get("terrain_elevation"), columns.get("terrain_cell")
    if not isinstance(mean, QuantityColumn) or not isinstance(cell, QuantityColumn):
        return []
    # a cell is told wherever there is any elevation, its mean only where there is enough
    reached = ~np.isnan(cell.values)
    counts = {
        "terrain-unknown": int((~reached).sum()),
        "terrain-partly-known": int((reached & np.isnan(mean.values)).sum()),
    }
    facts = {"value": raster.name}
    return [
        Finding(code, layer, None, None, None, many, facts) for code, many in counts.items() if many
    ]


def _terrain(sites: GeoSeries, raster: Path) -> dict[str, Column]:
    with opened_raster(raster) as opened:
        found = terrain(sites, opened)
    # what is seen of a part of a site says nothing of its lowest, steepest or mean
    partly = found["known"] < _WHOLE
    found.loc[partly, [of for of in _TERRAIN.values() if of != "cell"]] = np.nan
    return {
        name: QuantityColumn(np.array(found[of], dtype=np.float64)) for name, of in _TERRAIN.items()
    }
