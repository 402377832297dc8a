"""What a rule asks between parcels and what it protects, as columns of numbers.

Four measures, one for each kind of rule: the area that lies in what is protected, the area that
lies outside of a boundary, the distance edge to edge, and the side of the wind. Area and distance
come from the kernels of `overlay` and `proximity`.

**Slivers.** Two maps of one boundary never agree to the last decimetre. Each connected part of an
overlap (of what is left, for `outside`) that is smaller than an absolute tolerance in m² counts as
nothing; a part as large as the tolerance or larger counts in full. It is the part that is looked
at and not the sum: a boundary that drifts to and fro along a parcel leaves many slivers and no
overlap, while one true overlap is not made smaller by the slivers beside it. Parts nearer to each
other than a centimetre are one: polygons that adjoin in a file rarely do to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Series
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import STRtree

from sitesel.attributes.overlay import Cover, dissolve, overlap_area
from sitesel.attributes.proximity import nearest
from sitesel.attributes.rings import Floats, Ints, Rings, in_metres, polygonal, rings

Shapes = NDArray[np.object_]
_FINE = 256  # vertices: a larger polygon is cut before GEOS meets it again and again
_ROWS = 4096
HAIR = 0.01
"""Metres: parts of an overlap that are nearer to each other are one."""
NO, YES, UNKNOWN = 0, 1, -1


@dataclass(frozen=True, eq=False)
class Protected:
    """What a rule protects: areas, and whatever else a distance is measured to.

    Parameters
    ----------
    areas
        Polygons in a projected CRS, metres.
    places
        Points, lines or polygons of facilities, in the same CRS.
    told
        The cover made of the areas before, for those who have one.
    """

    areas: GeoSeries
    places: GeoSeries | None = None
    told: Cover | None = None

    @cached_property
    def cover(self) -> Cover:
        """The union of the areas, for measuring."""
        return self.told or dissolve(self.areas)

    @cached_property
    def everything(self) -> GeoSeries:
        """Areas and places one after the other."""
        if self.places is None or not len(self.places):
            return self.areas
        shapes = np.concatenate([self.areas.to_numpy(), self.places.to_numpy()])
        return GeoSeries(shapes, crs=self.areas.crs or self.places.crs)

    @cached_property
    def pieces(self) -> tuple[Shapes, STRtree]:
        """The areas cut into polygons of few vertices, and a tree over them."""
        whole = polygonal(self.areas.to_numpy())
        whole = whole[~(shapely.is_missing(whole) | shapely.is_empty(whole))]
        if not shapely.is_valid(whole).all():
            whole = polygonal(shapely.make_valid(whole))
        pieces = _cut(shapely.get_parts(whole))
        return pieces, STRtree(pieces)


def overlap(
    parcels: GeoSeries | Rings, protected: Protected, *, sliver: float = 0.0
) -> Series[float]:
    """Measure how much of each parcel lies in what is protected, slivers left out.

    Parameters
    ----------
    parcels
        Valid polygons in a projected CRS, metres.
    protected
        In the same CRS; its places have no area and do not count.
    sliver
        m²: a connected part of the overlap that is smaller counts as nothing.

    Returns
    -------
    overlap
        m²; NaN where the parcel has no geometry. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import box
    >>> farmland = Protected(GeoSeries([box(19.9, 0, 40, 50), box(0, 0, 5, 5)]))
    >>> overlap(GeoSeries({"A1": box(0, 0, 20, 50)}), farmland, sliver=10).to_dict()
    {'A1': 25.0}
    """
    land = rings(parcels)
    whole: Floats = np.array(overlap_area(land, protected.cover), dtype=np.float64)
    partly = np.flatnonzero((whole > 0) & (whole < land.area))
    if sliver > 0 and len(partly):
        parts, owner = overlap_parts(_shapes(parcels, partly), protected)
        whole[partly] = _counted(whole[partly], parts, owner, sliver)
    return Series(whole, index=land.index, name="overlap")


def outside(
    parcels: GeoSeries | Rings, boundary: Protected, *, sliver: float = 0.0
) -> Series[float]:
    """Measure how much of each parcel lies outside of a boundary: its area less the overlap.

    Parameters, returns and errors are those of `overlap`; a connected part outside that is smaller
    than `sliver` counts as nothing.

    Examples
    --------
    >>> from shapely import box
    >>> town = Protected(GeoSeries([box(0, 0, 15, 50)]))
    >>> outside(GeoSeries({"A1": box(0, 0, 20, 50)}), town).to_dict()
    {'A1': 250.0}
    """
    land = rings(parcels)
    left: Floats = land.area - overlap_area(land, boundary.cover).to_numpy(np.float64)
    partly = np.flatnonzero(left > 0)
    if sliver > 0 and len(partly):
        parts, owner = outside_parts(_shapes(parcels, partly), boundary)
        left[partly] = _counted(left[partly], parts, owner, sliver)
    return Series(left, index=land.index, name="outside")


def separation(parcels: GeoSeries, protected: Protected) -> Series[float]:
    """Measure the distance from each parcel to the nearest of what is protected, edge to edge.

    Parameters
    ----------
    parcels
        Valid polygons or points in a projected CRS, metres.
    protected
        In the same CRS.

    Returns
    -------
    separation
        Metres, 0 where they touch or overlap; NaN where the parcel has no geometry or nothing
        protected is known. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import Point, box
    >>> school = Protected(GeoSeries([]), GeoSeries([Point(50, 10)]))
    >>> separation(GeoSeries({"A1": box(0, 0, 20, 20)}), school).to_dict()
    {'A1': 30.0}
    """
    targets = protected.everything
    found = nearest(parcels, targets)["distance"].to_numpy().copy()
    shapes = parcels.to_numpy()
    flat = np.flatnonzero(shapely.get_dimensions(shapes) < 2)
    there = targets.to_numpy()
    there = there[~(shapely.is_missing(there) | shapely.is_empty(there))]
    if len(flat) and len(there):
        (asked, _), far = STRtree(there).query_nearest(
            shapes[flat], all_matches=False, return_distance=True
        )
        found[flat[asked]] = far
    return Series(found, index=parcels.index, name="separation")


def downwind(
    parcels: GeoSeries, protected: Protected, winds: Sequence[float], *, radius: float | None = None
) -> NDArray[np.int32]:
    """Tell which parcels have what is protected downwind of them, by the least frequent wind.

    Plants that pollute belong on the upwind side of the wind that blows least often: then the wind
    that carries to the neighbours is the rarest one. The side is a half-plane: seen from what is
    protected, the parcel is on the wrong side when its bearing is more than 90° off the direction
    that wind comes from. Bearings run along the shortest line between the two, from the centroid
    of one to the other's where they touch, and from the north of the grid.

    Parameters
    ----------
    parcels
        Valid polygons or points in a projected CRS, metres.
    protected
        In the same CRS.
    winds
        Directions that the least frequent wind comes from, degrees; of several that tie, being
        upwind in one is enough. Without any nothing is known.
    radius
        Metres: what lies farther away does not count; None: only the nearest counts.

    Returns
    -------
    downwind
        1 where everything protected that counts is downwind of the parcel (or abeam), and where
        nothing counts; 0 where something is not; -1 where that is not known: no wind, nothing
        protected on the map, no geometry. Shape (n,), in the order of `parcels`.

    Examples
    --------
    >>> from shapely import box
    >>> homes = Protected(GeoSeries([box(0, 0, 10, 10)]))
    >>> north, south = box(0, 50, 10, 60), box(0, -60, 10, -50)
    >>> downwind(GeoSeries([north, south]), homes, [0], radius=100).tolist()
    [1, 0]
    """
    in_metres(parcels, protected.everything)
    shapes, there = parcels.to_numpy(), protected.everything.to_numpy()
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    there = there[~(shapely.is_missing(there) | shapely.is_empty(there))]
    targets = GeoSeries(there, crs=protected.everything.crs)
    asked = known & bool(len(winds)) & bool(len(there))
    side = np.where(asked, YES, UNKNOWN).astype(np.int32)
    if not asked.any():
        return side
    tree = STRtree(there)
    angles = np.radians(np.asarray(winds, dtype=np.float64))[:, None]
    for start in range(0, len(shapes), _ROWS):
        own = shapes[start : start + _ROWS]
        if radius is None:
            rows, others = _nearest_of(parcels.iloc[start : start + _ROWS], targets, tree)
        else:
            rows, others = tree.query(own, predicate="dwithin", distance=radius)
        across, up = _towards(there[others], own[rows])
        along = across * np.sin(angles) + up * np.cos(angles)
        length = np.hypot(across, up)
        # exactly abeam is no side; what is left after rounding is 1e-9 of the distance
        wrong = (along < -1e-9 * length).all(axis=0)
        told = side[start : start + _ROWS]
        told[rows[length == 0]] = UNKNOWN
        told[rows[wrong]] = NO
    return side


def overlap_parts(parcels: Shapes, protected: Protected) -> tuple[Shapes, Ints]:
    """Return the connected parts of what each parcel shares with the areas, and whose they are.

    Parameters
    ----------
    parcels
        Valid polygons, shape (n,).
    protected
        In the same CRS.

    Returns
    -------
    parts, owner
        Polygons, and the position of the parcel of each, ascending.
    """
    return _parts(_covered(parcels, protected))


def outside_parts(parcels: Shapes, boundary: Protected) -> tuple[Shapes, Ints]:
    """Return the connected parts of each parcel outside of the areas, and whose they are."""
    return _parts(polygonal(shapely.difference(parcels, _covered(parcels, boundary))))


def closest_lines(parcels: Shapes, protected: Protected) -> tuple[Shapes, Ints]:
    """Return the shortest line from each parcel to the nearest of what is protected.

    Returns
    -------
    lines, nearest
        From the parcel to the other, of no length where they meet; the position in
        `protected.everything`. None and -1 where nothing is known.
    """
    lines = np.full(len(parcels), None, dtype=object)
    position = np.full(len(parcels), UNKNOWN, dtype=np.int64)
    there = protected.everything.to_numpy()
    known = np.flatnonzero(~(shapely.is_missing(there) | shapely.is_empty(there)))
    if len(known):
        (rows, others), _ = STRtree(there[known]).query_nearest(parcels, return_distance=True)
        order = np.lexsort((-others, rows))  # of equally near ones the lowest is written last
        rows, others = rows[order], known[others[order]]
        position[rows] = others
        told = np.flatnonzero(position >= 0)
        lines[told] = shapely.shortest_line(parcels[told], there[position[told]])
    return lines, position


def _parts(shapes: Shapes) -> tuple[Shapes, Ints]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    some = ~shapely.is_empty(parts)
    return parts[some], owner[some].astype(np.int64)


def _nearest_of(parcels: GeoSeries, targets: GeoSeries, tree: STRtree) -> tuple[Ints, Ints]:
    """Return parcels that have a nearest target, and its position; the tree is for points."""
    position = nearest(parcels, targets)["nearest"].to_numpy().copy()
    shapes = parcels.to_numpy()
    flat = np.flatnonzero(shapely.get_dimensions(shapes) < 2)
    if len(flat):
        asked, found = tree.query_nearest(shapes[flat], all_matches=False)
        position[flat[asked]] = found
    rows = np.flatnonzero(position >= 0)
    return rows, position[rows]


def _counted(whole: Floats, parts: Shapes, owner: Ints, sliver: float) -> Floats:
    """Take the slivers off; nothing is left where every part is one."""
    area = shapely.area(parts)
    one, other = STRtree(parts).query(parts, predicate="dwithin", distance=HAIR)
    own = owner[one] == owner[other]
    links = coo_array((own[own], (one[own], other[own])), shape=(len(parts),) * 2)
    group = connected_components(links, directed=False)[1]
    small = np.bincount(group, weights=area)[group] < sliver if len(parts) else area < sliver
    rows = len(whole)
    off = np.bincount(owner[small], weights=area[small], minlength=rows)
    kept = np.bincount(owner[~small], minlength=rows) > 0
    return np.where(kept, np.maximum(whole - off, 0.0), 0.0)


def _shapes(parcels: GeoSeries | Rings, rows: Ints) -> Shapes:
    if not isinstance(parcels, Rings):
        return polygonal(parcels.to_numpy()[rows])
    some = parcels.take(rows)
    vertices, first = some.starts, some.parts
    curves = shapely.linearrings(
        some.xy, indices=np.repeat(np.arange(len(vertices) - 1), np.diff(vertices))
    )
    made = [_of_rings(curves[first[i] : first[i + 1]]) for i in range(len(some))]
    return np.array(made, dtype=object)


def _of_rings(curves: Shapes) -> shapely.Geometry:
    """Join rings to one shape: outer ones run anticlockwise, holes clockwise."""
    outer = shapely.is_ccw(curves)
    if outer.sum() == 1:
        return shapely.Polygon(curves[outer][0], list(curves[~outer]))
    filled = shapely.union_all(shapely.polygons(curves[outer]))
    holes = shapely.polygons(curves[~outer])
    return shapely.difference(filled, shapely.union_all(holes)) if len(holes) else filled


def _covered(parcels: Shapes, protected: Protected) -> Shapes:
    """Return what each parcel shares with the union of the areas; empty where nothing."""
    pieces, tree = protected.pieces
    rows, found = tree.query(parcels, predicate="intersects")
    shared = polygonal(shapely.intersection(parcels[rows], pieces[found]))
    order = np.argsort(rows, kind="stable")
    rows, shared = rows[order], shared[order]
    covered = np.full(len(parcels), shapely.Polygon(), dtype=object)
    firsts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else rows
    for first, last in zip(firsts, np.append(firsts[1:], len(rows)), strict=False):
        alone = last - first == 1
        covered[rows[first]] = shared[first] if alone else shapely.union_all(shared[first:last])
    return polygonal(covered)


def _cut(polygons: Shapes) -> Shapes:
    """Halve polygons of many vertices across their longer side until they have few."""
    done: list[Shapes] = []
    waiting = polygons
    while len(waiting):
        small = shapely.get_num_coordinates(waiting) <= _FINE
        done.append(waiting[small])
        halves: list[shapely.Geometry] = []
        for polygon in waiting[~small]:
            west, south, east, north = polygon.bounds
            if east - west >= north - south:
                middle = (west + east) / 2
                boxes = ((west, south, middle, north), (middle, south, east, north))
            else:
                middle = (south + north) / 2
                boxes = ((west, south, east, middle), (west, middle, east, north))
            halves += [shapely.intersection(polygon, shapely.box(*each)) for each in boxes]
        parts = shapely.get_parts(polygonal(np.array(halves, dtype=object)))
        waiting = parts[~(shapely.is_missing(parts) | shapely.is_empty(parts))]
    return np.concatenate([np.empty(0, object), *done])


def _towards(start: Shapes, end: Shapes) -> tuple[Floats, Floats]:
    """Return the way east and north from one shape to another, between centroids if they meet."""
    lines = shapely.shortest_line(start, end)
    xy = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    way = xy[:, 1] - xy[:, 0]
    meets = (way == 0).all(axis=1)
    if meets.any():
        here = shapely.get_coordinates(shapely.centroid(end[meets]))
        way[meets] = here - shapely.get_coordinates(shapely.centroid(start[meets]))
    return way[:, 0], way[:, 1]
