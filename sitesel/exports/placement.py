"""The wire form of a placement: what other systems rely on."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sitesel.exports.comparison import TitleOut
from sitesel.exports.wire import ReasonOut
from sitesel.selection import Placement


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlacementCountsOut(_Wire):
    """The counts add up: requirements = placed + unplaced."""

    requirements: int = Field(ge=1)
    placed: int = Field(ge=0)
    unplaced: int = Field(ge=0)
    parcels: int = Field(ge=0, description="How many are used.")


class LandOut(_Wire):
    """Land in m²."""

    asked: float
    placed: float


class AskedOut(_Wire):
    """One requirement and its own answer."""

    requirement: str = Field(description="Its id in the enquiry.")
    title: TitleOut
    land: float = Field(description="That it needs; m².")
    selection: str = Field(description="Digest; `/api/selections/{digest}` has the whole answer.")
    candidates: int = Field(ge=0)
    undecided: int = Field(ge=0)
    considered: int = Field(ge=0, description="How many of them, the best, were looked at.")


class PlacedOut(_Wire):
    """A requirement and the parcel it goes to."""

    requirement: str
    parcel: str
    rank: int = Field(ge=1, description="Of the parcel in the requirement's own answer.")
    suitability: float = Field(description="Guaranteed, in the requirement's own answer.")
    land: float = Field(description="m².")


class TakenOut(_Wire):
    """A candidate with enough land, and who is on it."""

    parcel: str
    by: list[str]
    left: float = Field(description="m².")


class UnplacedOut(_Wire):
    """A requirement that found no place, and why."""

    requirement: str
    land: float = Field(description="That it needs; m².")
    why: Literal["no_candidate", "too_small", "taken"]
    largest: float | None = Field(description="The most land that a candidate has; m².")
    reasons: list[ReasonOut]
    taken: list[TakenOut]


class UseOut(_Wire):
    """A parcel that is used; used + left = land, in m²."""

    parcel: str
    basis: Literal["remaining_area", "area"] = Field(description="What `land` is.")
    land: float
    used: float
    left: float
    requirements: list[str]


class PlacementOut(_Wire):
    """Where each requirement of an enquiry goes; placed and unplaced are all of them."""

    digest: str = Field(description="Of everything else in this document.")
    catalogue: str
    version: str
    title: TitleOut
    counts: PlacementCountsOut
    land: LandOut
    suitability: float = Field(description="Of all that is placed, added up.")
    proved: bool = Field(
        description="Whether it is proved that no other placement is better. Of hard cases the "
        "search is ended after so many steps, the same on every machine."
    )
    requirements: list[AskedOut]
    placed: list[PlacedOut]
    unplaced: list[UnplacedOut]
    parcels: list[UseOut]


def placement_json(placement: Placement) -> bytes:
    """Return a placement as JSON."""
    return json.dumps(
        placement.wire(), ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()
