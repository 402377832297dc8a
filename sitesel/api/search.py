"""Finding parcels, halls, facilities and places by what they are called."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.described import Bounds
from sitesel.api.language import CallerLang
from sitesel.api.seen import glanced
from sitesel.catalogue.searching.index import LONGEST, Matched, search_index
from sitesel.catalogue.searching.named import HitKind
from sitesel.exports.hits import hits
from sitesel.language import Text

router = APIRouter(prefix="/api", tags=["目录 / Catalogue"])


class HitOut(BaseModel):
    """Something found."""

    kind: HitKind
    id: str = Field(
        description="Of parcels, halls and facilities their own; of a district its value in a "
        "requirement; of other places `attribute:value`."
    )
    name: str = Field(description="In the caller's language where there are two; else the id.")
    detail: Text
    lon: float
    lat: float
    bounds: Bounds = Field(description="West, south, east, north.")
    matched: Matched = Field(description="By what it was found.")


class SearchOut(BaseModel):
    """What was found, best first."""

    catalogue: str
    q: str
    hits: list[HitOut]


@router.get(
    "/search",
    response_model=SearchOut,
    dependencies=[glanced("search")],
    summary="按名称、编号、拼音、地点查找 / Search by name",
)
def search(
    catalogue: CurrentCatalogue,
    lang: CallerLang,
    q: Annotated[
        str,
        Query(description=f"What to look for; the first {LONGEST} characters are looked at."),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> JSONResponse:
    """Find parcels, halls, facilities, districts and other places by what they are called.

    By name, id or number; in Chinese, English, full pinyin (`dinghai`) or initials (`zs`); case,
    width and separators make no difference. The whole name comes first, then its beginning, the
    beginning of a word, and what stands anywhere.
    """
    told = hits(catalogue, search_index(catalogue).find(q, limit), lang)
    return JSONResponse({"catalogue": catalogue.id, "q": q[:LONGEST], "hits": told})
