"""What is measured: shape, surroundings, constraint areas, island, as attribute columns.

`measured` is a function of a partition of sites and of the small shared tables in `Surroundings`:
cut the sites as you like, the values are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from shapely import STRtree

from sitesel.attributes import overlay, proximity, shape
from sitesel.attributes.landmass import landmass
from sitesel.attributes.overlay import Cover
from sitesel.attributes.rings import Rings, rings
from sitesel.catalogue.access import Access, access, differing
from sitesel.catalogue.families import radius_words
from sitesel.catalogue.grounds import Grounds
from sitesel.catalogue.network_record import BASE
from sitesel.catalogue.shore import Waterside, waterside_steps
from sitesel.columns import CategoryColumn, Column, QuantityColumn
from sitesel.language import Text
from sitesel.progress import Progress, silent

Floats = NDArray[np.float64]
Measure = Callable[[Mapping[str, Column]], dict[str, Column]]
Step = tuple[Text, Measure]
"""What to say while it is measured, and the columns it gives, from those measured before."""


@dataclass(frozen=True, eq=False)
class Facilities:
    """The facilities of one kind: their ids and places, and the radii they are counted within."""

    ids: tuple[str, ...]
    geometry: GeoSeries
    radii: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The small tables that every partition of sites is measured against; all in one CRS.

    Parameters
    ----------
    facilities
        By kind.
    covers
        The union of the areas of each constraint layer.
    excluding
        The layers whose areas can't be built on.
    excluded
        The union of the areas of these layers; None where there are fewer than two.
    land
        Columns name, fixed_link; None where there is none.
    waterside
        Roads, shore and deep water to front on, and what counts as room to expand.
    access
        Networks, and the facilities that are travelled to; None without a network.
    grounds
        Rules, wind and terrain.
    """

    facilities: Mapping[str, Facilities] = field(default_factory=dict)
    covers: Mapping[str, Cover] = field(default_factory=dict)
    excluding: tuple[str, ...] = ()
    excluded: Cover | None = None
    land: GeoDataFrame | None = None
    waterside: Waterside = field(default_factory=Waterside)
    access: Access | None = None
    grounds: Grounds = field(default_factory=Grounds)


def measured(
    sites: GeoSeries, around: Surroundings, *, progress: Progress = silent
) -> dict[str, Column]:
    """Measure sites.

    Parameters
    ----------
    sites
        Valid polygons or points in a projected CRS, metres. A point has no shape and no share in
        an area; distances are measured from it.
    around
        In the same CRS.
    progress
        Told how far it is.
    """
    columns: dict[str, Column] = {}
    steps = _steps(sites, rings(sites), around)
    for done, (words, measure) in enumerate(steps):
        progress(words, done / len(steps))
        columns |= measure(columns)
    return columns


def in_scenarios(
    sites: GeoSeries,
    around: Surroundings,
    columns: Mapping[str, Column],
    *,
    progress: Progress = silent,
) -> dict[str, dict[str, Column]]:
    """Measure access, of sites whose other `columns` are measured.

    Returns
    -------
    columns
        All of it under `base`; under the name of a scenario what is another in it. Empty without a
        network.
    """
    if around.access is None:
        return {}
    found = access(sites, _names(columns.get("landmass"), len(sites)), around.access,
                   progress=progress)  # fmt: skip
    base = found[BASE]
    return {name: own if name == BASE else differing(own, base) for name, own in found.items()}


def _names(landmass: Column | None, count: int) -> list[str | None]:
    if not isinstance(landmass, CategoryColumn):
        return [None] * count
    return [landmass.categories[code] if code >= 0 else None for code in landmass.codes.tolist()]


def _steps(sites: GeoSeries, flat: Rings, around: Surroundings) -> list[Step]:
    """Return what is measured, noun by noun; each step sees the columns of those before it."""
    return [
        (Text("量算形状", "Measuring shapes"), lambda _: _shape(sites, flat)),
        *_proximity_steps(sites, flat, around),
        *_overlay_steps(flat, around),
        *_landmass_steps(sites, around),
        *waterside_steps(flat, around.waterside),
        *around.grounds.steps(sites, flat),
    ]


def _proximity_steps(sites: GeoSeries, flat: Rings, around: Surroundings) -> Iterator[Step]:
    areal = ~flat.empty
    for kind, facilities in around.facilities.items():
        words = Text(f"量算到设施的距离：{kind}", f"Measuring distances: {kind}")
        yield words, partial(_proximity, sites, flat, areal, kind, facilities)


def _overlay_steps(flat: Rings, around: Surroundings) -> Iterator[Step]:
    for layer, cover in around.covers.items():
        words = Text(f"叠加约束图层：{layer}", f"Laying over constraint areas: {layer}")
        yield words, partial(_overlay, flat, layer, cover, alone=around.excluding == (layer,))
    if (excluded := around.excluded) is not None:
        words = Text("扣除约束图层", "Taking off constraint areas")
        yield words, lambda _: {"remaining_area": _quantity(overlay.remaining_area(flat, excluded))}


def _landmass_steps(sites: GeoSeries, around: Surroundings) -> Iterator[Step]:
    if (land := around.land) is not None:
        words = Text("判定所在岛屿", "Finding the island")
        yield words, lambda _: _landmass(sites, land)


def _shape(sites: GeoSeries, flat: Rings) -> dict[str, Column]:
    polygons = sites.where(shapely.get_dimensions(sites.to_numpy()) == 2)
    sides = shape.rectangle(polygons)
    return {
        "area": QuantityColumn(flat.area.copy()),
        "ellipsoid_area": _quantity(shape.ellipsoid_area(flat)),
        "perimeter": _quantity(shape.perimeter(polygons)),
        "compactness": _quantity(shape.compactness(polygons)),
        "width": _quantity(sides["width"]),
        "depth": _quantity(sides["depth"]),
        "inscribed_diameter": _quantity(shape.inscribed_diameter(flat)),
    }


def _proximity(
    sites: GeoSeries,
    flat: Rings,
    areal: NDArray[np.bool_],
    kind: str,
    facilities: Facilities,
    _: Mapping[str, Column],
) -> dict[str, Column]:
    found = proximity.nearest(flat, facilities.geometry)
    distance = np.array(found["distance"], dtype=np.float64)
    nearest = np.array(found["nearest"], dtype=np.int32)
    points = np.flatnonzero(~areal)
    if len(points) and len(facilities.ids):
        distance[points], nearest[points] = _from_points(sites.to_numpy()[points], facilities)
    columns: dict[str, Column] = {
        f"distance_to_{kind}": QuantityColumn(distance),
        f"nearest_{kind}": CategoryColumn(nearest, facilities.ids),
    }
    for radius in facilities.radii:
        within = proximity.count_within(flat, facilities.geometry, radius)
        count = np.array(within, dtype=np.float64)
        if len(points):
            shapes = facilities.geometry.to_numpy()
            near = shapely.distance(sites.to_numpy()[points][:, None], shapes[None, :]) <= radius
            count[points] = near.sum(axis=1)
        columns[f"count_{kind}_within_{radius_words(radius)[0]}"] = QuantityColumn(count)
    return columns


def _from_points(points: NDArray[Any], facilities: Facilities) -> tuple[Floats, NDArray[np.int32]]:
    """Return distance and position of the nearest facility, the lowest of equally near ones."""
    tree = STRtree(facilities.geometry.to_numpy())
    (rows, positions), distances = tree.query_nearest(points, return_distance=True)
    distance = np.full(len(points), np.nan)
    nearest = np.full(len(points), -1, dtype=np.int32)
    order = np.lexsort((-positions, rows))  # the lowest is written last
    distance[rows[order]] = distances[order]
    nearest[rows[order]] = positions[order]
    return distance, nearest


def _overlay(
    flat: Rings, layer: str, cover: Cover, _: Mapping[str, Column], *, alone: bool
) -> dict[str, Column]:
    land_area = np.where(flat.area > 0, flat.area, np.nan)
    under = _quantity(overlay.overlap_area(flat, cover))
    columns: dict[str, Column] = {
        f"area_in_{layer}": under,
        f"share_in_{layer}": QuantityColumn(under.values / land_area * 100),
    }
    if alone:  # the only one that excludes: what remains is what it leaves
        columns["remaining_area"] = QuantityColumn(flat.area - under.values)
    return columns


def _landmass(sites: GeoSeries, land: GeoDataFrame) -> dict[str, Column]:
    found = landmass(sites, land)
    links = ("mainland", "bridged", "planned", "none")
    columns: dict[str, Column] = {
        "landmass": _category(found["landmass"].astype(object).to_numpy()),
        "fixed_link": _category(found["fixed_link"].astype(object).to_numpy(), links),
    }
    if "landmass_area" in found:
        columns["landmass_area"] = _quantity(found["landmass_area"])
    return columns


def _category(words: NDArray[Any], order: tuple[str, ...] = ()) -> CategoryColumn:
    told = {word for word in words.tolist() if isinstance(word, str)}
    categories = [word for word in order if word in told]
    categories += sorted(told - set(categories))
    places = {word: i for i, word in enumerate(categories)}
    codes = np.array([places.get(word, -1) for word in words.tolist()], dtype=np.int32)
    return CategoryColumn(codes, tuple(categories))


def _quantity(values: Any) -> QuantityColumn:  # noqa: ANN401  # a pandas Series of numbers
    return QuantityColumn(np.asarray(values, dtype=np.float64))
