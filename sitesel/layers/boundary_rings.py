"""Rings of boundary points to polygons and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

Ring = NDArray[np.float64]


def loops(points: Ring) -> list[Ring]:
    """Cut a sequence of points where it comes back to where it started.

    A file may repeat the first point at the end, or not, or run several loops under one number.

    >>> [len(loop) for loop in loops(np.array([[0, 0], [1, 0], [1, 1], [0, 0], [5, 5], [6, 5.0]]))]
    [3, 2]
    """
    found: list[Ring] = []
    start = 0
    for index in range(1, len(points)):
        if index > start and (points[index] == points[start]).all():
            found.append(points[start:index])
            start = index + 1
    if start < len(points):
        found.append(points[start:])
    return found


def surface(rings: Sequence[Ring]) -> shapely.Geometry:
    """Return the polygon of some rings: a ring inside another is a hole, one outside is a part.

    Parameters
    ----------
    rings
        Each without its closing point, of at least three points.

    Examples
    --------
    >>> outer, hole = shapely.box(0, 0, 9, 9), shapely.box(2, 2, 3, 3)
    >>> corners = [shapely.get_coordinates(shape)[:-1] for shape in (outer, hole)]
    >>> surface(corners).area
    80.0
    """
    plain = [shapely.Polygon(ring) for ring in rings]
    if len(plain) == 1:
        return plain[0]
    sizes = np.array([abs(shape.area) for shape in plain])
    inside = np.array([[_covers(outer, inner) for outer in plain] for inner in plain])
    inside &= sizes[None, :] > sizes[:, None]
    depth = inside.sum(axis=1)
    parts = []
    for index in range(len(rings)):
        if depth[index] % 2:
            continue
        # a hole belongs to the part just around it
        next_in = inside[:, index] & (depth == depth[index] + 1)
        holes = [ring for ring, is_hole in zip(rings, next_in, strict=True) if is_hole]
        parts.append(shapely.Polygon(rings[index], holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def rings_of(shape: shapely.Geometry) -> list[Ring]:
    """Return the rings of a polygon, each outer ring before its holes, without closing points."""
    return [
        shapely.get_coordinates(ring)[:-1]
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
    ]


def _covers(outer: shapely.Geometry, inner: shapely.Geometry) -> bool:
    try:
        return bool(shapely.covers(outer, inner))
    except shapely.GEOSException:  # a ring that crosses itself
        return bool(shapely.covers(shapely.make_valid(outer), inner.representative_point()))
