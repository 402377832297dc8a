"""What became of the enquiries of visitors: a project, or an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import EnquiryHandled
from sitesel.language import Text
from sitesel.projects.contacts import add_contact
from sitesel.projects.notes import add_note
from sitesel.projects.project import Project, Told, add_project
from sitesel.projects.written import Words, check
from sitesel.record import write
from sitesel.state import Base

Handling = Literal["project", "answered"]
_PLACES = {"answer": Words(Text("答复", "the answer"), 4000, needed=True, lines=True)}


class Handled(Base):
    """That somebody dealt with an enquiry."""

    __tablename__ = "enquiry_handled"

    enquiry: Mapped[str] = mapped_column(String(40), primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.Text)


def handled(session: Session) -> Mapping[str, Handled]:
    """Return what became of the enquiries that somebody dealt with, by their numbers."""
    return {each.enquiry: each for each in session.scalars(select(Handled))}


def take_up(session: Session, enquiry: str, project: Project, *, by: str, now: datetime) -> Handled:
    """Note that an enquiry became a project, or belongs to one.

    Raises
    ------
    EnquiryHandled
        Somebody has dealt with it.
    """
    found = Handled(
        enquiry=enquiry, project_id=project.id, status="project", who=by, at=now, answer=""
    )
    return _handle(session, found)


def answer(session: Session, enquiry: str, words: str, *, by: str, now: datetime) -> Handled:
    """Note how an enquiry was answered; the answer itself goes by telephone or mail.

    Raises
    ------
    EnquiryHandled
        Somebody has dealt with it.
    ProjectRefused
        The words have faults.
    """
    said = check({"answer": words}, _PLACES)["answer"]
    found = Handled(enquiry=enquiry, status="answered", who=by, at=now, answer=said)
    return _handle(session, found)


def _handle(session: Session, found: Handled) -> Handled:
    before = session.get(Handled, found.enquiry)
    if before is not None:
        raise _done(before.enquiry)
    session.add(found)
    try:
        session.flush()
    except IntegrityError as error:  # somebody else did at this very moment
        raise _done(found.enquiry) from error
    told = {"status": found.status, "project": found.project_id}
    of = f"enquiry:{found.enquiry}"
    write(session, now=found.at, who=found.who, what="enquiry_answer", of=of, told=told)
    return found


def _done(enquiry: str) -> EnquiryHandled:
    return EnquiryHandled(
        f"somebody has dealt with enquiry {enquiry} already; look at the list again",
        f"咨询 {enquiry} 已有人处理；请刷新列表",
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a visitor asked, as far as a project takes it over.

    Parameters
    ----------
    id
        The enquiry's number.
    parcels
        What it is about.
    name, organisation, contact, message
        As they were written.
    """

    id: str
    parcels: tuple[str, ...]
    name: str
    organisation: str
    contact: str
    message: str


def project_from(
    session: Session,
    enquiry: Visitor,
    *,
    title: Text | None = None,
    unit: str = "",
    owner: int | None,
    by: str,
    now: datetime,
) -> Project:
    """Make a project of an enquiry: who asks is its investor and contact, the message its note.

    Parameters
    ----------
    title
        What the project is called; after who asks where it is not told.

    Raises
    ------
    EnquiryHandled
        Somebody has dealt with it.
    ProjectRefused
        The title or the unit has faults.
    """
    if session.get(Handled, enquiry.id) is not None:
        raise _done(enquiry.id)
    who = enquiry.organisation or enquiry.name
    called = title or Text(f"{who[:180]}的咨询", f"Enquiry of {who[:180]}")
    told = Told(called, investor=Text.of(enquiry.organisation), unit=unit)
    project = add_project(session, told, owner=owner, by=by, now=now)
    add_from(session, enquiry, project, by=by, now=now)
    return project


def add_from(
    session: Session, enquiry: Visitor, project: Project, *, by: str, now: datetime
) -> None:
    """Add contact and message of an enquiry to a project, to which it belongs from now on.

    Raises
    ------
    EnquiryHandled
        Somebody has dealt with it.
    """
    take_up(session, enquiry.id, project, by=by, now=now)
    where = "mail" if "@" in enquiry.contact else "telephone"
    contact = {"name": enquiry.name, "organisation": enquiry.organisation, where: enquiry.contact}
    add_contact(session, project, contact, by=by, now=now)
    lines = [enquiry.message, *([" ".join(enquiry.parcels)] if enquiry.parcels else [])]
    add_note(session, project, "\n".join(lines), by=by, now=now)


def enquiries_of(session: Session, project: int) -> Sequence[str]:
    """Return the numbers of the enquiries that a project came from."""
    wanted = select(Handled.enquiry).where(Handled.project_id == project)
    return session.scalars(wanted.order_by(Handled.enquiry)).all()
