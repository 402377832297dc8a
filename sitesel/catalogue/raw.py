"""The raw layers of a build: read, joined, brought into a known CRS, filtered by the config."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from sitesel.catalogue.config import BuildConfig, FacilitySource, SiteSource
from sitesel.catalogue.declared import numbers
from sitesel.catalogue.document import At
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.source import Source
from sitesel.catalogue.spelling import plain
from sitesel.catalogue.suggestion import unknown_word
from sitesel.datum_shift import datum_shift
from sitesel.errors import BuildConfigError, Fault
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.layers import Layer, ReadOptions, read_layer
from sitesel.layers.georeference import georeference
from sitesel.layers.join import join_attributes
from sitesel.progress import Progress
from sitesel.schema import SITE_KINDS, default_schema


@dataclass(frozen=True, eq=False)
class Raw:
    """A source that was read.

    Parameters
    ----------
    role
        What it is for: parcels, halls, facilities, constraints, land or context.
    source
        What the config says of it.
    layer
        Its rows in a known CRS; the index is the row in the source.
    rows
        How many rows the source has; those the config leaves out are not in `layer`.
    """

    role: str
    source: Source
    layer: Layer
    rows: int

    @property
    def name(self) -> str:
        """How findings call it."""
        return self.layer.name

    def record(self, published: int) -> SourceRecord:
        """Return what the manifest says of it."""
        provenance, crs = self.layer.provenance, self.layer.frame.crs
        authority = crs.to_authority() if crs is not None else None
        return SourceRecord(
            name=self.name,
            role=self.role,
            source=provenance.source,
            format=provenance.format,
            sha256=provenance.sha256,
            rows=self.rows,
            published=published,
            set_aside=self.rows - published,
            layer=provenance.layer,
            encoding=provenance.encoding,
            crs=":".join(authority) if authority else crs and crs.name,
            crs_from=provenance.crs_from,
            datum=self.source.datum,
            licence=self.source.licence,
            date=self.source.date,
        )


def read_sources(
    config: BuildConfig, progress: Progress, *, sites: GeoSeries | None = None
) -> list[Raw]:
    """Read all sources, the land first, because it helps to settle where the others lie.

    Parameters
    ----------
    config
        Of the build.
    progress
        Told each source.
    sites
        Where the sites lie, when they need not be read.

    Raises
    ------
    BuildConfigError
        Columns that the sources don't have, all of them.
    LayerError
        A source can't be read, or its CRS can't be settled.
    """
    asked = [one for one in config.sources() if sites is None or one[0][0] not in SITE_KINDS]
    sources = sorted(asked, key=lambda item: item[0][0] != "land")
    faults: list[Fault] = []
    read: list[Raw] = []
    land: GeoSeries | None = None
    reference: GeoSeries | None = sites
    for i, (at, source) in enumerate(sources):
        progress(Text(f"读取 {source.called}", f"Reading {source.called}"), i / len(sources))
        found = read_source(config, at, source, faults)
        if found is None or faults:
            continue  # the other sources are still read, to tell all their faults at once
        layer, rows = found
        layer = placed(layer, source, reference=reference, land=land)
        if at[0] == "land":
            land = layer.frame.geometry
        elif at[0] in SITE_KINDS and reference is None:
            reference = layer.frame.geometry
        read.append(Raw(str(at[0]), source, layer, rows))
    refuse(faults)
    return read


def refuse(faults: list[Fault]) -> None:
    """Raise what the sources show to be wrong with the config, where there is anything.

    Raises
    ------
    BuildConfigError
        With every fault.
    """
    if faults:
        faults.sort(key=lambda fault: (fault.line or 0, str(fault.path)))
        raise BuildConfigError(
            f"the config has {len(faults)} fault{'s' * (len(faults) > 1)} that its sources show:",
            f"对照来源，配置有 {len(faults)} 处错误：",
            faults,
        )


def read_source(
    config: BuildConfig, at: At, source: Source, faults: list[Fault]
) -> tuple[Layer, int] | None:
    """Read the rows of a source that the config wants, and count all; None where a column lacks.

    Columns that are named and not there are added to `faults`.

    Raises
    ------
    LayerError
        It can't be read.
    """
    told = len(faults)
    layer = _read(config, source, faults, at)
    faults += _unknown_columns(config, at, source, layer.frame)
    return None if len(faults) > told else (_kept(layer, source), len(layer.frame))


def placed(
    layer: Layer, source: Source, *, reference: GeoSeries | None, land: GeoSeries | None
) -> Layer:
    """Settle the CRS of a layer, by the config or by evidence.

    Raises
    ------
    LayerError
        It can't be settled.
    """
    return georeference(
        layer,
        declared=source.crs,
        datum=source.datum,
        parameters=datum_shift(source.transformation) if source.transformation else None,
        reference=reference,
        land=land,
        stated_area=_stated_area(layer.frame, source),
    )


def _read(config: BuildConfig, source: Source, faults: list[Fault], at: At) -> Layer:
    joins = source.join if isinstance(source, SiteSource) else None
    options = ReadOptions(
        name=source.called,
        layer=source.layer,
        encoding=source.encoding,
        crs=source.crs,
        wkt=source.wkt,
        lon=source.lon,
        lat=source.lat,
        header=source.header,
        names=source.names,
        id_column=source.id if isinstance(source, SiteSource) else None,
        query=source.query,
        parameters=source.parameters,
        tags=tuple(column for _, column in _asked(at, source)),
    )
    layer = read_layer(config.locate(source.path), options)
    if ".." in Path(source.path).parts or Path(source.path).is_absolute():
        layer = layer.with_findings([Finding("source-outside", layer.name)])
    if joins is None:
        return layer
    key = joins.key
    table = read_layer(
        config.locate(joins.path),
        ReadOptions(
            name=Path(joins.path).stem,
            layer=joins.layer,
            encoding=joins.encoding,
            header=joins.header,
            names=joins.names,
            id_column=joins.table_key or key,
            join=joins.by,
        ),
    )
    place = (*at, "join", "key")
    for column, where, lacks in (
        (key, layer.frame, place),
        (joins.table_key or key, table.frame, (*at, "join", "table_key")),
    ):
        if column is not None and column not in where:
            faults.append(_no_column(config, lacks, column, where))
            return layer
    return join_attributes(layer, table, by=joins.by, key=key, table_key=joins.table_key)


def _no_column(config: BuildConfig, at: At, column: str, frame: pd.DataFrame) -> Fault:
    names = [str(name) for name in frame.columns if name != "geometry"]
    meant = unknown_word(column, names)
    return config.fault(
        "unknown-column", at, f"no column {column!r}; {meant.en}", f"没有列 {column!r}；{meant.zh}"
    )


def _asked(at: At, source: Source) -> list[tuple[At, str]]:
    """Return the columns that the config names of a source, with their places."""
    asked: list[tuple[At, str]] = []
    for name, mapping in source.columns.items():
        short = list(mapping.columns) == ["column"]
        asked += [
            ((*at, "columns", name) if short else (*at, "columns", name, key), column)
            for key, column in mapping.columns.items()
        ]
    asked += [((*at, "where", column), column) for column in source.where]
    if isinstance(source, SiteSource) and source.id is not None:
        asked.append(((*at, "id"), source.id))
    if isinstance(source, FacilitySource) and source.kind_column is not None:
        asked.append(((*at, "kind_column"), source.kind_column))
    return asked


def _unknown_columns(
    config: BuildConfig, at: At, source: Source, frame: GeoDataFrame
) -> list[Fault]:
    return [
        _no_column(config, place, column, frame)
        for place, column in _asked(at, source)
        if column not in frame
    ]


def _kept(layer: Layer, source: Source) -> Layer:
    """Leave out the rows that the config does not want, and tell how many."""
    findings = []
    frame = layer.frame
    for column, wanted in source.where.items():
        known = frame[column].notna().to_numpy()
        keep = np.zeros(len(frame), dtype=bool)
        keep[known] = [plain(value) in wanted for value in frame[column][known]]
        facts = {"value": f"{column}: {', '.join(wanted)}"}
        left_out = int((~keep).sum())
        if left_out:
            findings.append(
                Finding("rows-left-out", layer.name, None, None, column, left_out, facts)
            )
        frame = frame[keep]
    return layer.with_frame(frame, *findings)


def _stated_area(frame: GeoDataFrame, source: Source) -> pd.Series | None:
    mapping = source.columns.get("stated_area")
    if not isinstance(source, SiteSource) or mapping is None or mapping.column is None:
        return None
    area = default_schema()["stated_area"]
    return pd.Series(numbers(frame, area, mapping, source), index=frame.index)


def together(frames: Sequence[GeoDataFrame]) -> GeoDataFrame:
    """Put frames of one CRS one under the other, with a new index."""
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    whole = pd.concat(frames, ignore_index=True)
    return GeoDataFrame(whole, geometry="geometry", crs=frames[0].crs)
