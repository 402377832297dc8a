import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from sitesel.errors import DatumRefused, LayerError, UnknownCrs
from sitesel.gauss_kruger import GaussKruger, zone
from sitesel.layers.boundary_lines import number_in, parse_boundary
from sitesel.layers.boundary_txt import AREA, read_boundary_txt, write_boundary_txt
from sitesel.layers.georeference import georeference
from sitesel.layers.layer import ReadOptions

HEADER = """[属性描述]
格式版本号=1.01版本
数据产生单位=某测绘院
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=41
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
SQUARE = """4,1,A1,东块,面,I51,工业用地,100103,@
J1,1,3320000.000,41500000.000
J2,1,3320100.000,41500000.000
J3,1,3320100.000,41500100.000
J4,1,3320000.000,41500100.000
"""
BOX = box(41_500_000, 3_320_000, 41_500_100, 3_320_100)


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="gb18030", **options):
        path = tmp_path / "land.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_boundary_txt(path, ReadOptions(**options))

    return read_text


def codes(layer):
    assert all("{" not in f.found(lang) + f.done(lang)
               for f in layer.findings for lang in ("zh", "en"))  # fmt: skip
    return [f.code for f in layer.findings if not f.code.startswith("encoding-")]


def test_a_plain_file_is_read_with_all_its_columns(read):
    layer = read(HEADER + SQUARE)
    row = layer.frame.iloc[0]
    assert row.geometry.equals(BOX)
    assert layer.frame.crs.to_epsg() == 4529
    assert row[["编号", "名称", "图幅号", "用途", "地类"]].tolist() == [
        "A1", "东块", "I51", "工业用地", "100103",
    ]  # fmt: skip
    assert row[AREA] == 10_000
    assert codes(layer) == []
    assert layer.provenance.crs_from == "file"
    assert layer.provenance.format == "boundary TXT"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_any_encoding_and_any_line_end_give_the_same_parcels(read, encoding):
    text = (HEADER + "\n \n" + SQUARE).replace("\n", "\r\n\r\n")
    row = read(text, encoding).frame.iloc[0]
    assert row["名称"] == "东块"
    assert row.geometry.equals(BOX)


@pytest.mark.parametrize("prefix", ["", "J", "j", "界"])
def test_the_letter_before_the_number_of_a_point_does_not_matter(read, prefix):
    assert read(HEADER + SQUARE.replace("J", prefix)).frame.geometry[0].equals(BOX)


def test_a_closing_point_is_no_corner(read):
    closed = SQUARE + "J1,1,3320000.000,41500000.000\n"
    for count in (4, 5):
        layer = read(HEADER + closed.replace("4,1,A1", f"{count},1,A1"))
        assert len(layer.frame.geometry[0].exterior.coords) == 5
        assert codes(layer) == []


def test_ring_two_inside_is_a_hole_and_ring_three_outside_a_part(read):
    inner = [(10, 10), (10, 20), (20, 20), (20, 10)]
    outer = [(0, 200), (10, 200), (10, 210)]
    hole = "".join(f"J{n},2,33200{n:02},415000{e}\n" for n, e in inner)
    part = "".join(f"J{n},3,33200{n:02},41500{e}\n" for n, e in outer)
    layer = read(HEADER + SQUARE.replace("4,1,A1", "11,0.995,A1") + hole + part)
    shape = layer.frame.geometry[0]
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == 10_000 - 100 + 50
    assert codes(layer) == []


def test_columns_with_the_easting_first_are_turned_round_and_it_is_told(read):
    lines = [line.split(",") for line in SQUARE.splitlines()]
    turned = "\n".join(",".join([*f[:2], f[3], f[2]]) if f[0][0] == "J" else ",".join(f)
                       for f in lines)  # fmt: skip
    layer = read(HEADER + turned)
    assert layer.frame.geometry[0].equals(BOX)
    assert codes(layer) == ["boundary-columns-swapped"]
    bare = read(HEADER + turned.replace("415", "5"))
    assert bare.frame.geometry[0].bounds[:2] == (500_000, 3_320_000)


def test_full_width_punctuation_and_digits_are_read(read):
    # U+FF0C comma, U+FF1D equals, U+FF20 at
    text = (HEADER + SQUARE).replace(",", "\uff0c").replace("=", "\uff1d").replace("@", "\uff20")
    layer = read(text.replace("41500000", "\uff14\uff11500000"))
    assert layer.frame.geometry[0].equals(BOX)
    assert layer.frame.crs.to_epsg() == 4529


def test_a_name_may_hold_commas(read):
    assert (
        read(HEADER + SQUARE.replace("东块", "东,块\uff0c二")).frame["名称"][0] == "东,块\uff0c二"
    )


def test_one_bad_parcel_does_not_hide_the_others(read):
    bad = (
        "3,1,B,坏块,面,,,,@\nJ1,1,332OO00,41500000\nJ2,1,3320100,41500000\nJ3,1,3320100,41500100\n"
    )
    thin = "2,1,C,线块,面,,,,@\nJ1,1,3320000,41500000\nJ2,1,3320100,41500000\n"
    empty = "0,1,D,空块,面,,,,@\n"
    layer = read(HEADER + bad + thin + empty + SQUARE)
    assert layer.frame["编号"].tolist() == ["B", "C", "D", "A1"]
    assert layer.frame.geometry[:3].isna().all()
    assert layer.frame.geometry[3].equals(BOX)
    assert codes(layer) == ["boundary-line-unreadable", *["boundary-too-few-points"] * 2]
    assert layer.findings[-3].facts["line"] == 13
    assert "332OO00" in layer.findings[-3].found("zh")


def test_a_wrong_count_of_points_is_told_and_the_points_are_kept(read):
    layer = read(HEADER + SQUARE.replace("4,1,A1", "7,1,A1"))
    assert codes(layer) == ["boundary-point-count"]
    assert layer.frame.geometry[0].equals(BOX)


def test_a_missing_zone_is_taken_from_the_eastings(read):
    layer = read((HEADER + SQUARE).replace("带号=41", "带号="))
    assert layer.frame.crs.to_epsg() == 4529
    assert codes(layer) == ["boundary-zone-from-easting"]


def test_a_zone_that_the_eastings_contradict_is_not_believed(read):
    layer = read((HEADER + SQUARE).replace("带号=41", "带号=40"))
    assert layer.frame.crs.to_epsg() == 4529
    assert codes(layer) == ["boundary-zone-contradicted"]


def test_eastings_without_a_zone_take_that_of_the_header(read):
    layer = read((HEADER + SQUARE).replace(",415", ",5"))
    assert layer.frame.crs.to_epsg() == 4550
    assert codes(layer) == []


def test_six_degree_zones_are_read(read):
    text = (HEADER + SQUARE).replace("几度分带=3", "分带=6度带").replace("带号=41", "带号=21")
    assert read(text.replace(",415", ",215")).frame.crs.to_epsg() == 4499


def test_a_width_that_the_number_of_the_zone_contradicts_is_told(read):
    layer = read((HEADER + SQUARE).replace("几度分带=3", "几度分带=6"))
    assert layer.frame.crs.to_epsg() == 4529
    assert codes(layer) == ["boundary-zone-width"]


def test_without_any_zone_the_crs_is_left_open_and_not_guessed(read):
    layer = read((HEADER + SQUARE).replace("带号=41", "").replace(",415", ",5"))
    assert layer.frame.crs is None
    assert layer.provenance.crs_from is None
    with pytest.raises(UnknownCrs):
        georeference(layer)


@pytest.mark.parametrize("system", ["西安80坐标系", "1980西安坐标系", "80坐标系", "北京54"])
@pytest.mark.parametrize("named", [True, False])
def test_an_old_datum_is_refused_also_without_a_zone(read, system, named):
    text = (HEADER + SQUARE).replace("2000国家大地坐标系", system)
    layer = read(text if named else text.replace("带号=41", "带号="))
    with pytest.raises(DatumRefused):
        georeference(layer)
    bare = read(text.replace("带号=41", "").replace(",415", ",5"))
    with pytest.raises(UnknownCrs, match=r"Xi'an 1980|Beijing 1954"):
        georeference(bare)


def test_longitude_and_latitude_are_read_in_either_order(read):
    degrees = "3,,A,甲,面,,,,@\n1,1,122.1,30.0\n2,1,122.2,30.0\n3,1,122.2,30.1\n"
    layer = read(HEADER.replace("带号=41", "") + degrees)
    assert layer.frame.geometry[0].bounds == (122.1, 30.0, 122.2, 30.1)
    assert layer.frame.crs.to_epsg() == 4490


@pytest.mark.parametrize(
    ("stated", "square_metres"),
    [("1", 10_000), ("1.0000公顷", 10_000), ("15亩", 10_000), ("10000平方米", 10_000)],
)
def test_areas_are_square_metres_whatever_the_unit(read, stated, square_metres):
    layer = read(HEADER + SQUARE.replace("4,1,A1", f"4,{stated},A1"))
    assert layer.frame[AREA][0] == pytest.approx(square_metres)
    assert codes(layer) == []


def test_areas_written_in_square_metres_without_a_unit_are_recognised(read):
    layer = read(HEADER + SQUARE.replace("4,1,A1", "4,10001,A1"))
    assert layer.frame[AREA][0] == 10_001
    assert codes(layer) == ["boundary-area-in-square-metres"]


def test_an_area_that_disagrees_with_the_points_is_told_and_both_are_kept(read):
    layer = read(HEADER + SQUARE.replace("4,1,A1", "4,1.2,A1") + SQUARE)
    assert codes(layer) == ["boundary-area"]
    assert layer.frame[AREA].tolist() == [12_000, 10_000]
    assert layer.findings[-1].facts["measured"] == "10000.0"


def test_an_area_of_zero_or_none_is_not_known(read):
    layer = read(HEADER + SQUARE.replace("4,1,A1", "4,0,A1") + SQUARE.replace("4,1,A1", "4,,A1"))
    assert layer.frame[AREA].isna().all()
    assert codes(layer) == []


def test_lines_and_points_are_read_as_what_they_are(read):
    line = "2,,L,管线,线,,,,@\n1,1,3320000,41500000\n2,1,3320100,41500000\n"
    spot = "1,,P,井,点,,,,@\n1,1,3320000,41500000\n"
    layer = read(HEADER + line + spot)
    assert layer.frame.geom_type.tolist() == ["LineString", "Point"]
    assert layer.frame.geometry[0].length == 100


def test_the_header_may_come_in_any_order_with_blanks(read):
    body = HEADER.splitlines()
    text = "\n".join(
        [body[0], *(f" {line.replace('=', ' = ')} " for line in body[-2:0:-1]), body[-1]]
    )
    assert read(text + "\n" + SQUARE).frame.crs.to_epsg() == 4529


def test_points_without_a_parcel_line_are_one_parcel(read):
    layer = read(HEADER + "\n".join(SQUARE.splitlines()[1:]))
    assert layer.frame.geometry[0].equals(BOX)
    assert codes(layer) == ["boundary-headless"]


def test_a_parcel_line_without_the_at_sign_is_still_one(read):
    assert read(HEADER + SQUARE.replace(",@", "")).frame["地类"][0] == "100103"


def test_a_file_without_parcels_is_empty_and_another_text_is_refused(read):
    assert read(HEADER).frame.empty
    with pytest.raises(LayerError, match="land-boundary"):
        read("a,b\n1,2\n")


def test_numbers_are_found_in_words():
    assert number_in("第41带") == 41
    assert number_in("无") is None
    assert parse_boundary("x=1").header == {"x": "1"}


@st.composite
def parcels(draw):
    """Draw a parcel of millimetre corners, maybe with a hole, maybe of two parts."""
    millimetres = st.integers(1, 50_000)
    x, y = draw(millimetres) / 1000 + 41_400_000, draw(millimetres) / 1000 + 3_320_000
    width, height = draw(millimetres) / 1000 + 10, draw(millimetres) / 1000 + 10
    holes = [box(x + 2, y + 2, x + 4.5, y + 3.125).exterior] if draw(st.booleans()) else []
    shape = Polygon(box(x, y, x + width, y + height).exterior, holes)
    if draw(st.booleans()):
        shape = MultiPolygon([shape, box(x + width + 5, y, x + width + 6, y + 1)])
    return shapely.set_precision(shape, 0.001, mode="pointwise")


names = st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"]), max_size=8)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(parcels(), names), min_size=1, max_size=4),
       st.sampled_from(["gb18030", "utf-8", "utf-8-sig", "utf-16"]))  # fmt: skip
def test_what_is_written_is_read_back_to_the_millimetre(tmp_path, drawn, encoding):
    shapes, said = zip(*drawn, strict=True)
    frame = GeoDataFrame({"名称": said, "编号": [f"0{i}" for i in range(len(said))]},
                         geometry=list(shapes), crs=4529)  # fmt: skip
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    write_boundary_txt(frame, first, encoding=encoding)
    layer = read_boundary_txt(first)
    # a few odd characters are good Big5 too: the reader says so, and still has to choose right
    assert set(codes(layer)) <= {"encoding-decided"}
    for was, now in zip(said, layer.frame["名称"], strict=True):
        assert now == was or not was.isalnum()  # commas and quotes are the format's own
    assert layer.frame.crs.to_epsg() == 4529
    assert layer.frame["编号"].tolist() == frame["编号"].tolist()
    for was, now in zip(shapes, layer.frame.geometry, strict=True):
        assert np.allclose(
            shapely.get_coordinates(was), shapely.get_coordinates(now), rtol=0, atol=5.1e-4
        )
        assert now.geom_type == was.geom_type
    write_boundary_txt(layer.frame, second, encoding=encoding)
    assert second.read_bytes() == first.read_bytes()


def test_writing_reprojects_to_the_zone_that_is_named(tmp_path):
    frame = GeoDataFrame(geometry=[box(122.1, 30, 122.101, 30.001)], crs="EPSG:4326")
    path = tmp_path / "out.txt"
    write_boundary_txt(frame, path, zone=zone(41), header={"数据产生单位": "某局"})
    text = path.read_text("gb18030")
    assert "带号=41" in text
    assert "数据产生单位=某局" in text
    assert text.splitlines()[-1].split(",")[3].startswith("414")
    by_meridian = GaussKruger("cgcs2000", 3, 123, prefixed=False)
    write_boundary_txt(frame, path, zone=by_meridian)
    assert read_boundary_txt(path).frame.crs.to_epsg() == 4550


def test_writing_takes_other_columns_and_keeps_parcels_without_a_shape(tmp_path):
    frame = GeoDataFrame({"id": ["0601", None]}, geometry=[BOX, None], crs=4529)
    path = tmp_path / "out.txt"
    write_boundary_txt(frame, path, columns={"编号": "id"})
    layer = read_boundary_txt(path)
    assert layer.frame["编号"].tolist() == ["0601", ""]
    assert layer.frame.geometry[1] is None


def test_only_polygons_in_a_zone_can_be_written(tmp_path):
    with pytest.raises(LayerError, match="zone"):
        write_boundary_txt(GeoDataFrame(geometry=[BOX], crs=3857), tmp_path / "out.txt")
    with pytest.raises(LayerError, match="polygons"):
        write_boundary_txt(GeoDataFrame(geometry=[Point(0, 0)], crs=4529), tmp_path / "out.txt")
