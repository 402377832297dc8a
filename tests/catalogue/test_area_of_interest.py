from __future__ import annotations

import numpy as np
import pytest
import shapely

from sitesel.catalogue.area_of_interest import polygon_of
from sitesel.errors import RequirementError
from sitesel.requirement import AreaOfInterest, read_requirement
from sitesel.selection import select


def drawn(*polygons: shapely.Polygon) -> AreaOfInterest:
    return AreaOfInterest(
        tuple(
            tuple(
                tuple(map(tuple, np.round(ring.coords, 7).tolist()))
                for ring in (p.exterior, *p.interiors)
            )
            for p in polygons
        )
    )


def around(town, ids: str, *, sites="parcels") -> shapely.Polygon:
    rows = np.array([town.columns(sites).row(one) for one in ids], np.int64)
    return shapely.box(*town.geometry(sites, rows).total_bounds)


def test_what_lies_inside_outside_and_across_is_measured(town):
    west, south, east, north = around(town, "C").bounds
    area = drawn(shapely.box(west - 1, south - 1, (west + east) / 2, north + 1))
    share = town.share_in_area(area).values
    assert share.round(1).tolist() == [100, 100, 50, 0, 0, 0]


def test_halls_are_measured_too(town):
    assert town.share_in_area(drawn(around(town, "A")), "halls").values.tolist() == [100]


def test_the_same_area_is_measured_once(town):
    one = town.share_in_area(drawn(around(town, "AB")))
    assert town.share_in_area(drawn(around(town, "AB"))) is one


def test_many_areas_do_not_pile_up(town):
    for k in range(30):
        town.share_in_area(drawn(shapely.box(122, 30, 122.1 + k / 1000, 30.1)))
    assert len(town._shares) <= 8


def test_a_catalogue_built_before_there_were_areas_has_the_attribute_too(town):
    from dataclasses import replace

    from sitesel.schema import Schema

    schema = town.manifest.schema
    old = {name: a for name, a in schema.items() if name != "share_in_area"}
    before = replace(town, manifest=replace(town.manifest, schema=Schema(old, schema.groups)))
    assert before.schema["share_in_area"].on_demand
    assert "share_in_area" in before.columns()
    assert "share_in_area" in before.visible_to("public").schema


BOW_TIE = (((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)),)
SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))


@pytest.mark.parametrize(
    ("polygons", "said"),
    [
        ((BOW_TIE,), r"cross or lie on each other near \[1\.000000, 1\.000000\]"),
        (((SQUARE, tuple((x + 9, y) for x, y in SQUARE)),), "a hole lies outside"),
        (((SQUARE,), (tuple((x / 2 + 1, y / 2 + 1) for x, y in SQUARE),)), "lies in another"),
        (((SQUARE,), (tuple((x + 1, y + 1) for x, y in SQUARE),)), "cross or lie"),
        (((SQUARE,), (SQUARE,)), "cross or lie"),
        (((((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 0.0)),),), "the area of interest is not"),
    ],
)
def test_what_is_no_valid_polygon_is_told_with_where(polygons, said):
    with pytest.raises(RequirementError, match=said) as told:
        polygon_of(AreaOfInterest(polygons))
    assert told.value.faults[0].path == ("area_of_interest",)
    assert "关注范围无效" in told.value.faults[0].text.zh


def test_polygons_that_touch_at_a_point_are_valid():
    other = tuple((x + 4, y + 4) for x, y in SQUARE)
    assert polygon_of(AreaOfInterest(((SQUARE,), (other,)))).area == 32


def test_every_parcel_is_told_its_share_and_the_counts_add_up(town):
    wanted = {
        "area_of_interest": drawn(around(town, "AB")).canonical(),
        "constraints": [{"attribute": "area", "at_least": "20000 m2"}],
    }
    selection = select(town, read_requirement(wanted, schema=town.schema))
    reason = selection.reasons[1]
    assert (reason.constraint, reason.needs) == ("area_of_interest", "≥ 50 %")
    assert (reason.rejected, reason.unknown, reason.unmeasured) == (4, 0, 0)
    line = selection.disposition("F")  # rejected by its size, and measured all the same
    assert [failing.found for failing in line.rejected_by] == [10_000.0, 0.0]
    assert selection.counts.rejected == 6


def test_what_is_dear_to_measure_is_measured_only_inside(town):
    wanted = {
        "area_of_interest": drawn(around(town, "BC")).canonical(),
        "constraints": [
            {"attribute": "footprint_fits", "among": "yes"},
            {"attribute": "share_in_area", "at_least": 90},
        ],
        "development": {"buildings": [{"width": 50, "depth": 40}]},
        "near_misses": 0,
    }
    selection = select(town, read_requirement(wanted, schema=town.schema))
    assert selection.on_demand.rows.tolist() == [1, 2]
    assert selection.counts.candidates == 2


def test_whether_the_share_is_known_is_told_of_all_though_others_are_measured_inside(town):
    wanted = {
        "area_of_interest": drawn(around(town, "BC")).canonical(),
        "constraints": [
            {"id": "known", "attribute": "share_in_area", "is_known": True},
            {"attribute": "buildable_area", "at_least": 1},
            {"attribute": "name", "is_known": True},
            {"attribute": "area", "at_least": "1 ha"},
            {"attribute": "plot_ratio", "is_known": True},
        ],
        "development": {"setbacks": "1 m"},
        "near_misses": 0,
    }
    selection = select(town, read_requirement(wanted, schema=town.schema))
    assert selection.reasons[0].unknown == selection.reasons[0].rejected == 0


def test_the_share_can_be_weighed(town):
    west, south, east, north = around(town, "C").bounds
    area = drawn(shapely.box(west - 1, south - 1, (west + east) / 2, north + 1))
    wanted = {
        "area_of_interest": area.canonical(),
        "constraints": [{"attribute": "share_in_area", "more_than": 0}],
        "criteria": [
            {"attribute": "share_in_area", "value": {"linear": {"best": 100, "worst": 0}}}
        ],
    }
    selection = select(town, read_requirement(wanted, schema=town.schema))
    told = [(one.parcel, round(one.suitability, 3)) for one in selection.candidates]
    assert told == [("A", 1.0), ("B", 1.0), ("C", 0.5)]


def test_the_same_area_gives_the_same_digest_in_a_catalogue_opened_anew(town):
    from sitesel.catalogue import open_catalogue

    wanted = {"area_of_interest": drawn(around(town, "AB")).canonical()}
    requirement = read_requirement(wanted, schema=town.schema)
    assert select(town, requirement).digest == select(open_catalogue(town.path), requirement).digest
