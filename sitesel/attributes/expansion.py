"""What land beside each parcel is available to grow into.

Directly adjoining land only: the neighbours of a neighbour are not counted. Parcels that lie on
the same ground (a stack of condominiums, an older outline of the same parcel) are not neighbours
of each other, and land under several of them counts once.
"""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import DataFrame

from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.proximity import segment_to_segment
from sitesel.attributes.rings import Flags, Flat, Floats, Ints, Rings, rings

GAP = 15.0  # m; across a street or ditch

_SAME_GROUND = 0.5  # of the smaller parcel: more overlap than this and it is the same ground
_SLIVER = 1.0  # m² of overlap that drawing leaves between neighbours
_CHUNK = 65_536


def expansion(
    parcels: GeoSeries | Rings, available: Flags, *, gap: float = GAP
) -> tuple[DataFrame, tuple[Ints, Ints]]:
    """Measure the available land that adjoins each parcel.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres; all of them, for each is a neighbour of others.
    available
        Which can be had; shape (n,).
    gap
        Metres from edge to edge up to which parcels adjoin.

    Returns
    -------
    expansion_area
        m² of available neighbours, without what lies on the parcel itself; 0 without any, NaN
        where the parcel has no geometry. The index of `parcels`.
    starts, neighbours
        Rows of the neighbours of each parcel, `neighbours[starts[i]:starts[i + 1]]`, rising; of
        available parcels with one and the same outline only the first.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    Examples
    --------
    >>> from shapely import box
    >>> row = GeoSeries([box(0, 0, 20, 50), box(20, 0, 40, 50), box(60, 0, 80, 50)])
    >>> found, (starts, neighbours) = expansion(row, np.array([True, True, True]))
    >>> found["expansion_area"].tolist(), neighbours.tolist()
    ([1000.0, 1000.0, 0.0], [1, 0])
    """
    land = rings(parcels)
    available = np.asarray(available, dtype=np.bool_) & ~land.empty
    ground, first, offered = _grounds(land, available)
    free = np.sort(offered[offered >= 0])
    one, other, shared = _adjoining(land, np.sort(first), free, ground, gap)
    area = np.where(land.empty, np.nan, 0.0)
    np.add.at(area, one, land.area[other] - shared)
    counts = np.bincount(one, minlength=len(land))
    firsts = np.append(0, np.cumsum(counts))
    entangled = _overlapping(land, free)
    for row in np.flatnonzero(np.bincount(one, entangled[other], len(land)) > 1).tolist():
        area[row] = _union_beside(land, row, other[firsts[row] : firsts[row + 1]])
    # parcels of one outline have the same neighbours
    leader = np.where(ground >= 0, np.append(first, -1)[ground], -1)
    sizes = np.where(leader >= 0, counts[leader], 0)
    starts = np.append(0, np.cumsum(sizes))
    take = np.repeat(firsts[leader] - starts[:-1], sizes) + np.arange(starts[-1])
    told = np.where(leader >= 0, area[leader], np.nan)
    return DataFrame({"expansion_area": told}, index=land.index), (starts, other[take])


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    row = GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    expansion(row, np.array([True, True]))


def _grounds(land: Rings, available: Flags) -> tuple[Ints, Ints, Ints]:
    """Put parcels of one and the same outline together.

    Returns the ground of each parcel (-1 without geometry), the first parcel on each ground, and
    the first available one (-1 where none is).
    """
    rows = np.flatnonzero(~land.empty)
    ground = np.full(len(land), -1, np.int64)
    if not len(rows):
        return ground, rows, rows
    corners = land.starts[land.parts]
    middle = np.add.reduceat(land.xy - np.repeat(land.bounds[:, :2], np.diff(corners), axis=0),
                             corners[rows])  # fmt: skip
    size = np.diff(corners)[rows]
    mark = np.column_stack([land.bounds[rows], land.area[rows], size, middle])
    order = np.lexsort(mark.T)
    new = (mark[order][1:] != mark[order][:-1]).any(axis=1)
    number = np.cumsum(np.append(True, new)) - 1
    ground[rows[order]] = number
    first = np.full(number[-1] + 1, len(land), np.int64)
    np.minimum.at(first, ground[rows], rows)
    offered = np.full(number[-1] + 1, len(land), np.int64)
    free = np.flatnonzero(available)
    np.minimum.at(offered, ground[free], free)
    return ground, first, np.where(offered < len(land), offered, -1)


def _adjoining(
    land: Rings, rows: Ints, free: Ints, ground: Ints, gap: float
) -> tuple[Ints, Ints, Floats]:
    """Return pairs of a parcel and an available one that adjoins it, and the m² both cover."""
    reach = land.bounds + np.array([-gap, -gap, gap, gap])
    tree = shapely.STRtree(shapely.box(*land.bounds[free].T))
    found: list[tuple[Ints, Ints, Floats]] = []
    flat = land.flat
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        at, which = tree.query(shapely.box(*reach[some].T))
        one, other = some[at], free[which]
        apart = ground[one] != ground[other]
        one, other = one[apart], other[apart]
        shared = _shared(land, one, other)
        least = np.minimum(land.area[one], land.area[other])
        near = shared <= _SAME_GROUND * least
        adjoins = np.zeros(len(one), np.bool_)

        def measure(
            a: int, b: int, one: Ints = one, other: Ints = other, near: Flags = near,
            adjoins: Flags = adjoins,
        ) -> None:  # fmt: skip
            _near(a, b, flat, one, other, near, gap, adjoins)

        in_partitions(measure, len(one))
        one, other, shared = one[adjoins], other[adjoins], shared[adjoins]
        order = np.lexsort((other, one))
        found.append((one[order], other[order], shared[order]))
    if not found:
        return rows, rows, np.empty(0)
    ones, others, shares = zip(*found, strict=True)
    return np.concatenate(ones), np.concatenate(others), np.concatenate(shares)


def _overlapping(land: Rings, free: Ints) -> Flags:
    """Tell which available parcels share more than a sliver of ground with another one."""
    boxes = shapely.box(*land.bounds[free].T)
    tree, entangled = shapely.STRtree(boxes), np.zeros(len(land), np.bool_)
    for start in range(0, len(free), _CHUNK):
        at, which = tree.query(boxes[start : start + _CHUNK])
        one, other = free[start + at], free[which]
        once = one < other
        one, other = one[once], other[once]
        both = _shared(land, one, other) > _SLIVER
        entangled[one[both]] = entangled[other[both]] = True
    return entangled


def _shared(land: Rings, one: Ints, other: Ints) -> Floats:
    """Measure the m² that both parcels of each pair cover."""
    shared, flat = np.zeros(len(one)), land.flat

    def measure(start: int, stop: int) -> None:
        _overlaps(start, stop, flat, one, other, shared)

    in_partitions(measure, len(one))
    return shared


def _union_beside(land: Rings, row: int, neighbours: Ints) -> float:
    """Measure the land of parcels that overlap each other, without what lies on one parcel."""
    whole = shapely.union_all([_polygon(land, int(other)) for other in neighbours])
    return float(shapely.area(shapely.difference(whole, _polygon(land, row))))


def _polygon(land: Rings, row: int) -> shapely.Geometry:
    """Return a parcel as a geometry: outer rings run anticlockwise, each followed by its holes."""
    curves = [
        land.xy[land.starts[r] : land.starts[r + 1]]
        for r in range(land.parts[row], land.parts[row + 1])
    ]
    outer = [shapely.is_ccw(shapely.linearrings(curve)) for curve in curves]
    firsts = [i for i, is_outer in enumerate(outer) if is_outer]
    return shapely.union_all(
        [
            shapely.make_valid(shapely.Polygon(curves[a], curves[a + 1 : b]))
            for a, b in zip(firsts, [*firsts[1:], len(curves)], strict=True)
        ]
    )


@kernel
def _near(
    start: int, stop: int, land: Flat, one: Ints, other: Ints, wanted: Flags, gap: float,
    adjoins: Flags,
) -> None:  # fmt: skip
    for i in range(start, stop):
        adjoins[i] = wanted[i] and _within(land, one[i], other[i], gap)


@kernel
def _within(land: Flat, one: int, other: int, gap: float) -> bool:
    """Tell whether the boundaries of two parcels come as near as a gap."""
    xy, starts, box = land.xy, land.starts, land.bounds
    least = gap * gap * (1 + 1e-12) + 1e-12
    for r in range(land.parts[one], land.parts[one + 1]):
        for v in range(starts[r], starts[r + 1] - 1):
            ax, ay, bx, by = xy[v, 0], xy[v, 1], xy[v + 1, 0], xy[v + 1, 1]
            west, east = min(ax, bx) - gap, max(ax, bx) + gap
            south, north = min(ay, by) - gap, max(ay, by) + gap
            if (
                west > box[other, 2] or east < box[other, 0]
                or south > box[other, 3] or north < box[other, 1]
            ):  # fmt: skip
                continue
            for s in range(land.parts[other], land.parts[other + 1]):
                for w in range(starts[s], starts[s + 1] - 1):
                    cx, cy, dx, dy = xy[w, 0], xy[w, 1], xy[w + 1, 0], xy[w + 1, 1]
                    if (
                        min(cx, dx) > east or max(cx, dx) < west
                        or min(cy, dy) > north or max(cy, dy) < south
                    ):  # fmt: skip
                        continue
                    if segment_to_segment(ax, ay, bx, by, cx, cy, dx, dy) <= least:
                        return True
    return False


@kernel
def _overlaps(start: int, stop: int, land: Flat, one: Ints, other: Ints, shared: Floats) -> None:
    """Add up, over all pairs of edges, the signed area under both of them."""
    xy, starts, box = land.xy, land.starts, land.bounds
    for i in range(start, stop):
        a, b = one[i], other[i]
        west, east = max(box[a, 0], box[b, 0]), min(box[a, 2], box[b, 2])
        if west >= east or max(box[a, 1], box[b, 1]) >= min(box[a, 3], box[b, 3]):
            continue
        base = min(box[a, 1], box[b, 1])
        total = 0.0
        for r in range(land.parts[a], land.parts[a + 1]):
            for v in range(starts[r], starts[r + 1] - 1):
                if min(xy[v, 0], xy[v + 1, 0]) >= east or max(xy[v, 0], xy[v + 1, 0]) <= west:
                    continue
                for s in range(land.parts[b], land.parts[b + 1]):
                    for w in range(starts[s], starts[s + 1] - 1):
                        total += _under_both(xy, v, w, west, base)
        shared[i] = max(total, 0.0)


@kernel
def _under_both(xy: Floats, v: int, w: int, west: float, base: float) -> float:
    """Return the signed area below two edges, each positive where it runs to the west."""
    ax, ay, bx, by = xy[v, 0] - west, xy[v, 1] - base, xy[v + 1, 0] - west, xy[v + 1, 1] - base
    cx, cy, dx, dy = xy[w, 0] - west, xy[w, 1] - base, xy[w + 1, 0] - west, xy[w + 1, 1] - base
    sign = 1.0
    if ax < bx:
        sign = -sign
    else:
        ax, ay, bx, by = bx, by, ax, ay
    if cx < dx:
        sign = -sign
    else:
        cx, cy, dx, dy = dx, dy, cx, cy
    left, right = max(ax, cx), min(bx, dx)
    if left >= right:
        return 0.0
    slope, other = (by - ay) / (bx - ax), (dy - cy) / (dx - cx)
    one_left, one_right = ay + slope * (left - ax), ay + slope * (right - ax)
    two_left, two_right = cy + other * (left - cx), cy + other * (right - cx)
    first, last = one_left - two_left, one_right - two_right
    if first <= 0 and last <= 0:
        under = one_left + one_right
    elif first >= 0 and last >= 0:
        under = two_left + two_right
    else:
        t = first / (first - last)
        middle = one_left + (one_right - one_left) * t
        under = (min(one_left, two_left) + middle) * t
        under += (middle + min(one_right, two_right)) * (1 - t)
    area: float = sign * under * (right - left) / 2
    return area
