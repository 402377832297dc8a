from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

import pytest

from sitesel.proposal import ProjectFigures, propose, read_policies
from sitesel.requirement import read_requirement
from sitesel.selection import select


def test_the_shortlist_tells_what_the_answer_found(proposing):
    told = proposing()
    assert [one.parcel for one in told.shortlist] == ["A", "B"]
    first = told.shortlist[0]
    # the wharf touches A: 0.6 × 1; its ground bears 180 kPa between 50 and 200: 0.4 × 130/150
    assert first.suitability == pytest.approx(0.6 + 0.4 * 130 / 150)
    assert sum(part.share for part in first.contributions) == pytest.approx(first.suitability)
    assert (told.search.total, told.search.candidates) == (6, 2)
    assert told.search.total == (
        told.search.candidates + told.search.rejected + told.search.undecided
    )
    assert {one.parcel for one in told.undecided} == {"C", "D"}


def test_each_sentence_comes_of_a_contribution_or_a_test(proposing):
    first, second = proposing(lang="en").shortlist
    assert first.advantages[0].startswith("Distance to wharf: 0 m, worth 1.00 of 1")
    assert first.gaps == ()
    # B bears 80 kPa: 30/150 = 0.2, and 0.4 × 0.8 = 0.32 less than it could add
    assert [gap for gap in second.gaps if "0.20 of 1; 0.32 less" in gap]


def test_figures_per_mu_and_the_plot_ratio_are_put_to_the_test(proposing):
    first, second = proposing().shortlist
    ratio = next(one for one in first.standard if one.attribute == "plot_ratio")
    assert (ratio.figure, ratio.test) == (1.5, "meets")
    assert (ratio.lower, ratio.upper, ratio.upper_open) == (1.0, 2.0, True)
    intensity = next(one for one in first.standard if one.attribute == "investment_intensity")
    assert intensity.figure == pytest.approx(3000 / 15)  # 10,000 m² are 15 mu
    assert intensity.test == "no_threshold"
    assert next(one for one in second.standard if one.attribute == "plot_ratio").upper is None


def test_an_open_end_is_missed_by_the_end_itself(proposing):
    first = proposing(ProjectFigures(floor_area=20_000.0)).shortlist[0]
    ratio = next(one for one in first.standard if one.attribute == "plot_ratio")
    assert (ratio.figure, ratio.test, ratio.margin_said) == (2.0, "misses", "恰在门槛上")


def test_the_land_wanted_is_reckoned_with_where_it_is_less_than_the_parcel(proposing):
    figures = ProjectFigures(investment=3_000.0, land=2_000.0)
    first = proposing(figures).shortlist[0]
    assert first.land_area.value == 2_000.0
    assert first.standard[0].figure == pytest.approx(1_000.0)
    assert first.costs[0].amount == pytest.approx(375 * 2_000 / 1e4)
    more = proposing(replace(figures, land=50_000.0)).shortlist[0]
    assert more.land_area.value == 10_000.0


def test_costs_are_price_times_land_and_rent_times_floors(proposing, town):
    assert proposing().shortlist[0].costs[0].amount == pytest.approx(375.0)
    asked = read_requirement(
        "{sites: halls, constraints: [{attribute: floor_area, at_least: 1}]}", schema=town.schema
    )
    halls = propose(town, select(town, asked), now=datetime.fromisoformat("2026-02-13T00:00Z"))
    assert halls.shortlist[0].costs == ()  # no rent is told of it
    assert halls.shortlist[0].standard == ()


def test_issues_have_a_department_and_a_working_day_and_keep_their_keys(proposing):
    told = proposing(ProjectFigures(investment=3_000.0))
    assert told.cover.day == date(2026, 2, 13)
    by_key = {one.key: one for one in told.issues}
    # the plot ratio can't be tested without floors: asked once, of the project
    ratio = by_key["*/standard:plot_ratio"]
    assert (ratio.parcel, ratio.kind, ratio.department) == ("", "evaluate", "自然资源和规划局")
    # ten working days after Friday 13 February 2026: the 14th and the 28th are worked,
    # 15 to 23 February are off
    assert ratio.due == date(2026, 3, 5)
    assert [one.number for one in told.issues] == list(range(1, len(told.issues) + 1))
    assert [one.due for one in told.issues] == sorted(one.due for one in told.issues)
    done = proposing(ProjectFigures(investment=3_000.0), statuses={"*/standard:plot_ratio": "done"})
    assert {one.key: one.status for one in done.issues}["*/standard:plot_ratio"] == "done"
    assert by_key.keys() == {one.key for one in done.issues}


def test_a_year_without_a_known_calendar_is_said(proposing, town, selection):
    late = datetime.fromisoformat("2026-12-28T02:00Z")
    told = propose(town, selection, now=late, project=ProjectFigures(investment=1.0))
    assert any(one.due.year == 2027 for one in told.issues)
    assert any("2027" in line for line in told.issues_said)
    assert not any("2027" in line for line in proposing(ProjectFigures(investment=1.0)).issues_said)


def test_the_access_evaluation_adds_up_and_tells_needs_and_indicators(proposing):
    told = proposing()
    sheet = told.evaluations[0]
    assert sheet.passed + sheet.failed + sheet.to_evaluate == len(sheet.lines)
    outcomes = {line.id: line.outcome for line in sheet.lines}
    assert outcomes["need:planning_use"] == "pass"
    assert outcomes["standard:plot_ratio"] == "pass"
    failed = proposing(ProjectFigures(floor_area=50_000.0))
    assert failed.evaluations[0].failed == 1
    assert [one.key for one in failed.issues if one.kind == "fails"][:1] == [
        "A/standard:plot_ratio"
    ]


def test_what_differs_is_marked_and_the_best_of_each_criterion(proposing):
    rows = {one.attribute: one for one in proposing().comparison.rows}
    assert rows["distance_to_wharf"].differs
    assert rows["distance_to_wharf"].best == (True, False)
    assert not rows["levelled"].differs
    assert rows["levelled"].best == (False, False)


def test_nothing_is_said_of_policies_without_a_table(proposing):
    assert proposing().policies_said == ""
    none = read_policies("policies: [{id: a, title: b, where: {status: [sold]}}]")
    assert "没有适用" in proposing(policies=none).policies_said
    one = proposing(policies=read_policies("policies: [{id: a, title: b}]"))
    assert [p.why for p in one.shortlist[0].policies] == ["全域"]


def test_without_candidates_the_proposal_still_accounts_for_every_parcel(town):
    asked = read_requirement(
        "constraints: [{attribute: area, at_least: 90 亩}]", schema=town.schema
    )
    told = propose(town, select(town, asked), now=datetime.fromisoformat("2026-02-13T00:00Z"))
    assert told.shortlist == ()
    assert told.comparison is None
    assert told.search.rejected == 6
    assert told.near_misses


def test_both_languages_tell_the_same_figures(proposing):
    def numbers(told):
        if isinstance(told, dict):
            return [n for value in told.values() for n in numbers(value)]
        if isinstance(told, list | tuple):
            return [n for value in told for n in numbers(value)]
        return [told] if isinstance(told, int | float | date) else []

    assert numbers(asdict(proposing(lang="zh"))) == numbers(asdict(proposing(lang="en")))


def test_a_moment_without_a_zone_is_refused(town, selection):
    with pytest.raises(ValueError, match="2026"):
        propose(town, selection, now=datetime(2026, 2, 13))  # noqa: DTZ001
