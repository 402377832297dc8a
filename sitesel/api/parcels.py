"""The parcels themselves, a page at a time or one alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.errors import ParcelNotFound
from sitesel.exports.sites import described, page_of
from sitesel.schema import SiteKind

router = APIRouter(prefix="/api/parcels", tags=["地块 / Parcels"])

Kind = Annotated[SiteKind, Query(description="Parcels of land, or halls to let.")]
Id = Annotated[str, Path(max_length=200)]


@router.get("", summary="地块列表 / List of parcels")
def list_parcels(
    catalogue: CurrentCatalogue,
    sites: Kind = "parcels",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """List parcels in catalogue order, with every attribute the public may see."""
    return page_of(catalogue, sites, offset, limit)


@router.get(
    "/{parcel:path}", summary="一宗地块 / One parcel"
)  # ids hold slashes, as numbers of cadastres do
def read_parcel(
    catalogue: CurrentCatalogue,
    parcel: Id,
    sites: Kind = "parcels",
) -> dict[str, Any]:
    """Describe one parcel: outline as GeoJSON, and each attribute with unit, meaning and source."""
    with told_here(sites, parcel):
        return described(catalogue, sites, parcel)


@contextmanager
def told_here(sites: SiteKind, parcel: str) -> Iterator[None]:
    """Say in the service's own words that a parcel is not there."""
    try:
        yield
    except ParcelNotFound as error:
        listed = f"/api/parcels?sites={sites}"
        raise ParcelNotFound(
            f"no {sites[:-1]} {parcel!r} in this catalogue; {listed} lists the ids",
            f"目录中没有编号为 {parcel!r} 的{'地块' if sites == 'parcels' else '厂房'}；"
            f"全部编号见 {listed}",
        ) from error
