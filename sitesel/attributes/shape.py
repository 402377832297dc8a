"""Size and form of parcels."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sitesel.attributes import ellipsoid, inscribed
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.rings import Floats, Ints, Rings, in_metres, polygonal, rings
from sitesel.errors import UnknownCrs

CIRCLE_TOLERANCE = 0.05  # m, of the diameter
SAME_AREA = 1e-9  # relative; rectangles nearer than this are equally small


def plane_area(parcels: GeoSeries) -> Series[float]:
    """Measure the area in the plane of the projection.

    Parameters
    ----------
    parcels
        Polygons in a projected CRS, metres.

    Returns
    -------
    plane_area
        m²; NaN where the parcel has no geometry. The index of `parcels`.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    Examples
    --------
    >>> from shapely import box
    >>> plane_area(GeoSeries({"A1": box(0, 0, 20, 50)})).to_dict()
    {'A1': 1000.0}
    """
    return _column(parcels, shapely.area(_shapes(parcels)), "plane_area")


def ellipsoid_area(parcels: GeoSeries | Rings) -> Series[float]:
    """Measure the area on the ellipsoid of the CRS (for CGCS2000 that of GRS 1980).

    The edges between vertices are geodesics. In a 3-degree zone they differ from the straight
    edges of the plane by less than 1e-9 of the area of a parcel.

    Parameters
    ----------
    parcels
        Polygons in a projected CRS, metres.

    Returns
    -------
    ellipsoid_area
        m², within 1e-9 of Karney's; NaN where the parcel has no geometry. The index of `parcels`.

    Raises
    ------
    UnknownCrs
        The CRS is not told, so there is no ellipsoid.
    WrongCrs
        The CRS is not in metres.

    Examples
    --------
    >>> from shapely import box
    >>> km2 = GeoSeries({"A1": box(412_500, 3_320_000, 413_500, 3_321_000)}, crs=4550)
    >>> ellipsoid_area(km2).round(1).to_dict()
    {'A1': 999813.3}
    """
    land = rings(parcels)
    if land.crs is None:
        raise UnknownCrs(
            "area on the ellipsoid needs a CRS and the parcels have none; "
            "name it, e.g. `set_crs(4550)`",
            "椭球面积需要坐标系，而地块没有坐标系；请先声明，例如 `set_crs(4550)`",
        )
    return Series(ellipsoid.areas(land, land.crs), index=land.index, name="ellipsoid_area")


def perimeter(parcels: GeoSeries) -> Series[float]:
    """Measure the length of the boundary, holes included.

    Parameters
    ----------
    parcels
        Polygons in a projected CRS, metres.

    Returns
    -------
    perimeter
        m; NaN where the parcel has no geometry. The index of `parcels`.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    Examples
    --------
    >>> from shapely import box
    >>> perimeter(GeoSeries({"A1": box(0, 0, 20, 50)})).to_dict()
    {'A1': 140.0}
    """
    return _column(parcels, shapely.length(_shapes(parcels)), "perimeter")


def compactness(parcels: GeoSeries) -> Series[float]:
    r"""Measure how near each parcel is to a circle (Polsby-Popper).

    .. math:: 4 \pi A / P^2

    Parameters
    ----------
    parcels
        Polygons in a projected CRS, metres.

    Returns
    -------
    compactness
        0 to 1, no unit; NaN where the parcel has no geometry. The index of `parcels`.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    References
    ----------
    Polsby & Popper (1991), Yale Law & Policy Review 9(2), 301-353.

    Examples
    --------
    >>> from shapely import box
    >>> compactness(GeoSeries({"A1": box(0, 0, 20, 20)})).round(3).to_dict()
    {'A1': 0.785}
    """
    return (4 * np.pi * plane_area(parcels) / perimeter(parcels) ** 2).rename("compactness")


def rectangle(parcels: GeoSeries) -> DataFrame:
    """Measure the sides of the smallest rectangle, turned as need be, around each parcel.

    Of equally small ones (every side of a triangle carries one) the narrowest counts.

    Parameters
    ----------
    parcels
        Polygons in a projected CRS, metres; all parts of a parcel lie in one rectangle.

    Returns
    -------
    width, depth
        Shorter and longer side, m; NaN where the parcel has no geometry. The index of `parcels`.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    References
    ----------
    Freeman & Shapira (1975), Communications of the ACM 18(7), 409-413: the smallest rectangle
    has a side along an edge of the convex hull.

    Examples
    --------
    >>> from shapely import Polygon
    >>> diamond = Polygon([(0, 0), (6, 8), (2, 11), (-4, 3)])
    >>> rectangle(GeoSeries({"A1": diamond})).loc["A1"].to_dict()
    {'width': 5.0, 'depth': 10.0}
    """
    hulls = shapely.convex_hull(_shapes(parcels))
    hulls[shapely.get_type_id(hulls) != shapely.GeometryType.POLYGON] = None
    xy, owner = shapely.get_coordinates(hulls, return_index=True)
    starts = np.searchsorted(owner, np.arange(len(hulls) + 1)).astype(np.int64)
    sides = np.full((len(hulls), 2), np.nan)
    in_partitions(lambda start, stop: _rectangles(start, stop, xy, starts, sides), len(hulls))
    return DataFrame(sides, index=parcels.index, columns=["width", "depth"])


def width(parcels: GeoSeries) -> Series[float]:
    """Measure the shorter side of the minimum rotated rectangle, m.

    See Also
    --------
    rectangle : both sides at once, with parameters and errors.

    Examples
    --------
    >>> from shapely import box
    >>> width(GeoSeries({"A1": box(0, 0, 20, 50)})).to_dict()
    {'A1': 20.0}
    """
    return rectangle(parcels)["width"]


def depth(parcels: GeoSeries) -> Series[float]:
    """Measure the longer side of the minimum rotated rectangle, m.

    See Also
    --------
    rectangle : both sides at once, with parameters and errors.

    Examples
    --------
    >>> from shapely import box
    >>> depth(GeoSeries({"A1": box(0, 0, 20, 50)})).to_dict()
    {'A1': 50.0}
    """
    return rectangle(parcels)["depth"]


def inscribed_diameter(parcels: GeoSeries | Rings) -> Series[float]:
    """Measure the diameter of the largest circle that fits into each parcel.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres; the circle lies in one part and in no hole.

    Returns
    -------
    inscribed_diameter
        m, never too large and at most 0.05 m too small; NaN where the parcel has no geometry.
        The index of `parcels`.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    Examples
    --------
    >>> from shapely import box
    >>> inscribed_diameter(GeoSeries({"A1": box(0, 0, 20, 50)})).round(2).to_dict()
    {'A1': 20.0}
    """
    land = rings(parcels)
    flat, diameter = land.flat, np.full(len(land), np.nan)
    in_partitions(
        lambda start, stop: inscribed.diameters(start, stop, flat, CIRCLE_TOLERANCE, diameter),
        len(land),
    )
    return Series(diameter, index=land.index, name="inscribed_diameter")


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    parcels = GeoSeries([shapely.box(412_500, 3_320_000, 412_600, 3_320_100)], crs=4550)
    ellipsoid_area(parcels)
    rectangle(parcels)
    inscribed_diameter(parcels)


def _shapes(parcels: GeoSeries) -> NDArray[np.object_]:
    in_metres(parcels)
    shapes = polygonal(parcels.to_numpy()).copy()
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _column(parcels: GeoSeries, values: Floats, name: str) -> Series[float]:
    return Series(values, index=parcels.index, name=name)


@kernel
def _rectangles(start: int, stop: int, xy: Floats, starts: Ints, sides: Floats) -> None:
    """Fill in the sides of the smallest rectangles around convex rings."""
    for row in range(start, stop):
        first, last = starts[row], starts[row + 1] - 1
        smallest = np.inf
        for v in range(first, last):
            dx, dy = xy[v + 1, 0] - xy[v, 0], xy[v + 1, 1] - xy[v, 1]
            length = np.hypot(dx, dy)
            low, high, off = 0.0, 0.0, 0.0
            for k in range(first, last):
                x, y = xy[k, 0] - xy[v, 0], xy[k, 1] - xy[v, 1]
                along = (x * dx + y * dy) / length
                low, high = min(low, along), max(high, along)
                off = max(off, abs(x * dy - y * dx) / length)
            short, long = min(high - low, off), max(high - low, off)
            as_small = short * long <= smallest * (1 + SAME_AREA)
            if short * long < smallest * (1 - SAME_AREA) or (as_small and short < sides[row, 0]):
                smallest = min(smallest, short * long)
                sides[row, 0], sides[row, 1] = short, long
