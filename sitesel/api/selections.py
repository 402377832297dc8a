"""Selections: a requirement is posted, the whole answer comes back, and can be asked for again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from sitesel.api.dependencies import CurrentCatalogue, Selections, Shelved
from sitesel.api.formats import Format, chosen_format, rendered
from sitesel.api.language import CallerLang
from sitesel.exports.ledger import ledger_json_lines, ledger_page
from sitesel.exports.wire import SelectionOut
from sitesel.requirement import RequirementIn, read_requirement
from sitesel.selection import select

router = APIRouter(prefix="/api/selections", tags=["selections"])

FormatAsked = Annotated[
    Format | None, Query(alias="format", description="Form of the answer; else by Accept.")
]
_FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {form.media_type: {} for form in Format if form is not Format.JSON}},
}


@router.post("", response_model=SelectionOut, responses=_FORMS)
def create_selection(
    wanted: RequirementIn,
    catalogue: CurrentCatalogue,
    selections: Selections,
    lang: CallerLang,
    request: Request,
    form: FormatAsked = None,
) -> Response:
    """Select the parcels that meet a requirement, best first."""
    requirement = read_requirement(wanted.document(), schema=catalogue.schema)
    selection = select(catalogue, requirement)
    selections.keep(selection)
    return rendered(selection, catalogue, chosen_format(form, request), lang, request)


@router.get("/{digest}", response_model=SelectionOut, responses=_FORMS)
def read_selection(
    digest: str,
    shelf: Shelved,
    selections: Selections,
    lang: CallerLang,
    request: Request,
    form: FormatAsked = None,
) -> Response:
    """Return a selection again, the same to the byte."""
    selection = selections.recall(digest, shelf)
    catalogue = shelf.catalogue(selection.catalogue)
    return rendered(selection, catalogue, chosen_format(form, request), lang, request)


@router.get("/{digest}/ledger")
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
