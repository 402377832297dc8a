"""A selection as GeoPackage with styles: QGIS opens it coloured and labelled by rank."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from sitesel.catalogue import Catalogue
from sitesel.exports.sites import row_of
from sitesel.language import Lang
from sitesel.selection import Selection

_MOST_OTHERS = 50_000
_RAMP = ("#D8ECE3", "#A6D5C3", "#6DB79F", "#35917B", "#0F6B5A")
_ONE_AT_A_TIME = Lock()  # GDAL's clock is set by a global option
_MOMENT = "2000-01-01T00:00:00Z"


def geopackage(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:  # noqa: ARG001
    """Return the selection as a GeoPackage.

    Layers: `candidates` (with rank, suitability, shares and every attribute), `others` (each other
    parcel with its disposition and the constraints it fails; the near misses alone when there are
    more than 50,000), `facilities`, `constraint_areas`.
    """
    layers = {
        "candidates": _candidates(selection, catalogue),
        "others": _others(selection, catalogue),
        "constraint_areas": catalogue.constraint_areas(),
        "facilities": catalogue.facilities(),
    }
    with tempfile.TemporaryDirectory() as folder, _ONE_AT_A_TIME:
        path = Path(folder) / "selection.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT})
        try:
            for name, frame in layers.items():
                if len(frame):
                    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG")
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        _add_styles(path, [name for name, frame in layers.items() if len(frame)])
        return path.read_bytes()


def _candidates(selection: Selection, catalogue: Catalogue) -> gpd.GeoDataFrame:
    columns = catalogue.columns(selection.requirement.sites)
    rows = []
    for candidate in selection.candidates:
        told: dict[str, Any] = {
            "parcel": candidate.parcel,
            "rank": candidate.rank,
            "suitability": candidate.suitability,
            "guaranteed": candidate.interval[0],
            "possible": candidate.interval[1],
        }
        told |= {f"share_{c.criterion}": c.share for c in candidate.contributions}
        told |= {
            name: _flat(value)
            for name, value in row_of(columns, candidate.row).items()
            if name not in told
        }
        rows.append(told)
    return _frame(selection, catalogue, rows, [c.row for c in selection.candidates])


def _others(selection: Selection, catalogue: Catalogue) -> gpd.GeoDataFrame:
    listed = {candidate.row for candidate in selection.candidates}
    if selection.counts.total - len(listed) > _MOST_OTHERS:
        wanted = [near.row for near in selection.near_misses]
        entries = [next(iter(selection.ledger(row, row + 1))) for row in wanted]
    else:
        entries = [e for e in selection.ledger(0, selection.counts.total) if e.row not in listed]
    rows: list[dict[str, Any]] = [
        {
            "parcel": entry.parcel,
            "disposition": entry.disposition,
            "failing": "; ".join(f"{f.attribute} {f.needs}" for f in entry.rejected_by),
            "unknown": "; ".join(f"{f.attribute} {f.needs}" for f in entry.unknown),
        }
        for entry in entries
    ]
    return _frame(selection, catalogue, rows, [entry.row for entry in entries])


def _frame(
    selection: Selection, catalogue: Catalogue, rows: Sequence[dict[str, Any]], at: Sequence[int]
) -> gpd.GeoDataFrame:
    places = np.array(at, np.int64)
    outlines = catalogue.geometry(selection.requirement.sites, places).to_numpy()
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=outlines, crs="OGC:CRS84")


def _flat(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        left, right = "(" if value["lower_open"] else "[", ")" if value["upper_open"] else "]"
        lower = "-∞" if value["lower"] is None else f"{value['lower']:g}"
        upper = "∞" if value["upper"] is None else f"{value['upper']:g}"
        return f"{left}{lower}, {upper}{right}"
    return value


def _add_styles(path: Path, layers: Sequence[str]) -> None:
    styles = {
        "candidates": _graduated("suitability"),
        "others": _categorised("disposition", {"rejected": "#C9C9C9", "undecided": "#F2D388"}),
        "constraint_areas": _single("#C0504D55"),
        "facilities": None,
    }
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            "f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, "
            "f_geometry_column TEXT, styleName TEXT, "
            "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, "
            "ui TEXT, update_time DATETIME)"
        )
        db.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (_MOMENT,),
        )
        for layer in layers:
            if style := styles[layer]:
                db.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                    "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, "
                    "owner, ui, update_time) VALUES ('', '', ?, 'geom', 'sitesel', ?, '', 1, "
                    "'sitesel', '', '', ?)",
                    (layer, style, _MOMENT),
                )
    db.close()


def _symbol(name: str, colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    alpha = int(colour[7:9], 16) if len(colour) > 7 else 220
    return (
        f'<symbol type="fill" name={quoteattr(name)}><layer class="SimpleFill" enabled="1">'
        '<Option type="Map">'
        f'<Option name="color" type="QString" value="{red},{green},{blue},{alpha}"/>'
        '<Option name="outline_color" type="QString" value="38,50,56,255"/>'
        '<Option name="outline_width" type="QString" value="0.3"/>'
        '<Option name="style" type="QString" value="solid"/></Option></layer></symbol>'
    )


def _qml(renderer: str, labels: str = "") -> str:
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22" styleCategories="Symbology|Labeling">{renderer}{labels}</qgis>'
    )


def _graduated(attribute: str) -> str:
    edges = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    ranges = "".join(
        f'<range lower="{low}" upper="{high}" symbol="{i}" '
        f'label="{low:g} - {high:g}" render="true"/>'
        for i, (low, high) in enumerate(pairwise(edges))
    )
    symbols = "".join(_symbol(str(i), colour) for i, colour in enumerate(_RAMP))
    labels = (
        '<labeling type="simple"><settings><text-style fieldName="rank" fontSize="9" '
        'fontWeight="75" textColor="20,30,35,255"/></settings></labeling>'
    )
    renderer = (
        f'<renderer-v2 type="graduatedSymbol" attr="{attribute}" graduatedMethod="GraduatedColor">'
        f"<ranges>{ranges}</ranges><symbols>{symbols}</symbols></renderer-v2>"
    )
    return _qml(renderer, labels)


def _categorised(attribute: str, colours: dict[str, str]) -> str:
    categories = "".join(
        f'<category value="{value}" symbol="{i}" label="{value}" render="true"/>'
        for i, value in enumerate(colours)
    )
    symbols = "".join(_symbol(str(i), colour) for i, colour in enumerate(colours.values()))
    return _qml(
        f'<renderer-v2 type="categorizedSymbol" attr="{attribute}">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _single(colour: str) -> str:
    symbols = _symbol("0", colour)
    return _qml(f'<renderer-v2 type="singleSymbol"><symbols>{symbols}</symbols></renderer-v2>')
