"""A box of degrees in an address: `bounds=west,south,east,north`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from sitesel.errors import RequirementError

_NUMBER = r"-?\d{1,3}(\.\d{1,15})?"

BoundsAsked = Annotated[
    str | None,
    Query(
        pattern=rf"^{_NUMBER}(,{_NUMBER}){{3}}$",
        description="West,south,east,north; degrees.",
        examples=["121.8,29.9,122.4,30.2"],
    ),
]


def bounds_of(asked: str | None) -> tuple[float, float, float, float] | None:
    """Read a box.

    >>> bounds_of("121.8,29.9,122.4,30.2")
    (121.8, 29.9, 122.4, 30.2)

    Raises
    ------
    RequirementError
        It is empty, or not on Earth.
    """
    if asked is None:
        return None
    west, south, east, north = (float(part) for part in asked.split(","))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise RequirementError(
            f"bounds={asked} is no box; write west,south,east,north in degrees, west and south the "
            "smaller",
            f"bounds={asked} 不是有效范围；请按 西,南,东,北 写经纬度，西小于东，南小于北",
        )
    return west, south, east, north
