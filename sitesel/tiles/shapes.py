"""Shapes kept ready for tiles: flat coordinates in Web Mercator, and what lies where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.catalogue.outlines import Outlines
from sitesel.tiles.mercator import BUFFER, EXTENT, projected

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

POINT, LINE, POLYGON = 1, 2, 3
"""Kinds of shapes, as the vector tile specification numbers them."""
_TOGETHER = 64  # neighbours in a row of the index
_OF = {
    int(GeometryType.POINT): POINT,
    int(GeometryType.LINESTRING): LINE,
    int(GeometryType.LINEARRING): LINE,
    int(GeometryType.POLYGON): POLYGON,
}


class Flat(NamedTuple):
    """Coordinates of many shapes, one a row, in parts and rings.

    Parameters
    ----------
    kinds
        Shape (n,): `POINT`, `LINE` or `POLYGON`.
    first
        Shape (n + 1,): where in `parts` each row's parts begin.
    parts
        Where in `rings` each part's rings begin; a line or a point is a part of one ring.
    rings
        Where in `xy` each ring's coordinates begin.
    xy
        Shape (m, 2): see `sitesel.tiles.mercator`.
    """

    kinds: Bytes
    first: Ints
    parts: Ints
    rings: Ints
    xy: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Many shapes, one a row; neighbours in space should be neighbours in order.

    Parameters
    ----------
    flat
        Their coordinates.
    boxes
        Shape (n, 4): least x and y, greatest x and y.
    points
        Shape (n, 2): a point in each shape.
    index
        Shape (ceil(n / 64), 4): the boxes of 64 rows together.
    """

    flat: Flat
    boxes: Floats
    points: Floats
    index: Floats

    @property
    def count(self) -> int:
        """How many shapes."""
        return len(self.boxes)

    @classmethod
    def of_outlines(cls, outlines: Outlines) -> Shapes:
        """Take the outlines of sites, in their order."""
        point = np.asarray(outlines.kinds) == int(GeometryType.POINT)
        kinds = np.where(point, POINT, POLYGON).astype(np.uint8)
        # copied: a mapped array would have every kernel compiled again
        sites, parts, rings = (
            np.array(part) for part in (outlines.sites, outlines.parts, outlines.rings)
        )
        return cls._made(Flat(kinds, sites, parts, rings, projected(outlines.coordinates)))

    @classmethod
    def of(cls, geometries: NDArray[Any]) -> tuple[Shapes, Ints]:
        """Take geometries in OGC:CRS84; a collection becomes a row for each kind in it.

        Returns
        -------
        shapes, rows
            The shapes, and which geometry each is of; what is missing or empty is of none.

        Examples
        --------
        >>> drawn = shapely.from_wkt(["POINT (0 0)", None, "LINESTRING (1 1, 2 2)"])
        >>> shapes, rows = Shapes.of(drawn)
        >>> shapes.flat.kinds.tolist(), rows.tolist()
        ([1, 2], [0, 2])
        """
        single, owner = shapely.get_parts(geometries, return_index=True)
        while (shapely.get_type_id(single) > int(GeometryType.POLYGON)).any():
            single, again = shapely.get_parts(single, return_index=True)
            owner = owner[again]
        there = ~shapely.is_empty(single)
        single, owner = single[there], owner[there]
        kind = np.array([_OF[k] for k in shapely.get_type_id(single).tolist()], np.uint8)
        order = np.lexsort((kind, owner))
        single, owner, kind = single[order], owner[order], kind[order]
        begins = np.ones(len(single), bool)
        begins[1:] = (np.diff(owner) != 0) | (np.diff(kind.astype(int)) != 0)
        first = np.append(np.flatnonzero(begins), len(single)).astype(np.int64)
        polygon = kind == POLYGON
        per_part = np.where(polygon, shapely.get_num_interior_rings(single) + 1, 1)
        rings, part = shapely.get_rings(single[polygon], return_index=True)
        whose = np.concatenate([np.flatnonzero(polygon)[part], np.flatnonzero(~polygon)])
        every = np.concatenate([rings, single[~polygon]])[np.argsort(whose, kind="stable")]
        offsets = _offsets(shapely.get_num_coordinates(every))
        xy = projected(shapely.get_coordinates(every))
        flat = Flat(kind[begins], first, _offsets(per_part), offsets, xy)
        return cls._made(flat), owner[begins].astype(np.int64)

    @classmethod
    def _made(cls, flat: Flat) -> Shapes:
        count = len(flat.kinds)
        boxes, points = np.empty((count, 4)), np.empty((count, 2))
        in_partitions(lambda start, stop: _place(flat, start, stop, boxes, points), count)
        blocks = np.arange(0, count, _TOGETHER)
        index = np.empty((len(blocks), 4))
        if count:
            index[:, :2] = np.minimum.reduceat(boxes[:, :2], blocks)
            index[:, 2:] = np.maximum.reduceat(boxes[:, 2:], blocks)
        return cls(flat, boxes, points, index)

    def near(self, z: int, x: int, y: int, *, buffer: int = BUFFER) -> Ints:
        """Return the rows whose boxes reach into a tile or its buffer, rising."""
        side, more = 0.5**z, 0.5**z * buffer / EXTENT
        box = np.array([x * side, y * side, (x + 1) * side, (y + 1) * side])
        box += [-more, -more, more, more]
        return _within(self.boxes, self.index, box)

    def in_tile(self, rows: Ints, z: int, x: int, y: int) -> NDArray[np.bool_]:
        """Tell which rows have their point in a tile: of all tiles of a zoom, one has it."""
        found: NDArray[np.bool_] = (np.floor(self.points[rows] * 2**z) == (x, y)).all(axis=1)
        return found


def _offsets(counts: NDArray[Any]) -> Ints:
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


@kernel
def _within(boxes: Floats, index: Floats, box: Floats) -> Ints:
    rows = np.empty(len(boxes), np.int64)
    count = 0
    for block in range(len(index)):
        if not _meet(index[block], box):
            continue
        for row in range(block * _TOGETHER, min(block * _TOGETHER + _TOGETHER, len(boxes))):
            if _meet(boxes[row], box):
                rows[count] = row
                count += 1
    return rows[:count].copy()


@kernel
def _meet(one: Floats, other: Floats) -> bool:
    return bool(
        one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
    )


@kernel
def _place(flat: Flat, start: int, stop: int, boxes: Floats, points: Floats) -> None:
    """Find the box of each shape and a point in it."""
    xy = flat.xy
    for row in range(start, stop):
        begin = flat.rings[flat.parts[flat.first[row]]]
        end = flat.rings[flat.parts[flat.first[row + 1]]]
        west, north, east, south = np.inf, np.inf, -np.inf, -np.inf
        for i in range(begin, end):
            west, east = min(west, xy[i, 0]), max(east, xy[i, 0])
            north, south = min(north, xy[i, 1]), max(south, xy[i, 1])
        boxes[row, 0], boxes[row, 1], boxes[row, 2], boxes[row, 3] = west, north, east, south
        middle = begin if flat.kinds[row] == POINT else (begin + end - 1) // 2
        points[row, 0], points[row, 1] = xy[middle, 0], xy[middle, 1]
        if flat.kinds[row] == POLYGON:
            _inside(flat, row, (north + south) / 2, points[row])


@kernel
def _inside(flat: Flat, row: int, middle: float, point: Floats) -> None:
    """Take the middle of the widest stretch of a polygon at half its height (as GEOS does)."""
    rings, xy = flat.rings, flat.xy
    first, last = flat.parts[flat.first[row]], flat.parts[flat.first[row + 1]]
    above, below = -np.inf, np.inf
    for i in range(rings[first], rings[last]):
        if xy[i, 1] <= middle:
            above = max(above, xy[i, 1])
        else:
            below = min(below, xy[i, 1])
    level = (above + below) / 2  # no corner lies on it
    crossed = np.empty(rings[last] - rings[first])
    count = 0
    for ring in range(first, last):
        for i in range(rings[ring], rings[ring + 1] - 1):
            y, next_y = xy[i, 1], xy[i + 1, 1]
            if (y > level) != (next_y > level):
                share = (level - y) / (next_y - y)
                crossed[count] = xy[i, 0] + share * (xy[i + 1, 0] - xy[i, 0])
                count += 1
    along = np.sort(crossed[:count])
    widest = -1.0
    for k in range(0, count - 1, 2):
        if along[k + 1] - along[k] > widest:
            widest = along[k + 1] - along[k]
            point[0], point[1] = (along[k] + along[k + 1]) / 2, level
