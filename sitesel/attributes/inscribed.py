"""The largest circle that fits into a polygon.

Squares are halved and halved again, leaving out each that can't hold a centre better by more than
the tolerance. No point of a square is farther from the boundary than its centre is, plus half the
diagonal; nor farther than the mean of its distances to any two edges, which is greatest at a
corner because distance to a segment is convex. The second bound ends the search in corridors,
where every point of the middle line is as good as the next.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel
from sitesel.attributes.proximity import point_to_segment
from sitesel.attributes.rings import Flat, Floats, covers

DEEPEST = 48  # halvings: from the size of the Earth to less than a nanometre
_START = 5


@kernel
def _to_segment(x: float, y: float, edges: Floats, e: int) -> float:
    return math.sqrt(point_to_segment(x - edges[e, 0], y - edges[e, 1], edges[e, 2], edges[e, 3]))


@kernel
def _depth_inside(land: Flat, row: int, edges: Floats, x: float, y: float) -> float:
    """Return the distance to the boundary, negative outside; x and y from the box's corner."""
    least = np.inf
    for e in range(len(edges)):
        dx, dy = x - edges[e, 0], y - edges[e, 1]
        least = min(least, point_to_segment(dx, dy, edges[e, 2], edges[e, 3]))
    inside = covers(land, row, x + land.bounds[row, 0], y + land.bounds[row, 1])
    return math.sqrt(least) if inside else -math.sqrt(least)


@kernel
def _first_guess(land: Flat, row: int, edges: Floats) -> float:
    """Look on a coarse grid, then climb from the best point; the nearer, the less to search."""
    width = land.bounds[row, 2] - land.bounds[row, 0]
    height = land.bounds[row, 3] - land.bounds[row, 1]
    best, at_x, at_y = -np.inf, width / 2, height / 2
    for i in range(_START):
        for j in range(_START):
            x, y = width * (i + 0.5) / _START, height * (j + 0.5) / _START
            depth = _depth_inside(land, row, edges, x, y)
            if depth > best:
                best, at_x, at_y = depth, x, y
    step = max(width, height) / (2 * _START)
    for _ in range(12):
        climbed = False
        for i in range(-1, 2):
            for j in range(-1, 2):
                x, y = at_x + i * step, at_y + j * step
                depth = _depth_inside(land, row, edges, x, y)
                if depth > best:
                    best, at_x, at_y, climbed = depth, x, y, True
        if not climbed:
            step /= 2
    return max(best, 0.0)


@kernel
def _pair_bound(x: float, y: float, half: float, edges: Floats, near: NDArray[np.int32]) -> float:
    """Return the least, over pairs of the first edge and another, of their greatest mean."""
    corners = np.empty(4)
    for k in range(4):
        cx, cy = x + half * (1 - 2 * (k % 2)), y + half * (1 - 2 * (k // 2))
        corners[k] = _to_segment(cx, cy, edges, near[0])
    bound: float = corners.max()
    for e in near[1:]:
        most = 0.0
        for k in range(4):
            cx, cy = x + half * (1 - 2 * (k % 2)), y + half * (1 - 2 * (k // 2))
            most = max(most, (corners[k] + _to_segment(cx, cy, edges, e)) / 2)
            if most >= bound:
                break
        bound = min(bound, most)
    return bound


@kernel
def _boundary(land: Flat, row: int, edges: Floats) -> int:
    """Write down start and direction of each edge from the box's corner; return how many."""
    west, south = land.bounds[row, 0], land.bounds[row, 1]
    count = 0
    for r in range(land.parts[row], land.parts[row + 1]):
        for v in range(land.starts[r], land.starts[r + 1] - 1):
            edges[count, 0] = land.xy[v, 0] - west
            edges[count, 1] = land.xy[v, 1] - south
            edges[count, 2] = land.xy[v + 1, 0] - land.xy[v, 0]
            edges[count, 3] = land.xy[v + 1, 1] - land.xy[v, 1]
            count += 1
    return count


@kernel
def _distances(
    x: float, y: float, edges: Floats, near: NDArray[np.int32], distances: Floats
) -> int:
    """Fill in the distances to some edges and return the place of the nearest."""
    nearest = 0
    for k in range(len(near)):
        distances[k] = _to_segment(x, y, edges, near[k])
        if distances[k] < distances[nearest]:
            nearest = k
    return nearest


@kernel
def _keep(
    above: NDArray[np.int32], distances: Floats, nearest: int, reach: float,
    here: NDArray[np.int32],
) -> int:  # fmt: skip
    """Keep, the nearest first, the edges that are nearest somewhere in a square."""
    here[0] = above[nearest]
    kept = 1
    for k in range(len(above)):
        if k != nearest and distances[k] <= distances[nearest] + 2 * reach:
            here[kept] = above[k]
            kept += 1
    return kept


@kernel
def _radius(
    land: Flat, row: int, edges: Floats, tolerance: float, near: NDArray[np.int32],
    squares: Floats, distances: Floats,
) -> float:  # fmt: skip
    west, south, east, north = land.bounds[row]
    best = _first_guess(land, row, edges)
    many = np.empty(DEEPEST + 1, np.int64)
    many[0] = len(edges)
    near[0, : len(edges)] = np.arange(len(edges))
    squares[0] = (east - west) / 2, (north - south) / 2, max(east - west, north - south) / 2, 1.0
    waiting = 1
    while waiting > 0:
        waiting -= 1
        x, y, half = squares[waiting, :3]
        level = int(squares[waiting, 3])
        above, reach = near[level - 1, : many[level - 1]], half * math.sqrt(2.0)
        nearest = _distances(x, y, edges, above, distances)
        depth = distances[nearest]
        if depth + reach <= best + tolerance:
            continue
        if covers(land, row, x + west, y + south):
            best = max(best, depth)
        else:
            depth = -depth
        if depth + reach <= best + tolerance or level == DEEPEST:
            continue
        many[level] = _keep(above, distances, nearest, reach, near[level])
        if _pair_bound(x, y, half, edges, near[level, : many[level]]) <= best + tolerance:
            continue
        for k in range(4):
            squares[waiting, 0] = x + half / 2 * (1 - 2 * (k % 2))
            squares[waiting, 1] = y + half / 2 * (1 - 2 * (k // 2))
            squares[waiting, 2], squares[waiting, 3] = half / 2, level + 1
            waiting += 1
    return best


@kernel
def diameters(start: int, stop: int, land: Flat, tolerance: float, diameter: Floats) -> None:
    """Fill in the diameters, never too large, and too small by `tolerance` at most."""
    most = 0
    for row in range(start, stop):
        first, last = land.parts[row], land.parts[row + 1]
        most = max(most, land.starts[last] - land.starts[first])
    near = np.empty((DEEPEST + 1, most), np.int32)
    squares = np.empty((3 * DEEPEST + 4, 4))
    edges = np.empty((most, 4))
    distances = np.empty(most)
    for row in range(start, stop):
        if land.parts[row] < land.parts[row + 1]:
            count = _boundary(land, row, edges)
            radius = _radius(land, row, edges[:count], tolerance / 2, near, squares, distances)
            diameter[row] = 2 * radius
