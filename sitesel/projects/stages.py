"""The stages of a project: which there are, which may follow which, and the steps that were gone.

A step back is none of the table: what was entered wrongly is taken back (`take_back`), a project
that ended is taken up again by the stages that follow `dropped`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import StageRefused
from sitesel.language import Text
from sitesel.state import Base

Stage = Literal[
    "lead", "negotiating", "signed", "landed", "started", "investing", "producing", "dropped"
]
STAGES: tuple[Stage, ...] = get_args(Stage)
STAGE_WORDS: dict[Stage, Text] = {
    "lead": Text("线索", "lead"),
    "negotiating": Text("洽谈", "negotiating"),
    "signed": Text("签约", "signed"),
    "landed": Text("落地（供地）", "landed"),
    "started": Text("开工", "started"),
    "investing": Text("投资入库", "investing"),
    "producing": Text("投产", "producing"),
    "dropped": Text("终止", "dropped"),
}
NEXT: dict[Stage, tuple[Stage, ...]] = {
    "lead": ("negotiating", "signed", "dropped"),
    "negotiating": ("signed", "dropped"),
    "signed": ("landed", "started", "dropped"),  # a hall is let without land being granted
    "landed": ("started", "dropped"),
    "started": ("investing", "producing", "dropped"),
    "investing": ("producing", "dropped"),
    "producing": (),
    "dropped": ("lead", "negotiating"),  # taken up again
}
ENDS: frozenset[Stage] = frozenset({"producing", "dropped"})


class StageStep(Base):
    """That a project came to a stage."""

    __tablename__ = "stage_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    on: Mapped[date]
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500))


def stage_of(word: str) -> Stage:
    """Return a stage by its word.

    Raises
    ------
    StageRefused
        There is none of that name.

    Examples
    --------
    >>> stage_of("signed"), NEXT["signed"]
    ('signed', ('landed', 'started', 'dropped'))
    """
    found = next((stage for stage in STAGES if stage == word), None)
    if found is None:
        known = ", ".join(STAGES)
        raise StageRefused(f"no stage {word[:40]!r}; there are {known}",
                           f"没有阶段 {word[:40]!r}；可为 {known}")  # fmt: skip
    return found


def steps_of(session: Session, project: int) -> Sequence[StageStep]:
    """Return the steps of a project, the first first."""
    wanted = select(StageStep).where(StageStep.project_id == project).order_by(StageStep.id)
    return session.scalars(wanted).all()


def check_step(before: Stage, since: date, to: Stage, on: date) -> None:
    """Check that a stage may follow another, and that it does not begin before it.

    Raises
    ------
    StageRefused
        It may not; the message says which may.
    """
    if to not in NEXT[before]:
        raise StageRefused(
            f"the project is at {STAGE_WORDS[before].en!r} and can't come to "
            f"{STAGE_WORDS[to].en!r}; what may follow: {_listed(before).en}",
            f"项目现处于“{STAGE_WORDS[before].zh}”，不能进入“{STAGE_WORDS[to].zh}”；"
            f"可进入：{_listed(before).zh}",
        )
    if on < since:
        raise StageRefused(
            f"{on} is before the project came to {STAGE_WORDS[before].en!r}, on {since}",
            f"{on} 早于项目进入“{STAGE_WORDS[before].zh}”的日期 {since}",
        )


def check_day(on: date, today: date) -> None:
    """Check that a day is not in the future, nor long past.

    Raises
    ------
    StageRefused
        It is.
    """
    if on > today:
        raise StageRefused(f"{on} is in the future; tell what has happened",
                           f"{on} 尚未到来；请登记已经发生的阶段")  # fmt: skip
    if on.year < _FIRST_YEAR:
        raise StageRefused(f"{on} is before {_FIRST_YEAR}", f"{on} 早于 {_FIRST_YEAR} 年")


_FIRST_YEAR = 1980


def _listed(before: Stage) -> Text:
    after = [STAGE_WORDS[stage] for stage in NEXT[before]]
    if not after:
        return Text("无（已结束）", "none, it has ended")
    return Text("、".join(each.zh for each in after), ", ".join(each.en for each in after))
