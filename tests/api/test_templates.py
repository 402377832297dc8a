from __future__ import annotations

from dataclasses import replace

from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.schema import default_schema
from sitesel.settings import Settings
from tests.conftest import town_draft

SAMPLE = """
title: {zh: 试, en: Try}
constraints: [{attribute: area, at_least: 15 亩}]
"""


def test_only_those_that_fit_the_catalogue_are_offered(town, tmp_path):
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "try.yaml").write_text(SAMPLE, "utf-8")
    (samples / "other.yaml").write_text(SAMPLE.replace("area", "distance_to_moon"), "utf-8")
    (samples / "broken.yaml").write_text("{", "utf-8")
    with TestClient(create_app(Settings(store=tmp_path / "town", samples=samples))) as client:
        told = client.get("/api/templates").json()["templates"]
        kinds = {one["name"]: one["kind"] for one in told}
        assert kinds.pop("try") == "sample"
        assert "workshop" in kinds
        assert "broken" not in kinds
        assert set(kinds.values()) == {"industry"}
        for one in told:  # what is offered is read again as it is
            again = client.post("/api/requirements", json=one["requirement"])
            assert again.json()["requirement"] == one["requirement"]


def test_an_industry_that_asks_for_what_the_catalogue_lacks_is_not_offered(tmp_path):
    draft = town_draft()
    draft = replace(draft, manifest=replace(draft.manifest, schema=default_schema()))
    Store(tmp_path / "bare").publish(draft)
    with TestClient(create_app(Settings(store=tmp_path / "bare", samples=tmp_path))) as client:
        told = client.get("/api/templates").json()["templates"]
    names = {one["name"] for one in told}
    assert "chemicals" not in names  # it weighs the distance to a wharf
    assert "electronics" in names


def test_a_template_has_a_title_in_both_languages(client):
    told = client.get("/api/templates").json()["templates"]
    assert next(one["title"] for one in told if one["name"] == "workshop")["en"]
    assert all(one["title"]["zh"] and one["title"]["en"] for one in told)
