import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, MultiLineString, Point

from sitesel.errors import LayerError, UnknownCrs
from sitesel.layers.layer import Layer, Provenance
from sitesel.layers.road_classes import BIT, EVERY_MODE, MODES, network_assumptions
from sitesel.layers.way_lines import BACKWARD, BOTH, BRIDGE, FORWARD, ROAD, TUNNEL
from sitesel.layers.ways import WayOptions, read_ways, ways_of_lines

LINE = LineString([(0, 0), (100, 0)])


def layer(geometry=None, crs="EPSG:4550", **columns):
    rows = max([len(geometry or [LINE]), *(len(c) for c in columns.values())])
    frame = GeoDataFrame(columns, geometry=geometry or [LINE] * rows, crs=crs)
    return Layer("roads", frame, (), Provenance("roads", "drawn"))


def ways(geometry=None, **columns):
    return ways_of_lines(layer(geometry, **columns), WayOptions(columns={n: n for n in columns}))


def test_a_mapping_names_the_columns_and_the_classes():
    source = layer(等级=["国道", "厂内"], 限速=["60 km/h", 30], 编号=[1.0, 2.0])
    options = WayOptions(
        columns={"class": "等级", "speed": "限速", "id": "编号"}, classes={"厂内": "service"}
    )
    table = ways_of_lines(source, options).table
    assert table["road_class"].tolist() == ["trunk", "service"]
    assert table["speed"].tolist() == [60, 30]
    assert table["id"].tolist() == ["1", "2"]


def test_rows_without_an_id_are_called_by_their_row():
    assert ways(name=["a", "b"]).table["id"].tolist() == ["roads-1", "roads-2"]


@pytest.mark.parametrize(
    ("word", "direction"),
    [("yes", FORWARD), (1, FORWARD), ("-1", BACKWARD), (-1.0, BACKWARD), ("双向", BOTH),
     ("单行", FORWARD), ("TF", BACKWARD), (None, BOTH), (False, BOTH)],
)  # fmt: skip
def test_directions_in_many_words(word, direction):
    assert ways(oneway=[word]).table["oneway"].tolist() == [direction]


def test_kinds_by_one_column_or_by_flags():
    assert ways(kind=["桥梁", "tunnel", None]).table["kind"].tolist() == [BRIDGE, TUNNEL, ROAD]
    assert ways(bridge=["yes", "viaduct", "no"]).table["kind"].tolist() == [BRIDGE, BRIDGE, ROAD]


def test_limits_have_units_and_may_be_none():
    table = ways(max_weight=["20 吨", "20000 kg", "none"], max_height=["4.2米", 3.8, None]).table
    assert table["max_weight"].tolist()[:2] == [20, 20]
    assert np.isnan(table["max_weight"][2])
    assert table["max_height"].tolist()[:2] == [4.2, 3.8]


def test_a_day_from_which_a_way_is_open():
    days = ways(open_from=["1970-01-11", "1971", None]).table["open_from"]
    assert days.tolist()[:2] == [10, 365]
    assert np.isnan(days[2])


def test_modes_that_a_layer_lets_pass():
    table = ways(modes=["truck", None]).table
    trucks = BIT["truck"] | BIT["truck_dg"]
    assert table[["allowed", "refused"]].to_numpy().tolist() == [
        [trucks, EVERY_MODE & ~trucks], [0, 0],
    ]  # fmt: skip


def test_values_that_cannot_be_read_are_told_once_each_and_the_row_is_kept():
    found = ways(speed=["fast", "fast", "60"], oneway=["perhaps", None, "yes"])
    told = {(f.column, f.row, f.count, f.facts["value"]) for f in found.findings}
    assert told == {("speed", 0, 2, "fast"), ("oneway", 0, 1, "perhaps")}
    assert len(found) == 3
    assert np.isnan(found.table["speed"][0])


@pytest.mark.parametrize(
    ("speed", "code"),
    [
        (0, "network-implausible"),
        ("0 km/h", "network-implausible"),
        ("60 m/s", "network-implausible"),
        (-5, "network-unreadable"),
    ],
)
def test_what_can_be_no_speed_is_none(speed, code):
    found = ways(speed=[speed])
    assert np.isnan(found.table["speed"][0])
    assert [f.code for f in found.findings] == [code]


def test_each_part_of_a_multi_line_is_a_line_of_its_row():
    both = MultiLineString([[(0, 0), (1, 0)], [(5, 0), (6, 0), (7, 0)]])
    found = ways([LINE, both], id=["a", "b"])
    assert found.table["id"].tolist() == ["a", "b", "b"]
    assert found.starts.tolist() == [0, 2, 4, 7]


def test_what_is_no_line_is_told_and_left_out():
    found = ways([LINE, Point(0, 0), None, LineString()], id=list("abcd"))
    assert found.table["id"].tolist() == ["a"]
    assert [(f.code, f.count, f.row) for f in found.findings] == [("way-without-line", 3, 1)]


def test_a_line_without_length_is_told_and_left_out():
    found = ways([LINE, LineString([(5, 5), (5, 5)])], id=list("ab"))
    assert found.table["id"].tolist() == ["a"]
    assert [(f.code, f.count) for f in found.findings] == [("way-without-length", 1)]


def test_heights_are_left_out():
    assert ways([LineString([(0, 0, 7), (1, 0, 8)])]).xy.shape == (2, 2)


def test_rows_that_are_ferries_go_among_the_ferries():
    found = ways(
        kind=["road", "ferry"], id=["a", "f"], sailing=[None, "20 min"], vehicles=[None, "foot"]
    )
    assert found.table["id"].tolist() == ["a"]
    assert found.ferries.table[["id", "sailing", "head_x"]].to_numpy().tolist() == [["f", 20, 100]]


def test_a_layer_must_tell_its_crs():
    with pytest.raises(UnknownCrs, match="declare it"):
        ways_of_lines(layer(crs=None))


def test_a_mapped_column_must_be_there():
    with pytest.raises(LayerError, match="no column 'kmh'"):
        ways_of_lines(layer(), WayOptions(columns={"speed": "kmh"}))


def test_a_file_is_read_with_its_mapping(tmp_path):
    layer(CLASS=["primary"]).frame.to_crs("OGC:CRS84").to_file(tmp_path / "roads.geojson")
    found = read_ways(tmp_path / "roads.geojson", WayOptions(columns={"class": "CLASS"}))
    assert found.table["road_class"].tolist() == ["primary"]
    assert found.crs.is_geographic


def test_an_unknown_class_is_kept_for_the_build_to_tell():
    assert ways(**{"class": ["haul road", None]}).table["road_class"].tolist() == [
        "haul road", network_assumptions().unknown_class,
    ]  # fmt: skip


def test_every_assumed_class_has_sound_speeds():
    for each in network_assumptions().classes.values():
        assert all(0 < speed <= 120 for speed in each.speed.values())
        assert each.speed.get("truck", 0) <= each.speed.get("car", 0)
        assert each.join & ~each.modes == 0
        assert set(each.speed) <= set(MODES)
        assert each.label.zh
        assert each.label.en


def test_the_ids_of_rows_that_are_no_lines_are_kept():
    found = ways([LINE, Point(0, 0), None], id=["a", "b", "c"])
    assert (found.table["id"].tolist(), found.set_aside) == (["a"], ("b", "c"))


def test_a_ferry_among_the_lines_names_terminals_too():
    frame = GeoDataFrame(
        {"id": ["f"], "kind": ["ferry"], "from": ["甲码头"], "to": ["z"]},
        geometry=[LINE],
        crs="EPSG:4550",
    )
    piers = GeoDataFrame(
        {"id": ["a"], "name": ["甲码头 Jia"]}, geometry=[Point(0, 0)], crs="EPSG:4550"
    )
    layer = Layer("l", frame, (), Provenance("l", "drawn"))
    options = WayOptions(columns={name: name for name in ("id", "kind", "from", "to")})
    found = ways_of_lines(layer, options, piers).ferries
    assert found.table["tail"].tolist() == ["a"]
    assert "ferry-terminal-by-line" in {f.code for f in found.findings}
