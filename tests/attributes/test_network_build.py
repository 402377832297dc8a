import datetime as dt

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, Point, box

from sitesel.attributes.network import (
    BRIDGE,
    CLOSED,
    DANGEROUS_GOODS,
    FERRY,
    LIMITS,
    MAY_PASS,
    MODES,
    NOT_FOR_MODE,
    QUAY,
    ROAD,
)
from sitesel.attributes.network_build import build_network, leading_out, piece_sizes
from sitesel.attributes.rings import WrongCrs
from sitesel.attributes.scenario import Change, Scenario
from sitesel.language import Text
from sitesel.layers.ferries import ferries_of, terminals_of
from sitesel.layers.layer import Layer, Provenance
from sitesel.layers.road_classes import network_assumptions
from sitesel.layers.ways import WayOptions, ways_of_lines

METRES = CRS(4550)
WEST, SOUTH = 400_000.0, 3_300_000.0
CAR, TRUCK, DANGEROUS, FOOT = range(4)


def placed(x, y):
    return (WEST + x, SOUTH + y)


def line(*places):
    return LineString([placed(x, y) for x, y in places])


def layer(rows, name="roads"):
    frame = GeoDataFrame(
        pd.DataFrame([{k: v for k, v in row.items() if k != "geometry"} for row in rows]),
        geometry=[row.get("geometry") for row in rows],
        crs=METRES,
    )
    return Layer(name, frame, (), Provenance(name, "drawn"))


def roads(*rows):
    columns = {name: name for row in rows for name in row if name != "geometry"}
    return ways_of_lines(layer(rows), WayOptions(columns=columns))


def road(*places, **told):
    return {"geometry": line(*places), "class": "primary"} | told


def boats(*rows, terminals=()):
    quays = terminals_of(layer(terminals, "terminals"), {}) if terminals else None
    return ferries_of(layer(rows, "ferries"), {}, quays)


def terminal(id_, x, y):
    return {"id": id_, "name": id_, "geometry": Point(placed(x, y))}


def built(ways, ferries=(), **options):
    return build_network(ways, ferries, crs=METRES, **options)


def of_kind(network, kind):
    return np.flatnonzero(network.kind == kind)


def link_of(network, way):
    return np.flatnonzero(network.way == network.way_ids.index(way))


def minutes(network, mode, start, end):
    """Return the least minutes from the node nearest to one place to that nearest to another."""
    arcs = network.arcs(mode)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(network.nodes)))
    for tail, head, cost in zip(arcs.tail, arcs.head, arcs.minutes, strict=True):
        known = graph.get_edge_data(int(tail), int(head), {"minutes": np.inf})["minutes"]
        graph.add_edge(int(tail), int(head), minutes=min(known, float(cost)))
    ends = [int(np.hypot(*(network.nodes - placed(*p)).T).argmin()) for p in (start, end)]
    try:
        return nx.dijkstra_path_length(graph, *ends, weight="minutes")
    except nx.NetworkXNoPath:
        return np.inf


def test_lines_join_at_a_common_vertex_and_are_cut_there():
    network, _ = built(roads(road((0, 0), (100, 0), (200, 0)), road((100, 0), (100, 50))))
    assert len(network) == 3
    assert sorted(network.length) == [50, 100, 100]
    assert len(network.nodes) == 4


def test_lines_that_cross_without_a_vertex_do_not_join():
    network, _ = built(roads(road((0, 0), (200, 0)), road((100, -50), (100, 50))))
    assert len(network) == 2
    assert len(piece_sizes(network, "car")) == 2


def test_an_end_on_another_line_joins_it_within_a_metre():
    near, _ = built(roads(road((0, 0), (200, 0)), road((80, 0.9), (80, 50))))
    far, _ = built(roads(road((0, 0), (200, 0)), road((80, 1.1), (80, 50))))
    assert sorted(near.length) == pytest.approx([49.1, 80, 120])
    assert len(piece_sizes(near, "car")) == 1
    assert len(piece_sizes(far, "car")) == 2


def test_ends_a_little_apart_join():
    network, _ = built(roads(road((0, 0), (100, 0)), road((100.5, 0.5), (200, 0))))
    assert len(piece_sizes(network, "car")) == 1


def test_a_bridge_over_a_road_does_not_join_it_where_they_share_a_vertex():
    under = road((0, 0), (100, 0), (200, 0), layer=0)
    over = road((100, -50), (100, 0), (100, 50), layer=1, kind="bridge")
    network, _ = built(roads(under, over))
    assert len(network) == 2
    assert sorted(network.kind) == [ROAD, BRIDGE]


def test_a_bridge_joins_the_road_that_it_goes_on_in():
    network, _ = built(
        roads(
            road((0, 0), (100, 0), layer=0),
            road((100, 0), (200, 0), layer=1, kind="bridge"),
            road((200, 0), (300, 0), layer=0),
        )
    )
    assert len(piece_sizes(network, "car")) == 1


def test_a_bridge_comes_to_the_ground_at_its_end():
    shore = road((100, -50), (100, 0), (100, 50), layer=0)
    network, _ = built(roads(shore, road((100, 0), (200, 0), layer=1, kind="bridge")))
    assert len(piece_sizes(network, "car")) == 1


def test_a_joint_of_a_bridge_over_a_road_does_not_join_it():
    under = road((100, -50), (100, 0), (100, 50), layer=0)
    one = road((0, 0), (100, 0), layer=1, kind="bridge")
    other = road((100, 0), (200, 0), layer=1, kind="bridge")
    network, _ = built(roads(under, one, other))
    assert len(piece_sizes(network, "car")) == 2


def test_a_line_twice_counts_once_and_is_told():
    one = road((0, 0), (100, 0), id="a")
    network, findings = built(roads(one, one | {"id": "b"}, road((100, 0), (0, 0), id="c")))
    assert len(network) == 1
    assert [(f.code, f.count) for f in findings] == [("way-duplicate", 2)]


def test_a_duplicate_that_goes_the_other_way_is_no_duplicate():
    network, _ = built(
        roads(road((0, 0), (100, 0), oneway="yes"), road((100, 0), (0, 0), oneway="yes"))
    )
    assert len(network) == 2
    assert minutes(network, "car", (0, 0), (100, 0)) == minutes(network, "car", (100, 0), (0, 0))


def test_a_one_way_street_binds_vehicles_and_not_people():
    network, _ = built(roads(road((0, 0), (100, 0), oneway="-1")))
    assert np.isfinite(network.minutes[:, 0, 0]).tolist() == [False, False, False, True]
    assert np.isfinite(network.minutes[:, 1, 0]).tolist() == [True] * 4


def test_a_speed_that_is_told_counts_and_a_truck_is_slower_in_the_classes_ratio():
    network, _ = built(roads(road((0, 0), (1000, 0), speed="100 km/h")))
    assert network.minutes[CAR, 0, 0] == pytest.approx(0.6)
    assert network.minutes[TRUCK, 0, 0] == pytest.approx(0.6 * 50 / 45)
    assert network.minutes[FOOT, 0, 0] == pytest.approx(12)


def test_of_a_limit_a_share_is_driven():
    network, _ = built(roads(road((0, 0), (1000, 0), limit=40)))
    assert network.minutes[CAR, 0, 0] == pytest.approx(60 / 36)


def test_a_config_may_set_the_speed_of_a_class_and_name_a_new_one():
    ways = roads(road((0, 0), (1000, 0)), road((0, 9), (1000, 9), **{"class": "haul"}))
    network, findings = built(ways, speeds={"primary": 60, "haul": 30})
    assert network.minutes[CAR, 0].tolist() == pytest.approx([1, 2])
    assert "way-class-unknown" not in {f.code for f in findings}


def test_an_unknown_class_is_told_with_its_count():
    ways = roads(*(road((0, y), (9, y), **{"class": "haul"}) for y in (0, 50, 90)))
    network, findings = built(ways)
    told = [f for f in findings if f.code == "way-class-unknown"]
    assert [(f.count, f.facts["class"]) for f in told] == [(3, "haul")]
    assert {network.classes[code] for code in network.road_class} == {"road"}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"max_weight": "20 t"}, (MAY_PASS, LIMITS, LIMITS, MAY_PASS)),
        ({"max_height": "4.4 m"}, (MAY_PASS, LIMITS, LIMITS, MAY_PASS)),
        ({"max_weight": "49 t", "max_height": 4.5}, (MAY_PASS,) * 4),
        ({"dangerous_goods": "no"}, (MAY_PASS, MAY_PASS, DANGEROUS_GOODS, MAY_PASS)),
        ({"dangerous_goods": "E"}, (MAY_PASS, MAY_PASS, DANGEROUS_GOODS, MAY_PASS)),
        ({"dangerous_goods": "A"}, (MAY_PASS,) * 4),
        ({"dangerous_goods": "no", "max_weight": 3}, (MAY_PASS, LIMITS, LIMITS, MAY_PASS)),
        ({"modes": "car foot"}, (MAY_PASS, NOT_FOR_MODE, NOT_FOR_MODE, MAY_PASS)),
        ({"class": "motorway"}, (MAY_PASS, MAY_PASS, MAY_PASS, NOT_FOR_MODE)),
        ({"class": "steps"}, (NOT_FOR_MODE, NOT_FOR_MODE, NOT_FOR_MODE, MAY_PASS)),
        ({"class": "steps", "modes": "car"}, (MAY_PASS, NOT_FOR_MODE, NOT_FOR_MODE, NOT_FOR_MODE)),
    ],
)
def test_why_a_mode_may_not_pass(told, why):
    network, _ = built(roads(road((0, 0), (100, 0), **told)))
    assert tuple(network.why_not[:, 0].tolist()) == why
    assert (np.isfinite(network.minutes[:, 0, 0]) == (network.why_not[:, 0] == MAY_PASS)).all()


@pytest.mark.parametrize(
    ("told", "modes"),
    [
        ({}, {"car", "truck", "truck_dg", "foot"}),
        ({"kind": "bridge"}, set()),
        ({"kind": "tunnel"}, set()),
        ({"class": "motorway"}, set()),
        ({"class": "trunk_link"}, set()),
        ({"class": "footway"}, {"foot"}),
        ({"max_weight": 10}, {"car", "foot"}),
    ],
)
def test_where_a_parcel_may_join(told, modes):
    network, _ = built(roads(road((0, 0), (100, 0), **told)))
    bits = int(network.joinable[0])
    assert {mode for row, mode in enumerate(MODES) if bits >> row & 1} == modes


def test_a_toll_is_kept():
    network, _ = built(roads(road((0, 0), (9, 0), toll="是"), road((0, 5), (9, 5), toll=None)))
    assert network.toll.tolist() == [True, False]


@pytest.fixture
def islands():
    """Return two islands with a road each: A to x = 1000, B from 3000 on."""
    return GeoDataFrame(
        {"name": ["A", "B"]},
        geometry=[box(*placed(-500, -500), *placed(1000, 500)),
                  box(*placed(3000, -500), *placed(4000, 500))],
        crs=METRES,
    )  # fmt: skip


@pytest.fixture
def island_roads():
    """Return the roads of the two islands, and a bridge between them that opens in 2027."""
    return roads(
        road((0, 0), (900, 0), id="a", speed=60),
        road((3100, 0), (3900, 0), id="b", speed=60),
        road((900, 0), (3100, 0), id="bridge", speed=60, kind="bridge", open_from="2027-12-31"),
    )


QUAYS = (terminal("ta", 950, 0), terminal("tb", 3050, 0))
BOAT = {
    "id": "ferry", "name": "甲—乙", "from": "ta", "to": "tb", "sailing": "20 min", "headway": "1 h",
    "vehicles": "car truck foot", "dangerous_goods": "no", "days_lost": 30, "boarding": "10 min",
    "unloading": 5, "assumed": "yes", "last": "17:30",
}  # fmt: skip
DAY = dt.date(2026, 6, 1)


def test_a_ferry_costs_boarding_half_the_headway_sailing_and_unloading(island_roads, islands):
    network, _ = built(island_roads, boats(BOAT, terminals=QUAYS), land=islands, date=DAY)
    ferry = of_kind(network, FERRY)
    assert len(ferry) == 1
    assert network.minutes[CAR, :, ferry[0]].tolist() == [65, 65]
    assert network.length[ferry[0]] == 0
    assert network.days_lost[ferry[0]] == 30
    assert network.last_sailing[:, ferry[0]].tolist() == [17.5, 17.5]
    assert network.boarding[ferry[0]] == 10
    assert network.assumed[ferry[0]]
    assert network.why_not[:, ferry[0]].tolist() == [MAY_PASS, MAY_PASS, DANGEROUS_GOODS, MAY_PASS]


def test_the_sea_is_crossed_by_road_quay_ferry_quay_and_road(island_roads, islands):
    network, _ = built(island_roads, boats(BOAT, terminals=QUAYS), land=islands, date=DAY)
    quay = 50 / (10_000 / 60)
    whole = 0.9 + quay + 65 + quay + 0.8
    assert minutes(network, "car", (0, 0), (3900, 0)) == pytest.approx(whole)
    assert minutes(network, "truck_dg", (0, 0), (3900, 0)) == np.inf
    names = [network.landmasses[c] if c >= 0 else "" for c in network.landmass]
    assert sorted(names) == ["", "", "A", "A", "B", "B"]
    assert {network.kind[i] for i, name in enumerate(names) if not name} == {BRIDGE, FERRY}


def test_a_bridge_is_open_from_its_date(island_roads, islands):
    before, _ = built(island_roads, land=islands, date=dt.date(2027, 12, 30))
    after, _ = built(island_roads, land=islands, date=dt.date(2027, 12, 31))
    assert minutes(before, "car", (0, 0), (3900, 0)) == np.inf
    assert before.why_not[:, link_of(before, "bridge")].ravel().tolist() == [CLOSED] * 4
    assert minutes(after, "truck_dg", (0, 0), (3900, 0)) == pytest.approx(3.9 * 50 / 45)


def test_without_a_date_what_opens_some_day_is_closed_and_told(island_roads):
    network, findings = built(island_roads)
    assert minutes(network, "car", (0, 0), (3900, 0)) == np.inf
    assert "network-without-date" in {f.code for f in findings}


def test_a_scenario_opens_closes_and_changes(island_roads, islands):
    ferries = boats(BOAT, terminals=QUAYS)
    scenario = Scenario(
        "future",
        Text("将来", "future"),
        open=frozenset({"bridge"}),
        close=frozenset({"b"}),
        change={"ferry": Change(headway=20, sailing=15, days_lost=3), "a": Change(speed=30)},
    )
    network, findings = built(island_roads, ferries, land=islands, date=DAY, scenario=scenario)
    ferry = of_kind(network, FERRY)[0]
    assert network.minutes[CAR, 0, ferry] == 10 + 10 + 15 + 5
    assert network.days_lost[ferry] == 3
    assert network.minutes[CAR, 0, link_of(network, "a")].sum() == pytest.approx(1.8)
    assert np.isfinite(network.minutes[CAR, 0, link_of(network, "bridge")]).all()
    assert network.why_not[CAR, link_of(network, "b")].tolist() == [CLOSED]
    assert "scenario-unknown-way" not in {f.code for f in findings}


def test_a_scenario_has_its_own_date(island_roads):
    later = Scenario("later", Text("以后", "later"), date=dt.date(2030, 1, 1))
    network, _ = built(island_roads, date=DAY, scenario=later)
    assert np.isfinite(minutes(network, "car", (0, 0), (3900, 0)))


def test_a_scenario_that_names_no_known_way_is_told(island_roads):
    wrong = Scenario("x", Text("x", "x"), close=frozenset({"liuheng"}), date=DAY)
    _, findings = built(island_roads, scenario=wrong)
    told = [f for f in findings if f.code == "scenario-unknown-way"]
    assert [f.facts["id"] for f in told] == ["liuheng"]


def test_a_terminal_joins_no_road_across_the_water(islands):
    near = terminal("ta", 990, 0)
    only_b = roads(road((3050, 0), (3900, 0)))
    wide = GeoDataFrame(
        {"name": ["A", "B"]},
        geometry=[box(*placed(0, -9), *placed(1000, 9)), box(*placed(1100, -9), *placed(4000, 9))],
        crs=METRES,
    )
    network, findings = built(
        roads(road((1200, 0), (3900, 0))),
        boats(BOAT, terminals=(near, QUAYS[1])),
        land=wide,
    )
    told = [f for f in findings if f.code == "ferry-without-road"]
    assert {f.facts["terminal"] for f in told} == {"ta"}
    assert len(told) == 3  # car, truck, foot; dangerous goods aren't taken anyway
    assert len(of_kind(network, QUAY)) == 1
    assert len(built(only_b, land=islands)[0]) == 1


def test_a_terminal_joins_by_mode_the_nearest_road_that_the_mode_may_use(islands):
    ways = roads(
        road((0, 0), (900, 0)),
        road((900, 0), (940, 0), **{"class": "footway"}),
        road((3100, 0), (3900, 0)),
    )
    network, _ = built(ways, boats(BOAT, terminals=QUAYS), land=islands)
    on_a = [i for i in of_kind(network, QUAY) if network.landmasses[network.landmass[i]] == "A"]
    by_length = {round(network.length[i]): network.why_not[:, i].tolist() for i in on_a}
    assert by_length == {10: [1, 1, 1, 0], 50: [0, 0, 1, 1]}


def test_an_area_is_joined_from_any_road_at_its_edge(islands):
    area = {"id": "ta", "name": "ta", "geometry": box(*placed(800, -100), *placed(990, 100))}
    ways = roads(road((0, 90), (790, 90)), road((0, -90), (800, -90)), road((3100, 0), (3900, 0)))
    network, _ = built(ways, boats(BOAT, terminals=(area, QUAYS[1])), land=islands)
    on_a = [i for i in of_kind(network, QUAY) if network.landmasses[network.landmass[i]] == "A"]
    assert len(on_a) == 2
    assert np.isfinite(minutes(network, "car", (0, 90), (0, -90)))


def test_a_placed_end_in_a_terminals_area_lands_there(islands):
    area = {"id": "ta", "name": "ta", "geometry": box(*placed(800, -100), *placed(990, 100))}
    (lon, lat), (east, north) = (
        shapely.get_coordinates(
            GeoDataFrame(geometry=[Point(placed(*p))], crs=METRES).to_crs("OGC:CRS84").geometry
        )[0]
        for p in ((1020, 0), (3050, 0))
    )
    boat = {k: v for k, v in BOAT.items() if k not in {"from", "to"}}
    boat |= {"from_lon": lon, "from_lat": lat, "to_lon": east, "to_lat": north}
    table = layer([boat], "ferries")
    table = table.with_frame(table.frame.drop(columns="geometry").set_geometry(
        [None], crs="OGC:CRS84"
    ))  # fmt: skip
    quays = terminals_of(layer([area], "terminals"), {})
    network, _ = built(
        roads(road((0, 0), (810, 0)), road((3100, 0), (3900, 0))),
        ferries_of(table, {}, quays),
        land=islands,
    )
    assert np.isfinite(minutes(network, "car", (0, 0), (3900, 0)))


def test_a_timetable_gives_the_expected_wait_and_the_last_sailing(island_roads, islands):
    boat = BOAT | {"headway": None, "timetable": "06:00 07:00 09:00", "timetable_back": "10:00"}
    network, _ = built(island_roads, boats(boat, terminals=QUAYS), land=islands, date=DAY)
    ferry = of_kind(network, FERRY)[0]
    assert network.minutes[CAR, :, ferry].tolist() == [10 + 50 + 20 + 5, 10 + 60 + 20 + 5]
    assert network.last_sailing[:, ferry].tolist() == [9, 10]


@pytest.mark.parametrize(
    "rare", [{"headway": 300}, {"headway": None, "timetable": "06:00 11:00 16:00"}]
)
def test_who_takes_a_rare_ferry_knows_when_it_sails_and_that_is_told(island_roads, islands, rare):
    network, findings = built(
        island_roads, boats(BOAT | rare, terminals=QUAYS), land=islands, date=DAY
    )
    ferry = of_kind(network, FERRY)[0]
    assert network.minutes[CAR, :, ferry].tolist() == [10 + 60 + 20 + 5] * 2
    [told] = [f for f in findings if f.code == "ferry-wait-capped"]
    assert (told.count, told.facts["minutes"]) == (1, "60")


def test_a_ferry_that_does_not_tell_takes_people_only_and_is_told(island_roads, islands):
    boat = BOAT | {"vehicles": None, "dangerous_goods": None}
    network, findings = built(island_roads, boats(boat, terminals=QUAYS), land=islands, date=DAY)
    ferry = of_kind(network, FERRY)[0]
    assert network.why_not[:, ferry].tolist() == [NOT_FOR_MODE] * 3 + [MAY_PASS]
    assert "ferry-vehicles-assumed" in {f.code for f in findings}


def test_dangerous_goods_that_nobody_speaks_of_are_refused_and_told(island_roads, islands):
    boat = BOAT | {"dangerous_goods": None}
    network, findings = built(island_roads, boats(boat, terminals=QUAYS), land=islands, date=DAY)
    assert network.why_not[DANGEROUS, of_kind(network, FERRY)[0]] == DANGEROUS_GOODS
    assert "ferry-dangerous-goods-assumed" in {f.code for f in findings}


def test_a_ferry_of_a_later_source_replaces_the_one_of_the_same_id(island_roads, islands):
    first, second = boats(BOAT, terminals=QUAYS), boats(BOAT | {"sailing": 40}, terminals=QUAYS)
    network, findings = built(island_roads, [first, second], land=islands, date=DAY)
    assert network.minutes[CAR, 0, of_kind(network, FERRY)].tolist() == [85]
    assert "ferry-replaced" in {f.code for f in findings}


def test_modes_that_are_not_wanted_pass_nothing(island_roads):
    network, findings = built(island_roads, modes=("car",), date=DAY)
    assert np.isinf(network.minutes[TRUCK]).all()
    assert set(network.joinable.tolist()) <= {0, 1}
    assert all(f.facts["mode_en"] == "cars" for f in findings if "mode_en" in f.facts)


def test_pieces_that_nothing_joins_are_counted(island_roads):
    _, findings = built(island_roads, date=DAY)
    told = {f.facts["mode_en"]: f.count for f in findings if f.code == "network-in-pieces"}
    assert told == {"cars": 2, "trucks": 2, "trucks with dangerous goods": 2, "people on foot": 2}


def test_a_network_needs_metres():
    with pytest.raises(WrongCrs):
        build_network(roads(road((0, 0), (9, 0))), crs=CRS(4326))


def test_nothing_gives_an_empty_network(tmp_path):
    network, findings = built([])
    assert len(network) == 0
    assert {f.code for f in findings} == {"network-empty"}
    network.write(tmp_path)
    assert len(type(network).open(tmp_path)) == 0


def test_a_line_that_is_nowhere_is_left_out():
    frame = GeoDataFrame(
        geometry=[LineString([(122, 95), (122, 96)]), LineString([(122, 30), (122, 30.01)])],
        crs="OGC:CRS84",
    )
    network, _ = built(ways_of_lines(Layer("r", frame, (), Provenance("r", "drawn"))))
    assert len(network) == 1
    assert np.isfinite(network.xy).all()


def test_ways_of_several_sources_join():
    network, _ = built([roads(road((0, 0), (100, 0))), roads(road((50, 0.2), (50, 80)))])
    assert len(piece_sizes(network, "car")) == 1


def test_a_truck_of_another_size_meets_other_limits():
    from dataclasses import replace

    ways = roads(road((0, 0), (100, 0), max_weight=20))
    light = replace(network_assumptions(), truck_weight=18.0)
    assert np.isfinite(built(ways, assumptions=light)[0].minutes[TRUCK, 0, 0])


def test_the_same_input_gives_the_same_bytes(island_roads, islands, tmp_path):
    for name in "ab":
        network, _ = built(island_roads, boats(BOAT, terminals=QUAYS), land=islands, date=DAY)
        network.write(tmp_path / name)
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert files
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@st.composite
def grids(draw):
    """Draw streets of a small grid, some one-way, some of another class or missing."""
    size = draw(st.integers(2, 4))
    rows = []
    for x in range(size):
        for y in range(size):
            for ahead in ((x + 1, y), (x, y + 1)):
                if max(ahead) == size or not draw(st.integers(0, 4)):
                    continue
                told = {
                    "oneway": draw(st.sampled_from(["yes", "no", "-1"])),
                    "class": draw(st.sampled_from(["primary", "motorway", "steps"])),
                }
                ends = (100 * x, 100 * y), (100 * ahead[0], 100 * ahead[1])
                rows += [road(*ends, **told)]
    return rows


@given(grids(), st.sampled_from(MODES))
def test_the_directed_graph_is_that_of_networkx(rows, mode):
    if not rows:
        return
    network, _ = built(roads(*rows))
    arcs = network.arcs(mode)
    graph = nx.DiGraph()
    speeds = network_assumptions().classes
    for row in rows:
        one, other = (tuple(p) for p in row["geometry"].coords)
        speed = speeds[row["class"]].speed.get(mode)
        if speed is None:
            continue
        cost = 0.1 / speed * 60
        if mode == "foot" or row["oneway"] != "-1":
            graph.add_edge(one, other, minutes=cost)
        if mode == "foot" or row["oneway"] != "yes":
            graph.add_edge(other, one, minutes=cost)
    found = {
        (tuple(network.nodes[t]), tuple(network.nodes[h])): m
        for t, h, m in zip(arcs.tail, arcs.head, arcs.minutes, strict=True)
    }
    assert found == pytest.approx({(a, b): d["minutes"] for a, b, d in graph.edges(data=True)})
    n = len(network.nodes)
    apart = dijkstra(csr_matrix((arcs.minutes, arcs.head, arcs.starts), shape=(n, n)))
    piece = np.full(n, -1)
    at = {tuple(xy): i for i, xy in enumerate(network.nodes)}
    for number, nodes in enumerate(nx.weakly_connected_components(graph)):
        piece[[at[node] for node in nodes]] = number
    between = piece[:, None] != piece[None, :]
    assert np.isinf(apart[between]).all()  # nothing finite between pieces
    reverse = network.arcs(mode, reverse=True)
    back = dijkstra(csr_matrix((reverse.minutes, reverse.head, reverse.starts), shape=(n, n)))
    assert back == pytest.approx(apart.T)


# one-way roads ----------------------------------------------------------------------------------


def test_one_way_roads_from_whose_end_nothing_leads_back_are_told():
    ring = [road((0, 0), (100, 0), oneway="yes"), road((100, 0), (100, 100), (0, 0), oneway="yes")]
    stub = road((100, 0), (300, 0), oneway="yes", id="stub")
    _, findings = built(roads(*ring), modes=["car"])
    assert not [f for f in findings if f.code == "one-way-out"]
    network, findings = built(roads(*ring, stub), modes=["car", "foot"])
    (told,) = [f for f in findings if f.code == "one-way-out"]
    assert (told.count, told.facts["mode_en"]) == (1, "cars")
    assert leading_out(network, "car").sum() == 1
    assert not leading_out(network, "foot").any()
