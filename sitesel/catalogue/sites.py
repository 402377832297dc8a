"""The sites of one kind: examined together, named, read and measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.catalogue.config import SiteSource
from sitesel.catalogue.declared import declared, numbers
from sitesel.catalogue.ids import Ids, stable_ids
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.raw import Raw, together
from sitesel.catalogue.shared import Shared
from sitesel.catalogue.shore import expansion_columns
from sitesel.catalogue.snapshot import Sites
from sitesel.catalogue.union import joined
from sitesel.catalogue.validate import Validation, validate
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.columns import Column, Columns, QuantityColumn
from sitesel.crs import crs_name, to_crs
from sitesel.errors import UntrustworthyData
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.progress import Progress, part
from sitesel.schema import SiteKind, default_schema

_LAYER, _ROW = "sitesel:layer", "sitesel:row"
_FAR = 0.005  # beyond it areas in the plane are off by more than a surveyor lets pass


@dataclass(frozen=True, eq=False)
class MadeSites:
    """Sites ready for a catalogue, what was noticed, and what became of each source."""

    sites: Sites
    findings: list[Finding]
    records: list[SourceRecord]


@dataclass(frozen=True, eq=False)
class _Whole:
    """All rows of one kind: a frame whose index counts them, and where its columns are.

    `starts` is where the rows of each source begin.
    """

    frame: GeoDataFrame
    starts: NDArray[np.int64]
    id_column: str | None
    stated_area: str | None
    stated_unit: str


def made_sites(
    kind: SiteKind,
    raws: Sequence[Raw],
    shared: Shared,
    *,
    tolerances: Tolerances,
    progress: Progress,
) -> MadeSites:
    """Make the sites of one kind from their sources.

    Raises
    ------
    UntrustworthyData
        A whole layer can't be trusted.
    """
    layer = raws[0].name if len(raws) == 1 else str(kind)
    schema, crs = shared.schema.of(kind), shared.crs
    whole = _whole(raws, crs)
    found = validate(
        whole.frame,
        layer=layer,
        sites=kind,
        id_column=whole.id_column,
        stated_area=whole.stated_area,
        stated_unit=whole.stated_unit,
        origin=(_LAYER, _ROW),
        drawn=_drawn([raw.layer.frame.geometry for raw in raws]),
        tolerances=tolerances,
        progress=part(progress, 0.0, 0.5),
    )
    _check_count(whole.frame, found, layer)
    kept = found.frame
    told = None if whole.id_column is None else kept[whole.id_column]
    given = stable_ids(told, kept.geometry, kept.drop(columns=[kept.geometry.name, _LAYER, _ROW]))
    findings = [finding for raw in raws for finding in raw.layer.findings]
    findings += _by_final_id(found.findings, kept, given)
    if whole.id_column is None:
        findings.append(Finding("id-made", layer, count=int(given.made.sum())))

    progress(Text("读取属性", "Reading attributes"), 0.5)
    parts, records = [], []
    source_of = np.searchsorted(whole.starts, kept.index.to_numpy(), side="right") - 1
    for number, raw in enumerate(raws):
        rows = np.flatnonzero(source_of == number)
        own = raw.layer.frame.loc[kept[_ROW].iloc[rows]]
        columns, noticed = declared(own, _source(raw), schema, given.ids[rows].tolist())
        findings += noticed
        parts.append((len(rows), columns))
        records.append(raw.record(len(rows)))
    sites = GeoSeries(kept.geometry.to_numpy(), index=pd.Index(given.ids), crs=crs)
    found_of = shared.measured(sites, part(progress, 0.55, 1.0))
    columns = {**joined(parts, schema), **found_of.columns}
    if kind == "parcels":
        asked = shared.surroundings.waterside.expansion
        columns |= expansion_columns(sites, columns, asked)
    findings += _far_from_crs(columns, layer, crs)
    ordered = {name: columns[name] for name in schema if name in columns}
    table = Columns(kind, pa.array(given.ids.tolist(), pa.string()), ordered, schema)
    others = {
        name: {key: own[key] for key in schema if key in own}
        for name, own in found_of.scenarios.items()
    }
    origins = np.column_stack([source_of, kept[_ROW].to_numpy(np.int64)])
    return MadeSites(Sites(table, found_of.drawn, others, origins), findings, records)


def _drawn(layers: Sequence[GeoSeries]) -> GeoSeries:
    """Put the outlines of several layers one under the other, each as its source draws it.

    They may be in several CRSs, and no coordinate is copied: good for a look, not for measuring.
    """
    return GeoSeries(np.concatenate([np.asarray(layer.array) for layer in layers]))


def _source(raw: Raw) -> SiteSource:
    if not isinstance(raw.source, SiteSource):
        raise TypeError(f"{raw.name} is no layer of sites")
    return raw.source


def _whole(raws: Sequence[Raw], crs: CRS) -> _Whole:
    """Put the sources of one kind together; a single one keeps the names of its columns."""
    frames = [_metric(raw, crs) for raw in raws]
    starts = np.cumsum([0, *(len(frame) for frame in frames)])
    source = _source(raws[0])
    mapping = source.columns.get("stated_area")
    if len(raws) == 1:
        column = mapping.column if mapping else None
        if column is None or pd.api.types.is_numeric_dtype(frames[0][column]):
            unit = (mapping.unit if mapping else None) or "m2"
            return _Whole(together(frames), starts, source.id, column, unit)
    named = [_named(raw, frame) for raw, frame in zip(raws, frames, strict=True)]
    frame = together(named)
    has_id, has_area = "id" in frame, "stated_area" in frame
    return _Whole(
        frame, starts, "id" if has_id else None, "stated_area" if has_area else None, "m2"
    )


def _metric(raw: Raw, crs: CRS) -> GeoDataFrame:
    frame = raw.layer.frame
    rows = np.asarray(frame.index)
    metric = frame.set_geometry(to_crs(frame.geometry, crs))
    if metric.geometry.name != "geometry":
        metric = metric.rename_geometry("geometry")
    return metric.assign(**{_LAYER: raw.name, _ROW: rows})


def _named(raw: Raw, frame: GeoDataFrame) -> GeoDataFrame:
    """Return a frame whose id and stated area go by the names that all sources share."""
    source = _source(raw)
    columns: dict[str, Any] = {}
    if source.id is not None:
        columns["id"] = frame[source.id]
    mapping = source.columns.get("stated_area")
    if mapping is not None and mapping.column is not None:
        area = default_schema()["stated_area"]
        columns["stated_area"] = numbers(frame, area, mapping, source)
    others = {name: f"{name}_" for name in ("id", "stated_area") if name in frame}
    return frame.rename(columns=others).assign(**columns)


def _check_count(frame: GeoDataFrame, found: Validation, layer: str) -> None:
    rows, kept, aside = len(frame), len(found.frame), len(found.set_aside)
    if rows != kept + aside:
        raise UntrustworthyData(
            f"layer {layer!r}: {rows} rows came in, {kept} stayed and {aside} were set aside",
            f"图层 {layer!r}：读入 {rows} 行，保留 {kept} 行，搁置 {aside} 行，数目不符",
        )


def _by_final_id(findings: Sequence[Finding], kept: GeoDataFrame, given: Ids) -> list[Finding]:
    """Call the rows of findings by the ids that they have in the catalogue."""
    places = pd.MultiIndex.from_arrays([kept[_LAYER], kept[_ROW]])
    told = [i for i, finding in enumerate(findings) if finding.row is not None]
    asked = (
        pd.MultiIndex.from_tuples(
            [(findings[i].layer, findings[i].row) for i in told], names=[_LAYER, _ROW]
        )
        if told
        else None
    )
    renamed = list(findings)
    if asked is None or not places.is_unique:
        return renamed
    for i, row in zip(told, places.get_indexer(asked).tolist(), strict=True):
        if row >= 0 and renamed[i].parcel != given.ids[row]:
            renamed[i] = replace(renamed[i], parcel=given.ids[row])
    return renamed


def _far_from_crs(columns: dict[str, Column], layer: str, crs: CRS) -> list[Finding]:
    """Tell when the plane of the measuring CRS is far from the ellipsoid."""
    plane, ellipsoid = columns["area"], columns["ellipsoid_area"]
    if not isinstance(plane, QuantityColumn) or not isinstance(ellipsoid, QuantityColumn):
        return []
    areas, true_areas = plane.values, ellipsoid.values  # noqa: PD011
    known = true_areas > 0
    if not known.any():
        return []
    off = float(np.median(areas[known] / true_areas[known])) - 1
    if abs(off) <= _FAR:
        return []
    facts = {"value": crs_name(crs).en, "share": f"{off:+.1%}"}
    return [Finding("far-from-crs", layer, count=int(known.sum()), facts=facts)]
