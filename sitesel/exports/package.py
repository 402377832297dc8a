"""Layers with styles as the bytes of a GeoPackage; the same layers give the same bytes."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pyogrio
from geopandas import GeoDataFrame

CRS = "EPSG:4326"  # of the same axes as OGC:CRS84 in a GeoPackage, and known to every GIS
_ONE_AT_A_TIME = Lock()  # GDAL's clock is set by a global option
_MOMENT = "2000-01-01T00:00:00Z"


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer.

    Parameters
    ----------
    frame
        Its rows, in lon/lat.
    style
        How QGIS draws it (QML).
    geometry_type
        Where rows may have no geometry; else by the rows.
    title, description
        What it is, for people.
    """

    frame: GeoDataFrame
    style: str
    geometry_type: str | None = None
    title: str = ""
    description: str = ""


def package(layers: Mapping[str, Layer]) -> bytes:
    """Return a GeoPackage of the layers that have rows, each with its style as QGIS's default."""
    shown = {name: layer for name, layer in layers.items() if len(layer.frame)}
    with tempfile.TemporaryDirectory() as folder, _ONE_AT_A_TIME:
        path = Path(folder) / "selection.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT})
        try:
            for name, layer in shown.items():
                told = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description}
                pyogrio.write_dataframe(
                    layer.frame.set_crs(CRS, allow_override=True),
                    path,
                    layer=name,
                    driver="GPKG",
                    geometry_type=layer.geometry_type,
                    layer_options={key: words for key, words in told.items() if words},
                )
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        if not shown:
            return b""
        _add_styles(path, {name: layer.style for name, layer in shown.items()})
        return path.read_bytes()


def _add_styles(path: Path, styles: Mapping[str, str]) -> None:
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
        for layer, style in styles.items():
            db.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, "
                "owner, ui, update_time) VALUES ('', '', ?, 'geom', 'sitesel', ?, '', 1, "
                "'sitesel', '', '', ?)",
                (layer, style, _MOMENT),
            )
    db.close()
