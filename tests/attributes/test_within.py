import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import Point

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import join
from sitesel.attributes.travel import travel
from sitesel.attributes.within import count_within, sums_within

X, Y = 400_000.0, 3_300_000.0
PLACES = {"West": 0, "Mid": 1, "East": 2, "Far": 3, "Rock": 4}


def places(network, mode, *stands):
    """Join points, each (landmass, km east[, m off the road])."""
    points = [Point(X + 1000 * km, Y + (off[0] if off else 0)) for _, km, *off in stands]
    landmass = np.array([PLACES.get(name, -1) for name, *_ in stands], int)
    return join(GeoSeries(points, crs=4550), network, mode, landmass=landmass)


def counts(network, mode, stands, facilities, minutes):
    parcels, others = places(network, mode, *stands), places(network, mode, *facilities)
    return count_within(parcels, Graph(network, mode), others, minutes)


def test_facilities_count_up_to_and_with_the_limit(isles):
    hospitals = [("West", 0), ("West", 2), ("Mid", 3.5), ("Mid", 5), ("East", 10)]
    told = counts(isles, "car", [("West", 1)], hospitals, [1, 2.5, 60, 70])
    assert told.columns.tolist() == [1, 2.5, 60, 70]
    assert told.iloc[0].tolist() == [2, 3, 4, 5]


def test_the_gaps_at_both_ends_take_time(isles):
    assert counts(isles, "car", [("West", 1, 100)], [("West", 2, 100)], [1.59, 1.61]).iloc[
        0
    ].tolist() == [0, 1]


def test_on_one_link_and_against_a_one_way_street(draw):
    nodes = {"a": (X, Y), "b": (X + 1000, Y)}
    net = draw(nodes, [("ab", {"oneway": True})], tuple(PLACES))
    told = counts(net, "car", [("West", 0.5)], [("West", 0.2), ("West", 0.5), ("West", 0.8)], [9])
    assert told.iloc[0].tolist() == [2]


def test_many_facilities_at_one_place_all_count(isles):
    assert counts(isles, "car", [("West", 1)], [("West", 2)] * 9, [1]).iloc[0].tolist() == [9]


def test_without_a_road_nothing_is_reached_and_beyond_the_network_nothing_is_known(isles):
    stands = [("Rock", 5, 1500), ("Rock", 5, 9000), ("West", 1), ("Far", 13.5)]
    told = counts(isles, "car", stands, [("West", 0), ("Rock", 5, 1500)], [30])
    np.testing.assert_array_equal(told[30], [0, np.nan, 1, 0])


def test_where_no_facility_is_known_no_number_is(isles):
    assert counts(isles, "car", [("West", 1)], [], [30]).isna().all(axis=None)


def test_people_and_workers_add_up_and_an_unknown_number_in_reach_is_unknown(isles):
    parcels = places(isles, "car", ("West", 0), ("Mid", 5))
    towns = places(isles, "car", ("West", 0), ("West", 2), ("Mid", 5))
    weights = {"population": np.array([100, 200.5, 300]), "workers": np.array([10, 20, np.nan])}
    told = sums_within(parcels, Graph(isles, "car"), towns, weights, [2, 3])
    np.testing.assert_array_equal(told["population"], [[300.5, 300.5], [300, 500.5]])
    np.testing.assert_array_equal(told["workers"], [[30, 30], [np.nan, np.nan]])


def scattered(network, mode, rows, seed):
    rng = np.random.default_rng(seed)
    ends = {"West": (0, 2), "Mid": (3, 5), "East": (9, 11), "Far": (13, 14)}
    names = rng.choice(list(ends), rows)
    return places(network, mode, *((n, rng.uniform(*ends[n]), rng.uniform(0, 300)) for n in names))


@pytest.mark.parametrize("mode", ["car", "foot"])
def test_a_count_is_what_travel_to_each_facility_alone_tells(isles, mode):
    parcels, others = scattered(isles, mode, 40, 1), scattered(isles, mode, 25, 2)
    graph = Graph(isles, mode)
    each = [
        travel(parcels, graph, others.take(np.array([k])))["minutes"].to_numpy() for k in range(25)
    ]
    told = count_within(parcels, graph, others, [1, 5, 70])
    for limit in (1, 5, 70):
        np.testing.assert_array_equal(told[limit], (np.array(each) <= limit).sum(axis=0))


def test_either_side_of_the_search_and_any_partition_give_the_same_bits(isles):
    # more facilities than one chunk, and both fewer and more than there are parcels
    parcels, others = scattered(isles, "foot", 400, 3), scattered(isles, "foot", 300, 4)
    weights = {"population": np.random.default_rng(5).uniform(0, 9, 300)}
    graph = Graph(isles, "foot")
    whole = sums_within(parcels, graph, others, weights, [3, 62])["population"]
    for size in (13, 299, 350):
        pieces = [
            sums_within(
                parcels.take(np.arange(a, min(a + size, 400))), graph, others, weights, [3, 62]
            )["population"]
            for a in range(0, 400, size)
        ]
        together = np.concatenate([piece.to_numpy() for piece in pieces])
        assert together.tobytes() == np.ascontiguousarray(whole).tobytes()
