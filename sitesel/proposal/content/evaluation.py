"""The access evaluation (准入评估): points, opinions of departments, and what was ruled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sitesel.language import Text

Outcome = Literal["pass", "fail", "evaluate"]
"""How a point of an access evaluation stands: met, not met, or somebody has to evaluate it."""
Stance = Literal["agree", "disagree", "with_conditions"]
"""What a department thinks of a point."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a department says of a point of an access evaluation, signed by name.

    Kept under the parcel and the `EvaluationLine.id` of the point, `""` for the whole sheet.
    """

    department: Text | str
    stance: Stance
    text: str
    signed: str
    on: date


@dataclass(frozen=True, slots=True)
class Override:
    """How somebody rules on a point in place of what was found, and why."""

    outcome: Outcome
    reason: str
    who: str
    on: date


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """An opinion as it is shown; `said` is all of it in one sentence."""

    department: str
    stance: Stance
    stance_said: str
    text: str
    signed: str
    on: date
    on_said: str
    said: str


@dataclass(frozen=True, slots=True)
class OverrideLine(Override):
    """An override as it is shown; `said` is all of it in one sentence."""

    said: str


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """One point of the access evaluation: what is asked, what was found, how it stands.

    `outcome` is what holds, `ruled` what was found: they differ where there is an `override`.
    """

    id: str
    group: str
    words: str
    basis: str
    evidence: str
    outcome: Outcome
    outcome_said: str
    department: str
    ruled: Outcome
    opinions: tuple[OpinionLine, ...] = ()
    override: OverrideLine | None = None


@dataclass(frozen=True, slots=True)
class AccessEvaluation:
    """The access evaluation sheet (准入评估) of a project on one site.

    `overridden` counts the points that somebody ruled on; `opinions` are of the whole sheet;
    `to_sign` are the departments that have not said anything yet.
    """

    parcel: str
    title: str
    summary: str
    passed: int
    failed: int
    to_evaluate: int
    lines: tuple[EvaluationLine, ...]
    overridden: int = 0
    opinions: tuple[OpinionLine, ...] = ()
    to_sign: tuple[str, ...] = ()
