"""The network of one mode, made ready for many searches, and the searches themselves.

Arcs are the directed links of the mode. `joint` tells the nodes that roads alone join both ways:
between them only ferries and one-way roads remain, and what depends on ferries alone is found
among these few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from sitesel.attributes.kernel import kernel
from sitesel.attributes.network import (
    DANGEROUS_GOODS,
    FERRY,
    LIMITS,
    Arcs,
    Mode,
    Network,
    mode_row,
)
from sitesel.attributes.rings import Flags, Floats

Ints32 = NDArray[np.int32]

RING = 8_192  # a power of two

_YEAR = 365.0
_NEVER = 2**62


class Links(NamedTuple):
    """What searches and places need to know of each link, for one mode; each of shape (k,)."""

    tail: Ints32
    head: Ints32
    there: Floats
    back: Floats
    length: Floats
    ferry: Flags
    sailing: Floats
    boarding: Floats


class Joints(NamedTuple):
    """Nodes that roads join both ways, and what leads from one such set to the next.

    Parameters
    ----------
    of
        Joint of each node.
    tail, head
        Joint that each crossing leaves and leads to.
    loss
        −ln(1 − share of days lost) of each crossing; 0 for a one-way road, NaN where not told.
    """

    of: Ints32
    tail: Ints32
    head: Ints32
    loss: Floats


@dataclass(frozen=True, eq=False)
class Graph:
    """A network as one mode sees it: `Graph(network, mode)`, made once for many searches.

    Parameters
    ----------
    network
        Roads and ferries.
    mode
        One of `MODES`.
    """

    network: Network
    mode: Mode

    @cached_property
    def onward(self) -> Arcs:
        """The arcs as travelled."""
        return self.network.arcs(self.mode)

    @cached_property
    def backward(self) -> Arcs:
        """The arcs turned round: a search from the facilities finds the way to them."""
        return self.network.arcs(self.mode, reverse=True)

    @cached_property
    def links(self) -> Links:
        """The links, in arrays of their own."""
        net = self.network
        minutes = np.array(net.minutes[mode_row(self.mode)], np.float64)
        return Links(
            np.array(net.tail, np.int32),
            np.array(net.head, np.int32),
            minutes[0].copy(),
            minutes[1].copy(),
            np.array(net.length, np.float64),
            np.array(net.kind) == FERRY,
            np.ascontiguousarray(np.array(net.last_sailing, np.float64).T),
            np.array(net.boarding, np.float64),
        )

    @cached_property
    def joints(self) -> Joints:
        """The nodes joined both ways by roads, and what leads from one set to the next."""
        arcs, nodes = self.onward, len(self.network.nodes)
        ferry = self.links.ferry[arcs.link]
        ends = (arcs.tail[~ferry], arcs.head[~ferry])
        roads = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=(nodes, nodes))
        _, of = connected_components(roads, directed=True, connection="strong")
        crossing = np.flatnonzero(of[arcs.tail] != of[arcs.head])
        lost = np.array(self.network.days_lost, np.float64)[arcs.link[crossing]] / _YEAR
        with np.errstate(divide="ignore"):
            loss = np.where(ferry[crossing], -np.log1p(-np.minimum(lost, 1.0)), 0.0)
        return Joints(
            of.astype(np.int32),
            of[arcs.tail[crossing]].astype(np.int32),
            of[arcs.head[crossing]].astype(np.int32),
            loss + 0.0,
        )

    @cached_property
    def ashore(self) -> Ints32:
        """Landmass of each node, of any link that meets there but a ferry; -1 where none tells."""
        net = self.network
        on = np.full(len(net.nodes), -1, np.int32)
        told = np.flatnonzero((net.landmass >= 0) & (net.kind != FERRY))
        np.maximum.at(on, net.tail[told], net.landmass[told])
        np.maximum.at(on, net.head[told], net.landmass[told])
        return on

    def ready(self) -> None:
        """Make at once what every search backward needs, rather than in the first of them."""
        for _ in (self.backward, self.links, self.joints):
            pass

    @cached_property
    def without_limits(self) -> Graph | None:
        """The graph as if limits on weight and height were lifted; None where none bars a link.

        A link is then passed as a car passes it, or both ways where a car may not.
        """
        return self._lifted(LIMITS, "car")

    @cached_property
    def without_refusal(self) -> Graph | None:
        """The graph as if dangerous goods were let pass; None where none are refused."""
        return self._lifted(DANGEROUS_GOODS, "truck")

    def _lifted(self, reason: int, like: Mode) -> Graph | None:
        row, minutes = mode_row(self.mode), np.array(self.network.minutes, np.float64)
        barred = np.array(self.network.why_not[row]) == reason
        if not barred.any():
            return None
        other = minutes[mode_row(like)]
        nobody = ~np.isfinite(other).any(axis=0) & (reason == LIMITS)
        minutes[row] = np.where(barred, np.where(nobody, 1.0, other), minutes[row])
        return Graph(replace(self.network, minutes=minutes), self.mode)


class Starts(NamedTuple):
    """Where a search starts.

    Parameters
    ----------
    node
        Shape (s,).
    minutes
        What is already spent there.
    who
        Number of the facility; of equal times the lowest wins.
    """

    node: Ints32
    minutes: Floats
    who: Ints32


class Found(NamedTuple):
    """What a search finds, node by node; made by `blank`, used again after `clear`.

    Parameters
    ----------
    minutes
        Infinite where not reached.
    who
        Number of the start's facility, -1 where not reached.
    by
        Arc by which a node is reached, `-2 - start` at a start, -1 where not reached.
    order
        Nodes in the order in which they were reached.
    queue, calling, waiting
        What comes next, a heap by minutes, then facility: minutes, facilities, nodes.
    later, later_who, later_node, after
        What comes later, lists by spans of time; `after` is the next of the list.
    ring
        First of the list of each span, -1 where empty.
    """

    minutes: Floats
    who: Ints32
    by: Ints32
    order: Ints32
    queue: Floats
    calling: Ints32
    waiting: Ints32
    later: Floats
    later_who: Ints32
    later_node: Ints32
    after: Ints32
    ring: Ints32


def blank(nodes: int, arcs: int, starts: int) -> Found:
    """Return room for a search of at most so many starts."""
    most = arcs + starts + 1  # each arc is tried once
    return Found(
        np.full(nodes, np.inf),
        np.full(nodes, -1, np.int32),
        np.full(nodes, -1, np.int32),
        np.empty(nodes, np.int32),
        np.empty(most),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.empty(most),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.full(RING + 1, -1, np.int32),
    )


@kernel
def clear(found: Found, count: int) -> None:
    """Make what a search has filled blank again."""
    for k in range(count):
        node = found.order[k]
        found.minutes[node], found.who[node], found.by[node] = np.inf, -1, -1


@kernel
def _push(
    queue: Floats, calling: Ints32, waiting: Ints32, size: int, key: float, who: int, node: int
) -> int:
    """Put a node in the heap; four children a place keep it flat."""
    at = size
    while at > 0:
        up = (at - 1) >> 2
        if queue[up] < key or (queue[up] == key and calling[up] <= who):
            break
        queue[at], calling[at], waiting[at] = queue[up], calling[up], waiting[up]
        at = up
    queue[at], calling[at], waiting[at] = key, who, node
    return size + 1


@kernel
def _sink(queue: Floats, calling: Ints32, waiting: Ints32, size: int) -> None:
    """Close the gap that the first of `size` + 1 leaves: the last sinks from the top."""
    key, who, node = queue[size], calling[size], waiting[size]
    at = 0
    while True:
        child = 4 * at + 1
        if child >= size:
            break
        least, low = child, queue[child]
        for other in range(child + 1, min(child + 4, size)):
            if queue[other] < low or (queue[other] == low and calling[other] < calling[least]):
                least, low = other, queue[other]
        if low > key or (low == key and calling[least] >= who):
            break
        queue[at], calling[at], waiting[at] = low, calling[least], waiting[least]
        at = least
    queue[at], calling[at], waiting[at] = key, who, node


@kernel
def _pace(minutes: Floats) -> float:
    """Return how many lists of what comes later a minute fills: 64 for a usual arc."""
    total, step = 0.0, max(1, len(minutes) // 512)
    count = 0
    for a in range(0, len(minutes), step):
        total += minutes[a]
        count += 1
    return 64 * count / total if total > 0 else 1.0


@kernel
def spread(  # noqa: C901, PLR0912, PLR0915 - one search with its queue
    arcs: Arcs, starts: Starts, limit: float, found: Found
) -> int:
    """Search from all starts at once, up to a limit; return how many stand in `found.order`.

    Of equal times the lowest facility wins: the queue goes by time, then by facility, so each node
    is reached once, for good. Only what falls in the present span of time stands in the heap,
    which so stays small; what falls in one of the next spans waits in the list of that span, and
    what comes later still in one list for all.
    """
    minutes, who, by, order = found.minutes, found.who, found.by, found.order
    queue, calling, waiting = found.queue, found.calling, found.waiting
    later, later_who, later_node = found.later, found.later_who, found.later_node
    after, ring = found.after, found.ring
    firsts, heads, times, pace = arcs.starts, arcs.head, arcs.minutes, _pace(arcs.minutes)
    used = size = count = near = 0
    now, far = -1, _NEVER
    for s in range(len(starts.node)):
        node, spent, mine = starts.node[s], starts.minutes[s], starts.who[s]
        if spent <= limit and (
            spent < minutes[node] or (spent == minutes[node] and mine < who[node])
        ):
            minutes[node], who[node], by[node] = spent, mine, -2 - s
            then = int(spent * pace)
            if then - now < RING:
                slot = then & (RING - 1)
                later[used], later_who[used], later_node[used] = spent, mine, node
                after[used] = ring[slot]
                ring[slot] = used
                used += 1
                near += 1
            else:
                slot = RING
                later[used], later_who[used], later_node[used] = spent, mine, node
                after[used] = ring[slot]
                ring[slot] = used
                used += 1
                far = min(far, then)
    while True:
        while size == 0 and (near > 0 or far < _NEVER):
            if near == 0:
                now = far
            else:
                now += 1
                while ring[now & (RING - 1)] < 0 and now < far:
                    now += 1
            if now >= far:
                far, k = _NEVER, ring[RING]
                ring[RING] = -1
                while k >= 0:
                    follows, then = after[k], int(later[k] * pace)
                    slot = then & (RING - 1) if then - now < RING else RING
                    if slot == RING:
                        far = min(far, then)
                    else:
                        near += 1
                    after[k] = ring[slot]
                    ring[slot] = k
                    k = follows
            k = ring[now & (RING - 1)]
            ring[now & (RING - 1)] = -1
            while k >= 0:
                near -= 1
                spent, mine, node = later[k], later_who[k], later_node[k]
                if spent == minutes[node] and mine == who[node]:
                    size = _push(queue, calling, waiting, size, spent, mine, node)
                k = after[k]
        if size == 0:
            break
        spent, mine, node = queue[0], calling[0], waiting[0]
        size -= 1
        _sink(queue, calling, waiting, size)
        if spent > minutes[node] or mine > who[node]:
            continue
        order[count] = node
        count += 1
        for a in range(firsts[node], firsts[node + 1]):
            there, arrival = heads[a], spent + times[a]
            if arrival < minutes[there] or (arrival == minutes[there] and mine < who[there]):
                if arrival > limit:
                    continue
                minutes[there], who[there], by[there] = arrival, mine, a
                then = int(arrival * pace)
                if then <= now:
                    size = _push(queue, calling, waiting, size, arrival, mine, there)
                elif then - now < RING:
                    slot = then & (RING - 1)
                    later[used], later_who[used], later_node[used] = arrival, mine, there
                    after[used] = ring[slot]
                    ring[slot] = used
                    used += 1
                    near += 1
                else:
                    slot = RING
                    later[used], later_who[used], later_node[used] = arrival, mine, there
                    after[used] = ring[slot]
                    ring[slot] = used
                    used += 1
                    far = min(far, then)
    return count


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    one = np.zeros(1, np.int32)
    arcs = Arcs(np.zeros(2, np.int32), one[:0], one[:0], np.zeros(0), one[:0], one[:0] > 0)
    found = blank(1, 0, 1)
    clear(found, spread(arcs, Starts(one, np.zeros(1), one), 1.0, found))
