"""Requirements as such: read, checked against the catalogue, and written in one form."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.sent import DESCRIBED, RequirementSent
from sitesel.api.unchanged import as_json

router = APIRouter(prefix="/api/requirements", tags=["选址 / Selections"])


class ReadOut(BaseModel):
    """A requirement in the one form that sitesel writes it in."""

    requirement: dict[str, Any] = Field(
        description="In the schema's units, defaults filled in, with the rules of the catalogue "
        "as constraints."
    )
    digest: str


@router.post(
    "",
    response_model=ReadOut,
    openapi_extra=DESCRIBED,
    summary="检查需求 / Check a requirement",
)
def create_requirement(
    wanted: RequirementSent, catalogue: CurrentCatalogue, request: Request
) -> Response:
    """Read a requirement (JSON, or its own YAML file); all its faults are told, each with a place.

    One that asks for nothing yet is read too.
    """
    requirement = wanted.read(catalogue.schema, request.headers, bare=True)
    told = {"requirement": requirement.canonical(), "digest": requirement.digest}
    return Response(as_json(told), media_type="application/json")
