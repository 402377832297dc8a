"""Whoever sees more than the public sees is on record with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from sitesel.record.table import EntryRow
from tests.api.conftest import WANTED
from tests.api.test_tiers import as_role, town_with_secrets  # noqa: F401

STAFF = "user:1"


@pytest.fixture
def recorded(as_role):  # noqa: F811
    def entries():
        database = as_role("staff").app.state.database
        with database.reading() as session:
            rows = session.scalars(select(EntryRow).order_by(EntryRow.number)).all()
            return [(row.who, row.what, row.of) for row in rows]

    return entries


@pytest.mark.parametrize(
    ("address", "deed"),
    [
        ("/api/parcels/A", ("view", "parcel:A")),
        ("/api/parcels/H1?sites=halls", ("view", "hall:H1")),
        ("/api/parcels?offset=2&limit=3", ("view", "parcels:2-4")),
        ("/api/selections/{digest}", ("view", "selection:{digest}")),
        ("/api/selections/{digest}?format=csv", ("download", "selection:{digest}")),
        ("/api/selections/{digest}/parcels/A", ("view", "parcel:A")),
    ],
)
def test_what_is_seen_above_the_public_is_on_record(as_role, recorded, address, deed):  # noqa: F811
    digest = as_role("public").post("/api/selections", json=WANTED).json()["digest"]
    where = address.format(digest=digest)
    assert as_role("public").get(where).status_code == 200
    assert recorded() == []
    assert as_role("staff").get(where).status_code == 200
    what, of = deed
    assert recorded() == [(STAFF, what, of.format(digest=digest))]


def test_what_is_not_found_is_not_seen(as_role, recorded):  # noqa: F811
    assert as_role("staff").get("/api/parcels/nobody").status_code == 404
    assert recorded() == []


def test_nothing_is_shown_that_can_not_be_put_on_record(as_role, monkeypatch):  # noqa: F811
    client = as_role("staff")
    client.app.state.database.engine.dispose()
    file = client.app.state.database.address.database
    Path(file).write_bytes(b"no database")
    told = client.get("/api/parcels/A")
    assert (told.status_code, "properties" in told.json()) == (503, False)
    assert as_role("public").get("/api/parcels/A").status_code == 200
