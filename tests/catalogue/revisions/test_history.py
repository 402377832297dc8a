from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from sitesel.catalogue import Store
from sitesel.catalogue.revisions.history import history, pasts
from sitesel.catalogue.revisions.revision import Change
from sitesel.errors import CatalogueError

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def store(store):
    for number in range(4):
        store.revise(
            [Change("AB"[number % 2], "price", 100 + number)],
            who=f"user:{number}",
            now=NOW + timedelta(hours=number),
        )
    return store


def test_the_history_of_a_parcel_is_its_revisions_the_latest_first(store):
    assert [(r.old, r.new, r.who) for r in history(store, "A")] == [
        (100.0, 102.0, "user:2"),
        (375.0, 100.0, "user:0"),
    ]
    assert history(store, "C") == []
    assert history(store, "A", "halls") == []


def test_every_state_is_listed_and_opens_by_its_id(store):
    found = list(pasts(store))
    assert [past.who for past in found] == ["user:3", "user:2", "user:1", "user:0", None]
    assert found[-1].date == "2026-01-01"
    prices = [store.catalogue(past.id).columns().value("price", 0) for past in found]
    assert prices == [102.0, 102.0, 100.0, 100.0, 375.0]
    assert {past.base for past in found[:-1]} == {found[-1].id}


def test_a_state_that_was_taken_away_is_told(store):
    states = list(pasts(store))
    other = store.path.parent / "copy"
    shutil.copytree(store.path, other)
    shutil.rmtree(other / "catalogues" / states[2].id)
    with pytest.raises(CatalogueError, match=states[2].id):
        history(Store(other), "A")
    assert Store(other).current().columns().value("price", 0) == 102
