"""Where a rectangle of a given size fits into a polygon at one rotation.

Turn the polygon back, so that the rectangle's sides lie along the axes. Its inside must meet no
edge. An edge that reaches into the strip between the rectangle's left and right side bars an
interval of heights, so at one place along x the free heights are the gaps between intervals. Of a
range of places, the strip that all of them share bars heights for every one: where that leaves no
gap, the whole range is out; else it is halved. Only the places are searched, never the heights,
so a long corridor costs no more than a short one.
"""

from __future__ import annotations

import math

import numpy as np

from sitesel.attributes.kernel import kernel
from sitesel.attributes.rings import Flat, Floats, Ints

HAIR = 1e-6  # m; a rectangle is looked for this much smaller, so that rounding can't lose it
GRAIN = HAIR / 8  # m; places nearer than this to each other are one
_HALVINGS = 64  # from the size of the Earth to less than a grain

FITS, NOT, GIVEN_UP = 1, 0, -1

Room = tuple[Floats, Floats, Ints, Floats]


@kernel
def room_for(count: int) -> Room:
    """Make room to work in for so many edges and boxes."""
    return np.empty(count), np.empty(count), np.empty(count, np.int64), np.empty((_HALVINGS, 2))


@kernel
def boundary(land: Flat, row: int) -> Floats:
    """Return x, y of start and end of each edge, from the middle of the parcel's box; (n, 4)."""
    first, last = land.parts[row], land.parts[row + 1]
    edges = np.empty((land.starts[last] - land.starts[first] - (last - first), 4))
    x0 = (land.bounds[row, 0] + land.bounds[row, 2]) / 2
    y0 = (land.bounds[row, 1] + land.bounds[row, 3]) / 2
    count = 0
    for r in range(first, last):
        for v in range(land.starts[r], land.starts[r + 1] - 1):
            edges[count, 0], edges[count, 1] = land.xy[v, 0] - x0, land.xy[v, 1] - y0
            edges[count, 2], edges[count, 3] = land.xy[v + 1, 0] - x0, land.xy[v + 1, 1] - y0
            count += 1
    return edges


@kernel
def turn_back(edges: Floats, angle: float, lowest: Floats, turned: Floats) -> None:
    """Fill in the edges turned by minus an angle, each from west to east, the lowest first."""
    c, s = math.cos(angle), math.sin(angle)
    for e in range(len(edges)):
        lowest[e] = min(
            c * edges[e, 1] - s * edges[e, 0],
            c * edges[e, 3] - s * edges[e, 2],
        )
    order = np.argsort(lowest)
    for k in range(len(order)):
        e = order[k]
        ax, ay = c * edges[e, 0] + s * edges[e, 1], c * edges[e, 1] - s * edges[e, 0]
        bx, by = c * edges[e, 2] + s * edges[e, 3], c * edges[e, 3] - s * edges[e, 2]
        if ax > bx:
            ax, ay, bx, by = bx, by, ax, ay
        turned[k, 0], turned[k, 1], turned[k, 2], turned[k, 3] = ax, ay, bx, by


@kernel
def inside(edges: Floats, x: float, y: float) -> bool:
    """Tell whether a point lies in the land (even-odd)."""
    odd = False
    for e in range(len(edges)):
        if edges[e, 0] <= x < edges[e, 2]:
            run = edges[e, 2] - edges[e, 0]
            over = edges[e, 1] + (edges[e, 3] - edges[e, 1]) * ((x - edges[e, 0]) / run)
            if over > y:
                odd = not odd
    return odd


@kernel
def reach(edges: Floats, e: int, west: float, east: float) -> tuple[float, float]:
    """Return the lowest and highest point of an edge within a strip that it reaches into."""
    ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
    start = ay + (by - ay) * ((west - ax) / (bx - ax)) if ax < west else ay
    stop = ay + (by - ay) * ((east - ax) / (bx - ax)) if bx > east else by
    return min(start, stop), max(start, stop)


@kernel
def barred(
    edges: Floats, boxes: Floats, west: float, east: float, lows: Floats, highs: Floats, who: Ints
) -> int:
    """Fill in the heights that edges and boxes take up in a strip, the lowest first; how many.

    A box has the number of edges before its own number in `who`.
    """
    count = 0
    for e in range(len(edges) + len(boxes)):
        if e < len(edges):
            if edges[e, 2] <= west or edges[e, 0] >= east:
                continue
            low, high = reach(edges, e, west, east)
        else:
            b = e - len(edges)
            if boxes[b, 2] <= west or boxes[b, 0] >= east:
                continue
            low, high = boxes[b, 1], boxes[b, 3]
        k = count
        while k > 0 and lows[k - 1] > low:
            lows[k], highs[k], who[k] = lows[k - 1], highs[k - 1], who[k - 1]
            k -= 1
        lows[k], highs[k], who[k] = low, high, e
        count += 1
    return count


@kernel
def _wedged(
    edges: Floats, first: float, last: float, width: float, depth: float, who: Ints, below: int,
    count: int,
) -> bool:  # fmt: skip
    """Tell whether an edge under a gap and one over it leave no room at any place of a range.

    What an edge bars at its ends of the range it bars in between, at least as far as the straight
    line says: its highest point in a moving strip is a concave function, its lowest a convex one.
    """
    for i in range(below):
        if who[i] >= len(edges):
            continue
        under_first = reach(edges, who[i], first, first + width)[1]
        under_last = reach(edges, who[i], last, last + width)[1]
        for j in range(below, count):
            if who[j] >= len(edges):
                continue
            over_first = reach(edges, who[j], first, first + width)[0]
            over_last = reach(edges, who[j], last, last + width)[0]
            if over_first - depth < under_first and over_last - depth < under_last:
                return True
    return False


@kernel
def _gap(  # noqa: PLR0917 - one strip
    edges: Floats, boxes: Floats, first: float, last: float, width: float, depth: float,
    lows: Floats, highs: Floats, who: Ints,
) -> tuple[bool, float]:  # fmt: skip
    """Find a gap that is land and high enough, in the strip that a range of places shares.

    Returns whether there is one, and its middle.
    """
    west, east = last, first + width
    count = barred(edges, boxes, west, east, lows, highs, who)
    top = highs[0] if count else 0.0
    for k in range(1, count):
        middle = (lows[k] + top) / 2
        free = lows[k] - top >= depth and inside(edges, (west + east) / 2, middle)
        one = first == last
        if free and (one or not _wedged(edges, first, last, width, depth, who, k, count)):
            return True, middle
        top = max(top, highs[k])
    return False, 0.0


@kernel
def place(
    edges: Floats, boxes: Floats, width: float, depth: float, most: int, room: Room
) -> tuple[int, float, float]:
    """Look for a place for a rectangle along the axes.

    Parameters
    ----------
    edges
        Of the land, turned back; each from west to east.
    boxes
        West, south, east, north of what is taken already, shape (b, 4).
    width, depth
        Along x and y, m.
    most
        After so many ranges of places it is given up.
    room
        To work in, for as many edges and boxes.

    Returns
    -------
    state, x, y
        `FITS`, `NOT` or `GIVEN_UP`, and the middle of the rectangle. `NOT` is certain for a
        rectangle wider by `GRAIN`.
    """
    lows, highs, who, waiting = room
    west, east = np.inf, -np.inf
    for e in range(len(edges)):
        west, east = min(west, edges[e, 0]), max(east, edges[e, 2])
    free = east - west - width
    if free < 0 or width <= 0 or depth <= 0:
        return NOT, 0.0, 0.0
    pieces = int(free / (width / 2)) + 1
    looked = 0
    for piece in range(pieces):
        waiting[0, 0] = west + free * piece / pieces
        waiting[0, 1] = west + free * (piece + 1) / pieces
        left = 1
        while left > 0:
            left -= 1
            first, last = waiting[left, 0], waiting[left, 1]
            looked += 1
            if not _gap(edges, boxes, first, last, width, depth, lows, highs, who)[0]:
                continue
            mid = (first + last) / 2
            found, y = _gap(edges, boxes, mid, mid, width, depth, lows, highs, who)
            if found:
                return FITS, mid + width / 2, y
            if last - first < GRAIN:
                continue
            if looked > most:
                return GIVEN_UP, 0.0, 0.0
            waiting[left, 0], waiting[left, 1] = mid, last
            waiting[left + 1, 0], waiting[left + 1, 1] = first, mid
            left += 2
    return NOT, 0.0, 0.0
