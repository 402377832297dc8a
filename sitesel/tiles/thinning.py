"""Shapes told together where there are too many to draw: none is left out, several become one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sitesel.tiles.features import Place
from sitesel.tiles.mercator import BUFFER, EXTENT
from sitesel.tiles.shapes import POINT, POLYGON, Shapes

Ints = NDArray[np.int64]

PIXELS = 512
"""Of a tile's side. Smaller polygons of one sort become one square."""
CELLS = 16
"""Of a tile's side, for points: those of one sort in a cell become one, with their count."""
_APART = 2**14  # more than any cell or unit of a tile and its buffer


class Thinned(NamedTuple):
    """Rows that stand for themselves, and rows that stand for several of their sort.

    Parameters
    ----------
    plain
        Rows drawn as they are.
    tiny, corners
        A row of each square, and its least corner in units of the tile; shape (n,) and (n, 2).
    heaped, middles, counts
        A row of each heap of points, the point amid them in Web Mercator, and how many they are.
    """

    plain: Ints
    tiny: Ints
    corners: Ints
    heaped: Ints
    middles: NDArray[np.float64]
    counts: Ints


def thinned(
    shapes: Shapes, rows: Ints, sorts: Ints, tile: Place, *, extent: int, heap: bool
) -> Thinned:
    """Tell polygons below a pixel, and points, together with their neighbours of one sort.

    Parameters
    ----------
    shapes, rows
        The shapes, and which of them reach into the tile or its buffer.
    sorts
        Of each of `rows`; 0 or more.
    tile
        Zoom, column, row.
    extent
        Units of a tile's side; whole pixels.
    heap
        Whether points are told together. A heap is in one tile only: the one with its points.
    """
    kinds, scale = shapes.flat.kinds[rows], float(2 ** tile[0]) * extent
    boxes = shapes.boxes[rows]
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0) * scale
    small = (kinds == POLYGON) & (sides < extent // PIXELS)
    point = (kinds == POINT) & heap
    units = shapes.points[rows] * scale - np.array(tile[1:]) * extent
    beyond = extent * BUFFER // EXTENT
    small &= ((units >= -beyond) & (units < extent + beyond)).all(axis=1)

    pixel = extent // PIXELS
    corners = np.floor(units[small] / pixel).astype(np.int64) * pixel
    first, _ = _groups(sorts[small], corners)
    tiny, corners = rows[small][first], corners[first]

    here = point & ((units >= 0) & (units < extent)).all(axis=1)
    first, which = _groups(sorts[here], np.floor(units[here] * CELLS / extent).astype(np.int64))
    counts = np.bincount(which, minlength=len(first))
    places = shapes.points[rows[here]]
    sums = [np.bincount(which, weights=places[:, axis], minlength=len(first)) for axis in (0, 1)]
    middles = np.column_stack(sums) / np.maximum(counts, 1)[:, None]
    return Thinned(rows[~small & ~point], tiny, corners, rows[here][first], middles, counts)


def _groups(sorts: Ints, cells: Ints) -> tuple[Ints, Ints]:
    """Return the first of each group of one sort and cell, and the group of each."""
    keys = (sorts * _APART + cells[:, 0]) * _APART + cells[:, 1]
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return first.astype(np.int64), which.astype(np.int64)
