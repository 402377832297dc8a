"""Enquiries as the staff see them: each becomes a project, or is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.callers import Now, State
from sitesel.api.dependencies import CurrentCatalogue, Selections, Shelved
from sitesel.api.enquiry_book import Enquiry, EnquiryBook
from sitesel.api.projects import Manager, Number, ProjectOut, Said, said, whole
from sitesel.api.remembered import Remembered
from sitesel.errors import EnquiryNotFound, RequirementError, SelectionNotFound
from sitesel.people.naming import names
from sitesel.projects.enquiries import Handled, Visitor, add_from, answer, handled, project_from
from sitesel.projects.project import project_of
from sitesel.projects.requirements import add_requirement
from sitesel.record import write
from sitesel.requirement import Requirement, read_requirement
from sitesel.schema import Schema, SiteKind

router = APIRouter(prefix="/api/enquiries", tags=["咨询 / Enquiries"])

Status = Literal["new", "project", "answered"]
Asked = Annotated[str, Path(max_length=60, description="Number of an enquiry.")]


class EnquiryOut(BaseModel):
    """An enquiry, and what became of it."""

    id: str
    received: datetime
    sites: SiteKind
    parcels: list[str]
    catalogue: str
    selection: str | None
    lang: Literal["zh", "en"]
    name: str
    organisation: str
    contact: str
    message: str
    status: Status
    project: int | None
    answer: str
    who: str | None = Field(description="Who dealt with it, as the record names them.")
    by: str | None
    at: datetime | None


class EnquiriesOut(BaseModel):
    """A page of enquiries, the latest first."""

    total: int
    counts: dict[Status, int] = Field(description="Of all enquiries, by what became of them.")
    enquiries: list[EnquiryOut]


class TakenUp(BaseModel):
    """The project that an enquiry becomes, or belongs to."""

    model_config = ConfigDict(extra="forbid")

    project: Number | None = Field(None, description="One there is; else it becomes a new one.")
    title: Said | None = Field(None, description="Of a new one; after who asks if left out.")
    unit: str = Field("", max_length=200)


class AnswerSent(BaseModel):
    """What was answered, by telephone or mail."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field(max_length=10_000)


@router.get("", summary="咨询列表 / Enquiries")
def list_enquiries(
    request: Request,
    caller: Manager,
    state: State,
    now: Now,
    status: Annotated[Status | None, Query()] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EnquiriesOut:
    """List enquiries, the latest first; that they were looked at is on record."""
    asked = list(reversed(_book(request).all()))
    with state.writing() as session:
        done = handled(session)
        counts: dict[Status, int] = {"new": 0, "project": 0, "answered": 0}
        for each in asked:
            counts[_status(done.get(each.id))] += 1
        wanted = [each for each in asked if status in (None, _status(done.get(each.id)))]
        page = wanted[offset : offset + limit]
        called = names(session, (done[each.id].who for each in page if each.id in done))
        told = {"numbers": [each.id for each in page]}
        if page:
            write(session, now=now, who=caller.who, what="view", of="enquiries", told=told)
        listed = [_out(each, done.get(each.id), called) for each in page]
    return EnquiriesOut(total=len(wanted), counts=counts, enquiries=listed)


@router.post("/{enquiry}/project", status_code=201, summary="转为项目 / Make it a project")
def create_project_of_enquiry(
    enquiry: Asked,
    sent: TakenUp,
    *,
    request: Request,
    caller: Manager,
    state: State,
    shelf: Shelved,
    catalogue: CurrentCatalogue,
    selections: Selections,
    now: Now,
) -> ProjectOut:
    """Make a project of an enquiry, or add it to one.

    Who asks becomes its contact, the message a note, and what was looked at its requirement.
    """
    found = found_in(_book(request), enquiry)
    visitor = visitor_of(found)
    requirement = looked_at(found, selections, catalogue.schema)
    with state.writing() as session:
        if sent.project is not None:
            project = project_of(session, sent.project, changing=True)
            add_from(session, visitor, project, by=caller.who, now=now)
        else:
            project = project_from(
                session,
                visitor,
                title=said(sent.title),
                unit=sent.unit,
                owner=caller.id,
                by=caller.who,
                now=now,
            )
        if requirement is not None:
            add_requirement(session, project, requirement, by=caller.who, now=now)
        return whole(session, project, now, shelf.store.current_id())


@router.post("/{enquiry}/answer", status_code=201, summary="记为已答复 / Note an answer")
def create_answer(
    enquiry: Asked,
    sent: AnswerSent,
    request: Request,
    caller: Manager,
    state: State,
    now: Now,
) -> EnquiryOut:
    """Note how an enquiry was answered; nothing is sent to who asked."""
    found = found_in(_book(request), enquiry)
    with state.writing() as session:
        done = answer(session, found.id, sent.answer, by=caller.who, now=now)
        return _out(found, done, names(session, [done.who]))


def _book(request: Request) -> EnquiryBook:
    book: EnquiryBook = request.app.state.enquiry_book
    return book


def found_in(book: EnquiryBook, number: str) -> Enquiry:
    """Return an enquiry by its number.

    Raises
    ------
    EnquiryNotFound
        There is none.
    """
    found = next((each for each in book.all() if each.id == number), None)
    if found is None:
        raise EnquiryNotFound(
            f"no enquiry {number!r}; `sitesel enquiries` and /api/enquiries list them",
            f"没有咨询 {number!r}；`sitesel enquiries` 和 /api/enquiries 列出全部",
        )
    return found


def visitor_of(one: Enquiry) -> Visitor:
    """Return what a project takes over of an enquiry."""
    return Visitor(one.id, one.parcels, one.name, one.organisation, one.contact, one.message)


def looked_at(one: Enquiry, selections: Remembered, schema: Schema) -> Requirement | None:
    """Return the requirement of the answer that was looked at; None where it is not known."""
    if one.selection is None:
        return None
    try:
        asked = selections.asked(one.selection)["requirement"]
        return read_requirement(asked, schema=schema, bare=True)
    except (SelectionNotFound, RequirementError):  # forgotten, or of another catalogue
        return None


def _status(done: Handled | None) -> Status:
    if done is None:
        return "new"
    return "project" if done.status == "project" else "answered"


def _out(one: Enquiry, done: Handled | None, called: Mapping[str, str]) -> EnquiryOut:
    return EnquiryOut.model_validate(
        {
            "id": one.id,
            "received": one.received,
            "sites": one.sites,
            "parcels": list(one.parcels),
            "catalogue": one.catalogue,
            "selection": one.selection,
            "lang": one.lang,
            "name": one.name,
            "organisation": one.organisation,
            "contact": one.contact,
            "message": one.message,
            "status": _status(done),
            "project": None if done is None else done.project_id,
            "answer": "" if done is None else done.answer,
            "who": None if done is None else done.who,
            "by": None if done is None else called.get(done.who, done.who),
            "at": None if done is None else done.at,
        }
    )
