"""Whether a rectangle of a given size fits into a parcel, whichever way it is turned.

Around an angle, all rectangles turned by up to ± δ share a somewhat smaller one that lies straight
(sides (w cos δ - d sin δ) / cos 2δ and (d cos δ - w sin δ) / cos 2δ). Where the smaller one finds
no place, none of them does, and the whole interval of angles is out; else it is halved, until the
smaller one is as good as what is asked. So a yes carries its rectangle and a no is proven for
every angle.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import Series

from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.placement import (
    FITS,
    GIVEN_UP,
    HAIR,
    NOT,
    boundary,
    place,
    room_for,
    turn_back,
)
from sitesel.attributes.rings import Flat, Floats, in_metres, polygonal, rings

TOLERANCE = 0.001  # m; a rectangle short of what is asked by no more than this fits
_DIRECTIONS = 12
_INTERVALS = 8_192  # of angles waiting at once; beyond them it is undecided
_PLACES = 4_000
_FEW = 32
Shapes = NDArray[np.object_]


def footprint(
    parcels: GeoSeries, width: float, depth: float, *, tolerance: float = TOLERANCE
) -> GeoDataFrame:
    """Tell whether a rectangle fits into each parcel at any rotation, and show one that does.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres; the rectangle lies in one part and in no hole,
        and may touch the boundary.
    width, depth
        Sides of the rectangle, m; their order does not matter.
    tolerance
        Metres that are overlooked: it fits when it does with both sides so much shorter, give or
        take a tenth of it.

    Returns
    -------
    fits, geometry
        `fits` is False when the rectangle fits at no angle, which is proven; missing
        where the parcel has no geometry, or the search was given up (a boundary of thousands of
        vertices that keeps within millimetres of the rectangle at every angle). The geometry is
        the rectangle that fits, within the parcel as floating point has it; None without one.
        The index of `parcels`.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.
    ValueError
        A side is not a positive number.

    Examples
    --------
    >>> from shapely import affinity, box
    >>> yard = affinity.rotate(box(0, 0, 205, 125), 37)
    >>> found = footprint(GeoSeries({"A1": yard, "A2": box(0, 0, 150, 150)}), 200, 120)
    >>> found["fits"].to_dict()
    {'A1': True, 'A2': False}
    >>> bool(found.geometry["A1"].within(yard))
    True
    """
    if not (0 < width < math.inf and 0 < depth < math.inf):
        raise ValueError(f"a rectangle of {width} m by {depth} m has no footprint")
    in_metres(parcels)
    shapes = large_parts(parcels.to_numpy(), (width - tolerance) * (depth - tolerance))
    land = rings(GeoSeries(shapes, crs=parcels.crs))
    long, short = float(max(width, depth)), float(min(width, depth))
    state = np.full(len(land), NOT, np.int8)
    corners = np.full((len(land), 4, 2), np.nan)
    flat = land.flat

    def measure(start: int, stop: int) -> None:
        _footprints(start, stop, flat, long, short, float(tolerance), state, corners)

    in_partitions(measure, len(land), alone=_FEW, block=_FEW)
    fits = state == FITS
    witness = np.full(len(land), None, object)
    witness[fits] = seated(corners[fits], shapes[fits], tolerance)
    lost = fits & shapely.is_missing(witness)
    unknown = shapely.is_missing(parcels.to_numpy()) | (state == GIVEN_UP) | lost
    told = Series(fits, index=parcels.index, dtype="boolean").mask(unknown)
    return GeoDataFrame({"fits": told}, geometry=witness, index=parcels.index, crs=parcels.crs)


def large_parts(shapes: Shapes, area: float) -> Shapes:
    """Leave out the parts of multi-polygons that are smaller than an area, m²."""
    kept = polygonal(shapes).copy()
    for row in np.flatnonzero(shapely.get_num_geometries(kept) > 1):
        parts = shapely.get_parts(kept[row])
        large = parts[shapely.area(parts) >= area]
        kept[row] = shapely.multipolygons(large) if len(large) else None
    return kept


def seated(corners: Floats, shapes: Shapes, short: float) -> Shapes:
    """Make rectangles of corners, drawn in by as little as keeps each within its shape.

    Parameters
    ----------
    corners
        Shape (n, 4, 2).
    shapes
        What each must lie within.
    short
        Metres by which the sides may be shortened; None where that isn't enough.
    """
    made = np.full(len(corners), None, object)
    if not len(corners):
        return made
    made[:] = shapely.polygons(corners)
    middle = corners.mean(axis=1, keepdims=True)
    half = np.abs(corners - middle).max(axis=(1, 2))
    by = HAIR
    while by < max(short, 2 * HAIR) and (out := ~shapely.within(made, shapes)).any():
        drawn = 1 - by / half[out, None, None]
        made[out] = shapely.polygons(middle[out] + (corners[out] - middle[out]) * drawn)
        by *= 4
    made[~shapely.within(made, shapes)] = None
    return made


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    footprint(GeoSeries([shapely.box(0, 0, 30, 20)]), 20, 10)


@kernel
def shared(width: float, depth: float, delta: float) -> tuple[float, float]:
    """Return the sides of what all rectangles turned by up to ± delta hold; 0 where nothing."""
    c, s, both = math.cos(delta), math.sin(delta), math.cos(2 * delta)
    if both <= 0:
        return 0.0, 0.0
    w, d = (width * c - depth * s) / both, (depth * c - width * s) / both
    # beyond this the corner that is first to leave does so before delta is reached
    if w <= 0 or d <= 0 or s * w > c * d or s * d > c * w:
        return 0.0, 0.0
    return w, d


@kernel
def directions(edges: Floats, angles: Floats) -> int:
    """Fill in the directions of the longest edges, in [0, π/2), the longest first; how many."""
    lengths = np.empty(len(edges))
    for e in range(len(edges)):
        lengths[e] = math.hypot(edges[e, 2] - edges[e, 0], edges[e, 3] - edges[e, 1])
    order = np.argsort(-lengths)
    count = 0
    for k in range(len(order)):
        e = order[k]
        if lengths[e] == 0:
            break
        angle = math.atan2(edges[e, 3] - edges[e, 1], edges[e, 2] - edges[e, 0]) % (math.pi / 2)
        known = False
        for j in range(count):
            apart = abs(angle - angles[j])
            if min(apart, math.pi / 2 - apart) < 1e-9:
                known = True
        if not known:
            angles[count] = angle
            count += 1
            if count == len(angles):
                break
    return count


@kernel
def fit(  # noqa: C901 - one search, edges first
    edges: Floats, width: float, depth: float, tolerance: float
) -> tuple[int, float, float, float, float, float]:
    """Look for a place and an angle for a rectangle.

    Returns
    -------
    state, angle, x, y, width, depth
        `FITS`, `NOT` or `GIVEN_UP`; the angle of the rectangle's width, radians; the middle in
        the frame turned back by the angle; and its sides.
    """
    turned = np.empty((len(edges), 4))
    lowest, room = np.empty(len(edges)), room_for(len(edges))
    nothing = np.empty((0, 4))
    w, d = width - HAIR, depth - HAIR
    angles = np.empty(_DIRECTIONS)
    known = directions(edges, angles)
    square = width == depth
    for k in range(known):
        for quarter in range(1 if square else 2):
            angle = angles[k] + quarter * math.pi / 2
            turn_back(edges, angle, lowest, turned)
            state, x, y = place(turned, nothing, w, d, _PLACES, room)
            if state == FITS:
                return FITS, angle, x, y, w, d

    # intervals are laid out from an edge, so that a turned parcel is searched alike
    whole = math.pi / 2 if square else math.pi
    begin = max(8, math.ceil(whole * width / depth))
    half = whole / begin / 2
    start = angles[0] if known else 0.0
    now, after = np.empty(_INTERVALS), np.empty(_INTERVALS)
    many = min(begin, _INTERVALS)
    for k in range(many):
        now[k] = start + (2 * k + 1) * half
    while many > 0:
        more = 0
        w, d = shared(width - tolerance, depth - tolerance, half)
        last = w > 0 and max(width - w, depth - d) <= 1.1 * tolerance
        for k in range(many):
            turn_back(edges, now[k], lowest, turned)
            if w > 0:
                state, x, y = place(turned, nothing, w - HAIR, d - HAIR, _PLACES, room)
                if state == NOT:
                    continue
                # the largest that does at this angle, of what is asked, what is enough, and this
                for short in (0.0, tolerance):
                    full_w, full_d = width - short - HAIR, depth - short - HAIR
                    fits, at_x, at_y = place(turned, nothing, full_w, full_d, _PLACES, room)
                    if fits == FITS:
                        return FITS, now[k], at_x, at_y, full_w, full_d
                if state == FITS and last:
                    return FITS, now[k], x, y, w - HAIR, d - HAIR
            if more + 2 > _INTERVALS or last:
                return GIVEN_UP, 0.0, 0.0, 0.0, 0.0, 0.0
            after[more], after[more + 1] = now[k] - half / 2, now[k] + half / 2
            more += 2
        now, after = after, now
        many, half = more, half / 2
    return NOT, 0.0, 0.0, 0.0, 0.0, 0.0


@kernel
def corners_of(
    land: Flat, row: int, angle: float, x: float, y: float, width: float, depth: float,
    corners: Floats,
) -> None:  # fmt: skip
    """Fill in the corners, shape (4, 2), in the CRS of the land, anticlockwise."""
    x0 = (land.bounds[row, 0] + land.bounds[row, 2]) / 2
    y0 = (land.bounds[row, 1] + land.bounds[row, 3]) / 2
    c, s = math.cos(angle), math.sin(angle)
    for k in range(4):
        u = x + (width / 2 if k in (1, 2) else -width / 2)
        v = y + (depth / 2 if k in (2, 3) else -depth / 2)
        corners[k, 0], corners[k, 1] = x0 + c * u - s * v, y0 + s * u + c * v


@kernel
def _footprints(
    start: int, stop: int, land: Flat, width: float, depth: float, tolerance: float,
    state: NDArray[np.int8], corners: Floats,
) -> None:  # fmt: skip
    for row in range(start, stop):
        if land.parts[row] == land.parts[row + 1]:
            continue
        across = math.hypot(
            land.bounds[row, 2] - land.bounds[row, 0], land.bounds[row, 3] - land.bounds[row, 1]
        )
        if across < math.hypot(max(width - tolerance, 0.0), max(depth - tolerance, 0.0)):
            continue
        edges = boundary(land, row)
        state[row], angle, x, y, w, d = fit(edges, width, depth, tolerance)
        if state[row] == FITS:
            corners_of(land, row, angle, x, y, w, d, corners[row])
