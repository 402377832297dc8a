from __future__ import annotations

import json
from dataclasses import replace

import geopandas
import pyarrow as pa
import shapely
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from sitesel.settings import Settings
from tests.conftest import town_draft
from tests.ruled_town import ruled_town


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
    assert answer.json()["type"] == "urn:sitesel:problem:parcel-not-found"


def test_an_id_with_slashes_is_asked_for_like_any_other(tmp_path):
    draft = town_draft()
    parcels = draft.sites["parcels"]
    ids = pa.array(["330902/12/3", "B", "C", "D", "E", "F"])
    named = replace(parcels, columns=replace(parcels.columns, ids=ids))
    Store(tmp_path / "town").publish(replace(draft, sites={"parcels": named}))
    with TestClient(create_app(Settings(store=tmp_path / "town", samples=tmp_path))) as client:
        assert client.get("/api/parcels/330902%2F12%2F3").json()["id"] == "330902/12/3"


def test_an_unknown_parcel_is_told_in_the_service_s_own_words(client):
    told = client.get("/api/parcels/nowhere", params={"lang": "zh"}).json()
    assert told["title"] == "没有这宗地块"
    assert "/api/parcels?sites=parcels" in told["detail"]
    assert "sitesel select" not in told["detail"]


def test_a_wrong_parameter_is_told_in_the_caller_s_language(client):
    answer = client.get("/api/parcels", params={"limit": 0, "sites": "x", "lang": "zh"})
    details = {fault["path"][-1]: fault["detail"] for fault in answer.json()["faults"]}
    assert details == {"limit": "应不小于 1", "sites": "应为 'parcels', 'halls' 之一"}


def test_each_value_is_said_in_both_languages(client):
    told = client.get("/api/parcels/A").json()
    said = {one["name"]: one["said"] for one in told["attributes"]}
    assert "less than" in said["plot_ratio"]["en"]
    assert "小于" in said["plot_ratio"]["zh"]


def test_nothing_is_said_of_what_nobody_knows(client):
    told = client.get("/api/parcels/A").json()
    unknown = [one for one in told["attributes"] if one["value"] is None and not one["state"]]
    assert unknown
    assert {one["said"] for one in unknown} == {None}


def test_each_value_tells_where_it_comes_from(client):
    told = {one["name"]: one for one in client.get("/api/parcels/A").json()["attributes"]}
    assert told["plot_ratio"]["from"]["method"] is None
    assert told["area"]["from"]["method"]["en"] == "measured on the outline"
    assert (told["area"]["from"]["date"], told["area"]["from"]["dated"]) == (
        "2026-01-01",
        "catalogue",
    )
    assert told["height_limit"]["from"] is None  # nobody tells it


def test_a_built_catalogue_knows_the_source_and_the_row(tmp_path):
    config = ruled_town(tmp_path)
    source = geopandas.read_file(tmp_path / "parcels.gpkg").iloc[[2, 0, 3, 1]]
    source.to_file(tmp_path / "parcels.gpkg")
    built = build(config, tmp_path / "store")
    with TestClient(create_app(Settings(store=tmp_path / "store", samples=tmp_path))) as client:
        told = client.get("/api/parcels/B").json()["attributes"]
    [area] = [one for one in told if one["name"] == "area"]
    assert area["from"]["source"] == {"zh": "地块", "en": "parcels"}
    columns = built.columns()
    rows = [built.origin("parcels", row)[1] for row in range(columns.count)]
    assert source["no"].iloc[rows].tolist() == columns.ids.to_pylist()


def test_a_parcel_tells_its_row_and_a_point_inside(client):
    told = client.get("/api/parcels/B").json()
    outline = shapely.from_geojson(json.dumps(told["geometry"]))
    assert outline.covers(shapely.Point(told["point"]))
    assert (told["name"], told["sites"]) == ("甲二", "parcels")
    ids = [one["id"] for one in client.get("/api/parcels").json()["parcels"]]
    assert ids[told["row"]] == "B"
