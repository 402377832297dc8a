"""Selections: a requirement is posted, the whole answer comes back, and can be asked for again."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from sitesel.api.answered import answered
from sitesel.api.dependencies import CurrentCatalogue, Selections, Shelved
from sitesel.api.formats import Format, chosen_format, rendered
from sitesel.api.language import CallerLang
from sitesel.api.seen import Seeing
from sitesel.api.sent import DESCRIBED, RequirementSent
from sitesel.api.within import BoundsAsked, bounds_of
from sitesel.exports.ledger import ledger_json_lines, ledger_page
from sitesel.exports.wire import SelectionOut

router = APIRouter(prefix="/api/selections", tags=["选址 / Selections"])

FormatAsked = Annotated[
    Format | None, Query(alias="format", description="Form of the answer; else by Accept.")
]
_FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {form.media_type: {} for form in Format if form is not Format.JSON}},
}


@router.post(
    "",
    response_model=SelectionOut,
    responses=_FORMS,
    openapi_extra=DESCRIBED,
    summary="提交需求，得到选址结果 / Post a requirement, get the selection",
)
def create_selection(
    wanted: RequirementSent,
    catalogue: CurrentCatalogue,
    selections: Selections,
    lang: CallerLang,
    request: Request,
    seen: Seeing,
    form: FormatAsked = None,
) -> Response:
    """Select the parcels that meet a requirement (JSON, or its own YAML file), best first."""
    requirement = wanted.read(catalogue.schema, request.headers)
    selection = answered(catalogue, requirement)
    selections.keep(selection)
    how = chosen_format(form, request)
    seen.note(catalogue, f"selection:{selection.digest}", _deed(how))
    return rendered(selection, catalogue, how, lang, request)


@router.get(
    "/{digest}",
    response_model=SelectionOut,
    responses=_FORMS,
    summary="再次取得选址结果 / A selection again",
)
def read_selection(
    digest: str,
    shelf: Shelved,
    selections: Selections,
    lang: CallerLang,
    request: Request,
    seen: Seeing,
    form: FormatAsked = None,
    bounds: BoundsAsked = None,
) -> Response:
    """Return a selection again, the same to the byte.

    The map of a PDF shows `bounds`, or else the candidates.
    """
    view = bounds_of(bounds)
    selection = selections.recall(digest, shelf)
    catalogue = shelf.catalogue(selection.catalogue)
    how = chosen_format(form, request)
    seen.note(catalogue, f"selection:{selection.digest}", _deed(how))
    return rendered(selection, catalogue, how, lang, request, bounds=view)


def _deed(form: Format) -> Literal["view", "download"]:
    return "view" if form is Format.JSON else "download"


@router.get("/{digest}/ledger", summary="台账：每一宗的去向 / Ledger: every parcel")
def read_ledger(
    digest: str,
    shelf: Shelved,
    selections: Selections,
    request: Request,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> Response:
    """Account for every parcel: a page as JSON, or all of them streamed as NDJSON by Accept."""
    selection = selections.recall(digest, shelf)
    if "application/x-ndjson" in request.headers.get("accept", ""):
        lines = ledger_json_lines(selection)
        return StreamingResponse(lines, media_type="application/x-ndjson")
    return JSONResponse(ledger_page(selection, offset, limit))
