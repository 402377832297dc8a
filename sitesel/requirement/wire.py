"""A requirement in a request's body: what the API's document says it looks like.

Reading is `read_requirement`'s, so that a body has the same faults, all at once, as a file; these
models only describe the form.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sitesel.requirement.reading.area import MOST_VERTICES
from sitesel.requirement.reading.development import MOST_BUILDINGS
from sitesel.requirement.reading.requirement import MOST_LISTED
from sitesel.requirement.requirement import Aggregation
from sitesel.schema import SiteKind

Amount = Annotated[
    float | str,
    Field(description="A number in the schema's unit, text with a unit (`410 亩`), or a date."),
]
Share = Annotated[float, Field(ge=0, le=1)]
Id = Annotated[str, Field(pattern=r"^\w[\w.-]{0,63}$", description="Made when not given.")]
Word = Annotated[
    str | bool | int,
    Field(description="A category, a land-use code (it covers its descendants), or yes or no."),
]

EXAMPLE: dict[str, Any] = {
    "title": {"zh": "电池前驱体", "en": "Battery cathode precursor"},
    "sites": "parcels",
    "constraints": [
        {"id": "size", "attribute": "area", "at_least": "410 亩"},
        {"attribute": "planning_use", "among": ["100103"], "relaxable": False},
        {
            "any": [
                {"attribute": "shoreline_length", "at_least": "300 m"},
                {"attribute": "distance_to_wharf", "at_most": "2 km"},
            ]
        },
        {"none": [{"attribute": "status", "among": ["sold", "locked"]}]},
    ],
    "criteria": [
        {
            "id": "size",
            "attribute": "area",
            "value": {"target": {"best": "410 亩", "tolerance": "200 亩"}},
            "weight": 20,
        },
        {
            "id": "wharf",
            "attribute": "distance_to_wharf",
            "value": {"linear": {"best": "0 km", "worst": "10 km"}},
            "weight": 30,
        },
    ],
    "aggregation": "weighted_sum",
    "limit": 50,
    "near_misses": 10,
}
TEMPLATE_EXAMPLE: dict[str, Any] = {
    "template": "workshop",
    "without": ["price"],
    "constraints": [{"id": "size", "between": "[8 亩, 20 亩]"}],
    "criteria": [{"id": "power", "weight": 40}],
}


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TitleIn(_Form):
    """Words in both languages; one stands for the other."""

    zh: str | None = None
    en: str | None = None


class RangeIn(_Form):
    """A range by its ends."""

    at_least: Amount | None = None
    more_than: Amount | None = None
    at_most: Amount | None = None
    less_than: Amount | None = None


class ConstraintIn(_Form):
    """An attribute with an operator, or a group: `all`, `any` or `none` of a list."""

    id: Id | None = None
    title: str | TitleIn | None = None
    attribute: str | None = Field(None, description="A name of `/api/attributes`.")
    relaxable: bool = True
    at_least: Amount | None = None
    at_most: Amount | None = None
    more_than: Amount | None = None
    less_than: Amount | None = None
    between: str | Annotated[list[Amount], Field(min_length=2, max_length=2)] | RangeIn | None = (
        Field(None, description="`[1.0, 2.5)`, `10-50 亩`, `[10, 50]`, or its ends.")
    )
    among: Word | list[Word] | None = None
    none_of: Word | list[Word] | None = None
    admits: Amount | None = Field(None, description="The permitted range holds this number.")
    is_known: bool | None = None
    all: list[ConstraintIn] | None = None
    any: list[ConstraintIn] | None = None
    none: list[ConstraintIn] | None = None


class LinearIn(_Form):
    """1 at `best` and beyond, 0 at `worst` and beyond."""

    best: Amount
    worst: Amount


class PiecewiseIn(_Form):
    """Straight lines between points."""

    points: Annotated[list[tuple[Amount, Share]], Field(min_length=2)]


class StepIn(_Form):
    """`below` before `at`, `above` from there on; or several steps."""

    at: Amount | None = None
    above: Share = 1.0
    below: Share = 0.0
    steps: list[tuple[Amount, Share]] | None = None


class TargetIn(_Form):
    """1 at `best`, 0 a tolerance away."""

    best: Amount
    tolerance: Amount | None = None
    below: Amount | None = None
    above: Amount | None = None


class DecayIn(_Form):
    """1 at `best`, ½ at `half`, ¼ twice as far."""

    best: Amount
    half: Amount


class ValueIn(_Form):
    """One value function: attribute to 0…1, by the client's own best and worst."""

    linear: LinearIn | None = None
    piecewise: PiecewiseIn | None = None
    step: StepIn | None = None
    target: TargetIn | None = None
    decay: DecayIn | None = None
    categories: dict[str, Share] | None = Field(None, description="`other` stands for the rest.")


class CriterionIn(_Form):
    """An attribute that is weighed."""

    id: Id | None = None
    title: str | TitleIn | None = None
    attribute: str | None = Field(None, description="A name of `/api/attributes`.")
    value: ValueIn | None = None
    weight: Annotated[float, Field(gt=0)] | None = Field(None, description="Points.")
    end: str | None = Field(None, description="For a permitted range: `lower` or `upper`.")


class BuildingIn(_Form):
    """One kind of building."""

    width: Amount
    depth: Amount
    count: Annotated[int, Field(ge=1, le=MOST_BUILDINGS)] = 1
    storey_height: Amount | None = None
    storeys: Annotated[int, Field(ge=1)] = 1


class SetbacksIn(_Form):
    """How far buildings keep from each kind of edge."""

    road: Amount | None = None
    shore: Amount | None = None
    neighbour: Amount | None = None


class DevelopmentIn(_Form):
    """What is to be built; attributes of the group `fit` are measured for it."""

    buildings: list[BuildingIn] | BuildingIn = []
    yard: Amount | None = Field(None, description="Open storage, m².")
    spacing: Amount | None = Field(None, description="Least distance between buildings.")
    setbacks: SetbacksIn | Amount | None = None
    aspect: Annotated[float, Field(ge=1)] | None = Field(
        None, description="Long side over short side of the largest rectangle."
    )
    clear_of: Word | list[Word] | None = Field(None, description="Layers that buildings keep off.")


class WharfIn(_Form):
    """What a wharf must offer."""

    cargo: str | None = None
    tonnage: Amount | None = Field(None, description="Deadweight tonnes.")
    length: Amount | None = None
    depth: Amount | None = None
    dangerous_goods: bool | str | None = None
    spare: Amount | None = Field(None, description="Tonnes a year.")


Place = Annotated[
    list[float],
    Field(min_length=2, max_length=3, description="Longitude and latitude; degrees, OGC:CRS84."),
]
RingIn = Annotated[list[Place], Field(min_length=4, description="The last position is the first.")]


class PolygonIn(_Form):
    """A GeoJSON polygon: its outer ring, then its holes."""

    type: Literal["Polygon"]
    coordinates: Annotated[list[RingIn], Field(min_length=1)]
    bbox: list[float] | None = Field(None, description="Not looked at.")


class MultiPolygonIn(_Form):
    """Several GeoJSON polygons."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Annotated[list[RingIn], Field(min_length=1)]], Field(min_length=1)]
    bbox: list[float] | None = Field(None, description="Not looked at.")


class RulesIn(_Form):
    """Which rules of the catalogue: those in force, less or more."""

    only: Word | list[Word] | None = None
    without: Word | list[Word] | None = None
    also: Word | list[Word] | None = Field(None, description="Unconfirmed ones, by id.")
    classes: Word | list[Word] | None = Field(None, description="What kinds of project it is.")
    distances: dict[str, Amount] | None = Field(None, description="Your threshold for a rule.")


class RequirementForm(_Form):
    """All that a client wants: constraints that must hold, criteria that are weighed."""

    model_config = ConfigDict(
        extra="forbid",
        title="Requirement",
        json_schema_extra={"examples": [EXAMPLE, TEMPLATE_EXAMPLE]},
    )

    title: str | TitleIn | None = None
    sites: SiteKind = "parcels"
    template: str | None = Field(None, description="An industry template to start from.")
    without: list[str] | None = Field(None, description="Ids of the template to leave out.")
    scenario: str | None = Field(None, description="A scenario of the catalogue's network.")
    development: DevelopmentIn | None = None
    wharf: WharfIn | None = None
    area_of_interest: PolygonIn | MultiPolygonIn | None = Field(
        None,
        description=f"Where to look; {MOST_VERTICES:,} positions at most. Without a constraint on "
        "`share_in_area`, half of a site must lie inside.",
    )
    rules: Literal["in_force", "none"] | RulesIn = Field(
        "in_force", description="The confirmed rules of the catalogue, unless told otherwise."
    )
    constraints: list[ConstraintIn] = []
    criteria: list[CriterionIn] = []
    aggregation: Aggregation = "weighted_sum"
    limit: Annotated[int, Field(ge=0, le=MOST_LISTED)] = 50
    near_misses: Annotated[int, Field(ge=0, le=MOST_LISTED)] = 10


class RequirementIn(RootModel[dict[str, Any]]):
    """A requirement as JSON, described by `RequirementForm`.

    Examples
    --------
    >>> from sitesel.requirement import read_requirement
    >>> read_requirement(RequirementIn(TEMPLATE_EXAMPLE).document()).title.en
    'General workshop'
    """

    def document(self) -> dict[str, Any]:
        """Return it as plain data, for `read_requirement`."""
        return self.root

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Describe the form in place of a mapping of anything."""
        del core_schema
        return handler(RequirementForm.__pydantic_core_schema__)
