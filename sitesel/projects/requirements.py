"""The requirement of a project: each version is kept as it was read, none is changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import ProjectNotFound
from sitesel.language import Text
from sitesel.projects.project import Project
from sitesel.projects.written import NOTE, check
from sitesel.record import write
from sitesel.record.entry import canonical
from sitesel.requirement import Requirement
from sitesel.state import Base

_LONGEST_TITLE = 500


class RequirementVersion(Base):
    """A requirement as it was at one time; 1, 2, 3, … of its project."""

    __tablename__ = "requirement_version"
    __table_args__ = (
        UniqueConstraint("project_id", "number", name="uq_requirement_version_project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    number: Mapped[int]
    content: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(String(64))
    title_zh: Mapped[str] = mapped_column(String(_LONGEST_TITLE))
    title_en: Mapped[str] = mapped_column(String(_LONGEST_TITLE))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500))

    @property
    def title(self) -> Text:
        """What it is for."""
        return Text(self.title_zh, self.title_en)

    def asked(self) -> dict[str, Any]:
        """Return the requirement in the one form that it is written in, to be read again."""
        asked: dict[str, Any] = json.loads(self.content)
        return asked


def add_requirement(
    session: Session,
    project: Project,
    requirement: Requirement,
    *,
    note: str = "",
    by: str,
    now: datetime,
) -> RequirementVersion:
    """Add a version of a project's requirement; one that is the same as the last stays that.

    Parameters
    ----------
    project
        As `project_of(..., changing=True)` gives it.
    """
    said = check({"note": note}, {"note": NOTE})["note"]
    versions = requirements_of(session, project.id)
    if versions and versions[-1].digest == requirement.digest:
        return versions[-1]
    version = RequirementVersion(
        project_id=project.id,
        number=versions[-1].number + 1 if versions else 1,
        content=canonical(requirement.canonical()),
        digest=requirement.digest,
        title_zh=requirement.title.zh[:_LONGEST_TITLE],
        title_en=requirement.title.en[:_LONGEST_TITLE],
        who=by,
        at=now,
        note=said,
    )
    session.add(version)
    project.changed = now
    told = {"requirement": version.number, "digest": version.digest}
    write(session, now=now, who=by, what="project_change", of=f"project:{project.id}", told=told)
    return version


def requirements_of(session: Session, project: int) -> Sequence[RequirementVersion]:
    """Return the versions of a project's requirement, the first first."""
    wanted = select(RequirementVersion).where(RequirementVersion.project_id == project)
    return session.scalars(wanted.order_by(RequirementVersion.number)).all()


def requirement_of(session: Session, project: int, number: int) -> RequirementVersion:
    """Return a version of a project's requirement.

    Raises
    ------
    ProjectNotFound
        The project has no such version.
    """
    wanted = select(RequirementVersion).where(
        RequirementVersion.project_id == project, RequirementVersion.number == number
    )
    found = session.scalar(wanted)
    if found is None:
        raise ProjectNotFound(
            f"project {project} has no requirement {number}",
            f"项目 {project} 没有第 {number} 版需求",
        )
    return found
