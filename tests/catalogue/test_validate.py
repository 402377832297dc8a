from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import LineString, MultiPolygon, Point, Polygon, box

from sitesel.catalogue import validate as door
from sitesel.catalogue.validate import Tolerances, Validation, validate, validate_surroundings
from sitesel.catalogue.validation.coverage import misfits
from sitesel.errors import UntrustworthyData
from sitesel.findings import Finding, finding_kinds

X, Y = 450_000, 3_320_000  # near Dinghai, in the zone of 123° E
ZONE = 4550


def frame(*outlines: Any, **columns: Any) -> GeoDataFrame:
    drawn = np.array([*outlines, None], dtype=object)[:-1]
    moved = shapely.transform(drawn, lambda xyz: xyz + [X, Y, 0][: xyz.shape[1]], include_z=None)
    return GeoDataFrame(columns, geometry=moved, crs=ZONE)


def check(given: GeoDataFrame, **options: Any) -> Validation:
    return validate(given, layer="demo", **options)


def of(validation: Validation, code: str) -> list[Finding]:
    return [finding for finding in validation.findings if finding.code == code]


@pytest.fixture
def row_of_four() -> GeoDataFrame:
    return frame(*(box(i * 20, 0, i * 20 + 20, 50) for i in range(4)), no=["A", "B", "C", "D"])


def test_parcels_that_fit_give_no_findings(row_of_four):
    found = check(row_of_four, id_column="no")
    assert found.findings == ()
    assert found.frame.geometry.geom_equals(row_of_four.geometry).all()
    assert found.frame.index.equals(row_of_four.index)


@pytest.mark.parametrize(
    ("outline", "code"),
    [
        (None, "null-geometry"),
        (Polygon(), "empty-geometry"),
        (Point(0, 0), "not-a-polygon"),
        (LineString([(0, 0), (9, 9)]), "not-a-polygon"),
        (Polygon([(0, 0), (9, 9), (0, 0)]), "unrepairable-geometry"),
        (Polygon([(0, 0), (9, 0), (np.inf, 9)]), "infinite-coordinates"),
        (Polygon([(0, 0), (9, 0), (-X, -Y)]), "zero-coordinates"),
    ],
)
def test_a_row_that_cannot_be_measured_is_set_aside_with_its_reason(outline, code):
    given = frame(box(0, 0, 20, 20), outline, box(40, 0, 60, 20), no=["A", "B", "C"])
    found = check(given, id_column="no")
    assert list(found.frame["no"]) == ["A", "C"]
    assert found.set_aside["reason"].to_dict() == {1: code}
    (told,) = of(found, code)
    assert (told.parcel, told.row, told.severity) == ("B", 1, "error")


def test_rows_in_are_rows_published_and_rows_set_aside():
    square = box(0, 0, 20, 20)
    given = frame(square, None, square, Point(1, 1), box(40, 0, 60, 20), box(90, 0, 95, 5))
    found = check(given)
    assert len(given) == len(found.frame) + len(found.set_aside)
    assert set(given.index) == {*found.frame.index, *found.set_aside.index}


def test_the_frame_handed_in_is_not_changed():
    bow_tie = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    given = frame(bow_tie, box(20, 0, 30, 10), no=["A", "B"])
    before = given.copy()
    check(given)
    assert given.geometry.geom_equals_exact(before.geometry, 0).all()
    assert list(given.columns) == list(before.columns)


def test_a_bow_tie_is_repaired_and_its_change_of_area_told_loudly():
    # two triangles of 25 m² whose signed areas cancel
    bow_tie = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    found = check(frame(bow_tie, box(20, 0, 30, 10), no=["A", "B"]), id_column="no")
    (told,) = of(found, "repair-changed-area")
    assert found.frame.geometry.is_valid.all()
    assert found.frame.geometry.iloc[0].area == pytest.approx(50)
    assert told.facts["before"] == pytest.approx(0, abs=1e-6)
    assert told.facts["after"] == pytest.approx(50)
    assert "自相交" in told.found("zh")
    assert told.lon == pytest.approx(122.48, abs=0.01)


def test_a_ring_that_touches_itself_keeps_its_area():
    # a square whose ring runs into a corner and out again: the hole is drawn with the shell
    pinched = Polygon([(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)])
    (told,) = of(check(frame(pinched, box(20, 0, 30, 10))), "invalid-geometry")
    assert told.facts["change"] == 0
    assert told.facts["parts"] == 2


def test_an_outline_that_only_the_projection_mended_is_still_told():
    drawn = frame(box(0, 0, 10, 10), box(20, 0, 30, 10)).geometry
    drawn[0] = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    found = check(frame(box(0, 0, 10, 10), box(20, 0, 30, 10)), drawn=drawn)
    assert [finding.row for finding in of(found, "invalid-geometry")] == [0]


def estate() -> MultiPolygon:
    """Common land around a lot, whose hole is listed under the other part."""
    lot = [(40, 40), (60, 40), (60, 60), (40, 60)]
    return MultiPolygon([box(0, 0, 100, 100), Polygon(box(200, 0, 250, 50).exterior, [lot])])


def test_a_hole_listed_under_another_part_stays_a_hole():
    found = check(frame(estate(), box(40, 40, 60, 60)))
    assert found.frame.area.round(6).tolist() == [12_100, 400]
    assert of(found, "overlap") == []
    (told,) = of(found, "repaired-along-lines")
    assert told.facts == {"after": 12_100, "filled": 12_500, "meant": 12_100}


@pytest.mark.parametrize(("stated", "area"), [(12_500.0, 12_500), (12_100, 12_100), (3, 12_100)])
def test_the_repair_nearest_to_the_stated_area_is_kept_where_one_is_near(stated, area):
    given = frame(estate(), box(300, 0, 320, 20), stated=[stated, 400.0])
    assert check(given, stated_area="stated").frame.area.round(6).tolist() == [area, 400]


def test_a_stated_area_too_coarse_to_tell_two_repairs_apart_tells_nothing():
    loop = [(0, 0), (100, 0), (100, 100), (60, 100), (60, 97), (66, 97), (66, 103), (0, 103)]
    given = frame(Polygon(loop), box(300, 0, 320, 20), stated=[10_180.0, 400.0])
    found = check(given, stated_area="stated")
    assert found.frame.area.tolist() == [10_198, 400]  # and 10,180 along its lines
    assert of(found, "repaired-along-lines") == []


def test_the_stated_area_is_read_in_its_unit():
    given = frame(estate(), box(300, 0, 320, 20), stated=[1.25, 0.04])
    found = check(given, stated_area="stated", stated_unit="ha")
    assert found.frame.area.round(6).tolist() == [12_500, 400]


def test_parts_that_overlap_are_one_area():
    twice = MultiPolygon([box(0, 0, 20, 20), box(10, 0, 30, 20)])
    assert check(frame(twice)).frame.area.tolist() == [600]


def test_lines_that_come_with_a_polygon_are_dropped_and_told():
    spike = Polygon([(0, 0), (10, 0), (10, 10), (10, 18), (10, 10), (0, 10)])
    found = check(frame(spike, box(20, 0, 30, 10)))
    (told,) = of(found, "dropped-lines")
    assert told.facts["length"] == pytest.approx(8)
    assert found.frame.geometry.iloc[0].area == pytest.approx(100)


def test_parts_are_counted_and_kept_together():
    two = MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)])
    found = check(frame(two, box(40, 0, 50, 10)))
    assert [(f.row, f.facts["parts"]) for f in of(found, "multi-part")] == [(0, 2)]
    assert len(found.frame) == 2


def test_heights_are_left_out_and_told_once():
    found = check(frame(shapely.force_3d(box(0, 0, 10, 10), 7.0), box(20, 0, 30, 10)))
    assert [finding.count for finding in of(found, "third-dimension")] == [1]
    assert not found.frame.geometry.has_z.any()


def test_the_same_outline_and_attributes_is_a_duplicate_and_the_first_stays():
    again = Polygon([(20, 0), (20, 20), (0, 20), (0, 0)])  # another start, another direction
    found = check(frame(box(0, 0, 20, 20), again, no=["A", "A"]), id_column="no")
    (told,) = of(found, "duplicate")
    assert (told.row, told.facts["first_row"]) == (1, 0)
    assert list(found.set_aside["reason"]) == ["duplicate"]


def test_attributes_that_are_lists_can_be_compared():
    square = box(0, 0, 20, 20)
    found = check(frame(square, square, square, uses=[["M1"], ["M1"], ["M2"]]))
    assert list(found.set_aside.index) == [1]


def test_a_stack_of_condominiums_is_one_finding_and_no_overlap():
    storeys = frame(*[box(0, 0, 20, 20)] * 9, box(20, 0, 40, 20), no=list("ABCDEFGHIJ"))
    found = check(storeys, id_column="no")
    (stack,) = of(found, "stack")
    (whole,) = of(found, "stacks")
    assert (stack.count, stack.facts["area"]) == (9, pytest.approx(400))
    assert stack.facts["members"] == "A, B, C, D, E, F …"
    assert (whole.facts["repeats"], whole.facts["stacks"], whole.facts["tallest"]) == (8, 1, 9)
    assert of(found, "overlap") == []
    assert len(found.frame) == 10


def test_two_parcels_on_one_outline_are_a_stack():
    found = check(
        frame(box(0, 0, 20, 20), box(0, 0, 20, 20), box(30, 0, 50, 20), no=["A", "B", "C"])
    )
    assert [f.count for f in of(found, "stack")] == [2]


def test_an_overlap_is_told_of_the_smaller_parcel_with_its_share():
    found = check(
        frame(box(0, 0, 100, 100), box(90, 0, 110, 10), no=["big", "small"]), id_column="no"
    )
    (told,) = of(found, "overlap")
    assert (told.parcel, told.facts["other"]) == ("small", "big")
    assert told.facts["area"] == pytest.approx(100)
    assert told.facts["share"] == pytest.approx(0.5)
    assert len(found.frame) == 2


def test_a_parcel_inside_another_overlaps_it():
    found = check(frame(box(0, 0, 100, 100), box(40, 40, 50, 50)))
    assert [f.facts["area"] for f in of(found, "overlap")] == [pytest.approx(100)]


def test_parcels_that_touch_do_not_overlap(row_of_four):
    assert of(check(row_of_four), "overlaps") == []


def test_an_overlap_within_the_tolerance_is_let_pass():
    assert of(check(frame(box(0, 0, 10, 10), box(9.95, 0, 20, 10))), "overlap") == []


def test_a_gap_closed_by_its_neighbours_is_told_with_its_width():
    # two halves of a block, 0.2 m apart over 30 m, closed by a parcel at either end
    left, right = box(0, 0, 10, 30), box(10.2, 0, 20, 30)
    found = check(frame(left, right, box(0, -10, 20, 0), box(0, 30, 20, 40)))
    (told,) = of(found, "gap")
    assert told.facts["area"] == pytest.approx(6)
    assert told.facts["width"] == pytest.approx(0.2)


def test_a_street_is_no_gap():
    streets = [box(0, 0, 10, 30), box(14, 0, 24, 30), box(0, -10, 24, 0), box(0, 30, 24, 40)]
    assert check(frame(*streets)).findings == ()


def test_a_void_that_a_parcel_fills_is_no_gap():
    around = Polygon(box(0, 0, 20, 20).exterior, [box(9.8, 5, 10, 15).exterior])
    fills, overlaps = box(9.8, 5, 10, 15), box(18, 0, 30, 20)
    assert of(check(frame(around, fills, overlaps)), "gap") == []
    assert len(of(check(frame(around, overlaps)), "gap")) == 1


def test_slivers_and_specks_are_told_apart():
    found = check(frame(box(0, 0, 0.3, 50), box(5, 0, 5.3, 2), box(20, 0, 40, 20)))
    assert [f.row for f in of(found, "sliver")] == [0]
    assert [f.row for f in of(found, "tiny-area")] == [1]


def test_a_parcel_in_the_next_zone_is_far_away():
    many = [box(i * 20, 0, i * 20 + 20, 50) for i in range(8)]
    found = check(frame(*many, box(290_000, 0, 290_020, 50)))
    (told,) = of(found, "far-away")
    assert (told.row, round(told.facts["distance"])) == (8, 290)


def test_islands_within_a_hundred_kilometres_are_one_place():
    islands = [box(i * 20_000, 0, i * 20_000 + 20, 50) for i in range(6)]
    assert of(check(frame(*islands)), "far-away") == []


def test_an_islet_off_a_dense_town_is_not_far_away():
    town = [box(i * 20, 0, i * 20 + 20, 50) for i in range(8)]
    assert of(check(frame(*town, box(30_000, 0, 30_020, 50))), "far-away") == []


def test_coordinates_rounded_to_ten_metres_are_told():
    squares = [box(i * 30, 0, i * 30 + 20, 20) for i in range(25)]
    (told,) = of(check(frame(*squares)), "coarse-coordinates")
    assert told.facts["step"] == 10


def test_ids_that_repeat_are_told_with_the_columns_that_differ(row_of_four):
    given = row_of_four.assign(no=["A", "B", "B", "D"], use=["M1", "M1", "M2", "M1"])
    found = check(given, id_column="no")
    (told,) = of(found, "repeated-id")
    assert (told.parcel, told.count, told.facts["differing"]) == ("B", 2, "use")
    assert told.facts["outlines"] == 2
    assert len(found.frame) == 4


def test_a_column_of_few_values_is_no_id(row_of_four):
    given = frame(*(box(i * 20, 0, i * 20 + 20, 50) for i in range(8)), use=[1, 2] * 4)
    found = check(given, id_column="use")
    assert [f.facts["distinct"] for f in of(found, "not-an-id")] == [2]
    assert of(found, "repeated-id") == []


def test_missing_ids_are_told_and_kept(row_of_four):
    found = check(row_of_four.assign(no=["A", None, " ", "D"]), id_column="no")
    assert [f.count for f in of(found, "missing-id")] == [2]
    assert of(found, "repeated-id") == []


def test_missing_values_are_told_by_column_with_their_spellings(row_of_four):
    given = row_of_four.assign(use=["M1", None, "<Null>", " "], owner=None)
    found = check(given)
    (told,) = of(found, "missing-values")
    assert (told.column, told.count) == ("use", 3)
    assert "“<Null>” × 1" in told.found("zh")
    assert [f.column for f in of(found, "empty-column")] == ["owner"]


def test_a_column_of_one_layer_is_not_missing_in_another(row_of_four):
    given = row_of_four.assign(source=[*"aabb"], row=[0, 1, 0, 1], use=["M1", None, None, None])
    (told,) = check(given, origin=("source", "row")).findings
    assert (told.layer, told.column, told.count) == ("a", "use", 1)


def test_the_rows_of_several_layers_keep_their_names(row_of_four):
    given = row_of_four.assign(source=["a", "a", "b", "b"], row=[0, 1, 0, 1])
    given.loc[3, "geometry"] = None
    (told,) = check(given, origin=("source", "row")).findings
    assert (told.layer, told.row) == ("b", 1)


def test_whole_numbers_stay_whole_in_an_id():
    given = frame(None, box(0, 0, 20, 20), box(30, 0, 50, 20), no=[7.0, 8.0, None])
    assert of(check(given, id_column="no"), "null-geometry")[0].parcel == "7"


def test_a_hall_may_be_a_point():
    found = check(frame(Point(0, 0), box(20, 0, 40, 20)), sites="halls")
    assert len(found.frame) == 2


@pytest.mark.parametrize(
    "given",
    [
        frame(),
        frame(None, None),
        frame(None, None, box(0, 0, 20, 20)),
        GeoDataFrame(geometry=[box(122, 30, 122.1, 30.1)], crs="OGC:CRS84"),
        GeoDataFrame(geometry=[box(0, 0, 20, 20)]),
    ],
    ids=["no rows", "no geometry", "most without geometry", "degrees", "no CRS"],
)
def test_a_layer_that_cannot_be_trusted_stops_the_build_in_both_languages(given):
    with pytest.raises(UntrustworthyData) as caught:
        check(given)
    assert "'demo'" in caught.value.say("zh")
    assert "'demo'" in caught.value.say("en")


def test_outlines_upon_outlines_are_not_examined_pair_by_pair():
    rings = [Point(0, 0).buffer(100 + i, quad_segs=2) for i in range(600)]
    found = check(frame(*rings))
    assert len(of(found, "overlaps-not-examined")) == 1
    assert of(found, "overlap") == []


def test_the_worst_overlaps_are_listed_and_all_are_counted():
    stairs = [box(i * 10, 0, i * 10 + 12 + i, 10) for i in range(5)]
    found = check(frame(*stairs), tolerances=Tolerances(listed=2))
    (whole,) = of(found, "overlaps")
    assert (whole.facts["pairs"], whole.facts["listed"]) == (4, 2)
    assert [f.facts["area"] for f in of(found, "overlap")] == pytest.approx([50, 40])


def test_findings_do_not_depend_on_the_tiles(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(7)
    corners = rng.uniform(0, 300, (120, 2))
    boxes = [box(x, y, x + 20, y + 20) for x, y in corners.tolist()]
    whole = check(frame(*boxes)).findings
    monkeypatch.setattr(door, "misfits", lambda o, *, gap: misfits(o, gap=gap, tile=16))
    assert check(frame(*boxes)).findings == whole


def test_overlaps_are_those_of_every_pair():
    rng = np.random.default_rng(11)
    corners = rng.uniform(0, 300, (80, 2))
    boxes = np.array([box(x, y, x + 20, y + 30) for x, y in corners.tolist()])
    one, other = np.triu_indices(len(boxes), 1)
    shared = shapely.area(shapely.intersection(boxes[one], boxes[other]))
    (whole,) = of(check(frame(*boxes)), "overlaps")
    assert whole.facts["pairs"] == (shared > 1).sum()
    assert whole.facts["total"] == pytest.approx(shared[shared > 1].sum())


def test_surroundings_of_any_kind_stay_and_their_faults_are_told():
    given = frame(Point(0, 0), LineString([(0, 0), (9, 9)]), box(0, 0, 9, 9), None, Point(0, 0))
    found = validate_surroundings(given.assign(name=list("abcde")), layer="facilities")
    assert [f.code for f in found.findings] == ["null-geometry", "mixed-types", "same-place"]
    assert len(found.frame) == 4


def test_a_constraint_layer_takes_polygons_only():
    found = validate_surroundings(
        frame(box(0, 0, 9, 9), Point(5, 5)), layer="redline", polygons=True
    )
    assert list(found.set_aside["reason"]) == ["not-a-polygon"]


def test_a_layer_of_surroundings_without_rows_is_told():
    found = validate_surroundings(frame(), layer="wharves")
    assert [f.code for f in found.findings] == ["no-rows"]


def test_surroundings_without_any_geometry_stop_the_build():
    with pytest.raises(UntrustworthyData, match="no usable geometry"):
        validate_surroundings(frame(None, None), layer="wharves")


def test_every_kind_is_told_in_both_languages(row_of_four):
    square = box(0, 0, 20, 20)
    bow_tie = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    given = frame(square, square, bow_tie, None, Point(1, 1), box(5, 5, 30, 9), box(50, 0, 70, 20),
                  no=[*"ABCDEFF"], ha=[0.04, 0.04, 1, 1, 1, 0.01, -1])  # fmt: skip
    found = check(given, id_column="no", stated_area="ha", stated_unit="ha")
    for finding in found.findings:
        for lang in ("zh", "en"):
            assert "{" not in finding.found(lang) + finding.done(lang)
        assert finding.code in finding_kinds()


@pytest.mark.real
def test_what_is_wrong_with_williamsburg_is_found(shared, read: Callable[..., Any]):
    drawn, given = read(shared / "williamsburg" / "parcels.geojson", 32147)
    found = check(given, drawn=drawn, id_column="PID", stated_area="AreaAc", stated_unit="acre")
    assert (len(found.frame), len(found.set_aside)) == (4463, 1)
    assert len(of(found, "null-geometry")) == 1
    assert len(of(found, "invalid-geometry")) + len(of(found, "repair-changed-area")) == 3
    assert len(of(found, "multi-part")) == 15
    assert len(of(found, "stated-area-differs")) == 135
    assert [f.parcel for f in of(found, "repaired-along-lines")] == ["281-13-00-OS1"]
    assert of(found, "overlaps")[0].facts["pairs"] == 72


@pytest.mark.real
@pytest.mark.parametrize(("column", "stale"), [("area", 1), ("Shape__Are", 0)])
def test_the_stale_area_column_of_pittsburgh_is_named(shared, read, column, stale):
    drawn, given = read(shared / "pittsburgh-zoning" / "Zoning.shp", 32129)
    found = check(given, drawn=drawn, id_column="objectid", stated_area=column)
    assert len(of(found, "invalid-geometry")) == 1
    assert [f.facts["unit"] for f in of(found, "area-column-wrong-unit")] == ["square feet"]
    assert len(of(found, "area-column-stale")) == stale


@pytest.mark.real
def test_the_function_code_of_beijing_is_no_id(shared, read):
    _, given = read(shared / "beijing-parcels" / "BEIJING.shp", 32650)
    found = check(given, id_column="id")
    assert [f.code for f in found.findings] == ["not-an-id"]


@pytest.mark.real
def test_schools_without_an_address_in_vologda_are_set_aside(shared, read):
    _, given = read(shared / "vologda" / "school.parquet", 32637)
    found = validate_surroundings(given, layer="school")
    assert len(found.set_aside) == 21


@pytest.mark.real
def test_baltimore_is_examined_in_seconds_stacks_and_all(shared, read):
    drawn, given = read(shared / "baltimore-parcels" / "parcels.parquet", 26985)
    start = time.process_time()
    found = check(given, drawn=drawn, id_column="PIN")
    assert time.process_time() - start < 30
    (stacks,) = of(found, "stacks")
    (ids,) = of(found, "repeated-ids")
    assert (stacks.facts["repeats"], stacks.facts["stacks"]) == (15_474, 451)
    assert stacks.facts["tallest"] == 832
    assert len(of(found, "invalid-geometry")) == 49
    assert len(of(found, "multi-part")) == 59
    assert len(of(found, "tiny-area")) == 9
    assert ids.facts["surplus"] == 1312
    assert len(found.frame) + len(found.set_aside) == 238_388


@pytest.fixture
def read() -> Callable[..., Any]:
    def reading(path: Any, crs: int) -> tuple[Any, GeoDataFrame]:
        parquet = path.suffix == ".parquet"
        given = geopandas.read_parquet(path) if parquet else geopandas.read_file(path)
        return given.geometry, given.to_crs(crs)

    return reading
