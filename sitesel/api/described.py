"""Parcels and halls on the wire: their values, and what each means and rests on."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sitesel.language import Text
from sitesel.schema import Form, Kind, SiteKind, Tier


class IntervalOut(BaseModel):
    """A permitted range; an end is null where there is no limit."""

    lower: float | None
    upper: float | None
    lower_open: bool
    upper_open: bool


ValueOut = bool | float | str | IntervalOut | None
Bounds = tuple[float, float, float, float]


class OriginOut(BaseModel):
    """Where a value comes from."""

    source: Text | None = Field(description="The source that tells it, or was measured on.")
    row: int | None = Field(description="The row of the source, from 0; null of measured values.")
    method: Text | None = Field(description="How it was measured; null where a source tells it.")
    date: str | None
    dated: Literal["source", "catalogue"] | None = Field(description="What the date is that of.")
    licence: str | None


class DescribedOut(BaseModel):
    """An attribute with its value, and what both mean."""

    model_config = ConfigDict(populate_by_name=True)

    name: str
    kind: Kind
    label: Text
    meaning: Text
    group: str
    unit: str | None
    source: str = Field(description="`declared`, or the module that measures it.")
    tier: Tier
    sites: list[SiteKind]
    values: dict[str, Text]
    codes: str | None
    range: tuple[float, float] | None
    state: str | None = Field(description="The attribute that tells why there is no number.")
    on_demand: bool
    form: Form | None
    rule: dict[str, Any] | None
    value: ValueOut
    said: Text | None = Field(description="The value in words; null where nothing is known.")
    origin: OriginOut | None = Field(alias="from", description="Null where the value is not known.")


class ParcelOut(BaseModel):
    """One parcel or hall as a GeoJSON feature in OGC:CRS84."""

    type: Literal["Feature"]
    id: str
    name: str = Field(description="Its id where it has no name.")
    sites: SiteKind
    row: int = Field(ge=0, description="In the catalogue, from 0; the feature id of the tiles.")
    point: tuple[float, float] = Field(description="Longitude and latitude inside the outline.")
    bounds: Bounds = Field(description="West, south, east, north.")
    geometry: dict[str, Any]
    properties: dict[str, ValueOut]
    catalogue: str
    attributes: list[DescribedOut]


class ListedOut(BaseModel):
    """One parcel or hall of a list."""

    id: str
    attributes: dict[str, ValueOut]


class ParcelsOut(BaseModel):
    """A page of parcels or halls."""

    catalogue: str
    sites: SiteKind
    total: int
    offset: int
    parcels: list[ListedOut]
