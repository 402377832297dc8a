"""Following up: projects that stand still for too long, and how many came how far, when and where.

After how many days a project is slow is told by `parcels/follow_up.yaml`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from sitesel.datasets import dataset
from sitesel.language import Text
from sitesel.projects.project import Project
from sitesel.projects.stages import STAGES, Stage, StageStep

SLOW_WORDS: Mapping[Stage, Text] = {
    "signed": Text("签约未落地", "signed, not landed"),
    "landed": Text("落地未开工", "landed, not started"),
    "started": Text("开工未入库", "started, not investing"),
}
"""The lists of slow projects, by the stage at which they stand."""


@dataclass(frozen=True, slots=True)
class Slow:
    """A project that stands still.

    Parameters
    ----------
    project
        The project.
    days
        For how many days it has been at its stage.
    over
        How many days more than it should.
    """

    project: Project
    days: int
    over: int


@dataclass(frozen=True, slots=True)
class SlowList:
    """Projects that stand still at one stage, the longest first.

    Parameters
    ----------
    stage
        At which they stand.
    days
        How many days there are no reason to ask.
    projects
        Those that took longer.
    """

    stage: Stage
    days: int
    projects: tuple[Slow, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many projects of a unit came to each stage in a month.

    Parameters
    ----------
    unit
        In charge; empty where none is told.
    month
        Like `2026-11`.
    stages
        Projects by stage; stages that none came to are left out.
    """

    unit: str
    month: str
    stages: Mapping[Stage, int]


@cache
def thresholds() -> Mapping[Stage, int]:
    """Return after how many days at a stage a project is slow.

    >>> set(thresholds()) == set(SLOW_WORDS)
    True
    """
    told = yaml.safe_load(dataset("follow_up.yaml").read_text("utf-8"))
    return {stage: int(told[stage]) for stage in SLOW_WORDS}


def slow_lists(session: Session, today: date, *, unit: str = "") -> list[SlowList]:
    """Return the three lists of slow projects, the longest at their stage first.

    Parameters
    ----------
    unit
        Only those of this unit.
    """
    return [SlowList(stage, days, _slow(session, stage, days, today, unit))
            for stage, days in thresholds().items()]  # fmt: skip


def counts(session: Session, *, unit: str = "") -> list[Count]:
    """Return how many projects came to each stage, by unit and month, the latest month first.

    A project that came to a stage twice in a month is counted once.
    """
    asked = select(Project.unit, StageStep.on, StageStep.stage, Project.id).join(
        StageStep, StageStep.project_id == Project.id
    )
    if unit:
        asked = asked.where(Project.unit == unit)
    seen = {
        (of, f"{on:%Y-%m}", stage, project) for of, on, stage, project in session.execute(asked)
    }
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for of, month, stage, _ in seen:
        found[month, of][stage] += 1
    ordered = sorted(found, key=lambda each: each[1])
    ordered.sort(key=lambda each: each[0], reverse=True)
    return [
        Count(of, month, {s: found[month, of][s] for s in STAGES if found[month, of][s]})
        for month, of in ordered
    ]


def standing(session: Session, *, unit: str = "") -> Mapping[Stage, int]:
    """Return how many projects are at each stage now."""
    asked = select(Project.stage)
    told = Counter(session.scalars(asked.where(Project.unit == unit) if unit else asked))
    return {stage: told[stage] for stage in STAGES}


def reached(session: Session, projects: Sequence[Project]) -> Mapping[int, Mapping[Stage, date]]:
    """Return when projects came to each stage, the last time where it was more than once."""
    wanted = {project.id for project in projects}
    found: dict[int, dict[Stage, date]] = {project.id: {} for project in projects}
    known = {str(stage): stage for stage in STAGES}
    for step in session.scalars(select(StageStep).order_by(StageStep.id)):
        if step.project_id in wanted:
            found[step.project_id][known[step.stage]] = step.on
    return found


def _slow(session: Session, stage: Stage, days: int, today: date, unit: str) -> tuple[Slow, ...]:
    asked = select(Project).where(Project.stage == stage).order_by(Project.since, Project.id)
    if unit:
        asked = asked.where(Project.unit == unit)
    at_stage = ((each, (today - each.since).days) for each in session.scalars(asked))
    return tuple(Slow(each, been, been - days) for each, been in at_stage if been > days)
