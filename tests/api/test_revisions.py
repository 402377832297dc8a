from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.people import ROLES
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.callers import signed_in

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def app(town, tmp_path):
    return create_app(Settings(store=tmp_path / "town", samples=tmp_path))


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


def entries(app):
    with app.state.database.reading() as session:
        return [row.entry() for row in session.scalars(select(EntryRow).order_by(EntryRow.number))]


def current(client):
    return client.get("/api/catalogue").json()["id"]


def price(client, value, expects=None, parcel="A"):
    sent = {"changes": {"price": value}, "expects": expects or current(client)}
    return client.patch(f"/api/parcels/{parcel}", json=sent)


def value(client, name, parcel="A"):
    told = client.get(f"/api/parcels/{parcel}").json()["attributes"]
    return next((each["value"] for each in told if each["name"] == name), None)


def test_a_change_is_live_for_everybody_at_once_and_on_record(app, staff, town):
    public = TestClient(app)
    before = current(public)
    told = staff.patch(
        "/api/parcels/A",
        json={
            "changes": {"status": "成交", "price": "30 万元/亩"},
            "expects": before,
            "document": "成交确认书 7 号",
        },
    ).json()
    assert told["before"] == before == town.id
    assert current(public) == told["catalogue"] != before
    assert {r["attribute"]: (r["old"], r["new"]) for r in told["revisions"]} == {
        "status": ("listed", "sold"),
        "price": (375.0, 450.0),
    }
    selected = public.post(
        "/api/selections", json={"constraints": [{"attribute": "status", "among": ["sold"]}]}
    ).json()
    assert {each["parcel"] for each in selected["candidates"]} == {"A", "D"}
    (entry,) = entries(app)
    assert (entry.who, entry.what, entry.of) == ("user:1", "edit", "parcel:A")
    assert entry.told["catalogue"] == told["catalogue"]


def test_the_second_of_two_is_told_both_values(staff):
    seen = current(staff)
    assert price(staff, 400, seen).status_code == 200
    told = price(staff, 500, seen)
    assert told.status_code == 409
    assert told.json()["clashes"] == [
        {"sites": "parcels", "site": "A", "attribute": "price", "seen": 375.0, "now": 400.0,
         "wanted": 500}
    ]  # fmt: skip
    assert price(staff, 500).status_code == 200


def test_what_was_looked_at_can_be_told_by_a_header(staff):
    seen = current(staff)
    headers = {"If-Match": f'W/"{seen}"'}
    sent = {"changes": {"price": 400}}
    assert staff.patch("/api/parcels/A", json=sent, headers=headers).status_code == 200
    assert staff.patch("/api/parcels/A", json=sent).status_code == 422
    other = staff.patch("/api/parcels/A", json=sent, headers={"If-Match": '"0123456789abcdef"'})
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"price": "cheap"}, 422),
        ({"area": 1}, 422),
        ({"status": "planned"}, 422),
        ({"nothing": 1}, 422),
        ({}, 422),
        ({"name": {"a": ["b"]}}, 422),
        ({"name": "\x00"}, 422),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_entered(app, staff, changes, status):
    before = current(staff)
    told = staff.patch("/api/parcels/A", json={"changes": changes, "expects": before})
    assert told.status_code == status, told.text
    assert current(staff) == before
    assert entries(app) == []


def test_a_parcel_that_is_not_there_is_told(staff):
    assert price(staff, 1, parcel="Z").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_who_may_edit_and_who_may_read_what_was_edited(app, role):
    client = signed_in(app, role)
    nobody = 401 if role == "public" else 403
    edits = 200 if role in ("staff", "keeper", "admin") else nobody
    reads = 200 if role in ("staff", "keeper", "admin", "reviewer") else nobody
    expects = current(client)
    assert price(client, 380, expects).status_code == edits
    held = client.post(
        "/api/parcels/B/reservation",
        json={"project": "甲", "until": SOON, "expects": current(client)},
    )
    assert held.status_code == edits
    released = client.post("/api/parcels/B/release", json={"expects": current(client)})
    assert released.status_code == edits
    for path in ("/api/parcels/A/history", "/api/catalogues", "/api/stale"):
        assert client.get(path).status_code == reads, path
    for path in ("/api/register", "/api/life-cycle"):
        assert client.get(path).status_code == 200, path


def test_a_parcel_is_held_and_released(app, staff):
    sent = {"project": "甲项目", "until": SOON, "expects": current(staff)}
    assert staff.post("/api/parcels/A/reservation", json=sent).status_code == 200
    assert value(staff, "status") == "locked"
    assert value(staff, "reserved_for") == "甲项目"
    assert "甲项目" not in TestClient(app).get("/api/parcels/A").text
    again = {"project": "乙项目", "until": SOON, "expects": current(staff)}
    assert staff.post("/api/parcels/A/reservation", json=again).status_code == 422
    told = staff.post("/api/parcels/A/release", json={"expects": current(staff)})
    assert told.status_code == 200
    assert value(staff, "status") == "listed"
    changes = [entry.what for entry in entries(app) if entry.what != "view"]
    assert changes == ["reserve", "release"]


def test_history_and_states_are_told(staff, town):
    price(staff, 400)
    price(staff, 401, parcel="B")
    price(staff, 402)
    told = staff.get("/api/parcels/A/history").json()
    assert [(r["old"], r["new"]) for r in told["revisions"]] == [(400.0, 402.0), (375.0, 400.0)]
    assert {(r["who"], r["by"]) for r in told["revisions"]} == {("user:1", "staff")}
    assert told["next_statuses"] == ["sold", "unsold", "withdrawn", "locked"]
    states = staff.get("/api/catalogues").json()
    assert states["current"] == states["states"][0]["id"]
    assert [each["parcels"] for each in states["states"]] == [["A"], ["B"], ["A"], []]
    assert states["states"][-1]["id"] == town.id
    assert [each["by"] for each in states["states"]] == ["staff"] * 3 + [None]
    assert len(staff.get("/api/catalogues?offset=1&limit=2").json()["states"]) == 2


def test_the_register_tells_the_public_less_than_the_staff(app, staff):
    sent = {
        "changes": {"status": "idle", "idle_kind": "供而未用", "release_route": "transfer"},
        "expects": current(staff),
    }
    assert staff.patch("/api/parcels/C", json=sent).status_code == 200
    (one,) = staff.get("/api/register").json()["parcels"]
    assert (one["parcel"], one["told"]["idle_kind"]) == ("C", "supplied_not_used")
    (seen,) = TestClient(app).get("/api/register").json()["parcels"]
    assert "idle_kind" not in seen["told"]
    assert seen["told"]["release_route"] == "transfer"


def test_what_is_stale_is_listed(staff):
    sent = {"changes": {"as_of": "2020-01-01"}, "expects": current(staff)}
    staff.patch("/api/parcels/A", json=sent)
    told = staff.get("/api/stale").json()["stale"]
    assert told == []  # it was revised today
