"""What lies around one site: neighbours, land, roads, ferries and facilities, nearest first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS, Geod

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns, IntervalColumn
from sitesel.crs import LON_LAT, named_crs, to_crs
from sitesel.evidence.ground import ground, within
from sitesel.schema import SITE_KINDS, SiteKind

MOST = {"neighbour": 400, "facility": 400, "land": 400, "way": 1_500}
"""How many of each sort are told of; the nearest are."""
WAYS = ("road", "bridge", "planned_bridge", "ferry", "closed", "shore")
_ELLIPSOID = Geod(ellps="GRS80")
_NAMES = ("name", "name_zh", "name_en")

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What lies within some metres of a site's outline.

    Parameters
    ----------
    features
        In OGC:CRS84, `role` by `role`, each nearest first: site, neighbour, facility, land, road,
        bridge, planned_bridge, ferry, closed, shore. Lines and land are clipped to `bounds`. See
        `surroundings` for the columns.
    bounds
        The box of the site's outline, grown by the metres; west, south, east, north, degrees.
    point
        Longitude and latitude inside the outline, from which bearings are told.
    found
        How many there are by sort (neighbour, facility, land, way), whatever is told of.
    """

    features: GeoDataFrame
    bounds: Bounds
    point: tuple[float, float]
    found: dict[str, int]


def surroundings(
    catalogue: Catalogue,
    sites: SiteKind,
    parcel: str,
    *,
    metres: float,
    scenario: str | None = None,
) -> Surroundings:
    """Gather what lies within some metres of a site.

    Parameters
    ----------
    catalogue
        With the outlines, the facilities and the ground.
    sites, parcel
        Which site; its own feature comes first.
    metres
        From its outline, in a straight line.
    scenario
        Whose roads and ferries are drawn.

    Returns
    -------
    surroundings
        Columns of all features: `role`, `name` (None without), `distance_m` from the site's
        outline, 0 where they touch. Of sites also `id`, `sites`, `planning_use`, `status`,
        `height_limit` (m, the upper end; NaN where not known or without limit), `height_open`
        (whether the limit itself is too high) and `area`; of facilities `id`, `kind`, `name_zh`,
        `name_en`, `bearing` (degrees from true north, clockwise; NaN where it lies inside); of
        roads `road_class`.

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    """
    row = catalogue.columns(sites).row(parcel)
    crs = named_crs(catalogue.manifest.crs)
    outline = catalogue.geometry(sites, np.array([row])).to_numpy()[0]
    own = _plane(np.array([outline]), crs)[0]
    inside = shapely.point_on_surface(outline)
    box = _grown(outline.bounds, metres)
    sought = _Sought(catalogue, crs, own, box, metres)
    parts = [_sites(catalogue, sites, np.array([row]), np.zeros(1), "site")]
    neighbours, many = sought.neighbours(sites, row)
    facilities, built = sought.facilities((inside.x, inside.y))
    lands, lying = sought.drawn(scenario, ("land",), MOST["land"])
    ways, leading = sought.drawn(scenario, WAYS, MOST["way"])
    parts += [neighbours, facilities, lands, ways]
    told = [part for part in parts if len(part)]
    whole = GeoDataFrame(pd.concat(told, ignore_index=True), geometry="geometry", crs=LON_LAT)
    counts = {"neighbour": many, "facility": built, "land": lying, "way": leading}
    return Surroundings(whole, box, (inside.x, inside.y), counts)


@dataclass(frozen=True, eq=False)
class _Sought:
    """What is looked for around an outline in the measuring CRS."""

    catalogue: Catalogue
    crs: CRS
    own: Any
    box: Bounds
    metres: float

    def _near(self, shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the positions of those within reach, nearest first, and how far they are."""
        if not len(shapes):
            return np.zeros(0, np.int64), np.zeros(0)
        away = shapely.distance(_plane(shapes, self.crs), self.own)
        order = np.argsort(away, kind="stable")
        order = order[away[order] <= self.metres]
        return order, away[order]

    def neighbours(self, sites: SiteKind, row: int) -> tuple[GeoDataFrame, int]:
        """Return other sites of both kinds, and how many there are."""
        parts, count = [], 0
        for kind in SITE_KINDS:
            bounds = self.catalogue.outlines(kind).bounds
            west, south, east, north = self.box
            meets = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
            meets &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
            rows = np.flatnonzero(meets)
            if kind == sites:
                rows = rows[rows != row]
            order, away = self._near(self.catalogue.outlines(kind).geometries(rows))
            count += len(order)
            rows, away = rows[order][: MOST["neighbour"]], away[: MOST["neighbour"]]
            if len(rows):
                parts.append(_sites(self.catalogue, kind, rows, away, "neighbour"))
        if not parts:
            return _nothing(), 0
        whole = pd.concat(parts, ignore_index=True).sort_values("distance_m", kind="stable")
        return whole.head(MOST["neighbour"]), count

    def facilities(self, point: tuple[float, float]) -> tuple[GeoDataFrame, int]:
        """Return facilities with distance and bearing, and how many there are."""
        known = _facilities(self.catalogue)
        near = within(known, self.box)
        order, away = self._near(near.geometry.to_numpy())
        chosen = near.iloc[order[: MOST["facility"]]]
        middle = shapely.centroid(chosen.geometry.to_numpy())
        lon, lat = shapely.get_x(middle), shapely.get_y(middle)
        start = np.full(len(chosen), point[0]), np.full(len(chosen), point[1])
        azimuth, _, _ = _ELLIPSOID.inv(*start, lon, lat)
        away = away[: len(chosen)]
        bearing = np.where(away > 0, np.mod(np.round(azimuth, 1), 360.0), np.nan)
        kept = chosen[["id", "kind", *_NAMES, "geometry"]]
        return kept.assign(role="facility", distance_m=np.round(away, 1), bearing=bearing), len(
            order
        )

    def drawn(
        self, scenario: str | None, kinds: tuple[str, ...], most: int
    ) -> tuple[GeoDataFrame, int]:
        """Return land or lines in the box, clipped to it, and how many there are."""
        whole = ground(self.catalogue, scenario)
        near = within(whole[whole["kind"].isin(kinds)], self.box)
        if near.empty:
            return _nothing(), 0
        clipped = shapely.clip_by_rect(near.geometry.to_numpy(), *self.box)
        left = ~shapely.is_empty(clipped)
        near, clipped = near[left], clipped[left]
        away = shapely.distance(_plane(clipped, self.crs), self.own)
        order = np.argsort(away, kind="stable")[:most]
        names = [n if isinstance(n, str) else None for n in near["name"].iloc[order]]
        columns = {
            "role": near["kind"].to_numpy()[order],
            "name": names,
            "distance_m": np.round(away[order], 1),
            "road_class": near["road_class"].to_numpy()[order],
        }
        return GeoDataFrame(columns, geometry=clipped[order], crs=LON_LAT), len(near)


def _nothing() -> GeoDataFrame:
    return GeoDataFrame({"role": pd.Series(dtype="str")}, geometry=[], crs=LON_LAT)


def _facilities(catalogue: Catalogue) -> GeoDataFrame:
    return catalogue.once("facilities:around", catalogue.facilities)


def _plane(shapes: NDArray[Any], crs: CRS) -> NDArray[Any]:
    return np.asarray(to_crs(GeoSeries(shapes, crs=LON_LAT), crs).to_numpy())


def _grown(bounds: Bounds, metres: float) -> Bounds:
    """Return a box of degrees grown by some metres, a little more rather than less."""
    west, south, east, north = bounds
    high = max(abs(south), abs(north))
    along = metres / 110_574.0 * 1.01
    across = metres / (111_320.0 * max(math.cos(math.radians(min(high, 89.0))), 0.01)) * 1.01
    return west - across, south - along, east + across, north + along


def _sites(
    catalogue: Catalogue,
    kind: SiteKind,
    rows: NDArray[np.int64],
    away: NDArray[np.float64],
    role: str,
) -> GeoDataFrame:
    columns = catalogue.columns(kind)
    height, is_open = _heights(columns, rows)
    told = {
        "role": role,
        "id": columns.ids.take(rows).to_pylist(),
        "sites": kind,
        **{
            name: [columns.value(name, int(row)) if name in columns else None for row in rows]
            for name in ("name", "planning_use", "status", "area")
        },
        "height_limit": height,
        "height_open": is_open,
        "distance_m": np.round(away, 1),
    }
    return GeoDataFrame(told, geometry=catalogue.outlines(kind).geometries(rows), crs=LON_LAT)


def _heights(columns: Columns, rows: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    limit = columns.columns.get("height_limit") if "height_limit" in columns else None
    if not isinstance(limit, IntervalColumn):
        return np.full(len(rows), np.nan), np.zeros(len(rows), bool)
    upper = limit.upper[rows]
    known = np.isfinite(upper)
    return np.where(known, upper, np.nan), (limit.upper_open[rows] == 1) & known
