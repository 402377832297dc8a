"""A look at a raw file: what it is and what is wrong with it, changing nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from sitesel.catalogue.validate import Validation, validate, validate_surroundings
from sitesel.crs import crs_name, measuring_crs_of, to_crs
from sitesel.errors import SiteselError
from sitesel.findings import Finding
from sitesel.gcj02 import ShiftedDatum
from sitesel.language import Text
from sitesel.layers import Layer, ReadOptions, list_layers, read_layer
from sitesel.layers.georeference import georeference
from sitesel.progress import Progress, silent

_EXAMPLES = 3
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column of a raw layer: its sort, how many rows have a value, and some of the values."""

    name: str
    sort: Literal["number", "text", "date", "yes/no", "other"]
    known: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the file's keeper knows: the columns with the id and the area, and the area's unit."""

    id_column: str | None = None
    area_column: str | None = None
    area_unit: str = "m2"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that were told, each once."""
        told = (self.id_column, self.area_column)
        return tuple(dict.fromkeys(name for name in told if name is not None))

    def without(self, columns: Iterable[str]) -> Stated:
        """Return what is left when a layer lacks some of the columns."""
        gone = set(columns)
        return replace(
            self,
            id_column=None if self.id_column in gone else self.id_column,
            area_column=None if self.area_column in gone else self.area_column,
        )


@dataclass(frozen=True)
class Inspection:
    """What one raw layer is, and what is wrong with it.

    Parameters
    ----------
    layer
        As it was read; its provenance tells format, encoding and who told the CRS.
    geometry
        How many rows of each geometry type; `none` for rows without one.
    crs
        In words; None where it is not known, or the layer has no geometry.
    bounds
        West, south, east, north as the file has them.
    columns
        Of the source, in its order.
    findings
        From reading, from settling the CRS, and from validation.
    refusal
        Why the layer can't be used as it is; None where it can.
    lacking
        Columns that the keeper told and the layer doesn't have.
    """

    layer: Layer
    geometry: dict[str, int]
    crs: Text | None
    bounds: tuple[float, float, float, float] | None
    columns: tuple[ColumnLook, ...]
    findings: tuple[Finding, ...]
    refusal: SiteselError | None
    lacking: tuple[str, ...] = ()


def inspect(
    source: str | Path,
    options: ReadOptions,
    *,
    datum: ShiftedDatum | None = None,
    stated: Stated | None = None,
    progress: Progress = silent,
) -> Iterator[Inspection]:
    """Look at each layer of a source, or at the one that the options name.

    Parameters
    ----------
    source
        A file, a folder that is a database, or a URL.
    options
        What a person tells because the file doesn't.
    datum
        `gcj02` or `bd09` where coordinates are shifted.
    stated
        Columns that validation should compare with the geometry.
    progress
        Told how far it is.

    Raises
    ------
    LayerError
        The file can't be read.
    """
    several = [] if options.layer is not None else [one.name for one in list_layers(source)]
    wanted = [replace(options, layer=name) for name in several] if len(several) > 1 else [options]
    for each in wanted:
        layer = read_layer(source, each)
        yield look(layer, declared=options.crs, datum=datum, stated=stated, progress=progress)


def look(
    layer: Layer,
    *,
    declared: str | None = None,
    datum: ShiftedDatum | None = None,
    stated: Stated | None = None,
    progress: Progress = silent,
) -> Inspection:
    """Look at a layer that was read."""
    frame, told, refusal = layer.frame, layer.findings, None
    settled, names = layer, [str(name) for name in _attributes(layer.frame)]
    stated = stated or Stated()
    lacking = [name for name in stated.columns if name not in names]
    if _has_geometry(frame):
        try:
            settled = georeference(layer, declared=declared, datum=datum)
            told = settled.findings
            told = (*told, *_validated(settled, stated.without(lacking), progress).findings)
        except SiteselError as error:
            refusal = error
    return Inspection(
        layer=settled,
        geometry=_geometry(frame),
        crs=crs_name(settled.frame.crs) if _has_geometry(frame) and settled.frame.crs else None,
        bounds=_bounds(frame),
        columns=tuple(_column(frame[name], str(name)) for name in _attributes(frame)),
        findings=tuple(told),
        refusal=refusal,
        lacking=tuple(lacking),
    )


def _has_geometry(frame: GeoDataFrame) -> bool:
    return bool(len(frame)) and bool(frame.geometry.notna().any())


def _validated(layer: Layer, stated: Stated, progress: Progress) -> Validation:
    frame = layer.frame
    measured = frame.set_geometry(to_crs(frame.geometry, measuring_crs_of(frame.geometry)))
    areal = frame.geometry.geom_type.isin(_POLYGONS)
    drawn = frame.geometry if frame.crs.is_geographic else None
    if areal.sum() * 2 < frame.geometry.notna().sum():
        return validate_surroundings(
            measured, layer=layer.name, id_column=stated.id_column, drawn=drawn
        )
    return validate(
        measured,
        layer=layer.name,
        id_column=stated.id_column,
        stated_area=stated.area_column,
        stated_unit=stated.area_unit,
        drawn=drawn,
        progress=progress,
    )


def _attributes(frame: GeoDataFrame) -> list[Any]:
    return [name for name in frame.columns if name != frame.geometry.name]


def _geometry(frame: GeoDataFrame) -> dict[str, int]:
    kinds = frame.geometry.geom_type.fillna("none").value_counts()
    return {str(kind): int(count) for kind, count in sorted(kinds.items())}


def _bounds(frame: GeoDataFrame) -> tuple[float, float, float, float] | None:
    if not _has_geometry(frame):
        return None
    west, south, east, north = (float(edge) for edge in frame.geometry.total_bounds)
    return (west, south, east, north) if np.isfinite([west, south, east, north]).all() else None


def _column(values: pd.Series[Any], name: str) -> ColumnLook:
    known = values.dropna()
    shown = dict.fromkeys(str(value).strip() for value in known.head(200))
    examples = [word for word in shown if word][:_EXAMPLES]
    return ColumnLook(name, _sort(values), len(known), tuple(examples))


def _sort(values: pd.Series[Any]) -> Literal["number", "text", "date", "yes/no", "other"]:
    if pd.api.types.is_bool_dtype(values):
        return "yes/no"
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    if pd.api.types.is_string_dtype(values) or values.dtype == object:
        return "text"
    return "other"
