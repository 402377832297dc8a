from __future__ import annotations

import json

import shapely


def test_a_page_has_every_attribute_and_the_total(client):
    page = client.get("/api/parcels", params={"offset": 4, "limit": 10}).json()
    assert page["total"] == 6
    assert len(page["parcels"]) == 2
    assert set(page["parcels"][0]) == {"id", "attributes"}


def test_beyond_the_last_page_there_is_nothing(client):
    assert client.get("/api/parcels", params={"offset": 99}).json()["parcels"] == []


def test_one_parcel_is_a_feature_with_the_meaning_of_each_value(client):
    told = client.get("/api/parcels/A").json()
    assert shapely.from_geojson(json.dumps(told["geometry"])).geom_type == "Polygon"
    assert told["properties"]["plot_ratio"]["upper_open"] is True
    ratio = next(a for a in told["attributes"] if a["name"] == "plot_ratio")
    assert ratio["label"]["zh"] == "容积率"


def test_halls_are_sites_too(client):
    page = client.get("/api/parcels", params={"sites": "halls"}).json()
    assert [one["id"] for one in page["parcels"]] == ["H1"]


def test_an_unknown_parcel_is_not_found(client):
    answer = client.get("/api/parcels/nowhere")
    assert answer.status_code == 404
    assert answer.json()["title"] == "parcel-not-found"
