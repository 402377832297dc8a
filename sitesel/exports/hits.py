"""What a search found, in words and with its place on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from sitesel.catalogue import Catalogue
from sitesel.catalogue.searching.index import Hit
from sitesel.catalogue.searching.named import Named
from sitesel.exports.sites import called
from sitesel.language import LANGUAGES, Lang
from sitesel.schema import SiteKind
from sitesel.wording import found

_DETAIL = {
    "parcels": ("planning_use", "district", "town", "status"),
    "halls": ("floor_area", "district", "town", "status"),
}
_SHORT = 60  # characters of one fact


def hits(catalogue: Catalogue, found_: Sequence[Hit], lang: Lang) -> list[dict[str, Any]]:
    """Return hits as plain data: kind, id, name, detail, lon, lat, bounds, matched."""
    return [
        _named(hit.named, hit.matched, lang)
        if hit.named is not None
        else _site(catalogue, hit.sites, hit.row, hit.matched)
        for hit in found_
    ]


def _named(one: Named, matched: str, lang: Lang) -> dict[str, Any]:
    detail = {each: one.what.say(each) for each in LANGUAGES}
    if one.sites:
        plural = "site" if one.sites == 1 else "sites"
        detail["zh"] += f" · {one.sites:,} 处地块和厂房"
        detail["en"] += f" · {one.sites:,} {plural}"
    return {
        "kind": one.kind,
        "id": one.id,
        "name": one.label.say(lang),
        "detail": detail,
        "lon": one.point[0],
        "lat": one.point[1],
        "bounds": list(one.bounds),
        "matched": matched,
    }


def _site(catalogue: Catalogue, sites: SiteKind, row: int, matched: str) -> dict[str, Any]:
    columns = catalogue.columns(sites)
    outline = catalogue.outlines(sites).geometries(np.array([row]))[0]
    inside = shapely.point_on_surface(outline)
    known = [
        (columns.value(name, row), columns.schema[name])
        for name in _DETAIL[sites]
        if name in columns and columns.value(name, row) is not None
    ]
    detail = {
        lang: " · ".join(found(value, attribute, lang)[:_SHORT] for value, attribute in known)
        for lang in LANGUAGES
    }
    return {
        "kind": sites.removesuffix("s"),
        "id": columns.ids[row].as_py(),
        "name": called(columns, row),
        "detail": detail,
        "lon": inside.x,
        "lat": inside.y,
        "bounds": list(outline.bounds),
        "matched": matched,
    }
