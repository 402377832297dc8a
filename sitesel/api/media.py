"""Pictures and documents of a site that the caller may see, and their bytes."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from sitesel.api.dependencies import CurrentCatalogue, Shelved
from sitesel.api.parcels import Id, Kind, told_here
from sitesel.api.seen import Seeing
from sitesel.catalogue.media import Media
from sitesel.errors import CatalogueNotFound, MediaNotFound
from sitesel.language import Text
from sitesel.schema import SiteKind

router = APIRouter(tags=["地块 / Parcels"])

_PDF = "application/pdf"
# whatever a picture may be taken for, nothing in it runs, loads or leads anywhere
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"


class MediaOut(BaseModel):
    """A picture or document."""

    kind: Literal["photo", "panorama", "plan", "document"] = Field(
        description="A panorama is equirectangular, twice as wide as high."
    )
    title: Text
    url: str = Field(description="Its bytes, for good.")
    type: str = Field(description="image/jpeg, image/png, image/webp or application/pdf.")
    width: int | None = Field(description="Pixels; null for a PDF.")
    height: int | None
    bytes: int
    date: str | None
    licence: str | None
    credit: str | None
    illustrative: bool = Field(description="Whether it shows something made up.")


class SiteMediaOut(BaseModel):
    """Pictures and documents of one site."""

    parcel: str
    sites: SiteKind
    media: list[MediaOut]


@router.get("/api/parcels/{parcel:path}/media", summary="图片、全景与文件 / Pictures and documents")
def read_site_media(
    catalogue: CurrentCatalogue, parcel: Id, sites: Kind = "parcels"
) -> SiteMediaOut:
    """List the pictures, panoramas, plans and documents of a parcel; an empty list is usual."""
    with told_here(sites, parcel):
        catalogue.columns(sites).row(parcel)
    media = [_sent(one, catalogue.id) for one in catalogue.media_of(sites, parcel)]
    return SiteMediaOut(parcel=parcel, sites=sites, media=media)


def _sent(one: Media, catalogue: str) -> MediaOut:
    return MediaOut(
        kind=one.kind,
        title=one.title,
        url=f"/media/{catalogue}/{one.name}",
        type=one.type,
        width=one.width,
        height=one.height,
        bytes=one.bytes,
        date=one.date,
        licence=one.licence,
        credit=one.credit,
        illustrative=one.illustrative,
    )


@router.get("/media/{catalogue}/{name}", include_in_schema=False)
def media_file(catalogue: str, name: str, shelf: Shelved, seen: Seeing) -> FileResponse:
    """Return the bytes of a picture or document that the caller may see.

    Raises
    ------
    MediaNotFound
        There is none of that name, or the caller may not see it.
    """
    try:
        found = shelf.catalogue(catalogue).media_named(name)  # looked up, never made a path of
    except CatalogueNotFound:
        found = None
    if found is None:
        raise MediaNotFound(
            f"no picture or document {name[:60]!r} here; /api/parcels/…/media lists them",
            f"没有图片或文件 {name[:60]!r}；全部列于 /api/parcels/…/media",
        )
    one, path = found
    if one.tier != "public":
        seen.note(shelf.catalogue(catalogue), f"media:{name}", "download")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": _POLICY,
    }
    if one.type == _PDF:  # a document may hold scripts and links: it opens in the reader's program
        title = quote(f"{one.title.zh}.pdf", safe="")
        headers["Content-Disposition"] = (
            f"attachment; filename=\"{name}\"; filename*=UTF-8''{title}"
        )
    return FileResponse(path, media_type=one.type, headers=headers)
