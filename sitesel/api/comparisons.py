"""Comparisons: one requirement under two scenarios of the network, or two requirements."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.answered import answered
from sitesel.api.dependencies import CurrentCatalogue, Selections
from sitesel.api.sent import RequirementSent
from sitesel.exports.comparison import ComparisonOut, comparison_json
from sitesel.selection import compare

router = APIRouter(prefix="/api/comparisons", tags=["选址 / Selections"])

Scenario = Annotated[
    str | None,
    Field(
        description="A scenario of the network; `base` for the network as it is. "
        "The requirement's own when not given."
    ),
]


class ComparisonSent(BaseModel):
    """A requirement with the scenarios to compare; or two requirements."""

    model_config = ConfigDict(extra="forbid")

    requirement: RequirementSent
    before: Scenario = None
    after: Scenario = None
    other: RequirementSent | None = Field(
        None, description="Another requirement, for after; the same one when not given."
    )


@router.post(
    "", response_model=ComparisonOut, summary="比较两个情景或两份需求 / Compare two answers"
)
def create_comparison(
    sent: ComparisonSent, catalogue: CurrentCatalogue, selections: Selections, request: Request
) -> Response:
    """Say which candidates come, go, move and stay, and why."""
    one = sent.requirement.read(catalogue.schema, request.headers)
    two = one if sent.other is None else sent.other.read(catalogue.schema, request.headers)
    one, two = one.in_scenario(sent.before), two.in_scenario(sent.after)
    before, after = answered(catalogue, one), answered(catalogue, two)
    for selection in (before, after):
        selections.keep(selection)
    return Response(comparison_json(compare(before, after)), media_type="application/json")
