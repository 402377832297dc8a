"""Invented roads along the parcels and halls: beside one or two of their sides."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import shapely
from ground import Node, rounded
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

SEED = "zhoushan roads 1"
NEAREST, FARTHEST = 6.5, 11.5  # m from a parcel's edge to the road's middle
GAP = 12.0  # m: a road between two parts of a parcel lies in the middle
TWO_SIDES = 0.5  # share of parcels with a road along two sides
COAST = 30.0  # m: a side so near the water is a shore, with no road
SHORTEST = 0.35  # of the longest side: a shorter one is no side to lay a road along
_APRONS = ("wharf", "container_terminal", "oil_terminal", "ferry_pier", "fishing_port", "airport",
           "interchange", "town_centre", "hospital", "school", "university", "park_centre",
           "shipyard", "petrochemical_firm")  # fmt: skip


def apron(kind: str) -> bool:
    """Tell whether a kind of facility gets a road of its own."""
    return kind in _APRONS


def outward(
    number: str, outline: BaseGeometry, land: BaseGeometry, taken: BaseGeometry, roads: BaseGeometry
) -> list[Node]:
    """Draw a road along one or two sides of a parcel, at 6.5 to 11.5 m.

    The side nearest the roads that are there is taken, never the shore; every second parcel or so
    has the longer neighbouring side too.
    """
    random = Random(f"{SEED} {number}")  # noqa: S311  # no secret
    off = random.uniform(NEAREST, FARTHEST)
    two = random.random() < TWO_SIDES
    parts = shapely.get_parts(outline)
    if len(parts) > 1:
        off, two = GAP, False
    ring = shapely.orient_polygons(shapely.simplify(parts[0], 5.0), exterior_cw=False)
    corners = np.asarray(ring.exterior.coords[:-1])
    others = taken.difference(outline.buffer(0.5))
    sides = [
        side for i in range(len(corners))
        if (side := _side(corners[i], corners[(i + 1) % len(corners)], off, land, others))
    ]  # fmt: skip
    longest = max(side.length for side in sides)
    sides = [side for side in sides if side.length > SHORTEST * longest]
    if len(parts) > 1:
        first = min(sides, key=lambda side: side.distance(parts[1]))
    else:
        first = min(
            sides,
            key=lambda side: (
                round(roads.distance(side.interpolate(0.5, normalized=True)), 1),
                -side.length,
            ),
        )
    line = list(first.coords)
    if two:
        beside = [side for side in sides if side is not first and side.distance(first) < 40]
        beside = [side for side in beside if _meets(first, side)]
        if beside:
            line = _bent(first, max(beside, key=lambda side: side.length))
    return [rounded(x, y) for x, y in line]


def _side(
    a: np.ndarray, b: np.ndarray, off: float, land: BaseGeometry, others: BaseGeometry
) -> LineString | None:
    """Return the line beside a side, a little longer than it; None at a shore or a neighbour."""
    length = float(np.hypot(*(b - a)))
    along = (b - a) / length
    out = np.array([along[1], -along[0]])  # right of a ring that runs anticlockwise
    line = LineString([a + off * out - off * along, b + off * out + off * along])
    clear = land.buffer(-COAST).covers(line) and others.distance(line) > 4
    return line if clear else None


def _meets(a: LineString, b: LineString) -> bool:
    ends = [(p, q) for p in (a.coords[0], a.coords[-1]) for q in (b.coords[0], b.coords[-1])]
    return min(math.dist(p, q) for p, q in ends) < 40


def _bent(a: LineString, b: LineString) -> list[tuple[float, float]]:
    """Return both lines as one, round the corner where they meet."""
    first, second = list(a.coords), list(b.coords)
    pairs = [
        (math.dist(p[-1], q[0]), p, q) for p in (first, first[::-1]) for q in (second, second[::-1])
    ]
    _, p, q = min(pairs, key=lambda pair: pair[0])
    corner = _crossing(p, q)
    middle = [corner] if corner else [p[-1], q[0]]
    return [p[0], *middle, q[-1]]


def _crossing(
    p: list[tuple[float, float]], q: list[tuple[float, float]]
) -> tuple[float, float] | None:
    """Return where two straight lines, made longer, cross, if near their ends."""
    (ax, ay), (bx, by) = p
    (cx, cy), (dx, dy) = q
    across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if abs(across) < 1e-9:
        return None
    t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across
    found = (ax + t * (bx - ax), ay + t * (by - ay))
    return found if Point(found).distance(Point(p[-1])) < 60 else None
