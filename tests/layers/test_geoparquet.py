from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely import Point, box

from sitesel.errors import LayerError
from sitesel.layers.geoparquet import read_geoparquet
from sitesel.layers.layer import Layer, ReadOptions


def write(path: Path, wkb: list[bytes | None], geo: dict[str, Any] | None) -> Path:
    table = pa.table({"名称": ["甲", "乙"][: len(wkb)], "geometry": pa.array(wkb, pa.binary())})
    if geo is not None:
        columns = {"geometry": {"encoding": "WKB", "geometry_types": []} | geo}
        about = {"version": "1.1.0", "primary_column": "geometry", "columns": columns}
        table = table.replace_schema_metadata({"geo": json.dumps(about)})
    pq.write_table(table, path)
    return path


def read(path: Path) -> Layer:
    return read_geoparquet(path, ReadOptions())


def codes(layer: Layer) -> list[str]:
    return [finding.code for finding in layer.findings]


SQUARE = box(122, 30, 122.1, 30.1)


def test_no_crs_in_the_metadata_means_longitude_and_latitude(tmp_path: Path) -> None:
    layer = read(write(tmp_path / "a.parquet", [SQUARE.wkb], {}))
    assert (layer.frame.crs, layer.provenance.crs_from) == ("OGC:CRS84", "file")


def test_a_crs_of_null_means_that_none_is_told(tmp_path: Path) -> None:
    layer = read(write(tmp_path / "a.parquet", [SQUARE.wkb], {"crs": None}))
    assert (layer.frame.crs, codes(layer)) == (None, ["crs-not-told"])


def test_a_geometry_that_is_not_well_formed_hides_no_other(tmp_path: Path) -> None:
    layer = read(write(tmp_path / "a.parquet", [SQUARE.wkb[:-8], SQUARE.wkb], {}))
    assert layer.frame.geometry.isna().tolist() == [True, False]
    assert (codes(layer), layer.findings[0].row) == (["geometry-unreadable"], 0)


def test_plain_parquet_with_a_column_of_wkb_is_read(tmp_path: Path) -> None:
    layer = read(write(tmp_path / "a.parquet", [SQUARE.wkb, None], None))
    assert layer.frame.geometry[0].equals(SQUARE)
    assert (layer.provenance.format, layer.frame.crs) == ("Parquet", None)


def test_parquet_without_any_geometry_is_refused_with_its_columns(tmp_path: Path) -> None:
    pd.DataFrame({"面积": [1.0]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(LayerError, match="columns are 面积"):
        read(tmp_path / "a.parquet")


def test_a_layer_of_geometry_alone_keeps_its_rows(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(geometry=[Point(122, 30), Point(122, 31)], crs=4490)
    points.to_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").frame.geometry.tolist() == points.geometry.tolist()


def test_the_index_of_another_program_is_not_the_row(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(1, 1)] * 2, index=[7, 9], crs=4490)
    points.to_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").frame.index.tolist() == [0, 1]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_both_encodings_and_the_covering_are_read(tmp_path: Path, encoding: Any) -> None:
    layer = gpd.GeoDataFrame({"n": [1]}, geometry=[SQUARE], crs=4490)
    path = tmp_path / "a.parquet"
    layer.to_parquet(
        path, geometry_encoding=encoding, write_covering_bbox=True, schema_version="1.1.0"
    )
    frame = read(path).frame
    assert [*frame.columns] == ["n", "geometry"]
    assert frame.geometry[0].equals(SQUARE)


def test_a_file_cut_off_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [SQUARE.wkb], {})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(LayerError, match="can't be read"):
        read(path)


def test_real_layers_of_one_city_tell_two_crs(shared: Path) -> None:
    folder = shared / "vologda"
    told = {
        name: read(folder / f"{name}.parquet").frame.crs.to_epsg() for name in ("roads", "school")
    }
    assert told == {"roads": 4326, "school": 32637}


def test_real_null_points_stay_rows(shared: Path) -> None:
    frame = read(shared / "vologda" / "school.parquet").frame
    assert (len(frame), int(frame.geometry.isna().sum())) == (63, 21)
