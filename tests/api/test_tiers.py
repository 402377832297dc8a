"""The public sees only what the schema marks public, by whatever way it asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.settings import Settings
from tests.api.conftest import WANTED
from tests.conftest import town_draft


@pytest.fixture
def client(tmp_path):
    draft = town_draft()
    secret = replace(draft.manifest.schema["price"], tier="staff")
    schema = draft.manifest.schema.with_attributes([secret])
    parcels = draft.sites["parcels"]
    columns = replace(parcels.columns, schema=schema.of("parcels"))
    sites = {**draft.sites, "parcels": replace(parcels, columns=columns)}
    draft = replace(draft, manifest=replace(draft.manifest, schema=schema), sites=sites)
    Store(tmp_path / "town").publish(draft)
    settings = Settings(store=tmp_path / "town", samples=tmp_path)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client


def test_a_staff_attribute_is_not_listed(client):
    names = [a["name"] for a in client.get("/api/attributes").json()["attributes"]]
    assert "price" not in names
    assert "area" in names


def test_a_staff_attribute_is_not_on_a_parcel(client):
    assert "price" not in client.get("/api/parcels/A").json()["properties"]
    assert "price" not in client.get("/api/parcels").json()["parcels"][0]["attributes"]


def test_a_requirement_can_not_probe_a_staff_attribute(client):
    wanted = {"title": "x", "constraints": [{"attribute": "price", "at_most": 400}]}
    answer = client.post("/api/selections", json=wanted)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["code"] == "unknown-attribute"


@pytest.mark.parametrize("form", ["json", "geojson", "csv", "html"])
def test_no_form_of_a_selection_tells_it(client, form):
    body = client.post(f"/api/selections?format={form}&lang=en", json=WANTED).text
    assert "starting price" not in body.lower()
    assert '"price"' not in body


def test_the_report_is_not_public_where_something_is_not(client):
    assert client.get("/report").status_code == 404
