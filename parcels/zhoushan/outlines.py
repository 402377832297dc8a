"""Outlines of the illustrative parcels and halls: drawn by a seed, on real land.

All coordinates here are metres in the 3-degree zone 41 of CGCS2000 (EPSG:4529).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

MU = 2000 / 3  # m²
ROAD = 24.0  # m between the two parts of a parcel that a road cuts


def draw(
    form: str, place: Point, area: float, aspect: float, bearing: float, random: Random
) -> BaseGeometry:
    """Draw an outline inland.

    Parameters
    ----------
    form
        block, chamfer, trapezoid, L, hole or two.
    place
        Its middle.
    area
        m².
    aspect
        Length over width.
    bearing
        Degrees that the long side is turned anticlockwise from east.
    random
        Moves the corners a little.
    """
    unit = _FORMS[form](aspect, random)
    size = math.sqrt(area / unit.area)
    outline = affinity.scale(unit, size, size, origin=(0, 0))
    if form == "two":  # the road keeps its width whatever the parcel's size
        left, right = outline.geoms
        gap = right.bounds[0] - left.bounds[2]
        outline = MultiPolygon([left, affinity.translate(right, ROAD - gap)])
    turned = affinity.rotate(outline, bearing, origin=(0, 0))
    return _rounded(affinity.translate(turned, place.x, place.y))


def draw_ashore(place: Point, area: float, aspect: float, land: Polygon, random: Random) -> Polygon:
    """Draw an outline along the coast: its water side follows the shore.

    `aspect` is the length along the shore over the depth inland.
    """
    coast = land.exterior
    along = coast.project(place)
    here = coast.interpolate(along)
    ends = [coast.interpolate((along + d) % coast.length) for d in (-250, 250)]
    dx, dy = ends[1].x - ends[0].x, ends[1].y - ends[0].y
    length = math.hypot(dx, dy)
    tangent = np.array([dx, dy]) / length
    normal = np.array([-tangent[1], tangent[0]])
    if not land.contains(Point(here.x + normal[0] * 60, here.y + normal[1] * 60)):
        normal = -normal
    lean = random.uniform(-0.06, 0.06)
    origin = np.array([here.x, here.y])
    inside = land.buffer(-0.5)

    def outline(depth: float) -> Polygon:
        half = depth * aspect / 2
        corners = [
            (-half, -600),
            (half, -600),
            (half * (1 - lean), depth),
            (-half, depth * (1 + lean)),
        ]
        ring = [origin + a * tangent + b * normal for a, b in corners]
        parts = shapely.get_parts(shapely.intersection(Polygon(ring), inside))
        return max(parts, key=lambda part: part.area)

    low, high = 20.0, 3000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if outline(middle).area < area else (low, middle)
    return _rounded(Polygon(outline(high).exterior).simplify(2.0))


def draw_beside(neighbour: Polygon, area: float) -> Polygon:
    """Draw a parcel that shares the first long side of another, 0.6 m over the line.

    A slip of two surveys: the overlap is one of the demonstration's deliberate faults.
    """
    corners = np.array(neighbour.exterior.coords[:-1])
    sides = np.roll(corners, -1, axis=0) - corners
    first = int(np.argmax(np.hypot(*sides.T)))
    start, side = corners[first], sides[first]
    length = float(np.hypot(*side))
    out = np.array([side[1], -side[0]]) / length
    if neighbour.contains(Point(*(start + side / 2 + out))):
        out = -out
    over, depth = start - 0.6 * out, area / length
    return _rounded(Polygon([over, over + side, over + side + depth * out, over + depth * out]))


def frontage(outline: Polygon, land: Polygon) -> float:
    """Measure how much of an outline runs along the shore, in metres."""
    return float(outline.boundary.intersection(land.exterior.buffer(4)).length)


def shed(place: Point, area: float, bearing: float) -> Polygon:
    """Draw a hall: a rectangle of `area` m² on the ground."""
    width = math.sqrt(area / 2.2)
    return _rounded(
        affinity.rotate(
            box(
                place.x - 1.1 * width,
                place.y - width / 2,
                place.x + 1.1 * width,
                place.y + width / 2,
            ),
            bearing,
        )
    )


def spiked(outline: Polygon) -> Polygon:
    """Knot the last side of an outline: a deliberate fault (a self-intersection)."""
    ring = list(outline.exterior.coords[:-1])
    a, b = np.array(ring[-1]), np.array(ring[0])
    side = (b - a) / np.hypot(*(b - a))
    across = np.array([-side[1], side[0]])
    knot = ((0.6, 4), (0.6, -4), (0.4, 4))  # share of the side, metres off it
    crossing = [a + share * (b - a) + off * across for share, off in knot]
    return Polygon([*ring, *(tuple(np.round(p, 3)) for p in crossing), ring[0]])


def blob(place: Point, radius: float, random: Random) -> Polygon:
    """Draw a rounded area of nine corners."""
    corners = []
    for i in range(9):
        reach = radius * random.uniform(0.75, 1.2)
        turn = 2 * math.pi * (i + random.uniform(-0.25, 0.25)) / 9
        corners.append((place.x + reach * math.cos(turn), place.y + reach * math.sin(turn)))
    return Polygon(corners)


def line(points: list[tuple[float, float]]) -> LineString:
    """Draw a line through places."""
    return LineString(points)


def _block(aspect: float, random: Random) -> Polygon:
    corners = [(-aspect, -1), (aspect, -1), (aspect, 1), (-aspect, 1)]
    return Polygon([(x * random.uniform(0.95, 1), y * random.uniform(0.95, 1)) for x, y in corners])


def _chamfer(aspect: float, random: Random) -> Polygon:
    cut = random.uniform(0.3, 0.5)
    return Polygon(
        [
            (-aspect, -1),
            (aspect - cut, -1),
            (aspect, cut - 1),
            (aspect, 1),
            (cut - aspect, 1),
            (-aspect, 1 - cut / 2),
        ]
    )


def _trapezoid(aspect: float, random: Random) -> Polygon:
    lean = random.uniform(0.3, 0.5)
    return Polygon([(-aspect, -1), (aspect, -1), (aspect - lean, 1), (-aspect + lean / 3, 1)])


def _l_shape(aspect: float, random: Random) -> Polygon:
    notch = random.uniform(0.7, 1.0)
    return Polygon(
        [
            (-aspect, -1),
            (aspect, -1),
            (aspect, 1 - notch),
            (aspect - notch, 1 - notch),
            (aspect - notch, 1),
            (-aspect, 1),
        ]
    )


def _hole(aspect: float, random: Random) -> Polygon:
    shift = random.uniform(-0.2, 0.2)
    inner = box(shift - 0.22, -0.2, shift + 0.22, 0.2)
    return Polygon(_block(aspect, random).exterior.coords, [inner.exterior.coords])


def _two(aspect: float, random: Random) -> MultiPolygon:
    split = random.uniform(0.15, 0.35)
    return MultiPolygon([box(-aspect, -1, split, 1), box(split, -1, aspect, 1)])


def _rounded(outline: BaseGeometry) -> BaseGeometry:
    """Keep millimetres, as a survey does."""
    return shapely.normalize(shapely.set_precision(outline, 0.001))


_FORMS: dict[str, Callable[[float, Random], BaseGeometry]] = {
    "block": _block, "chamfer": _chamfer, "trapezoid": _trapezoid, "L": _l_shape,
    "hole": _hole, "two": _two,
}  # fmt: skip
