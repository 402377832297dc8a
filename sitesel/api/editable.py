"""What can be told of a parcel or hall: the fields of the form that changes it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sitesel import land_use
from sitesel.api.callers import may
from sitesel.api.catalogue_forms import AttributeOut
from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.parcels import Kind
from sitesel.catalogue.revisions.form import tellable, words_used
from sitesel.language import Text
from sitesel.schema import default_schema

router = APIRouter(prefix="/api", tags=["修订 / Revisions"])


class FieldOut(AttributeOut):
    """An attribute that can be told."""

    used: list[str] = Field(description="Words that a category without a list has among them.")


class FormOut(BaseModel):
    """All that can be told of a kind of sites."""

    groups: dict[str, Text]
    fields: list[FieldOut]
    land_use: dict[str, Text] = Field(description="The codes of land use that a code can be.")


@router.get("/form", summary="可填报的属性 / What can be told", dependencies=[may("edit")])
def read_form(catalogue: CurrentCatalogue, sites: Kind = "parcels") -> FormOut:
    """List what can be told of a parcel or hall, also what nothing is told of yet."""
    columns = catalogue.columns(sites)
    fields: list[dict[str, Any]] = [
        one.to_dict() | {"used": words_used(columns, one)}
        for one in tellable(catalogue.schema, sites)
    ]
    groups = {**default_schema().groups, **catalogue.schema.groups}
    used = {one["group"] for one in fields}
    return FormOut(
        groups={name: said for name, said in groups.items() if name in used},
        fields=[FieldOut.model_validate(one) for one in fields],
        land_use={
            code: Text(land_use.label(code, "zh"), land_use.label(code, "en"))
            for code in land_use.codes()
        },
    )
