"""What departments and experts say of a proposal: opinions, overrides, statuses, own points."""

from __future__ import annotations

import io
from datetime import date
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from sitesel.language import Text
from sitesel.proposal import Opinion, Override, OwnPoint, ProjectFigures
from sitesel.proposal.document_docx import docx
from sitesel.proposal.workbook import xlsx
from tests.proposal.test_document_docx import W, parts, words

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


def test_a_day_that_was_told_or_set_is_not_put_off(proposing):
    [was] = [one for one in proposing(LOW).issues if one.key == f"A/{FAILING}"]
    told = proposing(LOW, dues={was.key: date(2026, 2, 14)}).issues
    [now] = [one for one in told if one.key == was.key]
    assert (now.due, now.days, now.days_said) == (date(2026, 2, 14), 0, "")
    assert (was.days > 0, was.days_said.startswith(str(was.days))) == (True, True)
    assert [one.due for one in told] == sorted(one.due for one in told)
    same = proposing(LOW, dues={was.key: was.due}).issues
    assert [one for one in same if one.key == was.key] == [was]


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


def of_all(proposing, lang="zh"):
    return proposing(
        LOW,
        lang=lang,
        opinions={("A", FAILING): [SIGNED], ("B", ""): [SIGNED]},
        overrides={("A", FAILING): RULED},
        statuses={"A/supply:unknown": "done", f"B/{FAILING}": "waived"},
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_word_tells_opinions_overrides_statuses_and_leaves_lines_to_sign(proposing, lang):
    told = of_all(proposing, lang)
    said = words(docx(told))
    sheet, lines = points(told)
    ruled = lines[FAILING]
    assert ruled.override.said in said
    assert ruled.opinions[0].said in said
    assert f"{ruled.outcome_said}\n{ruled.department}" in said
    other, _ = points(told, "B")
    assert f"{SIGNED.signed}\n{other.opinions[0].on_said}" in said
    assert all(f"{name}\n\n\n\n" in said for name in sheet.to_sign)
    for one in told.issues:
        days = f"\n{one.due_said}{one.days_said}\n{one.status_said}"
        assert days in said, one


def test_the_contents_of_word_lead_to_each_heading(proposing):
    body = docx(of_all(proposing))
    root = ET.fromstring(parts(body)["word/document.xml"])  # noqa: S314  # our own
    marks = {one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")}
    leads = [one.get(f"{W}anchor") for one in root.iter(f"{W}hyperlink")]
    assert len(leads) == len(set(leads)) > 12
    assert set(leads) == marks - {"heading0"}
    said = words(body)
    assert said.index("目录") < said.index("七、办理事项清单") < said.rindex("一、摘要\n")


def test_the_workbook_tells_them_and_counts_the_statuses(proposing, selection, town):
    told = of_all(proposing)
    book = openpyxl.load_workbook(io.BytesIO(xlsx(told, selection, town, LOW)))
    ruled = points(told)[1][FAILING]
    cells = [cell.value for row in book["准入评估"].iter_rows() for cell in row]
    assert f"{ruled.override.said}\n{ruled.opinions[0].said}" in cells
    assert points(told, "B")[0].opinions[0].said in cells
    sheet = book["办理事项清单"]
    assert [sheet.cell(row, 10).value for row in (2, 3, 4)] == ["待办", "已办", "免办"]
    last = len(told.issues) + 1
    assert sheet["K3"].value == f'=COUNTIF($H$2:$H${last},"已办")'
    values = openpyxl.load_workbook(
        io.BytesIO(xlsx(told, selection, town, LOW)), data_only=True
    )["办理事项清单"]  # fmt: skip
    assert [values[f"K{row}"].value for row in (2, 3, 4)] == [len(told.issues) - 2, 1, 1]
    assert '"待办,已办,免办"' in [one.formula1 for one in sheet.data_validations.dataValidation]


def test_the_summary_counts_what_is_still_open(proposing):
    told = of_all(proposing)
    still = len(told.issues) - 2
    assert any(f"待办事项 {still} 项（另有 2 项已办或免办）" in line for line in told.summary)
    assert any("准入评估有 1 项经改判" in line for line in told.summary)
    every = {one.key: "done" for one in proposing(LOW).issues}
    assert any("均已办结或免办" in line for line in proposing(LOW, statuses=every).summary)
