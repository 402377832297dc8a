"""The issue list of a project: what somebody has to settle, from its proposals and of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, func, or_, select
from sqlalchemy import Text as Long
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import IssueNotFound, IssueRefused, ProjectConflict
from sitesel.language import Text
from sitesel.people import tokens
from sitesel.proposal import IssueStatus, OwnPoint
from sitesel.proposal.content import Issue
from sitesel.state import Base

STATUSES: tuple[IssueStatus, ...] = get_args(IssueStatus)
OWN = "own:"
"""The keys of points that staff put on the list themselves begin so."""


class IssueKept(Base):
    """A point on the issue list of a project.

    `key` is that of `sitesel.proposal.content.Issue`, by which the next proposal finds it again;
    `proposal_id` is the last proposal that told it, None for a point of the staff's own.
    """

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("project_id", "key", name="uq_issue_project_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    key: Mapped[str] = mapped_column(Long)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    parcel: Mapped[str] = mapped_column(String(200))
    site_zh: Mapped[str] = mapped_column(Long)
    site_en: Mapped[str] = mapped_column(Long)
    what_zh: Mapped[str] = mapped_column(Long)
    what_en: Mapped[str] = mapped_column(Long)
    department_zh: Mapped[str] = mapped_column(Long)
    department_en: Mapped[str] = mapped_column(Long)
    due: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(2000))
    version: Mapped[int]
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    @property
    def site(self) -> Text:
        """What the parcel is called; empty where it is of the project."""
        return Text(self.site_zh, self.site_en)

    @property
    def what(self) -> Text:
        """What has to be settled."""
        return Text(self.what_zh, self.what_en)

    @property
    def department(self) -> Text:
        """Who settles it."""
        return Text(self.department_zh, self.department_en)

    @property
    def is_own(self) -> bool:
        """Whether staff put it on the list themselves."""
        return self.key.startswith(OWN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which issues of a list are wanted; None for all.

    Parameters
    ----------
    project, status, department
        Of these; a department by its name in either language.
    due_by
        Due on that day or before.
    """

    project: int | None = None
    status: IssueStatus | None = None
    department: str | None = None
    due_by: date | None = None


def issue_of(session: Session, identity: int) -> IssueKept:
    """Return an issue by its id.

    Raises
    ------
    IssueNotFound
        There is none.
    """
    found = session.get(IssueKept, identity, with_for_update=True)
    if found is None:
        raise IssueNotFound(
            f"no issue {identity}; /api/issues lists them",
            f"没有编号为 {identity} 的事项；全部事项见 /api/issues",
        )
    return found


def issues_of(
    session: Session, wanted: Wanted, *, offset: int = 0, limit: int | None = None
) -> Sequence[IssueKept]:
    """Return the issues that are wanted, by due date."""
    asked = _wanted(select(IssueKept), wanted).order_by(IssueKept.due, IssueKept.id)
    return session.scalars(asked.offset(offset).limit(limit)).all()


def count_issues(session: Session, wanted: Wanted) -> int:
    """Count the issues that are wanted."""
    return session.scalar(_wanted(select(func.count(IssueKept.id)), wanted)) or 0


def departments_of(session: Session) -> list[Text]:
    """Return the departments that have, or had, something to settle."""
    asked = select(IssueKept.department_zh, IssueKept.department_en).distinct()
    return sorted((Text(zh, en) for zh, en in session.execute(asked)), key=lambda each: each.zh)


def _wanted(asked: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.project is not None:
        asked = asked.where(IssueKept.project_id == wanted.project)
    if wanted.status is not None:
        asked = asked.where(IssueKept.status == wanted.status)
    if wanted.department is not None:
        names = (IssueKept.department_zh, IssueKept.department_en)
        asked = asked.where(or_(*(name == wanted.department for name in names)))
    if wanted.due_by is not None:
        asked = asked.where(IssueKept.due <= wanted.due_by)
    return asked


def statuses(session: Session, project: int) -> dict[str, IssueStatus]:
    """Return how the issues of a project stand, by their keys, as the next proposal takes them."""
    return {
        issue.key: _status(issue.status) for issue in issues_of(session, Wanted(project=project))
    }


def dues(session: Session, project: int) -> dict[str, date]:
    """Return the days of the issues of a project that proposals told, by their keys."""
    listed = issues_of(session, Wanted(project=project))
    return {issue.key: issue.due for issue in listed if not issue.is_own}


def own_points(session: Session, project: int) -> list[OwnPoint]:
    """Return the points that staff put on the list, as the next proposal takes them."""
    listed = issues_of(session, Wanted(project=project))
    return [
        OwnPoint(key=one.key, parcel=one.parcel, what=one.what, department=one.department,
                 due=one.due)
        for one in listed if one.is_own
    ]  # fmt: skip


def take_over(
    session: Session,
    project: int,
    proposal: int | None,
    told: Mapping[str, Iterable[Issue]],
    *,
    who: str,
    now: datetime,
) -> int:
    """Put the issues of a proposal on the list of its project; return how many are new.

    Words follow the latest proposal. Status, person, note and due date stay: a day that was told
    is not put off because another proposal was made (`dues` tells it to the next one).

    Parameters
    ----------
    told
        The issues of the proposal in Chinese (`zh`) and in English (`en`).
    """
    known = {issue.key: issue for issue in issues_of(session, Wanted(project=project))}
    english = {issue.key: issue for issue in told["en"]}
    new = 0
    for zh in told["zh"]:
        en = english[zh.key]
        if zh.key.startswith(OWN):
            continue
        issue = known.get(zh.key)
        if issue is None:
            new += 1
            issue = IssueKept(
                project_id=project, key=zh.key, parcel=zh.parcel, due=zh.due, status="open",
                person="", note="", version=1, who=who, at=now,
            )  # fmt: skip
            session.add(issue)
        issue.proposal_id = proposal
        issue.site_zh, issue.site_en = zh.site, en.site
        issue.what_zh, issue.what_en = zh.what, en.what
        issue.department_zh, issue.department_en = zh.department, en.department
    session.flush()
    return new


def add_issue(
    session: Session,
    project: int,
    *,
    what: Text,
    department: Text,
    due: date,
    parcel: str = "",
    site: Text | None = None,
    person: str = "",
    note: str = "",
    who: str,
    now: datetime,
) -> IssueKept:
    """Put a point of the staff's own on the list."""
    called = site or Text.of(parcel)
    issue = IssueKept(
        project_id=project, key=f"{OWN}{tokens.name()}", proposal_id=None, parcel=parcel,
        site_zh=called.zh, site_en=called.en, what_zh=what.zh, what_en=what.en,
        department_zh=department.zh, department_en=department.en, due=due, status="open",
        person=person, note=note, version=1, who=who, at=now,
    )  # fmt: skip
    session.add(issue)
    session.flush()
    return issue


LABELS: Mapping[str, Text] = {
    "status": Text("状态", "status"),
    "due": Text("期限", "due date"),
    "person": Text("责任人", "person"),
    "note": Text("备注", "note"),
    "what": Text("事项", "point"),
    "department": Text("责任部门", "department"),
}
_OF_OWN = ("what", "department")


def change_issue(
    issue: IssueKept, changes: Mapping[str, Any], *, version: int, who: str, now: datetime
) -> bool:
    """Change an issue; return whether anything is another now.

    Parameters
    ----------
    changes
        By name, of `LABELS`; words and department only of a point of the staff's own.
    version
        That was looked at.

    Raises
    ------
    IssueRefused
        The words of a point are those of the proposal.
    ProjectConflict
        Somebody else changed it since; nothing is overwritten.
    """
    if not issue.is_own and any(name in changes for name in _OF_OWN):
        raise IssueRefused(
            "the words and the department of this point come from the proposal; "
            "add a point of your own instead",
            "此事项的内容和责任部门来自方案，不能改写；可另行新增事项",
        )
    wanted = {name: value for name, value in changes.items() if getattr(issue, name) != value}
    if version != issue.version and wanted:
        _refuse(issue, wanted)
    for name, value in wanted.items():
        if isinstance(value, Text):
            setattr(issue, f"{name}_zh", value.zh)
            setattr(issue, f"{name}_en", value.en)
        else:
            setattr(issue, name, value)
    if wanted:
        issue.version += 1
        issue.who, issue.at = who, now
    return bool(wanted)


def _refuse(issue: IssueKept, wanted: Mapping[str, Any]) -> None:
    clashes = [
        {"field": name, "now": _plain(getattr(issue, name)), "wanted": _plain(value),
         "who": issue.who, "at": issue.at.isoformat()}
        for name, value in wanted.items()
    ]  # fmt: skip
    pairs = [(LABELS[name], getattr(issue, name), value) for name, value in wanted.items()]
    zh = "；".join(
        f"{label.zh}：现为 {_said(now, 'zh')}，您要改为 {_said(want, 'zh')}"
        for label, now, want in pairs
    )
    en = "; ".join(
        f"{label.en}: now {_said(now, 'en')}, wanted {_said(want, 'en')}"
        for label, now, want in pairs
    )
    raise ProjectConflict(
        "somebody else changed the point meanwhile, and nothing of yours was kept: "
        f"{en}; look at it again and repeat what still holds",
        f"期间已有他人修改此事项，您的改动未保存：{zh}；请重新查看后再提交",
        clashes,
    )


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return value.isoformat() if isinstance(value, date) else value


def _said(value: Any, lang: str) -> str:  # noqa: ANN401
    words = (value.zh if lang == "zh" else value.en) if isinstance(value, Text) else str(value)
    return words[:60] or "–"


def _status(told: str) -> IssueStatus:
    return next(status for status in STATUSES if status == told)
