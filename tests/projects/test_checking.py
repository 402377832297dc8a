from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.errors import RequirementError
from sitesel.projects.checking import check, checked, words_of
from sitesel.projects.proposals import MadeProposal
from sitesel.requirement import read_requirement
from sitesel.selection import Selection, select
from tests.conftest import town_draft
from tests.exports.conftest import INDUSTRY_NEAR_THE_WHARF


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Catalogue:
    return Store(tmp_path_factory.mktemp("town")).publish(town_draft())


@pytest.fixture(scope="module")
def after(town) -> Selection:
    """A is the first candidate, B the second; C, D are undecided, E, F rejected."""
    return select(town, read_requirement(INDUSTRY_NEAR_THE_WHARF, schema=town.schema))


def proposed(*ranked: str, top: int = 3, catalogue: str = "old") -> MadeProposal:
    return MadeProposal(
        id=1, project_id=1, requirement=1, requirement_digest="r", catalogue=catalogue, digest="d",
        title={}, sites="parcels", ranked=list(ranked), counts={}, day=date(2026, 11, 21),
        langs=["zh"], top=top, valid_days=30, prepared_by="", tier="investor", status="ready",
        files={}, why=None, inputs={}, sheets={}, standing="unchanged", standing_told={},
        checked=catalogue, who="user:1", at=datetime(2026, 11, 21, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ranked", "top", "standing", "told"),
    [
        ("AB", 3, "unchanged", {}),
        ("A", 1, "unchanged", {}),
        ("", 3, "better", {"better": [("A", None, 1), ("B", None, 2)]}),
        ("BA", 3, "reordered", {"moved": [("B", 1, 2), ("A", 2, 1)]}),
        ("BA", 1, "better", {"better": [("A", 2, 1)], "moved": [("B", 1, 2)]}),
        ("B", 1, "better", {"better": [("A", None, 1)], "moved": [("B", 1, 2)]}),
        ("AE", 3, "lost", {"lost": [("E", 2, "rejected")]}),
        ("CA", 3, "lost", {"lost": [("C", 1, "undecided")]}),
        ("ABZ", 3, "lost", {"lost": [("Z", 3, "absent")]}),
        ("E", 1, "lost", {"lost": [("E", 1, "rejected")]}),
    ],
)
def test_a_shortlist_is_held_against_a_newer_answer(after, ranked, top, standing, told):
    found = checked(proposed(*ranked, top=top), after)
    assert found.standing == standing
    listed = {
        kind: [(one["parcel"], one["from"], one.get("to", one.get("now"))) for one in each]
        for kind, each in found.told.items()
        if each
    }
    assert listed == told


def test_a_parcel_that_comes_up_behind_those_proposed_is_no_better_one(after):
    assert checked(proposed("A", "E"), after).told["better"] == []


def test_a_proposal_of_the_same_catalogue_is_not_asked_again():
    def never(_: MadeProposal) -> Selection:
        raise AssertionError

    assert check(proposed("A", catalogue="now"), "now", never).standing == "unchanged"


def test_a_catalogue_that_can_not_be_asked_the_requirement_is_told_as_such():
    def refuses(_: MadeProposal) -> Selection:
        raise RequirementError("no attribute 'x'", "没有属性 x")

    found = check(proposed("A"), "now", refuses)
    assert found.standing == "unanswerable"
    assert words_of(found.standing, found.told).zh == "新目录无法回答此需求：没有属性 x"


def test_what_became_of_a_proposal_is_said_in_a_sentence(after):
    found = checked(proposed("B", "E"), after)
    said = words_of(found.standing, found.told)
    assert said.zh == (
        "甲五（E）原列第 2 位，已淘汰；甲一（A）现列第 1 位（原未入选）；"
        "甲二（B）由第 1 位变为第 2 位"
    )
    assert said.en == (
        "甲五 (E) was 2nd and is rejected; 甲一 (A) is now 1st; it was no candidate; "
        "甲二 (B) moved from 1st to 2nd"
    )


def test_a_candidate_that_is_held_for_the_project_itself_is_not_lost(town):
    asked = "constraints: [{attribute: status, among: [listed]}]"
    answer = select(town, read_requirement(asked, schema=town.schema))
    assert answer.disposition("D").disposition == "rejected"  # sold
    assert checked(proposed("A", "D"), answer).standing == "lost"
    found = checked(proposed("A", "D"), answer, held={"D"})
    assert found.standing == "unchanged"
    assert words_of(found.standing, found.told).zh.endswith("（D）列第 2 位，已为本项目预留")


def test_a_candidate_that_something_else_rejects_is_lost_though_it_is_held(after):
    assert checked(proposed("A", "E"), after, held={"E"}).standing == "lost"
