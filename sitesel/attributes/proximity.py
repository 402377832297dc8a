"""How near the facilities are: exact metres in a straight line, from edge to edge.

The distance between a parcel and a facility is 0 where they touch or one lies in the other; a
facility in a parcel's hole is as far as the hole's ring. Boxes only leave out what can't be the
nearest, so the answer does not depend on them.
"""

from __future__ import annotations

import numpy as np
from geopandas import GeoSeries
from pandas import DataFrame, Series

from sitesel.attributes.edges import Edges, edges_of_shapes
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.rings import Flat, Floats, Ints, Rings, covers, in_metres, rings


def nearest(parcels: GeoSeries | Rings, facilities: GeoSeries) -> DataFrame:
    """Measure the way to the nearest facility in a straight line, and say which it is.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    facilities
        Points, lines or polygons of one kind, in the same CRS; those without geometry are nowhere.

    Returns
    -------
    distance, nearest
        Metres from the parcel's edge, 0 inside or touching, and the position in `facilities`, the
        lowest of equally near ones; NaN and -1 where the parcel has no geometry or no facility is
        known. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import Point, box
    >>> wharves = GeoSeries([Point(100, 0), Point(23, 10)])
    >>> nearest(GeoSeries({"A1": box(0, 0, 20, 20)}), wharves).loc["A1"].to_dict()
    {'distance': 3.0, 'nearest': 1.0}
    """
    in_metres(parcels, facilities)
    land, edges = rings(parcels), edges_of_shapes(facilities.to_numpy())
    distance = np.full(len(land), np.nan)
    position = np.full(len(land), -1, np.int64)
    if len(edges.ends):
        flat = land.flat

        def measure(start: int, stop: int) -> None:
            _nearest(start, stop, flat, edges, distance, position)

        in_partitions(measure, len(land))
    return DataFrame({"distance": distance, "nearest": position}, index=land.index)


def count_within(parcels: GeoSeries | Rings, facilities: GeoSeries, radius: float) -> Series[float]:
    """Count the facilities within a radius of each parcel's edge, those inside included.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    facilities
        Points, lines or polygons of one kind, in the same CRS.
    radius
        Metres; a facility exactly so far away counts.

    Returns
    -------
    count
        NaN where the parcel has no geometry or no facility is known; the index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import Point, box
    >>> stops = GeoSeries([Point(5, 5), Point(30, 0), Point(31, 0)])
    >>> count_within(GeoSeries({"A1": box(0, 0, 20, 20)}), stops, 10).to_dict()
    {'A1': 2.0}
    """
    in_metres(parcels, facilities)
    land, edges = rings(parcels), edges_of_shapes(facilities.to_numpy())
    count = np.full(len(land), np.nan)
    if len(edges.ends):
        flat, known = land.flat, len(facilities)

        def measure(start: int, stop: int) -> None:
            _count_within(start, stop, flat, edges, known, float(radius), count)

        in_partitions(measure, len(land))
    return Series(count, index=land.index, name="count")


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    from shapely import Point, box  # noqa: PLC0415

    parcels, facilities = GeoSeries([box(0, 0, 1, 1)]), GeoSeries([Point(2, 2)])
    nearest(parcels, facilities)
    count_within(parcels, facilities, 1)


@kernel
def point_to_segment(px: float, py: float, dx: float, dy: float) -> float:
    """Return the squared distance from a point to the segment from the origin to (dx, dy)."""
    # without branches: a mispredicted one costs more than the division
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else min(max((px * dx + py * dy) / length, 0.0), 1.0)
    ex, ey = px - t * dx, py - t * dy
    return ex * ex + ey * ey


@kernel
def segment_to_segment(
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float
) -> float:
    """Return the squared distance between the segments ab and cd, 0 where they cross."""
    ux, uy, vx, vy = bx - ax, by - ay, dx - cx, dy - cy
    acx, acy = cx - ax, cy - ay
    c = ux * acy - uy * acx
    d = ux * (dy - ay) - uy * (dx - ax)
    a = vy * acx - vx * acy
    b = vx * (by - cy) - vy * (bx - cx)
    if ((c > 0 and d < 0) or (c < 0 and d > 0)) and ((a > 0 and b < 0) or (a < 0 and b > 0)):
        return 0.0
    return min(
        point_to_segment(acx, acy, ux, uy),
        point_to_segment(dx - ax, dy - ay, ux, uy),
        point_to_segment(-acx, -acy, vx, vy),
        point_to_segment(bx - cx, by - cy, vx, vy),
    )


@kernel
def _to_edge(land: Flat, row: int, edges: Edges, e: int) -> float:
    """Return the squared distance from a parcel to an edge or point, 0 where they meet."""
    cx, cy, dx, dy = edges.ends[e, 0], edges.ends[e, 1], edges.ends[e, 2], edges.ends[e, 3]
    xy, starts, box = land.xy, land.starts, land.bounds
    within = box[row, 0] <= cx <= box[row, 2] and box[row, 1] <= cy <= box[row, 3]
    if within and covers(land, row, cx, cy):
        return 0.0
    point = cx == dx and cy == dy
    least = np.inf
    for r in range(land.parts[row], land.parts[row + 1]):
        for v in range(starts[r], starts[r + 1] - 1):
            ax, ay = xy[v, 0], xy[v, 1]
            if point:
                found = point_to_segment(cx - ax, cy - ay, xy[v + 1, 0] - ax, xy[v + 1, 1] - ay)
            else:
                found = segment_to_segment(ax, ay, xy[v + 1, 0], xy[v + 1, 1], cx, cy, dx, dy)
            least = min(least, found)
    return least


@kernel
def _gap(box: Floats, row: int, boxes: Floats, i: int) -> float:
    """Return the squared distance between a parcel's box and that of a node."""
    # rows of arrays are told by their number: a slice costs more than the arithmetic
    dx: float = max(boxes[i, 0] - box[row, 2], box[row, 0] - boxes[i, 2], 0.0)
    dy: float = max(boxes[i, 1] - box[row, 3], box[row, 1] - boxes[i, 3], 0.0)
    return dx * dx + dy * dy


@kernel
def _edge_gap(box: Floats, row: int, ends: Floats, e: int) -> float:
    """Return the squared distance between a parcel's box and that of an edge."""
    west, east = min(ends[e, 0], ends[e, 2]), max(ends[e, 0], ends[e, 2])
    south, north = min(ends[e, 1], ends[e, 3]), max(ends[e, 1], ends[e, 3])
    dx: float = max(west - box[row, 2], box[row, 0] - east, 0.0)
    dy: float = max(south - box[row, 3], box[row, 1] - north, 0.0)
    return dx * dx + dy * dy


@kernel
def _reach(squared: float) -> float:
    """Return the squared distance beyond which nothing can be as near, rounding allowed for."""
    reach: float = np.sqrt(squared) * (1 + 1e-9) + 1e-6
    return reach * reach


@kernel
def _holders(  # noqa: C901 - one walk through the tree
    x: float, y: float, edges: Edges, found: Ints
) -> int:
    """Find the facility polygons around a point, by the edges that a ray to the east crosses."""
    boxes, skip = edges.boxes, edges.skip
    count = i = 0
    while i < len(skip):
        if x < boxes[i, 0] or x > boxes[i, 2] or y < boxes[i, 1] or y > boxes[i, 3]:
            i = skip[i]
            continue
        if not edges.areal[i]:
            i += 1
            continue
        end, inside, k = skip[i], False, i
        while k < end:
            if y < boxes[k, 1] or y > boxes[k, 3] or x > boxes[k, 2]:
                k = skip[k]
                continue
            if skip[k] == k + 1:
                for e in range(edges.span[k, 0], edges.span[k, 1]):
                    x1, y1 = edges.ends[e, 0], edges.ends[e, 1]
                    x2, y2 = edges.ends[e, 2], edges.ends[e, 3]
                    if (y1 > y) != (y2 > y):
                        side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
                        if (side > 0) == (y2 > y1):
                            inside = not inside
            k += 1
        if inside:
            found[count] = edges.owner[edges.span[i, 0]]
            count += 1
        i = end
    return count


@kernel
def _likeliest(box: Floats, row: int, edges: Edges) -> int:
    """Go straight down to an edge near by: a close bound leaves out most of the tree."""
    skip, i = edges.skip, 0
    while skip[i] > i + 1:
        second = skip[i + 1]
        nearer = _gap(box, row, edges.boxes, i + 1) <= _gap(box, row, edges.boxes, second)
        i = i + 1 if nearer else second
    likeliest: int = edges.span[i, 0]
    least = np.inf
    for e in range(edges.span[i, 0], edges.span[i, 1]):
        gap = _edge_gap(box, row, edges.ends, e)
        if gap < least:
            likeliest, least = e, gap
    return likeliest


@kernel
def _nearest(  # noqa: C901 - one walk through the tree
    start: int, stop: int, land: Flat, edges: Edges, distance: Floats, position: Ints
) -> None:
    holding = edges.areal.any()
    found = np.empty(len(edges.skip) if holding else 0, np.int64)
    for row in range(start, stop):
        if land.parts[row] == land.parts[row + 1]:
            continue
        box, least = land.bounds, np.inf
        who: int = -1
        for r in range(land.parts[row], land.parts[row + 1] if holding else 0):
            v = land.starts[r]
            for k in range(_holders(land.xy[v, 0], land.xy[v, 1], edges, found)):
                who = found[k] if least > 0 else min(who, found[k])
                least = 0.0
        first = _likeliest(box, row, edges)
        here = _to_edge(land, row, edges, first)
        if here < least or (here == least and edges.owner[first] < who):
            least, who = here, edges.owner[first]
        reach = _reach(least)
        i = 0
        while i < len(edges.skip):
            near = _gap(box, row, edges.boxes, i) <= reach
            if near and edges.skip[i] == i + 1:
                for e in range(edges.span[i, 0], edges.span[i, 1]):
                    if e == first or _edge_gap(box, row, edges.ends, e) > reach:
                        continue
                    here = _to_edge(land, row, edges, e)
                    if here < least or (here == least and edges.owner[e] < who):
                        least, who = here, edges.owner[e]
                        reach = _reach(least)
            i = i + 1 if near else edges.skip[i]
        distance[row] = np.sqrt(least)
        position[row] = who


@kernel
def _count_within(  # noqa: C901 - one walk through the tree
    start: int, stop: int, land: Flat, edges: Edges, known: int, radius: float, count: Floats
) -> None:
    holding = edges.areal.any()
    found = np.empty(len(edges.skip) if holding else 0, np.int64)
    counted_for = np.full(known, -1, np.int64)
    reach = _reach(radius * radius)
    for row in range(start, stop):
        first, last = land.parts[row], land.parts[row + 1]
        if first == last:
            continue
        box, many = land.bounds, 0
        for r in range(first, last if holding else first):
            v = land.starts[r]
            for k in range(_holders(land.xy[v, 0], land.xy[v, 1], edges, found)):
                if counted_for[found[k]] != row:
                    counted_for[found[k]] = row
                    many += 1
        i = 0
        while i < len(edges.skip):
            near = _gap(box, row, edges.boxes, i) <= reach
            if near and edges.skip[i] == i + 1:
                for e in range(edges.span[i, 0], edges.span[i, 1]):
                    who = edges.owner[e]
                    if counted_for[who] == row or _edge_gap(box, row, edges.ends, e) > reach:
                        continue
                    if np.sqrt(_to_edge(land, row, edges, e)) <= radius:
                        counted_for[who] = row
                        many += 1
            i = i + 1 if near else edges.skip[i]
        count[row] = many
