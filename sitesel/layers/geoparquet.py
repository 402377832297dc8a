"""GeoParquet, read column by column, with or without the metadata that makes it one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from geopandas import GeoDataFrame
from pyproj import CRS

from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers.features import geometries, known_crs, unreadable
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile

_USUAL = ("geometry", "geom", "wkb_geometry", "wkb", "the_geom", "shape")


def read_geoparquet(path: Path, options: ReadOptions) -> Layer:
    """Read a GeoParquet file (1.0, 1.1), or a Parquet file with a column of WKB.

    An unreadable geometry is None and a finding; the other rows stay.

    Raises
    ------
    LayerError
        The file can't be read, or it has no column of WKB.
    """
    name = options.name_for(path)
    try:
        table = pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, str(error)) from error
    geo: Mapping[str, Any] = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    told = geo.get("columns", {})
    column = geo.get("primary_column") or _geometry_column(table, path)
    about = told.get(column, {})
    if about.get("encoding", "WKB") == "WKB":
        shapes, findings = geometries(_wkb(table[column]), name)
    else:
        shapes, findings = gpd.read_parquet(path, columns=[column])[column].to_numpy(), []
    crs, more = _crs(about, told=bool(told), layer=name)
    covering = {part[0] for part in about.get("covering", {}).get("bbox", {}).values()}
    rest = table.drop_columns([*{column, *covering} & {*table.column_names}])
    data = rest.replace_schema_metadata(_pandas_only(table)).to_pandas(ignore_metadata=True)
    data = data.reindex(pd.RangeIndex(table.num_rows))  # there may be no other column
    if "geometry" in data:
        data = data.rename(columns={"geometry": "geometry_2"})
        more.append(Finding("column-renamed", name, column="geometry_2", facts={"was": "geometry"}))
    frame = GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, index=data.index, crs=crs))
    provenance = Provenance(
        path.name,
        "GeoParquet" if told else "Parquet",
        (SourceFile.of(path),),
        crs_from="file" if crs is not None else None,
    )
    return Layer(name, frame, (*findings, *more), provenance)


def _pandas_only(table: pa.Table) -> dict[bytes, bytes]:
    return {k: v for k, v in (table.schema.metadata or {}).items() if k not in {b"geo", b"pandas"}}


def _wkb(column: pa.ChunkedArray) -> list[bytes | None]:
    if isinstance(column.type, pa.ExtensionType):  # geoarrow.wkb, Parquet's own GEOMETRY
        column = pa.chunked_array([chunk.storage for chunk in column.chunks])
    values: list[bytes | None] = column.to_pylist()
    return values


def _geometry_column(table: pa.Table, path: Path) -> str:
    by_case: dict[str, str] = {name.lower(): name for name in table.column_names}
    for usual in _USUAL:
        if usual in by_case and _is_bytes(table.schema.field(by_case[usual]).type):
            return by_case[usual]
    raise LayerError(
        f"{path.name} is a Parquet file without geometry: no GeoParquet metadata and no column of "
        f"WKB called {', '.join(_USUAL)}; columns are {', '.join(table.column_names)}",
        f"{path.name} 是没有图形的 Parquet 文件：既无 GeoParquet 元数据，也没有名为 "
        f"{'、'.join(_USUAL)} 的 WKB 列；现有列：{'、'.join(table.column_names)}",
    )


def _is_bytes(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.ExtensionType):
        kind = kind.storage_type
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _crs(about: Mapping[str, Any], *, told: bool, layer: str) -> tuple[CRS | None, list[Finding]]:
    if not told:
        return None, [Finding("crs-not-told", layer)]
    if "crs" not in about:  # GeoParquet 1.0: absent means OGC:CRS84
        return CRS.from_user_input("OGC:CRS84"), []
    member = about["crs"]
    if member is None:
        return None, [Finding("crs-not-told", layer)]
    crs = known_crs(member if isinstance(member, str) else json.dumps(member))
    if crs is None:
        return None, [Finding("crs-not-understood", layer, facts={"told": str(member)[:80]})]
    return crs, []
