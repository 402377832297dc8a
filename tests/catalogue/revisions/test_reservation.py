from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sitesel.catalogue.revisions.reservation import (
    Reservation,
    expired,
    hold,
    release,
    reservations,
)
from sitesel.catalogue.revisions.revision import Change
from sitesel.errors import RevisionRefused

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TODAY = NOW.date()


def held(store, site="A", project="甲项目", until=date(2026, 12, 31)):
    changes = hold(store.current(), site, project, until=until, today=TODAY)
    return store.revise(changes, who="user:3", now=NOW)


def told(catalogue, site="A"):
    columns = catalogue.columns()
    return tuple(
        columns.value(name, columns.row(site))
        for name in ("status", "reserved_for", "reserved_until")
    )


def test_a_parcel_is_held_for_a_project_until_a_day(store):
    after = held(store)
    assert told(after) == ("locked", "甲项目", date(2026, 12, 31))
    assert reservations(after) == [Reservation("parcels", "A", "甲项目", date(2026, 12, 31))]


def test_the_public_sees_that_it_is_held_and_not_for_whom(store):
    seen = held(store).visible_to("public")
    assert "reserved_for" not in seen.schema
    assert reservations(seen) == [Reservation("parcels", "A", None, None)]


def test_it_goes_back_to_where_it_was(store):
    after = held(store)
    back = store.revise(release(store, after, "A"), who="user:3", now=NOW)
    assert told(back) == ("listed", None, None)
    assert reservations(back) == []


def test_a_step_out_of_it_ends_the_reservation(store):
    held(store)
    sold = store.revise([Change("A", "status", "sold")], who="user:3", now=NOW)
    assert told(sold) == ("sold", None, None)


def test_it_is_held_longer_for_the_same_project_only(store):
    held(store)
    assert told(held(store, until=date(2027, 3, 31)))[2] == date(2027, 3, 31)
    with pytest.raises(RevisionRefused, match="held for 甲项目 until 2027-03-31"):
        held(store, project="乙项目")


def test_a_sold_parcel_can_not_be_held(store):
    with pytest.raises(RevisionRefused, match="can't become"):
        held(store, "D")


@pytest.mark.parametrize("until", [date(2026, 11, 20), date(2029, 1, 1)])
def test_a_day_that_is_over_or_far_is_refused(store, until):
    with pytest.raises(RevisionRefused, match="can be held from today"):
        held(store, until=until)


def test_what_is_not_held_can_not_be_released(store):
    with pytest.raises(RevisionRefused, match="not held"):
        release(store, store.current(), "A")


def test_it_has_expired_the_day_after_its_last(store):
    after = held(store)
    assert expired(after, date(2026, 12, 31)) == []
    assert [each.site for each in expired(after, date(2027, 1, 1))] == ["A"]
