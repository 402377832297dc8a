"""What the service tells of what is wanting in its data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.findings import Finding
from sitesel.settings import Settings
from tests.conftest import town_draft

FOUND = [
    Finding("multi-part", "parcels", parcel="B", row=1, facts={"parts": 2}),
    Finding("duplicate", "parcels", parcel="A", row=7, facts={"first": "A", "first_row": 1}),
    Finding("multi-part", "parcels", parcel="C", row=2, facts={"parts": 3}),
]


def served(folder, draft):
    Store(folder).publish(draft)
    return TestClient(create_app(Settings(store=folder)), headers={"accept-language": "en"})


def test_findings_of_a_kind_are_told_together_the_gravest_first(tmp_path):
    with served(tmp_path, replace(town_draft(), findings=FOUND)) as client:
        told = client.get("/api/gaps").json()["findings"]
    assert [(one["code"], one["count"]) for one in told] == [("duplicate", 1), ("multi-part", 2)]
    assert told[1]["example"] == "Made of 2 parts"
    assert told[1]["done"] == "Kept as one"


def test_findings_are_not_told_where_an_attribute_is_not_public(tmp_path):
    draft = replace(town_draft(), findings=FOUND)
    secret = replace(draft.manifest.schema["price"], tier="staff")
    manifest = replace(draft.manifest, schema=draft.manifest.schema.with_attributes([secret]))
    with served(tmp_path, replace(draft, manifest=manifest)) as client:
        told = client.get("/api/gaps").json()
    assert told["findings"] == []
    assert "price" not in [one["attribute"] for one in told["known"]]


@pytest.mark.parametrize(
    ("attribute", "known"), [("name", 6), ("available_from", 4), ("plot_ratio", 5), ("levelled", 5)]
)
def test_what_sources_leave_out_is_counted(tmp_path, attribute, known):
    with served(tmp_path, town_draft()) as client:
        told = client.get("/api/gaps").json()["known"]
    of_parcels = {one["attribute"]: one for one in told if one["sites"] == "parcels"}
    assert (of_parcels[attribute]["known"], of_parcels[attribute]["total"]) == (known, 6)
