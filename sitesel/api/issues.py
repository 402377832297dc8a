"""The issue list of projects: what has to be settled, by whom and until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from sitesel.api.callers import Now, State
from sitesel.api.proposals import MANAGED, Manager
from sitesel.errors import IssueRefused
from sitesel.language import Text
from sitesel.people.naming import names
from sitesel.projects.issues import (
    STATUSES,
    IssueKept,
    Wanted,
    add_issue,
    change_issue,
    count_issues,
    departments_of,
    issue_of,
    issues_of,
)
from sitesel.projects.project import project_of
from sitesel.projects.proposals import latest_ready
from sitesel.projects.written import Words, check
from sitesel.proposal import IssueStatus
from sitesel.record import write
from sitesel.workdays import day_of

router = APIRouter(prefix="/api", tags=["事项 / Issues"])

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
_LONGEST = timedelta(days=3660)
_PLACES = {
    "what": Words(Text("事项", "the point"), 1000, needed=True, lines=True),
    "department": Words(Text("责任部门", "the department"), 200, needed=True),
    "person": Words(Text("责任人", "the person"), 100),
    "note": Words(Text("备注", "the note"), 2000, lines=True),
    "parcel": Words(Text("地块编号", "the parcel"), 200),
}


class Both(BaseModel):
    """Words in both languages; one of them will do."""

    model_config = ConfigDict(extra="forbid")

    zh: str = Field("", max_length=1000)
    en: str = Field("", max_length=1000)


Said = Annotated[str, Field(max_length=1000)] | Both


class IssueOut(BaseModel):
    """A point that somebody has to settle."""

    id: int
    project: int
    project_title: Text
    parcel: str = Field(description="Empty where it is of the project.")
    site: Text
    what: Text
    department: Text
    due: date
    overdue: bool = Field(description="Whether it is open and the day is over.")
    status: IssueStatus
    person: str
    note: str
    own: bool = Field(description="Whether staff put it on the list; its words can be changed.")
    current: bool = Field(
        description="Whether the latest proposal still tells it; else it was settled by the data, "
        "or is of a parcel that is proposed no longer."
    )
    version: int = Field(description="To be sent with a change.")
    who: str
    by: str
    at: datetime = Field(description="When it was last changed.")


class IssuesOut(BaseModel):
    """A page of issues, by due date."""

    total: int
    today: date
    departments: list[Text] = Field(description="All that have, or had, something to settle.")
    issues: list[IssueOut]


class IssueSent(BaseModel):
    """A point of the staff's own."""

    model_config = ConfigDict(extra="forbid")

    what: Said
    department: Said
    due: date
    parcel: str = Field("", max_length=200)
    person: str = Field("", max_length=100)
    note: str = Field("", max_length=2000)


class IssueChange(BaseModel):
    """What to change of an issue; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    version: Number = Field(description="Of the issue as it was looked at.")
    status: IssueStatus | None = None
    due: date | None = None
    person: str | None = Field(None, max_length=100)
    note: str | None = Field(None, max_length=2000)
    what: Said | None = Field(None, description="Of a point of the staff's own.")
    department: Said | None = Field(None, description="Of a point of the staff's own.")


@router.get("/issues", summary="事项清单 / Issue list", dependencies=[MANAGED])
def list_issues(
    *,
    state: State,
    now: Now,
    project: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    status: IssueStatus | None = None,
    overdue: Annotated[bool, Query(description="Open ones whose day is over.")] = False,
    department: Annotated[
        str | None, Query(max_length=200, description="Its name, in either language.")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> IssuesOut:
    """List issues by due date, of one project or of all."""
    today = day_of(now)
    wanted = Wanted(
        project=project,
        status="open" if overdue else status,
        department=None if department is None else department.replace("\0", "").strip(),
        due_by=today - timedelta(days=1) if overdue else None,
    )
    with state.reading() as session:
        if project is not None:
            project_of(session, project)
        total = count_issues(session, wanted)
        if overdue and status not in (None, "open"):
            total, found = 0, []
        else:
            found = list(issues_of(session, wanted, offset=offset, limit=limit))
        return IssuesOut(
            total=total,
            today=today,
            departments=departments_of(session),
            issues=issues_out(session, found, today),
        )


@router.post("/projects/{project}/issues", status_code=201, summary="新增事项 / Add an issue")
def create_issue(
    project: Annotated[Number, Path()],
    sent: IssueSent,
    caller: Manager,
    state: State,
    now: Now,
) -> IssueOut:
    """Put a point of the staff's own on the issue list; the next proposal tells it too."""
    what, department = _said("what", sent.what), _said("department", sent.department)
    told = {"person": sent.person, "note": sent.note, "parcel": sent.parcel}
    words = check(told, {name: _PLACES[name] for name in told})
    _check_due(sent.due, now)
    with state.writing() as session:
        project_of(session, project)
        issue = add_issue(
            session, project, what=what, department=department, due=sent.due,
            parcel=words["parcel"], person=words["person"], note=words["note"],
            who=caller.who, now=now,
        )  # fmt: skip
        more = {"project": project, "what": what.zh, "due": sent.due.isoformat()}
        write(session, now=now, who=caller.who, what="issue_add", of=f"issue:{issue.id}", told=more)
        return issues_out(session, [issue], day_of(now))[0]


@router.patch("/issues/{issue}", summary="更新事项 / Change an issue")
def update_issue(
    issue: Annotated[Number, Path()],
    sent: IssueChange,
    caller: Manager,
    state: State,
    now: Now,
) -> IssueOut:
    """Change status, due date, person or note; 409 with both values where somebody else did."""
    changes: dict[str, object] = {
        name: getattr(sent, name) for name in ("status", "due") if getattr(sent, name) is not None
    }
    told = {
        name: words for name in ("person", "note") if (words := getattr(sent, name)) is not None
    }
    changes |= check(told, {name: _PLACES[name] for name in told})
    for name in ("what", "department"):
        words = getattr(sent, name)
        if words is not None:
            changes[name] = _said(name, words)
    if sent.due is not None:
        _check_due(sent.due, now)
    with state.writing() as session:
        found = issue_of(session, issue)
        before = {name: getattr(found, name) for name in changes}
        if change_issue(found, changes, version=sent.version, who=caller.who, now=now):
            changed = {
                name: [_plain(was), _plain(getattr(found, name))]
                for name, was in before.items()
                if was != getattr(found, name)
            }
            write(session, now=now, who=caller.who, what="issue_change", of=f"issue:{issue}",
                  told=changed)  # fmt: skip
        return issues_out(session, [found], day_of(now))[0]


def issues_out(session: Session, found: list[IssueKept], today: date) -> list[IssueOut]:
    """Return issues as they go on the wire."""
    called = names(session, {issue.who for issue in found})
    projects = {each: project_of(session, each) for each in {issue.project_id for issue in found}}
    latest = {each: latest_ready(session, each) for each in projects}
    return [
        IssueOut(
            id=issue.id,
            project=issue.project_id,
            project_title=projects[issue.project_id].title,
            parcel=issue.parcel,
            site=issue.site,
            what=issue.what,
            department=issue.department,
            due=issue.due,
            overdue=issue.status == "open" and issue.due < today,
            status=next(status for status in STATUSES if status == issue.status),
            person=issue.person,
            note=issue.note,
            own=issue.is_own,
            current=issue.is_own or issue.proposal_id == latest[issue.project_id],
            version=issue.version,
            who=issue.who,
            by=called[issue.who],
            at=issue.at,
        )
        for issue in found
    ]


def _said(name: str, words: str | Both) -> Text:
    both = Text.of(words if isinstance(words, str) else {"zh": words.zh, "en": words.en})
    place = {name: _PLACES[name]}
    return Text(*(check({name: each}, place)[name] for each in (both.zh, both.en)))


def _check_due(due: date, now: datetime) -> None:
    today = day_of(now)
    if not today - _LONGEST <= due <= today + _LONGEST:
        raise IssueRefused(
            f"a due date lies within ten years, not on {due}", f"期限应在十年之内，不能为 {due}"
        )


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return value.isoformat() if isinstance(value, date) else value
