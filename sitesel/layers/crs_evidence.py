"""What coordinates say about their own reference system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.crs import LON_LAT, named_crs, to_crs, transform_xy, within_china
from sitesel.gauss_kruger import (
    WIDTHS,
    Family,
    GaussKruger,
    family_of,
    refused_datum,
    zone,
    zone_of,
)
from sitesel.language import Text

Coordinates = NDArray[np.float64]
Rows = NDArray[np.bool_]

NEAR = 20.0
"""Kilometres within which a layer counts as near its neighbours."""

_NORTHINGS = (1_900_000, 6_200_000)  # China, 17° to 56° north
_HALF_WIDTH = {3: 250_000, 6: 450_000}  # metres off the meridian, generous


@dataclass(frozen=True)
class Candidate:
    """A reference system that the coordinates could be in.

    Parameters
    ----------
    crs
        The reference system.
    swapped
        The first coordinate is the northing or the latitude.
    why
        What speaks for it.
    """

    crs: CRS
    swapped: bool
    why: Text


def middles(shapes: GeoSeries) -> Coordinates:
    """Return the middle of each shape's bounding box; NaN where there is no shape."""
    bounds = shapes.bounds.to_numpy(np.float64)
    return np.column_stack([bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)])


def plausible(crs: CRS, xy: Coordinates) -> Rows:
    """Tell which coordinates can be in a CRS: in its range of numbers and near its area of use.

    Examples
    --------
    >>> plausible(CRS(4529), np.array([[41_500_000, 3.3e6], [122.1, 30.0], [40.5e6, 3.3e6]]))
    array([ True, False, False])
    """
    x, y = xy[:, 0], xy[:, 1]
    degrees = (np.abs(x) <= 180.000001) & (np.abs(y) <= 90.000001)
    if crs.is_geographic:
        return degrees
    zoned = zone_of(crs)
    if zoned is not None:
        return _in_zone(x, y, zoned)
    found = np.isfinite(x) & np.isfinite(y) & ~degrees
    if refused_datum(crs) or crs.geodetic_crs is None or crs.to_authority() is None:
        return found
    lon, lat = transform_xy(x, y, crs, crs.geodetic_crs)
    found &= np.isfinite(lon) & (np.abs(lat) <= 86)
    area = crs.area_of_use
    if area is not None:
        # 3 degrees beyond: files go over the edge of their zone
        found &= (lat >= area.south - 3) & (lat <= area.north + 3)
        east = area.east + 360 * (area.east < area.west)
        middle, half = (area.west + east) / 2, (east - area.west) / 2 + 3
        found &= np.abs((lon - middle + 180) % 360 - 180) <= half
    return found


def sibling(crs: CRS, xy: Coordinates) -> CRS | None:
    """Return the zone of the same meridian that the eastings are of, with or without its number.

    None when there is none, or when it is the CRS itself.
    """
    zoned = zone_of(crs)
    if zoned is None:
        return None
    for width in WIDTHS:
        for prefixed in (True, False):
            other = GaussKruger(zoned.family, width, zoned.meridian, prefixed)
            exists = zone(other.number, width=width)
            if other == zoned or exists is None or exists.meridian != other.meridian:
                continue
            if most(_in_zone(xy[:, 0], xy[:, 1], other)):
                return other.crs
    return None


def candidates(xy: Coordinates, family: Family = "cgcs2000") -> list[Candidate]:
    """List what the coordinates could be in, by their numbers alone.

    Parameters
    ----------
    xy
        One coordinate of each shape, as found.
    family
        The datum to assume for Gauss-Krüger coordinates, whose numbers don't tell it.

    Examples
    --------
    >>> [c.crs.to_epsg() for c in candidates(np.array([[41_412_345.0, 3_320_000.0]]))]
    [4529]
    >>> [c.swapped for c in candidates(np.array([[30.0, 122.1]]))]
    [True]
    """
    found = _degrees(xy)
    for swapped in (False, True):
        x, y = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
        found += [
            Candidate(zoned.crs, swapped, why)
            for zoned, why in (*_prefixed(x, y, family), *_by_meridian(x, y, family))
        ]
        lon, lat = np.degrees(x / 6_378_137), np.degrees(np.arctan(np.sinh(y / 6_378_137)))
        if most((np.abs(x) > 1e6) & (np.abs(y) > 1e6) & within_china(lon, lat)):
            why = Text(zh="数值符合网络墨卡托", en="the numbers are of Web Mercator")
            found.append(Candidate(named_crs("EPSG:3857"), swapped, why))
    return found


def near(found: Sequence[Candidate], xy: Coordinates, reference: GeoSeries) -> list[Candidate]:
    """Keep the candidates that put the layer near its neighbours."""
    return [
        candidate
        for candidate in found
        if distance_km(lon_lat(xy, candidate.crs, swapped=candidate.swapped), reference) <= NEAR
    ]


def lon_lat(xy: Coordinates, crs: CRS, *, swapped: bool = False) -> Coordinates:
    """Return coordinates as longitude and latitude, on the datum they are on."""
    x, y = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
    geodetic = crs.geodetic_crs
    if crs.is_geographic or geodetic is None:
        return np.column_stack([x, y])
    return transform_xy(x, y, crs, geodetic).T


def distance_km(places: Coordinates, reference: GeoSeries) -> float:
    """Return how far the middle of some places is outside the extent of their neighbours.

    Parameters
    ----------
    places
        Longitude and latitude, degrees.
    reference
        The neighbours, in longitude and latitude.
    """
    usable = places[np.isfinite(places).all(axis=1)]
    if not len(usable):
        return float("inf")
    west, south, east, north = reference.total_bounds
    lon, lat = usable[:, 0], usable[:, 1]
    aside = np.maximum(np.maximum(west - lon, lon - east), 0) * np.cos(np.radians(lat)) * 111.32
    above = np.maximum(np.maximum(south - lat, lat - north), 0) * 110.95
    return float(np.median(np.hypot(aside, above)))


def neighbours(reference: GeoSeries | None) -> GeoSeries | None:
    """Return the neighbours in longitude and latitude; None where they are of no use."""
    if reference is None or reference.crs is None or reference.is_empty.all():
        return None
    return to_crs(reference, LON_LAT)


def most(rows: Rows) -> bool:
    """Tell whether more than half of the rows hold."""
    return bool(rows.size) and rows.mean() > 0.5


def family_told(told: CRS | None) -> Family:
    """Return the Chinese datum of what was told, CGCS2000 when there is none."""
    return (None if told is None else family_of(told)) or "cgcs2000"


def _in_zone(x: Coordinates, y: Coordinates, zoned: GaussKruger) -> Rows:
    aside = np.abs(x - zoned.false_easting)
    return (aside <= _HALF_WIDTH[zoned.width]) & (y >= _NORTHINGS[0]) & (y <= _NORTHINGS[1])


def _degrees(xy: Coordinates) -> list[Candidate]:
    x, y = np.abs(xy[:, 0]), np.abs(xy[:, 1])
    world = named_crs(LON_LAT)
    as_is = Candidate(world, False, Text("数值为经度、纬度", "the numbers are longitude, latitude"))
    turned = Candidate(world, True, Text("数值为纬度、经度", "the numbers are latitude, longitude"))
    # nobody sells land beyond 84° north
    straight, swapped = most((x <= 180) & (y <= 84)), most((y <= 180) & (x <= 84))
    if not straight:
        return [turned] if swapped else []
    here, there = within_china(xy[:, 0], xy[:, 1]), within_china(xy[:, 1], xy[:, 0])
    return [as_is, turned] if swapped and most(there) and not most(here) else [as_is]


def _prefixed(x: Coordinates, y: Coordinates, family: Family) -> list[tuple[GaussKruger, Text]]:
    usable = x[np.isfinite(x) & (x >= 13e6) & (x < 46e6)]
    if len(usable) * 2 <= len(x):
        return []
    numbers, counts = np.unique((usable // 1e6).astype(int), return_counts=True)
    number = int(numbers[counts.argmax()])
    for width in WIDTHS:
        zoned = zone(number, width=width, family=family)
        # the rest may be of another zone: see `georeference`
        if zoned is None or not most(_in_zone(x % 1e6 + number * 1e6, y, zoned)):
            continue
        lon, lat = lon_lat(np.column_stack([x, y]), zoned.crs).T
        own = x // 1e6 == number
        if not most(within_china(lon[own], lat[own])):
            continue
        why = Text(
            zh=f"东坐标以带号 {number} 开头",
            en=f"the eastings begin with the zone's number {number}",
        )
        return [(zoned, why)]
    return []


def _by_meridian(x: Coordinates, y: Coordinates, family: Family) -> list[tuple[GaussKruger, Text]]:
    found = []
    for meridian in range(75, 136, 3):
        zoned = GaussKruger(family, 3, meridian, prefixed=False)
        inside = _in_zone(x, y, zoned)
        if most(inside):
            lon, lat = lon_lat(np.column_stack([x, y])[inside], zoned.crs).T
            if most(within_china(lon, lat)):
                why = Text(
                    zh="东坐标以 500000 为中央经线，无带号",
                    en="the eastings count from 500,000 and have no zone number",
                )
                found.append((zoned, why))
    return found
