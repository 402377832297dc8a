import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import LineString, MultiPolygon, Point, box

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import join
from sitesel.attributes.service_area import service_area

X, Y = 400_000.0, 3_300_000.0


def areas(network, mode, km, landmass, minutes, *, off=0.0, **options):
    stand = GeoSeries([Point(X + 1000 * km, Y + off)], crs=4550)
    joined = join(stand, network, mode, landmass=np.array([landmass]))
    return service_area(joined, 0, Graph(network, mode), minutes, **options)


def along(start, stop, width=150):
    return LineString([(X + 1000 * start, Y), (X + 1000 * stop, Y)]).buffer(width, quad_segs=8)


def same(one, other):
    return one.symmetric_difference(other).area < 1e-3


def test_roads_are_cut_where_the_time_ends(isles):
    told = areas(isles, "car", 1, 0, [0.5])
    assert same(told.geometry.item(), along(0.5, 1.5))
    assert told.crs == isles.crs


def test_the_way_to_the_road_takes_its_time(isles):
    assert same(areas(isles, "car", 1, 0, [0.8], off=100).geometry.item(), along(0.5, 1.5))


def test_a_bridge_is_crossed_but_does_not_fill_the_sea(isles):
    reached = areas(isles, "car", 1, 0, [3]).geometry.item()
    assert same(reached, along(0, 2).union(along(3, 4)))
    assert len(reached.geoms) == 2


def test_an_island_behind_a_ferry_is_a_part_of_its_own_once_the_ferry_is_over(isles):
    told = areas(isles, "car", 4, 1, [60.5, 62])
    west = along(0, 2).union(along(3, 5))
    assert same(told.geometry[0], west)
    assert same(told.geometry[1], west.union(along(9, 10)))
    assert len(told.geometry[1].geoms) == 3


def test_dangerous_goods_stay_where_the_ferry_refuses_them(isles):
    assert same(
        areas(isles, "truck_dg", 4, 1, [99]).geometry.item(), along(0, 2).union(along(3, 5))
    )


def test_a_one_way_street_is_reached_its_own_way_only(draw):
    net = draw({"a": (X, Y), "b": (X + 1000, Y)}, [("ab", {"oneway": True})])
    assert same(areas(net, "car", 0.5, -1, [0.2]).geometry.item(), along(0.5, 0.7))
    assert same(areas(net, "car", 0.5, -1, [9]).geometry.item(), along(0.5, 1))


def test_limits_come_in_rising_order_and_each_area_holds_those_before(isles):
    told = areas(isles, "foot", 1, 0, [95, 0.3, 62, 3, 3])
    assert told["minutes"].tolist() == [0.3, 3, 62, 95]
    for inner, outer in zip(told.geometry, told.geometry[1:], strict=False):
        assert inner.difference(outer).area < 1e-6
        assert inner.area < outer.area
    assert told.geometry.is_valid.all()
    assert all(isinstance(shape, MultiPolygon) for shape in told.geometry)


def test_land_clips_and_the_width_is_the_user_s(isles):
    shore = box(X, Y, X + 2000, Y + 500)
    told = areas(isles, "car", 1, 0, [0.5], width=100, land=GeoSeries([shore], crs=4550))
    assert same(told.geometry.item(), along(0.5, 1.5, 100).intersection(shore))
    assert same(
        areas(isles, "car", 1, 0, [0.5], land=shore).geometry.item(), along(0.5, 1.5) & shore
    )


def test_from_a_parcel_without_a_road_nothing_is_reached(isles):
    told = areas(isles, "car", 5, 4, [5, 10], off=1500)
    assert told["minutes"].tolist() == [5, 10]
    assert told.geometry.is_empty.all()
    assert told.geometry.is_valid.all()


def test_before_the_road_is_reached_nothing_is(isles):
    assert areas(isles, "car", 1, 0, [0.2], off=100).geometry.item().is_empty


@pytest.mark.parametrize("km", [0, 2])
def test_from_the_end_of_a_road_all_roads_there_are_reached(isles, km):
    reached = areas(isles, "car", km, 0, [0.5]).geometry.item()
    assert same(reached, along(0, 0.5) if km == 0 else along(1.5, 2))
