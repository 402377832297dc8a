from __future__ import annotations

from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from pyproj import CRS
from shapely import LineString, MultiPoint, Point, box

from sitesel.catalogue.config import BuildConfig, FacilitySource
from sitesel.catalogue.raw import Raw
from sitesel.catalogue.surroundings import Around, around
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.layers import Layer, Provenance

METRIC = CRS("EPSG:4550")
WEST, SOUTH = 413_000.0, 3_320_000.0


def raw(role: str, geometry: list, source: dict, **columns: list) -> Raw:
    frame = GeoDataFrame(columns, geometry=geometry, crs=METRIC)
    layer = Layer(source.get("name", role), frame, (), Provenance("x.gpkg", "GPKG"))
    config = BuildConfig.model_validate(
        {"title": "t", role: source if role == "land" else [{"path": "x.gpkg", **source}]}
        if role != "land"
        else {"title": "t", "land": {"path": "x.gpkg", **source}}
    )
    told = config.land if role == "land" else getattr(config, role)[0]
    return Raw(role, told, layer, len(frame))


def looked_at(*raws: Raw) -> Around:
    return around(raws, METRIC, Tolerances())


def point(x: float = 0.0):
    return Point(WEST + x, SOUTH)


WHARF = {"kind": "wharf", "columns": {"id": "no", "name_zh": "mc", "accuracy_m": "jd"}}


def test_a_facility_is_called_by_its_first_name():
    found = looked_at(
        raw(
            "facilities",
            [point(0), point(9)],
            WHARF,
            no=["1", None],
            mc=["甲", None],
            jd=["5", "?"],
        )
    ).facilities
    assert found["name"].tolist()[0] == "甲"
    assert found["name"].tolist()[1] == found["id"].tolist()[1]
    assert found["id"].tolist()[1].startswith("wharf-")
    assert found["accuracy_m"].tolist()[0] == 5
    assert found["accuracy_m"].isna().tolist() == [False, True]


def test_ids_that_two_kinds_share_are_told_apart():
    one = raw("facilities", [point(0)], {"kind": "wharf", "columns": {"id": "no"}}, no=["1"])
    other = raw("facilities", [point(9)], {"kind": "school", "columns": {"id": "no"}}, no=["1"])
    third = raw("facilities", [point(18)], {"kind": "school", "columns": {"id": "no"}}, no=["1"])
    ids = looked_at(one, other, third).facilities["id"].tolist()
    assert ids == ["wharf-1", "school-1", "school-1-2"]


def test_a_facility_may_be_a_line_or_several_points():
    shapes = [LineString([(WEST, SOUTH), (WEST + 9, SOUTH)]), MultiPoint([point(0), point(9)])]
    assert len(looked_at(raw("facilities", shapes, {"kind": "road"})).facilities) == 2


def test_a_constraint_area_must_be_a_polygon():
    line = LineString([(WEST, SOUTH), (WEST + 9, SOUTH)])
    square = box(WEST, SOUTH, WEST + 9, SOUTH + 9)
    found = looked_at(raw("constraints", [line, square], {"name": "wetland"}))
    assert found.constraint_areas["layer"].tolist() == ["wetland"]
    assert [f.code for f in found.findings] == ["not-a-polygon"]
    assert (found.records[0].rows, found.records[0].set_aside) == (2, 1)


def test_links_of_the_land_that_are_not_known_words_are_told():
    squares = [box(WEST + x, SOUTH, WEST + x + 9, SOUTH + 9) for x in (0, 20, 40)]
    columns = {
        "columns": {"name": "mc", "fixed_link": {"column": "lj", "values": {"桥": "bridged"}}}
    }
    found = looked_at(
        raw("land", squares, columns, mc=["甲", "乙", None], lj=["桥", "tunnel", None])
    )
    assert found.land["fixed_link"].isna().tolist() == [False, True, True]
    assert found.land["fixed_link"].iloc[0] == "bridged"
    assert found.land["name"].tolist()[:2] == ["甲", "乙"]
    assert found.land["name"].notna().all()
    assert [f.code for f in found.findings] == ["unmapped-value"]
    assert found.context["kind"].tolist() == ["land"] * 3


def test_nothing_around_is_no_trouble():
    found = looked_at()
    assert (len(found.facilities), len(found.constraint_areas), found.land) == (0, 0, None)


def test_an_empty_layer_is_told():
    found = looked_at(raw("facilities", [], {"kind": "wharf"}))
    assert [f.code for f in found.findings] == ["empty-layer"]


def test_labels_fall_back_to_the_name():
    assert FacilitySource(path=str(Path("x")), kind="wharf").labels["wharf"].en == "wharf"


@pytest.mark.parametrize("code", ["unmapped-value", "unknown-facility-kind", "more-values"])
def test_words_of_findings_are_there(code):
    from sitesel.findings import finding_kinds

    assert finding_kinds()[code].found.zh
