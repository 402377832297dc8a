"""What the application needs to know of this service before it asks for anything else."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from sitesel import __version__
from sitesel.api.basemaps import BaseMap, Datum, Kind
from sitesel.errors import SelectionNotFound
from sitesel.language import LANGUAGES, Lang, Text

router = APIRouter(tags=["目录 / Catalogue"])


class BaseMapOut(BaseModel):
    """A map that can be drawn below the catalogue's own."""

    name: str
    title: Text
    kind: Kind
    urls: list[str] = Field(
        description="Tiles in Web Mercator with {z}, {x}, {y}, or a PMTiles file."
    )
    labels: list[str] = Field(description="Tiles of names to be drawn over them.")
    datum: Datum
    attribution: str = Field(description="Plain text.")
    max_zoom: int
    style: list[dict[str, Any]] | None = Field(description="MapLibre layers of vector tiles.")

    @classmethod
    def of(cls, one: BaseMap) -> BaseMapOut:
        """Return what goes on the wire."""
        return cls.model_validate(asdict(one))  # where a file lies is no field here


class SiteOut(BaseModel):
    """What the service is and offers."""

    version: str
    languages: list[Lang]
    enquiries: bool = Field(description="Whether enquiries are taken.")
    link_days: int = Field(description="How long short links are kept.")
    basemaps: list[BaseMapOut]


def _base_maps(request: Request) -> tuple[BaseMap, ...]:
    maps: tuple[BaseMap, ...] = request.app.state.base_maps
    return maps


BaseMaps = Annotated[tuple[BaseMap, ...], Depends(_base_maps)]


@router.get("/api/site", summary="本服务 / This service")
def read_site(request: Request, maps: BaseMaps) -> SiteOut:
    """Tell version, languages, whether enquiries are taken, and the base maps configured."""
    settings = request.app.state.settings
    return SiteOut(
        version=__version__,
        languages=list(LANGUAGES),
        enquiries=settings.enquiries,
        link_days=settings.link_days,
        basemaps=[BaseMapOut.of(one) for one in maps],
    )


@router.get("/basemaps/{name}.pmtiles", include_in_schema=False)
def base_map_file(name: str, maps: BaseMaps) -> FileResponse:
    """Return a PMTiles file that the configuration names, or the ranges asked for."""
    file = next((one.file for one in maps if one.name == name and one.file is not None), None)
    if file is None:
        raise SelectionNotFound(f"no base map {name!r}", f"没有底图 {name!r}")
    return FileResponse(file, media_type="application/vnd.pmtiles")
