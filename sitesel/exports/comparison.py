"""The wire form of a comparison: what other systems rely on."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sitesel.exports.wire import ContributionOut, CountsOut, FailingOut
from sitesel.selection import Comparison

Verdict = Literal["holds", "fails", "unknown", "absent"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TitleOut(_Wire):
    """Words in both languages."""

    zh: str
    en: str


class ComparedOut(_Wire):
    """One of the two answers."""

    selection: str = Field(description="Digest; `/api/selections/{digest}` has the whole answer.")
    catalogue: str
    title: TitleOut
    scenario: str | None = Field(description="Null for the network as it is.")
    counts: CountsOut


class StandingOut(_Wire):
    """Where a parcel ended up in one of the answers."""

    disposition: Literal["candidate", "rejected", "undecided", "absent"]
    rank: int | None
    suitability: float | None


class ChangedConstraintOut(_Wire):
    """A constraint whose verdict differs, with what was found before and after."""

    constraint: str
    verdicts: tuple[Verdict, Verdict]
    before: FailingOut | None
    after: FailingOut | None


class ChangedCriterionOut(_Wire):
    """A criterion that brings more or less."""

    criterion: str
    before: ContributionOut | None
    after: ContributionOut | None


class ChangeOut(_Wire):
    """One parcel in both answers."""

    parcel: str
    before: StandingOut
    after: StandingOut
    constraints: list[ChangedConstraintOut]
    criteria: list[ChangedCriterionOut]


class MovesOut(_Wire):
    """How many candidates come, go, move and stay, whether listed or not."""

    come: int = Field(ge=0)
    go: int = Field(ge=0)
    moved: int = Field(ge=0)
    stayed: int = Field(ge=0)


class ComparisonOut(_Wire):
    """Two answers side by side. The same two answers: same bytes."""

    digest: str = Field(description="Of everything else in this document.")
    before: ComparedOut
    after: ComparedOut
    counts: MovesOut
    come: list[ChangeOut]
    go: list[ChangeOut]
    moved: list[ChangeOut]
    stayed: list[ChangeOut]


def comparison_json(comparison: Comparison) -> bytes:
    """Return a comparison as JSON."""
    return json.dumps(
        comparison.wire(), ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()
