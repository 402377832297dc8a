"""Vector tiles of a catalogue: parcels, halls, and what lies around them."""

from __future__ import annotations

import logging
from collections import OrderedDict
from threading import Lock, Thread
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from pydantic import BaseModel, Field

from sitesel import __version__
from sitesel.api.dependencies import Selections, Shelved
from sitesel.api.seen import glanced
from sitesel.catalogue import Catalogue
from sitesel.errors import CatalogueNotFound, SiteselError, TileNotFound
from sitesel.schema import SITE_KINDS, SiteKind, Tier
from sitesel.selection.outcome import standings
from sitesel.tiles import LAYOUT, MAX_ZOOM, MOST_ZOOM, Place, Tile, Tiler, TileSet

router = APIRouter(prefix="/tiles", tags=["矢量瓦片 / Vector tiles"])

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
_CONSTANT = "public, max-age=31536000, immutable"
_MOST_OPEN = 3
_LOG = logging.getLogger("sitesel.api")

Geometry = Literal["point", "line", "polygon"]


class SitesOut(BaseModel):
    """The sites of one kind, as tiles."""

    count: int
    from_zoom: int = Field(description="Below it sites are counted in `clusters`, not drawn.")
    max_zoom: int = Field(description="Tiles beyond it tell nothing more.")


class GroundLayerOut(BaseModel):
    """A layer of what lies around the sites."""

    geometry: list[Geometry]
    kinds: list[str] = Field(description="Values of `kind` (`layer` of constraints), if any.")
    from_zoom: int = Field(description="Below it points are told together, with their `count`.")


class GroundOut(BaseModel):
    """What lies around the sites, as tiles."""

    layers: dict[str, GroundLayerOut]
    max_zoom: int


class SetsOut(BaseModel):
    """The sets of tiles of a catalogue."""

    parcels: SitesOut
    halls: SitesOut
    ground: GroundOut


class TilesOut(BaseModel):
    """The tiles of a catalogue."""

    catalogue: str
    bounds: tuple[float, float, float, float] | None = Field(
        description="West, south, east, north of all sites; degrees."
    )
    url: str = Field(description="With `{set}`, `{z}`, `{x}` and `{y}` to be put in.")
    sets: SetsOut


class Tilers:
    """The tiles of the catalogues in use; few are kept ready at once."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, Tier], Tiler] = OrderedDict()
        self._lock = Lock()

    def of(self, catalogue: Catalogue) -> Tiler:
        """Return the tiles of a catalogue as its tier sees it."""
        key = (catalogue.id, catalogue.tier)
        with self._lock:
            tiler = self._open.setdefault(key, Tiler(catalogue))
            self._open.move_to_end(key)
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
        return tiler


def make_ready(app: FastAPI) -> Thread:
    """Make the tiles of the published catalogue ready, aside, so that the first visitor waits less.

    Returns
    -------
    thread
        Started; it ends with the process.
    """

    def work() -> None:
        try:
            app.state.tilers.of(app.state.shelf.current()).warm()
        except SiteselError as error:  # told to whoever asks
            _LOG.info("no tiles were made ready: %s", error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def _catalogue(catalogue: Annotated[str, Path(max_length=64)], shelf: Shelved) -> Catalogue:
    try:
        return shelf.catalogue(catalogue)
    except CatalogueNotFound as error:
        raise TileNotFound(
            f"no catalogue {catalogue!r} here; /api/catalogue tells the id of the one in use",
            f"没有编号为 {catalogue!r} 的目录；在用目录的编号见 /api/catalogue",
        ) from error


def _tilers(request: Request) -> Tilers:
    tilers: Tilers = request.app.state.tilers
    return tilers


def _place(
    z: Annotated[int, Path(ge=0, le=MOST_ZOOM)],
    x: Annotated[int, Path(ge=0)],
    y: Annotated[int, Path(ge=0)],
) -> Place:
    if max(x, y) >= 2**z:
        raise TileNotFound(
            f"zoom {z} has no tile {x}/{y}: columns and rows go from 0 to {2**z - 1}",
            f"第 {z} 级没有瓦片 {x}/{y}：行列号为 0 至 {2**z - 1}",
        )
    return z, x, y


Opened = Annotated[Tilers, Depends(_tilers)]


@router.get(
    "/published.json", summary="在用目录的瓦片说明 / What tiles the published catalogue has"
)
def read_published_tiles(shelf: Shelved, tilers: Opened, response: Response) -> TilesOut:
    """Tell the tiles of the published catalogue, for who does not know its id yet."""
    return read_tiles(shelf.current(), tilers, response)


@router.get("/{catalogue}.json", summary="瓦片说明 / What tiles there are")
def read_tiles(
    catalogue: Annotated[Catalogue, Depends(_catalogue)], tilers: Opened, response: Response
) -> TilesOut:
    """Tell the sets of tiles, from which zoom sites are drawn one by one, and the layers."""
    response.headers["Cache-Control"] = "no-cache"
    tiler = tilers.of(catalogue)
    ground = {
        name: GroundLayerOut(
            geometry=list(layer.geometry()),
            kinds=list(layer.kinds()),
            from_zoom=layer.from_zoom,
        )
        for name, layer in tiler.ground().layers.items()
    }
    parcels, halls = (_sites(tiler, kind) for kind in SITE_KINDS)
    return TilesOut(
        catalogue=catalogue.id,
        bounds=catalogue.manifest.bounds,
        url=f"/tiles/{catalogue.id}/{{set}}/{{z}}/{{x}}/{{y}}.mvt?version={__version__}.{LAYOUT}",
        sets=SetsOut(
            parcels=parcels,
            halls=halls,
            ground=GroundOut(layers=ground, max_zoom=MAX_ZOOM),
        ),
    )


def _sites(tiler: Tiler, kind: SiteKind) -> SitesOut:
    sites = tiler.sites(kind)
    return SitesOut(count=sites.shapes.count, from_zoom=sites.from_zoom, max_zoom=MAX_ZOOM)


@router.get(
    "/{catalogue}/{name}/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}, 304: {"description": "As it was."}},
    dependencies=[glanced("tiles")],
    summary="一块矢量瓦片 / A vector tile",
)
def read_tile(
    request: Request,
    catalogue: Annotated[Catalogue, Depends(_catalogue)],
    name: Annotated[TileSet, Path(description="Of the set.")],
    tile: Annotated[Place, Depends(_place)],
    tilers: Opened,
    shelf: Shelved,
    selections: Selections,
    selection: Annotated[
        str | None,
        Query(max_length=64, description="Digest of a selection that clusters are counted by."),
    ] = None,
) -> Response:
    """Return a Mapbox Vector Tile; nothing (0 bytes) where there is nothing.

    `parcels` and `halls`: from `from_zoom` on the layers `parcels` (outlines; the feature id is
    the row in the catalogue) and `labels` (a point of each site, in one tile of a zoom); below it
    the layer `clusters` with `count`, and `candidates`, `rejected`, `undecided` and `best` (the
    highest suitability) of a selection. `ground`: what lies around them.
    """
    tiler = tilers.of(catalogue)
    if selection is None or name == "ground" or tile[0] >= tiler.sites(name).from_zoom:
        return _sent(request, tiler.tile(name, tile))
    selected = selections.recall(selection, shelf)
    if selected.catalogue != catalogue.id or selected.requirement.sites != name:
        raise TileNotFound(
            f"selection {selection!r} is of {selected.requirement.sites} of catalogue "
            f"{selected.catalogue}; ask for its tiles there",
            f"选址结果 {selection!r} 属于目录 {selected.catalogue} 的 "
            f"{selected.requirement.sites}；请在该目录下请求瓦片",
        )
    counted = tiler.tile(name, tile, selection=selection, standings=standings(selected))
    return _sent(request, counted)


def _sent(request: Request, tile: Tile) -> Response:
    tag = f'W/"{tile.digest}"'
    told = {"ETag": tag, "Cache-Control": _CONSTANT, "Vary": "Accept-Encoding"}
    known = (each.strip() for each in request.headers.get("if-none-match", "").split(","))
    if any(each in ("*", tag) for each in known):
        return Response(status_code=304, headers=told)
    if not tile.packed or not _takes_gzip(request):
        return Response(tile.content, media_type=MEDIA_TYPE, headers=told)
    told["Content-Encoding"] = "gzip"  # packed once, not again for each caller
    return Response(tile.packed, media_type=MEDIA_TYPE, headers=told)


def _takes_gzip(request: Request) -> bool:
    asked = request.headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    return any(word == "gzip" or (word.startswith("gzip;") and word[5:] != "q=0") for word in asked)
