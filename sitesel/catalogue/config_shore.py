"""What a build config says of shores, deep water, roads to front on, and room to expand."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sitesel.attributes import expansion, frontage, shoreline
from sitesel.catalogue.mapping import Metres, OneOrMany, Strict
from sitesel.catalogue.source import Source

_Length = Annotated[Metres, Field(ge=0)]
_SHALLOWEST = 0.5  # m


def _deep(metres: float) -> float:
    if metres < _SHALLOWEST:
        en = f"water of {metres:g} m is not deep; write {_SHALLOWEST:g} m or more"
        zh = f"水深 {metres:g} 米不算深水；应为 {_SHALLOWEST:g} 米或更大"
        raise PydanticCustomError("quantity", "{en}\0{zh}", {"en": en, "zh": zh})
    return metres


_Depth = Annotated[Metres, AfterValidator(_deep)]
_Angle = Annotated[float, Field(ge=0, le=90)]


class ShoreSource(Source):
    """A layer of shore, lines or areas; `columns` may map name, type and depth.

    Parameters
    ----------
    tolerance
        How far from the shore a parcel's boundary may lie, metres.
    angle
        How aslant it may lie, degrees.
    """

    tolerance: _Length = shoreline.TOLERANCE
    angle: _Angle = shoreline.ANGLE


class DeepWaterSource(Source):
    """Depth contours or areas of deep water; `columns` may map depth.

    Parameters
    ----------
    depth
        From how many metres on water is deep; without a column depth all of the layer is.
    """

    depth: _Depth = 10.0


class FrontRoads(Source):
    """Roads to front on where there is no network; `columns` may map class."""


class FrontageConfig(Strict):
    """How frontage on roads is measured.

    Parameters
    ----------
    roads
        The roads; those of the network when not told.
    tolerance
        How far from the middle of the road a parcel's boundary may lie, metres.
    angle
        How aslant it may lie, degrees.
    """

    roads: FrontRoads | None = None
    tolerance: _Length = frontage.TOLERANCE
    angle: _Angle = frontage.ANGLE


class ExpansionConfig(Strict):
    """What adjoining land counts as room to expand.

    Parameters
    ----------
    available
        Values of `status` that make a parcel available.
    gap
        Metres from edge to edge up to which parcels adjoin.
    """

    available: Annotated[OneOrMany, Field(min_length=1)]
    gap: _Length = expansion.GAP
