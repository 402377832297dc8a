"""A link to an answer keeps its answer, and says what a newer catalogue would change."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest

from sitesel.catalogue import Store
from sitesel.columns import QuantityColumn
from tests.api.conftest import WANTED
from tests.conftest import town_draft


def changed_draft(*, without: str | None = None):
    """Return the town a year later: of B the use is 3rd class too, or an attribute is gone."""
    draft = town_draft()
    parcels = draft.sites["parcels"]
    share = QuantityColumn(np.array([50.0, 0, 0, 0, 0, 0]))
    columns = replace(
        parcels.columns, columns={**parcels.columns.columns, "share_in_wetland": share}
    )
    manifest = replace(draft.manifest, date="2027-01-01")
    if without is not None:
        schema = draft.manifest.schema
        kept = [a for name, a in schema.items() if name != without]
        schema = type(schema)({a.name: a for a in kept}, schema.groups)
        manifest = replace(manifest, schema=schema)
        own = {k: v for k, v in columns.columns.items() if k != without}
        columns = replace(columns, columns=own, schema=schema.of("parcels"))
        halls = draft.sites["halls"]
        halls = replace(halls, columns=replace(halls.columns, schema=schema.of("halls")))
        draft = replace(draft, sites={**draft.sites, "halls": halls})
    sites = {**draft.sites, "parcels": replace(parcels, columns=columns)}
    return replace(draft, manifest=manifest, sites=sites)


@pytest.fixture
def digest(client):
    return client.post("/api/selections", json=WANTED).json()["digest"]


def test_an_answer_of_the_published_catalogue_is_current(client, town, digest):
    told = client.get(f"/api/selections/{digest}/renewed").json()
    assert told == {"current": True, "catalogue": town.id, "date": "2026-01-01", "newer": None}


def test_a_newer_catalogue_is_told_with_what_it_changes(client, town, tmp_path, digest):
    newer = Store(tmp_path / "town").publish(changed_draft())
    told = client.get(f"/api/selections/{digest}/renewed").json()
    assert told["current"] is False
    assert told["catalogue"] == town.id
    assert told["newer"]["catalogue"] == newer.id
    assert told["newer"]["date"] == "2027-01-01"
    assert told["newer"]["fault"] is None
    comparison = told["newer"]["comparison"]
    assert [change["parcel"] for change in comparison["come"]] == ["E"]
    assert [change["parcel"] for change in comparison["go"]] == ["A"]
    assert comparison["before"]["selection"] == digest
    assert comparison["after"]["selection"] == told["newer"]["digest"]
    again = client.get(f"/api/selections/{told['newer']['digest']}/renewed").json()
    assert again["current"] is True


def test_the_old_answer_stays_what_it_was(client, tmp_path, digest):
    before = client.get(f"/api/selections/{digest}").content
    Store(tmp_path / "town").publish(changed_draft())
    client.app.state.remembered._answers.clear()
    assert client.get(f"/api/selections/{digest}").content == before


def test_what_the_newer_catalogue_does_not_measure_is_told(client, tmp_path, digest):
    Store(tmp_path / "town").publish(changed_draft(without="share_in_wetland"))
    newer = client.get(f"/api/selections/{digest}/renewed").json()["newer"]
    assert newer["digest"] is newer["comparison"] is None
    assert "share_in_wetland" in newer["fault"]["en"]


def test_where_the_old_catalogue_is_gone_the_new_answer_remains(client, town, tmp_path, digest):
    Store(tmp_path / "town").publish(changed_draft())
    client.app.state.remembered._answers.clear()
    client.app.state.shelf._open.clear()
    shutil.rmtree(town.path)
    told = client.get(f"/api/selections/{digest}/renewed").json()
    assert told["date"] is None
    newer = told["newer"]
    assert newer["comparison"] is None
    assert "no longer kept" in newer["fault"]["en"]
    assert client.get(f"/api/selections/{newer['digest']}").status_code == 200


def test_an_unknown_selection_is_not_found(client):
    assert client.get(f"/api/selections/{'0' * 16}/renewed").status_code == 404
    assert client.get("/api/selections/..%2Fcurrent/renewed").status_code == 404


def test_nobody_is_sent_again_what_he_has(client, digest):
    first = client.get(f"/api/selections/{digest}/renewed")
    again = client.get(
        f"/api/selections/{digest}/renewed", headers={"if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("held", [b"", b'{"catalogue": "', b"[]"])
def test_a_selection_whose_file_is_cut_short_is_not_known(client, tmp_path, held):
    folder = tmp_path / "town" / "selections"
    folder.mkdir(exist_ok=True)
    (folder / "00112233445566aa.json").write_bytes(held)
    assert client.get("/api/selections/00112233445566aa/renewed").status_code == 404
    assert client.get("/api/selections/00112233445566aa").status_code == 404
