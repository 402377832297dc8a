from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from sitesel.errors import LayerError
from sitesel.layers.geojson import told_crs
from sitesel.layers.layer import Layer, ReadOptions
from sitesel.layers.read import read_layer

SQUARE = [[[122.0, 30.0], [122.1, 30.0], [122.1, 30.1], [122.0, 30.0]]]
GRID = [[[40500000, 3320000], [40500100, 3320000], [40500100, 3320100], [40500000, 3320000]]]


def collection(*coordinates: Any, **members: Any) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"名称": "定海区工业用地"},
            "geometry": None if ring is None else {"type": "Polygon", "coordinates": ring},
        }
        for ring in coordinates
    ]
    return {"type": "FeatureCollection", **members, "features": features}


def read(folder: Path, content: dict[str, Any] | bytes, name: str = "parcels.geojson") -> Layer:
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False).encode()
    path = folder / name
    path.write_bytes(content)
    return read_layer(path, ReadOptions())


def crs_member(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16", "cp950", "utf-8"])
def test_text_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "定海區工業用地" if encoding == "cp950" else "定海区工业用地"
    content = json.dumps(collection(SQUARE), ensure_ascii=False).replace("定海区工业用地", text)
    content = content.replace("名称", "名稱") if encoding == "cp950" else content
    assert read(tmp_path, content.encode(encoding)).frame.iloc[0, 0] == text


def test_another_encoding_than_the_standard_allows_is_a_finding(tmp_path: Path) -> None:
    content = json.dumps(collection(SQUARE), ensure_ascii=False).encode("gbk")
    assert [one.code for one in read(tmp_path, content).findings] == ["encoding-contradicted"]


def test_utf8_is_no_finding(tmp_path: Path) -> None:
    assert read(tmp_path, collection(SQUARE)).findings == ()


def test_bytes_that_fit_no_encoding_are_told(tmp_path: Path) -> None:
    content = json.dumps(collection(SQUARE, SQUARE, SQUARE), ensure_ascii=False).encode()
    content = content.replace("工业用地".encode(), b"\xff\xfe\xff", 1)
    assert "text-undecodable" in [one.code for one in read(tmp_path, content).findings]


def test_the_file_is_not_changed(tmp_path: Path) -> None:
    content = codecs.BOM_UTF8 + json.dumps(collection(SQUARE)).encode()
    read(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir()] == ["parcels.geojson"]
    assert (tmp_path / "parcels.geojson").read_bytes() == content


def test_no_crs_means_longitude_and_latitude(tmp_path: Path) -> None:
    assert read(tmp_path, collection(SQUARE)).frame.crs == "OGC:CRS84"


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::4528", "EPSG:4528"])
def test_the_crs_member_is_taken(tmp_path: Path, name: str) -> None:
    layer = read(tmp_path, collection(GRID, crs=crs_member(name)))
    assert (layer.frame.crs.to_epsg(), layer.provenance.crs_from) == (4528, "file")
    assert layer.frame.geometry[0].bounds[0] == 40500000


def test_a_crs_member_does_not_swap_the_axes(tmp_path: Path) -> None:
    layer = read(tmp_path, collection(SQUARE, crs=crs_member("urn:ogc:def:crs:EPSG::4490")))
    assert layer.frame.geometry[0].bounds == (122.0, 30.0, 122.1, 30.1)


@pytest.mark.parametrize("name", ["EPSG:999999", "CGCS2000 of our own"])
def test_a_crs_member_that_is_not_understood_is_not_wgs84(tmp_path: Path, name: str) -> None:
    layer = read(tmp_path, collection(GRID, crs=crs_member(name)))
    assert layer.frame.crs is None
    assert [one.code for one in layer.findings] == ["crs-not-understood"]


def test_a_crs_member_of_null_means_that_none_is_told(tmp_path: Path) -> None:
    layer = read(tmp_path, collection(SQUARE, crs=None))
    assert (layer.frame.crs, layer.findings[0].code) == (None, "crs-not-told")


def test_coordinates_that_cannot_be_degrees_are_not_taken_for_degrees(tmp_path: Path) -> None:
    layer = read(tmp_path, collection(GRID))
    (finding,) = layer.findings
    assert (layer.frame.crs, layer.provenance.crs_from) == (None, None)
    assert (finding.code, finding.facts["x"]) == ("crs-not-degrees", 40500000)


def test_a_property_called_crs_is_no_crs() -> None:
    assert told_crs('{"properties": {"crs": {"kind": "local"}}}') == (None, None)


def test_null_and_broken_rings_leave_the_other_rows(tmp_path: Path) -> None:
    two_points = [[[122.0, 30.0], [122.1, 30.0]]]
    layer = read(tmp_path, collection(SQUARE, None, two_points, SQUARE))
    assert layer.frame.geometry.isna().tolist() == [False, True, True, False]
    assert [one.row for one in layer.findings if one.code == "geometry-unreadable"] == [2]


def test_heights_are_dropped_and_the_crs_stays_flat(tmp_path: Path) -> None:
    high = [[[*point, 5.0] for point in SQUARE[0]]]
    layer = read(tmp_path, collection(high))
    assert (layer.frame.has_z.any(), len(layer.frame.crs.axis_info)) == (False, 2)
    assert [one.code for one in layer.findings] == ["heights-dropped"]


def test_a_file_cut_off_is_refused(tmp_path: Path) -> None:
    content = json.dumps(collection(SQUARE)).encode()[:-40]
    with pytest.raises(LayerError, match=r"parcels.geojson can't be read"):
        read(tmp_path, content)


def test_an_empty_collection_is_a_layer_without_rows(tmp_path: Path) -> None:
    layer = read(tmp_path, collection())
    assert (len(layer.frame), [one.code for one in layer.findings]) == (0, ["empty-layer"])


def test_topojson_is_read_by_its_content(tmp_path: Path) -> None:
    topology = {
        "type": "Topology",
        "objects": {
            "地块": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "properties": {"名": "甲"}, "arcs": [[0]]}],
            }
        },
        "arcs": [SQUARE[0]],
    }
    layer = read(tmp_path, topology, "parcels.json")
    assert (layer.provenance.format, layer.frame["名"].tolist()) == ("TopoJSON", ["甲"])
    assert layer.frame.geometry[0].bounds == (122.0, 30.0, 122.1, 30.1)


def test_a_kml_in_gbk_is_read(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="GBK"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        "<Document><name>地块</name><Placemark><name>定海区工业用地</name><Point><coordinates>"
        "122,30</coordinates></Point></Placemark></Document></kml>"
    )
    layer = read(tmp_path, text.encode("gbk"), "parcels.kml")
    assert layer.frame["Name"].tolist() == ["定海区工业用地"]
    assert layer.provenance.encoding == "gb18030"
