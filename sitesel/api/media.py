"""Pictures and documents of a site that the caller may see, their bytes, and changing them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi import Path as Part
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from sitesel.api.callers import Now, State
from sitesel.api.dependencies import CurrentCatalogue, Shelved
from sitesel.api.parcels import Id, Kind, told_here
from sitesel.api.revisions import Editor, RevisedOut, publish
from sitesel.api.seen import Seeing
from sitesel.catalogue.config_media import MediaKind
from sitesel.catalogue.media import Media
from sitesel.catalogue.media_content import MOST_BYTES
from sitesel.catalogue.revisions.pending import shown
from sitesel.catalogue.revisions.shown import Told, adding, removing
from sitesel.errors import CatalogueNotFound, MediaNotFound
from sitesel.language import Text
from sitesel.schema import SiteKind, Tier

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
    name: str = Field(description="Of its file, made from its content; it is taken off by it.")
    tier: Tier = Field(description="Who may see it.")
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
        name=one.name,
        tier=one.tier,
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


_Word = Annotated[str | None, Query(min_length=1, max_length=200)]
_Document = Annotated[str | None, Query(min_length=1, max_length=500)]


@router.post(
    "/api/parcels/{parcel:path}/media",
    status_code=201,
    max_body_size=MOST_BYTES,
    summary="添加图片或文件 / Add a picture or document",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string",
                                                                "format": "binary"}}},
        }
    },
)  # fmt: skip
async def add_media(
    request: Request,
    *,
    parcel: Id,
    name: Annotated[str, Query(min_length=1, max_length=300, description="Of the file.")],
    shelf: Shelved,
    caller: Editor,
    state: State,
    now: Now,
    sites: Kind = "parcels",
    kind: MediaKind | None = None,
    tier: Tier = "public",
    title: _Word = None,
    title_en: _Word = None,
    date: _Word = None,
    licence: _Word = None,
    credit: _Word = None,
    illustrative: bool = False,
    document: _Document = None,
    note: _Document = None,
) -> RevisedOut:
    """Add a JPEG, PNG, WebP or PDF to a parcel or hall: a new state is published.

    The body is the file itself. What it is goes by its content; place, camera, author and other
    metadata of a picture are left out of what is kept.
    """
    called = title or title_en
    told = Told(
        kind=kind,
        title=None if called is None else Text(called, title_en or called),
        tier=tier,
        illustrative=illustrative,
        date=date,
        licence=licence,
        credit=credit,
    )
    with tempfile.TemporaryDirectory(prefix="sitesel-") as folder:
        path = Path(folder) / "added"
        with path.open("wb") as body:
            async for piece in request.stream():
                body.write(piece)

        def change() -> RevisedOut:
            added = adding(
                path, parcel, told, name=shown(name), sites=sites, document=document, note=note
            )
            return publish(
                shelf.store, lambda _: [added], expects=None, who=caller.who, state=state,
                now=now, deed="edit", of=f"{sites[:-1]}:{parcel}",
                told={"media": added.value.media.name, "name": shown(name), "tier": tier},
            )  # fmt: skip

        return await run_in_threadpool(change)


@router.delete(
    "/api/parcels/{parcel:path}/media/{media}",
    summary="移除图片或文件 / Take off a picture or document",
)
def remove_media(
    *,
    parcel: Id,
    media: Annotated[str, Part(max_length=64, description="The name of its file.")],
    shelf: Shelved,
    caller: Editor,
    state: State,
    now: Now,
    sites: Kind = "parcels",
    document: _Document = None,
    note: _Document = None,
) -> RevisedOut:
    """Take a picture or document off a parcel or hall: a new state is published.

    Earlier states, which open by their ids, keep showing it.
    """
    change = removing(parcel, media, sites=sites, document=document, note=note)
    return publish(
        shelf.store, lambda _: [change], expects=None, who=caller.who, state=state, now=now,
        deed="edit", of=f"{sites[:-1]}:{parcel}", told={"media": media},
    )  # fmt: skip


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
