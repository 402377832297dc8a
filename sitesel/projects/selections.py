"""The selections of a project: what was asked of which catalogue, and what came out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.projects.project import Project
from sitesel.record import write
from sitesel.schema import Tier
from sitesel.selection import Selection
from sitesel.state import Base


class ProjectSelection(Base):
    """That a requirement was put to a catalogue; the answer is made again from its digest."""

    __tablename__ = "project_selection"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    requirement: Mapped[int]
    scenario: Mapped[str | None] = mapped_column(String(200))
    catalogue: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    tier: Mapped[str] = mapped_column(String(20))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


def add_selection(
    session: Session,
    project: Project,
    selection: Selection,
    *,
    requirement: int,
    tier: Tier,
    by: str,
    now: datetime,
) -> ProjectSelection:
    """Note a selection of a project; the same one again stays what it was.

    Parameters
    ----------
    project
        As `project_of(..., changing=True)` gives it.
    requirement
        Number of the version that was asked.
    tier
        Of what was seen.
    """
    asked = (selection.digest, requirement, tier)
    for before in selections_of(session, project.id):
        if (before.digest, before.requirement, before.tier) == asked:
            return before
    found = ProjectSelection(
        project_id=project.id,
        requirement=requirement,
        scenario=selection.requirement.scenario,
        catalogue=selection.catalogue,
        digest=selection.digest,
        tier=tier,
        counts=asdict(selection.counts),
        who=by,
        at=now,
    )
    session.add(found)
    project.changed = now
    told = {
        "requirement": requirement,
        "selection": selection.digest,
        "catalogue": selection.catalogue,
        "tier": tier,
    }
    write(session, now=now, who=by, what="select", of=f"project:{project.id}", told=told)
    return found


def selections_of(session: Session, project: int) -> Sequence[ProjectSelection]:
    """Return the selections of a project, the first first."""
    wanted = select(ProjectSelection).where(ProjectSelection.project_id == project)
    return session.scalars(wanted.order_by(ProjectSelection.id)).all()
