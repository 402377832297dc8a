"""What lies around a parcel, and the room that planning conditions leave on it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.described import Bounds
from sitesel.api.evidence import FeatureOut, GeoJson, Scenario
from sitesel.api.parcels import Id, Kind, told_here
from sitesel.evidence.envelope import Setbacks, envelope
from sitesel.evidence.surroundings import MOST, surroundings
from sitesel.exports.envelope import EnvelopeOut, drawn_envelope
from sitesel.exports.features import collection

_FARTHEST = 10_000
_MOST_SETBACK = 500

router = APIRouter(prefix="/api/parcels", tags=["地块 / Parcels"], default_response_class=GeoJson)


class ToldOut(BaseModel):
    """How many of one sort there are, and how many of them are told of: the nearest."""

    found: int
    told: int


class SurroundingsOut(BaseModel):
    """What lies around a site, as a GeoJSON feature collection in OGC:CRS84."""

    type: str = "FeatureCollection"
    parcel: str
    metres: float
    point: tuple[float, float] = Field(description="Inside the outline; bearings are from here.")
    bounds: Bounds = Field(description="What land and lines are clipped to.")
    counts: dict[str, ToldOut] = Field(
        description="By sort: neighbour, facility, land, way (roads, bridges, ferries, shore)."
    )
    features: list[FeatureOut]


Setback = Annotated[
    float, Query(ge=0, le=_MOST_SETBACK, description="How far buildings keep off, m.")
]


@router.get(
    "/{parcel:path}/surroundings",
    response_model=SurroundingsOut,
    summary="周边：相邻地块、陆地、道路、航线、设施 / What lies around",
)
def read_surroundings(
    catalogue: CurrentCatalogue,
    parcel: Id,
    metres: Annotated[
        float, Query(ge=1, le=_FARTHEST, description="From the outline, in a straight line.")
    ] = 1_500,
    scenario: Scenario = None,
    sites: Kind = "parcels",
) -> GeoJson:
    """Draw what lies within some metres of a parcel, the nearest first.

    `role` of a feature is site (the parcel itself), neighbour, facility, land, road, bridge,
    planned_bridge, ferry, closed or shore; `distance_m` is from the outline. Sites tell `id`,
    `sites`, `planning_use`, `status`, `area` (m²) and `height_limit` (m; null where not known or
    without limit); facilities `kind`, names, and `bearing` from `point`, degrees from north.
    Where there are too many, the nearest are told; `counts` has how many there are.
    """
    with told_here(sites, parcel):
        found = surroundings(catalogue, sites, parcel, metres=metres, scenario=scenario)
    roles = found.features["role"]
    told = {"neighbour": int((roles == "neighbour").sum())}
    told |= {sort: int((roles == sort).sum()) for sort in ("facility", "land")}
    told["way"] = len(roles) - sum(told.values()) - 1
    counts = {sort: {"found": found.found[sort], "told": told[sort]} for sort in MOST}
    members: dict[str, Any] = {
        "parcel": parcel,
        "metres": metres,
        "point": found.point,
        "bounds": found.bounds,
        "counts": counts,
    }
    return GeoJson(_without_gaps(collection(found.features, **members)))


def _without_gaps(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a role has no word for: the columns of other roles."""
    for one in told["features"]:
        mine = one["properties"]
        sort = "site" if mine["role"] in ("site", "neighbour") else mine["role"]
        keys = _PROPERTIES.get(sort, _PROPERTIES["way"])
        one["properties"] = {key: mine.get(key) for key in keys}
    return told


_PROPERTIES = {
    "site": (
        "role", "id", "sites", "name", "planning_use", "status", "area", "height_limit",
        "height_open", "distance_m",
    ),
    "facility": ("role", "id", "kind", "name", "name_zh", "name_en", "distance_m", "bearing"),
    "way": ("role", "name", "road_class", "distance_m"),
    "land": ("role", "name", "distance_m"),
}  # fmt: skip


@router.get(
    "/{parcel:path}/envelope",
    response_model=EnvelopeOut,
    summary="规划条件允许的建筑范围 / Planning envelope",
)
def read_envelope(
    catalogue: CurrentCatalogue,
    parcel: Id,
    road: Setback = 0,
    shore: Setback = 0,
    neighbour: Setback = 0,
) -> GeoJson:
    """Draw the room for buildings: the land less setbacks, up to the height limit.

    The catalogue tells no setbacks: they are those asked for, 0 m where none are. The feature
    with the `role` plot is the outline; that with the `role` envelope has a `height`, m, and no
    geometry where nothing is left or it can not be told. `most_floor_area`, `most_footprint` (m²)
    and `height` say in words how they come about. Nothing is judged here.
    """
    with told_here("parcels", parcel):
        found = envelope(catalogue, parcel, Setbacks(road, shore, neighbour))
    return GeoJson(drawn_envelope(found, catalogue))
