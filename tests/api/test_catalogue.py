from __future__ import annotations


def test_the_catalogue_says_what_it_is(client, town):
    told = client.get("/api/catalogue").json()
    assert told["id"] == town.id
    assert told["illustrative"] is True
    assert told["counts"]["parcels"] == 6


def test_the_attributes_have_labels_in_both_languages(client):
    attributes = client.get("/api/attributes").json()["attributes"]
    told = {a["name"]: a for a in attributes}
    assert told["distance_to_wharf"]["label"] == {"zh": "到码头的距离", "en": "Distance to wharf"}
    assert told["area"]["unit"] == "m2"


def test_without_a_catalogue_the_service_says_how_to_build_one(tmp_path):
    from fastapi.testclient import TestClient

    from sitesel.api.app import create_app
    from sitesel.settings import Settings

    with TestClient(create_app(Settings(store=tmp_path / "none", samples=tmp_path))) as client:
        answer = client.get("/api/catalogue", params={"lang": "en"})
    assert answer.status_code == 503
    assert "sitesel build" in answer.json()["detail"]


def test_a_new_catalogue_is_served_once_it_is_published(client, town, tmp_path):
    from dataclasses import replace

    from sitesel.catalogue import Store
    from sitesel.language import Text
    from tests.conftest import town_draft

    draft = town_draft()
    draft = replace(draft, manifest=replace(draft.manifest, title=Text.of("again")))
    again = Store(tmp_path / "town").publish(draft)
    assert again.id != town.id
    assert client.get("/api/catalogue").json()["id"] == again.id
