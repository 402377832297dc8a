"""Roads and bridges of the demonstration: real pairs of places, alignments that are generated.

Bridges are straight through recorded places. Roads lead over land from place to place by the
cheapest path (see `ground`), so they show what is joined to what and about how far, and no more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import geopandas as gpd
import shapely
from ground import Ground, Node, rounded
from land import PLANE, rows
from park_roads import apron, outward
from places import Places
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "service")
CELL, CELL_OF_MAINLAND = 60.0, 150.0  # m between nodes of a grid
MAINLAND = 6e8  # m²: a landmass so large takes the wider grid
MOTORWAY_OFFSET = 21.0  # m by which the motorways' grid lies beside that of the roads
SPUR = 9000.0  # m a park road may lead to the main road, as it costs
NEAR = 60.0  # m from a road at which a facility needs none of its own
HILLS = {"ecological_red_line": 3.0, "water_source": 8.0}
_TOLD = ("id", "name_zh", "name_en", "class", "kind", "status", "speed", "oneway", "toll",
         "max_weight", "max_height", "dangerous_goods", "open_from", "level", "accuracy_m",
         "assumed", "source")  # fmt: skip
_INVENTED = {"oneway": "no", "toll": "no", "level": "0", "status": "open", "kind": "road",
             "assumed": "all", "source": "invented", "speed": "30"}  # fmt: skip


class NoWay(Exception):
    """A road that is named can't be led over land."""


@dataclass
class Island:
    """Roads on one landmass: edges of its grid, and fixed lines that join it."""

    ground: Ground
    edges: dict[frozenset[tuple[int, int]], str] = field(default_factory=dict)
    doors: dict[Node, tuple[int, int]] = field(default_factory=dict)
    door_class: dict[Node, str] = field(default_factory=dict)
    lines: list[tuple[str, list[Node]]] = field(default_factory=list)

    def lead(self, way: str, places: list[Node]) -> None:
        """Lead a road from place to place.

        Raises
        ------
        NoWay
            No path joins two of the places.
        """
        doors = [self._door(place, way) for place in places]
        for a, b in pairwise(doors):
            path = self.ground.path(a, {b}, set(self.edges))
            if path is None:
                ends = self.ground.node(a), self.ground.node(b)
                raise NoWay(f"{way}: no way over land between {ends[0]} and {ends[1]}")
            self._add(way, path)

    def join(self, way: str, place: Node) -> bool:
        """Lead a road from a place to the nearest road; tell whether one was found."""
        nodes = {node for edge in self.edges for node in edge}
        at = self.ground.entrance(place)
        if not nodes or at is None:
            return False
        path = self.ground.path(at, nodes, set(self.edges), SPUR)
        if path is None:
            return False
        self._door(place, way)
        self._add(way, path)
        return True

    def _door(self, place: Node, way: str) -> tuple[int, int]:
        if place not in self.doors:
            at = self.ground.entrance(place)
            if at is None:
                raise NoWay(f"{way}: no open land about {place}")
            self.doors[place] = at
            self.door_class[place] = way
        return self.doors[place]

    def _add(self, way: str, path: list[tuple[int, int]]) -> None:
        for a, b in pairwise(path):
            self.edges.setdefault(frozenset((a, b)), way)

    def drawn(self) -> BaseGeometry:
        """Return the roads so far, before they are straightened."""
        return shapely.multilinestrings(
            [[self.ground.node(n) for n in sorted(edge)] for edge in self.edges]
        )

    def chains(self) -> list[tuple[str, list[Node]]]:
        """Return the roads as lines between the places where they meet."""
        return _noded(self._straight() + self.lines)

    def _straight(self) -> list[tuple[str, list[Node]]]:
        adjacent: dict[Node, dict[Node, str]] = defaultdict(dict)
        links = [(*map(self.ground.node, sorted(edge)), way) for edge, way in self.edges.items()]
        links += [(p, self.ground.node(at), self.door_class[p]) for p, at in self.doors.items()]
        for a, b, way in links:
            if a != b:
                adjacent[a][b] = adjacent[b][a] = way
        fixed = set(self.doors) | {p for _, line in self.lines for p in line}
        ends = {n for n, to in adjacent.items()
                if n in fixed or len(to) != 2 or len(set(to.values())) > 1}  # fmt: skip
        found, passed = [], set()
        for end in sorted(ends):
            for second in sorted(adjacent[end]):
                if frozenset((end, second)) in passed:
                    continue
                line, way = [end, second], adjacent[end][second]
                passed.add(frozenset((end, second)))
                while line[-1] not in ends:
                    nxt = next(n for n in sorted(adjacent[line[-1]]) if n != line[-2])
                    passed.add(frozenset((line[-1], nxt)))
                    line.append(nxt)
                found.append((way, self.ground.straightened(line)))
        return found


def _noded(lines: list[tuple[str, list[Node]]]) -> list[tuple[str, list[Node]]]:
    """Split lines where they cross or touch, so that they meet in a vertex."""
    shapes = [LineString(line) for _, line in lines]
    cuts: list[set[Node]] = [set() for _ in lines]
    tree = shapely.STRtree(shapes)
    for i, j in tree.query(shapes, predicate="intersects").T.tolist():
        if i < j:
            for part in shapely.get_parts(shapely.intersection(shapes[i], shapes[j])):
                for x, y in part.coords:
                    cuts[i].add(rounded(x, y))
                    cuts[j].add(rounded(x, y))
    found = []
    for (way, line), shape, at in zip(lines, shapes, cuts, strict=True):
        cut = [(shape.project(Point(p)), p) for p in at if p not in (line[0], line[-1])]
        places = [(shape.project(Point(p)), p) for p in line[1:-1] if p not in at]
        merged = [line[0], *(p for _, p in sorted(cut + places)), line[-1]]
        part = [merged[0]]
        for p in merged[1:]:
            part.append(p)
            if p in at or p == merged[-1]:
                if len(set(part)) > 1:
                    found.append((way, part))
                part = [p]
    return found


@dataclass(frozen=True)
class Site:
    """A parcel or hall beside which a road is laid."""

    way: str
    number: str
    outline: BaseGeometry
    road_class: str


def roads(
    land: gpd.GeoDataFrame,
    sites: list[Site],
    areas: gpd.GeoDataFrame,
    places: Places,
    facilities: list[dict[str, str]],
) -> gpd.GeoDataFrame:
    """Make roads and bridges; one row a line between two places where lines meet, in the zone.

    Parameters
    ----------
    land, areas
        Landmasses, and constraint areas (hills among them); in the zone.
    sites
        Parcels and halls, which get roads of their own.
    places
        Where roads lead.
    facilities
        Those that may get a road of their own.

    Raises
    ------
    NoWay
        A road that is named, or that of a parcel, can't be led over land.
    """
    recorded = {row["id"]: row for row in rows("facts/roads.csv")}
    islands = Islands(land, shapely.union_all([site.outline for site in sites]), areas)
    found: list[tuple[str, list[Node]]] = []
    for row in sorted(recorded.values(), key=lambda row: CLASSES.index(row["class"])):
        through = [places[name] for name in row["through"].split(";")]
        nodes = [node for node, _ in through]
        if row["kind"] == "bridge":
            found.append((row["id"], nodes))
        elif len({at for _, at in through}) > 1:
            raise NoWay(f"{row['id']} leaves its island: {through}")
        else:
            islands.of(through[0][1], motorway=row["class"] == "motorway").lead(row["id"], nodes)
    invented: dict[str, dict[str, str]] = {}
    for site in sites:
        at = int(land.distance(site.outline).argmin())
        home = islands.of(at)
        line = outward(site.number, site.outline, land.geometry[at], islands.taken, home.drawn())
        home.lines.append((site.way, line))
        if not (home.join(site.way, line[0]) or home.join(site.way, line[-1])):
            raise NoWay(f"{site.way}: no way to a road")
        words = (f"{site.number} 园区道路（示意）", f"Park road of {site.number} (illustrative)")
        invented[site.way] = _invented(site.way, words, site.road_class)
    wanting = [f for f in facilities if apron(f["kind"])] + rows("facts/terminals.csv")
    for facility in wanting:
        node, at = places[facility["id"]]
        home = islands.of(at)
        if home.edges and home.drawn().distance(Point(node)) > NEAR:
            way = f"access-{facility['id']}"
            zh, en = facility["name_zh"], facility["name_en"]
            if home.join(way, node):
                words = (f"{zh}连接路（示意）", f"Access to {en} (illustrative)")
                invented[way] = _invented(way, words, "service")
    found += islands.chains()
    table = recorded | invented
    told = [{name: table[way][name] for name in _TOLD} for way, _ in found]
    for row in told:
        row["name"] = f"{row['name_zh']} {row['name_en']}"
    return gpd.GeoDataFrame(told, geometry=[LineString(line) for _, line in found], crs=PLANE)


class Islands:
    """The roads of every landmass, motorways apart: they cross the others without meeting them."""

    def __init__(
        self, land: gpd.GeoDataFrame, taken: BaseGeometry, areas: gpd.GeoDataFrame
    ) -> None:
        self.land, self.taken = land, taken
        self._hills = [
            (areas.geometry[areas["layer"] == name].union_all(), dear)
            for name, dear in HILLS.items()
        ]
        self._of: dict[tuple[int, bool], Island] = {}

    def of(self, at: int, *, motorway: bool = False) -> Island:
        """Return the roads of a landmass, or its motorways."""
        if (at, motorway) not in self._of:
            shape = self.land.geometry[at]
            cell = CELL_OF_MAINLAND if shape.area > MAINLAND else CELL
            taken = shapely.intersection(self.taken, shape.envelope)
            offset = MOTORWAY_OFFSET if motorway else 0.0
            ground = Ground(shape, taken, self._hills, cell, offset)
            self._of[at, motorway] = Island(ground)
        return self._of[at, motorway]

    def chains(self) -> list[tuple[str, list[Node]]]:
        """Return the roads of all as lines between the places where they meet."""
        used = [self._of[key] for key in sorted(self._of) if self._of[key].edges]
        return [chain for island in used for chain in island.chains()]


def _invented(way: str, words: tuple[str, str], road_class: str) -> dict[str, str]:
    told = {"id": way, "name_zh": words[0], "name_en": words[1], "class": road_class}
    return dict.fromkeys(_TOLD, "") | _INVENTED | told
