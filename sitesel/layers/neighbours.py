"""Find a wrong zone or a wrong unit by where a layer lies and by the areas it states."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import Series
from pyproj import CRS

from sitesel.crs import crs_name, measuring_crs_of, to_crs
from sitesel.findings import Finding
from sitesel.gauss_kruger import WIDTHS, zone, zone_of
from sitesel.layers.crs_evidence import NEAR, Coordinates, distance_km, lon_lat, middles

FOOT = 0.3048
_SQUARE_FEET = 1 / FOOT**2  # 10.764 square feet are a square metre
_TOLERANCE = 0.03
_FEW = 3


def compared_with_neighbours(
    name: str, shapes: GeoSeries, reference: GeoSeries | None, *, land: GeoSeries | None = None
) -> Iterator[Finding]:
    """Report a layer that lies far from its neighbours, and what would put it beside them.

    Distance alone speaks against a layer only where nothing explains it: an archipelago has
    parcels far apart, so that a layer within the extent of the land is where it belongs; and one
    or two lines or points, a bridge or a ferry, may well lie apart.

    Parameters
    ----------
    name
        The layer, for its findings.
    shapes
        In a known CRS.
    reference
        The neighbours in longitude and latitude; None compares with nothing.
    land
        The land in longitude and latitude, where there is a layer of it.
    """
    if reference is None:
        return
    crs: CRS = shapes.crs
    xy = middles(shapes)
    xy = xy[np.isfinite(xy).all(axis=1)]
    distance = distance_km(lon_lat(xy, crs), reference)
    if distance <= NEAR:
        return
    away = {"km": round(distance) if np.isfinite(distance) else "∞"}
    used = crs_name(crs)
    told = {"used_zh": used.zh, "used_en": used.en}
    for other in _other_zones(crs):
        if distance_km(lon_lat(_renumbered(xy, crs, other), other), reference) <= NEAR:
            fits = crs_name(other)
            facts = away | told | {"fits_zh": fits.zh, "fits_en": fits.en}
            yield Finding("wrong-zone-suspected", name, facts=facts)
            return
    if crs.is_projected:
        for factor, read in ((FOOT, "ft→m"), (1 / FOOT, "m→ft")):
            if distance_km(lon_lat(xy * factor, crs), reference) <= NEAR:
                facts = away | told | {"read": read, "factor": f"{factor:.4f}"}
                yield Finding("wrong-unit-suspected", name, facts=facts)
                return
    at_home = land is not None and distance_km(lon_lat(xy, crs), land) == 0
    if not at_home and not _few_lines(shapes):
        yield Finding("far-from-neighbours", name, facts=away | told)


def _few_lines(shapes: GeoSeries) -> bool:
    """Tell a layer of so few lines or points that its middle is no measure of where it lies."""
    dimensions = shapely.get_dimensions(shapes.to_numpy())
    return bool((dimensions < 2).all()) and int((dimensions >= 0).sum()) < _FEW


def compared_with_stated_areas(
    name: str, shapes: GeoSeries, stated: Series | None
) -> Iterator[Finding]:
    """Report areas that differ from the stated ones by the square of a foot.

    Parameters
    ----------
    name
        The layer, for its findings.
    shapes
        In a known CRS.
    stated
        Square metres, on the index of `shapes`; None compares with nothing.
    """
    if stated is None:
        return
    values = stated.reindex(shapes.index).to_numpy(np.float64)
    polygons = shapely.get_dimensions(shapes.to_numpy()) == 2
    rows = polygons & np.isfinite(values) & (values > 0)
    if not rows.any():
        return
    sample = shapes[rows].iloc[:2_000]
    measured = to_crs(sample, measuring_crs_of(sample)).area.to_numpy()
    ratio = measured / values[rows][:2_000]
    low, middle, high = np.quantile(ratio, [0.25, 0.5, 0.75])
    if high - low > 2 * _TOLERANCE * middle:
        return
    for factor, code in (
        (_SQUARE_FEET, "coordinates-in-feet-suspected"),
        (1 / _SQUARE_FEET, "stated-area-in-square-feet"),
    ):
        if abs(middle / factor - 1) < _TOLERANCE:
            facts = {"ratio": f"{middle:.4g}"}
            yield Finding(code, name, count=int(rows.sum()), facts=facts)


def _other_zones(crs: CRS) -> list[CRS]:
    own = zone_of(crs)
    if own is None:
        number = int(crs.utm_zone[:-1]) if crs.utm_zone else None
        code = crs.to_epsg()
        if number is None or code is None or code // 100 not in {326, 327}:
            return []
        return [CRS.from_epsg(code // 100 * 100 + n) for n in range(1, 61) if n != number]
    others = [
        zone(number, width=width, prefixed=own.prefixed, family=own.family)
        for width in WIDTHS
        for number in range(13, 46)
    ]
    return [
        other.crs
        for other in others
        if other is not None and other.width == own.width and other != own
    ]


def _renumbered(xy: Coordinates, crs: CRS, other: CRS) -> Coordinates:
    """Return eastings with the number of another zone, where the zones have numbers."""
    own, wanted = zone_of(crs), zone_of(other)
    if own is None or wanted is None:
        return xy
    moved: Coordinates = xy + np.array([wanted.false_easting - own.false_easting, 0.0])
    return moved
