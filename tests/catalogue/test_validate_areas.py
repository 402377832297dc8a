from __future__ import annotations

import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import box

from sitesel.catalogue.validate import validate
from sitesel.catalogue.validation.stated_area import area_unit, examine_area_column
from sitesel.units import UnitError

SIDES = np.array([20.0, 35.0, 50.0, 80.0, 120.0, 200.0])
MEASURED = SIDES**2


def codes(stated, unit="m2", *, boxes=SIDES):
    corners = np.cumsum(boxes + 30) + 450_000
    outlines = [
        box(x, 3_320_000, x + s, 3_320_000 + s) for x, s in zip(corners, boxes, strict=True)
    ]
    frame = GeoDataFrame({"area": stated}, geometry=outlines, crs=4550)
    found = validate(frame, layer="demo", stated_area="area", stated_unit=unit)
    return [f for f in found.findings if "area" in f.code and f.column == "area"]


@pytest.mark.parametrize(
    ("size", "name"),
    [
        (1, "m2"),
        (2000 / 3, "mu"),
        (10_000, "ha"),
        (1e6, "km2"),
        (4046.8564224, "acre"),
        (0.09290304, "ft2"),
        (0.09290341, "ft2"),  # the survey foot
        (400 / 121, "tsubo"),
    ],
)
def test_the_unit_of_a_column_is_recognised(size, name):
    found = examine_area_column(MEASURED / size, MEASURED)
    assert found.unit.name == name
    assert found.verdict == ("agrees" if name == "m2" else "wrong-unit")
    assert found.agree == 1


def test_areas_taken_in_web_mercator_are_recognised_at_their_latitude():
    # DOMAIN: + 33.8 % at 30° N
    found = examine_area_column(MEASURED * 1.338, MEASURED, latitude=30.0)
    assert (found.verdict, found.unit.name) == ("wrong-unit", "mercator")


def test_areas_taken_in_degrees_are_recognised():
    # a degree at 30° N is 110,852 m by 96,486 m
    found = examine_area_column(MEASURED / (110_852 * 96_486), MEASURED, latitude=30.0)
    assert (found.verdict, found.unit.name) == ("wrong-unit", "degree2")


def test_a_factor_that_is_no_unit_is_told_as_it_is():
    found = examine_area_column(MEASURED * 1.7, MEASURED)
    assert found.verdict == "constant-factor"
    assert found.factor == pytest.approx(1.7)


def test_scattered_ratios_are_stale():
    found = examine_area_column(MEASURED * [0.5, 1.6, 0.8, 1.3, 0.6, 1.8], MEASURED)
    assert found.verdict == "stale"
    assert found.stale


def test_a_perimeter_is_a_length():
    assert examine_area_column(4 * SIDES, MEASURED).verdict == "a-length"


def test_house_numbers_are_not_an_area():
    assert examine_area_column(np.array([7.0, 3, 9, 2, 8, 4]), MEASURED).verdict == "not-an-area"


def test_the_same_value_throughout_is_not_an_area():
    assert examine_area_column(np.full(6, 99.0), MEASURED).verdict == "not-an-area"


def test_missing_and_zero_are_not_compared():
    stated = MEASURED.copy()
    stated[:2] = np.nan, 0
    found = examine_area_column(stated, MEASURED)
    assert (found.compared, found.agreeing, found.differ.any()) == (4, 4, False)


def test_two_rows_are_too_few_to_judge_a_column():
    assert examine_area_column(MEASURED[:2] * 9, MEASURED[:2]).verdict == "too-few"


@pytest.mark.parametrize("spelling", ["亩", "mu"])
def test_a_unit_may_be_spelled_as_people_do(spelling):
    assert area_unit(spelling).name == "mu"


def test_a_unit_of_something_else_is_refused():
    with pytest.raises(UnitError):
        area_unit("km")


def test_one_parcel_that_disagrees_is_told_with_both_measured_areas():
    stated = MEASURED * 1.0
    stated[3] *= 1.1
    agrees, differs = codes(stated)
    assert agrees.code == "area-column-agrees"
    assert (differs.code, differs.row) == ("stated-area-differs", 3)
    assert differs.facts["plane"] == pytest.approx(6400)
    # the plane is larger by d² / R²: 49.6 km west of the meridian, on a radius of 6,362 km
    assert differs.facts["ellipsoid"] == pytest.approx(6400 * (1 - (49.6 / 6362) ** 2), rel=1e-6)
    assert differs.facts["difference"] == pytest.approx(0.1)


def test_a_difference_within_the_tolerance_is_let_pass():
    assert [f.code for f in codes(MEASURED * 1.015)] == ["area-column-agrees"]


def test_tiny_parcels_may_differ_by_a_rounded_metre_quarter():
    assert [f.code for f in codes([3.2], boxes=np.array([1.75]))] == []
    assert not examine_area_column(np.array([3.2]), np.array([3.0625])).differ.any()


def test_a_column_in_mu_declared_so_agrees():
    assert [f.code for f in codes(MEASURED * 3 / 2000, "亩")] == ["area-column-agrees"]


def test_a_wrong_unit_is_one_finding_and_not_one_a_parcel():
    (told,) = codes(MEASURED * 3 / 2000)
    assert told.code == "area-column-wrong-unit"
    assert "亩" in told.found("zh")
    assert "平方米" in told.found("zh")


def test_a_stale_column_is_one_finding_and_not_one_a_parcel():
    (told,) = codes(MEASURED * [0.5, 1.6, 0.8, 1.3, 0.6, 1.8])
    assert told.code == "area-column-stale"


def test_a_few_gross_errors_make_a_column_stale_in_the_right_unit():
    stated = MEASURED * 1.0
    stated[[1, 4]] *= 30, 0.01
    assert sorted(f.code for f in codes(stated)) == [
        "area-column-agrees",
        "area-column-stale",
        "stated-area-differs",
        "stated-area-differs",
    ]


def test_zero_and_negative_areas_are_impossible():
    stated = MEASURED * 1.0
    stated[[0, 2]] = 0, -5
    told = [f for f in codes(stated) if f.code == "stated-area-impossible"]
    assert [(f.row, f.facts["stated"]) for f in told] == [(0, 0), (2, -5)]


def test_words_in_an_area_column_are_left_out():
    assert [f.code for f in codes([*MEASURED[:5].tolist(), "见附件"])] == ["area-column-agrees"]


def test_the_area_of_the_empty_layer_is_no_finding():
    found = examine_area_column(np.empty(0), np.empty(0))
    assert (found.verdict, found.compared) == ("too-few", 0)
