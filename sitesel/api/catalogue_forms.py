"""The catalogue and its attributes on the wire: what the service's document says of them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sitesel.language import Lang, Text
from sitesel.rule import RuleOperator, Severity
from sitesel.schema import Form, Kind, SiteKind, Tier


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RuleOut(_Wire):
    """The rule whose clause an attribute measures."""

    id: str
    title: Text
    document: Text
    clause: Text
    jurisdiction: Text | None
    effective_from: str | None
    effective_to: str | None
    classes: list[str]
    protects: str
    operator: RuleOperator
    threshold: float | None
    unit: str | None
    sliver: float
    severity: Severity
    relaxable: bool
    confirmed: bool
    source: str


class AttributeOut(_Wire):
    """An attribute that a requirement can name."""

    name: str
    kind: Kind
    label: Text
    meaning: Text
    group: str
    unit: str | None
    source: str = Field(description="`declared`, or the module that measures it.")
    tier: Tier
    sites: list[SiteKind]
    values: dict[str, Text] = Field(description="Of a category, in order; empty for any value.")
    codes: str | None = Field(description="The code system, where it is a code.")
    range: tuple[float, float] | None = Field(description="Least and greatest possible number.")
    state: str | None = Field(description="The attribute that tells why there is no number.")
    on_demand: bool = Field(description="Measured for one requirement at a time, never stored.")
    form: Form | None
    rule: RuleOut | None


class AttributesOut(_Wire):
    """Every attribute, in the order shown, and the groups that they are shown in."""

    groups: dict[str, Text]
    attributes: list[AttributeOut]


class SourceOut(_Wire):
    """One source of the catalogue and what became of its rows."""

    name: str
    role: str
    source: str
    format: str
    sha256: str
    rows: int
    published: int
    set_aside: int = Field(description="Rows that are not published, each with a finding.")
    layer: str | None
    encoding: str | None
    crs: str | None
    crs_from: str | None
    datum: str | None
    licence: str | None
    date: str | None


class ConstraintLayerOut(_Wire):
    """A layer of constraint areas."""

    label: Text
    excludes: bool = Field(description="Whether its areas can't be built on.")


class NetworkRecordOut(_Wire):
    """Roads and ferries, and what was measured along them."""

    date: str | None
    modes: dict[str, Text]
    facilities: dict[str, list[str]]
    join: float
    join_speed: float
    within: list[float]
    counts: dict[str, int]


class ScenarioOut(_Wire):
    """Named changes to the network."""

    title: Text
    date: str | None
    changes: list[Text]
    open: list[str]
    close: list[str]
    change: dict[str, dict[str, float | None]]


class CatalogueOut(_Wire):
    """What a catalogue is, and what it was made from."""

    id: str = Field(description="Digest of the content.")
    title: Text
    illustrative: bool = Field(description="Whether its parcels are made up.")
    notice: Text | None = Field(description="What every page must say.")
    date: str | None
    licence: str | None
    language: Lang
    crs: str = Field(description="In which areas, distances and lengths were measured.")
    bounds: tuple[float, float, float, float] | None = Field(
        description="West, south, east, north of all sites; degrees."
    )
    counts: dict[str, int]
    sources: list[SourceOut]
    facility_kinds: dict[str, Text]
    constraint_layers: dict[str, ConstraintLayerOut]
    context_kinds: dict[str, Text]
    network: NetworkRecordOut | None
    scenarios: dict[str, ScenarioOut]
    options: dict[str, Any]
    version: str = Field(description="Of sitesel that built it.")
