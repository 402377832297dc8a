from __future__ import annotations

import pytest


def hits(client, **asked):
    return client.get("/api/search", params=asked).json()["hits"]


def test_a_parcel_is_found_with_its_place_on_the_map(client):
    [hit] = hits(client, q="甲二")
    assert (hit["kind"], hit["id"], hit["matched"]) == ("parcel", "B", "name")
    west, south, east, north = hit["bounds"]
    assert west < hit["lon"] < east
    assert south < hit["lat"] < north
    assert hit["detail"]["en"].startswith("Second-class industry (100102)")


def test_a_facility_is_named_in_the_caller_s_language(client):
    assert hits(client, q="wharf", lang="en")[0]["name"] == "Town wharf"
    assert hits(client, q="wharf", lang="zh")[0]["name"] == "小镇码头"


def test_what_only_staff_may_see_is_not_searched(tmp_path):
    from dataclasses import replace

    from fastapi.testclient import TestClient

    from sitesel.api.app import create_app
    from sitesel.catalogue import Store
    from sitesel.schema import Schema
    from sitesel.settings import Settings
    from tests.conftest import town_draft

    draft = town_draft()
    schema = draft.manifest.schema
    hidden = {**schema.attributes, "name": replace(schema["name"], tier="staff")}
    manifest = replace(draft.manifest, schema=Schema(hidden, schema.groups))
    Store(tmp_path).publish(replace(draft, manifest=manifest))
    with TestClient(create_app(Settings(store=tmp_path, samples=tmp_path))) as client:
        assert hits(client, q="甲二") == []
        assert hits(client, q="jia") == []
        assert hits(client, q="B")[0]["name"] == "B"


@pytest.mark.parametrize("asked", [{}, {"q": ""}, {"q": "x" * 10_000}, {"q": "\x00<script>"}])
def test_an_odd_question_has_an_answer(client, asked):
    assert hits(client, **asked) == []


def test_a_limit_out_of_range_is_told(client):
    assert client.get("/api/search", params={"q": "a", "limit": 0}).status_code == 422
