"""Cutting rings and lines to a box, and laying them on the grid of a tile."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@kernel
def clip_ring(ring: Floats, count: int, low: float, high: float, spare: Floats) -> int:
    """Cut a ring to a square, side by side (Sutherland & Hodgman 1974).

    Where a ring leaves the square and comes back, it runs along the side: that has no area.

    Parameters
    ----------
    ring
        Shape (m, 2), of which `count` are taken, the first not repeated; the result is written
        here. A side adds at most half of the corners again, so m is six times `count`.
    low, high
        The square, both ways.
    spare
        As large as `ring`.

    Returns
    -------
    count
        How many corners the result has.
    """
    for side in range(4):
        axis = side % 2
        sign, edge = (1.0, low) if side < 2 else (-1.0, -high)
        kept = 0
        for i in range(count):
            j = i + 1 if i + 1 < count else 0
            here, there = sign * ring[i, axis] - edge, sign * ring[j, axis] - edge
            if here >= 0:
                spare[kept, 0], spare[kept, 1] = ring[i, 0], ring[i, 1]
                kept += 1
            if (here >= 0) != (there >= 0):
                share = here / (here - there)
                spare[kept, axis] = sign * edge
                other = 1 - axis
                spare[kept, other] = ring[i, other] + share * (ring[j, other] - ring[i, other])
                kept += 1
        count = kept
        for i in range(count):
            ring[i, 0], ring[i, 1] = spare[i, 0], spare[i, 1]
    return count


@kernel
def clip_segment(
    x0: float, y0: float, x1: float, y1: float, low: float, high: float
) -> tuple[float, float]:
    """Return from where to where, 0 to 1, a segment is in a square (Liang & Barsky 1984).

    The end comes before the start where it is nowhere.
    """
    start, stop = 0.0, 1.0
    for step, place in ((x1 - x0, x0), (y1 - y0, y0)):
        if step == 0:
            if place < low or place > high:
                return 1.0, 0.0
            continue
        first, last = (low - place) / step, (high - place) / step
        start, stop = max(start, min(first, last)), min(stop, max(first, last))
    return start, stop


@kernel
def on_grid(line: Floats, count: int, out: Ints, ring: bool) -> int:  # noqa: FBT001
    """Round to whole units; leave out what repeats, lies between its neighbours, or is a spike.

    Parameters
    ----------
    line
        Shape (m, 2), of which `count` are taken.
    out
        At least as long; the result is written here.
    ring
        Whether the last is joined to the first. Of a line only what repeats or lies between is
        left out: where it turns back it stays.

    Returns
    -------
    count
        How many are left; of a ring fewer than three when nothing of it has an area.
    """
    kept = 0
    for i in range(count):
        x, y = math.floor(line[i, 0] + 0.5), math.floor(line[i, 1] + 0.5)
        if kept and out[kept - 1, 0] == x and out[kept - 1, 1] == y:
            continue
        while kept >= 2 and _needless(out[kept - 2], out[kept - 1], x, y, ring):
            kept -= 1
        if kept and out[kept - 1, 0] == x and out[kept - 1, 1] == y:
            continue
        out[kept, 0], out[kept, 1] = x, y
        kept += 1
    if not ring:
        return kept
    start = 0
    while kept - start >= 3:
        last = kept - 1
        if _needless(out[last - 1], out[last], out[start, 0], out[start, 1], ring):
            kept -= 1
        elif _needless(out[last], out[start], out[start + 1, 0], out[start + 1, 1], ring):
            start += 1
        else:
            break
    for i in range(start, kept):
        out[i - start, 0], out[i - start, 1] = out[i, 0], out[i, 1]
    return kept - start


@kernel
def _needless(before: Ints, here: Ints, x: int, y: int, ring: bool) -> bool:  # noqa: FBT001
    across, down = here[0] - before[0], here[1] - before[1]
    on, under = x - here[0], y - here[1]
    if across * under != down * on:
        return False
    return bool(ring or across * on + down * under >= 0)


@kernel
def twice_area(ring: Ints, count: int) -> int:
    """Return twice the signed area: more than 0 for a shell, as tiles have y pointing down."""
    total = 0
    for i in range(count):
        j = i + 1 if i + 1 < count else 0
        total += ring[i, 0] * ring[j, 1] - ring[j, 0] * ring[i, 1]
    return total
