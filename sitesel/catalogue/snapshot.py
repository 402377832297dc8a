"""A catalogue on disk: what is written, in which order, and the id that its content gives it.

The same content gives the same bytes and so the same id: rows stand in Hilbert order with ties
settled by id, nothing is stamped with the time, and coordinates are rounded to 1e-9 degrees
(0.1 mm), below what any transformation can promise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.attributes.network import Network
from sitesel.attributes.wharf import WHARF_COLUMNS
from sitesel.catalogue.manifest import FILE, FileRecord, Manifest
from sitesel.catalogue.media import Media, write_media
from sitesel.catalogue.outlines import Outlines
from sitesel.columns import CategoryColumn, Column, Columns, QuantityColumn
from sitesel.errors import CatalogueError
from sitesel.findings import Finding, findings_from, findings_table
from sitesel.schema import SiteKind

LONLAT = "OGC:CRS84"
_DECIMALS = 9
_ROWS = 65_536  # of a row group: small enough to skip by its bounds, large enough to compress
_FACILITY = ("id", "kind", "name", "name_zh", "name_en", "source", "accuracy_m", *WHARF_COLUMNS)
_TYPES = {
    **dict.fromkeys(("accuracy_m", "tonnage", "berth_length", "depth", "spare"), pa.float64()),
    "dangerous_goods": pa.bool_(),
}
_AREA = ("layer", "name")
_CONTEXT = ("kind", "name", "fixed_link", "type", "depth")


@dataclass(frozen=True, eq=False)
class Sites:
    """Sites of one kind on their way into a catalogue.

    Parameters
    ----------
    columns
        Their ids and attributes.
    geometry
        Points, polygons or multipolygons in any CRS, in the order of `columns`; none is missing.
    scenarios
        By the name of a scenario, the columns that are others in it.
    origins
        Shape (n, 2), in the order of `columns`: which source of its kind tells of each site,
        counted from 0, and the row there. None where nobody kept count.
    """

    columns: Columns
    geometry: GeoSeries
    scenarios: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    origins: NDArray[np.int64] | None = None


@dataclass(frozen=True, eq=False)
class Draft:
    """Everything that a catalogue will hold.

    Parameters
    ----------
    manifest
        Without id, files, counts and bounds: writing fills them in.
    sites
        By kind; a kind that is left out has none.
    facilities
        Columns id, kind, name and, optionally, name_zh, name_en, source, accuracy_m and
        `WHARF_COLUMNS`; any CRS.
    constraint_areas
        Columns layer, name; polygons in any CRS.
    context
        Columns kind (land, road, bridge, ferry, …), name, fixed_link; any CRS.
    findings
        What was noticed, most important first or as found.
    networks
        By the name of a scenario, and `base` without one.
    media
        Pictures and documents of the sites, with the files that they are copied from.
    """

    manifest: Manifest
    sites: Mapping[SiteKind, Sites]
    facilities: GeoDataFrame | None = None
    constraint_areas: GeoDataFrame | None = None
    context: GeoDataFrame | None = None
    findings: Sequence[Finding] = ()
    networks: Mapping[str, Network] = field(default_factory=dict)
    media: Sequence[tuple[Media, Path]] = ()


def write(draft: Draft, folder: Path) -> Manifest:
    """Write a catalogue into an empty folder and return its manifest, id and all."""
    counts: dict[str, int] = {}
    bounds = []
    for kind in ("parcels", "halls"):
        sites = draft.sites.get(kind)
        counts[kind] = sites.columns.count if sites else 0
        if sites and sites.columns.count:
            bounds.append(_write_sites(kind, sites, folder))
    layers = {
        "facilities": (draft.facilities, _FACILITY),
        "constraints": (draft.constraint_areas, _AREA),
        "context": (draft.context, _CONTEXT),
    }
    for name, (frame, columns) in layers.items():
        counts[name] = 0 if frame is None else len(frame)
        write_geoparquet(_layer_table(frame, columns), folder / f"{name}.parquet")
    counts["findings"] = len(draft.findings)
    pq.write_table(findings_table(draft.findings), folder / "findings.parquet", compression="zstd")
    for name, network in draft.networks.items():
        network.write(network_folder(folder, name))
    write_media(draft.media, folder)
    manifest = replace(
        draft.manifest,
        id="",
        counts=counts,
        bounds=_union(bounds),
        files=_records(folder),
    )
    # the files' digests stand in the manifest, so its own digest covers the whole
    identity = hashlib.sha256(manifest.to_json().encode()).hexdigest()[:16]
    manifest = manifest.with_id(identity)
    (folder / FILE).write_text(manifest.to_json(), "utf-8")
    return manifest


def _write_sites(kind: SiteKind, sites: Sites, folder: Path) -> NDArray[np.float64]:
    geometry = lonlat(sites.geometry)
    order = hilbert_order(geometry, sites.columns.ids)
    columns, geometry = sites.columns.take(order), geometry[order]
    columns.write(folder / f"{kind}.arrow")
    for name, others in sites.scenarios.items():
        if others:
            own = Columns(kind, sites.columns.ids, others, sites.columns.schema).take(order)
            own.write(scenario_path(folder, kind, name))
    if sites.origins is not None:
        np.save(origins_path(folder, kind), np.ascontiguousarray(sites.origins[order], np.int64))
    Outlines.of(geometry).write(folder / "rings" / kind)
    write_geoparquet((_plain(columns), geometry), folder / f"{kind}.parquet")
    return np.asarray(shapely.total_bounds(geometry))


def network_folder(folder: Path, scenario: str) -> Path:
    """Return where a network lies in a catalogue's folder."""
    return folder / "network" / scenario


def scenario_path(folder: Path, kind: SiteKind, scenario: str) -> Path:
    """Return where the columns that are others in a scenario lie; there need not be any."""
    return folder / f"{kind}.{scenario}.arrow"


def origins_path(folder: Path, kind: SiteKind) -> Path:
    """Return where it stands which source tells of each site; there need not be any."""
    return folder / f"{kind}.origins.npy"


def lonlat(geometry: GeoSeries) -> NDArray[Any]:
    """Return geometries as longitude and latitude, rounded to 0.1 mm."""
    degrees = geometry.to_crs(LONLAT).to_numpy()
    return np.asarray(
        shapely.transform(degrees, lambda xy: np.round(xy, _DECIMALS) + 0.0), dtype=object
    )


def published(geometry: GeoSeries) -> GeoSeries:
    """Return geometries as a catalogue holds them; publishing them changes them no more."""
    return GeoSeries(lonlat(geometry), index=geometry.index, crs=LONLAT)


def hilbert_order(geometry: NDArray[Any], ids: pa.Array) -> NDArray[np.int64]:
    """Return the rows along a Hilbert curve, so that neighbours lie together; ties by id.

    Examples
    --------
    >>> from shapely import Point
    >>> corners = np.array([Point(0, 0), Point(9, 0), Point(0, 9), Point(0, 0)])
    >>> hilbert_order(corners, pa.array(["b", "c", "d", "a"])).tolist()
    [3, 0, 2, 1]
    """
    if not len(geometry):
        return np.zeros(0, dtype=np.int64)
    distance = GeoSeries(geometry, crs=LONLAT).hilbert_distance().to_numpy()
    table = pa.table({"distance": distance, "id": ids, "row": np.arange(len(distance))})
    ordered = table.sort_by([("distance", "ascending"), ("id", "ascending"), ("row", "ascending")])
    rows: NDArray[np.int64] = ordered["row"].to_numpy()
    return rows


def _plain(columns: Columns) -> pa.Table:
    """Return attribute columns as other programs expect them: null where there is no number.

    What can't be reached has none either; the attribute that tells its state stands beside it.
    """
    fields, arrays = [pa.field("id", pa.string(), nullable=False)], [columns.ids]
    for name, column in columns.items():
        attribute = columns.schema[name]
        if isinstance(column, CategoryColumn):
            unknown = column.codes < 0
            if attribute.kind == "flag":
                array = pa.array(column.codes == 1, pa.bool_(), mask=unknown)
            else:
                words = pa.array(column.categories, pa.string())
                codes = pa.array(column.codes, pa.int32(), mask=unknown)
                array = pa.DictionaryArray.from_arrays(codes, words)
            pieces = [(name, array)]
        elif isinstance(column, QuantityColumn) and attribute.kind == "date":
            unknown = np.isnan(column.values)
            days = np.where(unknown, 0, column.values).astype(np.int32)
            pieces = [(name, pa.array(days, pa.int32(), mask=unknown).cast(pa.date32()))]
        elif isinstance(column, QuantityColumn):
            values = pa.array(column.values, pa.float64(), mask=~np.isfinite(column.values))
            pieces = [(name, values)]
        else:
            table = Columns(columns.sites, columns.ids, {name: column}, columns.schema).table
            pieces = [
                (part, _null_for_nan(table[part].combine_chunks()))
                for part in table.column_names
                if part != "id"
            ]
        for part, array in pieces:
            fields.append(pa.field(part, array.type))
            arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _null_for_nan(array: pa.Array) -> pa.Array:
    if not pa.types.is_floating(array.type):
        return array
    return pa.array(array.to_numpy(zero_copy_only=False), array.type, from_pandas=True)


def _layer_table(
    frame: GeoDataFrame | None, columns: tuple[str, ...]
) -> tuple[pa.Table, NDArray[Any]]:
    types = {name: _TYPES.get(name, pa.string()) for name in columns}
    if frame is None:
        return pa.table({n: pa.array([], t) for n, t in types.items()}), np.zeros(0, dtype=object)
    table = pa.table(
        {
            name: pa.array(frame[name] if name in frame else pd.Series([None] * len(frame)), kind)
            for name, kind in types.items()
        }
    )
    return table, lonlat(frame.geometry)


def write_geoparquet(content: tuple[pa.Table, NDArray[Any]], path: Path) -> None:
    """Write columns and geometries as GeoParquet 1.1 with a bounding-box covering."""
    table, geometry = content
    box = shapely.bounds(geometry).reshape(-1, 4)
    sides = ("xmin", "ymin", "xmax", "ymax")
    covering = pa.StructArray.from_arrays(
        [pa.array(box[:, i], pa.float64()) for i in range(4)], names=sides
    )
    wkb = pa.array(shapely.to_wkb(geometry, byte_order=1), pa.binary())
    kinds = np.unique(shapely.get_type_id(geometry[~shapely.is_missing(geometry)]))
    names = sorted({_NAMES[int(kind)] for kind in kinds})
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": names,
                "crs": CRS(LONLAT).to_json_dict(),
                "edges": "planar",
                **({"bbox": [float(v) for v in shapely.total_bounds(geometry)]} if names else {}),
                "covering": {"bbox": {side: ["bbox", side] for side in sides}},
            }
        },
    }
    whole = table.append_column("geometry", wkb).append_column("bbox", covering)
    whole = whole.replace_schema_metadata({"geo": json.dumps(about, sort_keys=True)})
    pq.write_table(whole, path, compression="zstd", row_group_size=_ROWS)


_NAMES = {
    0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString",
    6: "MultiPolygon", 7: "GeometryCollection",
}  # fmt: skip


def read_findings(path: Path) -> list[Finding]:
    """Read findings that `findings_table` wrote.

    Raises
    ------
    CatalogueError
        The file is not there or damaged.
    """
    with _sound(path):
        return findings_from(pq.read_table(path))


def read_layer_table(path: Path) -> GeoDataFrame:
    """Read facilities, constraint areas or context.

    Raises
    ------
    CatalogueError
        The file is not there or damaged.
    """
    with _sound(path):
        frame = geopandas.read_parquet(path)
    return frame.drop(columns="bbox", errors="ignore")


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, shapely.GEOSException) as error:
        why = str(error).split("\n", 1)[0]
        raise CatalogueError(
            f"{path} can't be read ({why}); build the catalogue again",
            f"{path} 无法读取（{why}）；请重新构建目录",
        ) from error


def _records(folder: Path) -> dict[str, FileRecord]:
    records = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = path.relative_to(folder).as_posix()
            records[name] = FileRecord(path.stat().st_size, digest)
    return records


def _union(bounds: list[NDArray[np.float64]]) -> tuple[float, float, float, float] | None:
    if not bounds:
        return None
    table = np.array(bounds)
    west, south = table[:, :2].min(axis=0)
    east, north = table[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)
