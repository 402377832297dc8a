"""How long, how far and how surely each parcel gets to the nearest facility of a kind.

What can't be reached is infinite and has a state that tells why; what is not known is NaN.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import JOINED, NOWHERE, OUTSIDE, Joined
from sitesel.attributes.kernel import MOST_THREADS, kernel
from sitesel.attributes.reach import JOIN_SPEED, Reach, reach
from sitesel.attributes.rings import Flags, Floats

Codes = NDArray[np.int8]
Ints32 = NDArray[np.int32]

STATES = (
    "reachable",
    "no_ferry",
    "no_facility_reachable",
    "dangerous_goods_refused",
    "limits",
    "no_road",
    "outside_network",
    "no_facility",
)
"""Why a facility is or isn't reached. The first goes with numbers, the last two with NaN (not
known), those between with infinity (unreachable)."""

(
    REACHABLE,
    NO_FERRY,
    NO_FACILITY_REACHABLE,
    DANGEROUS_GOODS_REFUSED,
    LIMITED,
    ROADLESS,
    OUTSIDE_NETWORK,
    NO_FACILITY,
) = range(8)


def travel(
    parcels: Joined,
    graph: Graph,
    facilities: Joined,
    *,
    join_speed: float = JOIN_SPEED,
    plain: DataFrame | None = None,
) -> DataFrame:
    """Measure the way from each parcel to the nearest facility of a kind, one search for all.

    Parameters
    ----------
    parcels, facilities
        Where they join, both for the mode of the graph.
    graph
        Of the network and mode; one graph serves all kinds.
    join_speed
        Kilometres an hour over the gap between boundary and road, at both ends of the way.
    plain
        For trucks with dangerous goods, what `travel` found for the plain truck: where only that
        one may join a road, it is the goods that are refused.

    Returns
    -------
    minutes
        With the gaps at both ends. Infinite where no way leads, NaN where it is not known; so are
        the following.
    metres
        On roads, with the gaps, without ferries.
    reached
        Position of the facility, the lowest of equally near ones; -1 where none is reached.
    crossings
        Ferries taken.
    cut_off
        Percent of the days of a year on which no way leads, on the most reliable way, ferries
        stopping independently of each other: 0 where a way without ferries leads, NaN where it
        hangs on a ferry whose lost days are not told.
    last_departure
        Hours after midnight, by the last sailing of each ferry on the way measured, less boarding
        and the time to get to it; NaN without a ferry, or where one has no timetable.
    state
        Position in `STATES`; -1 for a parcel without geometry. The index of `parcels`.

    Notes
    -----
    The states of what is not reached, the first that holds:

    - `no_facility`: there is none, anywhere;
    - `outside_network`: the network does not cover the parcel, or its landmass is not known; or
      the parcel reaches the landmass of a facility that the network does not cover; or it joins a
      one-way road from whose end nothing leads back, so that the data must end before the road;
    - `no_road`: no road within the joining distance on its landmass;
    - `dangerous_goods_refused`: a way leads where dangerous goods are let pass;
    - `limits`: a way leads where limits on weight and height are lifted;
    - `no_ferry`: no way leads to another landmass, and its own has no such facility;
    - `no_facility_reachable`: ways lead on, but to none.
    """
    return travel_within(parcels, reach(facilities, graph, join_speed=join_speed), plain=plain)


def travels(
    parcels: Joined,
    graph: Graph,
    kinds: Mapping[str, Joined],
    *,
    join_speed: float = JOIN_SPEED,
    plain: Mapping[str, DataFrame] | None = None,
) -> dict[str, DataFrame]:
    """Measure the way to the nearest facility of several kinds, in a few threads; see `travel`.

    Parameters
    ----------
    parcels, graph, join_speed
        As for `travel`.
    kinds
        Where the facilities of each kind join, by kind.
    plain
        As for `travel`, by kind.

    Returns
    -------
    travel
        By kind, the same as one after the other.
    """
    graph.ready()
    plain = plain or {}

    def one(kind: str) -> DataFrame:
        places = kinds[kind]
        return travel(parcels, graph, places, join_speed=join_speed, plain=plain.get(kind))

    threads = min(MOST_THREADS, os.cpu_count() or 1, max(1, len(kinds)))
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(kinds, pool.map(one, kinds), strict=True))


def travel_within(parcels: Joined, reached: Reach, *, plain: DataFrame | None = None) -> DataFrame:
    """Measure the way from each parcel on a search already made; see `travel`."""
    ways = reached.ways(parcels)
    state = _states(parcels, reached, ways.measured[0], plain)
    unknown = (state < 0) | (state >= OUTSIDE_NETWORK)
    if unknown.any():
        ways.measured[:, unknown] = np.nan
        ways.who[unknown] = -1
    minutes, metres, crossings, cut_off, last = ways.measured
    return DataFrame(
        {
            "minutes": minutes,
            "metres": metres,
            "reached": ways.who,
            "crossings": crossings,
            "cut_off": cut_off,
            "last_departure": last,
            "state": state,
        },
        index=parcels.index,
        copy=False,
    )


def _states(parcels: Joined, reached: Reach, minutes: Floats, plain: DataFrame | None) -> Codes:
    """Tell why each parcel is or isn't able to reach a facility."""
    told = np.array([REACHABLE, ROADLESS, OUTSIDE_NETWORK, NOWHERE], np.int8)
    state: Codes = told[parcels.status]
    facilities = reached.facilities
    if (facilities.status == NOWHERE).all():
        state[state >= 0] = NO_FACILITY
        return state
    stuck = np.flatnonzero((state == REACHABLE) & np.isinf(minutes))
    if len(stuck):
        state[stuck] = _stuck(parcels.take(stuck), reached)
    if plain is not None:
        goes = np.isfinite(plain["minutes"].to_numpy())
        refused = goes & (state > REACHABLE) & (state < OUTSIDE_NETWORK)
        state[refused] = DANGEROUS_GOODS_REFUSED
    return state


def _stuck(parcels: Joined, reached: Reach) -> Codes:
    """Tell why parcels that join a road reach no facility."""
    graph, facilities = reached.graph, reached.facilities
    state = np.full(len(parcels), NO_FACILITY_REACHABLE, np.int8)
    lowest, highest, beyond = _leading(graph, facilities)
    first, second = _joints_from(parcels, graph)
    low = np.minimum(lowest[first], lowest[second])
    high = np.maximum(highest[first], highest[second])
    if graph.network.landmasses:
        has = np.isin(parcels.landmass, facilities.landmass[facilities.status == JOINED])
        stays = (low >= parcels.landmass) & (high <= parcels.landmass)
        state[stays & ~has] = NO_FERRY
    state[_leads_out(parcels, graph)] = OUTSIDE_NETWORK
    speed = reached.speed * 60 / 1000
    for freed, reason in (
        (graph.without_limits, LIMITED),
        (graph.without_refusal, DANGEROUS_GOODS_REFUSED),
    ):
        if freed is not None:
            minutes = reach(facilities, freed, join_speed=speed).ways(parcels).measured[0]
            state[np.isfinite(minutes)] = reason
    state[beyond[first] | beyond[second]] = OUTSIDE_NETWORK
    return state


def _leads_out(parcels: Joined, graph: Graph) -> Flags:
    """Tell which parcels join a one-way road from whose end no road leads back to its start.

    Streets are no traps: where the data make one of them, they end before the street does.
    """
    links, of = graph.links, graph.joints.of
    one_way = np.isfinite(links.there[parcels.link]) != np.isfinite(links.back[parcels.link])
    apart: Flags = of[links.tail[parcels.link]] != of[links.head[parcels.link]]
    out: Flags = one_way & apart
    return out


def _joints_from(parcels: Joined, graph: Graph) -> tuple[Ints32, Ints32]:
    """Return the joints at the ends of each parcel's link to which a way leads from it.

    Where it leads to one end only this stands twice; the last of all joints, empty, where to none.
    """
    links, of = graph.links, np.append(graph.joints.of, -1)
    tail, head = links.tail[parcels.link], links.head[parcels.link]
    to_tail = np.isfinite(links.back[parcels.link]) | (parcels.along == 0)
    to_head = np.isfinite(links.there[parcels.link]) | (parcels.along == 1)
    first = of[np.where(to_tail, tail, np.where(to_head, head, -1))]
    second = of[np.where(to_head, head, np.where(to_tail, tail, -1))]
    return first, second


def _leading(graph: Graph, facilities: Joined) -> tuple[Ints32, Ints32, Flags]:
    """Return the lowest and highest landmass to which each joint leads, and whether beyond.

    Beyond means to the landmass of a facility that the network does not cover; without landmasses
    everything leads there. One row more than joints stands for none.
    """
    joints, ashore = graph.joints, graph.ashore
    count = int(joints.of.max(initial=-1)) + 2
    most = len(graph.network.landmasses)
    lowest, highest = np.full(count, most, np.int32), np.full(count, -1, np.int32)
    told = ashore >= 0
    np.minimum.at(lowest, joints.of[told], ashore[told])
    np.maximum.at(highest, joints.of[told], ashore[told])
    outside = facilities.status == OUTSIDE
    beyond = np.zeros(count, np.bool_)
    if not most:
        beyond[:] = outside.any()
    else:
        there = told & np.isin(ashore, facilities.landmass[outside & (facilities.landmass >= 0)])
        beyond[joints.of[there]] = True
    _lead(joints.tail, joints.head, lowest, highest, beyond)
    return lowest, highest, beyond


@kernel
def _lead(tail: Ints32, head: Ints32, lowest: Ints32, highest: Ints32, beyond: Flags) -> None:
    """Carry what each joint leads to back over the crossings, until nothing changes."""
    changed = True
    while changed:
        changed = False
        for k in range(len(tail)):
            here, there = tail[k], head[k]
            if lowest[there] < lowest[here]:
                lowest[here] = lowest[there]
                changed = True
            if highest[there] > highest[here]:
                highest[here] = highest[there]
                changed = True
            if beyond[there] and not beyond[here]:
                beyond[here] = True
                changed = True


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    one = np.zeros(1, np.int32)
    _lead(one, one, one.copy(), one.copy(), one > 0)
