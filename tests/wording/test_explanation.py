from __future__ import annotations

import json

import pytest

from sitesel.errors import ParcelNotFound
from sitesel.requirement import read_requirement
from sitesel.selection import select
from sitesel.wording import account, explain

WANTED = """
constraints:
  - {id: size, attribute: area, at_least: 12 亩}
  - {id: when, attribute: available_from, at_most: 2026-06-30}
  - any: [{id: near, attribute: distance_to_wharf, at_most: 150 m},
          {id: firm, attribute: bearing_capacity, at_least: 100 kPa}]
criteria:
  - {id: wharf, attribute: distance_to_wharf, value: {linear: {best: 0, worst: 1 km}}, weight: 3}
  - {id: firm, attribute: bearing_capacity, value: {linear: {best: 200, worst: 0}}, weight: 1}
"""


def explained(town, parcel, lang="zh"):
    selection = select(town, read_requirement(WANTED, town.schema))
    return explain(selection, parcel, town, lang)


def test_every_constraint_has_its_verdict(town):
    verdicts = {line.id: line.verdict for line in explained(town, "B").constraints}
    assert list(verdicts.values()) == ["holds", "unknown", "holds"]


def test_members_of_a_group_have_theirs(town):
    group = explained(town, "B").constraints[2]
    assert [line.verdict for line in group.members] == ["holds", "fails"]


def test_every_criterion_is_worked_out_for_a_parcel_that_is_no_candidate(town):
    lines = {line.id: line for line in explained(town, "E").criteria}
    assert lines["wharf"].value == pytest.approx(0.6)
    assert lines["wharf"].share == pytest.approx(0.6 * 0.75)


def test_an_unknown_criterion_has_no_value_and_is_said_to_be_unknown(town):
    firm = explained(town, "C").criteria[1]
    assert (firm.value, firm.found) == (None, "未知")


@pytest.mark.parametrize(
    ("parcel", "lang", "summary"),
    [
        ("A", "zh", "候选：第 1 名，适宜度 0.975"),
        ("E", "en", "rejected: 1 constraint does not hold"),
        ("B", "zh", "待定：1 条约束因数据未知而无从判断"),
    ],
)
def test_the_summary_says_where_it_ended_up(town, parcel, lang, summary):
    assert explained(town, parcel, lang).summary == summary


@pytest.mark.parametrize(
    ("lang", "summary"),
    [
        ("zh", "候选：没有评价项，不分名次"),
        ("en", "candidate: nothing is weighed, so there is no rank"),
    ],
)
def test_where_nothing_is_weighed_nobody_is_first(town, lang, summary):
    selection = select(
        town, read_requirement(WANTED.split("criteria:", maxsplit=1)[0], town.schema)
    )
    told = explain(selection, "A", town, lang)
    assert (told.disposition, told.rank, told.summary) == ("candidate", None, summary)


def test_the_candidates_suitability_is_the_sum_of_its_shares(town):
    explanation = explained(town, "A")
    assert sum(line.share for line in explanation.criteria) == pytest.approx(
        explanation.suitability
    )


def test_a_parcel_that_is_not_there_is_told(town):
    with pytest.raises(ParcelNotFound):
        explained(town, "Z")


def test_an_explanation_goes_on_the_wire_as_plain_data(town):
    assert json.loads(json.dumps(explained(town, "A").to_dict()))["parcel"] == "A"


def test_the_account_adds_up(town):
    selection = select(town, read_requirement(WANTED, town.schema))
    assert account(selection, "zh") == "6 宗全部有交代：候选 2，淘汰 1，待定 3"


def test_halls_are_explained_as_parcels_are(town):
    wanted = "{sites: halls, constraints: [{attribute: floor_area, at_least: 9000}]}"
    selection = select(town, read_requirement(wanted, town.schema))
    [line] = explain(selection, "H1", town, "en").constraints
    assert line.margin == "short by 5,000 m²"
