"""Notes on a project: what was said and agreed, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.language import Text
from sitesel.projects.project import Project
from sitesel.projects.written import Words, check
from sitesel.record import write
from sitesel.state import Base

_PLACES = {"text": Words(Text("备注", "the note"), 8000, needed=True, lines=True)}


class ProjectNote(Base):
    """A note; it is added to, never changed."""

    __tablename__ = "project_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


def add_note(
    session: Session, project: Project, text: str, *, by: str, now: datetime
) -> ProjectNote:
    """Add a note.

    Raises
    ------
    ProjectRefused
        It is empty, too long, or holds what steers.
    """
    words = check({"text": text}, _PLACES)["text"]
    note = ProjectNote(project_id=project.id, text=words, who=by, at=now)
    session.add(note)
    session.flush()
    project.changed = now
    told = {"note": note.id}
    write(session, now=now, who=by, what="note", of=f"project:{project.id}", told=told)
    return note


def notes_of(session: Session, project: int) -> Sequence[ProjectNote]:
    """Return the notes on a project, the latest first."""
    wanted = select(ProjectNote).where(ProjectNote.project_id == project)
    return session.scalars(wanted.order_by(ProjectNote.id.desc())).all()
