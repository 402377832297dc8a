import itertools

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, affinity, box

from sitesel.attributes import kernel
from sitesel.attributes.expansion import expansion


def room(shapes, available=None, gap=15.0):
    """Return the areas and, for each parcel, the rows of its neighbours."""
    free = np.ones(len(shapes), bool) if available is None else np.array(available, bool)
    found, (starts, rows) = expansion(GeoSeries(shapes), free, gap=gap)
    neighbours = [rows[a:b].tolist() for a, b in itertools.pairwise(starts)]
    return found["expansion_area"].tolist(), neighbours


def test_available_neighbours_within_the_gap_are_room_to_expand():
    row = [box(0, 0, 20, 50), box(20, 0, 40, 50), box(50, 0, 80, 50), box(96, 0, 99, 50)]
    areas, neighbours = room(row)
    assert areas == [1000, 2500, 1000, 0]
    assert neighbours == [[1], [0, 2], [1], []]


def test_neighbours_that_are_not_available_do_not_count():
    row = [box(0, 0, 20, 50), box(20, 0, 40, 50), box(40, 0, 60, 50)]
    assert room(row, [False, True, False]) == ([1000, 0, 1000], [[1], [], [1]])


def test_neighbours_of_neighbours_do_not_count():
    row = [box(20 * i, 0, 20 * i + 20, 50) for i in range(4)]
    assert room(row, gap=0)[1][0] == [1]


@pytest.mark.parametrize(("gap", "near"), [(10, True), (9.999, False)])
def test_a_neighbour_at_the_gap_counts(gap, near):
    assert room([box(0, 0, 20, 20), box(30, 0, 50, 20)], gap=gap)[1][0] == ([1] if near else [])


def test_parcels_that_touch_at_a_corner_adjoin():
    assert room([box(0, 0, 20, 20), box(20, 20, 40, 40)], gap=0)[1] == [[1], [0]]


def test_a_stack_of_one_outline_is_one_ground_and_no_neighbour_of_itself():
    stack = [box(0, 0, 20, 50)] * 5
    areas, neighbours = room([*stack, box(20, 0, 40, 50)])
    assert areas == [1000] * 6
    assert neighbours == [[5]] * 5 + [[0]]


def test_of_a_stack_the_first_available_parcel_is_named():
    stack = [box(0, 0, 20, 50)] * 3
    assert room([*stack, box(20, 0, 40, 50)], [False, False, True, True])[1] == [[3]] * 3 + [[2]]


def test_an_outline_that_begins_elsewhere_is_still_the_same_ground():
    one = Polygon([(0, 0), (20, 0), (20, 50), (0, 50)])
    other = Polygon([(20, 50), (0, 50), (0, 0), (20, 0)])
    assert room([one, other]) == ([0, 0], [[], []])


def test_two_halves_of_a_square_are_neighbours():
    halves = [Polygon([(0, 0), (20, 0), (20, 20)]), Polygon([(0, 0), (20, 20), (0, 20)])]
    assert room(halves) == ([200, 200], [[1], [0]])


def test_more_than_half_of_the_smaller_shared_is_the_same_ground():
    assert room([box(0, 0, 20, 20), box(9, 0, 29, 20)])[1] == [[], []]
    areas, neighbours = room([box(0, 0, 20, 20), box(11, 0, 31, 20)])
    assert neighbours == [[1], [0]]
    assert areas == pytest.approx([220, 220])  # what is shared is no room to expand


def test_land_under_two_neighbours_counts_once():
    shapes = [box(0, 0, 20, 20), box(20, 0, 40, 20), box(31, 0, 51, 20), box(20, 0, 40, 20.01)]
    areas, neighbours = room(shapes, gap=12)
    assert neighbours[0] == [1, 2, 3]
    assert areas[0] == pytest.approx(31 * 20 + 20 * 0.01)


def test_a_parcel_in_the_hole_of_another_is_its_neighbour():
    ring = Polygon(box(0, 0, 90, 90).exterior, [box(30, 30, 60, 60).exterior])
    areas, neighbours = room([ring, box(30, 30, 60, 60)])
    assert neighbours == [[1], [0]]
    assert areas == [900, 7200]


def test_a_parcel_inside_another_is_the_same_ground():
    assert room([box(0, 0, 90, 90), box(40, 40, 50, 50)])[1] == [[], []]


def test_parts_of_a_parcel_all_have_neighbours():
    parts = MultiPolygon([box(0, 0, 20, 20), box(500, 0, 520, 20)])
    assert room([parts, box(20, 0, 40, 20), box(520, 0, 540, 20)])[1][0] == [1, 2]


def test_without_geometry_nothing_is_known():
    areas, neighbours = room([box(0, 0, 20, 20), None, Point(20, 5)])
    assert areas[0] == 0
    assert np.isnan(areas[1:]).all()
    assert neighbours == [[], [], []]


def test_no_parcels_and_none_available_are_no_trouble():
    assert room([]) == ([], [])
    assert room([box(0, 0, 1, 1), box(1, 0, 2, 1)], [False, False]) == ([0, 0], [[], []])


@pytest.mark.parametrize("offset", [(0, 0), (40_538_004, 3_320_000)])
@pytest.mark.parametrize("degrees", [0, 30, 77])
def test_turning_and_moving_the_town_changes_nothing(degrees, offset):
    row = [box(0, 0, 20, 50), box(20, 0, 40, 50), box(52, 0, 80, 50), box(0, 50, 40, 60)]
    moved = [
        affinity.translate(affinity.rotate(shape, degrees, origin=(0, 0)), *offset) for shape in row
    ]
    areas, neighbours = room(moved)
    assert neighbours == room(row)[1]
    assert areas == pytest.approx(room(row)[0], rel=1e-6)


def test_pairs_side_by_side_are_measured_as_in_one_go(monkeypatch):
    rng = np.random.default_rng(3)
    blobs = [Point(*xy).buffer(12, quad_segs=2) for xy in rng.uniform(0, 300, (120, 2))]
    alone = room(blobs)
    monkeypatch.setattr(kernel, "ALONE", 10)
    monkeypatch.setattr(kernel, "BLOCK", 7)
    monkeypatch.setattr("sitesel.attributes.expansion._CHUNK", 16)
    assert room(blobs) == alone


place = st.tuples(st.integers(0, 80), st.integers(0, 80), st.integers(5, 30), st.booleans())


@settings(max_examples=80, deadline=None)
@given(st.lists(place, min_size=1, max_size=12), st.sampled_from([0.5, 7.25, 20.5]))
def test_neighbours_are_those_that_geos_finds(places, gap):
    shapes = [
        Point(x, y).buffer(r / 2 + i / 97, quad_segs=2) for i, (x, y, r, _) in enumerate(places)
    ]
    free = [is_free for *_, is_free in places]
    areas, neighbours = room(shapes, free, gap)
    for i, shape in enumerate(shapes):
        expected = [
            j
            for j, other in enumerate(shapes)
            if i != j
            and free[j]
            and shape.boundary.distance(other.boundary) <= gap
            and shape.intersection(other).area <= min(shape.area, other.area) / 2
        ]
        assert neighbours[i] == expected
        whole = shapely.union_all([shapes[j] for j in expected]).difference(shape).area
        assert areas[i] == pytest.approx(whole, abs=1e-6 + len(expected) ** 2)
