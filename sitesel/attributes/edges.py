"""Edges of a layer in a tree of boxes, so that a kernel meets only the edges near a parcel.

The tree is written in preorder: the node after `i` is its first child, and `skip[i]` is where to
go on when nothing under `i` matters. No recursion, no stack, and no library state to share between
threads. Against scipy's cKDTree over points it also holds lines and polygons, and it needs no
fixed number of neighbours to stay exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel
from sitesel.attributes.rings import Flags, Floats, Ints, Rings

LEAF = 4
_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3


class Edges(NamedTuple):
    """The edges of a layer, part by part, under a tree of boxes; a tuple, as kernels take it.

    Parameters
    ----------
    ends
        x, y of the start and x, y of the end of each edge; a point is an edge without length.
    owner
        Row in the layer of each edge.
    boxes
        West, south, east, north of all under each node.
    skip
        Node after the last one under each node.
    span
        First edge and edge after the last under each node.
    depth
        0: above the parts; 1: the root of one part; 2: within a part.
    areal
        Whether the node is the root of a polygon.
    """

    ends: Floats
    owner: Ints
    boxes: Floats
    skip: Ints
    span: Ints
    depth: NDArray[np.int8]
    areal: Flags


def edges_of_shapes(shapes: NDArray[np.object_]) -> Edges:
    """Take the edges of points, lines and polygons, alone or in multiples and collections."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, nested = shapely.get_parts(parts, return_index=True)
        owner = owner[nested]
    kinds = shapely.get_type_id(parts)
    ends, part = [np.empty((0, 4))], [np.empty(0, np.int64)]

    xy, at = shapely.get_coordinates(parts[kinds == _POINT], return_index=True)
    ends.append(np.hstack([xy, xy]))
    part.append(np.flatnonzero(kinds == _POINT)[at])

    for kind in (_LINE, _RING, _POLYGON):
        curves, of = parts[kinds == kind], np.flatnonzero(kinds == kind)
        if kind == _POLYGON:
            curves, ring = shapely.get_rings(curves, return_index=True)
            of = of[ring]
        xy, at = shapely.get_coordinates(curves, return_index=True)
        joined = at[:-1] == at[1:]
        ends.append(np.hstack([xy[:-1], xy[1:]])[joined])
        part.append(of[at[:-1][joined]])

    every, which = np.concatenate(ends), np.concatenate(part)
    finite = np.isfinite(every).all(axis=1)
    every, which = every[finite], which[finite]
    order = np.argsort(which, kind="stable")
    every, which = every[order], which[order]
    firsts = np.flatnonzero(np.r_[True, which[1:] != which[:-1]]) if len(which) else which
    offsets = np.append(firsts, len(which)).astype(np.int64)
    return _tree(every, owner[which].astype(np.int64), kinds[which] == _POLYGON, offsets)


def edges_of_rings(polygons: Rings) -> Edges:
    """Take the edges of polygons, each ring a part; the land lies to the left of each edge."""
    last = np.zeros(len(polygons.xy), np.bool_)
    last[polygons.starts[1:] - 1] = True
    ends = np.hstack([polygons.xy[:-1], polygons.xy[1:]])[~last[:-1]]
    offsets = polygons.starts - np.arange(len(polygons.starts))
    ring_owner = np.repeat(np.arange(len(polygons)), np.diff(polygons.parts))
    owner = np.repeat(ring_owner, np.diff(offsets))
    return _tree(ends, owner, np.ones(len(ends), np.bool_), offsets)


def edges_of_lines(xy: Floats, starts: Ints, rows: Ints) -> tuple[Edges, Floats]:
    """Take the edges of some polylines, each a part.

    Parameters
    ----------
    xy, starts
        Vertices of all polylines, and the first of each with the end.
    rows
        The polylines that count; each of two or more vertices.

    Returns
    -------
    edges
        The owner of an edge is its polyline's row in `starts`.
    before
        Metres along the polyline before the start of each edge.
    """
    sizes = np.diff(starts)[rows] - 1
    rows, sizes = rows[sizes > 0], sizes[sizes > 0]
    offsets = np.append(0, np.cumsum(sizes)).astype(np.int64)
    first = np.repeat(starts[:-1][rows] - offsets[:-1], sizes) + np.arange(offsets[-1])
    ends = np.hstack([xy[first], xy[first + 1]])
    middle = (xy[starts[:-1][rows]] + xy[starts[1:][rows] - 1]) / 2
    order = _selecting_order(middle[:, 0].copy(), middle[:, 1].copy())
    edges = _tree(ends, np.repeat(rows, sizes), np.zeros(len(ends), np.bool_), offsets, order)
    length = np.hypot(*(edges.ends[:, 2:] - edges.ends[:, :2]).T)
    before = np.append(0.0, np.cumsum(length))[:-1]
    begins = np.r_[True, edges.owner[1:] != edges.owner[:-1]][: len(before)]
    before -= np.maximum.accumulate(np.where(begins, before, 0.0))
    return edges, before


def _tree(
    ends: Floats, owner: Ints, areal: Flags, offsets: Ints, order: Ints | None = None
) -> Edges:
    """Order the parts so that near ones stand together, then build the tree over them."""
    if len(ends) == 0:
        none, quads = np.empty(0, np.int64), np.empty((0, 4))
        spans, depth = np.empty((0, 2), np.int64), none.astype(np.int8)
        return Edges(quads, none, quads, none, spans, depth, none.astype(np.bool_))
    if order is None:
        west = np.minimum.reduceat(np.minimum(ends[:, 0], ends[:, 2]), offsets[:-1])
        east = np.maximum.reduceat(np.maximum(ends[:, 0], ends[:, 2]), offsets[:-1])
        south = np.minimum.reduceat(np.minimum(ends[:, 1], ends[:, 3]), offsets[:-1])
        north = np.maximum.reduceat(np.maximum(ends[:, 1], ends[:, 3]), offsets[:-1])
        order = _halving_order((west + east) / 2, (south + north) / 2)
    sizes = np.diff(offsets)[order]
    ordered = np.append(0, np.cumsum(sizes))
    take = np.repeat(offsets[:-1][order] - ordered[:-1], sizes) + np.arange(len(ends))
    ends = np.ascontiguousarray(ends[take])
    boxes, skip, span, depth = _nodes(ends, ordered)
    polygon = (depth == 1) & areal[take][span[:, 0]]
    return Edges(ends, owner[take], boxes, skip, span, depth, polygon)


@kernel
def _halving_order(x: Floats, y: Floats) -> Ints:
    """Order points by halving them again and again across their longer side."""
    order = np.arange(len(x))
    waiting = [(0, len(x))]
    while len(waiting) > 0:
        lo, hi = waiting.pop()
        if hi - lo < 2:
            continue
        these = order[lo:hi].copy()
        xs, ys = x[these], y[these]
        along = xs if xs.max() - xs.min() >= ys.max() - ys.min() else ys
        order[lo:hi] = these[np.argsort(along, kind="mergesort")]
        mid = (lo + hi) // 2
        waiting.append((lo, mid))
        waiting.append((mid, hi))
    return order


@kernel
def _selecting_order(x: Floats, y: Floats) -> Ints:  # noqa: C901 - halves, and selects the middle
    """Order points as `_halving_order`, but for ties and faster: each half only as far as needed.

    For trees whose answers don't hang on the order of the edges.
    """
    order = np.arange(len(x))
    waiting = [(0, len(x))]
    while len(waiting) > 0:
        lo, hi = waiting.pop()
        if hi - lo < 2:
            continue
        west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
        for k in range(lo, hi):
            i = order[k]
            west, east = min(west, x[i]), max(east, x[i])
            south, north = min(south, y[i]), max(north, y[i])
        along = x if east - west >= north - south else y
        mid = (lo + hi) // 2
        first, last = lo, hi - 1
        while first < last:  # Hoare's selection
            pivot = along[order[(first + last) // 2]]
            i, j = first, last
            while i <= j:
                while along[order[i]] < pivot:
                    i += 1
                while along[order[j]] > pivot:
                    j -= 1
                if i <= j:
                    order[i], order[j] = order[j], order[i]
                    i += 1
                    j -= 1
            if mid <= j:
                last = j
            elif mid >= i:
                first = i
            else:
                break
        waiting.append((lo, mid))
        waiting.append((mid, hi))
    return order


@kernel
def _nodes(ends: Floats, offsets: Ints) -> tuple[Floats, Ints, Ints, NDArray[np.int8]]:
    """Build the tree in preorder: halve the parts, then the edges of each part."""
    most = 2 * (len(ends) + len(offsets))
    boxes = np.empty((most, 4))
    skip = np.empty(most, np.int64)
    span = np.empty((most, 2), np.int64)
    depth = np.empty(most, np.int8)
    count = 0
    waiting = [(0, len(offsets) - 1, 0)]
    while len(waiting) > 0:
        lo, hi, level = waiting.pop()
        if level == 0 and hi - lo == 1:
            lo, hi, level = offsets[lo], offsets[hi], 1
        depth[count] = level
        span[count, 0] = lo if level else offsets[lo]
        span[count, 1] = hi if level else offsets[hi]
        skip[count] = 0
        if level == 0 or hi - lo > LEAF:
            skip[count] = -1
            mid, under = (lo + hi) // 2, 2 if level else 0
            waiting.append((mid, hi, under))
            waiting.append((lo, mid, under))
        count += 1
    for i in range(count - 1, -1, -1):
        if skip[i] == -1:
            second = skip[i + 1]
            skip[i] = skip[second]
            boxes[i, :2] = np.minimum(boxes[i + 1, :2], boxes[second, :2])
            boxes[i, 2:] = np.maximum(boxes[i + 1, 2:], boxes[second, 2:])
        else:
            skip[i] = i + 1
            boxes[i, :2], boxes[i, 2:] = np.inf, -np.inf
            for e in range(span[i, 0], span[i, 1]):
                for k in range(4):
                    boxes[i, k % 2] = min(boxes[i, k % 2], ends[e, k])
                    boxes[i, 2 + k % 2] = max(boxes[i, 2 + k % 2], ends[e, k])
    return boxes[:count].copy(), skip[:count].copy(), span[:count].copy(), depth[:count].copy()
