import numpy as np
import shapely
from shapely import Polygon, box

from sitesel.layers.boundary_rings import loops, rings_of, surface


def corners(shape):
    return shapely.get_coordinates(shape.exterior)[:-1]


def test_a_ring_inside_another_is_a_hole_and_one_outside_is_a_part():
    found = surface(
        [corners(box(0, 0, 9, 9)), corners(box(2, 2, 4, 4)), corners(box(20, 0, 21, 1))]
    )
    assert found.geom_type == "MultiPolygon"
    assert found.area == 81 - 4 + 1


def test_an_island_in_a_hole_is_a_part_of_its_own():
    nested = [corners(box(i, i, 10 - i, 10 - i)) for i in range(4)]
    assert surface(nested).area == 100 - 64 + 36 - 16


def test_the_hole_may_come_before_its_outer_ring():
    assert surface([corners(box(2, 2, 4, 4)), corners(box(0, 0, 9, 9))]).area == 77


def test_a_ring_that_crosses_itself_does_not_stop_the_others():
    bow = np.array([[0, 0], [2, 2], [2, 0], [0, 2.0]])
    assert len(surface([bow, corners(box(5, 5, 6, 6))]).geoms) == 2


def test_loops_under_one_number_are_cut_where_they_close():
    two = np.array([[0, 0], [1, 0], [1, 1], [0, 0], [5, 5], [6, 5], [6, 6], [5, 5.0]])
    assert [len(loop) for loop in loops(two)] == [3, 3]
    assert loops(np.empty((0, 2))) == []


def test_rings_of_a_surface_make_the_same_surface():
    shape = Polygon(box(0, 0, 9, 9).exterior, [box(1, 1, 2, 2).exterior, box(3, 3, 4, 4).exterior])
    assert surface(rings_of(shape)).equals(shape)
