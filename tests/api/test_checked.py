from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.settings import Settings
from tests.callers import signed_in


@pytest.fixture
def app(town, tmp_path):
    return create_app(Settings(store=tmp_path / "town", samples=tmp_path))


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


def check(client, changes, parcel="A", **more):
    return client.post(f"/api/parcels/{parcel}/check", json={"changes": changes, **more})


def current(client):
    return client.get("/api/catalogue").json()["id"]


def values(told):
    return {each["attribute"]: each for each in told["values"]}


def test_old_and_new_are_told_as_values_and_in_words_and_nothing_is_stored(app, staff):
    before = current(staff)
    told = check(staff, {"status": "成交", "price": "30 万元/亩", "levelled": "是"}).json()
    price, status = values(told)["price"], values(told)["status"]
    assert (price["old"], price["new"], price["changed"]) == (375.0, 450.0, True)
    assert price["new_said"] == {
        "zh": "450 元/m²（30 万元/亩）",
        "en": "450 CNY/m² (300,000 CNY/mu)",
    }
    assert (status["old"], status["new"]) == ("listed", "sold")
    assert status["new_said"]["zh"] == "成交"
    assert values(told)["levelled"]["changed"] is False
    assert told["can_be_published"] is True
    assert told["next_statuses"] == ["sold", "unsold", "withdrawn", "locked"]
    assert current(TestClient(app)) == before == told["catalogue"]
    assert staff.get("/api/parcels/A/history").json()["revisions"] == []


def test_each_value_that_can_not_be_tells_its_own_reason(staff):
    sent = {"status": "planned", "price": "cheap", "area": 1, "nothing": 1, "name": "乙"}
    answer = check(staff, sent)
    assert answer.status_code == 200
    told = answer.json()
    refused = {name: each["refused"] for name, each in values(told).items()}
    assert refused["name"] is None
    assert "可变为" in refused["status"]["zh"]
    assert all(refused[name]["en"] for name in ("status", "price", "area", "nothing"))
    assert (values(told)["price"]["old"], values(told)["price"]["new"]) == (375.0, None)
    assert told["can_be_published"] is False


def test_what_somebody_else_changed_meanwhile_is_told_with_both_values(staff):
    seen = current(staff)
    staff.patch("/api/parcels/A", json={"changes": {"price": 400}, "expects": seen})
    told = check(staff, {"price": 500}, expects=seen).json()
    assert told["clashes"] == [{"attribute": "price", "seen": 375.0, "now": 400.0, "wanted": 500}]
    assert told["can_be_published"] is False
    assert values(told)["price"]["old"] == 400.0
    assert check(staff, {"price": 500}).json()["can_be_published"] is True


def test_what_follows_from_a_change_is_told_with_it(staff):
    held = {"status": "locked", "reserved_for": "甲", "reserved_until": "2020-01-01"}
    told = check(staff, held).json()
    assert [each["code"] for each in told["findings"]] == ["held-until-over"]
    staff.patch("/api/parcels/A", json={"changes": held, "expects": current(staff)})
    told = values(check(staff, {"status": "listed"}).json())
    assert told["reserved_for"]["follows"] is True
    assert (told["reserved_for"]["old"], told["reserved_for"]["new"]) == ("甲", None)
    assert told["status"]["follows"] is False


def test_a_number_of_another_unit_and_a_stated_area_off_the_outline_are_told(staff):
    told = check(staff, {"price": 37.5, "stated_area": 15000}).json()
    findings = {each["attribute"]: each for each in told["findings"]}
    assert findings["price"]["code"] == "much-less-than-before"
    assert "10" in findings["price"]["found"]["en"]
    assert findings["stated_area"]["code"] == "stated-area-differs"
    assert told["can_be_published"] is True
    assert check(staff, {"stated_area": 10100}).json()["findings"] == []
    assert [f["code"] for f in check(staff, {"status": "locked"}).json()["findings"]] == [
        "held-for-nobody",
        "held-without-end",
    ]


def test_what_is_not_there_is_told(staff):
    assert check(staff, {"price": 1}, parcel="Z").status_code == 404
    assert check(staff, {"price": 1}, expects="0123456789abcdef").status_code == 422
    assert check(staff, {}).status_code == 422
