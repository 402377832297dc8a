from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sitesel.errors import LayerError
from sitesel.layers import cad
from sitesel.layers.cad import drawing_layers, read_dxf
from sitesel.layers.layer import Layer, ReadOptions

ezdxf = pytest.importorskip("ezdxf")
CORNERS = [(0, 0), (20, 0), (20, 50), (0, 50)]


def drawing(version: str = "R2010", unit: int = 6) -> Any:
    document = ezdxf.new(version)
    document.header["$INSUNITS"] = unit
    return document


def saved(document: Any, path: Path, **options: str) -> Layer:
    document.saveas(path)
    return read_dxf(path, ReadOptions(**options))


def codes(layer: Layer) -> list[str]:
    return [finding.code for finding in layer.findings]


def test_a_closed_line_is_a_parcel_and_an_open_one_a_line(tmp_path: Path) -> None:
    document = drawing()
    space = document.modelspace()
    space.add_lwpolyline(CORNERS, close=True, dxfattribs={"layer": "宗地"})
    space.add_lwpolyline(CORNERS, dxfattribs={"layer": "岸线"})
    frame = saved(document, tmp_path / "a.dxf").frame
    assert frame["layer"].tolist() == ["宗地", "岸线"]
    assert frame.geom_type.tolist() == ["Polygon", "LineString"]
    assert frame.geometry[0].area == 1000


def test_a_line_that_ends_where_it_began_is_a_parcel(tmp_path: Path) -> None:
    document = drawing()
    document.modelspace().add_lwpolyline([*CORNERS, CORNERS[0]])
    assert saved(document, tmp_path / "a.dxf").frame.geometry[0].area == 1000


@pytest.mark.parametrize("version", ["R2000", "R2010"])
def test_texts_are_points_with_their_words(tmp_path: Path, version: str) -> None:
    document = drawing(version)
    document.encoding = "gbk"
    document.header["$DWGCODEPAGE"] = "ANSI_936"
    document.modelspace().add_text("三类工业用地", dxfattribs={"insert": (5, 7), "layer": "注记"})
    frame = saved(document, tmp_path / "a.dxf").frame
    assert (frame["text"][0], frame["layer"][0]) == ("三类工业用地", "注记")
    assert frame.geometry[0].coords[0] == (5, 7)


def test_an_old_drawing_with_the_wrong_code_page_is_read_by_its_bytes(tmp_path: Path) -> None:
    document = drawing("R2000")
    document.encoding = "gbk"
    document.header["$DWGCODEPAGE"] = "ANSI_936"
    for name in ("三类工业用地", "港口码头用地"):
        document.modelspace().add_text(name, dxfattribs={"layer": "注记"})
    path = tmp_path / "a.dxf"
    document.saveas(path)
    path.write_bytes(path.read_bytes().replace(b"ANSI_936", b"ANSI_1252"))
    layer = read_dxf(path, ReadOptions())
    assert layer.frame["text"].tolist() == ["三类工业用地", "港口码头用地"]
    assert "encoding-contradicted" in codes(layer)


def test_curves_are_made_straight_within_a_centimetre(tmp_path: Path) -> None:
    document = drawing()
    document.modelspace().add_circle((0, 0), radius=10)
    layer = saved(document, tmp_path / "a.dxf")
    assert layer.frame.geometry[0].area == pytest.approx(314.159, abs=0.8)
    assert "curves-linearised" in codes(layer)


def test_a_bulge_is_a_curve_too(tmp_path: Path) -> None:
    document = drawing()
    document.modelspace().add_lwpolyline([(0, 0, 1), (2, 0, 0)], format="xyb", close=True)
    layer = saved(document, tmp_path / "a.dxf")
    assert layer.frame.geometry[0].area == pytest.approx(3.14159 / 2, abs=0.05)
    assert "curves-linearised" in codes(layer)


def test_a_hatch_keeps_its_holes(tmp_path: Path) -> None:
    document = drawing()
    hatch = document.modelspace().add_hatch()
    hatch.paths.add_polyline_path(CORNERS, is_closed=True)
    hatch.paths.add_polyline_path([(5, 5), (10, 5), (10, 10), (5, 10)], is_closed=True)
    assert saved(document, tmp_path / "a.dxf").frame.geometry[0].area == 975


def test_blocks_are_taken_apart_where_they_stand(tmp_path: Path) -> None:
    document = drawing()
    document.blocks.new("plot").add_lwpolyline(CORNERS, close=True)
    document.modelspace().add_blockref("plot", (100, 0))
    assert saved(document, tmp_path / "a.dxf").frame.geometry[0].bounds == (100, 0, 120, 50)


def test_millimetres_become_metres_and_are_told(tmp_path: Path) -> None:
    document = drawing(unit=4)
    document.modelspace().add_lwpolyline([(0, 0), (20000, 0), (20000, 50000)], close=True)
    layer = saved(document, tmp_path / "a.dxf")
    assert layer.frame.geometry[0].area == pytest.approx(500)
    assert "drawing-unit" in codes(layer)


def test_a_drawing_does_not_tell_its_crs(tmp_path: Path) -> None:
    layer = saved(drawing(), tmp_path / "a.dxf")
    assert (layer.frame.crs, len(layer.frame), codes(layer)) == (None, 0, ["crs-not-told"])


def test_what_has_no_shape_is_counted(tmp_path: Path) -> None:
    document = drawing()
    document.modelspace().add_ray((0, 0), (1, 0))
    (finding, _) = saved(document, tmp_path / "a.dxf").findings
    assert (finding.code, finding.facts["kind"], finding.count) == ("entities-skipped", "RAY", 1)


def test_one_layer_of_a_drawing_is_read_and_another_refused(tmp_path: Path) -> None:
    document = drawing()
    for layer in ("宗地", "道路"):
        document.modelspace().add_line((0, 0), (1, 1), dxfattribs={"layer": layer})
    path = tmp_path / "a.dxf"
    assert saved(document, path, layer="道路").frame["layer"].tolist() == ["道路"]
    assert drawing_layers(path) == ["宗地", "道路"]
    with pytest.raises(LayerError, match="宗地, 道路"):
        read_dxf(path, ReadOptions(layer="水系"))


def test_what_is_no_drawing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    path.write_bytes(b"0\nSECTION\nnonsense")
    with pytest.raises(LayerError, match="can't be read as DXF"):
        read_dxf(path, ReadOptions())


def test_without_the_extra_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cad, "find_spec", lambda _: None)
    with pytest.raises(LayerError, match=r"sitesel\[cad\]"):
        read_dxf(tmp_path / "a.dxf", ReadOptions())
