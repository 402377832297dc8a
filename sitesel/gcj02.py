r"""GCJ-02 and BD-09, the two shifted datums of Chinese web maps, to and from WGS 84.

GCJ-02 is WGS 84 plus a published smooth shift of 300 to 700 m; BD-09 is GCJ-02 moved once more by
the map of one firm. Neither is a datum in the sense of geodesy, no PROJ pipeline knows them. The
shift is not defined outside China, where coordinates stay as they are.

References
----------
The formula is that of the open implementations `eviltransform` (Googol Lee and others, 2015) and
`coordtransform` (wandergis, 2015), on the Krassowsky ellipsoid (a = 6378245 m, e² =
0.00669342162296594), which agree with the map services to about a metre. Their inverses are
approximations; the inverses here are iterated until they return the coordinate that was put in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import ArrayLike, NDArray

ShiftedDatum = Literal["gcj02", "bd09"]
SHIFTED_DATUMS: tuple[ShiftedDatum, ...] = ("gcj02", "bd09")

Degrees = NDArray[np.float64]
Shift = Callable[[ArrayLike, ArrayLike], tuple[Degrees, Degrees]]

_SEMI_MAJOR = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BAIDU_TURNS = np.pi * 3000 / 180
_TOLERANCE = 1e-12  # degrees, about 0.1 µm
_ROUNDS = 30


def in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Tell where the shift applies, by the box that all implementations use.

    Parameters
    ----------
    lon, lat
        Degrees. The box is rough: it covers parts of the neighbouring countries too.

    Examples
    --------
    >>> in_china([122.1, 2.35], [30.0, 48.9]).tolist()
    [True, False]
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    return (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift WGS 84 to GCJ-02; degrees in, degrees out, NaN stays NaN.

    >>> lon, lat = wgs84_to_gcj02(121.5272106, 31.1774276)
    >>> round(float(lon), 6), round(float(lat), 6)
    (121.531542, 31.175304)
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    inside = in_china(lon, lat)
    east, north = _shift(np.where(inside, lon, 105.0), np.where(inside, lat, 35.0))
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Undo the shift of GCJ-02; the exact inverse of `wgs84_to_gcj02` to 1e-9 degrees.

    Exact wherever the unshifted point is inside the box of `in_china`; in the few hundred metres
    along its edge two points can have the same image, and the nearer one comes back.
    """
    return _invert(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift GCJ-02 to BD-09; degrees in, degrees out.

    >>> lon, lat = gcj02_to_bd09(116.404, 39.915)
    >>> round(float(lon), 6), round(float(lat), 6)
    (116.410369, 39.921337)
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    inside = in_china(lon, lat)
    x, y = np.where(inside, lon, 105.0), np.where(inside, lat, 35.0)
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _BAIDU_TURNS)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BAIDU_TURNS)
    return (
        np.where(inside, radius * np.cos(angle) + 0.0065, lon),
        np.where(inside, radius * np.sin(angle) + 0.006, lat),
    )


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Undo the shift of BD-09; the exact inverse of `gcj02_to_bd09` to 1e-9 degrees."""
    return _invert(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift WGS 84 to BD-09 by way of GCJ-02."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Undo both shifts of BD-09; exact to 1e-9 degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def unshift(shapes: GeoSeries, datum: ShiftedDatum) -> GeoSeries:
    """Bring geometries in GCJ-02 or BD-09 back to WGS 84.

    Parameters
    ----------
    shapes
        Longitude and latitude in degrees, longitude first; a height is kept. Missing geometries
        stay missing.
    datum
        The datum they are in.

    Returns
    -------
    shapes
        In WGS 84 (OGC:CRS84); the index of `shapes`.
    """
    inverse = gcj02_to_wgs84 if datum == "gcj02" else bd09_to_wgs84
    return _moved(shapes, inverse)


def shift(shapes: GeoSeries, datum: ShiftedDatum) -> GeoSeries:
    """Bring geometries in WGS 84 to GCJ-02 or BD-09, the opposite of `unshift`."""
    return _moved(shapes, wgs84_to_gcj02 if datum == "gcj02" else wgs84_to_bd09)


def _moved(shapes: GeoSeries, move: Shift) -> GeoSeries:
    def columns(coordinates: Degrees) -> Degrees:
        return np.column_stack([*move(coordinates[:, 0], coordinates[:, 1]), coordinates[:, 2:]])

    flat = shapely.has_z(shapes.to_numpy())
    moved = shapes.to_numpy().copy()
    # a height would be made up for flat shapes if all were moved with one
    for tall in (False, True):
        these = flat == tall
        moved[these] = shapely.transform(moved[these], columns, include_z=tall)
    return GeoSeries(moved, index=shapes.index, name=shapes.name, crs="OGC:CRS84")


def _shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return the degrees that GCJ-02 lies east and north of WGS 84."""
    x, y = lon - 105, lat - 35
    root = 0.1 * np.sqrt(np.abs(x))
    common = 20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root
    north = north + (common + 20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north = north + (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y / 30 * np.pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root
    east = east + (common + 20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east = east + (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    # metres to degrees by the radii of curvature of the meridian and of the prime vertical
    latitude = np.radians(lat)
    bend = 1 - _ECCENTRICITY2 * np.sin(latitude) ** 2
    meridian = _SEMI_MAJOR * (1 - _ECCENTRICITY2) / bend**1.5
    parallel = _SEMI_MAJOR / np.sqrt(bend) * np.cos(latitude)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def _invert(forward: Shift, lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Find what `forward` shifts to a coordinate, by repeated correction (the shift is smooth)."""
    found_lon, found_lat = np.array(lon, np.float64), np.array(lat, np.float64)
    inside = in_china(found_lon, found_lat)
    target_lon, target_lat = found_lon[inside], found_lat[inside]
    near_lon, near_lat = target_lon, target_lat
    for _ in range(_ROUNDS):
        image_lon, image_lat = forward(near_lon, near_lat)
        miss_lon, miss_lat = target_lon - image_lon, target_lat - image_lat
        near_lon, near_lat = near_lon + miss_lon, near_lat + miss_lat
        if max(np.abs(miss_lon).max(initial=0), np.abs(miss_lat).max(initial=0)) <= _TOLERANCE:
            break
    found_lon[inside], found_lat[inside] = near_lon, near_lat
    return found_lon, found_lat
