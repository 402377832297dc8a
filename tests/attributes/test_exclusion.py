from __future__ import annotations

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box
from shapely.affinity import translate

from sitesel.attributes.exclusion import (
    Protected,
    closest_lines,
    downwind,
    outside,
    overlap,
    overlap_parts,
    separation,
)
from sitesel.attributes.rings import WrongCrs, rings

PARCEL = box(0, 0, 20, 50)


def measured(measure, parcel, *areas, sliver=0.0):
    return measure(GeoSeries([parcel]), Protected(GeoSeries(list(areas))), sliver=sliver).iloc[0]


def test_what_overlaps_counts_once_where_areas_overlap_each_other():
    assert measured(overlap, PARCEL, box(10, 0, 30, 50), box(15, 0, 40, 50)) == 500


def test_a_drifted_boundary_is_no_overlap():
    # the red line runs 0.15 m inside of the parcel's east side: 7.5 m²
    red_line = box(19.85, -100, 90, 100)
    assert measured(overlap, PARCEL, red_line) == pytest.approx(7.5)
    assert measured(overlap, PARCEL, red_line, sliver=10) == 0


def test_many_slivers_are_still_no_overlap():
    # a boundary that drifts to and fro along the parcel: ten slivers of 4 m², 40 m² in all
    teeth = [box(19, 5 * i, 60, 5 * i + 4) for i in range(10)]
    assert measured(overlap, PARCEL, *teeth) == pytest.approx(40)
    assert measured(overlap, PARCEL, *teeth, sliver=10) == 0


def test_a_part_as_large_as_the_tolerance_counts_in_full():
    assert measured(overlap, PARCEL, box(19.75, 0, 30, 40), sliver=10) == 10
    assert measured(overlap, PARCEL, box(19.75, 0, 30, 39), sliver=10) == 0


def test_a_true_overlap_is_counted_without_the_slivers_beside_it():
    assert measured(overlap, PARCEL, box(19.9, 0, 30, 50), box(0, 0, 5, 5), sliver=10) == 25


def test_pieces_of_one_overlap_are_one_part():
    # a strip mapped as five touching pieces of 4 m²: 20 m² together, no sliver
    pieces = [box(19.6, 10 * i, 30, 10 * i + 10) for i in range(5)]
    assert measured(overlap, PARCEL, *pieces, sliver=10) == pytest.approx(20)


def test_parts_are_one_within_a_hair_of_each_other_and_two_beyond():
    near, far = box(0, 3.009, 3, 6.009), box(0, 3.011, 3, 6.011)
    assert measured(overlap, PARCEL, box(0, 0, 3, 3), near, sliver=10) == pytest.approx(18)
    assert measured(overlap, PARCEL, box(0, 0, 3, 3), far, sliver=10) == 0


def test_parts_of_two_parcels_are_never_one():
    both = GeoSeries([box(0, 0, 10, 10), box(10, 0, 20, 10)])
    across = Protected(GeoSeries([box(8, 0, 12, 3)]))  # 6 m² in each
    assert overlap(both, across, sliver=10).tolist() == [0, 0]


def test_a_parcel_wholly_inside_is_wholly_overlapped_however_small():
    assert measured(overlap, box(0, 0, 2, 2), box(-9, -9, 9, 9), sliver=10) == 4


def test_what_lies_outside_is_the_area_less_the_overlap():
    assert measured(outside, PARCEL, box(0, 0, 15, 50)) == 250
    assert measured(outside, PARCEL, box(19.9, 0, 30, 50), sliver=10) == pytest.approx(995)
    assert measured(outside, PARCEL, box(0, 0, 19.9, 50), sliver=10) == 0


def test_no_area_covers_nothing_and_nothing_lies_in_a_boundary_that_is_not_there():
    nothing = Protected(GeoSeries([], dtype="geometry"))
    parcels = GeoSeries([PARCEL])
    assert overlap(parcels, nothing, sliver=10).tolist() == [0]
    assert outside(parcels, nothing, sliver=10).tolist() == [1000]


def test_a_parcel_without_geometry_is_not_known():
    parcels = GeoSeries([None, PARCEL], index=["a", "b"])
    farmland = Protected(GeoSeries([box(10, 0, 30, 50)]))
    found = overlap(parcels, farmland, sliver=10)
    assert found.index.tolist() == ["a", "b"]
    assert np.isnan(found["a"])
    assert np.isnan(outside(parcels, farmland)["a"])
    assert np.isnan(separation(parcels, farmland)["a"])
    assert downwind(parcels, farmland, [0]).tolist()[0] == -1


def test_rings_give_what_polygons_give_holes_and_several_parts_too():
    holed = Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior])
    several = MultiPolygon([box(40, 0, 50, 10), holed])
    parcels = GeoSeries([several, PARCEL, None, holed])
    farmland = Protected(GeoSeries([box(25, 0, 45, 50), box(9, 9, 11, 11)]))
    for measure in (overlap, outside):
        whole = measure(parcels, farmland, sliver=4)
        assert measure(rings(parcels), farmland, sliver=4).equals(whole)


def test_degrees_are_refused():
    with pytest.raises(WrongCrs):
        downwind(GeoSeries([PARCEL], crs=4326), Protected(GeoSeries([PARCEL], crs=4326)), [0])


def test_a_large_area_is_cut_and_the_parts_across_the_cut_stay_one():
    angles = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    circle = Polygon(np.column_stack([1000 * np.cos(angles), 1000 * np.sin(angles)]))
    protected = Protected(GeoSeries([circle]))
    assert len(protected.pieces[0]) > 10
    across = box(-1200, -5, 1200, 5)
    parts, owner = overlap_parts(np.array([across]), protected)
    assert owner.tolist() == [0]
    assert parts[0].area == pytest.approx(across.intersection(circle).area)


def by_parts(parcel, areas, sliver):
    """Say what the definition says, in the plainest way."""
    shared = parcel.intersection(shapely.union_all(areas))
    joined = shapely.get_parts(shared.buffer(0.005, cap_style="square", join_style="mitre"))
    parts = [shapely.intersection(shared, part).area for part in joined]
    return sum(area for area in parts if area >= sliver)


boxes = st.builds(
    lambda x, y, w, h: box(x, y, x + w, y + h),
    *[st.integers(-10, 40)] * 2,
    *[st.integers(1, 30)] * 2,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(boxes, min_size=1, max_size=6), st.sampled_from([0.0, 5.0, 20.0, 60.0]))
def test_the_overlap_is_what_its_definition_says(areas, sliver):
    assert measured(overlap, PARCEL, *areas, sliver=sliver) == pytest.approx(
        by_parts(PARCEL, areas, sliver), abs=1e-6
    )


@settings(deadline=None, max_examples=30)
@given(st.lists(boxes, min_size=1, max_size=6))
def test_a_larger_tolerance_never_finds_more(areas):
    found = [measured(overlap, PARCEL, *areas, sliver=s) for s in (0.0, 5.0, 50.0, 500.0)]
    assert found == sorted(found, reverse=True)


def test_the_distance_is_from_edge_to_edge_of_the_nearest_area_or_place():
    protected = Protected(GeoSeries([box(0, 80, 20, 90)]), GeoSeries([Point(45, 25)]))
    parcels = GeoSeries([PARCEL, box(0, 0, 20, 79), Point(40, 25)], index=list("abc"))
    assert separation(parcels, protected).to_dict() == {"a": 25, "b": 1, "c": 5}


def test_the_distance_to_nothing_is_not_known():
    nothing = Protected(GeoSeries([], dtype="geometry"), GeoSeries([None]))
    assert np.isnan(separation(GeoSeries([PARCEL, Point(0, 0)]), nothing)).all()


def test_the_shortest_line_has_both_ends():
    protected = Protected(GeoSeries([], dtype="geometry"), GeoSeries([Point(99, 0), Point(45, 25)]))
    lines, nearest = closest_lines(np.array([PARCEL]), protected)
    assert nearest.tolist() == [1]
    assert shapely.get_coordinates(lines).tolist() == [[20, 25], [45, 25]]


HOMES = Protected(GeoSeries([box(0, 0, 10, 10)]))


def side(plant, winds, radius=None, homes=HOMES):
    return downwind(GeoSeries([plant]), homes, winds, radius=radius).tolist()[0]


@pytest.mark.parametrize(
    ("wind", "north", "east"), [(0, 1, 1), (180, 0, 1), (45, 1, 1), (225, 0, 0), (90, 1, 1)]
)
def test_homes_lie_downwind_of_a_plant_where_the_rarest_wind_comes_over_it(wind, north, east):
    assert side(box(0, 100, 10, 110), [wind]) == north
    assert side(box(100, 0, 110, 10), [wind]) == east


def test_upwind_in_one_of_several_rarest_winds_is_enough():
    plant = box(0, -110, 10, -100)
    assert side(plant, [0]) == 0
    assert side(plant, [0, 180]) == 1


def test_without_wind_or_anything_protected_the_side_is_not_known():
    assert side(PARCEL, []) == -1
    assert side(PARCEL, [0], homes=Protected(GeoSeries([], dtype="geometry"))) == -1


def test_beyond_the_radius_nothing_counts():
    plant = box(0, -110, 10, -100)
    assert side(plant, [0], radius=99) == 1
    assert side(plant, [0], radius=100) == 0


def test_with_a_radius_all_homes_count_and_without_only_the_nearest():
    both = Protected(GeoSeries([box(0, 0, 10, 10), box(0, 300, 10, 310)]))
    plant = box(0, 60, 10, 70)  # 50 m north of one, 230 m south of the other
    assert side(plant, [0], homes=both) == 1
    assert side(plant, [0], radius=500, homes=both) == 0


def test_a_point_has_a_side_too():
    plants = GeoSeries([Point(5, 60), Point(5, -60), box(0, 60, 10, 70), None])
    assert downwind(plants, HOMES, [0]).tolist() == [1, 0, 1, -1]


def test_a_plant_that_touches_is_judged_from_centre_to_centre():
    assert side(box(0, -10, 10, 0), [0]) == 0
    assert side(box(0, 10, 10, 20), [0]) == 1
    assert side(box(0, 0, 10, 10), [0]) == -1


def test_moving_everything_changes_nothing():
    plants = GeoSeries([box(0, 60, 10, 70), box(30, -50, 40, -40)])
    here = downwind(plants, HOMES, [22.5], radius=200)
    far = downwind(
        plants.translate(4e5, 3e6),
        Protected(GeoSeries([translate(box(0, 0, 10, 10), 4e5, 3e6)])),
        [22.5],
        radius=200,
    )
    assert here.tolist() == far.tolist()
