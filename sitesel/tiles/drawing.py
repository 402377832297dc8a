"""Shapes drawn on the grid of a tile, as the commands that its geometry is made of."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel
from sitesel.tiles.clipping import clip_ring, clip_segment, on_grid, twice_area
from sitesel.tiles.mercator import BUFFER, EXTENT
from sitesel.tiles.shapes import LINE, POLYGON, Flat

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BEYOND = BUFFER / EXTENT
_MOVE, _LINE, _CLOSE = 1, 2, 7  # the specification's commands


class Frame(NamedTuple):
    """Where a tile is, `2**zoom`, its column and its row; how many units its side has."""

    scale: float
    left: float
    top: float
    extent: float


class Paper(NamedTuple):
    """What a shape is drawn with: room for its coordinates, its commands, where the pen is."""

    line: Floats
    spare: Floats
    grid: Ints
    commands: NDArray[np.uint32]
    pen: Ints


@kernel
def paper(flat: Flat, rows: Ints) -> Paper:
    """Return paper large enough for some rows."""
    longest, most = 1, 1
    for row in rows:
        first, last = flat.parts[flat.first[row]], flat.parts[flat.first[row + 1]]
        most = max(most, flat.rings[last] - flat.rings[first])
        for ring in range(first, last):
            longest = max(longest, flat.rings[ring + 1] - flat.rings[ring])
    room = 6 * longest + 8  # what clipping can add
    return Paper(
        np.empty((room, 2)),
        np.empty((room, 2)),
        np.empty((room, 2), np.int64),
        np.empty(12 * most + 64, np.uint32),
        np.zeros(2, np.int64),
    )


@kernel
def draw(flat: Flat, row: int, box: Floats, point: Floats, frame: Frame, sheet: Paper) -> int:
    """Draw a shape and return how many commands that took: none where it is not in the tile.

    Parameters
    ----------
    flat, row
        The shape.
    box, point
        Its box and the point in it.
    frame
        The tile.
    sheet
        What is drawn on; its `commands` hold the result.
    """
    sheet.pen[:] = 0
    low, high = _ends(frame)
    whole = (
        (box[0] * frame.scale - frame.left) * frame.extent >= low
        and (box[1] * frame.scale - frame.top) * frame.extent >= low
        and (box[2] * frame.scale - frame.left) * frame.extent <= high
        and (box[3] * frame.scale - frame.top) * frame.extent <= high
    )
    kind, used = flat.kinds[row], 0
    for part in range(flat.first[row], flat.first[row + 1]):
        if kind == POLYGON:
            used = _polygon(flat, part, whole, frame, sheet, used)
        elif kind == LINE:
            begin = flat.rings[flat.parts[part]]
            count = flat.rings[flat.parts[part] + 1] - begin
            _to_units(flat.xy, begin, count, frame, sheet.line)
            used = _lines(count, whole, frame, sheet, used)
        elif whole:
            _to_units(flat.xy, flat.rings[flat.parts[part]], 1, frame, sheet.line)
            on_grid(sheet.line, 1, sheet.grid, False)
            used = _move(sheet.grid[0], sheet, used)
    if used == 0 and kind in (POLYGON, LINE) and _seen(flat, row, point, frame, sheet.line[0]):
        used = _smallest(kind == POLYGON, sheet)
    return used


@kernel
def _ends(frame: Frame) -> tuple[float, float]:
    """Return how far the box of a tile and its buffer goes, both ways."""
    beyond = _BEYOND * frame.extent
    return -beyond, frame.extent + beyond


@kernel
def dot(x: float, y: float, sheet: Paper) -> int:
    """Draw a point, which is in the tile and stays there."""
    sheet.pen[:] = 0
    sheet.grid[0, 0], sheet.grid[0, 1] = math.floor(x), math.floor(y)
    return _move(sheet.grid[0], sheet, 0)


@kernel
def square(x: int, y: int, side: int, sheet: Paper) -> int:
    """Draw a square by its least corner."""
    sheet.pen[:] = 0
    grid = sheet.grid
    grid[0, 0], grid[0, 1] = x, y
    grid[1, 0], grid[1, 1] = x + side, y
    grid[2, 0], grid[2, 1] = x + side, y + side
    grid[3, 0], grid[3, 1] = x, y + side
    return _ring(4, True, sheet, 0)


@kernel
def _to_units(xy: Floats, begin: int, count: int, frame: Frame, line: Floats) -> None:
    for i in range(count):
        line[i, 0] = (xy[begin + i, 0] * frame.scale - frame.left) * frame.extent
        line[i, 1] = (xy[begin + i, 1] * frame.scale - frame.top) * frame.extent


@kernel
def _polygon(flat: Flat, part: int, whole: bool, frame: Frame, sheet: Paper, used: int) -> int:  # noqa: FBT001
    """Draw what of a part has an area: shells go one way round and holes the other."""
    low, high = _ends(frame)
    for ring in range(flat.parts[part], flat.parts[part + 1]):
        begin = flat.rings[ring]
        count = flat.rings[ring + 1] - begin - 1
        _to_units(flat.xy, begin, count, frame, sheet.line)
        if not whole:
            count = clip_ring(sheet.line, count, low, high, sheet.spare)
        count = on_grid(sheet.line, count, sheet.grid, True)
        twice = twice_area(sheet.grid, count) if count >= 3 else 0
        shell = ring == flat.parts[part]
        if twice != 0:
            used = _ring(count, (twice > 0) == shell, sheet, used)
        elif shell:
            break  # no hole is left without it
    return used


@kernel
def _ring(count: int, forward: bool, sheet: Paper, used: int) -> int:  # noqa: FBT001
    used = _move(sheet.grid[0], sheet, used)
    sheet.commands[used] = _LINE | (count - 1) << 3
    used += 1
    for i in range(1, count):
        used = _step(sheet.grid[i if forward else count - i], sheet, used)
    sheet.commands[used] = _CLOSE | 1 << 3
    return used + 1


@kernel
def _lines(count: int, whole: bool, frame: Frame, sheet: Paper, used: int) -> int:  # noqa: FBT001
    """Draw the stretches of the line on the sheet that are in the box."""
    line, spare = sheet.line, sheet.spare
    low, high = _ends(frame)
    if whole:
        return _stretch(line, count, sheet, used)
    kept = 0
    for i in range(count - 1):
        x0, y0, x1, y1 = line[i, 0], line[i, 1], line[i + 1, 0], line[i + 1, 1]
        start, stop = clip_segment(x0, y0, x1, y1, low, high)
        if kept and (start > stop or start > 0):
            used, kept = _stretch(spare, kept, sheet, used), 0
        if start > stop:
            continue
        if not kept:
            spare[0, 0], spare[0, 1] = x0 + start * (x1 - x0), y0 + start * (y1 - y0)
            kept = 1
        spare[kept, 0], spare[kept, 1] = x0 + stop * (x1 - x0), y0 + stop * (y1 - y0)
        kept += 1
    return _stretch(spare, kept, sheet, used)


@kernel
def _stretch(line: Floats, count: int, sheet: Paper, used: int) -> int:
    count = on_grid(line, count, sheet.grid, False)
    if count < 2:
        return used
    used = _move(sheet.grid[0], sheet, used)
    sheet.commands[used] = _LINE | (count - 1) << 3
    used += 1
    for i in range(1, count):
        used = _step(sheet.grid[i], sheet, used)
    return used


@kernel
def _seen(flat: Flat, row: int, point: Floats, frame: Frame, found: Floats) -> bool:
    """Tell whether a shape without extent on the grid is in the box, and where it is found."""
    low, high = _ends(frame)
    found[0] = (point[0] * frame.scale - frame.left) * frame.extent
    found[1] = (point[1] * frame.scale - frame.top) * frame.extent
    if low <= found[0] <= high and low <= found[1] <= high:
        return True
    for ring in range(flat.parts[flat.first[row]], flat.parts[flat.first[row + 1]]):
        for i in range(flat.rings[ring], flat.rings[ring + 1] - 1):
            x0 = (flat.xy[i, 0] * frame.scale - frame.left) * frame.extent
            y0 = (flat.xy[i, 1] * frame.scale - frame.top) * frame.extent
            x1 = (flat.xy[i + 1, 0] * frame.scale - frame.left) * frame.extent
            y1 = (flat.xy[i + 1, 1] * frame.scale - frame.top) * frame.extent
            start, stop = clip_segment(x0, y0, x1, y1, low, high)
            if start <= stop:
                share = (start + stop) / 2
                found[0], found[1] = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
                return True
    return False


@kernel
def _smallest(polygon: bool, sheet: Paper) -> int:  # noqa: FBT001
    """Draw the smallest square, or line, at the first place of the sheet's line."""
    x, y = math.floor(sheet.line[0, 0]), math.floor(sheet.line[0, 1])
    if polygon:
        return square(x, y, 1, sheet)
    used = dot(sheet.line[0, 0], sheet.line[0, 1], sheet)
    sheet.grid[0, 0] = x + 1
    sheet.commands[used] = _LINE | 1 << 3
    return _step(sheet.grid[0], sheet, used + 1)


@kernel
def _move(to: Ints, sheet: Paper, used: int) -> int:
    sheet.commands[used] = _MOVE | 1 << 3
    return _step(to, sheet, used + 1)


@kernel
def _step(to: Ints, sheet: Paper, used: int) -> int:
    for axis in range(2):
        step = to[axis] - sheet.pen[axis]
        sheet.commands[used + axis] = (step << 1) ^ (step >> 63)
        sheet.pen[axis] = to[axis]
    return used + 2
