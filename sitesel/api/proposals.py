"""Proposals of a project: previewed, made in the background, kept, checked and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from sitesel.api.answered import answered
from sitesel.api.callers import Now, State, clock, inside
from sitesel.api.dependencies import Shelf, Shelved, seen_at
from sitesel.api.language import CallerLang
from sitesel.api.proposal_files import FILE_TYPES, ProposalFileOut, file_out, handed_out
from sitesel.api.proposal_standing import ProposalStandingOut, check_open, standing_out
from sitesel.api.step import StepOut, step_out
from sitesel.catalogue import Catalogue
from sitesel.errors import (
    CatalogueNotFound,
    ProposalNotFound,
    ProposalRefused,
    SiteselError,
)
from sitesel.language import Lang, Text
from sitesel.people import Person
from sitesel.people.naming import names
from sitesel.progress import Progress
from sitesel.projects.contents import Contents
from sitesel.projects.inputs import Bureau, inputs_of, wanted_of
from sitesel.projects.making import Making, fail, make, stands
from sitesel.projects.project import Project, project_of
from sitesel.projects.proposals import (
    MOST_RANKED,
    MadeProposal,
    Status,
    close,
    proposal_of,
    proposals_of,
)
from sitesel.projects.requirements import RequirementVersion, requirement_of, requirements_of
from sitesel.projects.written import Words
from sitesel.projects.written import check as check_words
from sitesel.proposal import Proposal
from sitesel.proposal.pack import content_of
from sitesel.record import write
from sitesel.requirement import Requirement, read_requirement
from sitesel.schema import TIERS, SiteKind, Tier
from sitesel.selection import Selection
from sitesel.state import Database
from sitesel.workdays import day_of

router = APIRouter(prefix="/api", tags=["方案 / Proposals"])


Manager = Annotated[Person, inside("projects")]
MANAGED = inside("projects")
"""The same, for routes that need not know who asks."""
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
Top = Annotated[int, Field(ge=1, le=20)]
_PLACES = {"prepared_by": Words(Text("编制单位", "who makes it"), 200)}
_LONGEST_BACK, _LONGEST_AHEAD = timedelta(days=366), timedelta(days=31)


class ProposalSent(BaseModel):
    """What to make a proposal of, and how."""

    model_config = ConfigDict(extra="forbid")

    requirement: int | None = Field(
        None, ge=1, le=2**31 - 1, description="Which version; the latest when left out."
    )
    langs: list[Lang] = Field(default_factory=lambda: ["zh"], min_length=1, max_length=2)  # type: ignore[arg-type]
    top: Top = Field(3, description="How many candidates are told at length.")
    valid_days: int = Field(30, ge=1, le=3650)
    prepared_by: str = Field("", max_length=200)
    tier: Tier = Field("investor", description="Whose data it may hold: of whoever will read it.")
    day: date | None = Field(None, description="Of the proposal; today when left out.")


class ProposalChange(BaseModel):
    """What becomes of a proposal."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["closed", "making"] = Field(
        description="`closed`: checked no more. `making`: one that failed is made again."
    )


class ProposalOut(BaseModel):
    """A proposal of a project."""

    id: int
    project: int
    project_title: Text
    title: Text
    requirement: int
    requirement_digest: str
    catalogue: str = Field(description="That it pins; it opens by this id for good.")
    current: bool = Field(description="Whether that is what is published.")
    digest: str = Field(description="Of the selection.")
    sites: SiteKind
    shortlist: list[str] = Field(description="The candidates told at length, best first.")
    evaluated: list[str] = Field(description="Those that have an access evaluation sheet.")
    counts: dict[str, int]
    day: date
    valid_until: date
    langs: list[str]
    top: int
    valid_days: int
    prepared_by: str
    tier: Tier
    status: Status
    why: Text | None = Field(description="Of a failure.")
    progress: StepOut | None = Field(description="While it is being made.")
    files: list[ProposalFileOut]
    standing: ProposalStandingOut
    who: str
    by: str = Field(description="What they are called.")
    at: datetime


class ProposalsOut(BaseModel):
    """Proposals, the newest first."""

    proposals: list[ProposalOut]


def _contents(request: Request) -> Contents:
    contents: Contents = request.app.state.contents
    return contents


def _making(request: Request) -> Making:
    making: Making = request.app.state.making
    return making


def _bureau(request: Request) -> Bureau:
    bureau: Bureau = request.app.state.bureau
    return bureau


Kept = Annotated[Contents, Depends(_contents)]
Work = Annotated[Making, Depends(_making)]
Tables = Annotated[Bureau, Depends(_bureau)]


@router.get(
    "/projects/{project}/preview",
    response_model=Proposal,
    summary="方案预览 / Preview of a proposal",
)
def read_preview(
    project: Id,
    *,
    request: Request,
    caller: Manager,
    state: State,
    bureau: Tables,
    kept: Kept,
    lang: CallerLang,
    now: Now,
    requirement: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    top: Annotated[int, Query(ge=1, le=20)] = 3,
    valid_days: Annotated[int, Query(ge=1, le=3650)] = 30,
    tier: Tier = "investor",
) -> Proposal:
    """Show what a proposal made now would say, in one language; nothing is kept."""
    wanted = ProposalSent(requirement=requirement, top=top, valid_days=valid_days, tier=tier)
    made, catalogue, selection = _planned(project, wanted, request, caller, state, now)
    with state.reading() as session:
        found = project_of(session, project)
        made.inputs = inputs_of(session, project, found.read(), {})
    policies, departments = bureau.tables()
    asked = replace(wanted_of(made, kept), policies=policies, departments=departments)
    with state.writing() as session:
        more = {"catalogue": catalogue.id, "tier": catalogue.tier, "selection": selection.digest}
        write(session, now=now, who=caller.who, what="view", of=f"project:{project}", told=more)
    return content_of(catalogue, selection, asked, lang)


@router.post(
    "/projects/{project}/proposals",
    status_code=201,
    summary="生成方案 / Make a proposal",
)
def create_proposal(
    project: Id,
    *,
    sent: ProposalSent,
    request: Request,
    caller: Manager,
    state: State,
    bureau: Tables,
    kept: Kept,
    making: Work,
    shelf: Shelved,
    now: Now,
) -> ProposalOut:
    """Select on the current catalogue, pin it, and begin to make the pack; ask again how far it is.

    Answers at once; the pack of one language takes some twenty seconds.
    """
    made, catalogue, selection = _planned(project, sent, request, caller, state, now)
    bureau.tables()  # what can't be read is told to whoever asks
    files = bureau.kept(kept)
    with state.writing() as session:
        found = project_of(session, project)
        made.inputs = inputs_of(session, project, found.read(), files)
        made.title = _title(found)
        session.add(made)
        session.flush()
        told = {
            "project": project, "requirement": made.requirement, "catalogue": made.catalogue,
            "selection": made.digest, "tier": made.tier, "top": made.top,
        }  # fmt: skip
        write(session, now=now, who=caller.who, what="propose", of=f"proposal:{made.id}",
              told=told)  # fmt: skip
    making.start(made.id, partial(make, state, kept, made.id, catalogue, selection, now=clock))
    with state.reading() as session:
        return _out(session, proposal_of(session, made.id), making, shelf)


@router.get("/projects/{project}/proposals", summary="项目的方案 / Proposals of a project")
def list_proposals(
    project: Id,
    request: Request,
    caller: Manager,
    state: State,
    making: Work,
    shelf: Shelved,
) -> ProposalsOut:
    """List the proposals of a project; open ones are checked on the current catalogue."""
    del caller
    check_open(request, state, shelf.current().id)
    with state.reading() as session:
        project_of(session, project)
        listed = [_out(session, each, making, shelf) for each in proposals_of(session, project)]
    return ProposalsOut(proposals=listed)


@router.get("/proposals/{proposal}", summary="一份方案 / One proposal", dependencies=[MANAGED])
def read_proposal(
    proposal: Id, request: Request, state: State, making: Work, shelf: Shelved
) -> ProposalOut:
    """Tell of a proposal: how far it is while it is made, then its files and how it stands."""
    check_open(request, state, shelf.current().id, only=proposal)
    with state.reading() as session:
        found = proposal_of(session, proposal)
        return _out(session, found, making, shelf)


@router.patch("/proposals/{proposal}", summary="关闭或重新生成 / Close or make again")
def change_proposal(
    proposal: Id,
    sent: ProposalChange,
    *,
    request: Request,
    caller: Manager,
    state: State,
    kept: Kept,
    making: Work,
    shelf: Shelved,
    now: Now,
) -> ProposalOut:
    """Close a proposal, or make one that failed again: of the same catalogue, day and figures."""
    with state.writing() as session:
        found = proposal_of(session, proposal)
        status, _, _ = stands(found, making)
        if sent.status == "closed":
            close(found)
        elif status != "failed":
            raise ProposalRefused(
                "only a proposal that failed can be made again; make a new one",
                "只有生成失败的方案可以重新生成；请另行生成新方案",
            )
        else:
            found.status, found.why = "making", None
        write(session, now=now, who=caller.who, what="propose", of=f"proposal:{proposal}",
              told={"status": sent.status})  # fmt: skip
        asked = requirement_of(session, found.project_id, found.requirement).asked()
    if sent.status == "making":
        making.start(proposal, partial(_make_again, request, state, kept, proposal, asked))
    with state.reading() as session:
        found = proposal_of(session, proposal)
        return _out(session, found, making, shelf)


@router.get(
    "/proposals/{proposal}/files/{name:path}",
    summary="方案文件 / A file of a proposal",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in FILE_TYPES.values()}}},
)
def read_file(
    proposal: Id,
    name: Annotated[str, Path(max_length=100)],
    caller: Manager,
    state: State,
    kept: Kept,
    now: Now,
) -> Response:
    """Return a file of a proposal, as it was made."""
    with state.writing() as session:
        found = proposal_of(session, proposal)
        file = found.files.get(name)
        if file is None:
            raise ProposalNotFound(
                f"proposal {proposal} has no file {name[:60]!r}; it lists those it has",
                f"方案 {proposal} 没有文件 {name[:60]}；方案中列出全部文件",
            )
        write(session, now=now, who=caller.who, what="download", of=f"proposal:{proposal}",
              told={"file": name})  # fmt: skip
    return handed_out(kept.read(file["sha256"]), name, f"{proposal}-{name.replace('/', '-')}")


def _planned(
    project: int, sent: ProposalSent, request: Request, caller: Person, state: Database,
    now: datetime,
) -> tuple[MadeProposal, Catalogue, Selection]:  # fmt: skip
    """Answer the requirement on the current catalogue, and return what is to be made of it."""
    day = sent.day or day_of(now)
    if not -_LONGEST_BACK <= day - day_of(now) <= _LONGEST_AHEAD:
        raise ProposalRefused(
            f"a proposal is dated within the last year or the next month, not {day}",
            f"方案日期应在过去一年至未来一个月之内，不能为 {day}",
        )
    prepared = check_words({"prepared_by": sent.prepared_by}, _PLACES)["prepared_by"]
    with state.reading() as session:
        project_of(session, project)
        version = _version(session, project, sent.requirement)
        asked, number = version.asked(), version.number
    catalogue = seen_at(request, sent.tier).current()
    requirement = read_requirement(asked, schema=catalogue.schema, bare=True)
    selection = answered(catalogue, requirement)
    made = MadeProposal(
        project_id=project, requirement=number, requirement_digest=requirement.digest,
        catalogue=catalogue.id, digest=selection.digest, title={},
        sites=requirement.sites,
        ranked=[one.parcel for one in selection.candidates[:MOST_RANKED]],
        counts=_counts(selection), day=day, langs=list(dict.fromkeys(sent.langs)), top=sent.top,
        valid_days=sent.valid_days, prepared_by=prepared, tier=sent.tier, status="making", files={},
        why=None, inputs={}, sheets={}, standing="unchanged", standing_told={},
        checked=catalogue.id, who=caller.who, at=now,
    )  # fmt: skip
    return made, catalogue, selection


def _version(session: Session, project: int, number: int | None) -> RequirementVersion:
    if number is not None:
        return requirement_of(session, project, number)
    versions = requirements_of(session, project)
    if not versions:
        raise ProposalRefused(
            "the project has no requirement yet; write down first what it needs",
            "项目还没有需求；请先填写需求",
        )
    return versions[-1]


def _counts(selection: Selection) -> dict[str, int]:
    counts = selection.counts
    return {
        "total": counts.total,
        "candidates": counts.candidates,
        "rejected": counts.rejected,
        "undecided": counts.undecided,
    }


def _title(project: Project) -> dict[str, str]:
    return {"zh": project.title.zh, "en": project.title.en}


def _make_again(
    request: Request,
    state: Database,
    kept: Contents,
    proposal: int,
    asked: dict[str, Any],
    progress: Progress,
) -> None:
    with state.reading() as session:
        found = proposal_of(session, proposal)
        session.expunge(found)
    try:
        catalogue, selection = pinned(found, asked, request)
    except SiteselError as error:
        fail(state, proposal, error.text)
    else:
        make(state, kept, proposal, catalogue, selection, progress, now=clock)


def pinned(
    proposal: MadeProposal, asked: dict[str, Any], request: Request
) -> tuple[Catalogue, Selection]:
    """Return the catalogue that a proposal pins, and its answer, as they were.

    Raises
    ------
    ProposalRefused
        This version of sitesel answers otherwise.
    """
    catalogue = seen_at(request, proposal.tier).catalogue(proposal.catalogue)
    wanted: Requirement = read_requirement(asked, schema=catalogue.schema, bare=True)
    selection = answered(catalogue, wanted)
    if selection.digest != proposal.digest:
        raise ProposalRefused(
            "this version of sitesel answers the requirement otherwise; make a new proposal",
            "当前版本的 sitesel 对此需求的结果不同；请生成新方案",
        )
    return catalogue, selection


def _out(session: Session, proposal: MadeProposal, making: Making, shelf: Shelf) -> ProposalOut:
    status, why, step = stands(proposal, making)
    project = project_of(session, proposal.project_id)
    return ProposalOut(
        id=proposal.id,
        project=proposal.project_id,
        project_title=project.title,
        title=proposal.called,
        requirement=proposal.requirement,
        requirement_digest=proposal.requirement_digest,
        catalogue=proposal.catalogue,
        current=proposal.catalogue == _current(shelf),
        digest=proposal.digest,
        sites="halls" if proposal.sites == "halls" else "parcels",
        shortlist=proposal.shortlist,
        evaluated=list(proposal.sheets),
        counts=proposal.counts,
        day=proposal.day,
        valid_until=proposal.valid_until,
        langs=proposal.langs,
        top=proposal.top,
        valid_days=proposal.valid_days,
        prepared_by=proposal.prepared_by,
        tier=next(tier for tier in TIERS if tier == proposal.tier),
        status=status,
        why=why,
        progress=step_out(step),
        files=[file_out(proposal, name, told) for name, told in proposal.files.items()],
        standing=standing_out(proposal),
        who=proposal.who,
        by=names(session, [proposal.who])[proposal.who],
        at=proposal.at,
    )


def _current(shelf: Shelf) -> str | None:
    try:
        return shelf.current().id
    except CatalogueNotFound:
        return None
