import itertools

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely import LineString, MultiPolygon, Point, Polygon, affinity, box

from sitesel.attributes import kernel
from sitesel.attributes.frontage import front_classes, front_roads, frontage, road_frontage
from sitesel.attributes.fronts import fronts
from sitesel.attributes.network import BRIDGE, CLOSED, ROAD, Network
from sitesel.attributes.rings import WrongCrs

LOT = box(0, 0, 20, 50)
STREET = LineString([(-100, -8), (200, -8)])  # 8 m south of the lot
AVENUE = LineString([(-8, -100), (-8, 200)])  # 8 m west of it
FLAG = Polygon([(0, 0), (6, 0), (6, 30), (50, 30), (50, 80), (0, 80)])
OFFSETS = [(0, 0), (413_000, 3_320_000), (40_538_004, 3_320_000)]


def along(parcel, *lines, classes=None, **options):
    roads = fronts(GeoSeries(list(lines)), classes)
    return frontage(GeoSeries([parcel]), roads, **options).loc[0]


def test_a_lot_in_a_row_fronts_with_its_own_width():
    found = along(LOT, STREET)
    assert (found["frontage"], found["sides"], found["longest_run"]) == (20, 1, 20)


def test_a_corner_lot_fronts_on_both_streets():
    found = along(LOT, STREET, AVENUE, classes=["primary", "residential"])
    assert found["frontage"] == 70
    assert found["sides"] == 2
    assert found["longest_run"] == 50
    assert (found["frontage_primary"], found["frontage_residential"]) == (20, 50)


def test_a_lot_between_two_streets_has_two_sides():
    found = along(LOT, STREET, LineString([(-100, 58), (200, 58)]))
    assert (found["frontage"], found["sides"], found["longest_run"]) == (40, 2, 20)


def test_the_pole_of_a_flag_lot_gives_its_own_small_width():
    assert along(FLAG, STREET)[["frontage", "sides", "longest_run"]].tolist() == [6, 1, 6]


def test_a_road_that_ends_at_the_boundary_is_no_frontage():
    assert along(LOT, LineString([(10, -100), (10, 0)]))["frontage"] == 0
    # nor is one that ends at a corner and would run on along the south side
    assert along(LOT, LineString([(-100, 0), (0, 0)]))["frontage"] == 0


def test_a_road_counts_only_as_far_as_it_runs_beside():
    assert along(LOT, LineString([(5, -8), (12, -8)]))["frontage"] == 7


def test_the_back_of_a_shallow_lot_does_not_front_on_the_road_before_it():
    strip = box(0, 0, 20, 4)
    assert along(strip, STREET)[["frontage", "sides"]].tolist() == [20, 1]


def test_a_road_drawn_on_the_parcel_itself_fronts_the_edge_beside_it():
    assert along(LOT, LineString([(-100, 3), (200, 3)]))["frontage"] == 20


def test_a_road_on_the_boundary_counts_once():
    assert along(LOT, LineString([(-5, 0), (25, 0)]))["frontage"] == 20


@pytest.mark.parametrize(("away", "expected"), [(15, 20), (15.01, 0), (14.99, 20)])
def test_a_road_at_the_tolerance_counts_and_beyond_it_not(away, expected):
    assert along(LOT, LineString([(-9, -away), (99, -away)]))["frontage"] == expected


@pytest.mark.parametrize(("degrees", "expected"), [(29, True), (31, False)])
def test_a_road_more_aslant_than_the_angle_does_not_count(degrees, expected):
    line = affinity.rotate(LineString([(-40, -6), (60, -6)]), -degrees, origin=(10, -6))
    assert (along(LOT, line, tolerance=6)["frontage"] > 0) == expected


def test_a_road_in_pieces_fronts_as_a_road_in_one():
    pieces = [LineString([(x, -8), (x + 4, -8)]) for x in range(-20, 40, 4)]
    assert along(LOT, *pieces)["frontage"] == pytest.approx(20)


def test_two_roads_side_by_side_count_once_in_all_and_each_by_class():
    found = along(LOT, STREET, LineString([(0, -12), (10, -12)]), classes=["primary", "service"])
    assert found["frontage"] == 20
    assert (found["frontage_primary"], found["frontage_service"]) == (20, 10)


def test_two_roads_of_a_class_side_by_side_count_once():
    found = along(LOT, STREET, LineString([(0, -12), (10, -12)]), classes=["primary", "primary"])
    assert found["frontage_primary"] == 20


@pytest.mark.parametrize(("far", "sides"), [(2, 1), (4, 2)])
def test_a_few_metres_on_another_road_make_no_side(far, sides):
    assert along(LOT, STREET, LineString([(-8, 0), (-8, far)]))["sides"] == sides


def test_a_parcel_in_a_ring_of_road_has_no_longer_run_than_its_boundary():
    ring = LineString(LOT.buffer(5, join_style="mitre").exterior.coords)
    found = along(LOT, ring, straight=1000)
    assert found["longest_run"] == pytest.approx(140)
    assert found["sides"] == 4


def test_of_no_class_counts_in_all_and_in_no_class():
    found = along(LOT, STREET, AVENUE, classes=[None, "service"])
    assert (found["frontage"], found["frontage_service"]) == (70, 50)


def test_a_road_around_a_convex_bend_leaves_no_gap():
    bend = LineString([(-60, -14), (10, -6), (80, -14)])
    assert along(box(-40, 0, 60, 50), bend)["frontage"] == pytest.approx(100)


def test_the_longest_run_on_a_curved_road_turns_by_ten_degrees():
    # a quarter of a circle of 100 m in steps of 5 degrees, each 8.72 m long
    turn = np.radians(np.arange(0, 91, 5))
    curve = 100 * np.column_stack([np.cos(turn), np.sin(turn)])
    lot = Polygon([(0, 0), *curve.tolist()])
    found = along(lot, LineString(curve * 1.05))
    assert found["frontage"] == pytest.approx(18 * 200 * np.sin(np.radians(2.5)))
    assert found["longest_run"] == pytest.approx(3 * 200 * np.sin(np.radians(2.5)))
    assert found["sides"] == 2


def test_a_road_that_curves_gently_is_one_side():
    turn = np.radians(np.arange(0, 41, 5))
    curve = 100 * np.column_stack([np.cos(turn), np.sin(turn)])
    assert along(Polygon([(0, 0), *curve.tolist()]), LineString(curve * 1.05))["sides"] == 1


def test_small_steps_of_the_boundary_do_not_part_a_run():
    jagged = Polygon([(0, 0), (30, 0), (30, 0.4), (60, 0.4), (60, 50), (0, 50)])
    assert along(jagged, STREET)["longest_run"] == pytest.approx(60)


def test_steps_of_metres_do_part_a_run():
    stepped = Polygon([(0, 0), (30, 0), (30, 4), (60, 4), (60, 50), (0, 50)])
    found = along(stepped, STREET)
    assert found["frontage"] == 60
    assert found["longest_run"] == 30
    assert found["sides"] == 1


def test_a_circle_drawn_finely_is_not_straight():
    circle = Point(0, 0).buffer(20, quad_segs=64)
    found = along(circle, LineString(Point(0, 0).buffer(25, quad_segs=64).exterior.coords))
    assert found["frontage"] == pytest.approx(circle.length)
    assert found["longest_run"] < circle.length * 16 / 360


def test_a_run_goes_on_over_the_first_vertex():
    lot = Polygon([(10, 0), (20, 0), (20, 50), (0, 50), (0, 0)])
    assert along(lot, STREET)["longest_run"] == 20


def test_frontage_in_a_hole_counts():
    holed = Polygon(box(0, 0, 200, 200).exterior, [box(50, 50, 150, 150).exterior])
    assert along(holed, LineString([(50, 60), (150, 60)]))["frontage"] == 100


def test_parts_of_a_parcel_count_together():
    both = MultiPolygon([LOT, box(100, 0, 130, 50)])
    assert along(both, STREET)[["frontage", "sides", "longest_run"]].tolist() == [50, 1, 30]


def test_no_road_near_is_zero_and_no_geometry_is_not_known():
    parcels = GeoSeries({"far": box(900, 900, 920, 920), "none": None, "point": Point(0, 0)})
    found = road_frontage(parcels, fronts(GeoSeries([STREET]), ["primary"]))
    assert found.loc["far"].tolist() == [0, 0, 0, 0]
    assert found.loc[["none", "point"]].isna().all(axis=None)
    assert found.index.tolist() == ["far", "none", "point"]


def test_roads_known_and_none_is_zero():
    assert along(LOT)["frontage"] == 0


def test_lines_in_another_crs_are_refused():
    with pytest.raises(WrongCrs):
        frontage(GeoSeries([LOT], crs=4550), fronts(GeoSeries([STREET], crs=4549)))


def test_roads_in_degrees_are_refused():
    with pytest.raises(WrongCrs):
        fronts(GeoSeries([STREET], crs=4326))


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("degrees", [0, 17, 45, 90, 133])
def test_turning_and_moving_town_and_roads_changes_nothing(degrees, offset):
    def moved(shape):
        return affinity.translate(affinity.rotate(shape, degrees, origin=(0, 0)), *offset)

    found = along(moved(FLAG), moved(STREET), moved(AVENUE))
    assert found["frontage"] == pytest.approx(86)
    assert found["sides"] == 2
    assert found["longest_run"] == pytest.approx(80)


def test_partitions_are_measured_as_the_whole_is(monkeypatch):
    monkeypatch.setattr(kernel, "ALONE", 2)
    monkeypatch.setattr(kernel, "BLOCK", 3)
    parcels = GeoSeries([box(25 * i, 0, 25 * i + 20, 50) for i in range(10)])
    roads = fronts(GeoSeries([STREET, AVENUE]), ["primary", "service"])
    whole = frontage(parcels, roads)
    monkeypatch.undo()
    assert whole.equals(frontage(parcels, roads))


def test_parcels_of_many_vertices_are_measured_as_those_of_few():
    fine = shapely.segmentize(LOT, 0.5)
    found = along(fine, STREET, AVENUE)
    assert found["frontage"] == pytest.approx(70)
    assert found["longest_run"] == pytest.approx(50, abs=1)  # a corner may lie within a step
    assert found["sides"] == 2


def by_geos(parcel, lines, tolerance, least):
    """Add up, edge by edge, the union of what lies beside each road."""
    total = 0.0
    rings = [parcel.exterior, *parcel.interiors]
    for ring in rings:
        xy = np.asarray(ring.coords)
        if shapely.is_ccw(ring) != (ring is rings[0]):
            xy = xy[::-1]
        for a, b in itertools.pairwise(xy):
            edge, (ux, uy) = LineString([a, b]), (b - a) / np.hypot(*(b - a))
            pieces = []
            for line in lines:
                c, d = np.asarray(line.coords)
                vx, vy = (d - c) / np.hypot(*(d - c))
                if abs(ux * vx + uy * vy) < least:
                    continue
                piece = edge.intersection(line.buffer(tolerance, cap_style="flat"))
                if piece.length > 1e-6:
                    middle = piece.interpolate(0.5, normalized=True)
                    foot = line.interpolate(line.project(middle))
                    inner = ux * (foot.y - a[1]) - uy * (foot.x - a[0])
                    if inner <= 0.01 or parcel.contains(foot):
                        ends = [edge.project(Point(xy)) for xy in piece.coords]
                        pieces.append(LineString([(min(ends), 0), (max(ends), 0)]))
            total += shapely.union_all(pieces).length if pieces else 0.0
    return total


coordinate = st.integers(0, 60)
segment = st.tuples(coordinate, coordinate, coordinate, coordinate).filter(
    lambda s: np.hypot(s[0] - s[2], s[1] - s[3]) > 1
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=7, unique=True),
    st.lists(segment, min_size=1, max_size=4, unique=True),
    st.sampled_from([5, 15, 40]),
    st.sampled_from([15, 30, 60, 90]),
)
@example([(0, 0), (20, 0), (20, 50), (0, 50)], [(-9, -8, 99, -8)], 15, 30)
def test_frontage_is_what_flat_buffers_of_the_roads_cut_from_the_boundary(
    corners, segments, tolerance, angle
):
    parcel = Polygon(corners).buffer(0)
    if parcel.geom_type != "Polygon" or parcel.area < 1:
        parcel = box(10, 10, 40, 30)
    # apart from each other, so that no road goes on as another one
    turned = [
        affinity.rotate(LineString([s[:2], s[2:]]), 0.7 + 0.13 * i, origin=(30, 30))
        for i, s in enumerate(segments)
    ]
    found = along(parcel, *turned, tolerance=tolerance, angle=angle)["frontage"]
    expected = by_geos(parcel, turned, tolerance, np.cos(np.radians(angle)))
    assert found == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_frontage_on_a_winding_road_is_what_its_buffer_cuts_from_the_boundary(seed):
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.uniform(4, 20, 20))
    winding = LineString(np.column_stack([x, rng.uniform(-6, 0, 20).cumsum() / 3]))
    lot = Polygon([(0, 12), (x[-1], 12 + rng.uniform(0, 10)), (x[-1], 300), (0, 300)])
    near = winding.buffer(25, cap_style="flat", join_style="round", quad_segs=256)
    south = LineString(lot.exterior.coords[:2])
    expected = south.intersection(near).length
    assert along(lot, winding, tolerance=25, angle=80)["frontage"] == pytest.approx(
        expected, abs=0.01
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(segment, min_size=1, max_size=5), segment)
def test_one_more_road_never_shortens_the_frontage(segments, another):
    lines = [LineString([s[:2], s[2:]]) for s in segments]
    # a road that goes on as another one closes a gap, so none is taken away either
    more = LineString([another[:2], another[2:]])
    before = along(box(10, 10, 40, 30), *lines)["frontage"]
    assert along(box(10, 10, 40, 30), *lines, more)["frontage"] >= before - 1e-9


def network(kinds, joinable, classes) -> Network:
    """Return four roads side by side, 10 m apart, the first 8 m south of the lot."""
    count = len(kinds)
    y = -8.0 - 2 * np.arange(count)
    xy = np.column_stack([np.tile([-50.0, 70.0], count), np.repeat(y, 2)])
    ends = np.arange(2 * count, dtype=np.int32)
    zero = np.zeros(count)
    return Network(
        nodes=xy,
        tail=ends[::2],
        head=ends[1::2],
        length=np.full(count, 120.0),
        minutes=np.ones((4, 2, count)),
        kind=np.array(kinds, np.int8),
        road_class=np.arange(count, dtype=np.int16),
        classes=tuple(classes),
        joinable=np.array(joinable, np.uint8),
        landmass=np.zeros(count, np.int32),
        landmasses=("main",),
        days_lost=zero,
        last_sailing=np.full((2, count), np.nan),
        boarding=zero,
        why_not=np.zeros((4, count), np.uint8) * CLOSED,
        way=np.zeros(count, np.int32),
        way_ids=("w",),
        way_names=("",),
        xy=xy,
        starts=np.arange(0, 2 * count + 1, 2),
        crs=CRS(4550),
    )


def test_roads_of_a_network_are_those_that_vehicles_may_join_at():
    ways = network(
        [ROAD, BRIDGE, ROAD, ROAD],
        [15, 0, 8, 0],
        ["primary_link", "primary", "footway", "motorway"],
    )
    found = road_frontage(GeoSeries([LOT], crs=4550), front_roads(ways)).loc[0]
    assert found["road_frontage"] == 20
    assert found["road_frontage_primary"] == 20
    assert set(front_classes()) == {
        name.removeprefix("road_frontage_") for name in found.index if "frontage_" in name
    } - {"road_frontage"}


def test_a_network_without_roads_to_join_at_has_none_to_front_on():
    assert len(front_roads(network([BRIDGE], [0], ["primary"])).stretches.kind) == 0
