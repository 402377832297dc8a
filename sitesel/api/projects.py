"""Projects: who wants to invest in what, how far it has come, and all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from sitesel.api.callers import Now, State, may
from sitesel.api.dependencies import Shelved
from sitesel.exports.wire import CountsOut
from sitesel.language import Text
from sitesel.people import Account, Person
from sitesel.people.naming import names
from sitesel.projects.changing import change_project, enter, take_back
from sitesel.projects.contacts import Contact, contacts_of
from sitesel.projects.documents import ProjectDocument, documents_of
from sitesel.projects.enquiries import enquiries_of
from sitesel.projects.notes import ProjectNote, notes_of
from sitesel.projects.project import (
    NAMED,
    Project,
    Told,
    add_project,
    colleagues,
    figure_faults,
    project_of,
    projects,
    units,
)
from sitesel.projects.requirements import RequirementVersion, requirements_of
from sitesel.projects.selections import ProjectSelection, selections_of
from sitesel.projects.stages import ENDS, NEXT, STAGE_WORDS, STAGES, Stage, StageStep, steps_of
from sitesel.proposal import read_figures
from sitesel.proposal.figures import LABELS, UNITS
from sitesel.record import write
from sitesel.record.entry import plain
from sitesel.schema import Tier
from sitesel.units import format_quantity, unit_label
from sitesel.workdays import day_of

router = APIRouter(prefix="/api", tags=["项目 / Projects"])

Manager = Annotated[Person, may("projects")]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Id = Annotated[Number, Path()]


class TextSent(BaseModel):
    """Words in both languages; one of them will do."""

    model_config = ConfigDict(extra="forbid")

    zh: str = Field("", max_length=500)
    en: str = Field("", max_length=500)


Said = Annotated[str, Field(max_length=500)] | TextSent
Figures = Annotated[
    dict[str, Any],
    Field(
        max_length=40,
        description="By name, as a figures file spells them, with units as people write them.",
        examples=[{"land": "410 亩", "investment": "35 亿元", "jobs": 800}],
    ),
]


def said(words: Said | None) -> Text | None:
    """Return words that were sent, in both languages."""
    if words is None or isinstance(words, str):
        return None if words is None else Text.of(words)
    return Text.of({"zh": words.zh, "en": words.en})


class StageOut(BaseModel):
    """A stage that a project can be at."""

    id: Stage
    label: Text
    next: list[Stage] = Field(description="Which may follow.")
    ends: bool = Field(description="Whether a project has ended with it.")

    @classmethod
    def of(cls, stage: Stage) -> StageOut:
        """Return what goes on the wire."""
        return cls(id=stage, label=STAGE_WORDS[stage], next=list(NEXT[stage]), ends=stage in ENDS)


class StagesOut(BaseModel):
    """The stages of projects, in their order."""

    stages: list[StageOut]


class ColleagueOut(BaseModel):
    """Somebody who can look after a project."""

    id: int
    name: str = Field(description="The full name, or what they sign in with.")

    @classmethod
    def of(cls, account: Account) -> ColleagueOut:
        """Return what goes on the wire."""
        return cls(id=account.id, name=account.full_name or account.name)


class ColleaguesOut(BaseModel):
    """Those who can look after projects."""

    colleagues: list[ColleagueOut]


class BriefOut(BaseModel):
    """A project in a list."""

    id: int
    title: Text
    investor: Text = Field(description="Empty where it is not told.")
    industry: Text
    unit: str = Field(description="The bureau's unit in charge.")
    stage: Stage
    stage_label: Text
    since: date = Field(description="When it came to its stage.")
    days: int = Field(description="For how many days it has been there.")
    owner: ColleagueOut | None
    created: datetime
    changed: datetime
    version: int = Field(description="To be sent with a change.")
    closed: date | None = Field(description="When it ended.")

    @classmethod
    def of(cls, project: Project, owner: Account | None, today: date) -> BriefOut:
        """Return what goes on the wire."""
        return cls(**_brief(project, owner, today))


class ProjectsOut(BaseModel):
    """A page of projects, those changed last first."""

    total: int
    projects: list[BriefOut]
    units: list[str] = Field(description="All units in charge that there are.")


class _By(BaseModel):
    who: str = Field(description="As the record names them.", examples=["user:3"])
    by: str = Field(description="What they are called.")
    at: datetime


class FigureOut(BaseModel):
    """A figure of the project that is a number."""

    name: str
    label: Text
    value: float
    unit: str
    unit_label: Text
    said: Text = Field(examples=[{"zh": "410 亩（27.33 公顷）", "en": "410 mu (27.33 ha)"}])
    written: Any = Field(description="As it was written.")


class StepOut(_By):
    """That the project came to a stage."""

    id: int
    stage: Stage
    label: Text
    on: date
    note: str


class RequirementBriefOut(_By):
    """A version of the project's requirement, in a list."""

    number: int
    title: Text
    digest: str
    note: str


class ProjectSelectionOut(_By):
    """A selection that was made for the project."""

    id: int
    requirement: int = Field(description="Number of the requirement that was asked.")
    scenario: str | None
    catalogue: str
    is_current: bool = Field(description="Whether that catalogue is the published one.")
    digest: str = Field(description="Opens at /api/selections/{digest}.")
    tier: Tier
    counts: CountsOut


class ContactOut(_By):
    """Somebody to talk to."""

    id: int
    name: str
    organisation: str
    position: str
    telephone: str
    mail: str
    note: str


class DocumentOut(_By):
    """A document of the project."""

    id: int
    name: str
    type: str = Field(description="The media type, by its content.")
    bytes: int
    sha256: str
    tier: Tier
    url: str


class NoteOut(_By):
    """A note on the project."""

    id: int
    text: str


class ProjectOut(BriefOut):
    """A project and all that belongs to it."""

    figures: list[FigureOut] = Field(description="Those that are numbers, said in words.")
    written: dict[str, Any] = Field(description="All figures as they were written.")
    stages: list[StepOut] = Field(description="The first first.")
    next: list[StageOut] = Field(description="Which stages may follow.")
    requirements: list[RequirementBriefOut] = Field(description="The latest first.")
    selections: list[ProjectSelectionOut] = Field(description="The latest first.")
    contacts: list[ContactOut]
    documents: list[DocumentOut]
    notes: list[NoteOut] = Field(description="The latest first.")
    enquiries: list[str] = Field(description="Numbers of the enquiries that it came from.")


class ProjectSent(BaseModel):
    """A project to be added."""

    model_config = ConfigDict(extra="forbid")

    title: Said
    investor: Said = ""
    industry: Said = ""
    unit: str = Field("", max_length=200)
    figures: Figures = Field(default_factory=dict)
    owner: Number | None = Field(None, description="Whoever adds it where it is left out.")
    stage: Stage = "lead"
    on: date | None = Field(None, description="Since when it is at that stage; else today.")
    note: str = Field("", max_length=1000, description="On the stage.")


class ProjectChange(BaseModel):
    """What to change of a project; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    version: Number = Field(description="Of the project as it was looked at.")
    title: Said | None = None
    investor: Said | None = None
    industry: Said | None = None
    unit: str | None = Field(None, max_length=200)
    owner: Number | None = Field(None, description="Null for nobody.")
    figures: Figures | None = Field(
        None, description="By name the new figure; null where it is no longer told."
    )


class StepSent(BaseModel):
    """A stage that a project has come to."""

    model_config = ConfigDict(extra="forbid")

    stage: Stage
    on: date | None = Field(None, description="Today where it is left out.")
    note: str = Field("", max_length=1000)


@router.get("/stages", summary="项目阶段 / Stages of a project", dependencies=[may("projects")])
def list_stages() -> StagesOut:
    """List the stages of projects, and which may follow which."""
    return StagesOut(stages=[StageOut.of(stage) for stage in STAGES])


@router.get("/colleagues", summary="可作负责人的用户 / Colleagues", dependencies=[may("projects")])
def list_colleagues(state: State) -> ColleaguesOut:
    """List those who can look after a project."""
    with state.reading() as session:
        return ColleaguesOut(colleagues=[ColleagueOut.of(each) for each in colleagues(session)])


@router.get("/projects", summary="项目列表 / Projects")
def list_projects(
    caller: Manager,
    state: State,
    now: Now,
    q: Annotated[str, Query(max_length=200, description="Words of names or unit.")] = "",
    stage: Annotated[Stage | Literal["open"] | None, Query()] = None,
    unit: Annotated[str, Query(max_length=200)] = "",
    *,
    mine: Annotated[bool, Query(description="Those one looks after.")] = False,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ProjectsOut:
    """List projects, those changed last first."""
    today = day_of(now)
    with state.reading() as session:
        total, found = projects(
            session,
            words=plain(q),
            stage=stage or "",
            unit=plain(unit),
            owner=(caller.id or 0) if mine else None,
            offset=offset,
            most=limit,
        )
        listed = [BriefOut.of(each, owner_of_project(session, each), today) for each in found]
        return ProjectsOut(total=total, projects=listed, units=list(units(session)))


@router.post("/projects", status_code=201, summary="新增项目 / Add a project")
def create_project(
    sent: ProjectSent, caller: Manager, state: State, shelf: Shelved, now: Now
) -> ProjectOut:
    """Add a project."""
    told = Told(
        said(sent.title) or Text("", ""),
        said(sent.investor) or Text("", ""),
        said(sent.industry) or Text("", ""),
        sent.unit,
        sent.figures,
        sent.stage,
        sent.on,
        sent.note,
    )
    owner = sent.owner or caller.id
    with state.writing() as session:
        project = add_project(session, told, owner=owner, by=caller.who, now=now)
        return whole(session, project, now, shelf.store.current_id())


@router.get("/projects/{project}", summary="一个项目 / A project")
def read_project(
    project: Id, caller: Manager, state: State, shelf: Shelved, now: Now
) -> ProjectOut:
    """Tell all of a project; that it was looked at is on record."""
    with state.writing() as session:
        found = project_of(session, project)
        told = whole(session, found, now, shelf.store.current_id())
        write(session, now=now, who=caller.who, what="view", of=f"project:{project}")
        return told


@router.patch("/projects/{project}", summary="修改项目 / Change a project")
def update_project(
    project: Id, sent: ProjectChange, caller: Manager, state: State, shelf: Shelved, now: Now
) -> ProjectOut:
    """Change what is told of a project.

    Answers 409 with both values (`clashes`) where somebody else changed the same field since
    `version`; who change different fields do not get in each other's way.
    """
    wanted = {name: getattr(sent, name) for name in sent.model_fields_set - {"version"}}
    wanted |= {name: said(wanted[name]) for name in NAMED if name in wanted}
    wanted = {name: each for name, each in wanted.items() if each is not None or name == "owner"}
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        change_project(session, found, wanted, version=sent.version, by=caller.who, now=now)
        return whole(session, found, now, shelf.store.current_id())


@router.post("/projects/{project}/stages", status_code=201, summary="进入阶段 / Come to a stage")
def create_step(
    project: Id, sent: StepSent, caller: Manager, state: State, shelf: Shelved, now: Now
) -> ProjectOut:
    """Let a project come to a stage; one that may not follow is refused and told which may."""
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        enter(session, found, sent.stage, on=sent.on, note=sent.note, by=caller.who, now=now)
        return whole(session, found, now, shelf.store.current_id())


@router.delete("/projects/{project}/stages/{step}", summary="撤回阶段 / Take a stage back")
def delete_step(
    project: Id, step: Id, caller: Manager, state: State, shelf: Shelved, now: Now
) -> ProjectOut:
    """Take back the last step, which was entered wrongly; the record keeps it."""
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        take_back(session, found, step, by=caller.who, now=now)
        return whole(session, found, now, shelf.store.current_id())


def whole(session: Session, project: Project, now: datetime, current: str | None) -> ProjectOut:
    """Return a project and all that belongs to it; `current` is the published catalogue's id."""
    session.flush()
    identity = project.id
    steps, versions = steps_of(session, identity), requirements_of(session, identity)
    selections, contacts = selections_of(session, identity), contacts_of(session, identity)
    documents, notes = documents_of(session, identity), notes_of(session, identity)
    parts: Sequence[Any] = [*steps, *versions, *selections, *contacts, *documents, *notes]
    called = names(session, (part.who for part in parts))
    at = project.at_stage
    return ProjectOut(
        **_brief(project, owner_of_project(session, project), day_of(now)),
        figures=_figures(project),
        written=project.figures,
        stages=[step_out(each, called[each.who]) for each in steps],
        next=[StageOut.of(stage) for stage in NEXT[at]],
        requirements=[requirement_out(each, called[each.who]) for each in reversed(versions)],
        selections=[
            selection_out(each, called[each.who], current) for each in reversed(selections)
        ],
        contacts=[contact_out(each, called[each.who]) for each in contacts],
        documents=[document_out(each, called[each.who]) for each in documents],
        notes=[note_out(each, called[each.who]) for each in notes],
        enquiries=list(enquiries_of(session, identity)),
    )


def step_out(one: StageStep, by: str) -> StepOut:
    """Return what goes on the wire."""
    stage: Stage = next((each for each in STAGES if each == one.stage), "lead")
    return StepOut(
        id=one.id, stage=stage, label=STAGE_WORDS[stage], on=one.on, note=one.note,
        who=one.who, by=by, at=one.at,
    )  # fmt: skip


def requirement_out(one: RequirementVersion, by: str) -> RequirementBriefOut:
    """Return what goes on the wire."""
    return RequirementBriefOut(
        number=one.number, title=one.title, digest=one.digest, note=one.note,
        who=one.who, by=by, at=one.at,
    )  # fmt: skip


def selection_out(one: ProjectSelection, by: str, current: str | None) -> ProjectSelectionOut:
    """Return what goes on the wire."""
    return ProjectSelectionOut.model_validate(
        {
            "id": one.id,
            "requirement": one.requirement,
            "scenario": one.scenario,
            "catalogue": one.catalogue,
            "is_current": one.catalogue == current,
            "digest": one.digest,
            "tier": one.tier,
            "counts": one.counts,
            "who": one.who,
            "by": by,
            "at": one.at,
        }
    )


def contact_out(one: Contact, by: str) -> ContactOut:
    """Return what goes on the wire."""
    return ContactOut(
        id=one.id, name=one.name, organisation=one.organisation, position=one.position,
        telephone=one.telephone, mail=one.mail, note=one.note, who=one.who, by=by, at=one.at,
    )  # fmt: skip


def document_out(one: ProjectDocument, by: str) -> DocumentOut:
    """Return what goes on the wire."""
    return DocumentOut.model_validate(
        {
            "id": one.id,
            "name": one.name,
            "type": one.type,
            "bytes": one.bytes,
            "sha256": one.sha256,
            "tier": one.tier,
            "url": f"/api/projects/{one.project_id}/documents/{one.id}",
            "who": one.who,
            "by": by,
            "at": one.at,
        }
    )


def note_out(one: ProjectNote, by: str) -> NoteOut:
    """Return what goes on the wire."""
    return NoteOut(id=one.id, text=one.text, who=one.who, by=by, at=one.at)


def _brief(project: Project, owner: Account | None, today: date) -> dict[str, Any]:
    return {
        "id": project.id,
        "title": project.title,
        "investor": project.investor,
        "industry": project.industry,
        "unit": project.unit,
        "stage": project.at_stage,
        "stage_label": STAGE_WORDS[project.at_stage],
        "since": project.since,
        "days": (today - project.since).days,
        "owner": None if owner is None else ColleagueOut.of(owner),
        "created": project.created,
        "changed": project.changed,
        "version": project.version,
        "closed": project.closed,
    }


def owner_of_project(session: Session, project: Project) -> Account | None:
    """Return who looks after a project."""
    return None if project.owner_id is None else session.get(Account, project.owner_id)


def _figures(project: Project) -> list[FigureOut]:
    return [
        FigureOut(
            name=name,
            label=LABELS[name],
            value=value,
            unit=unit,
            unit_label=Text(unit_label(unit, "zh"), unit_label(unit, "en")),
            said=Text(format_quantity(value, UNITS[name], "zh"),
                      format_quantity(value, UNITS[name], "en")),
            written=project.figures.get(name),
        )
        for name, value, unit in read_figures(_sound(project)).told()
    ]  # fmt: skip


def _sound(project: Project) -> dict[str, Any]:
    """Return the figures that this version of sitesel reads; `written` has all."""
    return {
        name: value for name, value in project.figures.items() if not figure_faults({name: value})
    }
