"""OpenStreetMap extracts (PBF or XML) through pyosmium: roads with real nodes, and ferries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS

from sitesel.crs import LON_LAT
from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers.cells import day_of
from sitesel.layers.ferries import Ferries, ferry_table, no_terminals
from sitesel.layers.ferry_courses import Course, Piece, courses, distances
from sitesel.layers.osm_tags import (
    access_of,
    dangerous_goods_of,
    direction_of,
    duration_of,
    height_of,
    interval_of,
    speed_of,
    weight_of,
)
from sitesel.layers.road_classes import network_assumptions
from sitesel.layers.way_lines import BRIDGE, ROAD, TUNNEL, Ways

_SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".o5m")
_DEGREES_NEAR = 50 / 111_320  # a terminal's area counts this far around it


def is_extract(source: str | Path) -> bool:
    """Tell whether a source is an OpenStreetMap extract, by its name.

    >>> is_extract("city.osm.pbf"), is_extract("roads.geojson")
    (True, False)
    """
    return str(source).casefold().endswith(_SUFFIXES)


@dataclass
class _Read:
    """What one pass over an extract found."""

    tags: list[dict[str, str]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    runs: list[tuple[int, list[int]]] = field(default_factory=list)
    places: dict[int, tuple[float, float]] = field(default_factory=dict)
    ferries: dict[int, dict[str, str]] = field(default_factory=dict)
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    routes: dict[int, tuple[dict[str, str], list[int]]] = field(default_factory=dict)
    terminals: dict[str, tuple[str, Any]] = field(default_factory=dict)
    terminal_nodes: set[int] = field(default_factory=set)
    strange: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    missing: int = 0
    cut_ferries: list[int] = field(default_factory=list)


def read_osm(path: Path, *, name: str | None = None) -> Ways:
    """Read the ways that one can travel in an extract, and its ferries.

    A way whose nodes the extract lacks is cut there, and told. Turn restrictions, opening hours
    and barriers are not read.

    Parameters
    ----------
    path
        `.osm.pbf` or `.osm`.
    name
        Of the layer; the file's name when not told.

    Raises
    ------
    LayerError
        The extract can't be read, or pyosmium is not installed (extra `osm`).
    """
    if find_spec("osmium") is None:
        raise LayerError(
            "reading OpenStreetMap extracts needs pyosmium, which is not installed; install "
            "sitesel[osm], or convert the roads to a GeoPackage",
            "读取 OpenStreetMap 数据需要 pyosmium，尚未安装；请安装 sitesel[osm]，或将道路转换为"
            " GeoPackage",
        )
    name = name or path.name.split(".")[0]
    if not path.is_file():
        raise LayerError(f"there is no file {path}", f"没有文件 {path}")
    try:
        read = _read(path)
    except (RuntimeError, OSError, ValueError) as error:
        raise LayerError(
            f"{path.name} can't be read as an OpenStreetMap extract ({error}); download it again",
            f"{path.name} 不能作为 OpenStreetMap 数据读取（{error}）；请重新下载",
        ) from error
    ferries = _ferries(read, name)
    findings = [*_findings(read, name), *ferries.findings]
    counts = [len(nodes) for _, nodes in read.runs]
    node = np.array([n for _, nodes in read.runs for n in nodes], np.int64)
    xy = np.array([read.places[n] for n in node.tolist()], np.float64).reshape(-1, 2)
    table = _table(read)
    of = np.array([row for row, _ in read.runs], np.int64)
    return Ways(
        table.iloc[of].reset_index(drop=True),
        xy,
        np.append(0, np.cumsum(counts)).astype(np.int64),
        node,
        CRS.from_user_input(LON_LAT),
        ferries,
        tuple(findings),
        name,
    )


def _read(path: Path) -> _Read:
    import osmium  # noqa: PLC0415  # an extra

    read, not_roads = _Read(), network_assumptions().not_roads
    terminal = osmium.filter.TagFilter(("amenity", "ferry_terminal"))
    wanted = osmium.filter.KeyFilter("highway", "route", "amenity")
    polygons = osmium.geom.WKBFactory()
    for one in osmium.FileProcessor(str(path)).with_areas(terminal).with_filter(wanted):
        tags = dict(one.tags)
        is_terminal = tags.get("amenity") == "ferry_terminal"
        if one.is_node() and is_terminal and one.location.valid():
            place = shapely.Point(one.location.lon, one.location.lat)
            read.terminals[f"node/{one.id}"] = (tags.get("name", ""), place)
            read.terminal_nodes.add(one.id)
        elif one.is_area() and is_terminal:
            kind = "way" if one.from_way() else "relation"
            shape = shapely.from_wkb(polygons.create_multipolygon(one))
            read.terminals[f"{kind}/{one.orig_id()}"] = (tags.get("name", ""), shape)
        elif one.is_way():
            _take_way(read, one, tags, not_roads)
        elif one.is_relation() and tags.get("route") == "ferry":
            members = [member.ref for member in one.members if member.type == "w"]
            read.routes[one.id] = (tags, members)
    return read


def _take_way(read: _Read, way: Any, tags: dict[str, str], not_roads: frozenset[str]) -> None:  # noqa: ANN401
    highway = tags.get("highway", "")
    if highway in not_roads:
        read.strange[highway] += 1
    elif highway:
        _take_road(read, way, tags)
    elif tags.get("route") == "ferry":
        _take_ferry(read, way, tags)


def _runs(read: _Read, way: Any) -> tuple[list[list[int]], int]:  # noqa: ANN401  # pyosmium's
    """Return the stretches of a way whose nodes are there, and how many nodes are not."""
    runs: list[list[int]] = [[]]
    missing = 0
    for node in way.nodes:
        location = node.location
        if location.valid():
            if not runs[-1] or runs[-1][-1] != node.ref:
                runs[-1].append(node.ref)
                read.places[node.ref] = (location.lon, location.lat)
        else:
            missing += 1
            runs.append([])
    return [run for run in runs if len(run) > 1], missing


def _take_road(read: _Read, way: Any, tags: dict[str, str]) -> None:  # noqa: ANN401
    runs, missing = _runs(read, way)
    if missing:
        read.cut, read.missing = read.cut + 1, read.missing + missing
    if runs:
        read.runs += [(len(read.tags), run) for run in runs]
        read.tags.append(tags)
        read.ids.append(way.id)


def _take_ferry(read: _Read, way: Any, tags: dict[str, str]) -> None:  # noqa: ANN401
    runs, missing = _runs(read, way)
    read.ferries[way.id] = tags
    if missing:
        read.cut_ferries.append(way.id)
    first, last = way.nodes[0].ref, way.nodes[-1].ref
    read.pieces[way.id] = [
        Piece(tuple(run), way.id, frozenset({run[0], run[-1]} - {first, last} if missing else ()))
        for run in runs
    ]


def _table(read: _Read) -> pd.DataFrame:
    assumptions, tags = network_assumptions(), read.tags
    access = np.array([access_of(each) for each in tags], np.uint8).reshape(-1, 2)
    return pd.DataFrame(
        {
            "id": [f"way/{number}" for number in read.ids],
            "name": [each.get("name") or each.get("ref") or "" for each in tags],
            "road_class": [
                assumptions.class_of(each["highway"]) or assumptions.unknown_highway
                for each in tags
            ],
            "kind": np.array([_kind(each) for each in tags], np.int8),
            "level": np.array([_level(each.get("layer")) for each in tags], np.int16),
            "oneway": np.array([direction_of(each) for each in tags], np.int8),
            "speed": np.full(len(tags), np.nan),
            "limit": np.array([speed_of(each.get("maxspeed")) for each in tags], float),
            "truck_limit": np.array([speed_of(each.get("maxspeed:hgv")) for each in tags], float),
            "toll": np.array([each.get("toll") == "yes" for each in tags], np.bool_),
            "max_weight": np.array(
                [weight_of(each.get("maxweight"), each.get("maxweight:hgv")) for each in tags],
                float,
            ),
            "max_height": np.array(
                [height_of(each.get("maxheight"), each.get("maxheight:physical")) for each in tags],
                float,
            ),
            "dangerous_goods": np.array(
                [dangerous_goods_of(each, assumptions) for each in tags], np.int8
            ),
            "allowed": access[:, 0],
            "refused": access[:, 1],
            "open_from": np.array([_day(each.get("opening_date")) for each in tags], float),
        },
        index=pd.RangeIndex(len(tags)),
    )


def _kind(tags: dict[str, str]) -> int:
    if tags.get("bridge", "no") != "no":
        return BRIDGE
    return TUNNEL if tags.get("tunnel", "no") not in {"no", "building_passage"} else ROAD


def _level(word: str | None) -> int:
    try:
        return int(float((word or "0").split(";")[0]))
    except ValueError:
        return 0


def _day(word: str | None) -> float:
    try:
        return day_of(word) if word else np.nan
    except ValueError:
        return np.nan


def _ferries(read: _Read, name: str) -> Ferries:
    """Put the ferry ways together to lines, by relation, else by way."""
    crs = CRS.from_user_input(LON_LAT)
    stops = read.terminal_nodes | _landings(read)
    findings, rows, shapes = [], [], []
    in_route: set[int] = set()
    groups: list[tuple[str, dict[str, str], list[int]]] = []
    for number, (tags, members) in sorted(read.routes.items()):
        known = [way for way in members if way in read.ferries]
        if len(known) < len(members):
            facts = {"id": f"relation/{number}", "name": tags.get("name", "")}
            lost = len(members) - len(known)
            findings.append(Finding("ferry-route-cut", name, count=lost, facts=facts))
            tags = {key: word for key, word in tags.items() if key != "duration"}  # noqa: PLW2901
        if known:
            in_route |= set(known)
            groups.append((f"relation/{number}", tags, known))
    groups += [(f"way/{way}", {}, [way]) for way in sorted(read.ferries) if way not in in_route]
    for group, tags, ways in groups:
        pieces = [piece for way in ways for piece in read.pieces[way]]
        found, dead = courses(pieces, read.places, stops)
        for line in found:
            rows.append(_ferry(read, group, tags, ways, line))
            shapes.append(shapely.LineString([read.places[node] for node in line.nodes]))
        if not found or dead:
            facts = {"id": group, "name": tags.get("name") or read.ferries[ways[0]].get("name", "")}
            findings.append(Finding("ferry-cut", name, count=max(1, len(dead)), facts=facts))
    table = pd.DataFrame(rows)
    kept = (
        np.flatnonzero(~table.duplicated(["tail_x", "tail_y", "head_x", "head_y", "ways"]))
        if rows
        else np.empty(0, int)
    )
    told = {str(name): table[name].to_numpy()[kept] for name in table if name != "ways"}
    terminals = no_terminals(crs)
    if read.terminals:
        ids = sorted(read.terminals)
        words = {"id": ids, "name": [read.terminals[each][0] for each in ids]}
        places = GeoSeries([read.terminals[each][1] for each in ids], crs=crs)
        terminals = GeoDataFrame(words, geometry=places, crs=crs)
    drawn = np.empty(len(kept), object)
    drawn[:] = [shapes[row] for row in kept]
    return Ferries(ferry_table(told, len(kept)), drawn, terminals, crs, tuple(findings), name)


def _landings(read: _Read) -> set[int]:
    """Return the nodes of ferries that are on a road too, or at the edge of a terminal's area."""
    at_sea = {node for pieces in read.pieces.values() for piece in pieces for node in piece.nodes}
    landings = {node for _, nodes in read.runs for node in nodes if node in at_sea}
    areas = [shape for _, shape in read.terminals.values() if shape.geom_type != "Point"]
    ends = sorted(
        {n for ps in read.pieces.values() for p in ps for n in (p.nodes[0], p.nodes[-1])} - landings
    )
    if areas and ends:
        points = shapely.points([read.places[node] for node in ends])
        near = shapely.STRtree(points).query(areas, predicate="dwithin", distance=_DEGREES_NEAR)
        landings |= {ends[i] for i in near[1].tolist()}
    return landings


def _ferry(
    read: _Read, group: str, tags: dict[str, str], ways: Sequence[int], line: Course
) -> dict[str, object]:
    allowed, refused, sailing = 15, 0, 0.0
    used = [way for way, _ in line.sailed]
    total = sum(_length(read, way) for way in ways)
    for way, metres in line.sailed:
        own = read.ferries[way]
        lets, keeps = access_of(own)
        by_route, not_by_route = access_of(tags)
        allowed &= lets | (by_route & ~keeps)
        refused |= keeps | (not_by_route & ~lets)
        minutes, whole = duration_of(own), _length(read, way)
        if np.isnan(minutes) or way in read.cut_ferries:
            minutes, whole = duration_of(tags), total
        sailing += minutes * metres / whole if whole > 0 else np.nan
    first = read.ferries[used[0]]
    both = {**tags, **first} if len(set(used)) == 1 else {**first, **tags}
    goods = [
        dangerous_goods_of({**tags, **read.ferries[way]}, network_assumptions()) for way in used
    ]
    tail, head = read.places[line.nodes[0]], read.places[line.nodes[-1]]
    return {
        "id": f"way/{used[0]}" if len(set(used)) == 1 else group,
        "name": both.get("name", ""),
        "source": "OpenStreetMap",
        "tail_x": tail[0], "tail_y": tail[1], "head_x": head[0], "head_y": head[1],
        "allowed": allowed, "refused": refused & ~allowed,
        "dangerous_goods": min(goods),
        "sailing": sailing, "headway": interval_of(both), "length": line.length,
        "open_from": _day(both.get("opening_date")),
        "ways": tuple(sorted(set(used))),
    }  # fmt: skip


def _length(read: _Read, way: int) -> float:
    pieces = read.pieces[way]
    places = [np.array([read.places[node] for node in piece.nodes]) for piece in pieces]
    return sum(float(distances(place).sum()) for place in places)


def _findings(read: _Read, name: str) -> list[Finding]:
    found = []
    if read.cut:
        facts: dict[str, object] = {"missing": read.missing}
        found.append(Finding("ways-cut", name, count=read.cut, facts=facts))
    for way in sorted(read.cut_ferries):
        facts = {"id": f"way/{way}", "name": read.ferries[way].get("name", "")}
        found.append(Finding("ferry-beyond-extract", name, facts=facts))
    for word, times in sorted(read.strange.items()):
        found.append(Finding("not-a-road", name, count=times, facts={"class": word}))
    assumptions = network_assumptions()
    classes = Counter(tags["highway"] for tags in read.tags)
    for word, times in sorted(classes.items()):
        if assumptions.class_of(word) is None:
            facts = {"class": word, "taken": assumptions.unknown_highway}
            found.append(Finding("way-class-unknown", name, count=times, facts=facts))
    return found
