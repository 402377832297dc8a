import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point, box

from sitesel.errors import LayerError
from sitesel.layers.georeference import georeference
from sitesel.layers.layer import ReadOptions
from sitesel.layers.spreadsheet import read_spreadsheet


def codes(layer):
    assert all("{" not in f.found(lang) + f.done(lang)
               for f in layer.findings for lang in ("zh", "en"))  # fmt: skip
    return [f.code for f in layer.findings if not f.code.startswith("encoding-")]


@pytest.fixture
def csv(tmp_path):
    def read(text, encoding="utf-8", **options):
        path = tmp_path / "table.csv"
        path.write_bytes(text.encode(encoding))
        return read_spreadsheet(path, ReadOptions(**options))

    return read


@pytest.fixture
def xlsx(tmp_path):
    def read(rows, *, merged=(), formats=(), more=(), **options):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
        for cell, form in formats:
            sheet[cell].number_format = form
        for name in more:
            book.create_sheet(name).append(["x", "y"])
        path = tmp_path / "table.xlsx"
        book.save(path)
        return read_spreadsheet(path, ReadOptions(**options))

    return read


def test_longitude_and_latitude_become_points(csv):
    layer = csv("编号,经度,纬度\n01,122.1,30.0\n02,122.2,30.1\n")
    assert layer.frame.geometry.tolist() == [Point(122.1, 30), Point(122.2, 30.1)]
    assert layer.frame["编号"].tolist() == ["01", "02"]
    assert layer.frame.crs is None
    assert codes(layer) == []
    assert georeference(layer).frame.crs == "OGC:CRS84"


@pytest.mark.parametrize(
    ("lon", "lat"),
    [("lng", "lat"), ("LON", "LAT"), ("Longitude", "Latitude"), ("X", "Y"), ("经度(°)", "纬度(°)"),
     ("lon_wgs84", "lat_wgs84"), ("东坐标", "北坐标"),
     ("经度\uff08度\uff09", "纬度\uff08度\uff09")],
)  # fmt: skip
def test_positions_are_found_under_many_names(csv, lon, lat):
    assert csv(f"n,{lat},{lon}\na,30.0,122.1\n").frame.geometry[0].equals(Point(122.1, 30))


def test_surveyors_x_is_the_northing_and_georeference_turns_it(csv):
    layer = georeference(csv("id,X坐标,Y坐标\na,3320000,41500000\n"))
    assert layer.frame.geometry[0].equals(Point(41_500_000, 3_320_000))
    assert layer.frame.crs.to_epsg() == 4529


def test_degrees_minutes_and_seconds_are_read(csv):
    layer = csv("id,lon,lat\na,122°06′36″,30°0'0\"N\nb,122.1E,30N\nc,far,30\nd,,\n")
    assert layer.frame.geometry[0].distance(Point(122.11, 30)) < 1e-9
    assert layer.frame.geometry[1].equals(Point(122.1, 30))
    assert layer.frame.geometry[2:].isna().all()
    assert codes(layer) == ["position-unreadable", "position-missing"]
    assert layer.findings[-2].row == 2


def test_wkt_becomes_the_geometry_and_its_column_goes(csv):
    text = '编号;WKT\nA;"POLYGON ((0 0, 1 0, 1 1, 0 0))"\nB;"POLYGON ((0 0"\nC;\n'
    layer = csv(text)
    assert layer.frame.geometry[0].area == 0.5
    assert layer.frame.geometry[1:].isna().all()
    assert list(layer.frame.columns) == ["编号", "geometry"]
    assert codes(layer) == ["table-delimiter", "wkt-unreadable"]


def test_the_crs_that_wkt_tells_is_taken(csv):
    layer = csv("id,geom\na,SRID=4529;POINT (41500000 3320000)\n")
    assert layer.frame.crs.to_epsg() == 4529
    assert layer.provenance.crs_from == "file"


def test_a_polygon_longer_than_csv_expects_is_read(csv):
    wkt = shapely.to_wkt(Point(0, 0).buffer(1, quad_segs=4000), rounding_precision=15)
    assert len(wkt) > 131_072
    assert len(csv(f'id,wkt\na,"{wkt}"\n').frame.geometry[0].exterior.coords) == 16_001


def test_columns_that_are_named_are_used_and_a_wrong_name_is_told(csv):
    text = "id,a,b\np,122.1,30.0\n"
    assert csv(text, lon="a", lat="b").frame.geometry[0].equals(Point(122.1, 30))
    with pytest.raises(LayerError, match="did you mean 'b'"):
        csv(text, lon="a", lat="bb")


def test_a_table_of_attributes_only_has_no_geometry(csv):
    layer = csv("编号,容积率\nA,1.5\n")
    assert layer.frame.geometry.isna().all()
    assert codes(layer) == ["table-without-geometry"]
    joined = csv("编号,lon,lat\nA,122,30\n", join="id")
    assert joined.frame.geometry.isna().all()
    assert codes(joined) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "\uff0c"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_any_delimiter_and_any_encoding_give_the_same_table(csv, delimiter, encoding):
    rows = [
        ["编号", "名称", "规划用途"],
        ["01", "东块地", "三类工业用地"],
        ["02", "西块地", "仓储用地"],
    ]
    layer = csv("\r\n".join(delimiter.join(row) for row in rows), encoding)
    assert layer.frame[["编号", "名称", "规划用途"]].to_numpy().tolist() == rows[1:]


def test_the_hint_that_excel_writes_is_followed(csv):
    assert list(csv("sep=;\na;b\n1;2\n").frame.columns) == ["a", "b", "geometry"]


def test_ids_with_leading_zeros_and_long_ids_stay_text(csv):
    layer = csv(
        "code,pin,parcel,n\n0601,0702052,330902001001000123,5\n1001,0702053,330902001001000124,6\n"
    )
    row = layer.frame.iloc[0]
    assert row[["code", "pin", "parcel"]].tolist() == ["0601", "0702052", "330902001001000123"]
    assert layer.frame["n"].tolist() == [5, 6]


def test_the_column_of_the_id_is_text_whatever_it_looks_like(csv):
    assert csv("id,v\n12,1\n13,2\n", id_column="id").frame["id"].tolist() == ["12", "13"]


def test_ids_that_a_spreadsheet_has_rounded_are_told(csv):
    layer = csv("id,v\n3.30902E+17,1\n", id_column="id")
    assert codes(layer) == ["id-damaged", "table-without-geometry"]


def test_thousands_separators_are_read_and_units_kept(csv):
    layer = csv(
        "id,面积,价格,容积率,绿地率\n"
        'a,"1,234.5",25 万元/亩,\uff11.5,35%\n'
        'b,"12,000",30 万元/亩,2,20%\n'
    )
    assert layer.frame["面积"].tolist() == [1234.5, 12000]
    assert layer.frame["价格"].tolist() == ["25 万元/亩", "30 万元/亩"]
    assert layer.frame["容积率"].tolist() == [1.5, 2]
    assert layer.frame["绿地率"].tolist() == ["35%", "20%"]


def test_decimal_commas_are_told_from_thousands(csv):
    layer = csv("id;a;b\nx;3,5;1,500\ny;4,25;2,500\n")
    assert layer.frame["a"].tolist() == [3.5, 4.25]
    assert layer.frame["b"].tolist() == [1500, 2500]


def test_placeholders_count_as_missing_among_numbers_and_stay_among_texts(csv):
    layer = csv("id,承载力,备注\na,120,无\nb,—,临海\nc,不详,无\n")
    assert layer.frame["承载力"].isna().tolist() == [False, True, True]
    assert layer.frame["备注"].tolist() == ["无", "临海", "无"]
    assert codes(layer) == ["placeholder-missing", "table-without-geometry"]


@pytest.mark.parametrize("written", ["2025-03-01", "2025/3/1", "2025年3月1日", "2025.3.1"])
def test_dates_are_read(csv, written):
    layer = csv(f"id,date\na,{written}\nb,\n")
    assert layer.frame["date"][0] == pd.Timestamp("2025-03-01")
    assert pd.isna(layer.frame["date"][1])


def test_a_date_that_does_not_exist_stays_text(csv):
    assert csv("id,d\na,2025-02-30\n").frame["d"][0] == "2025-02-30"


def test_a_table_without_a_heading_is_found_out_and_can_be_named(csv):
    text = "4,116.40,39.96,large\n5,116.41,39.97,small\n"
    layer = csv(text)
    assert len(layer.frame) == 2
    assert codes(layer) == ["table-without-heading", "table-without-geometry"]
    named = csv(text, header=0, names=("code", "lon", "lat", "size"))
    assert named.frame.geometry[1].equals(Point(116.41, 39.97))
    assert codes(named) == []
    assert len(csv(text, names=("code", "lon", "lat", "size")).frame) == 2
    with pytest.raises(LayerError, match="4 columns"):
        csv(text, header=0, names=("code", "lon"))


def test_a_heading_below_a_title_is_found_or_told(csv):
    text = "2025年地块一览表,,\n\n编号,面积,用途\nA,3,M1\n"
    layer = csv(text)
    assert list(layer.frame.columns) == ["编号", "面积", "用途", "geometry"]
    assert codes(layer) == ["heading-found", "table-without-geometry"]
    assert list(csv(text, header=3).frame.columns) == ["编号", "面积", "用途", "geometry"]


def test_columns_without_a_name_or_with_the_same_get_their_own(csv):
    layer = csv("id,面积,面积,\na,1,2,3\n")
    assert list(layer.frame.columns) == ["id", "面积", "面积_2", "column", "geometry"]


def test_rows_of_totals_and_blank_rows_are_left_out_and_told(csv):
    layer = csv("编号,面积\nA,1\n,\nB,2\n合 计,3\n")
    assert layer.frame["编号"].tolist() == ["A", "B"]
    assert codes(layer)[:2] == ["total-row-left-out", "blank-rows-left-out"]


def test_rows_longer_than_the_heading_are_told(csv):
    layer = csv("id,name\na,x\nb,y,z\n")
    assert len(layer.frame) == 2
    assert codes(layer) == ["table-ragged", "table-without-geometry"]


def test_an_empty_table_is_empty(csv):
    assert csv("").frame.empty
    assert csv("id,lon,lat\n").frame.empty


def test_a_sheet_is_read_with_its_types(xlsx):
    layer = xlsx(
        [["编号", "面积", "容积率", "绿地率", "出让日期"],
         ["0601", 1000, 1.5, 0.35, dt.date(2025, 3, 1)],
         ["0602", 2000, "2.0", 0.2, None]],
        formats=[("D2", "0%"), ("D3", "0.00%")],
    )  # fmt: skip
    assert layer.frame["编号"].tolist() == ["0601", "0602"]
    assert layer.frame["容积率"].tolist() == [1.5, 2]
    assert layer.frame["绿地率"].tolist() == ["35%", "20%"]
    assert layer.frame["出让日期"][0] == pd.Timestamp("2025-03-01")
    assert codes(layer) == ["numbers-as-text", "table-without-geometry"]
    assert layer.provenance.format == "Excel"
    assert layer.provenance.layer == "Sheet"


def test_merged_cells_of_a_heading_make_names_of_two_levels(xlsx):
    layer = xlsx(
        [["园区地块一览表", None, None, None], ["编号", "规划条件", None, "备注"],
         [None, "容积率", "绿地率", None], ["A", 1.5, 0.2, "x"]],
        merged=["A1:D1", "A2:A3", "B2:C2", "D2:D3"],
    )  # fmt: skip
    assert list(layer.frame.columns) == [
        "编号", "规划条件/容积率", "规划条件/绿地率", "备注", "geometry",
    ]  # fmt: skip
    assert len(layer.frame) == 1


def test_merged_cells_of_the_data_give_their_value_to_every_row(xlsx):
    layer = xlsx([["园区", "编号"], ["六横", "A"], [None, "B"]], merged=["A2:A3"])
    assert layer.frame["园区"].tolist() == ["六横", "六横"]
    assert codes(layer) == ["merged-cells-filled", "table-without-geometry"]


def test_formulas_that_were_never_calculated_are_told(xlsx):
    layer = xlsx([["编号", "面积"], ["A", 1], ["B", "=B2*2"]])
    assert layer.frame["面积"].isna().tolist() == [False, True]
    assert codes(layer) == ["formula-without-value", "table-without-geometry"]
    assert layer.findings[0].facts["line"] == 3


def test_formulas_that_ended_in_an_error_are_told(csv):
    layer = csv("id,v\na,#REF!\nb,2\n")
    assert layer.frame["v"].isna().tolist() == [True, False]
    assert codes(layer) == ["formula-error", "table-without-geometry"]


def test_of_several_sheets_one_must_be_named(xlsx):
    rows = [["编号", "用途"], ["A", "M1"]]
    with pytest.raises(LayerError, match="several sheets"):
        xlsx(rows, more=["二"])
    assert list(xlsx(rows, more=["二"], layer="二").frame.columns) == ["x", "y", "geometry"]
    with pytest.raises(LayerError, match="no sheet"):
        xlsx(rows, more=["二"], layer="三")


def test_an_old_or_a_broken_workbook_is_refused_with_the_way_out(tmp_path):
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(LayerError, match=r"\.xlsx"):
        read_spreadsheet(old)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(50))
    with pytest.raises(LayerError, match="no Excel workbook"):
        read_spreadsheet(broken)


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\ufeff"),
    min_size=1, max_size=12,
).filter(lambda text: not text.startswith("#"))  # fmt: skip


@settings(deadline=None, max_examples=40,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.tuples(texts, st.floats(-1e9, 1e9), st.integers(-100, 100)), min_size=1))
def test_what_is_written_as_csv_is_read_back(tmp_path, rows):
    frame = GeoDataFrame(
        {"id": [f"p{i}{text}" for i, (text, _, _) in enumerate(rows)],
         "number": [number for _, number, _ in rows]},
        geometry=[box(count, 0, count + 1, 1) for _, _, count in rows],
    )  # fmt: skip
    path = tmp_path / "again.csv"
    buffer = io.StringIO()
    frame.assign(wkt=frame.geometry.to_wkt()).drop(columns="geometry").to_csv(buffer, index=False)
    path.write_bytes(buffer.getvalue().encode("utf-8-sig"))
    again = read_spreadsheet(path, ReadOptions(id_column="id")).frame
    assert again["id"].tolist() == frame["id"].tolist()
    assert again["number"].tolist() == pytest.approx(frame["number"].tolist())
    assert again.geometry.geom_equals(frame.geometry).all()


@pytest.mark.real
def test_the_world_port_index_is_read_with_all_its_rows(shared):
    layer = read_spreadsheet(shared / "world-ports" / "UpdatedPub150.csv")
    assert layer.frame.shape == (3768, 108)
    settled = georeference(layer)
    assert codes(settled) == ["crs-by-evidence"]
    # of its README, to three decimals
    bounds = pytest.approx([-177.367, -77.85, 179.368, 78.928], abs=1e-3)
    assert settled.frame.total_bounds.tolist() == bounds


@pytest.mark.real
def test_facts_in_two_datums_take_the_columns_that_say_wgs84(shared):
    layer = read_spreadsheet(shared / "zhoushan-facilities" / "facts_zhoushan.csv")
    assert len(layer.frame) == 53
    assert layer.frame.geometry.x.tolist() == layer.frame["lon_wgs84"].tolist()
