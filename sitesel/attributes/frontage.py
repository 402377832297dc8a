"""How far each parcel's boundary runs along roads: by class, on how many sides, how straight.

A stretch of boundary fronts on a line when it is near it, roughly parallel to it, beside it and
not beyond its end, and the parcel itself does not lie between. So the pole of a flag lot gives its
own width, a road that ends at the boundary gives nothing, and the back of a shallow parcel does
not front on the road before it.
"""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import DataFrame

from sitesel.attributes.fronts import Fronts, Stretches, fronts
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.network import ROAD, Network
from sitesel.attributes.rings import Flat, Floats, Ints, Rings, covers, in_metres, rings
from sitesel.language import Text
from sitesel.layers.road_classes import bits, network_assumptions

TOLERANCE = 15.0  # m from the boundary to the middle of a road
ANGLE = 30.0  # degrees between boundary and road
STRAIGHT = 10.0  # degrees that a straight run may turn in all

_FEW = 64  # edges up to which a parcel asks the tree once and not edge by edge
_NOISE = 0.01  # m by which a line may lie inside of the boundary and still count as outside
_JOG = 1.0  # m; shorter steps of a boundary are drawing, not direction, and part no run
_LEAST_SIDE = 3.0  # m of frontage that make another side
_QUARTER = np.cos(np.pi / 4) - 1e-9


_VEHICLES = bits(["car", "truck"])


def front_classes() -> dict[str, Text]:
    """Return the classes of road that a parcel can front on, with their labels.

    Those at which a vehicle may join, so neither motorways nor footways; ramps count as the roads
    they belong to.

    Examples
    --------
    >>> list(front_classes())[:4]
    ['trunk', 'primary', 'secondary', 'tertiary']
    """
    classes = network_assumptions().classes.values()
    joined = [known for known in classes if known.join & _VEHICLES & known.modes]
    return {k.name: k.label for k in joined if k.name == _class(k.name) and k.name != "quay"}


def _class(name: str) -> str:
    return name.removesuffix("_link")


def front_roads(network: Network) -> Fronts:
    """Return the roads of a network that parcels can front on, by class.

    Those at which a vehicle may join: bridges, tunnels, ferries, quays, motorways, footways and
    what is closed are left out.
    """
    may_join = (network.joinable & _VEHICLES) > 0
    links = np.flatnonzero(may_join & (network.kind == ROAD) & (np.diff(network.starts) > 1))
    sizes = np.diff(network.starts)[links]
    ends = np.cumsum(sizes)
    vertices = np.repeat(network.starts[:-1][links] - ends + sizes, sizes) + np.arange(sizes.sum())
    owner = np.repeat(np.arange(len(links)), sizes)
    lines = shapely.linestrings(network.xy[vertices], indices=owner) if len(links) else []
    classes = [_class(network.classes[c]) for c in network.road_class[links].tolist()]
    return fronts(GeoSeries(lines, crs=network.crs), classes, kinds=tuple(front_classes()))


def road_frontage(
    parcels: GeoSeries | Rings,
    roads: Fronts,
    *,
    tolerance: float = TOLERANCE,
    angle: float = ANGLE,
) -> DataFrame:
    """Measure each parcel's frontage on roads.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    roads
        Of a network (`front_roads`) or of a layer (`fronts`), in the same CRS.
    tolerance, angle
        Metres and degrees, as `frontage` takes them.

    Returns
    -------
    road_frontage, road_sides, longest_road_run, road_frontage_{class}
        As `frontage` says.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> roads = fronts(GeoSeries([LineString([(-9, -8), (99, -8)])]), ["primary"])
    >>> road_frontage(GeoSeries({"A1": box(0, 0, 20, 50)}), roads).loc["A1"].to_dict()
    {'road_frontage': 20.0, 'road_sides': 1.0, 'longest_road_run': 20.0, 'road_frontage_primary': 20.0}
    """  # noqa: E501
    found = frontage(parcels, roads, tolerance=tolerance, angle=angle).drop(columns="deepest")
    names = {"frontage": "road_frontage", "sides": "road_sides", "longest_run": "longest_road_run"}
    return found.rename(
        columns=names | {f"frontage_{k}": f"road_frontage_{k}" for k in roads.kinds}
    )


def frontage(
    parcels: GeoSeries | Rings,
    along: Fronts,
    *,
    tolerance: float = TOLERANCE,
    angle: float = ANGLE,
    straight: float = STRAIGHT,
) -> DataFrame:
    r"""Measure how far each parcel's boundary runs along lines.

    A point of the boundary fronts on a piece of line when its foot of the perpendicular lies on
    the piece, or the point lies in the outer wedge of a bend, at most `tolerance` away, and the
    edges of both make at most `angle`: :math:`|\cos(u, v)| \ge \cos \alpha`. A line on the inner
    side counts only where it runs on the parcel itself.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres; rings of holes have frontage too.
    along
        Lines in the same CRS.
    tolerance
        Metres.
    angle
        Degrees, 0 to 90.
    straight
        Degrees that the longest run may turn in all; steps of the boundary below 1 m don't count
        as turning, and gaps below 1 m don't part it.

    Returns
    -------
    frontage
        Metres on any line, each stretch counted once; 0 without any.
    sides
        Number of directions that the boundary faces lines in: the one of the longest stretch with
        all within 45° of it, then the longest of the rest, …; those with less than 3 m are left
        out, but the first counts. A front that bends by a right angle has two.
    longest_run
        Metres of the longest straight stretch, gaps not counted.
    deepest
        Greatest depth told of the lines fronted on, metres; 0 without frontage, NaN where none of
        them tells it.
    frontage_{kind}
        Metres on lines of a kind; where kinds run beside each other a stretch counts for both.
        NaN everywhere where the parcel has no geometry. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.
    """
    land = rings(parcels)
    in_metres(land, along)
    numbers = np.full((len(land), 4), np.nan)
    by_kind = np.full((len(land), len(along.kinds)), np.nan)
    flat, stretches = land.flat, along.stretches
    least = np.cos(np.radians(min(max(angle, 0.0), 90.0))) - 1e-12
    turn = np.radians(straight) + 1e-12

    def measure(start: int, stop: int) -> None:
        _frontage(start, stop, flat, stretches, tolerance, least, turn, numbers, by_kind)

    in_partitions(measure, len(land))
    columns = dict(zip(("frontage", "sides", "longest_run", "deepest"), numbers.T, strict=True))
    columns |= {f"frontage_{kind}": by_kind[:, i] for i, kind in enumerate(along.kinds)}
    return DataFrame(columns, index=land.index)


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    line = GeoSeries([shapely.LineString([(0, 0), (1, 0), (2, 0)])])
    frontage(GeoSeries([shapely.box(0, 0, 1, 1)]), fronts(line, ["road"]))


@kernel
def _gather(
    west: float, south: float, east: float, north: float, along: Stretches, found: Ints
) -> int:
    """List the pieces of line whose boxes meet a box, in the order of the tree."""
    edges = along.edges
    boxes, skip, ends = edges.boxes, edges.skip, edges.ends
    count = i = 0
    while i < len(skip):
        if boxes[i, 0] > east or boxes[i, 2] < west or boxes[i, 1] > north or boxes[i, 3] < south:
            i = skip[i]
            continue
        if skip[i] == i + 1:
            for e in range(edges.span[i, 0], edges.span[i, 1]):
                if (
                    min(ends[e, 0], ends[e, 2]) <= east
                    and max(ends[e, 0], ends[e, 2]) >= west
                    and min(ends[e, 1], ends[e, 3]) <= north
                    and max(ends[e, 1], ends[e, 3]) >= south
                ):
                    found[count] = e
                    count += 1
        i += 1
    return count


@kernel
def _at_most(at: float, slope: float, most: float, lo: float, hi: float) -> tuple[float, float]:
    """Cut [lo, hi] to where at + s · slope ≤ most."""
    if slope > 0:
        hi = min(hi, (most - at) / slope)
    elif slope < 0:
        lo = max(lo, (most - at) / slope)
    elif at > most:
        hi = lo
    return lo, hi


@kernel
def _beside(  # noqa: PLR0917 - numbers, so that nothing is allocated
    px: float,
    py: float,
    ux: float,
    uy: float,
    vx: float,
    vy: float,
    run: float,
    tolerance: float,
    length: float,
) -> tuple[float, float]:
    """Cut the edge p + s · u, 0 ≤ s ≤ length, to what lies beside the piece from 0 along v."""
    along, across = px * vx + py * vy, vx * py - vy * px
    slope, drift = ux * vx + uy * vy, vx * uy - vy * ux
    lo, hi = _at_most(-along, -slope, 0.0, 0.0, length)
    lo, hi = _at_most(along, slope, run, lo, hi)
    lo, hi = _at_most(across, drift, tolerance, lo, hi)
    return _at_most(-across, -drift, tolerance, lo, hi)


@kernel
def _around(  # noqa: PLR0917 - numbers, so that nothing is allocated
    px: float,
    py: float,
    ux: float,
    uy: float,
    vx: float,
    vy: float,
    wx: float,
    wy: float,
    tolerance: float,
    length: float,
) -> tuple[float, float]:
    """Cut the edge p + s · u to the outer wedge of a bend at 0, where v comes in and w goes on."""
    middle = -(px * ux + py * uy)
    off = px * uy - py * ux
    if np.isnan(wx) or abs(off) >= tolerance:
        return 0.0, 0.0
    half = np.sqrt(tolerance * tolerance - off * off)
    lo, hi = max(0.0, middle - half), min(length, middle + half)
    lo, hi = _at_most(-(px * vx + py * vy), -(ux * vx + uy * vy), 0.0, lo, hi)
    return _at_most(px * wx + py * wy, ux * wx + uy * wy, 0.0, lo, hi)


@kernel
def _grown(rows: Floats) -> Floats:
    more = np.empty((2 * len(rows), rows.shape[1]))
    more[: len(rows)] = rows
    return more


@kernel
def _fronting(  # noqa: C901, PLR0917 - one edge against the pieces near by
    land: Flat,
    row: int,
    vertex: int,
    along: Stretches,
    found: Ints,
    near: int,
    tolerance: float,
    least: float,
    hits: Floats,
) -> tuple[int, Floats]:
    """List where an edge of a parcel fronts: from, to (metres along it), and the piece."""
    ends = along.edges.ends
    ax, ay = land.xy[vertex, 0], land.xy[vertex, 1]
    ux, uy = land.xy[vertex + 1, 0] - ax, land.xy[vertex + 1, 1] - ay
    length = np.hypot(ux, uy)
    if length == 0:
        return 0, hits
    ux, uy = ux / length, uy / length
    west, east = min(0.0, ux * length) - tolerance, max(0.0, ux * length) + tolerance
    south, north = min(0.0, uy * length) - tolerance, max(0.0, uy * length) + tolerance
    count = 0
    for k in range(near):
        e = found[k]
        cx, cy, dx, dy = ends[e, 0] - ax, ends[e, 1] - ay, ends[e, 2] - ax, ends[e, 3] - ay
        if min(cx, dx) > east or max(cx, dx) < west or min(cy, dy) > north or max(cy, dy) < south:
            continue
        vx, vy = dx - cx, dy - cy
        run = np.hypot(vx, vy)
        if run == 0:
            continue
        vx, vy = vx / run, vy / run
        if abs(ux * vx + uy * vy) < least:
            continue
        for part in range(3):
            if part == 0:
                lo, hi = _beside(-cx, -cy, ux, uy, vx, vy, run, tolerance, length)
            elif part == 1:
                wx, wy = along.onward[e, 2], along.onward[e, 3]
                lo, hi = _around(-dx, -dy, ux, uy, vx, vy, wx, wy, tolerance, length)
            else:
                wx, wy = along.onward[e, 0], along.onward[e, 1]
                lo, hi = _around(-cx, -cy, ux, uy, -vx, -vy, wx, wy, tolerance, length)
            if hi - lo <= 1e-9:
                continue
            mx, my = (lo + hi) / 2 * ux, (lo + hi) / 2 * uy
            t = min(max((mx - cx) * vx + (my - cy) * vy, 0.0), run)
            fx, fy = cx + t * vx, cy + t * vy
            if ux * fy - uy * fx > _NOISE and not covers(land, row, ax + fx, ay + fy):
                continue
            if count == len(hits):
                hits = _grown(hits)
            hits[count, 0], hits[count, 1], hits[count, 2] = lo, hi, e
            count += 1
    return count, hits


@kernel
def _frontage(  # noqa: C901, PLR0912, PLR0915, PLR0917 - once around each ring
    start: int,
    stop: int,
    land: Flat,
    along: Stretches,
    tolerance: float,
    least: float,
    turn: float,
    numbers: Floats,
    by_kind: Floats,
) -> None:
    most = 0
    for r in range(land.parts[start], land.parts[stop]):
        most = max(most, land.starts[r + 1] - land.starts[r])
    biggest = 0
    for row in range(start, stop):
        first, last = land.starts[land.parts[row]], land.starts[land.parts[row + 1]]
        biggest = max(biggest, last - first)
    found = np.empty(len(along.edges.ends), np.int64)
    until = np.zeros(by_kind.shape[1] + 1)
    hits, pieces = np.empty((16, 3)), np.empty((16, 3))
    facing = np.empty((biggest, 3))
    turned = np.empty(most)
    for row in range(start, stop):
        if land.parts[row] == land.parts[row + 1]:
            continue
        numbers[row], by_kind[row] = 0.0, 0.0
        box = land.bounds
        near = _gather(
            box[row, 0] - tolerance, box[row, 1] - tolerance,
            box[row, 2] + tolerance, box[row, 3] + tolerance, along, found,
        )  # fmt: skip
        if near == 0:
            continue
        many = land.starts[land.parts[row + 1]] - land.starts[land.parts[row]] > _FEW
        total, longest, deepest, faces = 0.0, 0.0, -np.inf, 0
        for r in range(land.parts[row], land.parts[row + 1]):
            v0, v1 = land.starts[r], land.starts[r + 1] - 1
            whole, held = 0.0, 0
            for v in range(v0, v1):
                ax, ay = land.xy[v, 0], land.xy[v, 1]
                bx, by = land.xy[v + 1, 0], land.xy[v + 1, 1]
                length = np.hypot(bx - ax, by - ay)
                if many:
                    near = _gather(
                        min(ax, bx) - tolerance, min(ay, by) - tolerance,
                        max(ax, bx) + tolerance, max(ay, by) + tolerance, along, found,
                    )  # fmt: skip
                count, hits = _fronting(land, row, v, along, found, near, tolerance, least, hits)
                if count:
                    order = np.argsort(hits[:count, 0], kind="mergesort")
                    until[:] = 0.0
                    before = total
                    for i in order:
                        lo, hi, e = hits[i, 0], hits[i, 1], int(hits[i, 2])
                        kind = along.kind[e]
                        if kind >= 0:
                            by_kind[row, kind] += max(0.0, hi - max(lo, until[kind]))
                            until[kind] = max(until[kind], hi)
                        if not np.isnan(along.depth[e]):
                            deepest = max(deepest, along.depth[e])
                        if hi > until[-1]:
                            lo = max(lo, until[-1])
                            total += hi - lo
                            until[-1] = hi
                            if held == len(pieces):
                                pieces = _grown(pieces)
                            pieces[held, 0], pieces[held, 1] = whole + lo, whole + hi
                            pieces[held, 2] = v - v0
                            held += 1
                    facing[faces, 0], facing[faces, 1] = (bx - ax) / length, (by - ay) / length
                    facing[faces, 2] = total - before
                    faces += 1
                whole += length
            if held:
                around = _turning(land.xy, v0, v1, turned)
                longest = max(longest, _longest(pieces, held, turned, whole, around, turn))
        numbers[row, 0], numbers[row, 2] = total, longest
        numbers[row, 1] = _sides(facing, faces)
        if total > 0:
            numbers[row, 3] = deepest if deepest > -np.inf else np.nan


@kernel
def _sides(facing: Floats, faces: int) -> int:
    """Count the directions that hold the frontage: the heaviest with 45° around it, and so on."""
    sides = 0
    while True:
        heaviest = -1
        for i in range(faces):
            if facing[i, 2] > 0 and (
                heaviest < 0 or facing[i, 2] > facing[heaviest, 2] * (1 + 1e-9)
            ):
                heaviest = i
        if heaviest < 0:
            return sides
        x, y, length = facing[heaviest, 0], facing[heaviest, 1], 0.0
        for i in range(faces):
            if facing[i, 2] > 0 and x * facing[i, 0] + y * facing[i, 1] >= _QUARTER:
                length += facing[i, 2]
                facing[i, 2] = 0.0
        if sides == 0 or length >= _LEAST_SIDE:
            sides += 1


@kernel
def _turning(xy: Floats, v0: int, v1: int, turned: Floats) -> float:
    """Tell how far the ring has turned by each edge, in radians, and once around; jogs left out."""
    ox, oy, waiting = xy[v0, 0], xy[v0, 1], 0
    bearing, first, at, begun = 0.0, 0.0, 0.0, False
    for v in range(v0, v1):
        dx, dy = xy[v + 1, 0] - ox, xy[v + 1, 1] - oy
        if dx * dx + dy * dy >= _JOG * _JOG * (1 - 1e-9):
            now = np.arctan2(dy, dx)
            if begun:
                at += np.arctan2(np.sin(now - bearing), np.cos(now - bearing))
            else:
                first, begun = now, True
            bearing = now
            turned[waiting : v - v0 + 1] = at
            ox, oy, waiting = xy[v + 1, 0], xy[v + 1, 1], v - v0 + 1
    turned[waiting : v1 - v0] = at
    whole: float = at + np.arctan2(np.sin(first - bearing), np.cos(first - bearing))
    return whole


@kernel
def _longest(
    pieces: Floats, held: int, turned: Floats, whole: float, around: float, most: float
) -> float:
    """Return the metres of the longest run of pieces that turns by at most `most`."""
    high, low = np.empty(2 * held, np.int64), np.empty(2 * held, np.int64)
    bearing, sums = np.empty(2 * held), np.zeros(2 * held + 1)
    for i in range(held):
        bearing[i] = turned[int(pieces[i, 2])]
        bearing[i + held] = bearing[i] + around
    h0 = h1 = l0 = l1 = first = 0
    best = 0.0
    for i in range(2 * held):
        k = i % held
        sums[i + 1] = sums[i] + pieces[k, 1] - pieces[k, 0]
        gap = pieces[k, 0] - pieces[k - 1, 1] if k else pieces[0, 0] + whole - pieces[held - 1, 1]
        if i and gap > _JOG:
            first, h0, h1, l0, l1 = i, 0, 0, 0, 0
        while h1 > h0 and bearing[high[h1 - 1]] <= bearing[i]:
            h1 -= 1
        while l1 > l0 and bearing[low[l1 - 1]] >= bearing[i]:
            l1 -= 1
        high[h1], low[l1] = i, i
        h1, l1 = h1 + 1, l1 + 1
        while bearing[high[h0]] - bearing[low[l0]] > most or i - first >= held:
            first += 1
            h0 += high[h0] < first
            l0 += low[l0] < first
        best = max(best, sums[i + 1] - sums[first])
    longest: float = best
    return longest
