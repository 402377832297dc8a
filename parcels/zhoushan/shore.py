"""The shore of the demonstration: what each stretch is for, how deep its water is. Illustrative.

Stretches follow the coast; what they are for is told by what lies at them, never by a plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from land import PLANE
from numpy.typing import NDArray
from places import ASHORE
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

STEP = 100.0  # m of coast that are told apart
REACH = 2500.0  # m from parcels, wharves and piers within which the shore is told
DEEP = 10.0  # m of water that count as deep
OFFING = 120.0  # m from the shore to deep water in front of a deep parcel
SHOALING = 160.0  # m more for each metre that the front is shallower
TOURISM = ("朱家尖岛", "普陀山岛", "桃花岛", "枸杞岛", "嵊山岛", "东福山", "花鸟山")
_NEAR = (  # what makes a stretch what it is, within so many metres; first that holds
    ("port_industrial", ("wharf", "container_terminal", "oil_terminal", "shipyard"), 700.0),
    ("fishery", ("fishing_port",), 600.0),
    ("urban", ("ferry_pier", "town_centre"), 1300.0),
)
_BUILT = 900.0  # m: a shore farther from all parcels, or nearer to the red line, is natural
_BESIDE = 60.0  # m: a parcel so near a stretch has it for its front


@dataclass(frozen=True)
class _Around:
    fronts: NDArray[np.object_]
    front_depths: NDArray[np.float64]
    wharves: NDArray[np.object_]
    wharf_depths: NDArray[np.float64]
    kinds: list[tuple[str, BaseGeometry, float]]
    built: BaseGeometry
    red_line: BaseGeometry


def shoreline(
    land: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Draw stretches of shore near parcels, wharves and piers.

    Returns
    -------
    stretches
        Columns id, name, type (port_industrial, urban, fishery, tourism, natural, other), depth
        (m in front, empty where not told) and source; in the zone.
    """
    fronts = parcels[parcels["shoreline"] > 0]
    wharves = facilities[facilities["depth"].notna()]
    kinds = [
        (name, shapely.union_all(facilities.geometry[facilities["kind"].isin(of)]), metres)
        for name, of, metres in _NEAR
    ]
    red_line = areas.geometry[areas["layer"] == "ecological_red_line"].union_all()
    around = _Around(
        fronts.geometry.to_numpy(),
        fronts["前沿水深"].to_numpy(float),
        wharves.geometry.to_numpy(),
        wharves["depth"].to_numpy(float),
        kinds,
        parcels.union_all(),
        red_line,
    )
    ashore = facilities.geometry[facilities["kind"].isin(ASHORE)]
    near = shapely.union_all([*parcels.geometry, *ashore]).buffer(REACH)
    found: list[tuple[str, str, float | None, LineString]] = []
    for row in land[land["name_zh"].notna()].itertuples():
        if row.fixed_link == "mainland" or not row.geometry.intersects(near):
            continue
        found += [
            (row.name_zh, *told) for told in _stretches(row.geometry, row.name_zh, near, around)
        ]
    table = [
        {"id": f"S-{i:03}", "name": f"{island}岸线（示意）", "type": kind,
         "depth": depth, "source": "illustrative"}
        for i, (island, kind, depth, _) in enumerate(found, 1)
    ]  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=[line for *_, line in found], crs=PLANE)


def _stretches(
    island: Polygon, name: str, near: BaseGeometry, around: _Around
) -> list[tuple[str, float | None, LineString]]:
    coast = LineString(island.exterior.coords)
    cuts = {0.0, coast.length} | set(np.arange(0.0, coast.length, STEP).tolist())
    for outline in around.fronts:  # a front begins and ends with its parcel
        if outline.distance(coast) < _BESIDE:
            beside = shapely.intersection(coast, outline.buffer(2.0))
            for part in shapely.get_parts(beside):
                cuts |= {coast.project(Point(part.coords[i])) for i in (0, -1)}
    at = sorted(cuts)
    pieces: list[tuple[str, float | None, float, float]] = []
    for low, high in pairwise(at):
        middle = coast.interpolate((low + high) / 2)
        if high - low < 0.5 or not near.covers(middle):
            continue
        kind, depth = _told(middle, name, around)
        goes_on = pieces and pieces[-1][:2] == (kind, depth) and pieces[-1][3] == low
        start = pieces.pop()[2] if goes_on else low
        pieces.append((kind, depth, start, high))
    return [(kind, depth, substring(coast, low, high)) for kind, depth, low, high in pieces]


def _told(middle: Point, island: str, around: _Around) -> tuple[str, float | None]:
    beside = shapely.distance(around.fronts, middle) < 3.0
    if beside.any():
        depth = around.front_depths[beside][0]
        return "port_industrial", None if np.isnan(depth) else float(depth)
    berths = shapely.distance(around.wharves, middle) < 350.0
    if berths.any():
        return "port_industrial", float(around.wharf_depths[berths].max())
    for kind, places, metres in around.kinds:
        if places.distance(middle) < metres:
            return kind, None
    if island in TOURISM:
        return "tourism", None
    built = around.built.distance(middle) < _BUILT < around.red_line.distance(middle)
    return ("other" if built else "natural"), None


def deep_water(parcels: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw where the water gets deep off the parcels' fronts: lines along the shore, off it.

    Returns
    -------
    lines
        Columns id, name, depth (m) and source; in the zone.
    """
    ground = land.union_all()
    found = []
    for row in parcels[parcels["shoreline"] > 0].itertuples():
        front = row.前沿水深
        if front is None or np.isnan(front):
            continue
        off = OFFING + SHOALING * max(DEEP - front, 0.0)
        sea = row.geometry.buffer(off, quad_segs=4).exterior.difference(ground.buffer(off * 0.6))
        parts = [p for p in shapely.get_parts(shapely.line_merge(sea)) if p.length > 100]
        if parts:
            longest = max(parts, key=lambda p: p.length)
            found.append((row.number, shapely.simplify(longest, 5.0)))
    table = [
        {"id": f"D-{number}", "name": f"{number} 前沿 {DEEP:.0f} 米等深线（示意）",
         "depth": DEEP, "source": "illustrative"}
        for number, _ in found
    ]  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=[line for _, line in found], crs=PLANE)
