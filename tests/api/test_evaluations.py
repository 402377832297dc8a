from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sitesel.people.accounts import account_named
from sitesel.workdays import day_of
from tests.api.proposing import deeds, made
from tests.callers import signed_in

LINE = "standard:plot_ratio"
PLANNING = {"zh": "自然资源和规划局", "en": "Natural Resources and Planning Bureau"}
TODAY = day_of(datetime.now(UTC))


def reviewer(app, name, department):
    client = signed_in(app, "reviewer", name=name)
    with app.state.database.writing() as session:
        account_named(session, name).department = department
    return client


@pytest.fixture(scope="module")
def planner(proposed):
    return reviewer(proposed.app, "planner", "自然资源和规划局")


@pytest.fixture(scope="module")
def address(proposed):
    return f"/api/projects/{proposed.project}/evaluations/A"


def line_of(sheet, identity=LINE):
    return next(line for line in sheet["lines"] if line["id"] == identity)


def test_a_department_finds_the_sheets_that_wait_for_it_and_gives_its_opinion(
    proposed, planner, address
):
    waiting = planner.get("/api/evaluations").json()
    assert waiting["department"] == PLANNING
    sheet = next(one for one in waiting["sheets"] if one["parcel"] == "A")
    assert LINE in sheet["points"]
    day = planner.get("/api/my-day").json()
    assert day["evaluations"]["total"] == len(waiting["sheets"])
    assert day["enquiries"] is day["due"] is day["changed"] is None
    before = line_of(planner.get(address).json())
    assert (before["found"], before["waiting"], before["mine"]) == ("evaluate", True, True)
    sent = {"line": LINE, "stance": "with_conditions", "text": "先报方案", "signed": "王规划"}
    sheet = planner.post(f"{address}/opinions", json=sent)
    assert sheet.status_code == 201, sheet.text
    line = line_of(sheet.json())
    assert (line["outcome"], line["waiting"], line["mine"]) == ("evaluate", False, False)
    [opinion] = line["opinions"]
    assert opinion["department"] == PLANNING
    assert opinion["stance_label"]["zh"] == "有条件同意"
    assert (opinion["signed"], opinion["by"], opinion["on"]) == (
        "王规划", "planner", TODAY.isoformat(),
    )  # fmt: skip
    told = deeds(proposed.app, "opinion")[-1]["told"]
    assert (told["line"], told["department"]) == (LINE, PLANNING["zh"])
    later = {"line": LINE, "stance": "agree", "signed": "王规划"}
    line = line_of(planner.post(f"{address}/opinions", json=later).json())
    assert [(one["stance"], one["stands"]) for one in line["opinions"]] == [
        ("with_conditions", False), ("agree", True),
    ]  # fmt: skip


def test_another_department_does_not_settle_what_is_not_its_own(proposed, address):
    fire = reviewer(proposed.app, "fire.man", "fire")
    assert fire.get("/api/evaluations").json() == {
        "department": {"zh": "fire", "en": "fire"}, "sheets": [],
    }  # fmt: skip
    other = f"/api/projects/{proposed.project}/evaluations/B"
    sent = {"line": LINE, "stance": "disagree", "text": "间距不足", "signed": "李消防"}
    assert line_of(fire.post(f"{other}/opinions", json=sent).json())["waiting"]


def test_a_ruling_needs_a_reason_and_all_of_them_stay(proposed, address):
    staff = proposed.staff
    short = {"line": LINE, "outcome": "pass", "reason": "可以          "}
    assert staff.post(f"{address}/overrides", json=short).status_code == 422
    first = {"line": LINE, "outcome": "fail", "reason": "专家组认为容积率无法达到"}
    line = line_of(staff.post(f"{address}/overrides", json=first).json())
    assert (line["found"], line["outcome"]) == ("evaluate", "fail")
    second = {"line": LINE, "outcome": "pass", "reason": "补充方案后专家组复议，认为可以达到"}
    sheet = staff.post(f"{address}/overrides", json=second).json()
    line = line_of(sheet)
    assert (line["outcome"], line["waiting"], sheet["overridden"]) == ("pass", False, 1)
    assert [(one["outcome"], one["stands"], one["name"]) for one in line["overrides"]] == [
        ("fail", False, "staff"), ("pass", True, "staff"),
    ]  # fmt: skip
    told = deeds(proposed.app, "override")[-1]["told"]
    assert (told["found"], told["before"], told["outcome"]) == ("evaluate", "fail", "pass")
    assert told["reason"] == second["reason"]
    later = made(staff, proposed.project)
    word = next(file for file in later["files"] if file["name"] == "proposal.docx")
    assert second["reason"] in staff.get(word["url"]).text
    # what was found stays what it was, though the pack was made with the ruling
    assert line_of(staff.get(address).json())["found"] == "evaluate"
    staff.patch(f"/api/proposals/{later['id']}", json={"status": "closed"})


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"line": "none"}, 422),
        ({"stance": "maybe"}, 422),
        ({"stance": "disagree"}, 422),
        ({"signed": " "}, 422),
        ({"signed": "a\x00"}, 422),
        ({"text": "x" * 2001}, 422),
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, 422),
        ({"department": "别的"}, 422),
    ],
)
def test_an_opinion_with_faults_is_refused(planner, address, sent, status):
    whole = {"line": LINE, "stance": "agree", "signed": "王规划"}
    assert planner.post(f"{address}/opinions", json=whole | sent).status_code == status


def test_a_reviewer_without_a_department_and_a_parcel_without_a_sheet_are_told(proposed, address):
    nobody = reviewer(proposed.app, "nobody", None)
    answer = nobody.post(f"{address}/opinions", json={"stance": "agree", "signed": "王"})
    assert answer.status_code == 422
    assert "no department" in answer.json()["detail"]
    project = proposed.project
    for parcel in ("E", "none", "a/b", "%00", "x" * 200):
        found = proposed.staff.get(f"/api/projects/{project}/evaluations/{parcel}")
        assert found.status_code == 404, parcel
