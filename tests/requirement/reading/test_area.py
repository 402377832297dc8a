from __future__ import annotations

import json

import pytest

from sitesel.errors import RequirementError
from sitesel.requirement import AreaOfInterest, read_requirement
from sitesel.requirement.reading.area import MOST_VERTICES

RING = [[122.0, 30.0], [122.2, 30.0], [122.2, 30.1], [122.0, 30.0]]
AREA = {"type": "Polygon", "coordinates": [RING]}


def read(area: object, **more: object):
    return read_requirement({"area_of_interest": area, **more})


def faults(area: object) -> list[tuple[str, str]]:
    with pytest.raises(RequirementError) as told:
        read(area)
    return [(fault.code, fault.text.en) for fault in told.value.faults]


def test_an_area_alone_asks_that_half_of_a_site_lies_inside():
    wanted = read(AREA)
    (asked,) = wanted.constraints
    assert asked.id == "area_of_interest"
    assert f"{asked.attribute} {asked.needs()}" == "share_in_area ≥ 50 %"


def test_who_asks_something_of_the_share_is_asked_nothing_more():
    wanted = read(AREA, constraints=[{"attribute": "share_in_area", "more_than": 0}])
    assert [c.needs() for c in wanted.constraints] == ["> 0 %"]
    inside = [
        {
            "any": [
                {"attribute": "share_in_area", "at_least": 99},
                {"attribute": "levelled", "among": "yes"},
            ]
        }
    ]
    assert len(read(AREA, constraints=inside).constraints) == 1


def test_an_id_that_is_taken_gets_a_number():
    taken = [{"id": "area_of_interest", "attribute": "area", "at_least": "1 亩"}]
    assert [c.id for c in read(AREA, constraints=taken).constraints] == [
        "area_of_interest",
        "area_of_interest_2",
    ]


def test_a_share_without_an_area_is_told():
    with pytest.raises(RequirementError, match="add `area_of_interest: …`"):
        read_requirement({"constraints": [{"attribute": "share_in_area", "at_least": 1}]})


def test_the_canonical_form_is_read_again_as_the_same():
    wanted = read(AREA)
    assert read_requirement(wanted.canonical()) == wanted
    assert read_requirement(json.dumps(wanted.canonical())) == wanted
    assert wanted.canonical()["area_of_interest"] == AREA


def test_several_polygons_with_holes_stay_several():
    hole = [[122.1, 30.01], [122.15, 30.01], [122.15, 30.02], [122.1, 30.01]]
    other = [[x + 1, y] for x, y in RING]
    several = {"type": "MultiPolygon", "coordinates": [[RING, hole], [other]]}
    assert read(several).canonical()["area_of_interest"] == several


def test_coordinates_are_kept_to_seven_decimals_and_heights_are_dropped():
    ring = [[122.00000004, 30, 7.5], [122.2, 30, 0], [122.2, 30.1, 1], [122.00000004, 30, 7.5]]
    assert (
        read({"type": "Polygon", "coordinates": [ring]}).area_of_interest
        == read(AREA).area_of_interest
    )


def test_a_requirement_without_an_area_is_as_it_was():
    plain = read_requirement("constraints: [{attribute: area, at_least: 1}]")
    assert plain.area_of_interest is None
    assert "area_of_interest" not in plain.canonical()
    assert read(None, constraints=[{"attribute": "area", "at_least": 1}]) == plain


def test_a_file_holds_the_area_as_geojson():
    text = f"area_of_interest: {json.dumps(AREA)}\nconstraints: []\n"
    assert read_requirement(text).area_of_interest == AreaOfInterest(
        ((tuple((x, y) for x, y in RING),),)
    )


@pytest.mark.parametrize(
    ("area", "code", "said"),
    [
        ("Dinghai", "wrong-type", "GeoJSON polygon"),
        ([RING], "wrong-type", "GeoJSON polygon"),
        ({}, "not-a-polygon", "not without type"),
        ({"type": "Point", "coordinates": [1, 2]}, "not-a-polygon", "not Point"),
        ({"type": "Feature", "geometry": AREA}, "not-a-polygon", "write the geometry inside it"),
        ({"type": "Polygon"}, "missing-argument", "no `coordinates`"),
        (AREA | {"crs": "EPSG:4490"}, "unknown-key", "'crs'"),
        ({"type": "Polygon", "coordinates": []}, "wrong-type", "something in it"),
        ({"type": "Polygon", "coordinates": RING}, "wrong-type", "something in it"),
        ({"type": "Polygon", "coordinates": [RING[:3]]}, "not-a-ring", "four positions"),
        ({"type": "Polygon", "coordinates": [[*RING[:3], [9, 9]]]}, "not-a-ring", "the first one"),
        ({"type": "Polygon", "coordinates": [[[1, 2]] * 5]}, "not-a-ring", "encloses nothing"),
        ({"type": "Polygon", "coordinates": [[[1]] * 4]}, "not-a-position", "[122.1, 30.0]"),
        ({"type": "Polygon", "coordinates": [[[1, 2, 3, 4]] * 4]}, "not-a-position", "longitude"),
        ({"type": "Polygon", "coordinates": [[["1", 2]] * 4]}, "wrong-type", "as a number"),
        ({"type": "Polygon", "coordinates": [[[True, 2]] * 4]}, "wrong-type", "as a number"),
        ({"type": "Polygon", "coordinates": [[[None, 2]] * 4]}, "wrong-type", "as a number"),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 2]] * 4]}, "wrong-type", "number"),
        ({"type": "Polygon", "coordinates": [[[1e999, 2]] * 4]}, "wrong-type", "number"),
        ({"type": "Polygon", "coordinates": [[[30, 122]] * 4]}, "out-of-range", "comes first"),
        (
            {"type": "Polygon", "coordinates": [[[403_000, 3_320_000]] * 4]},
            "out-of-range",
            "WGS 84",
        ),
        ({"type": "Polygon", "coordinates": [[[1, {}]] * 4]}, "wrong-type", "as a number"),
    ],
)
def test_what_is_no_polygon_is_told_with_the_way_out(area, code, said):
    (fault,) = faults(area)
    assert fault[0] == code
    assert said in fault[1]


def test_the_place_of_a_fault_is_told():
    with pytest.raises(RequirementError) as told:
        read({"type": "Polygon", "coordinates": [RING, [*RING[:2], [0, 91], RING[0]]]})
    assert told.value.faults[0].path == ("area_of_interest", "coordinates", 1, 2)


def test_an_area_may_have_so_many_positions_and_no_more():
    many = [[122 + k * 1e-5, 30 + (k % 2) * 1e-4] for k in range(MOST_VERTICES - 1)]
    most = {"type": "Polygon", "coordinates": [[*many, many[0]]]}
    assert len(read(most).area_of_interest.polygons[0][0]) == MOST_VERTICES
    more = {"type": "Polygon", "coordinates": [[*many, [122, 29], many[0]]]}
    assert faults(more) == [
        ("too-many", "the area has more than 2,000 positions; draw it more simply")
    ]


def test_the_faults_of_area_and_constraints_are_told_together():
    with pytest.raises(RequirementError) as told:
        read({"type": "Point"}, constraints=[{"attribute": "arae", "at_least": 1}])
    assert {fault.code for fault in told.value.faults} == {"unknown-attribute", "not-a-polygon"}
