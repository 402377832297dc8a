"""A static map as SVG, for pages without WebGL, small maps at one scale, and print."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from sitesel.api.dependencies import Selections, Shelved
from sitesel.api.language import CallerLang
from sitesel.api.parcels import Kind, told_here
from sitesel.api.unchanged import sent
from sitesel.api.within import BoundsAsked, bounds_of
from sitesel.catalogue import Catalogue
from sitesel.errors import CatalogueNotFound, PictureNotFound
from sitesel.webmap.picture import Asked, picture

_MOST_CHOSEN = 6
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

router = APIRouter(prefix="/api", tags=["地图 / Maps"])


@router.get(
    "/picture.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
    summary="静态地图 SVG / A map as a picture",
)
def read_picture(
    *,
    shelf: Shelved,
    selections: Selections,
    request: Request,
    lang: CallerLang,
    catalogue: Annotated[
        str | None, Query(max_length=64, description="Its id; else the one in use.")
    ] = None,
    sites: Kind = "parcels",
    parcel: Annotated[
        list[Annotated[str, Query(max_length=200)]] | None,
        Query(max_length=_MOST_CHOSEN, description=f"Ids to point out, {_MOST_CHOSEN} at most."),
    ] = None,
    selection: Annotated[
        str | None,
        Query(max_length=64, description="Digest; colours its sites and ranks its candidates."),
    ] = None,
    bounds: BoundsAsked = None,
    metres_per_pixel: Annotated[float | None, Query(gt=0, le=20_000)] = None,
    width: Annotated[int, Query(ge=64, le=2_000)] = 800,
    height: Annotated[int, Query(ge=64, le=2_000)] = 600,
) -> Response:
    """Draw land, roads, ferries and parcels as SVG; it holds no script and no address.

    Without `bounds` the parcels asked for are seen, else the candidates of the selection, else
    all parcels. With `metres_per_pixel` the middle of these is drawn at that scale, so that
    several pictures can be compared. A selection brings its own catalogue and kind of site.
    """
    answer = None if selection is None else selections.recall(selection, shelf)
    drawn = _catalogue(shelf, answer.catalogue if answer else catalogue)
    kind = answer.requirement.sites if answer else sites
    asked = Asked(
        sites=kind,
        parcels=tuple(parcel or ()),
        bounds=bounds_of(bounds),
        metres_per_pixel=metres_per_pixel,
        width=width,
        height=height,
        lang=lang,
    )
    with told_here(kind, (parcel or [""])[0]):
        body = picture(drawn, asked, answer).encode()
    pinned = answer is not None or catalogue is not None
    headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept-Language"}
    return sent(request, body, media_type="image/svg+xml", constant=pinned, headers=headers)


def _catalogue(shelf: Shelved, identity: str | None) -> Catalogue:
    if identity is None:
        return shelf.current()
    try:
        return shelf.catalogue(identity)
    except CatalogueNotFound as error:
        raise PictureNotFound(
            f"no catalogue {identity!r} is known here; leave it out to draw the one in use",
            f"没有编号为 {identity!r} 的目录；不写 catalogue 即绘制当前目录",
        ) from error
