"""Placements: several requirements placed at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from starlette.exceptions import HTTPException

from sitesel.api.answered import MOST_PACKED
from sitesel.api.dependencies import CurrentCatalogue, Selections
from sitesel.api.seen import glanced
from sitesel.api.sent import YAML_TYPES
from sitesel.errors import Fault, RequirementError
from sitesel.exports.placement import PlacementOut, placement_json
from sitesel.language import Text
from sitesel.requirement import MOST_REQUIREMENTS, Enquiry, read_enquiry
from sitesel.requirement.wire import Amount, Id, RequirementForm, TitleIn
from sitesel.schema import Schema
from sitesel.selection import place

router = APIRouter(
    prefix="/api/placements",
    tags=["选址 / Selections"],
    dependencies=[glanced("placements")],
)

_FORM = {"schema": {"$ref": "#/components/schemas/EnquirySent"}}
_DESCRIBED = {
    "requestBody": {
        "required": True,
        "description": "询单：JSON 或 YAML 文件原样 / the enquiry: JSON, or its YAML file",
        "content": {"application/yaml": _FORM, "text/yaml": _FORM},
    }
}
_NO_MAPPING = Text(
    '需要一个对象，例如 {"requirements": [...]}',
    'an object is needed, such as {"requirements": [...]}',
)


class WantedForm(RequirementForm):
    """A requirement for parcels, and the land it needs."""

    model_config = ConfigDict(
        extra="forbid",
        title="Wanted",
        json_schema_extra={"examples": [{"land": "8 亩", "template": "workshop"}]},
    )

    id: Id | None = None
    land: Amount = Field(description="Of a parcel that it may share; m², or text with a unit.")


class EnquiryForm(BaseModel):
    """Several requirements to be placed at once."""

    model_config = ConfigDict(extra="forbid", title="Enquiry")

    title: str | TitleIn | None = None
    requirements: Annotated[list[WantedForm], Field(min_length=1, max_length=MOST_REQUIREMENTS)]


class EnquirySent(RootModel[Any]):
    """An enquiry as sent: plain data from JSON, or the bytes of a file."""

    def read(self, schema: Schema, request: Request) -> Enquiry:
        """Read it as files are read.

        Raises
        ------
        RequirementError
            It has faults.
        HTTPException
            415: what was sent is neither JSON nor an enquiry file.
        """
        if isinstance(self.root, bytes):
            kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
            if kind and kind not in YAML_TYPES:
                raise HTTPException(415)
        elif not isinstance(self.root, dict):
            fault = Fault("not-a-mapping", (), None, _NO_MAPPING)
            raise RequirementError("the enquiry has a fault:", "询单有错：", [fault])
        return read_enquiry(self.root, schema=schema)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Describe the form of an enquiry in place of anything."""
        del core_schema
        return handler(EnquiryForm.__pydantic_core_schema__)


@router.post(
    "",
    response_model=PlacementOut,
    openapi_extra=_DESCRIBED,
    summary="一次安排多条需求 / Place several requirements at once",
)
def create_placement(
    sent: EnquirySent, catalogue: CurrentCatalogue, selections: Selections, request: Request
) -> Response:
    """Say which requirement goes to which parcel, what is left, and what finds no place and why.

    First as many as possible are placed, then their suitabilities add up to the most.
    """
    enquiry = sent.read(catalogue.schema, request)
    bound = max(1, MOST_PACKED // len(enquiry.requirements))
    placement = place(catalogue, enquiry, most_packed=bound)
    for selection in placement.selections:
        selections.keep(selection)
    return Response(placement_json(placement), media_type="application/json")
