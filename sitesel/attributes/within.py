"""How many facilities, people and workers a parcel reaches within so many minutes.

Limited searches run from the fewer of both sides: backward from where facilities join, or onward
from where parcels do. Each parcel's sum goes through the facilities in the same order either way,
and a time is within when it exceeds the limit by no more than `ROUNDING`, so the side changes no
bit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from sitesel.attributes.graph import Found, Graph, Links, Starts, blank, clear, spread
from sitesel.attributes.joining import NOWHERE, OUTSIDE, Joined
from sitesel.attributes.kernel import MOST_THREADS, kernel
from sitesel.attributes.network import Arcs
from sitesel.attributes.reach import JOIN_SPEED, Stops, stops_of
from sitesel.attributes.rings import Floats, Ints

Ints32 = NDArray[np.int32]
T = TypeVar("T")

ROUNDING = 1e-9  # minutes
CHUNK = 256


class Ends(NamedTuple):
    """Links with places on them, by the nodes where they end."""

    starts: Ints
    link: Ints32


def count_within(
    parcels: Joined,
    graph: Graph,
    facilities: Joined,
    minutes: Sequence[float],
    *,
    join_speed: float = JOIN_SPEED,
) -> DataFrame:
    """Count the facilities that a parcel reaches within so many minutes.

    Parameters
    ----------
    parcels, facilities
        Where they join, both for the mode of the graph. What doesn't join is not counted.
    graph
        Of the network and mode.
    minutes
        Limits; a facility exactly so far away counts.
    join_speed
        Kilometres an hour over the gap between boundary and road, at both ends of the way.

    Returns
    -------
    count
        One column a limit. 0 for a parcel without a road; NaN where the network does not cover
        the parcel, where it has no geometry, or where no facility is known. The index of
        `parcels`.
    """
    ones = {"count": np.ones(len(facilities))}
    return sums_within(parcels, graph, facilities, ones, minutes, join_speed=join_speed)["count"]


def sums_within(
    parcels: Joined,
    graph: Graph,
    points: Joined,
    weights: Mapping[str, Floats],
    minutes: Sequence[float],
    *,
    join_speed: float = JOIN_SPEED,
) -> dict[str, DataFrame]:
    """Add up what stands at the points that a parcel reaches within so many minutes.

    Parameters
    ----------
    parcels, points
        Where they join, both for the mode of the graph. What doesn't join is not counted.
    graph
        Of the network and mode.
    weights
        Such as population and workers, by name; one number a point. NaN, not known, makes the sum
        unknown of every parcel that reaches it.
    minutes
        Limits; a point exactly so far away counts.
    join_speed
        Kilometres an hour over the gap between boundary and road, at both ends of the way.

    Returns
    -------
    sums
        By name as `count_within`.
    """
    speed = join_speed * 1000 / 60
    limits = np.array(minutes, np.float64)
    columns = np.stack([np.asarray(column, np.float64) for column in weights.values()])
    totals = np.zeros((len(columns), len(limits), len(parcels)))
    stops = stops_of(points, graph.links, speed)
    places = stops_of(parcels, graph.links, speed)
    if len(stops.who) and len(places.who):
        onward = len(places.who) < len(stops.who)
        (_from_places if onward else _from_stops)(
            graph, places, stops, columns[:, stops.who], limits, totals
        )
    totals[..., (parcels.status == OUTSIDE) | (parcels.status == NOWHERE)] = np.nan
    if (points.status == NOWHERE).all():
        totals[:] = np.nan
    return {
        name: DataFrame(totals[k].T, index=parcels.index, columns=list(minutes))
        for k, name in enumerate(weights)
    }


def _from_stops(
    graph: Graph, places: Stops, stops: Stops, columns: Floats, limits: Floats, totals: Floats
) -> None:
    """Search backward from each facility; some at a time, added up in their order."""
    links, arcs, nodes = graph.links, graph.backward, len(graph.network.nodes)
    ends, on = _ends(places, links, nodes), _on(stops)
    shape = (*totals.shape[:2], len(places.who))

    def some(first: int) -> Floats:
        found, part = blank(nodes, len(arcs.head), 2), np.zeros(shape)
        last = min(first + CHUNK, len(on))
        _to_stops(
            on[first:last],
            first,
            (stops, places, ends),
            links,
            arcs,
            found,
            (limits, columns),
            part,
        )
        return part

    sums = np.zeros(shape)
    for part in _in_order(some, range(0, len(on), CHUNK)):
        sums += part
    totals[..., places.who] = sums


def _from_places(
    graph: Graph, places: Stops, stops: Stops, columns: Floats, limits: Floats, totals: Floats
) -> None:
    """Search onward from each parcel, and add up its facilities in their order."""
    links, arcs, nodes = graph.links, graph.onward, len(graph.network.nodes)
    ends, on = _ends(stops, links, nodes), _on(places)
    sums = np.zeros((*totals.shape[:2], len(places.who)))

    def some(first: int) -> None:
        found = blank(nodes, len(arcs.head), 2)
        last = min(first + CHUNK, len(on))
        _from_each(
            on[first:last],
            first,
            (stops, places, ends),
            links,
            arcs,
            found,
            (limits, columns),
            sums,
        )

    for _ in _in_order(some, range(0, len(on), CHUNK)):
        pass
    totals[..., places.who] = sums


def _in_order(work: Callable[[int], T], firsts: Sequence[int]) -> Iterator[T]:
    """Do the work in a few threads, few pieces at a time, and hand back in order what comes."""
    threads = min(MOST_THREADS, os.cpu_count() or 1, max(1, len(firsts)))
    with ThreadPoolExecutor(threads) as pool:
        for start in range(0, len(firsts), threads):
            yield from pool.map(work, firsts[start : start + threads])


def _on(stops: Stops) -> Ints32:
    """Return the link of each stop."""
    return np.repeat(np.arange(len(stops.starts) - 1, dtype=np.int32), np.diff(stops.starts))


def _ends(stops: Stops, links: Links, nodes: int) -> Ends:
    """Return the links with stops on them that end at each node, each once."""
    link = np.flatnonzero(np.diff(stops.starts)).astype(np.int32)
    tail, head = links.tail[link], links.head[link]
    apart = tail != head
    node, which = np.append(tail, head[apart]), np.append(link, link[apart])
    order = np.lexsort((which, node))
    counts = np.bincount(node, minlength=nodes)
    return Ends(np.append(0, np.cumsum(counts)).astype(np.int64), which[order])


@kernel
def _started(at: float, spent: float, link: int, links: Links, onward: bool) -> Starts:  # noqa: FBT001
    """Return the ends of a link as starts of a search from a point on it."""
    node, minutes = np.empty(2, np.int32), np.empty(2)
    count = 0
    for end in range(2):
        part = at if end == 0 else 1 - at
        # onward one leaves for the tail by going back, backward one comes from it by going there
        pace = links.back[link] if (end == 0) == onward else links.there[link]
        if part > 0 and np.isinf(pace):
            continue
        node[count] = links.tail[link] if end == 0 else links.head[link]
        minutes[count] = spent + (part * pace if part > 0 else 0.0)
        count += 1
    return Starts(node[:count], minutes[:count], np.zeros(count, np.int32))


@kernel
def _between(start: float, stop: float, link: int, links: Links) -> float:
    """Return the minutes straight along a link, infinite where its direction is barred."""
    if start == stop:
        return 0.0
    pace = links.there[link] if stop > start else links.back[link]
    spent: float = abs(stop - start) * pace
    return spent


@kernel
def _from_node(at: float, link: int, links: Links, found: Found, onward: bool) -> float:  # noqa: FBT001
    """Return the minutes between what was searched from and a point on a link, over its ends."""
    least = np.inf
    for end in range(2):
        part = at if end == 0 else 1 - at
        pace = links.there[link] if (end == 0) == onward else links.back[link]
        if part > 0 and np.isinf(pace):
            continue
        node = links.tail[link] if end == 0 else links.head[link]
        least = min(least, found.minutes[node] + (part * pace if part > 0 else 0.0))
    return least


@kernel
def _add(
    spent: float, limits: Floats, columns: Floats, stop: int, sums: Floats, place: int
) -> None:
    for m in range(len(limits)):
        if spent <= limits[m] + ROUNDING:
            for c in range(len(columns)):
                sums[c, m, place] += columns[c, stop]


@kernel
def _to_stops(
    on: Ints32,
    first: int,
    where: tuple[Stops, Stops, Ends],
    links: Links,
    arcs: Arcs,
    found: Found,
    wanted: tuple[Floats, Floats],
    sums: Floats,
) -> None:
    """Search backward from each stop, and add it to all places that reach it."""
    stops, places, ends = where
    limits, columns = wanted
    limit = limits.max() + ROUNDING
    for i in range(len(on)):
        stop, own = first + i, on[i]
        at, gap = stops.along[stop], stops.minutes[stop]
        count = spread(arcs, _started(at, gap, own, links, False), limit, found)
        for p in range(places.starts[own], places.starts[own + 1]):
            straight = gap + _between(places.along[p], at, own, links)
            over = _from_node(places.along[p], own, links, found, False)
            _add(min(straight, over) + places.minutes[p], limits, columns, stop, sums, p)
        for k in range(count):
            node = found.order[k]
            for e in range(ends.starts[node], ends.starts[node + 1]):
                link = ends.link[e]
                tail = links.tail[link]
                if link == own or (node != tail and np.isfinite(found.minutes[tail])):
                    continue
                for p in range(places.starts[link], places.starts[link + 1]):
                    spent = _from_node(places.along[p], link, links, found, False)
                    _add(spent + places.minutes[p], limits, columns, stop, sums, p)
        clear(found, count)


@kernel
def _from_each(
    on: Ints32,
    first: int,
    where: tuple[Stops, Stops, Ends],
    links: Links,
    arcs: Arcs,
    found: Found,
    wanted: tuple[Floats, Floats],
    sums: Floats,
) -> None:
    """Search onward from each place, and add up all stops that it reaches, some at a time."""
    stops, places, ends = where
    limits, columns = wanted
    limit = limits.max() + ROUNDING
    reached = np.full(len(stops.who), np.inf)
    part = np.zeros((len(columns), len(limits), 1))
    for i in range(len(on)):
        place, own = first + i, on[i]
        at, gap = places.along[place], places.minutes[place]
        count = spread(arcs, _started(at, gap, own, links, True), limit, found)
        for s in range(stops.starts[own], stops.starts[own + 1]):
            straight = gap + _between(at, stops.along[s], own, links)
            over = _from_node(stops.along[s], own, links, found, True)
            reached[s] = min(straight, over) + stops.minutes[s]
        for k in range(count):
            node = found.order[k]
            for e in range(ends.starts[node], ends.starts[node + 1]):
                link = ends.link[e]
                tail = links.tail[link]
                if link == own or (node != tail and np.isfinite(found.minutes[tail])):
                    continue
                for s in range(stops.starts[link], stops.starts[link + 1]):
                    spent = _from_node(stops.along[s], link, links, found, True)
                    reached[s] = spent + stops.minutes[s]
        clear(found, count)
        for begin in range(0, len(reached), CHUNK):
            part[:] = 0.0
            for s in range(begin, min(begin + CHUNK, len(reached))):
                _add(reached[s], limits, columns, s, part, 0)
                reached[s] = np.inf
            sums[:, :, place] += part[:, :, 0]


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    one, joined = np.zeros(1, np.int32), np.zeros(1)
    links = Links(one, one, joined, joined, joined, one > 0, np.zeros((1, 2)), joined)
    arcs = Arcs(np.zeros(2, np.int32), one[:0], one[:0], joined[:0], one[:0], one[:0] > 0)
    starts = np.array([0, 1])
    stops = Stops(starts, joined, joined, joined, one, starts[:1], starts[:1])
    where, wanted = (stops, stops, Ends(starts, one)), (joined, np.ones((1, 1)))
    for add in (_to_stops, _from_each):
        add(one, 0, where, links, arcs, blank(1, 0, 2), wanted, np.zeros((1, 1, 1)))
