"""Several buildings and a yard on one parcel.

All stand at one angle, each along or across it. Corners are tried one after another, always where
a building touches what is there already: the boundary, or the clearance around another building;
where nothing is left for the next, the last one moves on. That is a heuristic: what it shows does
stand, and what it doesn't find may still be possible. So a no comes only from what is proven: the
ground is not enough, or one of the buildings fits nowhere even alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series, array

from sitesel.attributes.footprint import (
    TOLERANCE,
    Shapes,
    directions,
    footprint,
    large_parts,
    seated,
)
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.placement import HAIR, Room, barred, boundary, inside, room_for, turn_back
from sitesel.attributes.rings import Flags, Flat, Floats, in_metres, rings

YARD_ASPECTS = (1.0, 1.5, 2.0, 3.0, 4.0)
MOST_BUILDINGS = 200
_ANGLES = 6
_SPOTS = 12  # that one building is tried at before the one before it moves
_TRIES = 400  # buildings set down at one angle before it is given up
_WORK = 300_000_000  # edges and buildings looked at on one parcel before it is given up: a second
_GRID = 12
_FEW, _SOME = 8, 256  # rows that a thread takes at a time, and up to how many it takes one


class Building(Protocol):
    """A kind of building: the sides of its footprint in metres, and how many of it."""

    @property
    def width(self) -> float:
        """One side, m."""

    @property
    def depth(self) -> float:
        """The other side, m."""

    @property
    def count(self) -> int:
        """How many."""


@dataclass(frozen=True)
class _Hall:
    width: float
    depth: float
    count: int


def packing(
    parcels: GeoSeries, buildings: Sequence[Building], *, yard: float = 0.0, spacing: float = 0.0
) -> tuple[DataFrame, GeoDataFrame]:
    """Set buildings and a yard on each parcel, all at one angle of the parcel's own.

    Parameters
    ----------
    parcels
        Buildable land: valid polygons in a projected CRS, metres.
    buildings
        What is to stand there; beyond 200 buildings the smallest are not tried.
    yard
        Open storage, m², a rectangle between 1:1 and 1:4; 0 for none. It may touch buildings.
    spacing
        Least distance between two buildings, m.

    Returns
    -------
    answers
        `fits`: True when all stand; False when that is proven impossible, because the ground is
        too small or one of the buildings fits nowhere; missing when not all were placed and it is
        not proven. `placed`: the number of buildings placed, the yard not counted; NaN where the
        parcel has no geometry. The index of `parcels`.
    layout
        One row a rectangle: `kind` (building or yard), `number` (position in `buildings`, -1 for
        the yard), geometry; the index repeats that of the parcel. Rectangles lie within the
        parcel, overlap nowhere, and buildings keep the spacing.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.
    ValueError
        A side is no number above 0, or spacing or yard none of at least 0.

    Examples
    --------
    >>> from collections import namedtuple
    >>> from shapely import box
    >>> Hall = namedtuple("Hall", "width depth count")
    >>> parcels = GeoSeries({"A1": box(0, 0, 110, 40), "A2": box(0, 0, 109, 41)})
    >>> answers, layout = packing(parcels, [Hall(50, 40, 2)], spacing=10)
    >>> answers["fits"].tolist(), answers["placed"].tolist(), layout.index.tolist()
    ([True, <NA>], [2.0, 1.0], ['A1', 'A1', 'A2'])
    """
    return _packing(parcels, buildings, yard, spacing, hopeless=True)


def fitting(
    parcels: GeoSeries, buildings: Sequence[Building], *, yard: float = 0.0, spacing: float = 0.0
) -> Series:
    """Tell whether all fits, without trying how many do where that is proven impossible.

    Returns
    -------
    fits
        As `packing` says, sooner.

    Examples
    --------
    >>> from shapely import box
    >>> fitting(GeoSeries({"A1": box(0, 0, 40, 20)}), [_Hall(20, 20, 3)]).tolist()
    [False]
    """
    return _packing(parcels, buildings, yard, spacing, hopeless=False)[0]["fits"]


def _packing(
    parcels: GeoSeries,
    buildings: Sequence[Building],
    yard: float,
    spacing: float,
    *,
    hopeless: bool,
) -> tuple[DataFrame, GeoDataFrame]:
    in_metres(parcels)
    number = np.repeat(np.arange(len(buildings)), [b.count for b in buildings]).astype(np.int64)
    sides = np.array([(buildings[k].width, buildings[k].depth) for k in number.tolist()], float)
    sides = -np.sort(-sides.astype(np.float64).reshape(-1, 2), axis=1)
    measures = [*sides.ravel(), spacing, yard]
    if not (np.isfinite(measures).all() and min(measures) >= 0 and (sides > 0).all()):
        raise ValueError("sides are numbers above 0, spacing and yard at least 0")
    order = np.argsort(-sides.prod(axis=1), kind="stable")
    number, sides = number[order], sides[order]

    shapes = parcels.to_numpy()
    impossible, first = _alone(parcels, sides, yard, spacing)
    all_tried = len(sides) <= MOST_BUILDINGS
    number, sides = number[:MOST_BUILDINGS], sides[:MOST_BUILDINGS]
    if len(sides) == 1 and not yard:
        shown = first[:, None]
    else:
        tried = parcels if hopeless else parcels.where(~impossible)
        shown = _drawn(*_packed(tried, sides, float(yard), float(spacing), first), shapes)
    stands = ~shapely.is_missing(shown)
    count = stands[:, : len(sides)].sum(axis=1).astype(float)
    count[shapely.is_missing(shapes)] = np.nan
    fits = np.full(len(parcels), None, object)
    fits[impossible] = False
    if all_tried and (yard or len(sides)):
        fits[stands.all(axis=1)] = True
    fits[shapely.is_missing(shapes)] = None
    answers = DataFrame(
        {"fits": array(fits, dtype="boolean"), "placed": count}, index=parcels.index
    )
    at, which = np.nonzero(stands)
    what = {
        "kind": np.where(which < len(sides), "building", "yard"),
        "number": np.append(number, -1)[which],
    }
    rows = parcels.index[at]
    return answers, GeoDataFrame(what, geometry=shown[at, which], index=rows, crs=parcels.crs)


def _alone(parcels: GeoSeries, sides: Floats, yard: float, spacing: float) -> tuple[Flags, Shapes]:
    """Return what is proven impossible, and where the largest building alone fits."""
    shapes = parcels.to_numpy()
    ground = np.nan_to_num(shapely.area(shapes))
    least = sides - TOLERANCE
    impossible = ground < (least.prod(axis=1).sum() + yard) * (1 - 1e-9)
    # with half the spacing around each they still lie apart, on the land with as much around it
    half = spacing / 2
    rounded = least.prod(axis=1) + 2 * half * least.sum(axis=1) + math.pi * half**2
    parts = np.maximum(shapely.get_num_geometries(shapes), 1)
    around = ground + half * np.nan_to_num(shapely.length(shapes)) + math.pi * half**2 * parts
    impossible |= around < rounded.sum() * (1 - 1e-9)
    first = np.full(len(parcels), None, object)
    for width, depth in np.unique(sides, axis=0):
        found = footprint(parcels, width, depth)
        impossible |= ~found["fits"].to_numpy(bool, na_value=True)
        if (width, depth) == tuple(sides[0]):
            first = found.geometry.to_numpy()
    return impossible, first


def _packed(
    parcels: GeoSeries, sides: Floats, yard: float, spacing: float, first: Shapes
) -> tuple[Floats, Floats]:
    """Return bounds, and x, y of the middle, width, depth, angle of each rectangle; NaN if none."""
    least = min([*sides.prod(axis=1), *([yard] if yard else [])], default=0.0)
    land = rings(GeoSeries(large_parts(parcels.to_numpy(), least * 0.999), crs=parcels.crs))
    yards = np.array([(math.sqrt(yard * a), math.sqrt(yard / a)) for a in YARD_ASPECTS if yard])
    angle = np.full(len(land), np.nan)
    known = ~shapely.is_missing(first)
    if known.any():
        corners = shapely.get_coordinates(first[known]).reshape(-1, 5, 2)
        run = corners[:, 1] - corners[:, 0]
        angle[known] = np.arctan2(run[:, 1], run[:, 0])
    placed = np.full((len(land), len(sides) + bool(yard), 5), np.nan)
    flat, options = land.flat, yards.reshape(-1, 2)

    def measure(start: int, stop: int) -> None:
        _packings(start, stop, flat, sides, options, spacing, angle, placed)

    # one parcel can take as long as a hundred others
    in_partitions(measure, len(land), alone=1, block=1 if len(land) <= _SOME else _FEW)
    return land.bounds, placed


def _drawn(bounds: Floats, placed: Floats, shapes: Shapes) -> Shapes:
    """Draw rectangles, shape (n, m); None where none is placed."""
    shown = np.full(placed.shape[:2], None, object)
    at, which = np.nonzero(~np.isnan(placed[:, :, 0]))
    if len(at):
        corners = np.empty((len(at), 4, 2))
        _corners(bounds[at], placed[at, which], corners)
        shown[at, which] = seated(corners, shapes[at], TOLERANCE)
    return shown


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    packing(GeoSeries([shapely.box(0, 0, 60, 30)]), [_Hall(20.0, 10.0, 2)], yard=50, spacing=2)


@kernel
def _spots(  # noqa: C901 - one walk along the parcel
    turned: Floats, boxes: Floats, width: float, depth: float, room: Room, spots: Floats, have: int
) -> int:  # fmt: skip
    """Add places where a rectangle touches what is there, from the west; return how many there are.

    Each as west, south, width and depth.
    """
    lows, highs, who, _ = room
    w, d = width - HAIR, depth - HAIR
    west, east = np.inf, -np.inf
    for e in range(len(turned)):
        west, east = min(west, turned[e, 0]), max(east, turned[e, 2])
    last = east - w
    xs = np.empty(2 * (len(turned) + len(boxes)) + _GRID)
    many = 0
    for e in range(len(turned)):
        xs[many], xs[many + 1] = turned[e, 0] + HAIR / 4, turned[e, 2] - w - HAIR / 4
        many += 2
    for b in range(len(boxes)):
        xs[many], xs[many + 1] = boxes[b, 2], boxes[b, 0] - w
        many += 2
    for g in range(_GRID):
        xs[many] = west + (last - west) * (g + 0.5) / _GRID
        many += 1
    xs.sort()
    most = have + _SPOTS
    before = -np.inf
    for k in range(many):
        x = xs[k]
        if x < west or x > last or x - before < 1e-9:
            continue
        before = x
        count = barred(turned, boxes, x, x + w, lows, highs, who)
        top = highs[0] if count else 0.0
        for j in range(1, count):
            slack = lows[j] - top - d
            if slack >= 0 and inside(turned, x + w / 2, (lows[j] + top) / 2):
                off = min(HAIR / 4, slack / 2)
                for side in range(2):
                    if have < most and (side == 0 or slack > 2 * off):
                        spots[have, 0] = x
                        spots[have, 1] = lows[j] - d - off if side else top + off
                        spots[have, 2], spots[have, 3] = w, d
                        have += 1
            top = max(top, highs[j])
        if have == most:
            break
    return have


@kernel
def _options(
    turned: Floats, boxes: Floats, sides: Floats, room: Room, spots: Floats
) -> int:  # fmt: skip
    """List the places of a rectangle of any of some sizes, along or across, by their east side."""
    have = 0
    for k in range(len(sides)):
        have = _spots(turned, boxes, sides[k, 0], sides[k, 1], room, spots, have)
        if sides[k, 0] != sides[k, 1]:
            have = _spots(turned, boxes, sides[k, 1], sides[k, 0], room, spots, have)
    order = np.argsort(spots[:have, 0] + spots[:have, 2], kind="mergesort")
    spots[:have] = spots[:have].copy()[order]
    return have


@kernel
def _set_down(spot: Floats, k: int, spacing: float, taken: Floats) -> None:
    """Take a place: the rectangle, with a hair around it for yards, with the spacing for more."""
    west, south, east, north = spot[0], spot[1], spot[0] + spot[2], spot[1] + spot[3]
    for which in range(3):
        wide = (0.0, HAIR, spacing + HAIR)[which]
        taken[which, k, 0], taken[which, k, 1] = west - wide, south - wide
        taken[which, k, 2], taken[which, k, 3] = east + wide, north + wide


@kernel
def _at_angle(  # noqa: C901, PLR0912 - one search, forward and back
    turned: Floats, sides: Floats, yards: Floats, spacing: float, taken: Floats, best: Floats,
    left: float,
) -> tuple[int, float]:  # fmt: skip
    """Set all down at one angle; `best` takes the most so far.

    Returns how many it has, and the work that is left.
    """
    m = len(sides)
    whole = m + (1 if len(yards) else 0)
    room = room_for(len(turned) + whole)
    spots = np.empty((whole, 2 * _SPOTS * max(len(yards), 1), 4))
    have, at = np.zeros(whole, np.int64), np.zeros(whole, np.int64)
    most = k = 0
    fresh = True
    for _ in range(_TRIES + 8 * whole):
        if fresh:
            around = len(turned) + k
            left -= 2 * around * (2 * around + _GRID) * (1 if k < m else len(yards))
            if k < m:
                have[k] = _options(turned, taken[2, :k], sides[k : k + 1], room, spots[k])
            else:
                have[k] = _options(turned, taken[1, :k], yards, room, spots[k])
            at[k] = 0
        if at[k] == have[k]:
            if k == 0 or left < 0:
                break
            k -= 1
            fresh = False
            continue
        _set_down(spots[k, at[k]], k, spacing, taken)
        at[k] += 1
        k += 1
        fresh = True
        if k > most:
            most = k
            best[:k] = taken[0, :k]
            best[k:] = np.nan
        if k == whole:
            break
    if most < m and left > 0:
        left -= m * 2.0 * (len(turned) + m) * (2 * (len(turned) + m) + _GRID)
        # what stands first may be what fits nowhere: leave it out
        count = 0
        which = np.empty(m, np.int64)
        for j in range(m):
            if _options(turned, taken[2, :count], sides[j : j + 1], room, spots[0]):
                _set_down(spots[0, 0], count, spacing, taken)
                which[count] = j
                count += 1
        if count > most:
            most = count
            best[:] = np.nan
            for j in range(count):
                best[which[j]] = taken[0, j]
    return most, left


@kernel
def _packings(
    start: int, stop: int, land: Flat, sides: Floats, yards: Floats, spacing: float, angle: Floats,
    placed: Floats,
) -> None:  # fmt: skip
    whole = placed.shape[1]
    angles = np.empty(_ANGLES + 1)
    taken, best = np.empty((3, whole, 4)), np.empty((whole, 4))
    for row in range(start, stop):
        if land.parts[row] == land.parts[row + 1]:
            continue
        edges = boundary(land, row)
        turned, lowest = np.empty((len(edges), 4)), np.empty(len(edges))
        known = directions(edges, angles[:_ANGLES])
        if not np.isnan(angle[row]):
            angles[known] = angle[row]
            known += 1
        most, left = 0, float(_WORK)
        for k in range(4 * known):
            at = angles[k // 4] + (k % 4) * math.pi / 2
            turn_back(edges, at, lowest, turned)
            count, left = _at_angle(turned, sides, yards, spacing, taken, best, left)
            if count > most:
                most = count
                for j in range(whole):
                    placed[row, j, 0] = (best[j, 0] + best[j, 2]) / 2
                    placed[row, j, 1] = (best[j, 1] + best[j, 3]) / 2
                    placed[row, j, 2] = best[j, 2] - best[j, 0]
                    placed[row, j, 3] = best[j, 3] - best[j, 1]
                    placed[row, j, 4] = at
            if most == whole or left < 0:
                break


@kernel
def _corners(bounds: Floats, placed: Floats, corners: Floats) -> None:
    """Fill in the corners of rectangles told from the middle of boxes."""
    for k in range(len(placed)):
        x0, y0 = (bounds[k, 0] + bounds[k, 2]) / 2, (bounds[k, 1] + bounds[k, 3]) / 2
        x, y, width, depth, angle = placed[k]
        c, s = math.cos(angle), math.sin(angle)
        for j in range(4):
            u = x + (width / 2 if j in (1, 2) else -width / 2)
            v = y + (depth / 2 if j in (2, 3) else -depth / 2)
            corners[k, j, 0], corners[k, j, 1] = x0 + c * u - s * v, y0 + s * u + c * v
