from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sitesel.catalogue import SourceRecord, Store
from sitesel.catalogue.revisions.freshness import Stale, intervals, last_revised, stale
from sitesel.catalogue.revisions.reservation import hold
from sitesel.catalogue.revisions.revision import Change
from tests.conftest import town_draft

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def source(name, role, day):
    return SourceRecord(name, role, f"{name}.shp", "shapefile", "0" * 64, 1, 1, 0, date=day)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store")
    draft = town_draft()
    sources = (
        source("old", "parcels", "2026-01-01"),
        source("new", "parcels", "2026-11-01"),
        source("roads", "roads", None),
        source("odd", "facilities", "some time ago"),
    )
    store.publish(replace(draft, manifest=replace(draft.manifest, sources=sources)))
    return store


def test_sources_are_held_against_their_interval(store):
    found = [each for each in stale(store.current(), NOW.date()) if each.what == "source"]
    days = intervals()["sources"]["parcels"]
    over = (NOW.date() - date(2026, 1, 1)).days - days
    assert found == [
        Stale("source", "old", None, date(2026, 1, 1), days, over),
        Stale("source", "odd", None, None, intervals()["sources"]["facilities"], None),
    ]


def test_a_source_without_a_day_has_that_of_the_catalogue(store):
    names = [each.name for each in stale(store.current(), date(2027, 1, 2))]
    assert "roads" in names  # the town is of 1 January 2026
    assert "roads" not in [each.name for each in stale(store.current(), date(2027, 1, 1))]


def test_records_have_a_day_of_their_own(store):
    changes = [Change("A", "as_of", "2026-03-01"), Change("B", "as_of", "2026-02-01"),
               Change("C", "as_of", "2026-10-01")]  # fmt: skip
    after = store.revise(changes, who="user:3", now=datetime(2026, 3, 2, tzinfo=UTC))
    found = [each for each in stale(after, NOW.date()) if each.what == "record"]
    assert [(each.name, each.as_of) for each in found] == [
        ("B", date(2026, 2, 1)),
        ("A", date(2026, 3, 1)),
    ]


def test_a_revision_makes_a_record_fresh(store):
    early = datetime(2026, 3, 2, tzinfo=UTC)
    store.revise([Change("A", "as_of", "2026-03-01")], who="user:3", now=early)
    after = store.revise([Change("A", "price", 1)], who="user:3", now=NOW)
    revised = last_revised(store)
    assert revised == {("parcels", "A"): NOW.date()}
    assert not [each for each in stale(after, NOW.date(), revised) if each.what == "record"]
    assert [each for each in stale(after, date(2027, 6, 1), revised) if each.what == "record"]


def test_a_reservation_that_is_over_is_told(store):
    changes = hold(store.current(), "A", "甲", until=date(2026, 12, 1), today=NOW.date())
    after = store.revise(changes, who="user:3", now=NOW)
    found = [each for each in stale(after, date(2026, 12, 11)) if each.what == "reservation"]
    assert found == [Stale("reservation", "A", "parcels", date(2026, 12, 1), 0, 10)]
