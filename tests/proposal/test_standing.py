"""What departments and experts say of a proposal: opinions, overrides, statuses, own points."""

from __future__ import annotations

from datetime import date

from sitesel.language import Text
from sitesel.proposal import Opinion, Override, OwnPoint, ProjectFigures

SIGNED = Opinion("自然资源局", "with_conditions", "先补办水保方案", "王某", date(2026, 2, 11))
RULED = Override("pass", "经专家论证可行，见会议纪要", "李某", date(2026, 2, 12))

LOW = ProjectFigures(floor_area=2_000.0)  # less than the land of A and of B asks for
FAILING = "standard:plot_ratio"


def points(proposal, parcel="A"):
    [sheet] = [one for one in proposal.evaluations if one.parcel == parcel]
    return sheet, {line.id: line for line in sheet.lines}


def test_an_override_stands_in_place_of_what_was_found_and_tells_both(proposing):
    before, was = points(proposing(LOW))
    after, now = points(proposing(LOW, overrides={("A", FAILING): RULED}))
    line = now[FAILING]
    assert (line.outcome, line.ruled) == ("pass", was[FAILING].outcome)
    assert line.override.said == (
        "李某于2026年2月12日由“不通过”改判为“通过”，理由：经专家论证可行，见会议纪要"
    )
    assert (after.passed, after.overridden) == (before.passed + 1, 1)
    assert after.summary.endswith("；其中改判 1 项")
    assert now.keys() == was.keys()
    other, _ = points(proposing(LOW, overrides={("A", FAILING): RULED}), "B")
    assert other.overridden == 0


def test_a_point_that_was_overridden_to_pass_is_no_longer_open(proposing):
    was = {one.key for one in proposing(LOW).issues}
    now = {one.key for one in proposing(LOW, overrides={("A", FAILING): RULED}).issues}
    assert was - now == {f"A/{FAILING}"}


def test_opinions_stand_with_their_point_and_those_of_the_sheet_with_the_sheet(proposing):
    told = proposing(LOW, opinions={("A", FAILING): [SIGNED], ("A", ""): [SIGNED]})
    sheet, lines = points(told)
    [own] = lines[FAILING].opinions
    assert (own.stance_said, own.text, own.signed) == ("有条件同意", "先补办水保方案", "王某")
    assert own.on_said == "2026年2月11日"
    assert sheet.opinions == (own,)
    assert sum(len(line.opinions) for line in lines.values()) == 1


def test_points_of_the_staff_stand_in_the_list_by_their_day(proposing):
    point = OwnPoint(
        "own-1", "", Text("召开协调会", "hold a meeting"), Text("招商局", "Bureau"),
        date(2026, 2, 16),
    )  # fmt: skip
    listed = proposing(points=(point,), statuses={"own-1": "waived"}).issues
    [own] = [one for one in listed if one.key == "own-1"]
    assert (own.site, own.what, own.department) == ("项目本身", "召开协调会", "招商局")
    assert (own.status_said, own.due_said) == ("免办", "2026年2月16日")
    assert [one.due for one in listed] == sorted(one.due for one in listed)
    assert [one.number for one in listed] == list(range(1, len(listed) + 1))
