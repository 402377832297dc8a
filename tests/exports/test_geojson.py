from __future__ import annotations

import json

import shapely

from sitesel.exports import write


def test_candidates_come_first_and_near_misses_after(selection, town):
    features = json.loads(write(selection, town, "geojson"))["features"]
    told = [(f["id"], f["properties"]["disposition"]) for f in features]
    assert told == [
        ("A", "candidate"),
        ("B", "candidate"),
        ("E", "near miss"),
        ("F", "near miss"),
    ]


def test_outer_rings_run_anticlockwise_in_lon_lat(selection, town):
    for feature in json.loads(write(selection, town, "geojson"))["features"]:
        ring = shapely.from_geojson(json.dumps(feature["geometry"])).exterior
        assert ring.is_ccw
        assert 122 < ring.coords[0][0] < 123
        assert 29 < ring.coords[0][1] < 31


def test_no_crs_member_is_written(selection, town):
    assert "crs" not in json.loads(write(selection, town, "geojson"))


def test_the_notice_of_illustrative_data_travels_along(selection, town):
    assert json.loads(write(selection, town, "geojson"))["notice"]["zh"] == "地块为示意。"


def test_an_interval_keeps_its_open_end(selection, town):
    first = json.loads(write(selection, town, "geojson"))["features"][0]
    assert first["properties"]["attributes"]["plot_ratio"] == {
        "lower": 1.0,
        "upper": 2.0,
        "lower_open": False,
        "upper_open": True,
    }
