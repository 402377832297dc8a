from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pytest
import shapely
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from sitesel.settings import Settings
from tests.catalogue.test_network_build import built, source
from tests.conftest import town_draft
from tests.ruled_town import ruled_town

__all__ = ["built", "source"]

HALL = {
    "constraints": [{"attribute": "area", "at_least": 1}],
    "development": {"buildings": [{"width": "75 m", "depth": "30 m"}]},
}


def served(store, samples) -> Iterator[TestClient]:
    settings = Settings(store=store, samples=samples)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client


@pytest.fixture
def islands(built, tmp_path) -> Iterator[TestClient]:
    yield from served(built.path.parents[1], tmp_path)


@pytest.fixture
def ruled(tmp_path) -> Iterator[TestClient]:
    build(ruled_town(tmp_path), tmp_path / "store")
    yield from served(tmp_path / "store", tmp_path)


def shape(feature):
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def test_a_route_is_a_feature_with_a_line_for_each_leg(islands):
    answer = islands.get("/api/parcels/W/routes", params={"mode": "car"})
    assert answer.headers["content-type"] == "application/geo+json"
    [route] = answer.json()["features"]
    told = route["properties"]
    assert (told["kind"], told["facility"], told["crossings"]) == ("wharf", "wharf-east", 1)
    assert len(told["legs"]) == len(shape(route).geoms)
    assert sum(leg["minutes"] for leg in told["legs"]) == pytest.approx(told["minutes"])


def test_what_is_unreachable_is_an_answer_with_its_reason(islands):
    for parcel, state in (("W", "no_ferry"), ("I", "no_road")):
        [route] = islands.get(f"/api/parcels/{parcel}/routes").json()["features"]
        told = route["properties"]
        assert (route["geometry"], told["minutes"], told["state"]) == (None, None, state)
        assert told["mode"] == "truck"
        assert told["reason_en"]
        assert told["reason_zh"]


def test_a_scenario_is_asked_for_by_name(islands):
    asked = {"mode": "truck", "scenario": "bridge", "kind": "wharf"}
    [route] = islands.get("/api/parcels/W/routes", params=asked).json()["features"]
    assert "bridge" in [leg["leg"] for leg in route["properties"]["legs"]]


def test_halls_have_routes_too(islands):
    asked = {"mode": "car", "sites": "halls"}
    [route] = islands.get("/api/parcels/H/routes", params=asked).json()["features"]
    assert route["properties"]["state"] == "reachable"


def test_service_areas_come_smallest_first(islands):
    asked = {"mode": "car", "minutes": [33, 2]}
    near, far = islands.get("/api/parcels/W/service-areas", params=asked).json()["features"]
    assert [one["properties"]["minutes"] for one in (near, far)] == [2, 33]
    assert shape(far).area > shape(near).area


def test_a_rule_tells_clause_and_what_is_left(ruled):
    told = ruled.get("/api/parcels/B/exclusions").json()["features"]
    by_rule = {one["properties"]["rule"]: one for one in told}
    farm = by_rule["farmland"]["properties"]
    assert (farm["clause_zh"], farm["clause_en"]) == ("第1条", "Article 1")
    assert (farm["outcome"], farm["outcome_label_zh"]) == ("fails", "不符合")
    assert farm["area_m2"] + farm["left_m2"] == pytest.approx(10_000, abs=0.1)
    assert shape(by_rule["farmland"]).area > 0
    asked = {"rule": "homes"}
    [homes] = ruled.get("/api/parcels/B/exclusions", params=asked).json()["features"]
    assert shape(homes).geom_type == "LineString"
    assert homes["properties"]["found"] == pytest.approx(
        homes["properties"]["distance_m"], rel=1e-6
    )


@pytest.mark.parametrize("asked", [HALL, {"development": HALL["development"]}])
def test_buildings_are_placed_on_the_parcels_asked_for(client, asked):
    sent = {"requirement": asked, "parcels": ["B", "A", "B"]}
    told = client.post("/api/footprints", json=sent).json()["features"]
    kinds = [(one["properties"]["parcel"], one["properties"]["kind"]) for one in told]
    assert kinds == [(parcel, kind) for parcel in "BA" for kind in ("buildable", "building")]
    assert told[1]["properties"]["width_m"] == pytest.approx(75, abs=0.01)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("W/routes?mode=bus", 422, "no-way"),
        ("W/routes?kind=warf", 422, "no-way"),
        ("W/routes?scenario=brige", 422, "requirement"),
        ("X/routes", 404, "parcel-not-found"),
        ("X/service-areas", 404, "parcel-not-found"),
        ("I/service-areas", 422, "no-way"),
        ("W/service-areas?minutes=0", 422, "invalid-request"),
        ("W/service-areas?minutes=241", 422, "invalid-request"),
        ("W/service-areas?" + "minutes=1&" * 7, 422, "invalid-request"),
        ("W/routes?" + "kind=wharf&" * 21, 422, "invalid-request"),
        ("X/exclusions", 404, "parcel-not-found"),
        ("W/exclusions?rule=farmlnd", 422, "unknown-rule"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_wrong_is_told_in_both_languages(islands, path, status, code, lang):
    headers = {"accept-language": lang}
    answer = islands.get(f"/api/parcels/{path}", headers=headers)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"urn:sitesel:problem:{code}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["detail"].isascii() is (lang == "en")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"requirement": {"constraints": HALL["constraints"]}, "parcels": ["A"]}, 422),
        ({"requirement": HALL, "parcels": ["X"]}, 404),
        ({"requirement": HALL, "parcels": []}, 422),
        ({"requirement": HALL, "parcels": ["A"] * 41}, 422),
        ({"requirement": 7, "parcels": ["A"]}, 422),
    ],
)
def test_what_can_not_be_placed_is_told(client, sent, status):
    answer = client.post("/api/footprints", json=sent)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_network_the_answer_says_so(client):
    answer = client.get("/api/parcels/A/routes")
    assert answer.status_code == 422
    assert "has no network" in answer.json()["detail"]
    assert client.get("/api/parcels/A/exclusions").json()["features"] == []


def test_an_id_with_slashes_has_evidence_too(tmp_path):
    draft = town_draft()
    parcels = draft.sites["parcels"]
    ids = pa.array(["330902/12/3", "B", "C", "D", "E", "F"])
    named = replace(parcels, columns=replace(parcels.columns, ids=ids))
    Store(tmp_path / "town").publish(replace(draft, sites={"parcels": named}))
    with TestClient(create_app(Settings(store=tmp_path / "town", samples=tmp_path))) as client:
        assert client.get("/api/parcels/330902%2F12%2F3/exclusions").json()["features"] == []
        assert client.get("/api/parcels/330902/12/4/exclusions").status_code == 404
