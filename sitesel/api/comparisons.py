"""Comparisons: one requirement under two scenarios of the network, or two requirements."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.answered import answered
from sitesel.api.dependencies import CurrentCatalogue, Selections
from sitesel.api.language import CallerLang
from sitesel.api.remembered import Remembered
from sitesel.api.seen import glanced
from sitesel.api.sent import RequirementSent
from sitesel.api.unchanged import as_json
from sitesel.catalogue import Catalogue
from sitesel.exports.compared import ComparisonTold, comparison_told
from sitesel.exports.comparison import ComparisonOut, comparison_json
from sitesel.selection import Comparison, compare

router = APIRouter(
    prefix="/api/comparisons",
    tags=["选址 / Selections"],
    dependencies=[glanced("comparisons")],
)

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
    compared = _compared(sent, catalogue, selections, request)
    return Response(comparison_json(compared), media_type="application/json")


@router.post(
    "/told",
    response_model=ComparisonTold,
    summary="比较两个情景，供人阅读 / Compare two answers, in words",
)
def create_told_comparison(
    sent: ComparisonSent,
    catalogue: CurrentCatalogue,
    selections: Selections,
    lang: CallerLang,
    request: Request,
) -> Response:
    """Say in one language which candidates come, go, move and stay, and why."""
    compared = _compared(sent, catalogue, selections, request)
    return Response(
        as_json(comparison_told(compared, catalogue, lang)),
        media_type="application/json",
        headers={"Vary": "Accept-Language"},
    )


def _compared(
    sent: ComparisonSent, catalogue: Catalogue, selections: Remembered, request: Request
) -> Comparison:
    one = sent.requirement.read(catalogue.schema, request.headers)
    two = one if sent.other is None else sent.other.read(catalogue.schema, request.headers)
    one, two = one.in_scenario(sent.before), two.in_scenario(sent.after)
    before, after = answered(catalogue, one), answered(catalogue, two)
    for selection in (before, after):
        selections.keep(selection)
    return compare(before, after)
