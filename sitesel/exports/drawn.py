"""Routes and service areas of one site as a file."""

from __future__ import annotations

import json
from typing import Literal

from geopandas import GeoDataFrame

from sitesel.exports.evidence import legs_once
from sitesel.exports.evidence_layers import evidence_layer
from sitesel.exports.features import collection
from sitesel.exports.package import package
from sitesel.language import Lang

Drawn = Literal["routes", "service_areas"]


def drawn_file(name: Drawn, frame: GeoDataFrame, form: str, lang: Lang) -> bytes:
    """Return routes (see `site_routes`) or service areas as a file.

    Parameters
    ----------
    name
        What is drawn.
    frame
        In OGC:CRS84.
    form
        gpkg, with a layer of that name, and of the legs of routes; or geojson, a feature
        collection whose words stand in both languages.
    lang
        Of the words of a GeoPackage.
    """
    if form == "geojson":
        body = json.dumps(collection(frame), ensure_ascii=False, indent=1, allow_nan=False)
        return f"{body}\n".encode()
    if name == "service_areas":
        return package({name: evidence_layer(name, frame, lang)})
    legs = evidence_layer("route_legs", legs_once(frame), lang)
    return package(
        {name: evidence_layer(name, frame.drop(columns="legs"), lang), "route_legs": legs}
    )
