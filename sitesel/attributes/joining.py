"""Where a parcel, a hall or a facility joins the network: at its boundary, on its own landmass.

A place joins at the nearest point of the nearest link that its mode may join, exact from boundary
to polyline. A boundary, not an area: a road that serves a place has to cross its boundary, and one
that lies wholly within does not lead out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Index
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from sitesel.attributes.edges import Edges, edges_of_lines
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.network import Mode, Network, mode_row
from sitesel.attributes.rings import Flat, Floats, Ints, Rings, in_metres

Codes = NDArray[np.int8]
Ints32 = NDArray[np.int32]

JOINED, NO_ROAD, OUTSIDE, NOWHERE = 0, 1, 2, -1
"""Whether a place joins: it does; the network covers it and has no road near enough; the network
does not cover it, or its landmass is not known; it has no geometry."""

FARTHEST = 2_000.0  # m from the boundary to the road

_POLYGON = 3


@dataclass(frozen=True, eq=False)
class Joined:
    """Where places join the network for one mode; one row a place.

    Parameters
    ----------
    mode
        The mode for which they join.
    link
        Row of the link in the network, -1 where a place doesn't join; shape (n,).
    along
        Where on the link, 0 at its tail to 1 at its head; NaN where a place doesn't join.
    gap
        Metres from the boundary to the link; NaN where a place doesn't join.
    edge, point
        Both ends of the gap, on the boundary and on the link; shape (n, 2), metres in `crs`.
    status
        JOINED, NO_ROAD, OUTSIDE or NOWHERE; shape (n,).
    landmass
        Of the place, as in `Network.landmasses`; -1 where not known; shape (n,).
    index
        Labels of the places.
    crs
        Of the coordinates.
    """

    mode: Mode
    link: Ints32
    along: Floats
    gap: Floats
    edge: Floats
    point: Floats
    status: Codes
    landmass: Ints32
    index: Index
    crs: CRS | None

    def __len__(self) -> int:
        return len(self.link)

    def take(self, rows: Ints) -> Joined:
        """Return some of the places, in the order given."""
        return Joined(
            self.mode,
            self.link[rows],
            self.along[rows],
            self.gap[rows],
            self.edge[rows],
            self.point[rows],
            self.status[rows],
            self.landmass[rows],
            self.index[rows],
            self.crs,
        )


class _Tree(NamedTuple):
    """The edges of the links that may be joined, metres before each, and its landmass if told."""

    edges: Edges
    before: Floats
    on: Ints32


def join(
    places: GeoSeries | Rings,
    network: Network,
    mode: Mode,
    *,
    landmass: Ints | Ints32 | None = None,
    farthest: float = FARTHEST,
    coverage: BaseGeometry | None = None,
) -> Joined:
    """Find where each place joins the network.

    Parameters
    ----------
    places
        Polygons of parcels, or points, lines and polygons of halls and facilities; in the CRS of
        the network.
    network
        Its `joinable` tells at which links the mode may join.
    mode
        One of `MODES`.
    landmass
        Of each place, as in `Network.landmasses`, -1 where not known. A place joins only on its
        own landmass, and one of unknown landmass nowhere; a network without landmasses is joined
        by all.
    farthest
        Metres from the boundary to the link; a link exactly so far away is joined.
    coverage
        Where the network holds all there is: a place in it that doesn't join has no road, one
        outside is not known. By default what lies within `farthest` of the convex hull of all
        links. A place with one corner in it counts as in it.

    Returns
    -------
    joined
        Of equally near links the first counts, and of its equally near points the first.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.
    UnknownMode
        There is none of that name.
    """
    return _join(places, network, (mode,), landmass, farthest, coverage)[mode]


def joins(
    places: GeoSeries | Rings,
    network: Network,
    modes: Iterable[Mode],
    *,
    landmass: Ints | Ints32 | None = None,
    farthest: float = FARTHEST,
    coverage: BaseGeometry | None = None,
) -> dict[Mode, Joined]:
    """Find where each place joins, mode by mode; modes that may join the same links share the work.

    Takes and raises what `join` does.
    """
    return _join(places, network, modes, landmass, farthest, coverage)


def _join(
    places: GeoSeries | Rings,
    network: Network,
    modes: Iterable[Mode],
    landmass: Ints | Ints32 | None,
    farthest: float,
    coverage: BaseGeometry | None,
) -> dict[Mode, Joined]:
    in_metres(places, GeoSeries([], crs=network.crs))
    boundary = places.flat if isinstance(places, Rings) else boundaries(places)
    told = len(network.landmasses) > 0
    own = np.full(len(places), -1, np.int32)
    if landmass is not None and told:
        own[:] = landmass
    found: dict[Mode, Joined] = {}
    done: dict[bytes, Joined] = {}
    for mode in modes:
        may = (network.joinable & (1 << mode_row(mode))) > 0
        same = done.get(key := np.packbits(may).tobytes())
        if same is None:
            same = done[key] = _joined(
                places, boundary, network, mode, np.flatnonzero(may), own, farthest, coverage
            )
        found[mode] = replace(same, mode=mode)
    return found


def _joined(
    places: GeoSeries | Rings,
    boundary: Flat,
    network: Network,
    mode: Mode,
    links: Ints,
    own: Ints32,
    farthest: float,
    coverage: BaseGeometry | None,
) -> Joined:
    told = len(network.landmasses) > 0
    xy, starts = np.array(network.xy), np.array(network.starts, np.int64)
    edges, before = edges_of_lines(xy, starts, links)
    on = np.array(network.landmass, np.int32)[edges.owner] if told else np.zeros(0, np.int32)
    tree, rows = _Tree(edges, before, on), len(own)
    link = np.full(rows, -1, np.int32)
    measured = np.full((rows, 6), np.nan)
    if len(edges.ends):

        def measure(start: int, stop: int) -> None:
            _nearest(start, stop, boundary, tree, own, float(farthest), link, measured)

        in_partitions(measure, rows)
    met = link >= 0
    whole = _lengths(xy, starts)[link[met]]
    along = np.full(rows, np.nan)
    along[met] = np.clip(measured[met, 1] / np.where(whole > 0, whole, 1.0), 0.0, 1.0)
    status = np.where(met, JOINED, NOWHERE).astype(np.int8)
    left = np.flatnonzero(~met & np.isfinite(boundary.bounds[:, 0]))
    status[left] = NO_ROAD
    if len(left):
        area = coverage_of(network, farthest) if coverage is None else coverage
        status[left[~covered(boundary, left, area)]] = OUTSIDE
    if told:
        status[left[own[left] < 0]] = OUTSIDE
    return Joined(
        mode,
        link,
        along,
        measured[:, 0].copy(),
        measured[:, 2:4].copy(),
        measured[:, 4:6].copy(),
        status,
        own,
        places.index,
        network.crs,
    )


def boundaries(places: GeoSeries) -> Flat:
    """Turn points, lines and polygons into parts of vertices, each ring and each point a part."""
    shapes = places.to_numpy()
    if (shapely.get_type_id(shapes) == 0).all() and len(shapes):
        x, y = shapely.get_x(shapes), shapely.get_y(shapes)
        there = np.append(0, np.cumsum(np.isfinite(x) & np.isfinite(y)))
        xy = np.column_stack([x, y])
        return Flat(
            xy[there[1:] > there[:-1]], np.arange(there[-1] + 1), there, np.hstack([xy, xy])
        )
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, nested = shapely.get_parts(parts, return_index=True)
        owner = owner[nested]
    areal = shapely.get_type_id(parts) == _POLYGON
    outlines, ring = shapely.get_rings(parts[areal], return_index=True)
    curves = np.concatenate([parts[~areal], outlines])
    owner = np.concatenate([owner[~areal], owner[areal][ring]])
    order = np.argsort(owner, kind="stable")
    xy, at = shapely.get_coordinates(curves[order], return_index=True)
    finite = np.isfinite(xy).all(axis=1)
    xy, at = xy[finite], at[finite]
    sizes = np.bincount(at, minlength=len(curves))
    count = np.bincount(owner[order][sizes > 0], minlength=len(shapes))
    return Flat(
        np.ascontiguousarray(xy),
        np.append(0, np.cumsum(sizes[sizes > 0])).astype(np.int64),
        np.append(0, np.cumsum(count)).astype(np.int64),
        shapely.bounds(shapes),
    )


def _lengths(xy: Floats, starts: Ints) -> Floats:
    """Return the length of each polyline, metres."""
    steps = np.hypot(*np.diff(xy, axis=0).T) if len(xy) > 1 else np.zeros(0)
    total = np.append(0.0, np.cumsum(steps))
    total = np.append(total, total[-1])
    bounds = np.minimum(starts, max(len(xy) - 1, 0))
    last = np.minimum(starts[1:] - 1, max(len(xy) - 1, 0))
    lengths: Floats = total[last] - total[bounds[:-1]]
    return lengths


def coverage_of(network: Network, farthest: float) -> BaseGeometry:
    """Return where a network is taken to hold all there is: within so many metres of its hull."""
    if not len(network.xy):
        return shapely.Polygon()
    hull: BaseGeometry = shapely.convex_hull(shapely.multipoints(network.xy))
    return shapely.buffer(hull, farthest)


def covered(boundary: Flat, rows: Ints, coverage: BaseGeometry) -> NDArray[np.bool_]:
    """Tell which of these places, each with a geometry, have a corner in an area."""
    if not len(rows):
        return np.zeros(0, np.bool_)
    first = boundary.starts[boundary.parts[rows]]
    sizes = boundary.starts[boundary.parts[rows + 1]] - first
    ends = np.cumsum(sizes)
    which = np.repeat(first - ends + sizes, sizes) + np.arange(ends[-1])
    shapely.prepare(coverage)
    within = shapely.intersects_xy(coverage, boundary.xy[which])
    found: NDArray[np.bool_] = np.logical_or.reduceat(within, ends - sizes)
    return found


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    xy = np.array([[0.0, 0.0], [9.0, 0.0]])
    edges, before = edges_of_lines(xy, np.array([0, 2]), np.array([0]))
    boundary = boundaries(GeoSeries([shapely.Point(1, 1)]))
    one, out = np.zeros(1, np.int32), np.empty((1, 6))
    _nearest(0, 1, boundary, _Tree(edges, before, one), one, 9.0, one.copy(), out)


@kernel
def _gap(box: Floats, row: int, boxes: Floats, i: int) -> float:
    """Return the squared distance between a place's box and that of a node."""
    dx: float = max(boxes[i, 0] - box[row, 2], box[row, 0] - boxes[i, 2], 0.0)
    dy: float = max(boxes[i, 1] - box[row, 3], box[row, 1] - boxes[i, 3], 0.0)
    return dx * dx + dy * dy


@kernel
def _edge_gap(box: Floats, row: int, ends: Floats, e: int) -> float:
    """Return the squared distance between a place's box and that of an edge."""
    west, east = min(ends[e, 0], ends[e, 2]), max(ends[e, 0], ends[e, 2])
    south, north = min(ends[e, 1], ends[e, 3]), max(ends[e, 1], ends[e, 3])
    dx: float = max(west - box[row, 2], box[row, 0] - east, 0.0)
    dy: float = max(south - box[row, 3], box[row, 1] - north, 0.0)
    return dx * dx + dy * dy


@kernel
def _foot(px: float, py: float, dx: float, dy: float) -> float:
    """Return where on the segment from the origin to (dx, dy) a point is nearest, 0 to 1."""
    length = dx * dx + dy * dy
    return 0.0 if length == 0 else min(max((px * dx + py * dy) / length, 0.0), 1.0)


@kernel
def _to_edge(land: Flat, row: int, edges: Edges, e: int, enough: float, found: Floats) -> float:
    """Return the squared distance from a boundary to an edge; where, in `found` (t, x, y)."""
    cx, cy = edges.ends[e, 0], edges.ends[e, 1]
    ux, uy = edges.ends[e, 2] - cx, edges.ends[e, 3] - cy
    long = ux * ux + uy * uy
    over = long if long > 0 else 1.0
    xy, starts = land.xy, land.starts
    least = enough
    for r in range(land.parts[row], land.parts[row + 1]):
        first, last = starts[r], starts[r + 1] - 1
        ax, ay = xy[first, 0] - cx, xy[first, 1] - cy
        side_a = ux * ay - uy * ax
        for v in range(first, last + 1):
            t = min(max((ax * ux + ay * uy) / over, 0.0), 1.0)
            ex, ey = ax - t * ux, ay - t * uy
            here = ex * ex + ey * ey
            if here < least or (here == least and t < found[0]):
                least, found[0], found[1], found[2] = here, t, xy[v, 0], xy[v, 1]
            if v == last:
                break
            bx, by = xy[v + 1, 0] - cx, xy[v + 1, 1] - cy
            wx, wy = bx - ax, by - ay
            side_b = ux * by - uy * bx
            # both ends of the edge against this side of the boundary
            for end in range(2):
                px, py = end * ux - ax, end * uy - ay
                s = _foot(px, py, wx, wy)
                ex, ey = px - s * wx, py - s * wy
                here = ex * ex + ey * ey
                if here < least or (here == least and end < found[0]):
                    least, found[0] = here, float(end)
                    found[1], found[2] = xy[v, 0] + s * wx, xy[v, 1] + s * wy
            if (side_a > 0) != (side_b > 0):
                c = wy * ax - wx * ay
                d = c - (wy * ux - wx * uy)
                if ((c > 0 and d < 0) or (c < 0 and d > 0)) and side_a != 0 and side_b != 0:
                    t = c / (c - d)
                    if least > 0 or t < found[0]:
                        least, found[0] = 0.0, t
                        found[1], found[2] = cx + t * ux, cy + t * uy
            ax, ay, side_a = bx, by, side_b
    return least


@kernel
def _likeliest(box: Floats, row: int, edges: Edges) -> int:
    """Go straight down to an edge near by: a close bound leaves out most of the tree."""
    skip, i = edges.skip, 0
    while skip[i] > i + 1:
        second = skip[i + 1]
        nearer = _gap(box, row, edges.boxes, i + 1) <= _gap(box, row, edges.boxes, second)
        i = i + 1 if nearer else second
    likeliest: int = edges.span[i, 0]
    least = np.inf
    for e in range(edges.span[i, 0], edges.span[i, 1]):
        gap = _edge_gap(box, row, edges.ends, e)
        if gap < least:
            likeliest, least = e, gap
    return likeliest


@kernel
def _nearest(
    start: int,
    stop: int,
    land: Flat,
    tree: _Tree,
    own: Ints32,
    farthest: float,
    link: Ints32,
    measured: Floats,
) -> None:
    found = np.empty(3)
    edges, before, on = tree.edges, tree.before, tree.on
    told = len(on) > 0
    box = land.bounds
    for row in range(start, stop):
        if land.parts[row] == land.parts[row + 1] or (told and own[row] < 0):
            continue
        least = farthest * farthest
        reach = (farthest * (1 + 1e-9) + 1e-6) ** 2
        who: int = -1
        metres = 0.0
        first = _likeliest(box, row, edges)
        i = -1
        while i < len(edges.skip):
            if i < 0:
                lo, hi, after = first, first + 1, 0
            else:
                near = _gap(box, row, edges.boxes, i) <= reach
                leaf = near and edges.skip[i] == i + 1
                lo, hi = edges.span[i, 0], edges.span[i, 1] if leaf else edges.span[i, 0]
                after = i + 1 if near else edges.skip[i]
            for e in range(lo, hi):
                if (told and on[e] != own[row]) or (e == first and i >= 0):
                    continue
                if _edge_gap(box, row, edges.ends, e) > reach:
                    continue
                # a tie at the bound must still be seen
                found[0] = np.inf
                here = _to_edge(land, row, edges, e, np.nextafter(least, np.inf), found)
                if found[0] == np.inf or here > least:
                    continue
                dx = edges.ends[e, 2] - edges.ends[e, 0]
                dy = edges.ends[e, 3] - edges.ends[e, 1]
                at = before[e] + found[0] * np.sqrt(dx * dx + dy * dy)
                owner = edges.owner[e]
                if here < least or who < 0 or owner < who or (owner == who and at < metres):
                    least, who, metres = here, owner, at
                    distance = np.sqrt(least)
                    reach = (distance * (1 + 1e-9) + 1e-6) ** 2
                    measured[row, 0] = distance
                    measured[row, 1] = at
                    measured[row, 2] = found[1]
                    measured[row, 3] = found[2]
                    measured[row, 4] = edges.ends[e, 0] + found[0] * dx
                    measured[row, 5] = edges.ends[e, 1] + found[0] * dy
            i = after
        link[row] = who
