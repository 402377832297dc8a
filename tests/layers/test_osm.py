import math

import numpy as np
import pytest
from pyproj import CRS

from sitesel.attributes.crossings import crossings
from sitesel.attributes.network import FERRY, QUAY
from sitesel.attributes.network_build import build_network, piece_sizes
from sitesel.errors import LayerError
from sitesel.layers import osm
from sitesel.layers.osm import read_osm
from sitesel.layers.osm_tags import (
    access_of,
    dangerous_goods_of,
    direction_of,
    duration_of,
    height_of,
    speed_of,
    weight_of,
)
from sitesel.layers.road_classes import BIT, EVERY_MODE, network_assumptions
from sitesel.layers.way_lines import BACKWARD, BOTH, BRIDGE, FORWARD, ROAD, TUNNEL
from sitesel.layers.ways import read_ways

pytest.importorskip("osmium")

VEHICLES = BIT["car"] | BIT["truck"] | BIT["truck_dg"]
TRUCKS = BIT["truck"] | BIT["truck_dg"]


def node(number, lon, lat, **tags):
    return f'<node id="{number}" lat="{lat}" lon="{lon}" version="1">{_tags(tags)}</node>'


def way(number, nodes, **tags):
    refs = "".join(f'<nd ref="{ref}"/>' for ref in nodes)
    return f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>'


def relation(number, ways, **tags):
    members = "".join(f'<member type="way" ref="{ref}" role=""/>' for ref in ways)
    return f'<relation id="{number}" version="1">{members}{_tags(tags)}</relation>'


def _tags(tags):
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{word}"/>' for key, word in tags.items())


@pytest.fixture
def read(tmp_path):
    """Read an extract written by hand; nodes 1 to 9 lie 0.001° apart on the equator."""
    grid = [node(n, 0.001 * n, 0) for n in range(1, 10)]

    def reader(*elements):
        path = tmp_path / "town.osm"
        own = {e.split('"')[1] for e in elements if e.startswith("<node")}
        nodes = [n for n in grid if n.split('"')[1] not in own]
        nodes += [e for e in elements if e.startswith("<node")]
        ways = [e for e in elements if e.startswith("<way")]
        rest = [e for e in elements if e.startswith("<relation")]
        path.write_text('<osm version="0.6">' + "".join([*nodes, *ways, *rest]) + "</osm>", "utf-8")
        return read_osm(path)

    return reader


def codes(ways):
    return [finding.code for finding in ways.findings]


def test_ways_keep_their_nodes_and_meet_only_at_them(read):
    over = node(11, 0.002, 0)  # where node 2 is, and not it
    ways = read(
        over,
        node(12, 0.002, 0.001),
        node(13, 0.002, -0.001),
        way(1, [1, 2, 3], highway="primary"),
        way(2, [12, 11, 13], highway="primary", bridge="yes", layer="1"),
        way(3, [2, 12], highway="residential"),
    )
    assert ways.node.tolist() == [1, 2, 3, 12, 11, 13, 2, 12]
    network, _ = build_network(ways, crs=CRS(32631))
    assert len(network) == 4  # way 1 is cut at node 2, way 2 is not


def test_tags_become_columns(read):
    table = read(
        way(1, [1, 2], highway="trunk", name="滨海路", oneway="-1", maxspeed="30 mph",
            maxweight="20", maxheight="4", hazmat="no", toll="yes", tunnel="yes", layer="-1",
            maxspeed__hgv="40"),
        way(2, [2, 3], highway="residential", bridge="viaduct", motor_vehicle="private"),
    ).table  # fmt: skip
    first, second = table.iloc[0], table.iloc[1]
    assert first[["id", "name", "road_class", "kind", "level", "oneway"]].tolist() == [
        "way/1", "滨海路", "trunk", TUNNEL, -1, BACKWARD,
    ]  # fmt: skip
    assert first["limit"] == pytest.approx(48.28, abs=0.01)
    assert first[["truck_limit", "max_weight", "max_height"]].tolist() == [40, 20, 4]
    assert (first["dangerous_goods"], first["toll"]) == (0, True)
    assert (second["kind"], second["refused"]) == (BRIDGE, VEHICLES)
    assert np.isnan(second["limit"])


def test_a_way_is_cut_where_nodes_are_missing_and_told(read):
    ways = read(way(1, [1, 2, 99, 3, 4, 98], highway="primary"))
    assert ways.node.tolist() == [1, 2, 3, 4]
    told = [f for f in ways.findings if f.code == "ways-cut"]
    assert [(f.count, f.facts["missing"]) for f in told] == [(1, 2)]
    network, _ = build_network(ways, crs=CRS(32631))
    assert len(piece_sizes(network, "car")) == 2


def test_what_is_no_road_is_told_by_kind(read):
    ways = read(
        way(1, [1, 2], highway="construction"),
        way(2, [2, 3], highway="construction"),
        way(3, [3, 4], highway="goat_way"),
    )
    assert len(ways) == 1
    assert ways.table["road_class"].tolist() == ["path"]
    assert {(f.code, f.count) for f in ways.findings} == {
        ("not-a-road", 2), ("way-class-unknown", 1),
    }  # fmt: skip


def test_a_ferry_runs_from_road_to_road(read):
    ways = read(
        way(1, [1, 2], highway="primary"),
        way(2, [2, 3, 4], route="ferry", duration="00:20", interval="00:30", name="甲—乙",
            motor_vehicle="yes", foot="yes"),
        way(3, [4, 5], highway="primary"),
    )  # fmt: skip
    row = ways.ferries.table.iloc[0]
    assert (row["id"], row["name"], row["sailing"], row["headway"]) == ("way/2", "甲—乙", 20, 30)
    assert (row["allowed"], row["refused"]) == (EVERY_MODE, 0)
    assert row["length"] == pytest.approx(222.4, abs=0.1)
    network, _ = build_network(ways, crs=CRS(32631))
    assert len(piece_sizes(network, "car")) == 1
    ferry = np.flatnonzero(network.kind == FERRY)[0]
    assert network.minutes[0, 0, ferry] == pytest.approx(10 + 15 + 20 + 5)
    assert network.length[network.kind == QUAY].tolist() == pytest.approx([0, 0])


def test_a_ferry_in_two_ways_is_one_crossing(read):
    ways = read(
        way(1, [1, 2, 3], route="ferry", foot="yes", duration="10 min"),
        way(2, [3, 4, 5], route="ferry", foot="yes", duration="20 min"),
        relation(7, [1, 2], type="route", route="ferry", name="甲—乙"),
    )
    assert ways.ferries.table[["id", "name", "sailing"]].to_numpy().tolist() == [
        ["relation/7", "甲—乙", 30]
    ]


def test_a_route_tells_what_its_ways_do_not(read):
    ways = read(
        way(1, [1, 2], route="ferry"),
        relation(7, [1], route="ferry", motor_vehicle="yes", hgv="no", duration="1:00"),
    )
    row = ways.ferries.table.iloc[0]
    assert (row["allowed"], row["refused"], row["sailing"]) == (BIT["car"], TRUCKS, 60)


def test_a_ferry_stops_at_a_terminal_on_its_way(read):
    ways = read(
        node(3, 0.003, 0, amenity="ferry_terminal", name="丙"),
        way(1, [1, 2, 3, 4, 5], route="ferry", duration="0:40"),
    )
    assert ways.ferries.table["sailing"].tolist() == pytest.approx([20, 20])
    assert ways.ferries.terminals["id"].tolist() == ["node/3"]


def test_ferries_that_part_at_sea_lead_from_stop_to_stop(read):
    ways = read(
        node(21, 0.003, 0.001),
        way(1, [1, 2], route="ferry"),
        way(2, [2, 3], route="ferry"),
        way(3, [2, 21], route="ferry"),
        relation(7, [1, 2], route="ferry", name="a"),
        relation(8, [1, 3], route="ferry", name="b"),
    )
    found = {row["name"]: round(row["length"]) for _, row in ways.ferries.table.iterrows()}
    assert found == {"a": 222, "b": 268}  # and none from 3 to 21, which no route has


def test_a_ferry_beyond_the_extract_is_left_out_and_told(read):
    ways = read(
        way(1, [1, 2], highway="primary"),
        way(2, [2, 3, 99], route="ferry", name="远航"),
        relation(7, [2, 55], route="ferry", name="远航"),
    )
    assert len(ways.ferries) == 0
    assert codes(ways) == ["ferry-beyond-extract", "ferry-route-cut", "ferry-cut"]
    assert all("远航" in finding.found("zh") for finding in ways.findings)


def test_an_area_is_a_terminal_and_ferries_near_its_edge_land_there(read):
    corners = [node(30 + i, x, y) for i, (x, y) in enumerate(
        [(0.0021, -0.0005), (0.0028, -0.0005), (0.0028, 0.0005), (0.0021, 0.0005)]
    )]  # fmt: skip
    ways = read(
        *corners,
        way(1, [1, 2], highway="primary"),
        way(2, [30, 31, 32, 33, 30], amenity="ferry_terminal", name="客运站"),
        way(3, [3, 5], route="ferry", foot="yes"),
    )
    assert ways.ferries.terminals["id"].tolist() == ["way/2"]
    network, findings = build_network(ways, crs=CRS(32631))
    ferry = network.way_ids.index("way/3")
    assert np.isfinite(network.minutes[3][:, network.way == ferry]).all()
    assert "ferry-without-road" not in {f.code for f in findings}
    assert crossings([ways.ferries], CRS(32631), network_assumptions()).stops.ids == ("way/2", "")


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "bad.osm.pbf").write_bytes(b"no extract at all")
    with pytest.raises(LayerError, match="download it again"):
        read_ways(tmp_path / "bad.osm.pbf")
    with pytest.raises(LayerError, match="no file"):
        read_ways(tmp_path / "none.osm.pbf")


def test_without_pyosmium_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(osm, "find_spec", lambda _: None)
    with pytest.raises(LayerError, match=r"sitesel\[osm\]") as told:
        read_osm(tmp_path / "town.osm.pbf")
    assert "sitesel[osm]" in told.value.say("zh")


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({"oneway": "yes"}, FORWARD),
        ({"oneway": "-1"}, BACKWARD),
        ({"junction": "roundabout"}, FORWARD),
        ({"junction": "roundabout", "oneway": "no"}, BOTH),
        ({"highway": "motorway"}, FORWARD),
        ({"highway": "motorway", "oneway": "no"}, BOTH),
        ({"highway": "primary"}, BOTH),
        ({"oneway": "reversible"}, BOTH),
    ],
)
def test_directions(tags, direction):
    assert direction_of(tags) == direction


@pytest.mark.parametrize(
    ("tags", "allowed", "refused"),
    [
        ({}, 0, 0),
        ({"access": "private"}, 0, EVERY_MODE),
        ({"access": "no", "motor_vehicle": "yes"}, VEHICLES, BIT["foot"]),
        ({"motor_vehicle": "yes", "hgv": "no"}, BIT["car"], TRUCKS),
        ({"vehicle": "no", "hgv": "designated"}, TRUCKS, BIT["car"]),
        ({"access": "unknown"}, 0, 0),
    ],
)
def test_access_of_the_most_special_key(tags, allowed, refused):
    assert access_of(tags) == (allowed, refused)


@pytest.mark.parametrize(
    ("word", "kmh"),
    [("50", 50), ("30 mph", 48.280), ("none", None), ("RU:urban", None), ("signals", None),
     ("90;30;90", 30), (None, None), ("10 knots", 18.52), ("0", None)],
)  # fmt: skip
def test_speeds(word, kmh):
    found = speed_of(word)
    assert math.isnan(found) if kmh is None else found == pytest.approx(kmh, abs=0.001)


@pytest.mark.parametrize(
    ("words", "tonnes"),
    [(("3.5",), 3.5), (("7,5 t",), 7.5), (("40000 lbs",), 18.1437), (("20 st",), 18.1437),
     (("none",), None), (("12", "7.5"), 7.5), ((None,), None), (("unsigned",), None)],
)  # fmt: skip
def test_weights(words, tonnes):
    found = weight_of(*words)
    assert math.isnan(found) if tonnes is None else found == pytest.approx(tonnes, abs=0.001)


@pytest.mark.parametrize(
    ("word", "metres"),
    [("4.2", 4.2), ("4.2 m", 4.2), ("13'8\"", 4.166), ("13'", 3.962), ("14 ft", 4.267),
     ("default", None), ("below_default", None), ("380 cm", 3.8)],
)  # fmt: skip
def test_heights(word, metres):
    found = height_of(word)
    assert math.isnan(found) if metres is None else found == pytest.approx(metres, abs=0.001)


@pytest.mark.parametrize(
    ("tags", "told"),
    [({}, -1), ({"hazmat": "no"}, 0), ({"hazmat": "designated"}, 1),
     ({"hazmat:adr_tunnel_cat": "C"}, 0), ({"hazmat:adr_tunnel_cat": "A"}, -1)],
)  # fmt: skip
def test_dangerous_goods(tags, told):
    assert dangerous_goods_of(tags, network_assumptions()) == told


def test_durations_that_cannot_be_read_are_not_told():
    assert math.isnan(duration_of({"duration": "a while"}))
    assert duration_of({"duration": "PT1H30M"}) == 90


def test_kinds_are_told_apart(read):
    ways = read(
        way(1, [1, 2], highway="primary", tunnel="building_passage"),
        way(2, [2, 3], highway="primary", bridge="no"),
    )
    assert ways.table["kind"].tolist() == [ROAD, ROAD]
