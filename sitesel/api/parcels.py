"""The parcels themselves, a page at a time or one alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.described import ParcelOut, ParcelsOut
from sitesel.api.seen import Seeing
from sitesel.api.unchanged import as_json, sent
from sitesel.errors import ParcelNotFound
from sitesel.exports.sites import described, page_of
from sitesel.schema import SiteKind

router = APIRouter(prefix="/api/parcels", tags=["地块 / Parcels"])

Kind = Annotated[SiteKind, Query(description="Parcels of land, or halls to let.")]
Id = Annotated[str, Path(max_length=200)]


@router.get("", response_model=ParcelsOut, summary="地块列表 / List of parcels")
def list_parcels(
    catalogue: CurrentCatalogue,
    request: Request,
    seen: Seeing,
    sites: Kind = "parcels",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """List parcels in catalogue order, with every attribute the caller may see."""
    seen.note(catalogue, f"{sites}:{offset}-{offset + limit - 1}")
    return sent(request, as_json(page_of(catalogue, sites, offset, limit)))


@router.get(
    "/{parcel:path}", response_model=ParcelOut, summary="一宗地块 / One parcel"
)  # ids hold slashes, as numbers of cadastres do
def read_parcel(
    catalogue: CurrentCatalogue,
    parcel: Id,
    request: Request,
    seen: Seeing,
    sites: Kind = "parcels",
) -> Response:
    """Describe one parcel: outline as GeoJSON, and each attribute with unit, meaning and source.

    `from` of an attribute tells the source and its row, date and licence; of what was measured,
    the method and the layers that it was measured on.
    """
    with told_here(sites, parcel):
        told = as_json(described(catalogue, sites, parcel))
    seen.note(catalogue, f"{sites[:-1]}:{parcel}")
    return sent(request, told)


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
