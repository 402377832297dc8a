from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from sitesel.errors import LayerError
from sitesel.layers.encoding import Bytes
from sitesel.layers.layer import Layer, ReadOptions
from sitesel.layers.shapefile import decode_leniently, index_of, parts, read_shapefile

WriteShapefile = Callable[..., Path]
NAMES = ["三类工业用地", "港口码头用地", "物流仓储用地"]


def read(path: Path, **options: str) -> Layer:
    return read_shapefile(path, ReadOptions(**options))


def codes(layer: Layer) -> list[str]:
    return [finding.code for finding in layer.findings]


def table(encoding: str) -> tuple[list[tuple[bytes, str, int]], list[list[bytes]]]:
    return [("用途".encode(encoding), "C", 40)], [[name.encode(encoding)] for name in NAMES]


@pytest.mark.parametrize(
    "cpg",
    [None, "GBK", "GB18030", "936", "ANSI 936", "OEM 936", "CP936", "GB2312", "65001", "UTF-8",
     "ISO 88591", "CP949", "", b"\xef\xbb\xbfGBK\r\n", "\x00"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_is_read_whatever_the_cpg_says(
    shapefile: WriteShapefile, encoding: str, cpg: str | bytes | None
) -> None:
    frame = read(shapefile(*table(encoding), cpg=cpg)).frame
    assert frame["用途"].tolist() == NAMES


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp949", ["공업지역", "서울특별시 강남구", "대지"]),
        ("cp932", ["工業専用地域", "東京都千代田区", "ヨコハマ"]),
        ("cp950", ["工業區", "臺北市信義區", "土地使用分區"]),
        ("cp1251", ["Вологда", "промышленная зона", "улица Мира"]),
    ],
)
def test_other_scripts_are_read_without_a_cpg(
    shapefile: WriteShapefile, encoding: str, names: list[str]
) -> None:
    path = shapefile([(b"NAME", "C", 40)], [[name.encode(encoding)] for name in names])
    layer = read(path)
    assert layer.frame["NAME"].tolist() == names
    assert (layer.provenance.encoding, "encoding-decided" in codes(layer)) == (encoding, True)


def test_a_wrong_cpg_is_a_finding(shapefile: WriteShapefile) -> None:
    layer = read(shapefile(*table("gbk"), cpg="UTF-8"))
    (finding,) = (one for one in layer.findings if one.code == "encoding-contradicted")
    assert (finding.facts["told"], finding.facts["used"]) == ("UTF-8", "GB18030")


def test_a_right_cpg_is_no_finding(shapefile: WriteShapefile) -> None:
    assert codes(read(shapefile(*table("gbk"), cpg="ANSI 936"))) == []


def test_the_language_driver_helps_where_the_text_is_short(shapefile: WriteShapefile) -> None:
    columns, rows = [(b"NAME", "C", 10)], [["구".encode("cp949")]]
    korean = read(shapefile(columns, rows, language_driver=0x79)).frame
    assert korean["NAME"].tolist() == ["구"]


def test_a_declared_encoding_is_taken(shapefile: WriteShapefile) -> None:
    columns, rows = [(b"NAME", "C", 10)], [[b"\xb0\xa1"]]
    path = shapefile(columns, rows, cpg="GBK")
    assert read(path, encoding="CP949").frame["NAME"].tolist() == ["가"]


def test_a_column_name_cut_in_a_character_is_read(shapefile: WriteShapefile) -> None:
    columns = [("规划用途名称".encode()[:10], "C", 40)]
    layer = read(shapefile(columns, [[name.encode()] for name in NAMES], cpg="UTF-8"))
    assert [*layer.frame.columns] == ["规划用", "geometry"]
    assert codes(layer) == ["column-name-cut"]


def test_two_column_names_cut_to_the_same_both_stay(shapefile: WriteShapefile) -> None:
    columns = [("规划用途名".encode()[:10], "C", 9), ("规划用地名".encode()[:10], "C", 9)]
    layer = read(shapefile(columns, [["甲".encode(), "乙".encode()]], cpg="UTF-8"))
    assert layer.frame[["规划用", "规划用_2"]].to_numpy().tolist() == [["甲", "乙"]]
    assert "column-renamed" in codes(layer)


def test_an_attribute_called_geometry_stays_beside_the_geometry(shapefile: WriteShapefile) -> None:
    frame = read(shapefile([(b"geometry", "C", 9)], [[b"wavy"]])).frame
    assert frame["geometry_2"].tolist() == ["wavy"]
    assert frame.geometry.geom_type.tolist() == ["Polygon"]


@pytest.mark.parametrize("width", [80, 254])
def test_a_value_cut_in_a_character_is_read_and_told(shapefile: WriteShapefile, width: int) -> None:
    text = ("定海区工业用地" * 30).encode()[:width]
    columns, rows = [(b"NOTE", "C", width)], [[text], ["普陀".encode()]]
    layer = read(shapefile(columns, rows, cpg="UTF-8"))
    assert layer.frame["NOTE"][0] == ("定海区工业用地" * 30)[: width // 3]
    (finding,) = (one for one in layer.findings if one.code == "text-cut")
    assert (finding.column, finding.count) == ("NOTE", 1)


def test_a_gbk_value_cut_in_a_character_is_read(shapefile: WriteShapefile) -> None:
    rows = [["工业用地".encode("gbk")[:7]], ["仓储".encode("gbk")], ["港口码".encode("gbk")]]
    layer = read(shapefile([(b"USE", "C", 7)], rows, cpg="GBK"))
    assert layer.frame["USE"].tolist() == ["工业用", "仓储", "港口码"]


def test_one_value_in_another_encoding_is_read_in_its_own(shapefile: WriteShapefile) -> None:
    rows = [[name.encode("gbk")] for name in NAMES] + [["普陀区东港".encode()], ["宁波".encode()]]
    layer = read(shapefile([(b"USE", "C", 40)], rows, cpg="GBK"))
    assert layer.frame["USE"].tolist() == [*NAMES, "普陀区东港", "宁波"]
    assert codes(layer) == ["encoding-mixed"]


def test_what_fits_no_encoding_is_shown_as_such(shapefile: WriteShapefile) -> None:
    rows = [[name.encode()] for name in NAMES] + [[b"\xff\xff A"]]
    layer = read(shapefile([(b"USE", "C", 40)], rows, cpg="UTF-8"))
    assert layer.frame["USE"][3] == "\ufffd\ufffd A"
    assert codes(layer) == ["text-undecodable"]


def test_numbers_dates_flags_and_blanks_keep_their_kinds(shapefile: WriteShapefile) -> None:
    columns = [(b"N", "N", 6), (b"D", "D", 8), (b"T", "C", 5)]
    frame = read(shapefile(columns, [[b"12", b"20240131", b"a"], [b"", b"", b""]])).frame
    assert frame["N"].fillna(-1).tolist() == [12, -1]
    assert frame["D"].dt.strftime("%Y-%m-%d").fillna("-").tolist() == ["2024-01-31", "-"]
    assert frame["T"].fillna("-").tolist() == ["a", "-"]


def test_a_missing_index_is_worked_out_and_nothing_is_written(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("utf-8"), cpg="UTF-8")
    path.with_suffix(".shx").unlink()
    before = sorted(path.parent.iterdir())
    layer = read(path)
    assert layer.frame.geometry.bounds["maxx"].tolist() == [1.0, 2.0, 3.0]
    assert (codes(layer), sorted(path.parent.iterdir())) == (["index-missing"], before)


def test_the_index_worked_out_is_the_one_that_was_there(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("utf-8"))
    assert index_of(path.read_bytes()) == path.with_suffix(".shx").read_bytes()


def test_a_missing_table_leaves_the_shapes(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("utf-8"))
    path.with_suffix(".dbf").unlink()
    layer = read(path)
    assert (len(layer.frame), [*layer.frame.columns]) == (3, ["geometry"])
    assert codes(layer) == ["table-missing"]


def test_a_missing_projection_is_told_and_not_guessed(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("utf-8"), cpg="UTF-8")
    path.with_suffix(".prj").unlink()
    layer = read(path)
    assert (layer.frame.crs, layer.provenance.crs_from) == (None, None)
    assert codes(layer) == ["crs-not-told"]


def test_a_projection_that_makes_no_sense_is_told(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("utf-8"), cpg="UTF-8")
    path.with_suffix(".prj").write_text("local city grid of 1987")
    assert codes(read(path)) == ["crs-not-understood"]


def test_a_file_cut_off_keeps_all_rows_and_the_whole_shapes(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("utf-8"), cpg="UTF-8")
    path.write_bytes(path.read_bytes()[:-60])
    layer = read(path)
    assert layer.frame.geometry.isna().tolist() == [False, False, True]
    assert "file-cut-off" in codes(layer)


def test_what_is_no_shapefile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    path.write_bytes(b"hello")
    with pytest.raises(LayerError, match="no shapefile header"):
        read(path)


def test_deleted_rows_are_told(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("utf-8"), cpg="UTF-8")
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[struct.unpack("<H", data[8:10])[0]] = ord("*")
    path.with_suffix(".dbf").write_bytes(data)
    layer = read(path)
    assert (layer.frame["用途"].tolist(), codes(layer)) == (NAMES[1:], ["rows-deleted"])
    assert layer.frame.index.tolist() == [0, 1]


def test_companions_are_found_whatever_the_case_of_their_names(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("gbk"), cpg="GBK", name="Parcels")
    for suffix in (".dbf", ".prj", ".cpg"):
        path.with_suffix(suffix).rename(path.parent / f"PARCELS{suffix.upper()}")
    layer = read(path)
    assert (layer.frame["用途"].tolist(), layer.frame.crs.to_epsg()) == (NAMES, 4490)
    assert len(parts(path)) == 5


def test_all_files_are_in_the_provenance_by_their_digest(shapefile: WriteShapefile) -> None:
    path = shapefile(*table("gbk"), cpg="GBK")
    files = read(path).provenance.files
    assert [file.name for file in files] == [
        f"parcels.{s}" for s in ["cpg", "dbf", "prj", "shp", "shx"]
    ]
    assert files[3].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_measures_are_dropped_and_told(tmp_path: Path) -> None:
    ring = [(0, 0), (0, 1), (1, 1), (0, 0)]
    content = struct.pack("<i4diii", 25, 0, 0, 1, 1, 1, 4, 0)
    content += b"".join(struct.pack("<2d", *point) for point in ring) + struct.pack("<6d", *[1] * 6)
    record = struct.pack(">ii", 1, len(content) // 2) + content
    size = (100 + len(record)) // 2
    head = struct.pack(">i20xi", 9994, size) + struct.pack(
        "<ii8d", 1000, 25, 0, 0, 1, 1, 0, 0, 1, 1
    )
    path = tmp_path / "measured.shp"
    path.write_bytes(head + record)
    layer = read(path)
    assert layer.frame.geometry.to_wkt().tolist() == ["POLYGON ((0 0, 0 1, 1 1, 0 0))"]
    assert "measures-dropped" in codes(layer)


def test_lenient_decoding_says_how_it_went() -> None:
    assert decode_leniently(Bytes("工业".encode()[:5], full=True), "utf-8") == ("工", "cut")
    assert decode_leniently(Bytes("工业".encode()[:5]), "utf-8")[1] != "cut"
