"""A selection's candidates as GeoJSON (RFC 7946): lon/lat, outer rings anticlockwise."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely

from sitesel.catalogue import Catalogue
from sitesel.exports.sites import row_of
from sitesel.language import Lang
from sitesel.selection import Candidate, NearMiss, Selection

_DIGITS = 7  # a centimetre; RFC 7946 section 11.2 asks not to write more than is meant


def geojson(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:  # noqa: ARG001
    """Return candidates, then near misses, as a feature collection.

    Each feature has its disposition, rank, suitability, interval, contributions or failing
    constraints, and every attribute; the collection has digest, catalogue and counts.
    """
    sites = selection.requirement.sites
    columns = selection.columns
    shown: list[Candidate | NearMiss] = [*selection.candidates, *selection.near_misses]
    rows = np.array([one.row for one in shown], np.int64)
    outlines = catalogue.geometry(sites, rows).to_numpy()
    written = shapely.to_geojson(_as_rfc_7946_wants(outlines))
    wire = selection.wire()
    told = {entry["parcel"]: entry for entry in [*wire["candidates"], *wire["near_misses"]]}
    features = [
        {
            "type": "Feature",
            "id": one.parcel,
            "geometry": json.loads(outline) if outline else None,
            "properties": {
                **_disposition(told[one.parcel]),
                "attributes": row_of(columns, one.row),
            },
        }
        for one, outline in zip(shown, written, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "digest": selection.digest,
        "catalogue": selection.catalogue,
        "version": selection.version,
        "counts": wire["counts"],
        "features": features,
    }
    if catalogue.manifest.notice is not None:
        collection["notice"] = {
            "zh": catalogue.manifest.notice.zh,
            "en": catalogue.manifest.notice.en,
        }
    return json.dumps(
        collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def _as_rfc_7946_wants(outlines: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    rounded = shapely.transform(outlines, lambda points: np.round(points, _DIGITS))
    oriented: np.ndarray[Any, Any] = shapely.orient_polygons(rounded)
    return oriented


def _disposition(told: dict[str, Any]) -> dict[str, Any]:
    about = {key: value for key, value in told.items() if key != "parcel"}
    return {"disposition": "candidate" if "rank" in told else "near miss", **about}
