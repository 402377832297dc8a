from __future__ import annotations

from dataclasses import replace

import pytest

from sitesel.catalogue import Store
from sitesel.language import Text
from tests.conftest import town_draft

CONSTANT = ("/api/catalogue", "/api/attributes", "/api/templates", "/api/schema", "/api/parcels")


@pytest.mark.parametrize("address", CONSTANT)
def test_who_has_it_is_not_sent_it_again(client, address):
    first = client.get(address)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_one_of_several_and_anything_at_all_are_known_too(client):
    tag = client.get("/api/catalogue").headers["etag"]
    for known in (f'"other", {tag}', "*"):
        assert client.get("/api/catalogue", headers={"if-none-match": known}).status_code == 304
    answer = client.get("/api/catalogue", headers={"if-none-match": '"other"'})
    assert answer.status_code == 200


def test_a_new_catalogue_is_sent_though_the_old_one_is_known(client, tmp_path):
    known = {"if-none-match": client.get("/api/catalogue").headers["etag"]}
    draft = town_draft()
    draft = replace(draft, manifest=replace(draft.manifest, title=Text.of("again")))
    Store(tmp_path / "town").publish(draft)
    assert client.get("/api/catalogue", headers=known).json()["title"]["en"] == "again"


def test_catalogue_and_attributes_are_as_their_types_say(client):
    from sitesel.api.catalogue_forms import AttributesOut, CatalogueOut

    CatalogueOut.model_validate(client.get("/api/catalogue").json())
    told = client.get("/api/attributes").json()
    assert AttributesOut.model_validate(told).model_dump(mode="json") == told
