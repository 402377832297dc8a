from __future__ import annotations

from itertools import pairwise

import pytest

from sitesel.catalogue.revisions.life_cycle import after, check_step, steps
from sitesel.errors import RevisionRefused
from sitesel.schema import SITE_KINDS, default_schema

MAIN_LINE = [
    "planned", "expropriating", "reserved_land", "cleared", "standard_land", "announced", "listed",
    "sold", "handed_over", "building", "completed", "reviewed",
]  # fmt: skip


def test_the_table_knows_every_status_of_the_schema_and_no_other():
    known = {key for key, _ in default_schema()["status"].values}
    told = [steps()[kind] for kind in SITE_KINDS]
    assert set().union(*told) == known
    for table in told:
        for status, following in table.items():
            assert set(following) <= set(table) - {status}
            assert len(set(following)) == len(following) > 0


def test_every_status_is_reached():
    for kind in SITE_KINDS:
        reached = {word for following in steps()[kind].values() for word in following}
        first = {"planned"} if kind == "parcels" else set()
        assert reached | first | {"inefficient"} == set(steps()[kind]) | {"inefficient"}


@pytest.mark.parametrize(("old", "new"), list(pairwise(MAIN_LINE)))
def test_the_main_line_may_be_gone(old, new):
    check_step("A", old, new, "parcels")


@pytest.mark.parametrize(
    ("old", "new"),
    [("listed", "unsold"), ("unsold", "listed"), ("listed", "locked"), ("locked", "listed"),
     ("handed_over", "idle"), ("completed", "inefficient"), ("idle", "reserved_land"),
     ("judicial", "sold"), ("listed", "withdrawn"), (None, "building")],
)  # fmt: skip
def test_side_ways_may_be_gone(old, new):
    check_step("A", old, new, "parcels")


@pytest.mark.parametrize(
    ("old", "new"),
    [("planned", "listed"), ("planned", "building"), ("sold", "listed"), ("sold", "locked"),
     ("reviewed", "planned"), ("building", "sold"), ("listed", None), ("listed", "to_let"),
     ("announced", "sold"), ("withdrawn", "sold")],
)  # fmt: skip
def test_what_may_not_follow_is_refused_with_what_may(old, new):
    with pytest.raises(RevisionRefused) as refused:
        check_step("DS-1", old, new, "parcels")
    for word in after(old):
        assert word in refused.value.say("en")
        assert f"（{word}）" in refused.value.say("zh")
    assert "DS-1" in refused.value.say("en")


def test_halls_have_a_life_of_their_own():
    check_step("H1", "to_let", "let", "halls")
    with pytest.raises(RevisionRefused, match="to let"):
        check_step("H1", "withdrawn", "listed", "halls")
