"""A selection's candidates as GeoJSON (RFC 7946): lon/lat, outer rings anticlockwise."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from sitesel.catalogue import Catalogue
from sitesel.evidence.evidence import evidence
from sitesel.exports.evidence import layers
from sitesel.exports.features import collection, geometries
from sitesel.exports.sites import row_of
from sitesel.language import Lang
from sitesel.selection import Candidate, NearMiss, Selection

_SIMPLE = 1e-5  # degrees, about a metre: service areas are drawn about roads, not measured


def geojson(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:  # noqa: ARG001
    """Return candidates, then near misses, as a feature collection: one feature a parcel.

    Each feature has its disposition, rank, suitability, interval, contributions or failing
    constraints, and every attribute; the collection has digest, catalogue and counts.

    What lies behind the answer stands in the foreign member `evidence` of the collection (RFC
    7946, section 6.1), so that readers still see one feature a parcel: `mode` and `scenario` of
    travel, `parcels`, the ids looked at (40 at most), and a feature collection each for `routes`,
    `service_areas`, `exclusions` and `footprints` (see `sitesel.exports.evidence.layers`).
    """
    sites = selection.requirement.sites
    columns = selection.columns
    shown: list[Candidate | NearMiss] = [*selection.candidates, *selection.near_misses]
    rows = np.array([one.row for one in shown], np.int64)
    outlines = geometries(catalogue.geometry(sites, rows).to_numpy())
    wire = selection.wire()
    told = {entry["parcel"]: entry for entry in [*wire["candidates"], *wire["near_misses"]]}
    features = [
        {
            "type": "Feature",
            "id": one.parcel,
            "geometry": outline,
            "properties": {
                **_disposition(told[one.parcel]),
                "attributes": row_of(columns, one.row),
            },
        }
        for one, outline in zip(shown, outlines, strict=True)
    ]
    whole = {
        "type": "FeatureCollection",
        "digest": selection.digest,
        "catalogue": selection.catalogue,
        "version": selection.version,
        "counts": wire["counts"],
        "features": features,
        "evidence": _evidence(selection, catalogue),
    }
    if catalogue.manifest.notice is not None:
        whole["notice"] = {
            "zh": catalogue.manifest.notice.zh,
            "en": catalogue.manifest.notice.en,
        }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _evidence(selection: Selection, catalogue: Catalogue) -> dict[str, Any]:
    gathered = evidence(selection, catalogue)
    drawn = layers(gathered, catalogue, selection.columns)
    areas = drawn["service_areas"]
    drawn["service_areas"] = areas.set_geometry(areas.geometry.simplify(_SIMPLE))
    return {
        "mode": gathered.mode,
        "scenario": selection.requirement.scenario,
        "parcels": list(gathered.parcels),
        **{name: collection(frame) for name, frame in drawn.items()},
    }


def _disposition(told: dict[str, Any]) -> dict[str, Any]:
    about = {key: value for key, value in told.items() if key != "parcel"}
    return {"disposition": "candidate" if "rank" in told else "near miss", **about}
