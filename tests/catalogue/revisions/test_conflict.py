from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from sitesel.catalogue import Store
from sitesel.catalogue.revisions.revision import Change
from sitesel.errors import CatalogueNotFound, RevisionConflict

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def price(store, site, value, expects=None, who="user:1"):
    return store.revise([Change(site, "price", value)], who=who, now=NOW, expects=expects)


def test_the_second_of_two_is_told_both_values_and_nothing_is_overwritten(store):
    seen = store.current_id()
    price(store, "A", 400, seen)
    with pytest.raises(RevisionConflict, match=r"seen 375\.0, now 400\.0, wanted 500") as told:
        price(store, "A", 500, seen, "user:2")
    assert told.value.clashes == (
        {
            "sites": "parcels",
            "site": "A",
            "attribute": "price",
            "seen": 375.0,
            "now": 400.0,
            "wanted": 500,
        },
    )
    assert "您要改为 500" in told.value.say("zh")
    assert store.current().columns().value("price", 0) == 400


def test_another_attribute_of_the_same_parcel_is_a_conflict_too(store):
    seen = store.current_id()
    store.revise([Change("A", "name", "甲")], who="user:1", now=NOW)
    with pytest.raises(RevisionConflict, match="Name: seen 甲一, now 甲"):
        price(store, "A", 500, seen)


def test_another_parcel_is_no_conflict(store):
    seen = store.current_id()
    price(store, "A", 400, seen)
    after = price(store, "B", 500, seen)
    assert [after.columns().value("price", row) for row in (0, 1)] == [400, 500]


def test_whoever_looks_again_may_change_it(store):
    seen = price(store, "A", 400).id
    assert price(store, "A", 500, seen).columns().value("price", 0) == 500


def test_a_catalogue_that_is_not_there_is_no_licence_to_overwrite(store):
    with pytest.raises(CatalogueNotFound):
        price(store, "A", 500, "0123456789abcdef")


def test_of_many_at_once_on_one_state_just_one_gets_through(store):
    seen = store.current_id()

    def one(number: int) -> bool:
        try:
            price(Store(store.path), "A", 1000 + number, seen)
        except RevisionConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(one, range(8)))
    assert done.count(True) == 1
    assert store.current().columns().value("price", 0) == 1000 + done.index(True)


def test_of_many_at_once_on_different_parcels_none_is_lost(store):
    seen = store.current_id()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda s: price(Store(store.path), s, ord(s), seen), "ABCDEF"))
    columns = store.current().columns()
    assert [columns.value("price", row) for row in range(6)] == [float(ord(s)) for s in "ABCDEF"]
    assert len(store.ids()) == 7
