"""What departments say of the points of an access evaluation, signed by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, String, select
from sqlalchemy import Text as Long
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import EvaluationRefused
from sitesel.language import Text
from sitesel.proposal import Opinion, Stance
from sitesel.state import Base

STANCES: tuple[Stance, ...] = get_args(Stance)
WHOLE = ""
"""In place of a point: the whole sheet."""


class OpinionGiven(Base):
    """What a department said; what it says later stands in its place, and nothing is deleted."""

    __tablename__ = "evaluation_opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    parcel: Mapped[str] = mapped_column(String(200))
    line: Mapped[str] = mapped_column(Long)
    department_zh: Mapped[str] = mapped_column(String(200))
    department_en: Mapped[str] = mapped_column(String(200))
    stance: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Long)
    signed: Mapped[str] = mapped_column(String(100))
    on: Mapped[date]
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    @property
    def department(self) -> Text:
        """Whose opinion it is."""
        return Text(self.department_zh, self.department_en)


def opinions_of(
    session: Session, project: int, parcel: str | None = None
) -> Sequence[OpinionGiven]:
    """Return all opinions on the sheets of a project, or on one of them, the oldest first."""
    asked = select(OpinionGiven).where(OpinionGiven.project_id == project)
    if parcel is not None:
        asked = asked.where(OpinionGiven.parcel == parcel)
    return session.scalars(asked.order_by(OpinionGiven.id)).all()


def standing_opinions(given: Sequence[OpinionGiven]) -> list[OpinionGiven]:
    """Return the last opinion of each department on each point, in the order they came."""
    last = {(one.project_id, one.parcel, one.line, one.department_zh): one for one in given}
    return sorted(last.values(), key=lambda one: one.id)


def opinions_told(session: Session, project: int) -> dict[tuple[str, str], list[Opinion]]:
    """Return the opinions on the sheets of a project as a proposal takes them."""
    told: dict[tuple[str, str], list[Opinion]] = {}
    for one in standing_opinions(opinions_of(session, project)):
        told.setdefault((one.parcel, one.line), []).append(
            Opinion(
                department=one.department,
                stance=next(stance for stance in STANCES if stance == one.stance),
                text=one.text,
                signed=one.signed,
                on=one.on,
            )
        )
    return told


def give_opinion(
    session: Session,
    project: int,
    parcel: str,
    line: str,
    *,
    department: Text,
    stance: Stance,
    text: str,
    signed: str,
    on: date,
    today: date,
    who: str,
    now: datetime,
) -> OpinionGiven:
    """Give an opinion on a point, or on the whole sheet.

    Raises
    ------
    EvaluationRefused
        It is dated in the future, or says no or names conditions without a word why.
    """
    if on > today:
        raise EvaluationRefused(
            f"an opinion can't be dated {on}, which is to come; today is {today}",
            f"意见日期 {on} 尚未到来；今天是 {today}",
        )
    if stance != "agree" and not text.strip():
        raise EvaluationRefused(
            "say why not, or on which conditions", "请写明不同意的理由或所附条件"
        )
    opinion = OpinionGiven(
        project_id=project, parcel=parcel, line=line, department_zh=department.zh,
        department_en=department.en, stance=stance, text=text.strip(), signed=signed.strip(),
        on=on, who=who, at=now,
    )  # fmt: skip
    session.add(opinion)
    session.flush()
    return opinion
