"""Rulings in place of what an access evaluation found: each with its reason, none ever deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, String, select
from sqlalchemy import Text as Long
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import EvaluationRefused
from sitesel.proposal import Outcome, Override
from sitesel.state import Base

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
SHORTEST_REASON = 10
"""Characters of a reason."""


class OverrideMade(Base):
    """How somebody ruled on a point; a later ruling on it stands before, and both are told."""

    __tablename__ = "evaluation_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    parcel: Mapped[str] = mapped_column(String(200))
    line: Mapped[str] = mapped_column(Long)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Long)
    name: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


def overrides_of(
    session: Session, project: int, parcel: str | None = None
) -> Sequence[OverrideMade]:
    """Return all rulings on the sheets of a project, or on one of them, the oldest first."""
    asked = select(OverrideMade).where(OverrideMade.project_id == project)
    if parcel is not None:
        asked = asked.where(OverrideMade.parcel == parcel)
    return session.scalars(asked.order_by(OverrideMade.id)).all()


def overrides_told(session: Session, project: int) -> dict[tuple[str, str], Override]:
    """Return the rulings that stand on the sheets of a project as a proposal takes them."""
    return {
        (one.parcel, one.line): Override(
            outcome=outcome_of(one.outcome), reason=one.reason, who=one.name, on=one.on
        )
        for one in overrides_of(session, project)
    }


def outcome_of(told: str) -> Outcome:
    """Return an outcome by its name."""
    return next(outcome for outcome in OUTCOMES if outcome == told)


def override(
    session: Session,
    project: int,
    parcel: str,
    line: str,
    *,
    outcome: Outcome,
    reason: str,
    name: str,
    today: date,
    who: str,
    now: datetime,
) -> OverrideMade:
    """Rule on a point in place of what was found.

    Raises
    ------
    EvaluationRefused
        The reason is none.
    """
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        raise EvaluationRefused(
            f"a ruling needs its reason, in {SHORTEST_REASON} characters or more; "
            "it stays on record",
            f"改判须写明理由，至少 {SHORTEST_REASON} 个字；理由将长期留档",
        )
    made = OverrideMade(
        project_id=project, parcel=parcel, line=line, outcome=outcome, reason=said, name=name,
        on=today, who=who, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
