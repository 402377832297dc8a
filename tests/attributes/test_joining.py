from itertools import permutations

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, Polygon, box

from sitesel.attributes.joining import JOINED, NO_ROAD, NOWHERE, OUTSIDE, join, joins
from sitesel.attributes.network import MODES, UnknownMode
from sitesel.attributes.rings import WrongCrs, rings

CROSS = {"a": (0, 0), "b": (1000, 0), "c": (0, 500), "d": (1000, 500)}


def at(*shapes):
    return GeoSeries(list(shapes), crs=4550)


@pytest.fixture
def two_roads(draw):
    """Return the road ab along y = 0 and, 500 m north of it, cd."""
    return draw(CROSS, [("ab", {}), ("cd", {})])


def told(joined, row=0):
    return joined.link[row], joined.along[row], joined.gap[row]


def test_a_parcel_joins_from_its_boundary_at_the_nearest_point_of_the_nearest_link(two_roads):
    joined = join(at(box(200, 30, 240, 60)), two_roads, "car")
    assert told(joined) == (0, 0.2, 30)
    assert joined.edge[0].tolist() == [200, 30]
    assert joined.point[0].tolist() == [200, 0]


def test_a_corner_towards_the_road_joins_aslant(two_roads):
    joined = join(at(box(1003, 4, 1100, 90)), two_roads, "car")
    assert told(joined) == (0, 1, 5)


def test_a_road_through_the_parcel_is_joined_where_it_first_crosses_the_boundary(two_roads):
    joined = join(at(box(200, -30, 240, 60)), two_roads, "car")
    assert told(joined) == (0, 0.2, 0)
    assert joined.edge[0].tolist() == joined.point[0].tolist() == [200, 0]


def test_a_road_wholly_within_a_parcel_does_not_lead_out(draw):
    net = draw(
        {"a": (40, 50), "b": (60, 50), "c": (0, 130), "d": (99, 130)}, [("ab", {}), ("cd", {})]
    )
    assert told(join(at(box(0, 0, 100, 100)), net, "car"))[0] == 1
    assert told(join(at(box(0, 0, 100, 100)), net, "car"))[2] == 30


def test_along_is_measured_on_the_bends(draw):
    net = draw({"a": (0, 0), "b": (100, 100)}, [("ab", {"via": [(100, 0)]})])
    assert told(join(at(Point(110, 50)), net, "car")) == (0, 0.75, 10)


def test_points_and_lines_join_too(two_roads):
    places = at(
        Point(500, 499), LineString([(300, 90), (300, 20)]), MultiPoint([(0, 250), (900, 3)])
    )
    joined = join(places, two_roads, "car")
    assert [told(joined, k) for k in range(3)] == [(1, 0.5, 1), (0, 0.3, 20), (0, 0.9, 3)]


def test_of_equally_near_links_the_first_is_joined(two_roads):
    assert told(join(at(box(100, 240, 120, 260)), two_roads, "car")) == (0, 0.1, 240)


def test_of_links_all_round_the_first_is_joined_however_they_lie(draw):
    around = {"n": (0, 9), "e": (9, 0), "s": (0, -9), "w": (-9, 0)}
    ends = {"N": (5, 50), "E": (50, 5), "S": (5, -50), "W": (-50, 5)}
    for order in permutations("nesw"):
        net = draw(around | ends, [(one + one.upper(), {}) for one in order])
        assert told(join(at(Point(0, 0)), net, "car")) == (0, 0, 9)


def test_a_link_exactly_at_the_farthest_is_joined_and_none_beyond(two_roads):
    places = at(Point(500, -100), Point(500, -100.001))
    joined = join(places, two_roads, "car", farthest=100)
    assert joined.link.tolist() == [0, -1]
    assert joined.status.tolist() == [JOINED, OUTSIDE]


def test_a_mode_joins_only_where_it_may(draw):
    net = draw(CROSS, [("ab", {"only": ("foot",)}), ("cd", {})])
    found = joins(at(Point(500, 10)), net, MODES)
    assert {mode: one.link[0] for mode, one in found.items()} == {
        "car": 1,
        "truck": 1,
        "truck_dg": 1,
        "foot": 0,
    }
    assert [one.mode for one in found.values()] == list(MODES)


def test_ferries_and_bridges_are_not_joined(isles):
    joined = join(at(Point(402_500, 3_300_010)), isles, "car", landmass=np.array([0]))
    assert told(joined) == (0, 1, pytest.approx(np.hypot(500, 10)))


def test_a_parcel_joins_on_its_own_landmass_only(isles):
    strait = Point(402_600, 3_300_000)
    for landmass, link in ((0, 0), (1, 2)):
        assert join(at(strait), isles, "car", landmass=np.array([landmass])).link[0] == link


def test_a_parcel_of_unknown_landmass_joins_nowhere_and_is_not_known(isles):
    joined = join(at(Point(400_500, 3_300_010)), isles, "car", landmass=np.array([-1]))
    assert (joined.link[0], joined.status[0]) == (-1, OUTSIDE)
    assert join(at(Point(400_500, 3_300_010)), isles, "car").status[0] == OUTSIDE


def test_without_landmasses_in_the_network_every_parcel_may_join(two_roads):
    assert join(at(Point(5, 5)), two_roads, "car", landmass=np.array([-1])).link[0] == 0


def test_an_island_without_a_road_amid_the_network_has_no_road_and_one_beyond_is_not_known(isles):
    amid, beyond = Point(405_000, 3_301_500), Point(405_000, 3_303_000)
    joined = join(at(amid, beyond), isles, "car", landmass=np.array([4, 4]))
    assert joined.status.tolist() == [NO_ROAD, OUTSIDE]


def test_a_parcel_with_one_corner_in_the_coverage_is_covered(isles):
    reaching = box(405_000, 3_301_999, 405_100, 3_309_000)
    beyond = box(405_000, 3_302_001, 405_100, 3_309_000)
    joined = join(at(reaching, beyond), isles, "car", landmass=np.array([4, 4]))
    assert joined.status.tolist() == [NO_ROAD, OUTSIDE]


def test_a_told_coverage_goes_before_the_hull(isles):
    rock = at(Point(405_000, 3_303_000))
    joined = join(rock, isles, "car", landmass=np.array([4]), coverage=rock.buffer(10).iloc[0])
    assert joined.status.tolist() == [NO_ROAD]


def test_places_without_geometry_stand_nowhere_and_stop_no_other(two_roads):
    places = GeoSeries({"A": None, "B": Point(1, 1), "C": Polygon()}, crs=4550)
    joined = join(places, two_roads, "car")
    assert joined.status.tolist() == [NOWHERE, JOINED, NOWHERE]
    assert joined.index.tolist() == ["A", "B", "C"]
    assert np.isnan(joined.gap[[0, 2]]).all()


def test_a_network_without_links_covers_nothing(draw):
    net = draw({"a": (0, 0), "b": (9, 0)}, [("ab", {"joinable": False})])
    assert join(at(Point(1, 1)), net, "car").status[0] == NO_ROAD


def test_two_crs_and_unknown_modes_are_refused(two_roads):
    with pytest.raises(WrongCrs):
        join(GeoSeries([Point(0, 0)], crs=4549), two_roads, "car")
    with pytest.raises(UnknownMode):
        join(at(Point(0, 0)), two_roads, "tram")


_small = st.integers(-40, 40)
_corner = st.tuples(_small, _small)
_bend = st.lists(_corner, min_size=2, max_size=4, unique=True)
_boxes = st.builds(
    lambda at, w, h, turn: shapely.affinity.rotate(box(*at, at[0] + w, at[1] + h), turn),
    _corner,
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 90),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(_boxes, _corner.map(Point)), min_size=1, max_size=5),
    st.lists(_bend, min_size=1, max_size=8),
    st.sampled_from([(0, 0), (40_500_000, 3_300_000)]),
)
def test_geos_finds_the_same_gap_and_point(draw, shapes, bends, offset):
    lines = GeoSeries([LineString(bend) for bend in bends]).translate(*offset)
    places = GeoSeries(shapes, crs=4550).translate(*offset)
    nodes, links = {}, []
    for k, line in enumerate(lines):
        xy = shapely.get_coordinates(line)
        nodes |= {chr(200 + 2 * k): xy[0], chr(201 + 2 * k): xy[-1]}
        links.append((chr(200 + 2 * k) + chr(201 + 2 * k), {"via": xy[1:-1]}))
    joined = join(places, draw(nodes, links), "car")
    outline = np.where(places.geom_type == "Polygon", places.boundary, places)
    exact = shapely.distance(outline[:, None], lines.to_numpy())
    np.testing.assert_allclose(joined.gap, exact.min(axis=1), rtol=1e-9, atol=3e-8)
    chosen = exact[np.arange(len(places)), joined.link]
    np.testing.assert_allclose(chosen, exact.min(axis=1), rtol=1e-9, atol=3e-8)
    met = shapely.line_interpolate_point(
        lines.to_numpy()[joined.link], joined.along, normalized=True
    )
    np.testing.assert_allclose(shapely.get_coordinates(met), joined.point, atol=1e-6)
    np.testing.assert_allclose(np.hypot(*(joined.edge - joined.point).T), joined.gap, atol=1e-6)
    on_boundary = shapely.distance(outline, shapely.points(joined.edge))
    np.testing.assert_allclose(on_boundary, 0, atol=1e-6)


def test_any_partition_of_the_parcels_gives_the_same_bits(draw):
    rng = np.random.default_rng(4)
    ends = rng.uniform(0, 3000, (40, 2))
    nodes = {chr(200 + k): tuple(xy) for k, xy in enumerate(ends)}
    net = draw(nodes, [(chr(200 + k) + chr(201 + k), {}) for k in range(39)])
    xy = rng.uniform(0, 3000, (300, 2))
    places = GeoSeries(shapely.box(*(xy - 20).T, *(xy + 20).T), crs=4550).rotate(17)
    whole = join(rings(places), net, "car", farthest=150)
    assert 0 < (whole.link < 0).sum() < 250
    for start in range(0, 300, 37):
        part = join(places.iloc[start : start + 37], net, "car", farthest=150)
        for name in ("link", "along", "gap", "edge", "point", "status"):
            expected = getattr(whole, name)[start : start + 37]
            assert getattr(part, name).tobytes() == expected.tobytes()
