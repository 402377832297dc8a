from __future__ import annotations

import json

import pytest
import shapely


def test_surroundings_are_features_with_the_words_of_their_role(client):
    answer = client.get("/api/parcels/A/surroundings", params={"metres": 150})
    assert answer.headers["content-type"] == "application/geo+json"
    told = answer.json()
    roles = [one["properties"]["role"] for one in told["features"]]
    assert roles == ["site", "neighbour", "neighbour", "neighbour", "facility", "land", "road"]
    by_role = {one["properties"]["role"]: one["properties"] for one in told["features"]}
    assert set(by_role["road"]) == {"role", "name", "road_class", "distance_m"}
    assert by_role["facility"]["kind"] == "wharf"
    assert by_role["site"]["height_limit"] is None
    assert told["counts"]["neighbour"] == {"found": 3, "told": 3}
    assert told["counts"]["way"] == {"found": 1, "told": 1}


@pytest.mark.parametrize("metres", [0, 10_001, "x"])
def test_metres_out_of_range_are_told(client, metres):
    answer = client.get("/api/parcels/A/surroundings", params={"metres": metres})
    assert answer.status_code == 422


@pytest.mark.parametrize("what", ["surroundings", "envelope"])
def test_an_unknown_parcel_has_neither(client, what):
    assert client.get(f"/api/parcels/Z/{what}").status_code == 404


def test_the_envelope_lies_in_the_plot_and_says_how_it_comes_about(client):
    asked = {"road": 30, "neighbour": 10}
    plot, room = client.get("/api/parcels/A/envelope", params=asked).json()["features"]
    outline, left = (shapely.from_geojson(json.dumps(one["geometry"])) for one in (plot, room))
    assert outline.buffer(1e-8).covers(left)
    told = room["properties"]
    assert (plot["properties"]["role"], told["role"]) == ("plot", "envelope")
    assert told["most_floor_area"] == 20_000
    words = told["most_floor_area_words"]["en"]
    assert "at least 1 and less than 2" in words
    assert "20,000 m² (less than that)" in words
    assert "退界" in told["setbacks"]["words"]["zh"]
    assert (told["height"], told["height_words"]["en"]) == (None, "The height limit is not known.")


def test_without_setbacks_the_envelope_says_that_none_are_known(client):
    [_, room] = client.get("/api/parcels/A/envelope").json()["features"]
    assert "0 m are taken" in room["properties"]["setbacks"]["words"]["en"]


def test_an_envelope_without_land_has_no_geometry(client):
    asked = {"road": 99, "neighbour": 99}
    [_, room] = client.get("/api/parcels/A/envelope", params=asked).json()["features"]
    assert room["geometry"] is None
    assert room["properties"]["most_footprint_words"]["zh"] == "没有可建的用地。"
