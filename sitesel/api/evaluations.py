"""Access evaluation sheets: departments give opinions, experts rule with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from sitesel.api.callers import Now, State, inside
from sitesel.api.proposals import Manager, Tables
from sitesel.errors import EvaluationRefused
from sitesel.language import Text
from sitesel.people import Person
from sitesel.people.naming import names
from sitesel.projects.departments import department_of
from sitesel.projects.inputs import Bureau
from sitesel.projects.opinions import STANCES, WHOLE, OpinionGiven, give_opinion, standing_opinions
from sitesel.projects.overrides import SHORTEST_REASON, OverrideMade, outcome_of, override
from sitesel.projects.project import project_of
from sitesel.projects.sheets import Sheet, SheetLine, open_sheets, sheet_of
from sitesel.projects.written import Words, check
from sitesel.proposal import Outcome, Stance
from sitesel.proposal.evaluation import OUTCOMES
from sitesel.proposal.evaluation import STANCES as STANCE_WORDS
from sitesel.record import write
from sitesel.workdays import day_of

router = APIRouter(prefix="/api", tags=["准入评估 / Access evaluation"])


Reviewer = Annotated[Person, inside("opinions")]
Reader = Annotated[Person, inside("projects", "opinions")]
Project = Annotated[int, Path(ge=1, le=2**31 - 1)]
Parcel = Annotated[str, Path(max_length=200)]
_OPINION = {
    "text": Words(Text("意见", "the opinion"), 2000, lines=True),
    "signed": Words(Text("签名", "the signature"), 100, needed=True),
}
_REASON = {"reason": Words(Text("理由", "the reason"), 2000, needed=True, lines=True)}


class OpinionOut(BaseModel):
    """What a department said of a point."""

    id: int
    department: Text
    stance: Stance
    stance_label: Text
    text: str
    signed: str
    on: date
    stands: bool = Field(description="False where a later one of the department stands for it.")
    who: str
    by: str
    at: datetime


class OverrideOut(BaseModel):
    """A ruling in place of what was found."""

    id: int
    outcome: Outcome
    outcome_label: Text
    reason: str
    name: str
    on: date
    stands: bool = Field(description="False where a later one stands before it.")
    who: str
    at: datetime


class SheetLineOut(BaseModel):
    """A point of a sheet."""

    id: str
    group: Text
    words: Text = Field(description="What is asked.")
    basis: Text = Field(description="Rule with clause, or whose need it is.")
    evidence: Text = Field(description="What was found.")
    department: Text = Field(description="In charge.")
    found: Outcome = Field(description="How it stands by what was found.")
    outcome: Outcome = Field(description="How it stands: by the last ruling, else as found.")
    outcome_label: Text
    waiting: bool = Field(description="Whether it is open, and its department has said nothing.")
    mine: bool = Field(description="Whether it waits for the caller's own department.")
    opinions: list[OpinionOut]
    overrides: list[OverrideOut] = Field(description="All of them, the last stands.")


class SheetOut(BaseModel):
    """The access evaluation of a project on a parcel."""

    project: int
    project_title: Text
    parcel: str
    title: Text
    proposal: int = Field(description="That found it.")
    catalogue: str
    day: date
    passed: int
    failed: int
    to_evaluate: int
    overridden: int
    department: Text | None = Field(description="Of the caller, who gives opinions for it.")
    lines: list[SheetLineOut]
    opinions: list[OpinionOut] = Field(description="On the whole sheet.")


class SheetBriefOut(BaseModel):
    """A sheet of an open proposal that waits for departments."""

    project: int
    project_title: Text
    parcel: str
    title: Text
    proposal: int
    day: date
    waiting: int = Field(description="Points that wait: for the caller's department, or any.")
    points: list[str] = Field(description="Their ids.")
    departments: list[Text] = Field(description="For whom they wait.")


class SheetsOut(BaseModel):
    """Sheets that wait, those of the newest proposals first."""

    department: Text | None = Field(description="Of the caller; null for who manages projects.")
    sheets: list[SheetBriefOut]


class OpinionSent(BaseModel):
    """What the caller's department says of a point."""

    model_config = ConfigDict(extra="forbid")

    line: str = Field("", max_length=300, description="Id of the point; empty: the whole sheet.")
    stance: Stance
    text: str = Field("", max_length=2000, description="Needed unless the department agrees.")
    signed: str = Field(min_length=1, max_length=100, description="The name of who signs.")
    on: date | None = Field(None, description="Today when left out.")


class OverrideSent(BaseModel):
    """How to rule on a point, and why."""

    model_config = ConfigDict(extra="forbid")

    line: str = Field(min_length=1, max_length=300)
    outcome: Outcome
    reason: str = Field(min_length=SHORTEST_REASON, max_length=2000)


@router.get("/evaluations", summary="待部门评估 / Sheets that wait for departments")
def list_sheets(caller: Reader, state: State, bureau: Tables) -> SheetsOut:
    """List the sheets of open proposals with points that wait for the caller's department.

    Who manages projects is told the points that wait for any.
    """
    own = own_department(caller, bureau)
    with state.reading() as session:
        return SheetsOut(department=own, sheets=waiting_sheets(session, own))


def waiting_sheets(session: Session, department: Text | None) -> list[SheetBriefOut]:
    """Return the sheets of open proposals that wait for a department; for any when None."""
    found = []
    for sheet in open_sheets(session):
        waiting = [line for line in sheet.lines if line.waits_for(department)]
        if not waiting:
            continue
        named = {line.department.zh: line.department for line in waiting}
        found.append(
            SheetBriefOut(
                project=sheet.proposal.project_id,
                project_title=project_of(session, sheet.proposal.project_id).title,
                parcel=sheet.parcel,
                title=sheet.title,
                proposal=sheet.proposal.id,
                day=sheet.proposal.day,
                waiting=len(waiting),
                points=[line.id for line in waiting],
                departments=list(named.values()),
            )
        )
    return found


@router.post(
    "/projects/{project}/evaluations/{parcel:path}/opinions",
    status_code=201,
    summary="出具部门意见 / Give a department's opinion",
)
def create_opinion(
    project: Project,
    parcel: Parcel,
    sent: OpinionSent,
    caller: Reviewer,
    state: State,
    bureau: Tables,
    now: Now,
) -> SheetOut:
    """Give the opinion of one's department on a point, signed by name; nothing is deleted."""
    own = own_department(caller, bureau)
    if own is None:
        raise EvaluationRefused(
            "your account names no department; ask an administrator to set it",
            "您的账号没有登记所属部门；请联系系统管理员设置",
        )
    words = check({"text": sent.text, "signed": sent.signed}, _OPINION)
    with state.writing() as session:
        sheet = sheet_of(session, project, parcel)
        if sent.line != WHOLE:
            sheet.line(sent.line)
        given = give_opinion(
            session, project, parcel, sent.line, department=own, stance=sent.stance,
            text=words["text"], signed=words["signed"], on=sent.on or day_of(now),
            today=day_of(now), who=caller.who, now=now,
        )  # fmt: skip
        more = {"project": project, "parcel": parcel, "line": sent.line, "stance": sent.stance,
                "department": own.zh, "signed": words["signed"]}  # fmt: skip
        write(session, now=now, who=caller.who, what="opinion", of=f"evaluation:{given.id}",
              told=more)  # fmt: skip
        return _out(session, sheet_of(session, project, parcel), own)


@router.post(
    "/projects/{project}/evaluations/{parcel:path}/overrides",
    status_code=201,
    summary="改判 / Rule on a point",
)
def create_override(
    project: Project,
    parcel: Parcel,
    sent: OverrideSent,
    caller: Manager,
    state: State,
    now: Now,
) -> SheetOut:
    """Rule on a point in place of what was found; reason and name stay on record for good."""
    reason = check({"reason": sent.reason}, _REASON)["reason"]
    with state.writing() as session:
        line = sheet_of(session, project, parcel).line(sent.line)
        made = override(
            session, project, parcel, sent.line, outcome=sent.outcome, reason=reason,
            name=names(session, [caller.who])[caller.who], today=day_of(now), who=caller.who,
            now=now,
        )  # fmt: skip
        more = {"project": project, "parcel": parcel, "line": sent.line, "found": line.found,
                "before": line.outcome, "outcome": sent.outcome, "reason": reason}  # fmt: skip
        write(session, now=now, who=caller.who, what="override", of=f"override:{made.id}",
              told=more)  # fmt: skip
        return _out(session, sheet_of(session, project, parcel), None)


@router.get(
    "/projects/{project}/evaluations/{parcel:path}", summary="准入评估表 / Access evaluation sheet"
)
def read_sheet(
    project: Project, parcel: Parcel, caller: Reader, state: State, bureau: Tables, now: Now
) -> SheetOut:
    """Show the sheet of a project on a parcel: what was found, said of it, and ruled."""
    with state.writing() as session:
        sheet = sheet_of(session, project, parcel)
        told = _out(session, sheet, own_department(caller, bureau))
        more = {"project": project, "proposal": sheet.proposal.id, "tier": sheet.proposal.tier}
        write(session, now=now, who=caller.who, what="view", of=f"evaluation:{parcel}", told=more)
        return told


def own_department(caller: Person, bureau: Bureau) -> Text | None:
    """Return the department that the caller gives opinions for; None for who gives none."""
    if not caller.may("opinions") or not caller.department:
        return None
    return department_of(caller.department, bureau.tables()[1])


def _out(session: Session, sheet: Sheet, own: Text | None) -> SheetOut:
    said = [one for line in sheet.lines for one in line.opinions]
    ruled = [one for line in sheet.lines for one in line.overrides]
    spoke = {one.who for one in (*said, *sheet.opinions)} | {one.who for one in ruled}
    called = names(session, spoke)
    outcomes = [line.outcome for line in sheet.lines]
    return SheetOut(
        project=sheet.proposal.project_id,
        project_title=project_of(session, sheet.proposal.project_id).title,
        parcel=sheet.parcel,
        title=sheet.title,
        proposal=sheet.proposal.id,
        catalogue=sheet.proposal.catalogue,
        day=sheet.proposal.day,
        passed=outcomes.count("pass"),
        failed=outcomes.count("fail"),
        to_evaluate=outcomes.count("evaluate"),
        overridden=sum(bool(line.overrides) for line in sheet.lines),
        department=own,
        lines=[_line(line, own, called) for line in sheet.lines],
        opinions=_opinions(sheet.opinions, called),
    )


def _line(line: SheetLine, own: Text | None, called: Mapping[str, str]) -> SheetLineOut:
    return SheetLineOut(
        id=line.id,
        group=line.group,
        words=line.words,
        basis=line.basis,
        evidence=line.evidence,
        department=line.department,
        found=line.found,
        outcome=line.outcome,
        outcome_label=OUTCOMES[line.outcome],
        waiting=line.waits_for(),
        mine=own is not None and line.waits_for(own),
        opinions=_opinions(line.opinions, called),
        overrides=[_override(one, stands=one is line.overrides[-1]) for one in line.overrides],
    )


def _opinions(given: Sequence[OpinionGiven], called: Mapping[str, str]) -> list[OpinionOut]:
    stand = {one.id for one in standing_opinions(given)}
    return [
        OpinionOut(
            id=one.id,
            department=one.department,
            stance=(stance := next(each for each in STANCES if each == one.stance)),
            stance_label=STANCE_WORDS[stance],
            text=one.text,
            signed=one.signed,
            on=one.on,
            stands=one.id in stand,
            who=one.who,
            by=called[one.who],
            at=one.at,
        )
        for one in given
    ]


def _override(one: OverrideMade, *, stands: bool) -> OverrideOut:
    return OverrideOut(
        id=one.id,
        outcome=outcome_of(one.outcome),
        outcome_label=OUTCOMES[outcome_of(one.outcome)],
        reason=one.reason,
        name=one.name,
        on=one.on,
        stands=stands,
        who=one.who,
        at=one.at,
    )
