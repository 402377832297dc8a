"""A selection as GeoPackage with styles: QGIS opens it coloured and labelled by rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from sitesel.catalogue import Catalogue
from sitesel.exports.evidence_layers import evidence_layers
from sitesel.exports.package import CRS, Layer, package
from sitesel.exports.qgis_style import categorised, graduated, marker, single
from sitesel.exports.reasons import Reasons
from sitesel.exports.sites import row_of
from sitesel.exports.table import name_of
from sitesel.language import Lang
from sitesel.selection import Selection

_MOST_OTHERS = 50_000


def geopackage(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:
    """Return the selection as a GeoPackage.

    Layers: `candidates` (with rank, suitability, shares and every attribute), `others` (each other
    parcel with its disposition and the constraints it fails, in symbols and in words; the near
    misses alone when there are more than 50,000), `facilities`, `constraint_areas`, and what lies
    behind the answer (see `sitesel.exports.evidence_layers`). All are in lon/lat: EPSG:4326, whose
    axes GeoPackage has in this order.
    """
    areas, facilities = catalogue.constraint_areas(), catalogue.facilities()
    disposition = categorised("disposition", {"rejected": "#C9C9C9", "undecided": "#F2D388"})
    return package(
        {
            "candidates": Layer(_candidates(selection, catalogue), graduated("suitability")),
            "others": Layer(_others(selection, catalogue, lang), disposition),
            "constraint_areas": Layer(areas, single("#C0504D55")),
            **evidence_layers(selection, catalogue, lang),
            "facilities": Layer(facilities, marker("#1F4E5F")),
        }
    )


def _candidates(selection: Selection, catalogue: Catalogue) -> gpd.GeoDataFrame:
    columns = selection.columns
    head = ["parcel", "rank", "suitability", "guaranteed", "possible"]
    shares = [f"share_{criterion.id}" for criterion in selection.requirement.criteria]
    names = _distinct([*head, *shares, *columns])
    rows = []
    for candidate in selection.candidates:
        told = [candidate.parcel, candidate.rank, candidate.suitability, *candidate.interval]
        told += [contribution.share for contribution in candidate.contributions]
        told += [_flat(value) for value in row_of(columns, candidate.row).values()]
        rows.append(dict(zip(names, told, strict=True)))
    return _frame(selection, catalogue, rows, [c.row for c in selection.candidates])


def _distinct(names: Iterable[str]) -> list[str]:
    """Tell names apart that would be one column: SQLite knows no capitals.

    >>> _distinct(["share_a", "share_A", "geom"])
    ['share_a', 'share_A_2', 'geom_2']
    """
    taken, distinct = {"fid", "geom", "geometry"}, []
    for name in names:
        own, number = name, 2
        while own.casefold() in taken:
            own, number = f"{name}_{number}", number + 1
        taken.add(own.casefold())
        distinct.append(own)
    return distinct


def _others(selection: Selection, catalogue: Catalogue, lang: Lang) -> gpd.GeoDataFrame:
    reasons = Reasons(selection, catalogue, lang)
    listed = {candidate.row for candidate in selection.candidates}
    if selection.counts.total - len(listed) > _MOST_OTHERS:
        wanted = [near.row for near in selection.near_misses]
        entries = [next(iter(selection.ledger(row, row + 1))) for row in wanted]
    else:
        entries = [e for e in selection.ledger(0, selection.counts.total) if e.row not in listed]
    rows: list[dict[str, Any]] = [
        {
            "parcel": entry.parcel,
            "name": name_of(selection, entry.row),
            "disposition": entry.disposition,
            "reasons": reasons.listed([*entry.rejected_by, *entry.unknown], row=place),
            "failing": "; ".join(f"{f.attribute} {f.needs}" for f in entry.rejected_by),
            "unknown": "; ".join(f"{f.attribute} {f.needs}" for f in entry.unknown),
        }
        for place, entry in enumerate(entries)
    ]
    return _frame(selection, catalogue, rows, [entry.row for entry in entries])


def _frame(
    selection: Selection, catalogue: Catalogue, rows: Sequence[dict[str, Any]], at: Sequence[int]
) -> gpd.GeoDataFrame:
    places = np.array(at, np.int64)
    outlines = catalogue.geometry(selection.requirement.sites, places).to_numpy()
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=outlines, crs=CRS)


def _flat(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        left, right = "(" if value["lower_open"] else "[", ")" if value["upper_open"] else "]"
        lower = "-∞" if value["lower"] is None else f"{value['lower']:g}"
        upper = "∞" if value["upper"] is None else f"{value['upper']:g}"
        return f"{left}{lower}, {upper}{right}"
    return value
