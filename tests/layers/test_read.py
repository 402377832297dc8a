from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from pyproj import CRS

from sitesel.errors import LayerError, UnknownFormat
from sitesel.findings import SEVERITIES
from sitesel.layers import Listing, ReadOptions, list_layers, read_layer


def test_a_misnamed_file_is_read_by_its_content_and_told(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    squares.to_parquet(tmp_path / "a.parquet")
    path = (tmp_path / "a.parquet").rename(tmp_path / "a.gpkg")
    layer = read_layer(path)
    assert (len(layer.frame), layer.findings[-1].code) == (3, "misnamed")


def test_a_declared_crs_is_for_files_that_do_not_tell(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.shp"
    pyogrio.write_dataframe(squares, path, encoding="UTF-8")
    assert read_layer(path, ReadOptions(crs="EPSG:4528")).frame.crs.to_epsg() == 4490
    path.with_suffix(".prj").unlink()
    layer = read_layer(path, ReadOptions(crs="EPSG:4528"))
    assert (layer.frame.crs.to_epsg(), layer.provenance.crs_from) == (4528, "config")


def test_a_declared_crs_that_is_none_is_refused(tmp_path: Path, squares: gpd.GeoDataFrame) -> None:
    path = tmp_path / "a.shp"
    pyogrio.write_dataframe(squares, path, encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    with pytest.raises(LayerError, match="no CRS is called 'zone 41'"):
        read_layer(path, ReadOptions(crs="zone 41"))


def test_columns_are_chosen_by_name(tmp_path: Path, squares: gpd.GeoDataFrame) -> None:
    pyogrio.write_dataframe(squares, tmp_path / "a.gpkg")
    layer = read_layer(tmp_path / "a.gpkg", ReadOptions(columns=("宗数", "名称")))
    assert [*layer.frame.columns] == ["宗数", "名称", "geometry"]


def test_a_column_that_is_not_there_is_refused_with_what_was_meant(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    pyogrio.write_dataframe(squares, tmp_path / "a.gpkg")
    with pytest.raises(LayerError, match="did you mean '名称'"):
        read_layer(tmp_path / "a.gpkg", ReadOptions(columns=("宗地名称",)))


def test_the_name_in_findings_is_the_configs(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    layer = read_layer(tmp_path / "a.geojson", ReadOptions(name="parcels"))
    assert (layer.name, layer.findings[0].layer) == ("parcels", "parcels")


@pytest.mark.parametrize(
    ("url", "match"),
    [("mysql://host/land", "not mysql"), ("postgre sql://land", "not well-formed")],
)
def test_other_databases_are_refused(url: str, match: str) -> None:
    with pytest.raises(UnknownFormat, match=match):
        read_layer(url, ReadOptions(layer="parcels"))


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    url = "postgresql://planner:secret@127.0.0.1:9/land"
    with pytest.raises(LayerError, match=r"planner:\*\*\*@127") as caught:
        read_layer(url, ReadOptions(layer="parcels"))
    assert "secret" not in str(caught.value)


def test_layers_are_listed_with_rows_geometry_and_crs(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    pyogrio.write_dataframe(squares, tmp_path / "a.gpkg", layer="宗地")
    assert list_layers(tmp_path / "a.gpkg") == [
        Listing("宗地", "GeoPackage", 3, "Polygon", "EPSG:4490")
    ]


def test_every_finding_of_reading_has_words_for_its_places(shared: Path) -> None:
    layer = read_layer(
        shared / "osm-samples" / "helsinki-centre.osm.pbf", ReadOptions(layer="multipolygons")
    )
    for finding in layer.findings:
        assert finding.severity in SEVERITIES
        assert finding.found("zh")
        assert finding.done("en")


@pytest.mark.parametrize(
    ("name", "rows", "nulls", "crs"),
    [
        ("pittsburgh-zoning/Zoning.shp", 1055, 0, "EPSG:4326"),
        ("beijing-parcels/BEIJING.shp", 158, 0, "EPSG:4326"),
        ("williamsburg/parcels.geojson", 4464, 1, "OGC:CRS84"),
        ("vologda/buildings.parquet", 25324, 0, "EPSG:32637"),
        ("zhoushan-geo/land_osm.gpkg", 150, 0, "EPSG:4326"),
        ("zhoushan-geo/admin_gcj02_datav_330900_full.json", 4, 0, "OGC:CRS84"),
    ],
)
def test_real_layers_come_with_all_their_rows(
    shared: Path, name: str, rows: int, nulls: int, crs: str
) -> None:
    layer = read_layer(shared / name)
    assert (len(layer.frame), int(layer.frame.geometry.isna().sum())) == (rows, nulls)
    assert layer.frame.crs == CRS.from_user_input(crs)
    assert layer.findings == ()


def test_real_chinese_names_are_read(shared: Path) -> None:
    layer = read_layer(shared / "zhoushan-geo" / "admin_gcj02_datav_330900_full.json")
    assert layer.frame["name"].tolist() == ["定海区", "普陀区", "岱山县", "嵊泗县"]
