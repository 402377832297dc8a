"""Whether a selection is of the published catalogue, and what a newer one changes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from sitesel.api.answered import answered
from sitesel.api.dependencies import Selections, Shelf, Shelved
from sitesel.api.remembered import Remembered
from sitesel.api.seen import glanced
from sitesel.api.unchanged import sent
from sitesel.catalogue import Catalogue
from sitesel.errors import CatalogueNotFound, RequirementError, SelectionNotFound
from sitesel.exports.comparison import ComparisonOut
from sitesel.language import Text
from sitesel.requirement import read_requirement
from sitesel.selection import compare

router = APIRouter(prefix="/api/selections", tags=["选址 / Selections"])

_GONE = Text(
    "旧目录已不再保存，无法逐宗比较；可查看新目录的结果",
    "the old catalogue is no longer kept, so the two can not be compared; see the new answer",
)


class NewerOut(BaseModel):
    """The answer of the published catalogue to the same requirement."""

    catalogue: str
    date: str | None
    digest: str | None = Field(description="Of the new selection; null where there can be none.")
    comparison: ComparisonOut | None = Field(description="Old before, new after; null where not.")
    fault: Text | None = Field(description="Why digest or comparison are null.")


class RenewedOut(BaseModel):
    """What a selection rests on, and whether that is still what is published."""

    current: bool
    catalogue: str = Field(description="That the selection is of.")
    date: str | None = Field(description="Of that catalogue; null where it is no longer kept.")
    newer: NewerOut | None = Field(description="Null where the selection is current.")


@router.get(
    "/{digest}/renewed",
    response_model=RenewedOut,
    dependencies=[glanced("answers")],
    summary="是否有新目录，结果有何变化 / Whether there is a newer catalogue, and what it changes",
)
def read_renewed(digest: str, shelf: Shelved, selections: Selections, request: Request) -> Response:
    """Answer the requirement of a selection again on the published catalogue, and compare.

    The selection itself stays what it was; a newer answer has a digest of its own.
    """
    asked = selections.asked(digest)
    current = shelf.current()
    told = RenewedOut(
        current=asked["catalogue"] == current.id,
        catalogue=asked["catalogue"],
        date=_date(shelf, asked["catalogue"]),
        newer=None,
    )
    if not told.current:
        told.newer = _newer(digest, asked["requirement"], current, shelf, selections)
    return sent(request, told.model_dump_json().encode())


def _newer(
    digest: str,
    requirement: dict[str, Any],
    current: Catalogue,
    shelf: Shelf,
    selections: Remembered,
) -> NewerOut:
    told = NewerOut(
        catalogue=current.id, date=current.manifest.date, digest=None, comparison=None, fault=None
    )
    try:
        wanted = read_requirement(requirement, schema=current.schema, bare=True)
        after = answered(current, wanted)
    except RequirementError as error:  # the newer catalogue can not be asked this
        told.fault = error.text
        return told
    selections.keep(after)
    told.digest = after.digest
    try:
        before = selections.recall(digest, shelf)
    except CatalogueNotFound:
        told.fault = _GONE
    except SelectionNotFound as error:  # another version of sitesel made it
        told.fault = error.text
    else:
        told.comparison = ComparisonOut.model_validate(compare(before, after).wire())
    return told


def _date(shelf: Shelf, catalogue: str) -> str | None:
    try:
        return shelf.catalogue(catalogue).manifest.date
    except CatalogueNotFound:
        return None
