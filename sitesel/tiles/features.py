"""Features of a tile's layer, encoded by compiled kernels (Mapbox Vector Tile 2.1)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel
from sitesel.tiles.clipping import clip_ring, clip_segment, on_grid, twice_area
from sitesel.tiles.mercator import BUFFER, EXTENT
from sitesel.tiles.protobuf import grown, put, size
from sitesel.tiles.shapes import LINE, POINT, POLYGON, Shapes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Place = tuple[int, int, int]
"""Zoom, column and row of a tile."""

_LOW, _HIGH = float(-BUFFER), float(EXTENT + BUFFER)
_MOVE, _LINE, _CLOSE = 1, 2, 7  # the specification's commands
_ID, _TAGS, _TYPE, _GEOMETRY = 0x08, 0x12, 0x18, 0x22  # its fields, as they are written
_FEATURE = 0x12  # a layer's


def shape_features(shapes: Shapes, rows: Ints, ids: Ints, tags: Ints, tile: Place) -> bytes:
    """Return the features of some shapes, cut to a tile and its buffer.

    A shape too small for a unit is the smallest there is, a square of one unit (or a line of one),
    in each tile that it reaches into: none that is there is left out.

    Parameters
    ----------
    shapes, rows
        The shapes, and which of them (see `Shapes.near`).
    ids
        Of each row.
    tags
        Shape (rows, keys): the position of each value in the layer's values, -1 where there is
        none.
    tile
        Zoom, column, row.
    """
    encoded: Bytes = _encode(
        shapes.kinds,
        shapes.first,
        shapes.parts,
        shapes.rings,
        shapes.xy,
        shapes.boxes,
        shapes.points,
        rows,
        ids,
        tags,
        float(2 ** tile[0]),
        float(tile[1]),
        float(tile[2]),
    )
    return encoded.tobytes()


def point_features(points: Floats, ids: Ints, tags: Ints, tile: Place) -> bytes:
    """Return a point feature for each point, which lies in the tile; see `shape_features`."""
    encoded: Bytes = _encode_points(
        points, ids, tags, float(2 ** tile[0]), float(tile[1]), float(tile[2])
    )
    return encoded.tobytes()


@kernel
def _encode(
    kinds: Bytes,
    first: Ints,
    parts: Ints,
    rings: Ints,
    xy: Floats,
    boxes: Floats,
    points: Floats,
    rows: Ints,
    ids: Ints,
    tags: Ints,
    scale: float,
    left: float,
    top: float,
) -> Bytes:
    out, at = np.empty(64 * len(rows) + 64, np.uint8), 0
    longest = 1
    for row in rows:
        for ring in range(parts[first[row]], parts[first[row + 1]]):
            longest = max(longest, rings[ring + 1] - rings[ring])
    line, spare = np.empty((6 * longest + 8, 2)), np.empty((6 * longest + 8, 2))
    grid = np.empty((6 * longest + 8, 2), np.int64)
    pen = np.zeros(2, np.int64)
    for k in range(len(rows)):
        row = rows[k]
        total = rings[parts[first[row + 1]]] - rings[parts[first[row]]]
        commands = np.empty(2 * 6 * total + 64, np.uint32)
        pen[:] = 0
        whole = (
            (boxes[row, 0] * scale - left) * EXTENT >= _LOW
            and (boxes[row, 1] * scale - top) * EXTENT >= _LOW
            and (boxes[row, 2] * scale - left) * EXTENT <= _HIGH
            and (boxes[row, 3] * scale - top) * EXTENT <= _HIGH
        )
        used = 0
        for part in range(first[row], first[row + 1]):
            for ring in range(parts[part], parts[part + 1]):
                begin, end = rings[ring], rings[ring + 1]
                if kinds[row] == POLYGON:
                    count = end - begin - 1
                    _to_units(xy, begin, count, scale, left, top, line)
                    if not whole:
                        count = clip_ring(line, count, _LOW, _HIGH, spare)
                    count = on_grid(line, count, grid, True)
                    shell = ring == parts[part]
                    twice = twice_area(grid, count) if count >= 3 else 0
                    if twice == 0:
                        if shell:
                            break  # no hole is left without it
                        continue
                    used = _ring(grid, count, (twice > 0) == shell, commands, used, pen)
                elif kinds[row] == LINE:
                    count = end - begin
                    _to_units(xy, begin, count, scale, left, top, line)
                    used = _lines(line, count, whole, spare, grid, commands, used, pen)
                else:
                    _to_units(xy, begin, 1, scale, left, top, line)
                    if whole:
                        on_grid(line, 1, grid, False)
                        used = _move(grid[0], 1, commands, used, pen)
        if used == 0 and kinds[row] != POINT:
            line[0, 0] = (points[row, 0] * scale - left) * EXTENT
            line[0, 1] = (points[row, 1] * scale - top) * EXTENT
            if not _seen(xy, parts, rings, first[row], first[row + 1], scale, left, top, line[0]):
                continue
            used = _smallest(kinds[row] == POLYGON, line[0], grid, commands, pen)
        if used:
            out = grown(out, at, 5 * used + 10 * tags.shape[1] + 40)
            at = _feature(out, at, ids[k], tags[k], kinds[row], commands, used)
    return out[:at]


@kernel
def _encode_points(
    points: Floats, ids: Ints, tags: Ints, scale: float, left: float, top: float
) -> Bytes:
    out, at = np.empty(64 * len(points) + 64, np.uint8), 0
    commands, here, pen = np.empty(3, np.uint32), np.empty(2, np.int64), np.zeros(2, np.int64)
    for k in range(len(points)):
        here[0] = math.floor((points[k, 0] * scale - left) * EXTENT)
        here[1] = math.floor((points[k, 1] * scale - top) * EXTENT)
        pen[:] = 0
        used = _move(here, 1, commands, 0, pen)
        out = grown(out, at, 10 * tags.shape[1] + 64)
        at = _feature(out, at, ids[k], tags[k], POINT, commands, used)
    return out[:at]


@kernel
def _to_units(
    xy: Floats, begin: int, count: int, scale: float, left: float, top: float, line: Floats
) -> None:
    for i in range(count):
        line[i, 0] = (xy[begin + i, 0] * scale - left) * EXTENT
        line[i, 1] = (xy[begin + i, 1] * scale - top) * EXTENT


@kernel
def _ring(
    grid: Ints,
    count: int,
    forward: bool,
    commands: Bytes,
    used: int,
    pen: Ints,  # noqa: FBT001
) -> int:
    used = _move(grid[0], 1, commands, used, pen)
    commands[used] = _LINE | (count - 1) << 3
    used += 1
    for i in range(1, count):
        used = _step(grid[i if forward else count - i], commands, used, pen)
    commands[used] = _CLOSE | 1 << 3
    return used + 1


@kernel
def _lines(
    line: Floats,
    count: int,
    whole: bool,  # noqa: FBT001
    spare: Floats,
    grid: Ints,
    commands: Bytes,
    used: int,
    pen: Ints,
) -> int:
    """Write the stretches of a line that are in the box."""
    if whole:
        return _stretch(line, count, grid, commands, used, pen)
    kept = 0
    for i in range(count - 1):
        x0, y0, x1, y1 = line[i, 0], line[i, 1], line[i + 1, 0], line[i + 1, 1]
        start, stop = clip_segment(x0, y0, x1, y1, _LOW, _HIGH)
        if start > stop or (start > 0 and kept):
            used, kept = _stretch(spare, kept, grid, commands, used, pen), 0
        if start > stop:
            continue
        if not kept:
            spare[0, 0], spare[0, 1] = x0 + start * (x1 - x0), y0 + start * (y1 - y0)
            kept = 1
        spare[kept, 0], spare[kept, 1] = x0 + stop * (x1 - x0), y0 + stop * (y1 - y0)
        kept += 1
        if stop < 1:
            used, kept = _stretch(spare, kept, grid, commands, used, pen), 0
    return _stretch(spare, kept, grid, commands, used, pen)


@kernel
def _stretch(line: Floats, count: int, grid: Ints, commands: Bytes, used: int, pen: Ints) -> int:
    count = on_grid(line, count, grid, False)
    if count < 2:
        return used
    used = _move(grid[0], 1, commands, used, pen)
    commands[used] = _LINE | (count - 1) << 3
    used += 1
    for i in range(1, count):
        used = _step(grid[i], commands, used, pen)
    return used


@kernel
def _seen(
    xy: Floats,
    parts: Ints,
    rings: Ints,
    first: int,
    last: int,
    scale: float,
    left: float,
    top: float,
    point: Floats,
) -> bool:
    """Tell whether a shape without extent on the grid is in the box, and put `point` there."""
    if _LOW <= point[0] <= _HIGH and _LOW <= point[1] <= _HIGH:
        return True
    for ring in range(parts[first], parts[last]):
        for i in range(rings[ring], rings[ring + 1] - 1):
            x0, y0 = (xy[i, 0] * scale - left) * EXTENT, (xy[i, 1] * scale - top) * EXTENT
            x1, y1 = (xy[i + 1, 0] * scale - left) * EXTENT, (xy[i + 1, 1] * scale - top) * EXTENT
            start, stop = clip_segment(x0, y0, x1, y1, _LOW, _HIGH)
            if start <= stop:
                share = (start + stop) / 2
                point[0], point[1] = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
                return True
    return False


@kernel
def _smallest(square: bool, point: Floats, grid: Ints, commands: Bytes, pen: Ints) -> int:  # noqa: FBT001
    pen[:] = 0
    x, y = math.floor(point[0]), math.floor(point[1])
    grid[0, 0], grid[0, 1] = x, y
    grid[1, 0], grid[1, 1] = x + 1, y
    if square:
        grid[2, 0], grid[2, 1] = x + 1, y + 1
        grid[3, 0], grid[3, 1] = x, y + 1
        return _ring(grid, 4, True, commands, 0, pen)
    used = _move(grid[0], 1, commands, 0, pen)
    commands[used] = _LINE | 1 << 3
    return _step(grid[1], commands, used + 1, pen)


@kernel
def _move(to: Ints, count: int, commands: Bytes, used: int, pen: Ints) -> int:
    commands[used] = _MOVE | count << 3
    return _step(to, commands, used + 1, pen)


@kernel
def _step(to: Ints, commands: Bytes, used: int, pen: Ints) -> int:
    for axis in range(2):
        step = to[axis] - pen[axis]
        commands[used + axis] = (step << 1) ^ (step >> 63)
        pen[axis] = to[axis]
    return used + 2


@kernel
def _feature(
    out: Bytes, at: int, identity: int, tags: Ints, kind: int, commands: Bytes, used: int
) -> int:
    tagged, drawn = 0, 0
    for key in range(len(tags)):
        if tags[key] >= 0:
            tagged += size(key) + size(tags[key])
    for i in range(used):
        drawn += size(np.int64(commands[i]))
    whole = 1 + size(identity) + 2 + 1 + size(drawn) + drawn
    if tagged:
        whole += 1 + size(tagged) + tagged
    out[at] = _FEATURE
    at = put(out, at + 1, whole)
    out[at] = _ID
    at = put(out, at + 1, identity)
    if tagged:
        out[at] = _TAGS
        at = put(out, at + 1, tagged)
        for key in range(len(tags)):
            if tags[key] >= 0:
                at = put(out, put(out, at, key), tags[key])
    out[at], out[at + 1] = _TYPE, kind
    out[at + 2] = _GEOMETRY
    at = put(out, at + 3, drawn)
    for i in range(used):
        at = put(out, at, np.int64(commands[i]))
    return at
