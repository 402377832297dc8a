from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sitesel.catalogue import Store
from sitesel.catalogue.revisions.history import history
from sitesel.catalogue.revisions.revision import Change
from tests.conftest import town_draft

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def store(store):
    store.revise([Change("A", "status", "sold"), Change("A", "price", 400)], who="user:1", now=NOW)
    store.revise([Change("A", "status", "handed_over", "No 7")], who="user:2", now=NOW)
    store.revise([Change("B", "price", 310)], who="user:3", now=NOW)
    return store


def draft(**prices):
    made = town_draft()
    for site, price in prices.items():
        made.sites["parcels"].columns["price"].values[ord(site) - ord("A")] = price
    return made


def told(catalogue, name):
    columns = catalogue.columns()
    return [columns.value(name, row) for row in range(columns.count)]


def test_a_build_from_changed_sources_keeps_what_was_revised(store):
    built = store.publish(draft(F=999))
    assert built.id == store.current_id()
    assert told(built, "status")[0] == "handed_over"  # two steps on from what the source tells
    assert told(built, "price") == [400, 310, None, 450, 375, 999]
    assert built.damaged() == ()


def test_what_a_source_tells_anew_goes_before_a_revision(store):
    built = store.publish(draft(B=333))
    assert told(built, "price")[:2] == [400, 333]


def test_revisions_keep_who_made_them_and_when(store):
    store.publish(draft(F=999))
    found = [(r.attribute, r.new, r.who, r.document) for r in history(store, "A")]
    assert sorted(found) == [
        ("price", 400.0, "user:1", None),
        ("status", "handed_over", "user:2", "No 7"),
    ]


def test_building_the_same_again_keeps_them_too(store):
    built = store.publish(town_draft())
    assert told(built, "price")[:2] == [400, 310]
    assert told(built, "status")[0] == "handed_over"


def test_a_catalogue_that_was_never_revised_is_published_as_it_is(tmp_path):
    store = Store(tmp_path / "other")
    store.publish(town_draft())
    built = store.publish(draft(F=1))
    assert built.revised is None
    assert len(store.ids()) == 2
