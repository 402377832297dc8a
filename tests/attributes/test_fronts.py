import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import LineString, MultiLineString, Point, box

from sitesel.attributes.fronts import fronts


def onward(*lines):
    """Return the onward directions by the start of each edge."""
    found = fronts(GeoSeries(list(lines))).stretches
    starts = [tuple(xy) for xy in found.edges.ends.tolist()]
    return dict(zip(starts, found.onward.round(6).tolist(), strict=True))


def test_a_line_goes_on_at_its_own_vertices_and_ends_at_its_ends():
    found = onward(LineString([(0, 0), (10, 0), (10, 10)]))
    assert found[0, 0, 10, 0][2:] == [0, 1]
    assert found[10, 0, 10, 10][:2] == [-1, 0]
    assert np.isnan(found[0, 0, 10, 0][:2]).all()
    assert np.isnan(found[10, 0, 10, 10][2:]).all()


def test_a_line_goes_on_as_another_one_that_begins_where_it_ends():
    apart = onward(LineString([(0, 0), (10, 0)]), LineString([(20, 0), (10, 0)]))
    assert apart[0, 0, 10, 0][2:] == [1, 0]
    assert apart[20, 0, 10, 0][2:] == [-1, 0]


def test_at_a_crossing_a_line_goes_straight_on():
    lines = [LineString([(0, 0), xy]) for xy in ((-9, 0), (9, 1), (0, 9), (0, -9))]
    assert onward(*lines)[0, 0, -9, 0][:2] == pytest.approx([0.993884, 0.110432])


def test_a_line_that_turns_back_by_more_than_a_right_angle_has_ended():
    assert np.isnan(onward(LineString([(0, 0), (10, 0), (5, 3)]))[0, 0, 10, 0]).all()
    assert onward(LineString([(0, 0), (10, 0), (10, 3)]))[0, 0, 10, 0][2:] == [0, 1]


def test_of_areas_the_boundary_counts_and_points_are_nothing():
    lines = [box(0, 0, 9, 9), Point(5, 5), MultiLineString([[(0, 50), (9, 50)]]), None]
    assert len(fronts(GeoSeries(lines)).stretches.kind) == 5


def test_kinds_and_depths_follow_their_lines():
    lines = GeoSeries([LineString([(x, 0), (x + 1, 0)]) for x in (50, 0, 20)])
    found = fronts(lines, ["b", None, "a"], depth=np.array([5, np.nan, 7]), kinds=("z",))
    assert found.kinds == ("z", "a", "b")
    by_place = {
        x: (kind, depth)
        for x, kind, depth in zip(
            found.stretches.edges.ends[:, 0],
            found.stretches.kind.tolist(),
            found.stretches.depth.tolist(),
            strict=True,
        )
    }
    assert by_place[50] == (2, 5)
    assert by_place[20] == (1, 7)
    assert by_place[0][0] == -1
    assert np.isnan(by_place[0][1])
