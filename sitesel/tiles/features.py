"""Features of a tile's layer, encoded by compiled kernels (Mapbox Vector Tile 2.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel
from sitesel.tiles.drawing import Frame, Paper, dot, draw, paper, square
from sitesel.tiles.mercator import EXTENT
from sitesel.tiles.protobuf import grown, put, size
from sitesel.tiles.shapes import POINT, POLYGON, Flat, Shapes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Place = tuple[int, int, int]
"""Zoom, column and row of a tile."""

_ID, _TAGS, _TYPE, _GEOMETRY = 0x08, 0x12, 0x18, 0x22  # a feature's fields, as they are written
_FEATURE = 0x12  # a layer's


def shape_features(
    shapes: Shapes, rows: Ints, tags: Ints, tile: Place, *, extent: int = EXTENT
) -> bytes:
    """Return the features of some shapes, cut to a tile and its buffer; their ids are the rows.

    A shape too small for a unit is the smallest there is, a square of one unit (or a line of one),
    in each tile that it reaches into: none that is there is left out.

    Parameters
    ----------
    shapes, rows
        The shapes, and which of them (see `Shapes.near`).
    tags
        Shape (rows, keys): the position of each value in the layer's values, -1 where there is
        none.
    tile
        Zoom, column, row.
    extent
        How many units the side of the tile has.
    """
    frame = _frame(tile, extent)
    encoded: Bytes = _encode(shapes.flat, shapes.boxes, shapes.points, rows, tags, frame)
    return encoded.tobytes()


def point_features(
    points: Floats, ids: Ints, tags: Ints, tile: Place, *, extent: int = EXTENT
) -> bytes:
    """Return a feature for each point, which lies in the tile; see `shape_features`."""
    encoded: Bytes = _encode_points(points, ids, tags, _frame(tile, extent))
    return encoded.tobytes()


def square_features(corners: Ints, ids: Ints, tags: Ints, *, side: int) -> bytes:
    """Return a square for each least corner, in units of the tile."""
    encoded: Bytes = _encode_squares(corners, ids, tags, side)
    return encoded.tobytes()


def _frame(tile: Place, extent: int) -> Frame:
    return Frame(float(2 ** tile[0]), float(tile[1]), float(tile[2]), float(extent))


@kernel
def _encode(
    flat: Flat, boxes: Floats, points: Floats, rows: Ints, tags: Ints, frame: Frame
) -> Bytes:
    out, at = np.empty(64 * len(rows) + 64, np.uint8), 0
    sheet = paper(flat, rows)
    for k in range(len(rows)):
        row = rows[k]
        used = draw(flat, row, boxes[row], points[row], frame, sheet)
        if used:
            out = grown(out, at, _most(used, tags.shape[1]))
            at = _feature(out, at, row, tags[k], flat.kinds[row], sheet, used)
    return out[:at]


@kernel
def _encode_points(points: Floats, ids: Ints, tags: Ints, frame: Frame) -> Bytes:
    out, at = np.empty(64 * len(points) + 64, np.uint8), 0
    sheet = _small_paper()
    for k in range(len(points)):
        x = (points[k, 0] * frame.scale - frame.left) * frame.extent
        y = (points[k, 1] * frame.scale - frame.top) * frame.extent
        used = dot(x, y, sheet)
        out = grown(out, at, _most(used, tags.shape[1]))
        at = _feature(out, at, ids[k], tags[k], POINT, sheet, used)
    return out[:at]


@kernel
def _encode_squares(corners: Ints, ids: Ints, tags: Ints, side: int) -> Bytes:
    out, at = np.empty(64 * len(corners) + 64, np.uint8), 0
    sheet = _small_paper()
    for k in range(len(corners)):
        used = square(corners[k, 0], corners[k, 1], side, sheet)
        out = grown(out, at, _most(used, tags.shape[1]))
        at = _feature(out, at, ids[k], tags[k], POLYGON, sheet, used)
    return out[:at]


@kernel
def _small_paper() -> Paper:
    none = np.empty((0, 2))
    pen = np.zeros(2, np.int64)
    return Paper(none, none, np.empty((4, 2), np.int64), np.empty(16, np.uint32), pen)


@kernel
def _most(commands: int, keys: int) -> int:
    """Return the most bytes that a feature takes: a varint of 32 bits takes five."""
    return 5 * commands + 10 * keys + 40


@kernel
def _feature(
    out: Bytes, at: int, identity: int, tags: Ints, kind: int, sheet: Paper, used: int
) -> int:
    tagged, drawn = 0, 0
    for key in range(len(tags)):
        if tags[key] >= 0:
            tagged += size(key) + size(tags[key])
    for i in range(used):
        drawn += size(int(sheet.commands[i]))
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
        at = put(out, at, int(sheet.commands[i]))
    return at
