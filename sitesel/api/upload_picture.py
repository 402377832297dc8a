"""What an upload would move, as a picture beside its table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from sitesel.api.callers import Now
from sitesel.api.dependencies import Shelved
from sitesel.api.language import CallerLang
from sitesel.api.revisions import Editor
from sitesel.api.upload import Token, whose
from sitesel.catalogue.revisions.pending import Uploads
from sitesel.errors import PictureNotFound
from sitesel.webmap.moved import moved_picture

router = APIRouter(prefix="/api/uploads", tags=["修订 / Revisions"])

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@router.get(
    "/{upload}/picture.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
    summary="上传的边界变动图 / A map of what an upload moves",
)
def read_upload_picture(
    upload: Token,
    shelf: Shelved,
    caller: Editor,
    now: Now,
    lang: CallerLang,
    parcel: Annotated[str | None, Query(max_length=200, description="One alone; else all.")] = None,
    width: Annotated[int, Query(ge=64, le=2_000)] = 720,
    height: Annotated[int, Query(ge=64, le=2_000)] = 480,
) -> Response:
    """Draw outlines as they are and as they would be, and where there is something to mind."""
    uploads = Uploads(shelf.store.path)
    found = uploads.find(upload, whose(caller), now)
    catalogue = shelf.store.catalogue(found.catalogue)
    looked = uploads.difference(found, catalogue)
    outlines = dict(looked.outlines)
    if parcel is not None:
        if parcel not in outlines:
            raise PictureNotFound(
                f"the upload moves no {parcel!r}; leave it out to see all",
                f"上传没有改变 {parcel!r} 的边界；不写 parcel 即显示全部",
            )
        outlines = {parcel: outlines[parcel]}
    noticed = [
        (each.lon, each.lat)
        if each.lon is not None and each.lat is not None and parcel in (None, each.parcel)
        else None
        for each in looked.findings
    ]
    body = moved_picture(
        catalogue, outlines, noticed=noticed, sites=found.sites, lang=lang, size=(width, height)
    )
    headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept-Language"}
    return Response(body.encode(), media_type="image/svg+xml", headers=headers)
