import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import Point

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import join
from sitesel.attributes.travel import STATES, travel

X, Y = 400_000.0, 3_300_000.0
PLACES = {"West": 0, "Mid": 1, "East": 2, "Far": 3, "Rock": 4}


def places(network, mode, *stands, farthest=2_000.0):
    """Join points, each (landmass, km east[, m off the road])."""
    points = [Point(X + 1000 * km, Y + (off[0] if off else 0)) for _, km, *off in stands]
    landmass = np.array([PLACES.get(name, -1) for name, *_ in stands])
    return join(GeoSeries(points, crs=4550), network, mode, landmass=landmass, farthest=farthest)


def found(network, mode, stand, *facilities, **options):
    return travel(
        places(network, mode, stand),
        Graph(network, mode),
        places(network, mode, *facilities),
        **options,
    ).iloc[0]


def state(*asked, **options):
    return STATES[int(found(*asked, **options)["state"])]


# on one island, by hand -------------------------------------------------------------------------


def test_over_a_bridge_minutes_and_metres_add_up(isles):
    told = found(isles, "truck", ("West", 1), ("Mid", 4))
    assert told[["minutes", "metres", "crossings", "cut_off"]].tolist() == [3, 3000, 0, 0]
    assert np.isnan(told["last_departure"])
    assert told["reached"] == 0


def test_the_gaps_at_both_ends_take_time_and_road(isles):
    told = found(isles, "car", ("West", 1, 100), ("West", 2, -200))
    assert told["minutes"] == pytest.approx(1 + 0.3 + 0.6)
    assert told["metres"] == pytest.approx(1300)
    assert found(isles, "car", ("West", 1, 100), ("West", 2), join_speed=10)["minutes"] == (
        pytest.approx(1.6)
    )


def test_the_quickest_counts_not_the_nearest_and_gaps_count_too(isles):
    told = found(isles, "car", ("West", 1), ("West", 1, 600), ("West", 0), ("West", 0.5))
    assert (told["reached"], told["minutes"]) == (2, 0.5)
    assert found(isles, "car", ("West", 1), ("West", 1, 600), ("West", 0))["reached"] == 1


def test_of_equally_quick_facilities_the_first_is_reached(isles):
    for around in ([0.5, 1.5], [1.5, 0.5], [1, 1], [2, 0]):
        told = found(isles, "car", ("West", 1), *(("West", km) for km in around))
        assert told["reached"] == 0
    assert found(isles, "car", ("Mid", 4), ("West", 1), ("West", 1))["reached"] == 0


def test_a_facility_without_geometry_keeps_the_positions_of_the_others(isles):
    network, points = isles, GeoSeries([None, Point(X, Y)], crs=4550)
    joined = join(points, network, "car", landmass=np.array([0, 0]))
    told = travel(places(network, "car", ("West", 1)), Graph(network, "car"), joined)
    assert told["reached"].tolist() == [1]


# ferries ----------------------------------------------------------------------------------------


def test_a_ferry_costs_its_time_but_no_road_and_is_a_crossing(isles):
    told = found(isles, "truck", ("Mid", 4), ("East", 10))
    assert told[["minutes", "metres", "crossings"]].tolist() == [62, 2000, 1]


def test_cut_off_is_the_share_of_days_without_a_ferry(isles):
    assert found(isles, "car", ("Mid", 4), ("East", 10))["cut_off"] == pytest.approx(1600 / 365)


def test_two_ferries_stop_independently_of_each_other(isles):
    told = found(isles, "foot", ("West", 1), ("Far", 13.5))
    assert told["crossings"] == 2
    assert told["cut_off"] == pytest.approx(100 * (1 - 0.9 * (1 - 16 / 365)))


def test_the_last_departure_leaves_time_for_the_way_and_boarding(isles):
    assert found(isles, "car", ("West", 1), ("East", 10))["last_departure"] == (
        pytest.approx(17.5 - 15 / 60 - 4 / 60)
    )
    assert found(isles, "car", ("West", 1, 100), ("East", 10, 100))["last_departure"] == (
        pytest.approx(17.5 - 15 / 60 - 4.3 / 60)
    )
    assert found(isles, "car", ("East", 10), ("West", 1))["last_departure"] == (
        pytest.approx(18 - 15 / 60 - 1 / 60)
    )


def test_one_ferry_without_a_timetable_leaves_the_last_departure_unknown(isles):
    assert np.isnan(found(isles, "foot", ("West", 1), ("Far", 13.5))["last_departure"])


def chain(draw, *ferries):
    """Return two islands joined by ferries, each its own options, 1 km of road at both ends."""
    sea = {"kind": 2, "landmass": -1, "minutes": 30.0}
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X + 5000, Y), "d": (X + 6000, Y)}
    links = [("ab", {}), *(("bc", sea | ferry) for ferry in ferries), ("cd", {"landmass": 2})]
    return draw(nodes, links, tuple(PLACES))


def test_the_earlier_of_two_last_sailings_on_the_way_counts(draw):
    sea = {"kind": 2, "landmass": -1, "minutes": 30.0}
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X + 3000, Y), "d": (X + 4000, Y)}
    for second, expected in ((16.0, 16 - 31 / 60), (18.0, 17 - 1 / 60)):
        links = [
            ("ab", {}),
            ("bc", sea | {"last": (17.0, 17.0)}),
            ("cd", sea | {"last": (second, second)}),
        ]
        net = draw(nodes | {"e": (X + 5000, Y)}, [*links, ("de", {"landmass": 2})], tuple(PLACES))
        told = found(net, "car", ("West", 0), ("East", 4.5))
        assert told["last_departure"] == pytest.approx(expected)


def test_the_most_reliable_way_counts_not_the_quickest(draw):
    net = chain(draw, {"days_lost": 73.0}, {"days_lost": 36.5, "minutes": 90.0})
    told = found(net, "car", ("West", 0), ("East", 6))
    assert told["minutes"] == 32
    assert told["cut_off"] == pytest.approx(10)


def test_a_ferry_whose_lost_days_are_not_told_leaves_cut_off_unknown_where_it_may_matter(draw):
    untold = chain(draw, {"days_lost": np.nan})
    assert np.isnan(found(untold, "car", ("West", 0), ("East", 6))["cut_off"])
    assert found(untold, "car", ("West", 0), ("West", 1), ("East", 6))["cut_off"] == 0
    beside = chain(draw, {"days_lost": np.nan}, {"days_lost": 36.5})
    assert np.isnan(found(beside, "car", ("West", 0), ("East", 6))["cut_off"])
    sure = chain(draw, {"days_lost": np.nan}, {"days_lost": 0.0})
    assert found(sure, "car", ("West", 0), ("East", 6))["cut_off"] == 0


def test_a_ferry_that_never_sails_for_weather_cuts_off_wholly(draw):
    net = chain(draw, {"days_lost": 365.0})
    assert found(net, "car", ("West", 0), ("East", 6))["cut_off"] == 100


# one link ---------------------------------------------------------------------------------------


@pytest.fixture
def loop(draw):
    """Return a one-way street a→b of 1 km, and the long way back b–c–a of 5 km."""
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X + 500, Y + 2000)}
    back = ("bc", {"via": [(X + 1000, Y + 1000)]}), ("ca", {"via": [(X, Y + 1000)]})
    return draw(nodes, [("ab", {"oneway": True}), *back])


def test_along_a_one_way_street_a_facility_ahead_is_near_and_one_behind_is_far(loop):
    ahead = found(loop, "car", ("West", 0.25), ("West", 0.75))
    assert ahead[["minutes", "metres"]].tolist() == [0.5, 500]
    behind = found(loop, "car", ("West", 0.75), ("West", 0.25))
    around = 0.25 + 2 * (1 + np.hypot(0.5, 1)) + 0.25
    assert behind["minutes"] == pytest.approx(around)
    assert behind["metres"] == pytest.approx(1000 * around)


def test_at_the_same_point_of_a_one_way_street_no_way_is_needed(loop):
    assert found(loop, "car", ("West", 0.5), ("West", 0.5))["minutes"] == 0


def test_at_the_end_of_a_one_way_street_the_other_roads_are_open(loop):
    assert found(loop, "car", ("West", 0), ("West", 1))["minutes"] == 1
    assert found(loop, "car", ("West", 0), ("West", 0, 1000))["minutes"] == 1
    told = found(loop, "car", ("West", 1), ("West", 0))
    assert told["minutes"] == pytest.approx(2 * (1 + np.hypot(0.5, 1)))


def test_of_many_facilities_on_one_link_the_quickest_counts_gap_and_all(isles):
    stands = [("West", 2 * k / 99, 5 * (k % 7)) for k in range(100)]
    graph = Graph(isles, "car")
    for km in (0, 0.371, 1, 1.999):
        told = found(isles, "car", ("West", km), *stands)
        alone = [
            travel(places(isles, "car", ("West", km)), graph, places(isles, "car", one)).iloc[0]
            for one in stands
        ]
        assert told["minutes"] == pytest.approx(min(one["minutes"] for one in alone), abs=1e-12)
        assert told["metres"] == pytest.approx(alone[int(told["reached"])]["metres"], abs=1e-9)


# states -----------------------------------------------------------------------------------------


def test_no_vehicle_ferry_leaves_an_island(isles):
    assert state(isles, "car", ("Far", 13.5), ("West", 1)) == "no_ferry"
    assert state(isles, "foot", ("Far", 13.5), ("West", 1)) == "reachable"
    told = found(isles, "car", ("Far", 13.5), ("West", 1))
    assert np.isinf(
        told[["minutes", "metres", "crossings", "cut_off", "last_departure"]].astype(float)
    ).all()
    assert told["reached"] == -1


def test_ways_that_lead_on_but_to_no_facility_are_told_apart(isles):
    assert state(isles, "car", ("West", 1), ("Far", 13.5)) == "no_facility_reachable"


def test_a_facility_on_the_same_island_but_not_on_its_roads_is_no_matter_of_ferries(draw):
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X + 3000, Y), "d": (X + 4000, Y)}
    net = draw(nodes, [("ab", {}), ("cd", {})], tuple(PLACES))
    assert state(net, "car", ("West", 0.5), ("West", 3.5)) == "no_facility_reachable"


def test_where_only_the_plain_truck_may_take_the_ferry_the_goods_are_refused(isles):
    assert state(isles, "truck_dg", ("West", 1), ("East", 10)) == "dangerous_goods_refused"
    assert state(isles, "truck", ("West", 1), ("East", 10)) == "reachable"
    assert state(isles, "truck_dg", ("East", 10), ("Far", 13.5)) == "no_ferry"


def test_where_only_the_plain_truck_has_a_road_the_goods_are_refused(draw):
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X + 5000, Y), "d": (X + 6000, Y)}
    net = draw(nodes, [("ab", {"why": {"truck_dg": 2}}), ("bc", {}), ("cd", {})], tuple(PLACES))
    stand, there = ("West", 0.5), ("West", 5.5)
    near = places(net, "truck_dg", stand, farthest=100)
    graph, target = Graph(net, "truck_dg"), places(net, "truck_dg", there)
    assert STATES[travel(near, graph, target)["state"].item()] == "no_road"
    plain = travel(places(net, "truck", stand), Graph(net, "truck"), places(net, "truck", there))
    told = travel(near, graph, target, plain=plain)
    assert STATES[told["state"].item()] == "dangerous_goods_refused"
    assert np.isinf(told["minutes"].item())


@pytest.mark.parametrize("others", [{}, {"only": ()}])
def test_where_a_limit_bars_the_only_way_the_limit_is_told(draw, others):
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X + 2000, Y), "d": (X + 3000, Y)}
    barred = {"why": {"truck": 3}} | others
    net = draw(nodes, [("ab", {}), ("bc", barred), ("cd", {})], tuple(PLACES))
    assert state(net, "truck", ("West", 0.5), ("West", 2.5)) == "limits"
    assert state(net, "foot", ("West", 0.5), ("West", 2.5)) == (
        "no_facility_reachable" if others else "reachable"
    )


def test_an_island_without_roads_is_unreachable_and_a_place_beyond_the_network_unknown(isles):
    rock, beyond = ("Rock", 5, 1500), ("Rock", 5, 9000)
    assert state(isles, "car", rock, ("West", 1)) == "no_road"
    assert np.isinf(found(isles, "car", rock, ("West", 1))["minutes"])
    assert state(isles, "car", beyond, ("West", 1)) == "outside_network"
    assert np.isnan(found(isles, "car", beyond, ("West", 1))["minutes"])
    assert state(isles, "car", ("Nowhere", 1), ("West", 1)) == "outside_network"


def test_a_facility_on_an_island_without_roads_is_unreachable(isles):
    assert state(isles, "car", ("West", 1), ("Rock", 5, 1500)) == "no_facility_reachable"


def test_without_a_facility_nothing_is_known(isles):
    for none in (GeoSeries([], crs=4550), GeoSeries([None], crs=4550)):
        joined = join(none, isles, "car", landmass=np.zeros(len(none), int))
        stands = places(isles, "car", ("West", 1), ("Rock", 5, 1500))
        told = travel(stands, Graph(isles, "car"), joined)
        assert [STATES[s] for s in told["state"]] == ["no_facility", "no_facility"]
        assert told["minutes"].isna().all()


def test_a_one_way_road_from_which_nothing_leads_back_is_where_the_data_end(draw, loop):
    nodes = {"a": (X, Y), "b": (X + 1000, Y), "c": (X + 2000, Y)}
    net = draw(nodes, [("ab", {}), ("bc", {"oneway": True})], tuple(PLACES))
    assert state(net, "car", ("West", 1.5), ("West", 0.5)) == "outside_network"
    assert np.isnan(found(net, "car", ("West", 1.5), ("West", 0.5))["minutes"])
    assert state(net, "car", ("West", 1.5), ("West", 1.8)) == "reachable"
    assert state(net, "car", ("West", 0.5), ("West", 1.5)) == "reachable"
    both = draw(nodes, [("ab", {}), ("bc", {"minutes": np.inf})], tuple(PLACES))
    assert state(both, "car", ("West", 0.5), ("West", 1.9)) == "no_facility_reachable"
    assert state(loop, "car", ("West", 0.75), ("West", 0.25)) == "reachable"


def test_a_facility_beyond_the_network_is_not_known_to_be_out_of_reach(isles):
    beyond = ("East", 10, 9000)
    assert state(isles, "car", ("West", 1), beyond) == "outside_network"
    assert state(isles, "car", ("Far", 13.5), beyond) == "no_ferry"
    assert state(isles, "car", ("West", 1), beyond, ("Mid", 4)) == "reachable"


def test_without_landmasses_a_facility_beyond_leaves_everything_else_unknown(draw):
    net = draw({"a": (X, Y), "b": (X + 1000, Y)}, [("ab", {})])
    assert state(net, "car", ("", 0.5), ("", 900)) == "outside_network"


def test_a_parcel_without_geometry_has_no_state(isles):
    parcels = GeoSeries({"A": None, "B": Point(X + 1000, Y)}, crs=4550)
    joined = join(parcels, isles, "car", landmass=np.array([0, 0]))
    told = travel(joined, Graph(isles, "car"), places(isles, "car", ("West", 0)))
    assert told.index.tolist() == ["A", "B"]
    assert told["state"].tolist() == [-1, 0]
    assert np.isnan(told["minutes"]["A"])
