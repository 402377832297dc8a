from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sitesel.errors import IssueNotFound, IssueRefused, ProjectConflict
from sitesel.language import Text
from sitesel.projects.issues import (
    Wanted,
    add_issue,
    change_issue,
    count_issues,
    dues,
    issue_of,
    issues_of,
    own_points,
    statuses,
    take_over,
)
from sitesel.projects.my_day import MOST, due_soon, overdue
from sitesel.projects.project import Told, add_project
from sitesel.proposal.content import Issue
from tests.callers import added

DAY = date(2026, 11, 21)


def told(key: str, words: str, *, due: date = DAY, parcel: str = "A") -> dict[str, list[Issue]]:
    issue = Issue(
        number=1, key=key, parcel=parcel, site="甲一", topic="water", topic_label="给排水",
        kind="unknown", kind_said="未知", what=words, department="水务集团", days=10, due=due,
        due_said="", days_said="", status="open", status_said="",
    )  # fmt: skip
    return {"zh": [issue], "en": [replace(issue, what=f"{words} (en)", department="Water")]}


@pytest.fixture
def project(database, noon) -> int:
    li = added(database, "li.ming", now=noon)
    with database.writing() as session:
        made = add_project(session, Told(Text.of("甲")), owner=li.id, by="user:1", now=noon)
        return made.id


def listed(database, project):
    with database.reading() as session:
        found = issues_of(session, Wanted(project=project))
        session.expunge_all()
        return found


def test_a_later_proposal_says_a_point_anew_and_leaves_status_day_and_person(
    database, project, noon
):
    with database.writing() as session:
        assert take_over(session, project, None, told("A/x", "一"), who="user:1", now=noon) == 1
    [first] = listed(database, project)
    with database.writing() as session:
        issue = issue_of(session, first.id)
        changes = {"status": "done", "person": "王", "due": DAY + timedelta(days=3)}
        assert change_issue(issue, changes, version=1, who="user:2", now=noon)
    with database.writing() as session:
        later = told("A/x", "二", due=DAY + timedelta(days=90))
        assert take_over(session, project, None, later, who="user:1", now=noon) == 0
        assert statuses(session, project) == {"A/x": "done"}
        assert dues(session, project) == {"A/x": DAY + timedelta(days=3)}
    [issue] = listed(database, project)
    assert (issue.what, issue.department) == (Text("二", "二 (en)"), Text("水务集团", "Water"))
    assert (issue.status, issue.person, issue.due) == ("done", "王", DAY + timedelta(days=3))
    assert (issue.version, issue.who) == (2, "user:2")


def test_who_changes_what_somebody_else_changed_is_told_and_overwrites_nothing(
    database, project, noon
):
    with database.writing() as session:
        take_over(session, project, None, told("A/x", "一"), who="user:1", now=noon)
        [issue] = issues_of(session, Wanted(project=project))
        change_issue(issue, {"status": "done"}, version=1, who="user:2", now=noon)
        with pytest.raises(ProjectConflict, match="status: now done, wanted waived") as conflict:
            change_issue(issue, {"status": "waived"}, version=1, who="user:3", now=noon)
        assert issue.status == "done"
        assert conflict.value.clashes == (
            {"field": "status", "now": "done", "wanted": "waived", "who": "user:2",
             "at": noon.isoformat()},
        )  # fmt: skip
        assert not change_issue(issue, {"status": "done"}, version=1, who="user:3", now=noon)


def test_words_of_a_proposal_are_not_changed_by_hand_and_ones_own_are(database, project, noon):
    with database.writing() as session:
        take_over(session, project, None, told("A/x", "一"), who="user:1", now=noon)
        [issue] = issues_of(session, Wanted(project=project))
        with pytest.raises(IssueRefused):
            change_issue(issue, {"what": Text.of("别的")}, version=1, who="user:1", now=noon)
        own = add_issue(
            session, project, what=Text.of("落实资金"), department=Text("银行", "Bank"), due=DAY,
            who="user:1", now=noon,
        )  # fmt: skip
        assert change_issue(own, {"what": Text.of("查资金")}, version=1, who="user:1", now=noon)
        [point] = own_points(session, project)
        assert (point.key, point.what.zh, point.due) == (own.key, "查资金", DAY)
        with pytest.raises(IssueNotFound):
            issue_of(session, 999)


def test_a_day_tells_what_is_late_and_what_is_due_soon_and_counts_all(database, project, noon):
    with database.writing() as session:
        for place, days in enumerate([-2, -1, 0, 7, 8]):
            due = DAY + timedelta(days=days)
            told_of = told(f"A/{place}", "一", due=due)
            take_over(session, project, None, told_of, who="user:1", now=noon)
        for place in range(MOST + 5):
            told_of = told(f"B/{place}", "一", due=DAY - timedelta(days=9), parcel="B")
            take_over(session, project, None, told_of, who="user:1", now=noon)
        done = issues_of(session, Wanted(project=project))[0]
        change_issue(done, {"status": "waived"}, version=1, who="user:1", now=noon)
        late, soon = overdue(session, DAY), due_soon(session, DAY)
        assert (late.total, len(late.first)) == (MOST + 6, MOST)
        assert [issue.key for issue in soon.first] == ["A/2", "A/3"]
        assert soon.total == 2
        assert count_issues(session, Wanted(department="Water")) == MOST + 10
        assert count_issues(session, Wanted(department="水务")) == 0
