"""Suspect the shifted datums of Chinese web maps by where land ends and sea begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from sitesel.gcj02 import SHIFTED_DATUMS, ShiftedDatum, unshift
from sitesel.language import Text

NAMES: dict[ShiftedDatum, Text] = {
    "gcj02": Text(zh="GCJ-02(高德、腾讯)", en="GCJ-02 (AMap, Tencent)"),
    "bd09": Text(zh="BD-09(百度)", en="BD-09 (Baidu)"),
}
_SAMPLE = 4_000
_NOTICEABLE = 0.1  # share of a shape that comes ashore or goes to sea


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Evidence that a layer is on a shifted datum.

    Parameters
    ----------
    datum
        The datum it seems to be on.
    ashore, seaward
        How many shapes come on land, and how many go to sea, when they are shifted back.
    at_sea, at_sea_after
        Share of all shapes that lies at sea, before and after.
    strong
        The evidence leaves little doubt.
    """

    datum: ShiftedDatum
    ashore: int
    seaward: int
    at_sea: float
    at_sea_after: float
    strong: bool


def suspicion(shapes: GeoSeries, land: GeoSeries) -> Suspicion | None:
    """Compare how many shapes come ashore with how many go to sea when they are shifted back.

    On the right datum nearly all of those near the coast go to sea. The land mask may be off by a
    hundred metres or lack reclaimed land: that weighs for both sides alike. Shapes far from the
    coast say nothing, and a layer without a coast can't be told.

    Parameters
    ----------
    shapes
        Parcels, lines or points in longitude and latitude; parts count one by one. Shapes outside
        the extent of the land are left out.
    land
        Polygons in longitude and latitude, WGS 84.

    Returns
    -------
    suspicion
        None when the shapes lie better as they are, or when too few say anything.
    """
    parts = shapely.get_parts(shapes.dropna().to_numpy())
    parts = parts[shapely.is_valid(parts) & ~shapely.is_empty(parts)]
    west, south, east, north = land.total_bounds
    # a shifted shape must not leave the extent of the land
    extent = shapely.box(west + 0.02, south + 0.02, east - 0.02, north - 0.02)
    parts = parts[shapely.within(parts, extent)]
    parts = parts[:: max(1, -(-len(parts) // _SAMPLE))]
    if not len(parts):
        return None
    mask = shapely.union_all(shapely.make_valid(land.dropna().to_numpy()))
    shapely.prepare(mask)
    before = _at_sea(parts, mask)
    found = []
    for datum in SHIFTED_DATUMS:
        after = _at_sea(unshift(GeoSeries(parts, crs=shapes.crs), datum).to_numpy(), mask)
        ashore = int((after < before - _NOTICEABLE).sum())
        seaward = int((after > before + _NOTICEABLE).sum())
        # the sign test: how far from chance, in standard deviations
        sign = (ashore - seaward) / np.sqrt(max(ashore + seaward, 1))
        if sign >= 1.8 and after.mean() < before.mean():
            found.append(
                (
                    float(after.mean()),
                    Suspicion(
                        datum,
                        ashore,
                        seaward,
                        float(before.mean()),
                        float(after.mean()),
                        strong=bool(sign >= 4),
                    ),
                )
            )
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _at_sea(parts: NDArray[np.object_], land: shapely.Geometry) -> NDArray[np.float64]:
    """Return the share of each part that is not on land: of its area, its length or itself."""
    ashore = shapely.intersection(parts, land)
    dimension = shapely.get_dimensions(parts)
    size = np.select(
        [dimension == 2, dimension == 1], [shapely.area(parts), shapely.length(parts)], 1.0
    )
    dry = np.select(
        [dimension == 2, dimension == 1],
        [shapely.area(ashore), shapely.length(ashore)],
        ~shapely.is_empty(ashore),
    )
    share: NDArray[np.float64] = 1 - np.divide(dry, size, out=np.ones_like(size), where=size > 0)
    return share
