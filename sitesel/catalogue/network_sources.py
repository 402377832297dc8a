"""What a network is read from: roads, ferries, terminals and population, by the build config."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.config_network import NetworkConfig, RoadSource
from sitesel.catalogue.document import At
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.raw import Raw, placed, read_source, refuse, together
from sitesel.catalogue.source import Source
from sitesel.catalogue.spelling import spelled
from sitesel.crs import LON_LAT, to_crs
from sitesel.errors import Fault
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.layers.cells import Cells
from sitesel.layers.ferries import Ferries, ferries_of, no_terminals, terminals_of
from sitesel.layers.layer import Provenance, ReadOptions, SourceFile
from sitesel.layers.osm import is_extract
from sitesel.layers.ways import WayOptions, Ways, read_ways, ways_of_lines
from sitesel.progress import Progress


@dataclass(frozen=True, eq=False)
class NetworkRead:
    """What the network of a catalogue is made from.

    Parameters
    ----------
    ways, ferries
        As read, each in the CRS of its source.
    population
        Columns population and workers, those that are mapped; in the measuring CRS.
    findings, records
        What was noticed, and what became of each source.
    """

    ways: tuple[Ways, ...] = ()
    ferries: tuple[Ferries, ...] = ()
    population: GeoDataFrame | None = None
    findings: tuple[Finding, ...] = ()
    records: tuple[SourceRecord, ...] = ()


@dataclass
class _Reading:
    config: BuildConfig
    crs: CRS
    reference: GeoSeries | None
    land: GeoSeries | None
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    records: list[SourceRecord] = field(default_factory=list)

    def mapped(self, at: At, source: Source) -> tuple[Raw, dict[str, str]] | None:
        """Read a source in a known CRS, and the columns that its mapping gives it."""
        found = read_source(self.config, at, source, self.faults)
        if found is None or self.faults:
            return None
        layer, rows = found
        if layer.frame.geometry.notna().any():
            layer = placed(layer, source, reference=self.reference, land=self.land)
        frame, columns = _with_columns(layer.frame, source.columns)
        return Raw(str(at[1]), source, replace(layer, frame=frame), rows), columns


def read_network(
    config: BuildConfig,
    network: NetworkConfig,
    *,
    crs: CRS,
    reference: GeoSeries | None,
    land: GeoSeries | None,
    progress: Progress,
) -> NetworkRead:
    """Read the sources of a network.

    Parameters
    ----------
    config, network
        The build config, and the part of it that is about the network.
    crs
        The measuring CRS.
    reference, land
        Where the sites and the land lie, to settle the CRS of sources that don't tell theirs.
    progress
        Told each source.

    Raises
    ------
    BuildConfigError
        Columns that the sources don't have, all of them.
    LayerError
        A source can't be read, or its CRS can't be settled.
    """
    reading = _Reading(config, crs, reference, land)
    sources = network.sources()
    ways: list[Ways] = []
    ferries: list[tuple[Raw, dict[str, str]]] = []
    terminals: list[GeoDataFrame] = []
    population: GeoDataFrame | None = None
    # ferries, and those among the roads, name terminals
    for i, (at, source) in enumerate(sorted(sources, key=lambda each: each[0][1] != "terminals")):
        progress(Text(f"读取 {source.called}", f"Reading {source.called}"), i / len(sources))
        if isinstance(source, RoadSource):
            ways += _ways(reading, at, source, terminals)
            continue
        found = reading.mapped(at, source)
        if found is None:
            continue
        raw, columns = found
        if at[1] == "ferries":
            ferries.append(found)
        elif at[1] == "terminals":
            terminals.append(terminals_of(raw.layer, columns, crs=CRS.from_user_input(LON_LAT)))
            reading.findings += raw.layer.findings
            reading.records.append(raw.record(len(terminals[-1])))
        else:
            population = _population(reading, raw, columns)
    refuse(reading.faults)
    return NetworkRead(
        tuple(ways),
        tuple(_ferries(reading, each, terminals) for each in ferries),
        population,
        tuple(reading.findings),
        tuple(reading.records),
    )


def _ways(
    reading: _Reading, at: At, source: RoadSource, terminals: Sequence[GeoDataFrame]
) -> list[Ways]:
    located = reading.config.locate(source.path)
    if isinstance(located, Path) and is_extract(located):
        ways = read_ways(located, WayOptions(read=ReadOptions(name=source.called)))
        reading.records.append(_extract_record(source, located, len(ways) + len(ways.ferries)))
    else:
        found = reading.mapped(at, source)
        if found is None:
            return []
        raw, columns = found
        options = WayOptions(columns=columns, road_class=source.road_class)
        crs = raw.layer.frame.crs
        known = None if crs is None else _known(terminals, crs)
        ways = ways_of_lines(raw.layer, options, known)
        kept = len(np.unique(ways.table["row"])) if "row" in ways.table else len(ways)
        reading.records.append(raw.record(min(raw.rows, kept + len(ways.ferries))))
    reading.findings += ways.findings
    return [ways]


def _ferries(
    reading: _Reading, found: tuple[Raw, dict[str, str]], terminals: Sequence[GeoDataFrame]
) -> Ferries:
    raw, columns = found
    layer = raw.layer
    if layer.frame.crs is None:
        lonlat = CRS.from_user_input(LON_LAT)
        layer = layer.with_frame(layer.frame.set_crs(lonlat))
    ferries = ferries_of(layer, columns, _known(terminals, layer.frame.crs))
    expected = ("table-without-geometry",)  # its ends are named, or stand in columns of their own
    reading.findings += [each for each in ferries.findings if each.code not in expected]
    reading.records.append(raw.record(len(ferries)))
    return ferries


def _known(terminals: Sequence[GeoDataFrame], crs: CRS) -> GeoDataFrame:
    own = [to_frame_crs(frame, crs) for frame in terminals]
    return together(own) if own else no_terminals(crs)


def to_frame_crs(frame: GeoDataFrame, crs: CRS) -> GeoDataFrame:
    """Return a frame in another CRS."""
    return frame.set_geometry(to_crs(frame.geometry, crs))


def _population(reading: _Reading, raw: Raw, columns: Mapping[str, str]) -> GeoDataFrame:
    cells = Cells(raw.layer, columns)
    told = {name: cells.numbers(name, "1", above=0) for name in columns}
    geometry = raw.layer.frame.geometry
    there = geometry.notna().to_numpy() & ~geometry.is_empty.to_numpy()
    reading.findings += [*raw.layer.findings, *cells.findings]
    if not there.all():
        gone = int((~there).sum())
        reading.findings.append(Finding("population-without-place", raw.name, count=gone))
    reading.records.append(raw.record(int(there.sum())))
    frame = GeoDataFrame(told, geometry=geometry.to_numpy(), crs=geometry.crs)
    return to_frame_crs(frame[there].reset_index(drop=True), reading.crs)


def _extract_record(source: Source, path: Path, rows: int) -> SourceRecord:
    provenance = Provenance(path.name, "OSM", (SourceFile.of(path),), crs_from="file")
    return SourceRecord(
        name=source.called,
        role="roads",
        source=provenance.source,
        format=provenance.format,
        sha256=provenance.sha256,
        rows=rows,
        published=rows,
        set_aside=0,
        crs="EPSG:4326",
        crs_from="file",
        licence=source.licence,
        date=source.date,
    )


def _with_columns(
    frame: GeoDataFrame, mappings: Mapping[str, ColumnMapping]
) -> tuple[GeoDataFrame, dict[str, str]]:
    """Return the frame with what its mapping makes of it, and the column of each name.

    A column that is taken as it stands, or that only one name is made from, keeps its name, so
    that findings call it as the source does.
    """
    used = [mapping.column for mapping in mappings.values()]
    columns: dict[str, str] = {}
    made: dict[str, Any] = {}
    for name, mapping in mappings.items():
        column = mapping.column
        if column is None:
            columns[name] = f"{name} (= {mapping.constant})"
            made[columns[name]] = np.full(len(frame), mapping.constant, dtype=object)
        elif mapping.values or mapping.unit or mapping.unknown or mapping.split:  # noqa: PD011
            columns[name] = column if used.count(column) == 1 else f"{column} ({name})"
            made[columns[name]] = _words(frame[column], mapping)
        else:
            columns[name] = column
    return frame.assign(**made) if made else frame, columns


def _words(values: pd.Series, mapping: ColumnMapping) -> NDArray[Any]:
    seen = spelled(values, unknown=mapping.unknown, split=mapping.split)
    meanings, unit = mapping.values, mapping.unit  # noqa: PD011
    meant = [meanings.get(word, word) for word in seen.words]
    told = [f"{word} {unit}" if unit and _is_number(word) else word for word in meant]
    return np.array([*told, None], dtype=object)[seen.codes]


def _is_number(word: str | None) -> bool:
    try:
        float(word or "")
    except ValueError:
        return False
    return True
