"""Laws of access, and networkx and pandana as independent oracles."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely import Point

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import join
from sitesel.attributes.network import BRIDGE, FERRY, MODES, ROAD, Network
from sitesel.attributes.reach import reach
from sitesel.attributes.route import route
from sitesel.attributes.travel import NO_FACILITY, OUTSIDE_NETWORK, REACHABLE, travel, travel_within
from sitesel.attributes.within import count_within

MINUTES = st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 7.0])
X, Y = 400_000.0, 3_300_000.0


@st.composite
def networks(draw, *, landmasses=3):
    """Draw roads on islands and ferries and bridges between them, some one-way, some not told."""
    count = draw(st.integers(2, 8))
    places = st.tuples(st.integers(0, 9), st.integers(0, 9))
    xy = np.array(draw(st.lists(places, min_size=count, max_size=count, unique=True)), float)
    on = np.array(draw(st.lists(st.integers(0, landmasses - 1), min_size=count, max_size=count)))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    ends = draw(st.lists(pairs.filter(lambda p: p[0] != p[1]), min_size=1, max_size=14))
    tail, head = np.array(ends).T
    own = on[tail] == on[head]
    wet = np.array(draw(st.lists(st.booleans(), min_size=len(ends), max_size=len(ends))))
    kind = np.where(own, ROAD, np.where(wet, FERRY, BRIDGE)).astype(np.int8)
    times = st.tuples(MINUTES, st.one_of(MINUTES, st.just(np.inf)))
    minutes = np.array(draw(st.lists(times, min_size=len(ends), max_size=len(ends)))).T
    lost = st.sampled_from([0.0, 36.5, 73.0, np.nan])
    days = np.array(draw(st.lists(lost, min_size=len(ends), max_size=len(ends))))
    ferry = kind == FERRY
    line = np.stack([xy[tail], xy[head]], axis=1) * 1000 + (X, Y)
    return Network(
        nodes=xy * 1000 + (X, Y),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length=np.where(ferry, 0.0, np.hypot(*(line[:, 1] - line[:, 0]).T)),
        minutes=np.broadcast_to(minutes, (len(MODES), 2, len(ends))).copy(),
        kind=kind,
        road_class=np.zeros(len(ends), np.int16),
        classes=("road",),
        joinable=np.where(kind == ROAD, 15, 0).astype(np.uint8),
        landmass=np.where(own, on[tail], -1).astype(np.int32),
        landmasses=tuple("ABC"[:landmasses]),
        days_lost=np.where(ferry, days, 0.0),
        last_sailing=np.full((2, len(ends)), np.nan),
        boarding=np.zeros(len(ends)),
        why_not=np.zeros((len(MODES), len(ends)), np.uint8),
        way=np.arange(len(ends), dtype=np.int32),
        way_ids=tuple(f"w{k}" for k in range(len(ends))),
        way_names=("",) * len(ends),
        xy=line.reshape(-1, 2),
        starts=np.arange(0, 2 * len(ends) + 1, 2),
        crs=CRS.from_epsg(4550),
    )


stands = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-2, 20), st.integers(-2, 20)), min_size=1, max_size=6
)


def places(network, some):
    points = GeoSeries([Point(X + 500 * x, Y + 500 * y) for _, x, y in some], crs=4550)
    return join(points, network, "car", landmass=np.array([on for on, _, _ in some]))


def oracle(network, parcels, facilities, speed=20_000 / 60):
    """Minutes from every parcel to every facility by networkx, links split where they join."""
    graph = nx.MultiDiGraph()
    on = {
        k: [(0.0, ("n", network.tail[k])), (1.0, ("n", network.head[k]))]
        for k in range(len(network))
    }
    for name, joined in (("p", parcels), ("f", facilities)):
        for i in range(len(joined)):
            graph.add_node((name, i))
            if joined.link[i] >= 0:
                on[int(joined.link[i])].append((joined.along[i], ("on", name, i)))
                gap = joined.gap[i] / speed
                out, into = (name, i), ("on", name, i)
                graph.add_edge(*((out, into) if name == "p" else (into, out)), weight=gap)
    for k, stops in on.items():
        stops.sort(key=lambda stop: stop[0])
        there, back = network.minutes[0, :, k]
        for (a, one), (b, two) in pairwise(stops):
            for start, stop, pace in ((one, two, there), (two, one, back)):
                if np.isfinite(pace) or a == b:
                    graph.add_edge(start, stop, weight=(b - a) * pace if b > a else 0.0)
    found = np.full((len(parcels), len(facilities)), np.inf)
    for i in range(len(parcels)):
        away = nx.single_source_dijkstra_path_length(graph, ("p", i))
        for j in range(len(facilities)):
            found[i, j] = away.get(("f", j), np.inf)
    return found


@settings(max_examples=150, deadline=None)
@given(networks(), stands, stands)
def test_networkx_finds_the_same_minutes_facility_and_counts(network, some, others):
    parcels, facilities = places(network, some), places(network, others)
    graph = Graph(network, "car")
    told, expected = travel(parcels, graph, facilities), oracle(network, parcels, facilities)
    known = ~told["state"].isin([OUTSIDE_NETWORK, NO_FACILITY]).to_numpy()
    np.testing.assert_allclose(
        told["minutes"][known], expected.min(axis=1)[known], rtol=1e-9, atol=1e-9
    )
    reached = np.flatnonzero(told["state"] == REACHABLE)
    np.testing.assert_allclose(
        expected[reached, told["reached"].to_numpy()[reached]], expected.min(axis=1)[reached],
        rtol=1e-9, atol=1e-9,
    )  # fmt: skip
    limits = [0.77, 3.33, 11.1]
    counts = count_within(parcels, graph, facilities, limits)
    covered = counts.notna().all(axis=1).to_numpy()
    for limit in limits:
        clear = (np.abs(expected - limit) > 1e-6).all(axis=1) & covered
        np.testing.assert_array_equal(
            counts[limit].to_numpy()[clear], (expected <= limit).sum(axis=1)[clear]
        )


@settings(max_examples=100, deadline=None)
@given(networks(), stands, stands)
def test_a_route_adds_up_to_what_travel_tells_and_has_as_many_ferries(network, some, others):
    parcels, facilities = places(network, some), places(network, others)
    reached = reach(facilities, Graph(network, "car"))
    told = travel_within(parcels, reached)
    for row in range(len(parcels)):
        legs, one = route(parcels, row, reached), told.iloc[row]
        if one["state"] != REACHABLE:
            assert legs.empty
            continue
        assert legs["minutes"].sum() == pytest.approx(one["minutes"], abs=1e-9)
        assert legs["metres"].sum() == pytest.approx(one["metres"], abs=1e-6)
        assert (legs["kind"] == "ferry").sum() == one["crossings"]


@settings(max_examples=100, deadline=None)
@given(networks(), stands, stands, st.integers(0, 13))
def test_closing_a_link_never_shortens_a_way(network, some, others, which):
    parcels, facilities = places(network, some), places(network, others)
    before = travel(parcels, Graph(network, "car"), facilities)
    network.minutes[:, :, which % len(network)] = np.inf
    after = travel(parcels, Graph(network, "car"), facilities)
    known = before["minutes"].notna() & after["minutes"].notna()
    slack = 1e-9 * (1 + before["minutes"].where(np.isfinite(before["minutes"]), 0))
    assert (after["minutes"] >= before["minutes"] - slack)[known].all()


@settings(max_examples=100, deadline=None)
@given(networks(), stands)
def test_by_way_of_another_place_is_never_quicker(network, some):
    every = places(network, some)
    graph = Graph(network, "car")
    # without the gaps, which a way by another place would count twice
    every.gap[:] = np.where(every.link >= 0, 0.0, np.nan)
    away = np.array(
        [
            travel(every, graph, every.take(np.array([k])))["minutes"].fillna(np.inf)
            for k in range(len(every))
        ]
    ).T
    for middle in range(len(every)):
        assert (away <= away[:, [middle]] + away[middle] + 1e-9).all()


@settings(max_examples=100, deadline=None)
@given(networks(), stands, stands)
def test_nothing_is_reached_across_water_without_a_link(network, some, others):
    wet = network.landmass < 0
    network.minutes[:, :, wet] = np.inf
    parcels, facilities = places(network, some), places(network, others)
    told = travel(parcels, Graph(network, "car"), facilities)
    for k in np.flatnonzero(np.isfinite(told["minutes"])):
        assert parcels.landmass[k] == facilities.landmass[told["reached"][k]]
    lost = told["state"].between(1, OUTSIDE_NETWORK - 1)
    assert np.isinf(told.loc[lost, ["minutes", "metres", "crossings", "cut_off"]]).all(axis=None)
    unknown = (told["state"] >= OUTSIDE_NETWORK) | (told["state"] < 0)
    assert told.loc[unknown, ["minutes", "metres", "crossings", "cut_off"]].isna().all(axis=None)
    assert (told["reached"][told["state"] != REACHABLE] == -1).all()


@settings(max_examples=60, deadline=None)
@given(networks(), stands, stands)
def test_a_way_without_ferries_is_never_cut_off_and_every_other_is_as_reliable_as_its_best(
    network, some, others
):
    parcels, facilities = places(network, some), places(network, others)
    told = travel(parcels, Graph(network, "car"), facilities)
    reachable = told["state"] == REACHABLE
    assert (told.loc[reachable & (told["crossings"] == 0), "cut_off"] == 0).all()
    share = told.loc[reachable, "cut_off"].dropna()
    assert share.between(0, 100).all()
    for row in np.flatnonzero(reachable):
        stop = facilities.take(np.array([told["reached"][row]]))
        alone = travel(parcels.take(np.array([row])), Graph(network, "car"), stop)
        if not np.isnan(alone["cut_off"].item()) and not np.isnan(told["cut_off"][row]):
            assert told["cut_off"][row] <= alone["cut_off"].item() + 1e-9


@settings(max_examples=60, deadline=None)
@given(networks(), stands, stands, st.integers(1, 5))
def test_any_partition_of_the_parcels_gives_the_same_bits(network, some, others, cut):
    parcels, facilities = places(network, some), places(network, others)
    graph = Graph(network, "car")
    whole = travel(parcels, graph, facilities)
    rows = np.arange(len(parcels))
    for part in (rows[:cut], rows[cut:]):
        piece = travel(parcels.take(part), graph, facilities)
        for name in whole:
            assert piece[name].to_numpy().tobytes() == whole[name].to_numpy()[part].tobytes()
