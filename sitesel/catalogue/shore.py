"""Shores, deep water, roads and neighbours of a build, and the columns they give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame
from shapely.geometry.base import BaseGeometry

from sitesel.attributes.expansion import expansion
from sitesel.attributes.frontage import front_classes, front_roads, road_frontage
from sitesel.attributes.fronts import Fronts, fronts
from sitesel.attributes.joining import coverage_of, covered
from sitesel.attributes.network import Network
from sitesel.attributes.rings import Rings
from sitesel.attributes.shoreline import (
    coast,
    deep_water,
    distance_to_deep_water,
    shore,
    shore_frontage,
)
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.config_shore import (
    DeepWaterSource,
    ExpansionConfig,
    FrontageConfig,
    ShoreSource,
)
from sitesel.catalogue.raw import Raw
from sitesel.catalogue.told import numbers_told, words_told
from sitesel.columns import CategoryColumn, Column, QuantityColumn, TextColumn
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.layers.road_classes import network_assumptions
from sitesel.schema import Attribute, family
from sitesel.shore_words import shore_word, shore_words

SHORE_ROLES = ("shore", "deep_water", "frontage")
"""Roles of the layers read here."""

Measure = Callable[[Mapping[str, Column]], dict[str, Column]]

_DEPTH = Attribute(
    "depth", "quantity", Text("水深", "Depth"), Text("水深", "Depth"), "shore", "m",
    bounds=(0.0, 12_000.0),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Waterside:
    """What sites can front on or expand into; all in the measuring CRS.

    Parameters
    ----------
    roads, road_rules
        Roads, None where they are not known; and how near and parallel they must be.
    covered
        Where all roads are known; None for everywhere.
    shore, shore_reach
        The shore, None where it is not known; metres and degrees.
    deep
        Deep water; None where it is not known.
    expansion
        What counts as room to expand; None where that is not asked.
    """

    roads: Fronts | None = None
    road_rules: FrontageConfig = field(default_factory=FrontageConfig)
    covered: BaseGeometry | None = None
    shore: Fronts | None = None
    shore_reach: tuple[float, float] = (0.0, 0.0)
    deep: GeoSeries | None = None
    expansion: ExpansionConfig | None = None

    def with_network(self, network: Network | None) -> Waterside:
        """Return it with the roads of a network, where no layer of roads is told.

        A network for no vehicle tells nothing of roads.
        """
        if self.roads is not None or network is None:
            return self
        roads = front_roads(network)
        if not len(roads.stretches.kind):
            return self
        return replace(self, roads=roads, covered=coverage_of(network, self.road_rules.tolerance))


def shore_attributes(config: BuildConfig) -> Iterator[Attribute]:
    """Return the attributes by road class and type of shore that a config's layers give."""
    if config.network is not None or (config.frontage and config.frontage.roads):
        for name, label in front_classes().items():
            yield from family("road_classes", **{"class": (name, label)})
    if config.shore is not None:
        for name, label in shore_words("types").items():
            yield from family("shore_types", type=(name, label))


def described_shore(raw: Raw, frame: GeoDataFrame) -> tuple[dict[str, Any], list[Finding]]:
    """Return the columns of a layer of shore, deep water or roads, and what could not be read."""
    columns: dict[str, Any] = {}
    findings: list[Finding] = []
    meanings: dict[str, Callable[[str], str | None]] = {
        "name": str,
        "type": partial(shore_word, of="types"),
        "class": _road_class,
    }
    for name in raw.source.columns:
        if name == "depth":
            columns[name], told = numbers_told(frame, raw, _DEPTH)
        else:
            columns[name], told = words_told(frame, raw, name, meanings[name])
        findings += told
    if isinstance(source := raw.source, DeepWaterSource):
        depths = columns.get("depth")
        if not len(deep_water(frame.geometry, depths, source.depth)):
            facts = {"value": f"{source.depth:g}"}
            findings.append(Finding("no-deep-water", raw.name, count=len(frame), facts=facts))
    return columns, findings


def _road_class(word: str) -> str | None:
    known = network_assumptions().class_of(word)
    return None if known is None else known.removesuffix("_link")


def waterside(
    config: BuildConfig, layers: Mapping[str, GeoDataFrame], land: GeoDataFrame | None
) -> Waterside:
    """Make the layers around the sites ready to be fronted on.

    Parameters
    ----------
    config
        Of the build.
    layers
        By role (see `SHORE_ROLES`), with the columns of `described_shore`.
    land
        Its coast is the shore where there is no layer of shore.
    """
    along: Fronts | None = None
    source = config.shore or ShoreSource(path="land")
    if (lines := layers.get("shore")) is not None:
        along = shore(lines.geometry, _told(lines, "type"), _depths(lines))
    elif land is not None:
        along = coast(land.geometry)
    roads = None
    if (ways := layers.get("frontage")) is not None:
        # footways and motorways are no roads to front on; of unknown class, a road
        classes = front_classes()
        kept = np.array([kind is None or kind in classes for kind in _told(ways, "class")], bool)
        kinds = [kind for kind in _told(ways, "class") if kind is None or kind in classes]
        roads = fronts(ways.geometry[kept], kinds, kinds=tuple(classes))
    deep = None
    if (water := layers.get("deep_water")) is not None and config.deep_water is not None:
        deep = deep_water(water.geometry, _depths(water), config.deep_water.depth)
    return Waterside(
        roads=roads,
        road_rules=config.frontage or FrontageConfig(),
        shore=along,
        shore_reach=(source.tolerance, source.angle),
        deep=deep,
        expansion=config.expansion,
    )


def _told(frame: GeoDataFrame, name: str) -> list[str | None]:
    if name not in frame:
        return [None] * len(frame)
    return [word if isinstance(word, str) else None for word in frame[name].tolist()]


def _depths(frame: GeoDataFrame) -> NDArray[np.float64] | None:
    return frame["depth"].to_numpy(np.float64) if "depth" in frame else None


def waterside_steps(flat: Rings, beside: Waterside) -> Iterator[tuple[Text, Measure]]:
    """Return what is measured beside roads and shores: words, and the columns it gives."""
    if (roads := beside.roads) is not None:
        rules = beside.road_rules
        words = Text("量算临路", "Measuring road frontage")
        measure = partial(road_frontage, flat, roads, tolerance=rules.tolerance, angle=rules.angle)
        yield words, partial(_columns, partial(_where_covered, measure, flat, beside.covered))
    if (along := beside.shore) is not None:
        tolerance, angle = beside.shore_reach
        words = Text("量算临岸", "Measuring shore frontage")
        measure = partial(shore_frontage, flat, along, tolerance=tolerance, angle=angle)
        yield words, partial(_columns, measure)
    if (deep := beside.deep) is not None:
        words = Text("量算到深水的距离", "Measuring distances to deep water")
        measure = partial(_deep, flat, deep)
        yield words, partial(_columns, measure)


def _where_covered(
    measure: Callable[[], DataFrame], flat: Rings, area: BaseGeometry | None
) -> DataFrame:
    """Measure frontage on roads; beyond the network nobody knows it."""
    found = measure()
    if area is None:
        return found
    rows = np.flatnonzero(np.isfinite(flat.flat.bounds[:, 0]))
    beyond = rows[~covered(flat.flat, rows, area)]
    found.iloc[beyond] = np.nan
    return found


def _deep(flat: Rings, deep: GeoSeries) -> DataFrame:
    return distance_to_deep_water(flat, deep).to_frame()


def _columns(measure: Callable[[], DataFrame], _: Mapping[str, Column]) -> dict[str, Column]:
    found = measure()
    return {str(name): QuantityColumn(found[name].to_numpy(np.float64).copy()) for name in found}


def expansion_columns(
    sites: GeoSeries, columns: Mapping[str, Column], asked: ExpansionConfig | None
) -> dict[str, Column]:
    """Measure the room to expand of all parcels; nothing where no status is told.

    Parameters
    ----------
    sites
        All of them, under their ids: one can be the neighbour of any other.
    columns
        With the status.
    asked
        What counts; None where that is not asked.
    """
    status = columns.get("status")
    if asked is None or not isinstance(status, CategoryColumn):
        return {}
    wanted = [i for i, value in enumerate(status.categories) if value in asked.available]
    found, (starts, neighbours) = expansion(sites, np.isin(status.codes, wanted), gap=asked.gap)
    ids = sites.index.to_numpy(object)
    words = [
        ", ".join(sorted(ids[neighbours[a:b]])) or None
        for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    ]
    return {
        "expansion_area": QuantityColumn(found["expansion_area"].to_numpy(np.float64).copy()),
        "expansion_parcels": TextColumn(pa.array(words, pa.string())),
    }
