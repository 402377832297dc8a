from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from geopandas import GeoSeries
from pandas import NA
from shapely import Point, Polygon, affinity, box

from sitesel.attributes.packing import MOST_BUILDINGS, _at_angle, fitting, packing
from sitesel.attributes.placement import boundary, turn_back
from sitesel.attributes.rings import rings

L = Polygon([(0, 0), (300, 0), (300, 100), (100, 100), (100, 300), (0, 300)])


def hall(width, depth, count=1):
    return SimpleNamespace(width=width, depth=depth, count=count)


def packed(shape, halls, *, turn=33, **rest):
    moved = affinity.translate(affinity.rotate(shape, turn, origin=(0, 0)), 4e5, 3.3e6)
    answers, layout = packing(GeoSeries([moved]), halls, **rest)
    stand = list(layout.geometry)
    assert all(one.within(moved) for one in stand)
    assert not any(
        one.overlaps(other) or one.equals(other) for one, other in combinations(stand, 2)
    )
    return answers["fits"].item(), answers["placed"].item(), layout


def test_two_halls_and_the_space_between_them_take_the_whole_parcel():
    fits, placed, layout = packed(box(0, 0, 110, 40), [hall(50, 40, 2)], spacing=10)
    assert (fits, placed) == (True, 2)
    first, second = layout.geometry
    assert 10 <= first.distance(second) < 10.001


def test_six_halls_in_two_rows():
    fits, placed, _ = packed(box(0, 0, 200, 130), [hall(60, 60, 6)], spacing=10)
    assert (fits, placed) == (True, 6)


def test_a_yard_takes_what_the_halls_leave_in_an_aspect_of_its_own():
    fits, placed, layout = packed(box(0, 0, 270, 130), [hall(60, 60, 6)], spacing=10, yard=7_800)
    assert (fits, placed) == (True, 6)
    yard = layout[layout["kind"] == "yard"]
    assert yard["number"].tolist() == [-1]
    assert yard.area.item() == pytest.approx(7_800, rel=1e-4)


def test_halls_of_two_kinds_take_an_arm_each():
    fits, placed, layout = packed(L, [hall(190, 100), hall(100, 200)], spacing=0)
    assert (fits, placed) == (True, 2)
    assert sorted(layout["number"]) == [0, 1]


def test_more_ground_than_there_is_is_proven_impossible():
    fits, placed, _ = packed(box(0, 0, 100, 40), [hall(50, 41, 2)])
    assert (fits, placed) == (False, 0)


def test_spacing_alone_can_make_it_impossible():
    assert packed(box(0, 0, 100, 40), [hall(50, 40, 2)], spacing=0)[0] == True  # noqa: E712
    assert packed(box(0, 0, 100, 40), [hall(50, 40, 2)], spacing=10)[0] == False  # noqa: E712


def test_one_hall_that_fits_nowhere_makes_it_impossible_and_the_others_are_placed():
    fits, placed, layout = packed(box(0, 0, 300, 60), [hall(70, 70), hall(50, 50, 2)])
    assert (fits, placed) == (False, 2)
    assert layout["number"].tolist() == [1, 1]


def test_not_found_and_not_proven_is_not_known():
    # two halls side by side need 101 m; the ground and each alone would do
    fits, placed, _ = packed(box(0, 0, 100.5, 41), [hall(50.5, 40, 2)])
    assert fits is NA
    assert placed == 1


def test_a_single_hall_is_answered_for_certain():
    assert packed(box(0, 0, 205, 125), [hall(200, 120)])[:2] == (True, 1)
    assert packed(box(0, 0, 205, 119), [hall(200, 120)])[:2] == (False, 0)


def test_a_yard_alone():
    fits, placed, layout = packed(box(0, 0, 100, 50), [], yard=4_900)
    assert (fits, placed) == (True, 0)
    assert layout["kind"].tolist() == ["yard"]


def test_nothing_asked_is_not_answered():
    answers, layout = packing(GeoSeries([box(0, 0, 10, 10)]), [])
    assert answers["fits"].isna().item()
    assert len(layout) == 0


def test_parcels_without_geometry_are_not_known():
    parcels = GeoSeries({"A1": None, "A2": box(0, 0, 50, 50), "A3": Polygon()})
    answers, layout = packing(parcels, [hall(20, 20, 2)], spacing=5)
    assert answers["fits"].isna().tolist() == [True, False, False]
    assert np.isnan(answers["placed"]["A1"])
    assert answers["placed"].tolist()[1:] == [2, 0]
    assert answers["fits"]["A3"] == False  # noqa: E712 - numpy's
    assert layout.index.tolist() == ["A2", "A2"]


def test_beyond_two_hundred_halls_the_rest_are_not_tried():
    few = packing(GeoSeries([box(0, 0, 400, 400)]), [hall(10, 10, MOST_BUILDINGS + 5)])[0]
    assert few["fits"].isna().item()
    assert few["placed"].item() == MOST_BUILDINGS


def test_the_order_of_the_halls_does_not_matter():
    one = packed(L, [hall(190, 100), hall(50, 50, 3)])
    other = packed(L, [hall(50, 50, 3), hall(100, 190)])
    assert one[:2] == other[:2]


@pytest.mark.parametrize("halls", [[hall(0, 10)], [hall(10, np.nan)], [hall(-5, 10)]])
def test_a_hall_without_a_size_is_refused(halls):
    with pytest.raises(ValueError, match="above 0"):
        packing(GeoSeries([box(0, 0, 50, 50)]), halls)


def test_work_on_one_parcel_ends_though_much_remains_to_be_tried():
    edges = boundary(rings(GeoSeries([Point(0, 0).buffer(40, quad_segs=8)])).flat, 0)
    turned, sides = np.empty((len(edges), 4)), np.full((60, 2), [12.0, 8.0])
    turn_back(edges, 0.0, np.empty(len(edges)), turned)
    taken, best = np.empty((3, 60, 4)), np.empty((60, 4))
    left = {
        budget: _at_angle(turned, sides, np.empty((0, 2)), 0.0, taken, best, budget)
        for budget in (0.0, 1e9)
    }
    assert left[0.0][0] > 20
    assert -2e6 < left[0.0][1] < 0 < left[1e9][1] < 0.99e9
    assert left[1e9][0] >= left[0.0][0]


def test_whether_all_fits_is_the_same_when_what_is_impossible_is_not_tried():
    shapes = [box(0, 0, 110, 40), box(0, 0, 60, 40), L, box(0, 0, 100, 9), None, box(0, 0, 70, 70)]
    parcels = GeoSeries([s and affinity.rotate(s, 20, origin=(0, 0)) for s in shapes])
    for halls, yard in (([hall(50, 40, 2)], 0.0), ([hall(30, 30, 3)], 400.0), ([hall(55, 35)], 0)):
        whole, _ = packing(parcels, halls, yard=yard, spacing=10)
        sooner = fitting(parcels, halls, yard=yard, spacing=10)
        assert sooner.equals(whole["fits"])
    assert whole["placed"].tolist()[:2] == [1.0, 1.0]
