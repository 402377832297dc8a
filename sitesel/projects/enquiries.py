"""What became of the enquiries of visitors: a project, or an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import EnquiryHandled
from sitesel.language import Text
from sitesel.projects.project import Project
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
