import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sitesel.attributes.graph import RING, Graph, Starts, blank, clear, spread
from sitesel.attributes.network import Arcs

SQUARE = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000)}


def arcs_of(nodes, tail, head, minutes):
    order = np.lexsort((head, tail))
    counts = np.bincount(tail, minlength=nodes)
    return Arcs(
        np.append(0, np.cumsum(counts)).astype(np.int32),
        tail[order].astype(np.int32),
        head[order].astype(np.int32),
        minutes[order],
        np.arange(len(order), dtype=np.int32),
        np.ones(len(order), np.bool_),
    )


def searched(arcs, nodes, starts, limit=np.inf):
    found = blank(nodes, len(arcs.head), len(starts.node))
    return found, spread(arcs, starts, limit, found)


def at(*nodes, minutes=None):
    spent = np.zeros(len(nodes)) if minutes is None else np.array(minutes, float)
    return Starts(np.array(nodes, np.int32), spent, np.arange(len(nodes), dtype=np.int32))


@pytest.mark.parametrize("spread_of", [0, 2, 5])
def test_scipy_finds_the_same_minutes_however_far_they_range(spread_of):
    rng = np.random.default_rng(spread_of)
    tail, head = rng.integers(0, 400, (2, 1500))
    minutes = 10 ** rng.uniform(-spread_of, spread_of, 1500)
    arcs = arcs_of(400, tail, head, minutes)
    found, count = searched(arcs, 400, at(3, 99, 7))
    matrix = csr_array((arcs.minutes, arcs.head, arcs.starts), shape=(400, 400))
    expected = dijkstra(matrix, indices=[3, 7, 99], min_only=True)
    np.testing.assert_allclose(found.minutes, expected, rtol=1e-12)
    assert count == np.isfinite(expected).sum()
    assert (np.diff(found.minutes[found.order[:count]]) >= 0).all()


def test_what_lies_beyond_all_lists_is_reached_in_its_turn():
    # 512 arcs of a moment set the lists; then far, farther, and back to moments
    moments = np.full(600, 1e-6)
    chain = np.concatenate([moments, [1e3, 1e-6, 1e9, 1e-6]])
    nodes = len(chain) + 1
    arcs = arcs_of(nodes, np.arange(nodes - 1), np.arange(1, nodes), chain)
    found, count = searched(arcs, nodes, at(0))
    np.testing.assert_allclose(found.minutes, np.append(0, np.cumsum(chain)), rtol=1e-12)
    assert count == nodes
    assert (found.ring == -1).all()
    assert len(found.ring) == RING + 1


def test_of_equal_times_the_lowest_start_wins_even_when_it_comes_later():
    tail, head = np.array([0, 1, 2]), np.array([2, 3, 3])
    arcs = arcs_of(4, tail, head, np.array([0.5, 1.0, 0.5]))
    found, _ = searched(arcs, 4, at(0, 1))
    assert found.minutes[3] == 1
    assert found.who[3] == 0


def test_nothing_beyond_the_limit_is_reached_and_what_is_at_it_is():
    arcs = arcs_of(4, np.arange(3), np.arange(1, 4), np.ones(3))
    found, count = searched(arcs, 4, at(0, minutes=[0.5]), limit=2.5)
    assert found.minutes.tolist() == [0.5, 1.5, 2.5, np.inf]
    clear(found, count)
    assert np.isinf(found.minutes).all()
    assert (found.by == -1).all()
    assert spread(arcs, at(3, minutes=[9]), 2.5, found) == 0


def test_a_link_of_no_time_is_no_trouble():
    arcs = arcs_of(3, np.array([0, 1, 1]), np.array([1, 0, 2]), np.zeros(3))
    found, count = searched(arcs, 3, at(0))
    assert (found.minutes.tolist(), count) == ([0, 0, 0], 3)


_times = st.sampled_from([0.0, 0.25, 0.5, 1.0, 64.0])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), _times), min_size=1, max_size=20),
    st.lists(st.integers(0, 7), min_size=1, max_size=4),
)
def test_time_and_start_are_the_least_of_all_ways(links, nodes):
    tail, head, minutes = (np.array(column) for column in zip(*links, strict=True))
    arcs = arcs_of(8, tail, head, minutes)
    found, _ = searched(arcs, 8, at(*nodes))
    alone = [searched(arcs, 8, at(node))[0].minutes for node in nodes]
    np.testing.assert_array_equal(found.minutes, np.min(alone, axis=0))
    reached = np.isfinite(found.minutes)
    np.testing.assert_array_equal(found.who[reached], np.argmin(alone, axis=0)[reached])


def test_joints_are_what_roads_join_both_ways(draw):
    links = [
        ("ab", {}),
        ("bc", {"oneway": True}),
        ("cd", {}),
        ("da", {"kind": 2, "days_lost": 73.0}),
    ]
    joints = Graph(draw(SQUARE, links), "car").joints
    assert joints.of[0] == joints.of[1] != joints.of[2] == joints.of[3]
    assert sorted(joints.loss.round(4).tolist()) == [0, 0.2231, 0.2231]


def test_the_landmass_of_a_node_is_that_of_the_roads_there(isles):
    assert Graph(isles, "car").ashore.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_nothing_is_lifted_where_nothing_is_barred(isles):
    assert Graph(isles, "truck").without_limits is None
    assert Graph(isles, "truck").without_refusal is None
    freed = Graph(isles, "truck_dg").without_refusal
    assert freed.network.minutes[2, :, 3].tolist() == [60, 60]
    assert np.isinf(isles.minutes[2, :, 3]).all()
