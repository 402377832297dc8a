from datetime import time

import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point, box

from sitesel.errors import LayerError
from sitesel.layers.cells import minutes_of
from sitesel.layers.ferries import FerryOptions, ferries_of, read_ferries, terminals_of
from sitesel.layers.layer import Layer, Provenance
from sitesel.layers.road_classes import BIT

HEAD = "id,name,from,to,sailing,headway,first,last,vehicles,dangerous_goods,days_lost,source\n"
GOOD = "f1,甲—乙,a,b,35 min,1 h,06:00,17:30,car truck foot,no,25,示意\n"
TERMINALS = "id,name,lon,lat\na,甲,122.1,30.0\nb,乙,122.2,30.1\n"


@pytest.fixture
def read(tmp_path):
    """Read ferries from the text of a table beside a table of two terminals, a and b."""
    (tmp_path / "terminals.csv").write_text(TERMINALS, "utf-8")

    def reader(text, **options):
        (tmp_path / "ferries.csv").write_text(text, "utf-8")
        told = FerryOptions(terminals=tmp_path / "terminals.csv", **options)
        return read_ferries(tmp_path / "ferries.csv", told)

    return reader


def codes(ferries):
    return [f.code for f in ferries.findings if f.code.startswith(("ferry", "network"))]


def test_a_table_is_read_with_its_units(read):
    ferries = read(HEAD + GOOD)
    row = ferries.table.iloc[0]
    assert (row["sailing"], row["headway"], row["first"], row["last"]) == (35, 60, 6, 17.5)
    assert (row["id"], row["name"], row["tail"], row["head"]) == ("f1", "甲—乙", "a", "b")
    assert row["allowed"] == BIT["car"] | BIT["truck"] | BIT["truck_dg"] | BIT["foot"]
    assert (row["dangerous_goods"], row["days_lost"], row["source"]) == (0, 25, "示意")
    assert codes(ferries) == []
    assert ferries.terminals["id"].tolist() == ["a", "b"]


def test_columns_may_have_other_names(read):
    text = "航线,起点,终点,航时,间隔\nf1,a,b,1小时20分,40分钟\n"
    ferries = read(
        text,
        columns={"id": "航线", "from": "起点", "to": "终点", "sailing": "航时", "headway": "间隔"},
    )
    assert ferries.table[["sailing", "headway"]].to_numpy().tolist() == [[80, 40]]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("x,n,a,nowhere,35,60,,,car,no,,\n", "ferry-terminal-unknown", "to"),
        ("x,n,a,,35,60,,,car,no,,\n", "ferry-end-missing", "to"),
        ("x,n,a,a,35,60,,,car,no,,\n", "ferry-goes-nowhere", "to"),
        ("x,n,a,b,,60,,,car,no,,\n", "ferry-sailing-missing", "sailing"),
        ("x,n,a,b,-5,60,,,car,no,,\n", "ferry-sailing-missing", "sailing"),
        ("x,n,a,b,35,,,,car,no,,\n", "ferry-headway-missing", "headway"),
        ("x,n,a,b,35,soon,,,car,no,,\n", "ferry-headway-missing", "headway"),
        ("x,n,a,b,45 h,60,,,car,no,,\n", "network-implausible", "sailing"),
        ("x,n,a,b,0,60,,,car,no,,\n", "network-implausible", "sailing"),
        ("x,n,a,b,35,8 d,,,car,no,,\n", "network-implausible", "headway"),
        ("x,n,a,b,35,0,,,car,no,,\n", "network-implausible", "headway"),
    ],
)
def test_a_faulty_row_is_set_aside_and_hides_no_other(read, row, code, column):
    ferries = read(HEAD + row + GOOD)
    assert ferries.table["id"].tolist() == ["f1"]
    told = [f for f in ferries.findings if f.code == code]
    assert [(f.row, f.column) for f in told] == [(0, column)]
    assert "1" in told[0].found("zh")
    assert told[0].found("en")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,n,a,b,35,60,25:99,,car,no,,\n", "first"),
        ("x,n,a,b,35,60,,,car bicycle,no,,\n", "vehicles"),
        ("x,n,a,b,35,60,,,car,perhaps,,\n", "dangerous_goods"),
        ("x,n,a,b,35,60,,,car,no,-3,\n", "days_lost"),
        ("x,n,a,b,35,60,,,car,no,400,\n", "days_lost"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_and_counts_as_not_told(read, row, column):
    ferries = read(HEAD + row)
    assert len(ferries) == 1
    assert [f.column for f in ferries.findings if f.code == "network-unreadable"] == [column]


def test_all_faults_of_a_row_are_told(read):
    ferries = read(HEAD + "x,n,nowhere,,,,,,car,no,,\n")
    assert codes(ferries) == [
        "ferry-terminal-unknown",
        "ferry-end-missing",
        "ferry-sailing-missing",
        "ferry-headway-missing",
    ]


NAMED = "id,name,lon,lat\na,甲码头 Jia pier,122.1,30.0\nb,乙码头 Yi pier,122.2,30.1\n"
TWIN = "c,乙码头 Bing pier,122.3,30.2\n"


@pytest.mark.parametrize("word", ["b", "乙码头 Yi pier", " 乙码头", "yi pier", "乙码头（Yi pier）"])
def test_a_terminal_is_found_by_its_name(read, tmp_path, word):
    (tmp_path / "terminals.csv").write_text(NAMED, "utf-8")
    ferries = read(HEAD + f"f,n,a,{word},35,60,,,car,no,,\n")
    assert ferries.table[["tail", "head"]].to_numpy().tolist() == [["a", "b"]]
    assert codes(ferries) == []


def test_a_name_of_two_terminals_is_told(read, tmp_path):
    (tmp_path / "terminals.csv").write_text(NAMED + TWIN, "utf-8")
    ferries = read(HEAD + "f,n,a,乙码头,35,60,,,car,no,,\ng,n,a,Bing pier,35,60,,,car,no,,\n")
    assert ferries.table["head"].tolist() == ["c"]
    assert ferries.set_aside == ("f",)
    told = [f for f in ferries.findings if f.code == "ferry-terminal-ambiguous"]
    assert [(f.row, f.facts["among"]) for f in told] == [(0, "b, c")]


def test_terminals_without_ids_are_found_by_name(read, tmp_path):
    (tmp_path / "terminals.csv").write_text("name,lon,lat\n甲,122.1,30.0\n乙 Yi,122.2,30.1\n")
    assert read(HEAD + "f,n,甲,Yi,35,60,,,car,no,,\n").table["head"].tolist() == ["乙 Yi"]


def drawn(**columns):
    frame = GeoDataFrame(columns, geometry=[LineString([(0, 0), (9, 9)])], crs="EPSG:4550")
    return Layer("f", frame, (), Provenance("f", "drawn"))


PIERS = GeoDataFrame({"id": ["a"], "name": [""]}, geometry=[Point(0, 0)], crs="EPSG:4550")


def test_an_unknown_terminal_of_a_drawn_ferry_is_told_and_the_end_of_its_line_used():
    ferries = ferries_of(drawn(id=["f"], **{"from": ["a"], "to": ["ab"]}), {}, PIERS)
    assert [(f.code, f.column) for f in ferries.findings] == [("ferry-terminal-by-line", "to")]
    assert ferries.table[["head_x", "head_y"]].to_numpy().tolist() == [[9, 9]]
    assert codes(ferries_of(drawn(id=["f"], to=["ab"]), {})) == []


def test_what_can_not_be_is_left_out_of_a_drawn_ferry():
    ferries = ferries_of(drawn(id=["f"], sailing=["45 h"], boarding=["2 d"]), {})
    assert codes(ferries) == ["network-implausible"] * 2
    assert ferries.table[["sailing", "boarding"]].isna().to_numpy().all()
    assert "2700 min" in ferries.findings[0].found("en")


def test_ends_may_be_places(read):
    text = "id,from_lon,from_lat,to_lon,to_lat,sailing,headway\nf,122.1,30,122.2,30.1,20,60\n"
    ferries = read(text)
    assert ferries.table[["tail_x", "head_y"]].to_numpy().tolist() == [[122.1, 30.1]]
    assert ferries.table["tail"].tolist() == [""]


def test_a_timetable_stands_for_a_headway(read):
    text = "id,from,to,sailing,timetable\nf,a,b,20,17:45 06:30 08:00\n"
    ferries = read(text)
    assert ferries.table["timetable"].tolist() == [(6.5, 8.0, 17.75)]
    assert codes(ferries) == []


def test_a_repeated_id_is_told(read):
    ferries = read(HEAD + GOOD + GOOD)
    assert len(ferries) == 2
    assert codes(ferries) == ["ferry-id-repeated"]


def test_hours_that_are_turned_round_are_told(read):
    assert codes(read(HEAD + "f,n,a,b,35,60,17:00,06:00,car,no,,\n")) == ["ferry-hours-turned"]


def test_a_mapped_column_that_is_not_there_is_refused(read):
    with pytest.raises(LayerError, match="no column 'minutes'"):
        read(HEAD + GOOD, columns={"sailing": "minutes"})


def test_terminals_may_be_areas():
    frame = GeoDataFrame({"号": [7], "name": ["x"]}, geometry=[box(0, 0, 1, 1)], crs="OGC:CRS84")
    layer = Layer("t", frame, (), Provenance("t", "drawn"))
    assert terminals_of(layer, {"id": "号"})["id"].tolist() == ["7"]


def test_no_rows_are_no_ferries():
    frame = GeoDataFrame({"id": []}, geometry=[], crs="OGC:CRS84")
    assert len(ferries_of(Layer("f", frame, (), Provenance("f", "drawn")), {})) == 0


def test_a_row_may_be_read_from_any_point_layer_with_unused_geometry():
    frame = GeoDataFrame({"id": ["f"]}, geometry=[Point(1, 1)], crs="OGC:CRS84")
    ferries = ferries_of(Layer("f", frame, (), Provenance("f", "drawn")), {})
    assert len(ferries) == 0
    assert codes(ferries).count("ferry-end-missing") == 2


@pytest.mark.parametrize(
    ("cell", "minutes"), [(time(0, 45), 45), ("PT45M", 45), ("1.5 h", 90), ("01:30", 90), (0, 0)]
)
def test_durations(cell, minutes):
    assert minutes_of(cell) == minutes


def test_nothing_told_is_not_a_number(read):
    ferries = read("id,from,to,sailing,headway\nf,a,b,20,60\n")
    assert np.isnan(
        ferries.table.loc[0, ["days_lost", "boarding", "open_from"]].astype(float)
    ).all()
    assert ferries.table.loc[0, ["allowed", "refused", "dangerous_goods"]].tolist() == [0, 0, -1]
