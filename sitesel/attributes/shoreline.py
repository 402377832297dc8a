"""How far each parcel's boundary runs along the shore: by type, how deep, how straight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import DataFrame, Series

from sitesel.attributes.frontage import STRAIGHT, frontage
from sitesel.attributes.fronts import Fronts, fronts
from sitesel.attributes.proximity import nearest
from sitesel.attributes.rings import Floats, Rings, in_metres, polygonal, rings
from sitesel.shore_words import shore_words

TOLERANCE = 30.0  # m; shores are drawn more roughly than roads
ANGLE = 60.0  # degrees; a shore winds, and unlike a road it does not lead up to a parcel


def shore(lines: GeoSeries, types: Sequence[str | None], depth: Floats | None = None) -> Fronts:
    """Make a layer of shore ready.

    Parameters
    ----------
    lines
        Lines, or areas whose boundary is the shore, in a projected CRS, metres.
    types
        Of each line: a key of `shore_words("types")`; None where not told.
    depth
        Of the water before each line, metres; NaN where not told.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.
    """
    return fronts(lines, types, depth=depth, kinds=tuple(shore_words("types")))


def coast(land: GeoSeries) -> Fronts:
    """Take the outer edge of the land as the shore, its types not known.

    Where polygons of land touch there is no coast, and lakes have none.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    Examples
    --------
    >>> from shapely import box
    >>> halves = GeoSeries([box(0, 0, 10, 10), box(10, 0, 20, 10)])
    >>> len(coast(halves).stretches.kind)
    6
    """
    in_metres(land)
    shapes = shapely.make_valid(polygonal(land.to_numpy()))
    parts = shapely.get_parts(polygonal(np.atleast_1d(shapely.union_all(shapes))))
    return fronts(GeoSeries(shapely.get_exterior_ring(parts), crs=land.crs))


def shore_frontage(
    parcels: GeoSeries | Rings,
    along: Fronts,
    *,
    tolerance: float = TOLERANCE,
    angle: float = ANGLE,
    straight: float = STRAIGHT,
) -> DataFrame:
    """Measure each parcel's frontage on the shore.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    along
        Of a layer of shore (`shore`), or of the land (`coast`), in the same CRS.
    tolerance, angle, straight
        Metres and degrees, as `frontage` takes them.

    Returns
    -------
    shore_frontage, longest_shore_run, deepest_front
        As `frontage` says: metres, 0 off the shore; the depth is NaN where the shore does not
        tell it.
    shore_frontage_{type}
        Only where types are told; what is of no known type is in none of them.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> quay = shore(GeoSeries([LineString([(-9, 0), (99, 0)])]), ["port_industrial"], [12.0])
    >>> found = shore_frontage(GeoSeries({"A1": box(0, 0, 20, 50)}), quay).loc["A1"]
    >>> found[["shore_frontage_port_industrial", "shore_frontage_fishery"]].tolist()
    [20.0, 0.0]
    >>> float(found["deepest_front"])
    12.0
    """
    found = frontage(parcels, along, tolerance=tolerance, angle=angle, straight=straight)
    names = {
        "frontage": "shore_frontage",
        "longest_run": "longest_shore_run",
        "deepest": "deepest_front",
    }
    kinds = {f"frontage_{kind}": f"shore_frontage_{kind}" for kind in along.kinds}
    return found.drop(columns="sides").rename(columns=names | kinds)


def deep_water(layer: GeoSeries, depth: Floats | None, least: float) -> GeoSeries:
    """Keep the lines and areas whose water is deep enough.

    Parameters
    ----------
    layer
        Depth contours or areas.
    depth
        Of each, metres; None where the whole layer is deep water. Where it is not told the water
        does not count as deep.
    least
        Metres.
    """
    told = ~(layer.isna() | layer.is_empty).to_numpy()
    return layer[told if depth is None else told & (np.nan_to_num(depth, nan=-np.inf) >= least)]


def distance_to_deep_water(parcels: GeoSeries | Rings, deep: GeoSeries) -> Series[float]:
    """Measure the straight way from each parcel's edge to deep water.

    Returns
    -------
    distance_to_deep_water
        Metres, 0 where it reaches the parcel; NaN without geometry, or where no deep water is
        known. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> contour = GeoSeries([LineString([(-50, -40), (50, -40)])])
    >>> distance_to_deep_water(GeoSeries({"A1": box(0, 0, 20, 50)}), contour).to_dict()
    {'A1': 40.0}
    """
    return nearest(rings(parcels), deep)["distance"].rename("distance_to_deep_water")
