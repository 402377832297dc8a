from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.settings import Settings
from tests.callers import taken_for


@pytest.fixture
def staff(town, tmp_path):
    app = create_app(Settings(store=tmp_path / "town", samples=tmp_path))
    return TestClient(taken_for(app, "staff"))


def test_a_form_has_what_people_tell_and_nothing_that_is_measured(staff, town):
    told = staff.get("/api/form").json()
    names = [field["name"] for field in told["fields"]]
    assert {"price", "status", "staff_notes", "start_due"} <= set(names)
    assert not {"area", "distance_to_wharf", "share_in_wetland", "rent"} & set(names)
    assert "staff_notes" not in town.schema or town.schema["staff_notes"].tier == "staff"
    assert list(told["groups"]) == list(dict.fromkeys(field["group"] for field in told["fields"]))
    assert told["land_use"]["100103"]["zh"].startswith("三类工业用地")


def test_a_form_of_halls_has_rent_and_no_price(staff):
    names = {field["name"] for field in staff.get("/api/form?sites=halls").json()["fields"]}
    assert "rent" in names
    assert "price" not in names


def test_each_field_can_be_changed(staff, town):
    names = [field["name"] for field in staff.get("/api/form").json()["fields"]]
    sent = {"changes": dict.fromkeys(set(names) - {"status"}), "expects": town.id}
    told = staff.patch("/api/parcels/B", json=sent)
    assert told.status_code == 200
    assert {one["attribute"] for one in told.json()["revisions"]} <= set(names)
    assert told.json()["revisions"]
