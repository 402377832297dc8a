"""Ferries of the demonstration: recorded pairs of terminals, courses led round the land."""

from __future__ import annotations

import geopandas as gpd
import shapely
from ground import Ground, Node, rounded
from land import PLANE, rows
from shapely.geometry import LineString, Point, box
from shapely.ops import nearest_points

CELL = 400.0  # m between nodes of the grid at sea
ASIDE = 9000.0  # m beyond both ends that a course may stray
OFFSHORE = 60.0  # m from the coast that a course begins
LONGEST = 40_000.0  # m of a straight stretch


class NoCourse(Exception):
    """No course leads from one terminal to the other over water."""


def ferries(land: gpd.GeoDataFrame, terminals: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the ferries from terminal to terminal, in the zone; columns as `facts/ferries.csv`.

    Raises
    ------
    NoCourse
        Land lies between two terminals.
    """
    place = dict(zip(terminals["id"], terminals.geometry.centroid, strict=True))
    recorded = rows("facts/ferries.csv")
    courses = [_course(row["id"], place[row["from"]], place[row["to"]], land) for row in recorded]
    told = [row | {"name": f"{row['name_zh']} {row['name_en']}"} for row in recorded]
    return gpd.GeoDataFrame(told, geometry=courses, crs=PLANE)


def _course(ferry: str, start: Point, end: Point, land: gpd.GeoDataFrame) -> LineString:
    window = box(*LineString([start, end]).buffer(ASIDE).bounds)
    ashore = land.geometry[land.intersects(window)].union_all()
    sea = window.difference(ashore)
    ground = Ground(sea, shapely.Point(), [], CELL)
    afloat = sea.buffer(-OFFSHORE)
    quays: list[Node] = []
    for terminal in (start, end):
        berth = nearest_points(afloat, terminal)[0]
        quays.append(rounded(berth.x, berth.y))
    doors = [ground.entrance(quay) for quay in quays]
    if doors[0] is None or doors[1] is None:
        raise NoCourse(f"{ferry}: no open water at a terminal")
    path = ground.path(doors[0], {doors[1]}, set())
    if path is None:
        raise NoCourse(f"{ferry}: land lies between its terminals")
    line = ground.straightened([quays[0], *map(ground.node, path), quays[1]], LONGEST)
    return LineString([start, *line, end])
