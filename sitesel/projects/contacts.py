"""Contacts of a project: whom to ring up. They are persons' data, and gone once deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import ProjectNotFound
from sitesel.language import Text
from sitesel.projects.project import Project
from sitesel.projects.written import NOTE, Words, check
from sitesel.record import write
from sitesel.state import Base

PLACES = {
    "name": Words(Text("姓名", "the name"), 100, needed=True),
    "organisation": Words(Text("单位", "the organisation"), 200),
    "position": Words(Text("职务", "the position"), 100),
    "telephone": Words(Text("电话", "the telephone"), 200),
    "mail": Words(Text("电子邮箱", "the mail address"), 200),
    "note": NOTE,
}


class Contact(Base):
    """Somebody to talk to about a project."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    organisation: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(100))
    telephone: Mapped[str] = mapped_column(String(200))
    mail: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(500))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


def contacts_of(session: Session, project: int) -> Sequence[Contact]:
    """Return the contacts of a project, in the order they were added."""
    wanted = select(Contact).where(Contact.project_id == project).order_by(Contact.id)
    return session.scalars(wanted).all()


def add_contact(
    session: Session, project: Project, told: Mapping[str, str], *, by: str, now: datetime
) -> Contact:
    """Add a contact.

    Raises
    ------
    ProjectRefused
        What is told has faults.
    """
    found = check({"name": "", **told}, PLACES)
    contact = Contact(**{**dict.fromkeys(PLACES, ""), **found})
    contact.project_id, contact.who, contact.at = project.id, by, now
    session.add(contact)
    session.flush()
    _noted(session, project, contact, "added", by, now)
    return contact


def change_contact(
    session: Session,
    project: Project,
    identity: int,
    told: Mapping[str, str],
    *,
    by: str,
    now: datetime,
) -> Contact:
    """Change a contact; what is left out stays.

    Raises
    ------
    ProjectNotFound
        The project has none of that id.
    ProjectRefused
        What is told has faults.
    """
    contact = contact_of(session, project, identity)
    found = check(told, PLACES)
    changed = {name: words for name, words in found.items() if getattr(contact, name) != words}
    if changed:
        for name, words in changed.items():
            setattr(contact, name, words)
        contact.who, contact.at = by, now
        _noted(session, project, contact, "changed", by, now)
    return contact


def delete_contact(
    session: Session, project: Project, identity: int, *, by: str, now: datetime
) -> None:
    """Delete a contact; nothing is left of who it was.

    Raises
    ------
    ProjectNotFound
        The project has none of that id.
    """
    contact = contact_of(session, project, identity)
    session.delete(contact)
    _noted(session, project, contact, "deleted", by, now)


def contact_of(session: Session, project: Project, identity: int) -> Contact:
    """Return a contact of a project.

    Raises
    ------
    ProjectNotFound
        The project has none of that id.
    """
    found = session.get(Contact, identity)
    if found is None or found.project_id != project.id:
        raise ProjectNotFound(
            f"project {project.id} has no contact {identity}",
            f"项目 {project.id} 没有联系人 {identity}",
        )
    return found


def _noted(
    session: Session, project: Project, contact: Contact, how: str, by: str, now: datetime
) -> None:
    project.changed = now
    told = {"contact": contact.id, "how": how}  # the record outlives persons' data
    write(session, now=now, who=by, what="contact_change", of=f"project:{project.id}", told=told)
