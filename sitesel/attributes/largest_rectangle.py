"""The largest rectangle that fits into a parcel, whichever way it is turned.

The search over angles of `footprint`, with a size that grows: an interval of angles is out once
not even the best rectangle so far and a little more fits in it.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from sitesel.attributes.footprint import corners_of, directions, seated, shared
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.placement import (
    FITS,
    HAIR,
    NOT,
    Room,
    boundary,
    place,
    room_for,
    turn_back,
)
from sitesel.attributes.rings import Flags, Flat, Floats, in_metres, polygonal, rings

TOLERANCE = 0.01  # m, of the shorter side
ASPECTS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0)
_FINER = (0.1, 0.04, 0.016, 0.006)  # relative steps from the best aspect so far
_ROUGH = 0.2  # m, the tolerance while the aspect is still being looked for
_DIRECTIONS = 12
_INTERVALS = 4_096
_PLACES = 2_000
_FEW = 16


def largest_rectangle(
    parcels: GeoSeries, aspect: float | None = None, *, tolerance: float = TOLERANCE
) -> GeoDataFrame:
    """Find the largest rectangle of an aspect within each parcel, at any rotation.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres; the rectangle lies in one part and in no hole.
    aspect
        Longer side over shorter side, 1 or more. None: the largest found among aspects from 1 to
        10, which is a search and not a proof.
    tolerance
        Metres by which the shorter side may be too small; of a free aspect, a few times as much.

    Returns
    -------
    area, width, depth, geometry
        m², longer and shorter side in m, and the rectangle, within the parcel as floating point
        has it. Never too large; too small by the tolerance at most, but for boundaries that keep
        within it at thousands of angles. NaN and None where the parcel has no geometry or the
        rectangle would be smaller than the tolerance. The index of `parcels`.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.
    ValueError
        The aspect is below 1 or no number.

    Examples
    --------
    >>> from shapely import Polygon
    >>> found = largest_rectangle(GeoSeries({"A1": Polygon([(0, 0), (90, 0), (0, 90)])}), 1)
    >>> found[["width", "depth"]].round(1).loc["A1"].tolist()
    [45.0, 45.0]
    """
    if aspect is not None and not 1 <= aspect < math.inf:
        raise ValueError(f"an aspect is the longer side over the shorter, and not {aspect}")
    in_metres(parcels)
    shapes = polygonal(parcels.to_numpy())
    land = rings(GeoSeries(shapes, crs=parcels.crs))
    best = np.full((len(land), 5), np.nan)  # width, depth, angle, x, y
    best[:, :2] = 0.0
    flat = land.flat

    def widen(wanted: Floats, within: float) -> None:
        def measure(start: int, stop: int) -> None:
            _largest(start, stop, flat, wanted, within, best)

        in_partitions(measure, len(land), alone=_FEW, block=_FEW)

    if aspect is not None:
        widen(np.full(len(land), float(aspect)), float(tolerance))
    else:
        for known in ASPECTS:
            widen(np.full(len(land), known), max(_ROUGH, tolerance))
        for step in _FINER:
            for factor in (1 + step, 1 / (1 + step), 1.0):
                with np.errstate(invalid="ignore"):
                    wanted = np.clip(best[:, 0] / best[:, 1] * factor, 1.0, ASPECTS[-1])
                widen(np.nan_to_num(wanted, nan=1.0), max(_ROUGH * step, tolerance))
    found = best[:, 1] > tolerance
    corners = np.full((len(land), 4, 2), np.nan)
    _corners(flat, best, found, corners)
    witness = np.full(len(land), None, object)
    witness[found] = seated(corners[found], shapes[found], tolerance)
    sides = np.where((found & ~shapely.is_missing(witness))[:, None], best[:, :2], np.nan)
    columns = {"area": sides.prod(axis=1), "width": sides[:, 0], "depth": sides[:, 1]}
    return GeoDataFrame(columns, geometry=witness, index=parcels.index, crs=parcels.crs)


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    largest_rectangle(GeoSeries([shapely.box(0, 0, 30, 20)]), 1.5)


@kernel
def _grown(
    turned: Floats, aspect: float, low: float, high: float, tolerance: float, room: Room
) -> tuple[float, float, float]:
    """Return the largest shorter side above `low` that fits at one angle, and its middle."""
    nothing = np.empty((0, 4))
    wanted = low + tolerance
    state, x, y = place(turned, nothing, aspect * wanted, wanted, _PLACES, room)
    if wanted > high or state != FITS:
        return low, 0.0, 0.0
    low, best_x, best_y = wanted, x, y
    # stride out, as most parcels hold little more than the best so far or a great deal
    step = tolerance
    while low + step < high:
        wanted = low + step
        state, x, y = place(turned, nothing, aspect * wanted, wanted, _PLACES, room)
        if state != FITS:
            high = wanted
            break
        low, best_x, best_y = wanted, x, y
        step *= 2
    while high - low > tolerance / 4:
        wanted = (low + high) / 2
        state, x, y = place(turned, nothing, aspect * wanted, wanted, _PLACES, room)
        if state == FITS:
            low, best_x, best_y = wanted, x, y
        else:
            high = wanted
    return low, best_x, best_y


@kernel
def _largest_at_any(  # noqa: C901 - one search, edges first
    edges: Floats, aspect: float, least: float, most: float, tolerance: float
) -> tuple[float, float, float, float]:
    """Return the largest shorter side above the least, its angle, and its middle turned back."""
    turned = np.empty((len(edges), 4))
    lowest, room = np.empty(len(edges)), room_for(len(edges))
    nothing = np.empty((0, 4))
    best, at, x, y = least, 0.0, 0.0, 0.0
    angles = np.empty(_DIRECTIONS)
    known = directions(edges, angles)
    square = aspect == 1.0
    for k in range(known):
        for quarter in range(1 if square else 2):
            angle = angles[k] + quarter * math.pi / 2
            turn_back(edges, angle, lowest, turned)
            size, new_x, new_y = _grown(turned, aspect, best, most, tolerance, room)
            if size > best:
                best, at, x, y = size, angle, new_x, new_y

    whole = math.pi / 2 if square else math.pi
    begin = max(8, math.ceil(whole * aspect))
    half = whole / begin / 2
    start = angles[0] if known else 0.0
    now, after = np.empty(_INTERVALS), np.empty(_INTERVALS)
    many = min(begin, _INTERVALS)
    for k in range(many):
        now[k] = start + (2 * k + 1) * half
    while many > 0:
        more = 0
        last = False
        for k in range(many):
            wanted = best + tolerance
            if wanted > most:
                return best, at, x, y
            turn_back(edges, now[k], lowest, turned)
            w, d = shared(aspect * wanted, wanted, half)
            if w > 0:
                state = place(turned, nothing, w - HAIR, d - HAIR, _PLACES, room)[0]
                if state == NOT:
                    continue
                size, new_x, new_y = _grown(turned, aspect, best, most, tolerance / 2, room)
                if size > best:
                    best, at, x, y = size, now[k], new_x, new_y
                last = wanted - min(w / aspect, d) < tolerance / 4
            if more + 2 <= _INTERVALS and not last:
                after[more], after[more + 1] = now[k] - half / 2, now[k] + half / 2
                more += 2
        now, after = after, now
        many, half = more, half / 2
    return best, at, x, y


@kernel
def _largest(
    start: int, stop: int, land: Flat, wanted: Floats, tolerance: float, best: Floats
) -> None:
    for row in range(start, stop):
        if land.parts[row] == land.parts[row + 1]:
            continue
        aspect = wanted[row]
        area = 0.0
        edges = boundary(land, row)
        for e in range(len(edges)):
            area += (edges[e, 0] * edges[e, 3] - edges[e, 2] * edges[e, 1]) / 2
        most = math.sqrt(max(area, 0.0) / aspect) + tolerance
        least = math.sqrt(best[row, 0] * best[row, 1] / aspect)
        size, angle, x, y = _largest_at_any(edges, aspect, least, most, tolerance)
        if size > least:
            best[row, 0], best[row, 1] = aspect * size, size
            best[row, 2], best[row, 3], best[row, 4] = angle, x, y


@kernel
def _corners(land: Flat, best: Floats, found: Flags, corners: Floats) -> None:
    for row in range(len(found)):
        if found[row]:
            width, depth, angle = best[row, 0], best[row, 1], best[row, 2]
            corners_of(land, row, angle, best[row, 3], best[row, 4], width, depth, corners[row])
