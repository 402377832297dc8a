"""The land of a parcel that buildings may stand on: less setbacks, less what they keep clear of.

How far buildings keep from the boundary hangs on what lies beyond it. Each stretch of boundary is
on a road, on the shore, on both (then the larger setback holds), or else on a neighbour. Land
nearer to a stretch than its setback can't be built on, whichever part of the parcel it is in.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from sitesel.attributes.rings import Flags, Floats, Ints, Rings, in_metres, polygonal, rings

ROAD_TOLERANCE = 15.0  # m from the boundary to the middle of a road, as frontage has it
SHORE_TOLERANCE = 30.0  # m; parcels and coast are seldom drawn from one survey
ANGLE = 45.0  # degrees between a stretch of boundary and the road that it is on

_CORNER = 16  # pieces of a quarter circle: at most 0.12 % of a setback too little at a bend
_NOISE = 0.01  # m by which a line may lie inwards and still be outside
_ON = (0.05, 0.5, 0.95)  # places along a stretch that all have to be near
Shapes = NDArray[np.object_]


class Setbacks(Protocol):
    """How far buildings keep from each kind of edge, m."""

    @property
    def road(self) -> float:
        """From edges on a road."""

    @property
    def shore(self) -> float:
        """From edges on the shore."""

    @property
    def neighbour(self) -> float:
        """From all others."""


def buildable(
    parcels: GeoSeries,
    setbacks: Setbacks,
    *,
    roads: GeoSeries | None = None,
    shores: GeoSeries | None = None,
    clear_of: GeoSeries | None = None,
    road_tolerance: float = ROAD_TOLERANCE,
    shore_tolerance: float = SHORE_TOLERANCE,
) -> GeoSeries:
    """Take setbacks and excluded areas off each parcel.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    setbacks
        By kind of edge, m.
    roads, shores
        Lines in the same CRS; of areas the boundary counts. None: not known, which is not the
        same as none; all edges are then on a neighbour.
    clear_of
        Areas in the same CRS that can't be built on.
    road_tolerance, shore_tolerance
        Metres up to which an edge is on a road (roughly parallel to it, too) or on the shore.

    Returns
    -------
    buildable
        Polygons, empty where nothing is left; None where the parcel has no geometry, and
        everywhere when roads or shores are not known and ask for more than a neighbour does. More
        setback gives no more land; notches of the boundary shallower than 1 % of the setback are
        passed over on the safe side. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or they differ.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from shapely import LineString, box
    >>> roads = GeoSeries([LineString([(-50, -8), (150, -8)])])
    >>> kept = SimpleNamespace(road=15.0, shore=0.0, neighbour=5.0)
    >>> land = buildable(
    ...     GeoSeries({"A1": box(0, 0, 100, 60)}), kept, roads=roads, shores=GeoSeries([])
    ... )
    >>> land["A1"].bounds
    (5.0, 15.0, 95.0, 55.0)
    """
    layers = [layer for layer in (roads, shores, clear_of) if layer is not None]
    in_metres(parcels, *layers)
    shapes = polygonal(parcels.to_numpy())
    if not _settled(setbacks, roads, shores):
        return GeoSeries(np.full(len(shapes), None, object), parcels.index, parcels.crs)
    land = rings(GeoSeries(shapes, crs=parcels.crs))
    if max(setbacks.road, setbacks.shore, setbacks.neighbour) > 0:
        ends, ring, owner = _stretches(land, 2 * min(road_tolerance, shore_tolerance))
        away = np.full(len(ends), float(setbacks.neighbour))
        own = shapes[owner]
        on_road = _along(ends, own, roads, road_tolerance, math.cos(math.radians(ANGLE)))
        on_shore = _along(ends, own, shores, shore_tolerance, 0.0)
        away[on_road | on_shore] = 0.0
        away[on_road] = setbacks.road
        away[on_shore] = np.maximum(away[on_shore], setbacks.shore)
        shapes = _set_back(shapes, ends, ring, owner, away)
    if clear_of is not None and len(clear_of):
        shapes = _cleared(shapes, polygonal(clear_of.to_numpy()))
    return GeoSeries(polygonal(shapes), index=parcels.index, crs=parcels.crs)


def _settled(setbacks: Setbacks, roads: GeoSeries | None, shores: GeoSeries | None) -> bool:
    """Tell whether counting edges of a kind that is not known as neighbours is safe."""
    road = roads is not None or setbacks.road <= setbacks.neighbour
    return road and (shores is not None or setbacks.shore <= setbacks.neighbour)


def _stretches(land: Rings, long: float) -> tuple[Floats, Ints, Ints]:
    """Return start and end of each stretch of boundary in order, its ring and its parcel.

    An edge twice as long as `long` is parted, as it may be on a road in part.
    """
    last = np.zeros(len(land.xy), np.bool_)
    last[land.starts[1:] - 1] = True
    edges = np.hstack([land.xy[:-1], land.xy[1:]])[~last[:-1]]
    ring = np.repeat(np.arange(len(land.starts) - 1), np.diff(land.starts) - 1)
    owner = np.repeat(np.arange(len(land)), np.diff(land.parts))[ring]
    run = edges[:, 2:] - edges[:, :2]
    length = np.hypot(run[:, 0], run[:, 1])
    count = np.maximum(length // long, 1).astype(np.int64) if long > 0 else np.ones(len(run), int)
    of = np.repeat(np.arange(len(edges)), count)
    step = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    share = np.stack([step, step + 1], axis=1) / count[of, None]
    ends = np.hstack([edges[of, :2] + run[of] * share[:, k : k + 1] for k in range(2)])
    ends[step + 1 == count[of], 2:] = edges[:, 2:]  # the corner itself, not nearly
    return ends, ring[of], owner[of]


def _along(
    ends: Floats, own: Shapes, lines: GeoSeries | None, tolerance: float, least: float
) -> Flags:
    """Tell which stretches run along a line: near it all the way, and as parallel as asked.

    The parcel itself must not lie between, or the back of a shallow one would be on the road too.
    """
    on = np.zeros(len(ends), np.bool_)
    pieces = _segments(ends, lines, tolerance)
    if not len(pieces):
        return on
    on[:] = True
    tree = shapely.STRtree(shapely.linestrings(pieces.reshape(-1, 2, 2)))
    run, way = ends[:, 2:] - ends[:, :2], pieces[:, 2:] - pieces[:, :2]
    with np.errstate(invalid="ignore", divide="ignore"):
        run /= np.hypot(run[:, 0], run[:, 1])[:, None]
        way /= np.hypot(way[:, 0], way[:, 1])[:, None]
    for place in _ON:
        xy = ends[:, :2] + (ends[:, 2:] - ends[:, :2]) * place
        at, which = tree.query(shapely.points(xy), predicate="dwithin", distance=tolerance)
        beside = np.abs((run[at] * way[which]).sum(axis=1)) >= least
        at, which = at[beside], which[beside]
        foot = _foot(xy[at], pieces[which])
        over = foot - xy[at]
        # the land lies to the left of every stretch
        inwards = run[at, 0] * over[:, 1] - run[at, 1] * over[:, 0] > _NOISE
        beside = ~inwards
        beside[inwards] = shapely.intersects_xy(own[at[inwards]], *foot[inwards].T)
        near = np.zeros(len(ends), np.bool_)
        near[at[beside]] = True
        on &= near
    return on


def _foot(xy: Floats, pieces: Floats) -> Floats:
    """Return the place on each segment that is nearest to each point."""
    run = pieces[:, 2:] - pieces[:, :2]
    length = (run**2).sum(axis=1)
    along = ((xy - pieces[:, :2]) * run).sum(axis=1)
    share = np.clip(along / np.where(length > 0, length, 1), 0, 1)
    foot: Floats = pieces[:, :2] + run * share[:, None]
    return foot


def _segments(ends: Floats, lines: GeoSeries | None, tolerance: float) -> Floats:
    """Return start and end of each segment of the lines that may be near a stretch."""
    none = np.empty((0, 4))
    if lines is None or not len(lines) or not len(ends):
        return none
    shapes = lines.to_numpy().copy()
    areal = shapely.get_dimensions(shapes) == 2
    shapes[areal] = shapely.boundary(shapes[areal])
    parts = shapely.get_parts(shapes[shapely.get_dimensions(shapes) == 1])
    xy, at = shapely.get_coordinates(parts, return_index=True)
    if len(xy) < 2:
        return none
    pieces: Floats = np.hstack([xy[:-1], xy[1:]])[at[:-1] == at[1:]]
    x, y = ends[:, ::2], ends[:, 1::2]
    west, east = pieces[:, ::2].min(axis=1), pieces[:, ::2].max(axis=1)
    south, north = pieces[:, 1::2].min(axis=1), pieces[:, 1::2].max(axis=1)
    near = (east >= x.min() - tolerance) & (west <= x.max() + tolerance)
    near &= (north >= y.min() - tolerance) & (south <= y.max() + tolerance)
    found: Floats = pieces[near]
    return found


def _set_back(shapes: Shapes, ends: Floats, ring: Ints, owner: Ints, away: Floats) -> Shapes:
    """Take off what is nearer to each stretch than its setback."""
    left = shapes.copy()
    for distance in np.unique(away[away > 0]):
        chosen = away == distance
        before = np.append(False, chosen[:-1]) & (ring == np.append(-1, ring[:-1]))
        first = chosen & ~before
        run = np.cumsum(first) - 1
        # the vertices of each run: where it begins, then where each stretch ends
        xy = np.concatenate([ends[first, :2], ends[chosen, 2:]])
        of = np.concatenate([run[first], run[chosen]])
        order = np.argsort(of, kind="stable")
        lines = shapely.linestrings(xy[order], indices=of[order])
        rows, whose = np.unique(owner[first], return_inverse=True)
        near = shapely.buffer(
            shapely.multilinestrings(lines, indices=whose), distance, quad_segs=_CORNER
        )
        left[rows] = shapely.difference(left[rows], near)
    return left


def _cleared(shapes: Shapes, areas: Shapes) -> Shapes:
    """Take off areas."""
    left = shapes.copy()
    row, area = shapely.STRtree(areas).query(shapes, predicate="intersects")
    order = np.argsort(row, kind="stable")
    rows, firsts = np.unique(row[order], return_index=True)
    for one, some in zip(rows, np.split(area[order], firsts[1:]), strict=False):
        left[one] = shapely.difference(left[one], shapely.union_all(areas[some]))
    return left
