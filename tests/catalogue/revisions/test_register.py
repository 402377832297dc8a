from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sitesel.catalogue.revisions.register import register
from sitesel.catalogue.revisions.revision import Change

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TODAY = NOW.date()


def told(store, **values):
    changes = [Change("C", name, value) for name, value in values.items()]
    return store.revise(changes, who="user:3", now=NOW)


def test_a_town_without_idle_land_has_an_empty_register(store):
    assert register(store.current(), TODAY) == []


def test_idle_land_is_listed_with_its_kind_and_its_way_out(store):
    found = register(
        told(store, status="idle", idle_kind="供而未用", release_route="transfer",
             available_from="2027-05-01"), TODAY
    )  # fmt: skip
    (one,) = found
    assert one.site == "C"
    assert one.told["release_route"] == "transfer"
    assert one.told["available_from"] == date(2027, 5, 1)
    assert [reason.zh for reason in one.reasons] == ["闲置", "供而未用"]
    assert one.reclaim_from is None


@pytest.mark.parametrize(
    ("values", "listed"),
    [
        ({"start_due": "2025-11-20"}, True),  # a year and a day ago, and nothing is told of a start
        ({"start_due": "2025-11-21"}, False),  # just a year
        ({"start_due": "2024-01-01", "built_share": 33, "invested_share": 80}, True),
        ({"start_due": "2024-01-01", "built_share": 40, "invested_share": 24}, True),
        ({"start_due": "2024-01-01", "built_share": 40, "invested_share": 25}, False),
        ({"start_due": "2024-01-01", "built_share": 40}, False),
        ({"built_share": 1}, False),
    ],
)
def test_land_handed_over_and_not_built_on_is_watched(store, values, listed):
    found = register(told(store, status="handed_over", **values), TODAY)
    assert [each.site for each in found] == (["C"] if listed else [])


def test_why_it_is_listed_is_said_with_its_figures(store):
    (one,) = register(
        told(store, status="building", start_due="2024-01-01", built_share=20, invested_share=10),
        TODAY,
    )
    assert [reason.en for reason in one.reasons] == [
        "building was due to start on 2024-01-01, more than 365 days ago",
        "built on: 20 %, less than 33.3 %",
        "invested: 10 %, less than 25 %",
    ]
    assert one.reclaim_from == date(2025, 12, 31)


def test_the_public_sees_no_more_than_the_status(store):
    after = told(store, status="idle", idle_kind="供而未用", start_due="2024-01-01")
    (one,) = register(after.visible_to("public"), TODAY)
    assert [reason.zh for reason in one.reasons] == ["闲置"]
    assert "start_due" not in one.told
    assert one.reclaim_from is None
    watched = told(store, status="building", idle_kind=None, built_share=5)
    assert register(watched.visible_to("public"), TODAY) == []
    assert len(register(watched, TODAY)) == 1
