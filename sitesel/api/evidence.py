"""What lies behind an answer, as GeoJSON: routes, service areas, rules, and what fits."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from geopandas import GeoDataFrame
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.parcels import Id, Kind, told_here
from sitesel.api.sent import RequirementSent
from sitesel.errors import RequirementError
from sitesel.evidence.evidence import MOST, usual_mode
from sitesel.evidence.exclusions import exclusions
from sitesel.evidence.footprints import footprints
from sitesel.evidence.service_areas import service_areas
from sitesel.exports.evidence import drawn_footprints, drawn_rules, site_routes
from sitesel.exports.features import collection

_MOST_KINDS = 20
_MOST_RULES = 50
_MOST_LIMITS = 6
_FARTHEST = 240.0  # minutes


class GeoJson(JSONResponse):
    """A feature collection in OGC:CRS84 (RFC 7946)."""

    media_type = "application/geo+json"


class FeatureOut(BaseModel):
    """A GeoJSON feature; without a geometry where there is nothing to draw."""

    type: str = "Feature"
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class FeaturesOut(BaseModel):
    """A GeoJSON feature collection in OGC:CRS84."""

    type: str = "FeatureCollection"
    features: list[FeatureOut]


class FootprintsSent(BaseModel):
    """A requirement with a `development`, and the parcels to place it on."""

    model_config = ConfigDict(extra="forbid")

    requirement: RequirementSent
    parcels: list[Annotated[str, Field(max_length=200)]] = Field(
        min_length=1, max_length=MOST, description=f"Ids; {MOST} at most."
    )


Mode = Annotated[
    str | None,
    Query(
        max_length=20,
        description="car, truck, truck_dg or foot, of those in /api/network; else truck.",
    ),
]
Scenario = Annotated[
    str | None,
    Query(max_length=200, description="Of /api/network; else the network as it is."),
]
router = APIRouter(prefix="/api", tags=["依据 / Evidence"], default_response_class=GeoJson)
_GEOJSON: dict[int | str, dict[str, Any]] = {200: {"model": FeaturesOut}}


@router.get(
    "/parcels/{parcel:path}/routes",
    responses=_GEOJSON,
    summary="到各类最近设施的路线 / Routes to the nearest facility of each kind",
)
def read_routes(
    catalogue: CurrentCatalogue,
    parcel: Id,
    mode: Mode = None,
    kind: Annotated[
        list[str] | None,
        Query(
            max_length=_MOST_KINDS,
            description=f"Kinds of facilities, {_MOST_KINDS} at most; else all of the mode.",
        ),
    ] = None,
    scenario: Scenario = None,
    sites: Kind = "parcels",
) -> GeoJson:
    """Draw the way to the nearest facility of each kind: one feature a kind, one line a leg.

    `minutes`, `metres` on the road, `crossings` by ferry, `last_departure` where timetables are
    known; `legs` tells of each line whether it is road, bridge, ferry, quay or approach. A kind
    that is not reached has no geometry and no numbers: `state` and `reason_*` tell why.
    """
    with told_here(sites, parcel):
        drawn = site_routes(
            catalogue, sites, parcel, mode=_mode(catalogue, mode), kinds=kind, scenario=scenario
        )
    return _sent(drawn)


@router.get(
    "/parcels/{parcel:path}/service-areas",
    responses=_GEOJSON,
    summary="可达范围 / Service areas",
)
def read_service_areas(
    catalogue: CurrentCatalogue,
    parcel: Id,
    mode: Mode = None,
    minutes: Annotated[
        list[Annotated[float, Field(gt=0, le=_FARTHEST)]] | None,
        Query(
            max_length=_MOST_LIMITS,
            description=f"Limits up to {_FARTHEST:.0f}, {_MOST_LIMITS} at most; else those of "
            "/api/network.",
        ),
    ] = None,
    scenario: Scenario = None,
    sites: Kind = "parcels",
) -> GeoJson:
    """Draw where one gets within so many minutes: one feature a limit, the smallest first."""
    with told_here(sites, parcel):
        chosen = _mode(catalogue, mode)
        areas = service_areas(
            catalogue, sites, parcel, mode=chosen, minutes=minutes or (), scenario=scenario
        )
    return _sent(areas.assign(mode=chosen))


@router.get(
    "/parcels/{parcel:path}/exclusions",
    responses=_GEOJSON,
    summary="各条管控规则的结果 / What each rule finds",
)
def read_exclusions(
    catalogue: CurrentCatalogue,
    parcel: Id,
    rule: Annotated[
        list[str] | None,
        Query(
            max_length=_MOST_RULES,
            description=f"Ids of rules, {_MOST_RULES} at most; else all that are measured.",
        ),
    ] = None,
    sites: Kind = "parcels",
) -> GeoJson:
    """Show what each rule finds: one feature a rule, with document, clause and outcome.

    The geometry is what overlaps (what lies outside), or the shortest line to what is protected;
    none where there is nothing. `area_m2` overlaps, `left_m2` is left, `distance_m` is the
    distance from `from_lon`, `from_lat` to `to_lon`, `to_lat`.
    """
    with told_here(sites, parcel):
        drawn = exclusions(catalogue, [parcel], sites=sites, only=rule)
    return _sent(drawn_rules(drawn))


@router.post(
    "/footprints",
    responses=_GEOJSON,
    summary="放得下什么：见证矩形 / What fits: witness rectangles",
)
def create_footprints(
    sent: FootprintsSent, catalogue: CurrentCatalogue, request: Request
) -> GeoJson:
    """Place the `development` of a requirement on some parcels.

    One feature each for the `buildable` land, the `largest` rectangle where the requirement asks
    for it, the `yard`, and each `building` that fits; where a building does not fit, there is none.
    """
    requirement = sent.requirement.read(catalogue.schema, request.headers, bare=True)
    if requirement.development is None or requirement.sites != "parcels":
        raise RequirementError(
            "the requirement places nothing on parcels; write what to build under development:, "
            "such as development: {buildings: [{width: 200 m, depth: 120 m}]}",
            "需求没有要在地块上布置的建筑；请在 development: 下写明，如 "
            "development: {buildings: [{width: 200 m, depth: 120 m}]}",
        )
    columns = catalogue.columns(requirement.sites, requirement.scenario)
    rows = []
    for parcel in dict.fromkeys(sent.parcels):
        with told_here(requirement.sites, parcel):
            rows.append(columns.row(parcel))
    drawn = footprints(catalogue, requirement, np.array(rows, np.int64))
    return _sent(drawn_footprints(drawn))


def _mode(catalogue: CurrentCatalogue, mode: str | None) -> str:
    return mode or usual_mode(catalogue) or ""


def _sent(frame: GeoDataFrame) -> GeoJson:
    return GeoJson(collection(frame))
