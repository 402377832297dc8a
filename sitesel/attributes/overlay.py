"""How much of each parcel lies under a constraint layer.

Area is a sum of signed trapezoids over pairs of edges, one of the parcel and one of the dissolved
layer, in coordinates relative to the parcel. No clipping and no case distinction: every term is a
continuous function of the coordinates, so touching, shared and collinear edges need no care.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Series
from pyproj import CRS
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sitesel.attributes.edges import Edges, edges_of_rings
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.rings import Flat, Floats, Rings, in_metres, polygonal, rings

Shapes = NDArray[np.object_]

_GROUPS = 4  # a fixed number, so that the answer does not hang on the machine
CLAMP = 1e-9  # of the parcel's area: nearer than this to none or all is none or all


@dataclass(frozen=True, eq=False)
class Cover:
    """The union of the polygons of constraint layers, ready to be laid over any parcels.

    Parameters
    ----------
    edges
        Of the union; its land lies to the left of each edge.
    crs
        Of the coordinates; None when not told.
    """

    edges: Edges
    crs: CRS | None


def dissolve(*layers: GeoSeries) -> Cover:
    """Join the polygons of layers, so that land under several of them counts once.

    Parameters
    ----------
    layers
        Polygons in a projected CRS, metres; invalid ones are made valid, lines and points and
        missing geometry cover nothing.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or they differ.

    Examples
    --------
    >>> from shapely import box
    >>> len(dissolve(GeoSeries([box(0, 0, 9, 9), box(5, 0, 12, 9)])).edges.ends)
    8
    """
    in_metres(*layers)
    shapes = [polygonal(layer.to_numpy()) for layer in layers]
    every = np.concatenate([np.empty(0, object), *shapes])
    every = every[~(shapely.is_missing(every) | shapely.is_empty(every))]
    crs = next((layer.crs for layer in layers if layer.crs is not None), None)
    return Cover(edges_of_rings(rings(GeoSeries(_union(every), crs=crs))), crs)


def _union(polygons: Shapes) -> Shapes:
    """Return polygons that cover the same land and do not overlap.

    Only those that meet others are joined: each group of them by itself, groups side by side.
    """
    invalid = ~np.concatenate([np.empty(0, bool), *_side_by_side(shapely.is_valid, polygons)])
    if invalid.any():
        polygons = polygons.copy()
        polygons[invalid] = polygonal(shapely.make_valid(polygons[invalid]))
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    meets = np.bincount(one, minlength=len(polygons)) > 1
    links = coo_array((np.ones(len(one), bool), (one, other)), shape=(len(polygons),) * 2)
    group = connected_components(links, directed=False)[1]
    parts = [polygons[meets & (group % _GROUPS == k)] for k in range(_GROUPS)]
    joined = [shapely.disjoint_subset_union_all] if meets.any() else []
    with ThreadPoolExecutor(_GROUPS) as pool:
        unions = [pool.submit(join, part) for join in joined for part in parts if len(part)]
        whole = polygonal(np.array([union.result() for union in unions], object))
    return np.asarray(shapely.get_parts(np.concatenate([polygons[~meets], whole])), object)


def _side_by_side(
    measure: Callable[[Shapes], NDArray[np.bool_]], shapes: Shapes
) -> list[NDArray[np.bool_]]:
    with ThreadPoolExecutor(_GROUPS) as pool:
        return list(pool.map(measure, np.array_split(shapes, _GROUPS)))


def overlap_area(parcels: GeoSeries | Rings, layer: GeoSeries | Cover) -> Series[float]:
    """Measure how much of each parcel lies under the union of a layer's polygons.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    layer
        Polygons in the same CRS, or the cover made of them once for many partitions.

    Returns
    -------
    overlap_area
        m²; exactly 0 or the whole area when within 1e-9 of it; NaN where the parcel has no
        geometry. A layer without polygons covers nothing. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import box
    >>> twice = GeoSeries([box(15, 0, 40, 20), box(10, 0, 30, 20)])
    >>> overlap_area(GeoSeries({"A1": box(0, 0, 20, 20)}), twice).to_dict()
    {'A1': 200.0}
    """
    land = rings(parcels)
    cover = layer if isinstance(layer, Cover) else dissolve(layer)
    in_metres(land, cover)
    area = np.where(land.empty, np.nan, 0.0)
    if len(cover.edges.ends):
        flat = land.flat

        def measure(start: int, stop: int) -> None:
            _overlap(start, stop, flat, land.area, cover.edges, area)

        in_partitions(measure, len(land))
    return Series(area, index=land.index, name="overlap_area")


def share(parcels: GeoSeries | Rings, layer: GeoSeries | Cover) -> Series[float]:
    """Measure which share of each parcel lies under the union of a layer's polygons.

    Returns
    -------
    share
        Per cent, 0 to 100; NaN where the parcel has no geometry or no area.

    See Also
    --------
    overlap_area : the same in m², with parameters and errors.

    Examples
    --------
    >>> from shapely import box
    >>> share(GeoSeries({"A1": box(0, 0, 20, 20)}), GeoSeries([box(10, 0, 30, 20)])).to_dict()
    {'A1': 50.0}
    """
    land = rings(parcels)
    area = Series(np.where(land.area > 0, land.area, np.nan), index=land.index)
    # dividing last keeps a whole parcel at exactly 100
    return (overlap_area(land, layer) / area * 100).rename("share")


def remaining_area(
    parcels: GeoSeries | Rings, excluded: Sequence[GeoSeries] | Cover
) -> Series[float]:
    """Measure what is left of each parcel outside several layers; overlaps count once.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    excluded
        Layers in the same CRS, or the cover made of all of them.

    Returns
    -------
    remaining_area
        m², from 0 to the plane area; NaN where the parcel has no geometry.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or they differ.

    Examples
    --------
    >>> from shapely import box
    >>> water, farms = GeoSeries([box(10, 0, 30, 20)]), GeoSeries([box(15, 0, 30, 20)])
    >>> remaining_area(GeoSeries({"A1": box(0, 0, 20, 20)}), [water, farms]).to_dict()
    {'A1': 200.0}
    """
    land = rings(parcels)
    cover = excluded if isinstance(excluded, Cover) else dissolve(*excluded)
    return (Series(land.area, index=land.index) - overlap_area(land, cover)).rename(
        "remaining_area"
    )


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    box = GeoSeries([shapely.box(0, 0, 1, 1)])
    overlap_area(box, box)


@kernel
def _overlap(
    start: int, stop: int, land: Flat, area: Floats, edges: Edges, overlap: Floats
) -> None:
    skip = edges.skip
    for row in range(start, stop):
        if land.parts[row] == land.parts[row + 1]:
            continue
        west, south = land.bounds[row, 0], land.bounds[row, 1]
        east, north = land.bounds[row, 2], land.bounds[row, 3]
        total = 0.0
        whole = 0
        i = 0
        while i < len(skip):
            w, s = edges.boxes[i, 0], edges.boxes[i, 1]
            e, n = edges.boxes[i, 2], edges.boxes[i, 3]
            if edges.depth[i] < 2:
                # a closed ring that misses the parcel's box adds nothing
                meets = w < east and e > west and s < north and n > south
            else:
                # within such a ring, an edge matters in the box or where it crosses the line
                # of the box's top, to its right
                meets = e > west and n > south and s <= north and (w < east or n > north)
            if meets and skip[i] == i + 1:
                for k in range(edges.span[i, 0], edges.span[i, 1]):
                    here, turns = _under_edge(land, row, edges.ends, k)
                    total += here
                    whole += turns
            i = i + 1 if meets else skip[i]
        all_of_it = area[row]
        total += whole * all_of_it
        if total <= CLAMP * all_of_it:
            overlap[row] = 0.0
        elif total >= (1 - CLAMP) * all_of_it:
            overlap[row] = all_of_it
        else:
            overlap[row] = total


@kernel
def _under_edge(  # noqa: C901 - calls would cost more than the branches
    land: Flat, row: int, ends: Floats, k: int
) -> tuple[float, int]:
    """Return the signed area of the parcel below one edge of the layer, and whole parcels.

    The parts of a ring above the parcel's box need no look at each edge: going once around, they
    add up to the area of the parcel left of where the ring rises over the line of the box's top,
    less the area left of where it comes down again.
    """
    west, south = land.bounds[row, 0], land.bounds[row, 1]
    east, north = land.bounds[row, 2], land.bounds[row, 3]
    width, height = east - west, north - south
    above_1, above_2 = ends[k, 1] > north, ends[k, 3] > north
    if above_1 and above_2:
        return 0.0, 0
    x1, y1, x2, y2 = ends[k, 0] - west, ends[k, 1] - south, ends[k, 2] - west, ends[k, 3] - south
    total, whole = 0.0, 0
    if above_1 != above_2:
        # relative to the box an edge can turn out level; then it crosses anywhere
        x = x1 if y1 == y2 else x1 + (x2 - x1) * ((height - y1) / (y2 - y1))
        x = min(max(x, min(x1, x2)), max(x1, x2))
        rising = 1 if above_2 else -1
        if x >= width:
            whole = rising
        elif x > 0:
            total += rising * _under_line(land, row, 0.0, height, x, height)
        if above_1:
            x1, y1 = x, height
        else:
            x2, y2 = x, height
    if y1 <= 0 and y2 <= 0:
        return total, whole
    if y1 < 0:
        x1, y1 = x1 + (x2 - x1) * (-y1 / (y2 - y1)), 0.0
    elif y2 < 0:
        x2, y2 = x2 + (x1 - x2) * (-y2 / (y1 - y2)), 0.0
    sign = 1.0
    if x1 < x2:
        sign = -1.0
    else:
        x1, y1, x2, y2 = x2, y2, x1, y1
    if x1 < width and x2 > 0 and x1 < x2:
        total += sign * _under_line(land, row, x1, y1, x2, y2)
    return total, whole


@kernel
def _under_line(land: Flat, row: int, x1: float, y1: float, x2: float, y2: float) -> float:
    """Return the area of the parcel below the line from (x1, y1) to (x2, y2), x1 < x2.

    Coordinates from the south-west corner of the parcel's box.
    """
    west, south = land.bounds[row, 0], land.bounds[row, 1]
    c_slope = (y2 - y1) / (x2 - x1)
    total = 0.0
    for r in range(land.parts[row], land.parts[row + 1]):
        for v in range(land.starts[r], land.starts[r + 1] - 1):
            ax, bx = land.xy[v, 0] - west, land.xy[v + 1, 0] - west
            sign, ay, by = -1.0, land.xy[v, 1] - south, land.xy[v + 1, 1] - south
            if ax > bx:
                sign, ax, ay, bx, by = 1.0, bx, by, ax, ay
            left, right = max(ax, x1), min(bx, x2)
            if left >= right:
                continue
            a_slope = (by - ay) / (bx - ax)
            a_left, a_right = ay + a_slope * (left - ax), ay + a_slope * (right - ax)
            c_left, c_right = y1 + c_slope * (left - x1), y1 + c_slope * (right - x1)
            over_left, over_right = a_left - c_left, a_right - c_right
            if over_left <= 0 and over_right <= 0:
                under = a_left + a_right
            elif over_left >= 0 and over_right >= 0:
                under = c_left + c_right
            else:
                t = over_left / (over_left - over_right)
                middle = c_left + (c_right - c_left) * t
                under = (min(a_left, c_left) + middle) * t
                under += (middle + min(a_right, c_right)) * (1 - t)
            total += sign * under * (right - left) / 2
    return total
