"""Answers in words: a requirement is posted, what a page shows of the answer comes back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from sitesel.api.answered import answered
from sitesel.api.dependencies import CurrentCatalogue, Selections, Shelved
from sitesel.api.language import CallerLang
from sitesel.api.parcels import told_here
from sitesel.api.seen import Seeing, glanced
from sitesel.api.sent import DESCRIBED, RequirementSent
from sitesel.api.unchanged import as_json, sent
from sitesel.exports.compared import ComparisonTold, comparison_told
from sitesel.exports.explained import ExplanationTold, explanation_told
from sitesel.exports.told import AnswerTold, answer_told
from sitesel.selection import compare

router = APIRouter(prefix="/api", tags=["选址 / Selections"])

Digest = Annotated[str, Path(max_length=64)]
Id = Annotated[str, Path(max_length=200)]


@router.post(
    "/answers",
    response_model=AnswerTold,
    openapi_extra=DESCRIBED,
    dependencies=[glanced("answers")],
    summary="提交需求，得到供人阅读的结果 / Post a requirement, get the answer in words",
)
def create_answer(
    wanted: RequirementSent,
    catalogue: CurrentCatalogue,
    selections: Selections,
    lang: CallerLang,
    request: Request,
) -> Response:
    """Select the parcels that meet a requirement, and tell of them in one language.

    The selection is kept: `/api/selections/{digest}` has it in every form. A requirement that asks
    for nothing leaves all parcels as candidates, equally suitable.
    """
    requirement = wanted.read(catalogue.schema, request.headers, bare=True)
    selection = answered(catalogue, requirement)
    selections.keep(selection)
    return Response(
        as_json(answer_told(selection, catalogue, lang)),
        media_type="application/json",
        headers={"Vary": "Accept-Language", "Location": f"/api/selections/{selection.digest}"},
    )


@router.get(
    "/selections/{digest}/parcels/{parcel:path}",
    response_model=ExplanationTold,
    summary="一宗为何入选或淘汰 / Why one parcel ended up where it did",
)
def read_explanation(
    digest: Digest,
    parcel: Id,
    shelf: Shelved,
    selections: Selections,
    lang: CallerLang,
    request: Request,
    seen: Seeing,
) -> Response:
    """Say how one parcel stands to each constraint and criterion of a selection."""
    selection = selections.recall(digest, shelf)
    catalogue = shelf.catalogue(selection.catalogue)
    with told_here(selection.requirement.sites, parcel):
        told = explanation_told(selection, parcel, catalogue, lang)
    seen.note(catalogue, f"{selection.requirement.sites[:-1]}:{parcel}")
    return sent(request, as_json(told), headers={"Vary": "Accept-Language"})


@router.get(
    "/selections/{digest}/compared/{other}",
    response_model=ComparisonTold,
    summary="与另一结果的差别 / How another selection differs",
)
def read_comparison(
    digest: Digest,
    other: Annotated[str, Path(max_length=64)],
    shelf: Shelved,
    selections: Selections,
    lang: CallerLang,
    request: Request,
) -> Response:
    """Say which candidates come, go and move from one selection to another, and why, in words.

    The two may differ in the scenario, in what is asked, or in the catalogue.
    """
    before, after = selections.recall(digest, shelf), selections.recall(other, shelf)
    older, catalogue = shelf.catalogue(before.catalogue), shelf.catalogue(after.catalogue)
    told = comparison_told(compare(before, after), catalogue, lang, older=older)
    return sent(request, as_json(told), headers={"Vary": "Accept-Language"})
