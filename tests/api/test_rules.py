from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from sitesel.settings import Settings
from tests.ruled_town import ruled_town


@pytest.fixture(scope="module")
def ruled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    build(ruled_town(tmp_path_factory.mktemp("town")), Store(folder))
    with TestClient(create_app(Settings(store=folder, samples=folder))) as client:
        yield client


def test_the_rules_are_told_with_how_they_stand(ruled):
    told = ruled.get("/api/rules").json()
    assert told["as_of"] == "2026-01-31"
    rules = {rule["id"]: rule for rule in told["rules"]}
    assert rules["farmland"]["document"] == {"zh": "条例", "en": "Ordinance"}
    assert rules["farmland"]["clause"] == {"zh": "第1条", "en": "Article 1"}
    assert rules["town"]["state"] == "unconfirmed"
    assert rules["town"]["state_label"]["zh"] == "未核实，默认不用"
    assert rules["schools"]["threshold"] is None


def test_two_days_are_compared(ruled):
    answer = ruled.get("/api/rules/diff", params={"from": "2019-12-31", "to": "2020-01-01"})
    (rule,) = answer.json()["rules"]
    assert rule["differs"] == ["effective_from", "effective_to", "threshold", "sliver"]
    assert rule["total"] == 1
    (changed,) = rule["parcels"]
    assert changed["id"] == "B"
    assert changed["before"]["verdict"] == "holds"
    assert changed["after"]["found"] == pytest.approx(5000)


def test_no_more_parcels_are_told_than_asked_for_but_all_are_counted(ruled):
    days = {"from": "2020-06-01", "to": "2021-06-01", "limit": 1}
    (rule,) = ruled.get("/api/rules/diff", params=days).json()["rules"]
    assert (rule["total"], len(rule["parcels"])) == (4, 1)
    assert rule["before"] is None


def test_what_is_no_day_is_a_problem(ruled):
    answer = ruled.get("/api/rules/diff", params={"from": "soon", "to": "2020-01-01"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert ruled.get("/api/rules/diff").status_code == 422


def test_the_wire_holds_no_nan(ruled):
    for path in ("/api/rules", "/api/rules/diff?from=2019-01-01&to=2026-01-01", "/api/catalogue"):
        text = ruled.get(path).text
        json.loads(text, parse_constant=pytest.fail)


def test_a_catalogue_without_rules_has_an_empty_list(client):
    assert client.get("/api/rules").json()["rules"] == []
    days = {"from": "2019-12-31", "to": "2020-01-01"}
    assert client.get("/api/rules/diff", params=days).json()["rules"] == []


def test_the_routes_are_described(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/rules", "/api/rules/diff"} <= set(paths)
