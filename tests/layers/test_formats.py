from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sitesel.errors import LayerError, UnknownFormat
from sitesel.layers.formats import format_of, misnamed


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b"SQLite format 3\0...", "GeoPackage"),
        (b"PAR1....", "GeoParquet"),
        (b"fgb\x03fgb\x00", "FlatGeobuf"),
        (b"\x00\x00\x27\x0a....", "Shapefile"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "OSM"),
        (b'\xef\xbb\xbf {"type": "FeatureCollection"}', "GeoJSON"),
        ('{"type": "FeatureCollection"}'.encode("utf-16"), "GeoJSON"),
        (b'{"arcs": [], "type":"Topology"}', "TopoJSON"),
        (b'<?xml version="1.0"?>\n<kml>', "KML"),
        (b"  0\nSECTION\n  2\nHEADER", "DXF"),
        ("[属性描述]\r\n坐标系=".encode("gbk"), "boundary TXT"),
        ("[属性描述]\r\n坐标系=".encode(), "boundary TXT"),
        (b"J1,1,3320000.123,40500000.456\r\n", "boundary TXT"),
        ("4,1.5,1,一号,面,,工业,,@\n".encode("gbk"), "boundary TXT"),
    ],
)
def test_content_tells_the_format_whatever_the_name(
    tmp_path: Path, content: bytes, format_: str
) -> None:
    assert format_of(written(tmp_path / "data.bin", content)) == format_


@pytest.mark.parametrize(
    ("name", "format_"),
    [("a.csv", "CSV"), ("a.TSV", "CSV"), ("a.txt", "CSV"), ("a.kml", "KML"), ("a.dxf", "DXF")],
)
def test_the_name_tells_where_the_content_does_not(tmp_path: Path, name: str, format_: str) -> None:
    assert format_of(written(tmp_path / name, b"id,area\n1,2\n")) == format_


def test_a_workbook_is_no_archive_of_layers(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    assert format_of(tmp_path / "a.xlsx") == "Excel"


def test_a_folder_of_tables_is_a_file_geodatabase(tmp_path: Path) -> None:
    (tmp_path / "a00000001.gdbtable").touch()
    assert format_of(tmp_path) == "FileGDB"


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="is a folder"):
        format_of(tmp_path)


@pytest.mark.parametrize("suffix", [".dbf", ".shx", ".prj"])
def test_a_part_of_a_shapefile_points_to_the_shapefile(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UnknownFormat, match=r"name the \.shp"):
        format_of(written(tmp_path / f"a{suffix}", b""))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match=r"no file a\.shp"):
        format_of(tmp_path / "a.shp")


def test_an_unknown_format_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.gpkg"):
        format_of(written(tmp_path / "a.doc", b"Dear Sir"))


def test_a_name_that_says_another_format_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.shp", b"PAR1")
    assert (misnamed(path, "GeoParquet"), misnamed(path, "Shapefile")) == (True, False)


def test_json_may_be_geojson_or_topojson(tmp_path: Path) -> None:
    assert misnamed(tmp_path / "a.json", "TopoJSON") is False
