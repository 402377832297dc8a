from itertools import pairwise

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from shapely import Point, box

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import join
from sitesel.attributes.reach import reach
from sitesel.attributes.route import route
from sitesel.attributes.travel import travel_within

X, Y = 400_000.0, 3_300_000.0


def at(network, mode, shape, landmass):
    return join(GeoSeries([shape], crs=4550), network, mode, landmass=np.array([landmass]))


def routed(network, mode, start, stop):
    parcels, there = at(network, mode, *start), at(network, mode, *stop)
    reached = reach(there, Graph(network, mode))
    return route(parcels, 0, reached), travel_within(parcels, reached).iloc[0]


def ends(line):
    xy = shapely.get_coordinates(line) - (X, Y)
    return xy[0].tolist(), xy[-1].tolist()


def test_a_route_goes_leg_by_leg_over_road_bridge_and_ferry(isles):
    start = (box(X + 900, Y + 100, X + 1000, Y + 200), 0)
    legs, told = routed(isles, "car", start, (Point(X + 10_000, Y - 50), 2))
    assert legs["kind"].tolist() == [
        "approach", "road", "bridge", "road", "ferry", "road", "approach",
    ]  # fmt: skip
    assert legs["name"].tolist() == ["", "西路", "大桥", "", "东渡", "", ""]
    assert legs["metres"].tolist() == [100, 1100, 1000, 2000, 0, 1000, 50]
    assert legs["minutes"].sum() == pytest.approx(told["minutes"])
    assert legs["metres"].sum() == pytest.approx(told["metres"])
    assert legs.crs == isles.crs


def test_each_leg_starts_where_the_one_before_ends(isles):
    start = (box(X + 900, Y + 100, X + 1000, Y + 200), 0)
    legs, _ = routed(isles, "car", start, (Point(X + 10_000, Y - 50), 2))
    run = [ends(line) for line in legs.geometry]
    assert run[0] == ([900, 100], [900, 0])
    assert all(one[1] == two[0] for one, two in pairwise(run))
    assert run[-1][1] == [10_000, -50]


def test_against_the_drawn_direction_the_line_is_turned_round(isles):
    legs, _ = routed(isles, "car", (Point(X + 4000, Y), 1), (Point(X + 500, Y), 0))
    assert legs["kind"].tolist() == ["road", "bridge", "road"]
    assert [ends(line)[0][0] for line in legs.geometry] == [4000, 3000, 2000]


def test_on_one_link_the_route_runs_straight_along_its_bends(draw):
    net = draw({"a": (X, Y), "b": (X + 100, Y + 100)}, [("ab", {"via": [(X + 100, Y)]})])
    legs, told = routed(net, "car", (Point(X + 50, Y), -1), (Point(X + 100, Y + 50), -1))
    assert shapely.get_coordinates(legs.geometry.item()).tolist() == [
        [X + 50, Y], [X + 100, Y], [X + 100, Y + 50],
    ]  # fmt: skip
    assert told["metres"] == pytest.approx(100)


def test_a_facility_on_a_one_way_street_is_entered_at_its_open_end(draw):
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X, Y + 1000)}
    net = draw(nodes, [("ab", {"oneway": True}), ("ac", {}), ("bc", {})])
    legs, told = routed(net, "car", (Point(X + 700, Y), -1), (Point(X + 300, Y), -1))
    assert legs["way"].tolist() == ["ab", "bc", "ac", "ab"]
    assert ends(legs.geometry.iloc[-1]) == ([0, 0], [300, 0])
    assert legs["minutes"].sum() == pytest.approx(told["minutes"])


def test_where_nothing_is_reached_there_is_no_leg(isles):
    legs, _ = routed(isles, "car", (Point(X + 13_500, Y), 3), (Point(X, Y), 0))
    assert legs.empty
    assert legs.crs == isles.crs
    legs, _ = routed(isles, "car", (Point(X + 5_000, Y + 1500), 4), (Point(X, Y), 0))
    assert legs.empty


def test_a_parcel_at_the_facility_itself_has_no_leg_to_go(isles):
    legs, told = routed(isles, "car", (Point(X, Y), 0), (Point(X, Y), 0))
    assert legs.empty
    assert told["minutes"] == 0
