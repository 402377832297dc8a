"""Features as GDAL hands them over, and how they become a frame without losing a row."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from sitesel.errors import LayerError
from sitesel.findings import Finding


@dataclass(frozen=True)
class Features:
    """The features of one layer: geometry as bytes, columns as arrays, nothing decided yet.

    Parameters
    ----------
    names
        Names of the columns, which may repeat.
    columns
        Their values; dates as text.
    kinds
        Their types in GDAL's words: `object`, `int64`, `datetime64[ms]` …
    geometry
        WKB or None for each row; None when the layer has no geometry.
    crs
        As GDAL tells it; None where it doesn't.
    notes
        What GDAL warned of, each once.
    """

    names: tuple[str, ...]
    columns: tuple[NDArray[Any], ...]
    kinds: tuple[str, ...]
    geometry: NDArray[np.object_] | None
    crs: str | None
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many features there are."""
        if self.geometry is not None:
            return len(self.geometry)
        return len(self.columns[0]) if self.columns else 0


def features(path: Path | str, *, layer: str | None, encoding: str | None = None) -> Features:
    """Read the features of one layer with GDAL.

    Parameters
    ----------
    path
        A file or a folder that GDAL opens.
    layer
        Its layer; None takes the first.
    encoding
        How GDAL decodes text; `ISO-8859-1` keeps every byte.

    Raises
    ------
    LayerError
        GDAL can't read it.
    UnicodeDecodeError
        Text is in another encoding.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            meta, _, geometry, columns = pyogrio.raw.read(
                path, layer=layer, encoding=encoding, datetime_as_string=True
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise unreadable(Path(path), str(error)) from error
    notes = tuple(dict.fromkeys(str(warning.message) for warning in caught))
    return Features(
        tuple(meta["fields"]), tuple(columns), tuple(meta["dtypes"]), geometry, meta["crs"], notes
    )


def unreadable(path: Path, why: str) -> LayerError:
    """Return the error for a file that its format's own reader refuses."""
    return LayerError(
        f"{path.name} can't be read: {why}; the file may be cut off or of another kind than its "
        "name says",
        f"无法读取 {path.name}:{why}；文件可能不完整，或其内容与扩展名不符",
    )


def known_crs(told: str | None) -> CRS | None:
    """Return a CRS in two dimensions; None where none, or a placeholder for none, is told.

    >>> known_crs("EPSG:4979").to_epsg(), known_crs(None)
    (4326, None)
    """
    if not told:
        return None
    try:
        crs = CRS.from_user_input(told)
    except CRSError:
        return None
    # GeoPackage's and FileGDB's ways to say that nobody knows
    if crs.is_engineering or "undefined" in crs.name.lower() or "unknown" in crs.name.lower():
        return None
    return crs.to_2d()


def geometries(wkb: Sequence[bytes | None] | NDArray[np.object_], layer: str) -> tuple[
    NDArray[np.object_], list[Finding]
]:  # fmt: skip
    """Decode geometries row by row: an unreadable one is None and a finding, the others stay.

    Heights and measures are dropped and reported.
    """
    raw = np.asarray(wkb, dtype=object)
    shapes = shapely.from_wkb(raw, on_invalid="ignore")
    findings = [
        Finding("geometry-unreadable", layer, row=int(row), facts={"size": len(raw[row])})
        for row in np.flatnonzero(shapely.is_missing(shapes))
        if raw[row] is not None
    ]
    heights = int(shapely.has_z(shapes).sum())
    measures = int(shapely.has_m(shapes).sum())
    if heights:
        findings.append(Finding("heights-dropped", layer, count=heights))
    if measures:
        findings.append(Finding("measures-dropped", layer, count=measures))
    return (shapely.force_2d(shapes) if heights or measures else shapes), findings


def unique_names(names: Sequence[str], layer: str) -> tuple[list[str], list[Finding]]:
    """Give columns that are called alike, or `geometry`, or nothing, names of their own.

    >>> unique_names(["a", "a", "geometry"], "x")[0]
    ['a', 'a_2', 'geometry_2']
    """
    taken, result, findings = {"geometry"}, [], []
    for name in names:
        base = name or "column"
        choices = (base, *(f"{base}_{number}" for number in range(2, len(names) + 3)))
        new = next(choice for choice in choices if choice not in taken)
        taken.add(new)
        result.append(new)
        if new != name:
            findings.append(Finding("column-renamed", layer, column=new, facts={"was": name}))
    return result, findings


def _values(array: NDArray[Any], kind: str) -> tuple[pd.Series[Any], int]:
    if kind.startswith("datetime"):
        texts = pd.Series(array, dtype="str")
        try:
            dates = pd.to_datetime(texts, format="ISO8601", errors="coerce")
        except ValueError:  # mixed offsets
            dates = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True)
        return dates, int((dates.isna() & texts.notna()).sum())
    if kind == "object" and all(value is None or isinstance(value, str) for value in array):
        return pd.Series(array, dtype="str"), 0
    return pd.Series(array), 0


def frame(features: Features, layer: str) -> tuple[GeoDataFrame, list[Finding]]:
    """Make a frame of features; every row comes along.

    Returns
    -------
    frame
        Index 0, 1, …; geometry may be None; CRS as told.
    findings
        What was lost or changed on the way.
    """
    names, findings = unique_names(features.names, layer)
    series: dict[str, pd.Series[Any]] = {}
    for name, array, kind in zip(names, features.columns, features.kinds, strict=True):
        series[name], lost = _values(array, kind)
        if lost:
            findings.append(Finding("date-unreadable", layer, column=name, count=lost))
    index = pd.RangeIndex(features.rows)
    raw = features.geometry
    shapes, more = geometries([None] * len(index) if raw is None else raw, layer)
    findings += more
    crs = known_crs(features.crs)
    if features.crs and crs is None:
        findings.append(Finding("crs-not-understood", layer, facts={"told": features.crs[:80]}))
    if any("Measured (M) geometry" in note for note in features.notes):
        findings.append(Finding("measures-dropped", layer, count=features.rows))
    findings += notes(features.notes, layer)
    data = pd.DataFrame(series, index=index)
    return GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, index=index, crs=crs)), findings


def notes(texts: Sequence[str], layer: str) -> list[Finding]:
    """Turn what GDAL warned of into findings; what another finding tells is left out."""
    return [
        Finding("reader-note", layer, facts={"note": text[:160]})
        for text in texts
        if "Measured (M) geometry" not in text and "is not consistent with type" not in text
    ]
