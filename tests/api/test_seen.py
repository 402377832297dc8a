"""Whoever sees more than the public sees is on record with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from sitesel.api import seen
from sitesel.api.callers import clock
from sitesel.record.table import EntryRow
from tests.api.conftest import WANTED

STAFF = "user:1"


@pytest.fixture
def recorded(as_role):
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
def test_what_is_seen_above_the_public_is_on_record(as_role, recorded, address, deed):
    digest = as_role("public").post("/api/selections", json=WANTED).json()["digest"]
    where = address.format(digest=digest)
    assert as_role("public").get(where).status_code == 200
    assert recorded() == []
    assert as_role("staff").get(where).status_code == 200
    what, of = deed
    assert recorded() == [(STAFF, what, of.format(digest=digest))]


def test_what_is_not_found_is_not_seen(as_role, recorded):
    assert as_role("staff").get("/api/parcels/nobody").status_code == 404
    assert recorded() == []


def test_nothing_is_shown_that_can_not_be_put_on_record(as_role, monkeypatch):
    client = as_role("staff")
    client.app.state.database.engine.dispose()
    file = client.app.state.database.address.database
    Path(file).write_bytes(b"no database")
    told = client.get("/api/parcels/A")
    assert (told.status_code, "properties" in told.json()) == (503, False)
    assert as_role("public").get("/api/parcels/A").status_code == 200


TILE = "/tiles/{catalogue}/parcels/12/3437/1690.mvt"


def test_of_tiles_and_counts_it_is_told_once_an_hour(as_role, recorded):
    now = [datetime(2026, 11, 21, 8, 10, tzinfo=UTC)]
    client = as_role("staff")
    client.app.dependency_overrides[clock] = lambda: now[0]
    catalogue = client.get("/api/catalogue").json()["id"]

    def look():
        for _ in range(3):
            assert client.get(TILE.format(catalogue=catalogue)).status_code < 300
            assert client.post("/api/counts", json=WANTED).status_code == 200
            assert client.get("/api/search?q=A").status_code == 200
            assert client.post("/api/answers", json=WANTED).status_code == 200

    kinds = ("tiles", "counts", "search", "answers")
    once = [(STAFF, "view", f"{kind}:{catalogue}") for kind in kinds]
    look()
    assert recorded() == once
    now[0] += timedelta(minutes=49)
    look()
    assert recorded() == once
    now[0] += timedelta(minutes=2)
    look()
    assert recorded() == once * 2
    client.cookies.set("sitesel", "another session")
    look()
    assert recorded() == once * 3
    as_role("public")
    look()
    assert len(recorded()) == 12


def test_a_glance_that_can_not_be_put_on_record_shows_nothing(as_role, monkeypatch):
    client = as_role("staff")
    client.app.state.database.engine.dispose()
    Path(client.app.state.database.address.database).write_bytes(b"no database")
    assert client.post("/api/counts", json=WANTED).status_code == 503
    assert as_role("public").post("/api/counts", json=WANTED).status_code == 200


def test_glances_of_hours_gone_by_are_forgotten(monkeypatch):
    monkeypatch.setattr(seen, "_MOST_KEPT", 3)
    glances, then = seen.Glances(), datetime(2026, 11, 21, 8, tzinfo=UTC)
    for who in "abc":
        glances.keep(who, "", "tiles", then)
    later = then + timedelta(hours=1)
    glances.keep("d", "", "tiles", later)
    assert glances.is_first("a", "", "tiles", later)
    assert not glances.is_first("d", "", "tiles", later)
    assert len(glances._hour) == 1
