"""The way from every node of a network to the nearest facility of a kind, and from any place.

One search runs from all facilities at once, backward, so that it finds the way **to** them. Places
stand anywhere on a link: from there the way leads to its head, to its tail, or straight along it
to a facility on the same link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.graph import Graph, Joints, Links, Starts, blank, spread
from sitesel.attributes.joining import Joined
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.network import Arcs
from sitesel.attributes.rings import Floats, Ints

Codes = NDArray[np.int8]
Ints32 = NDArray[np.int32]

JOIN_SPEED = 20.0  # km/h on the way between the boundary and the road

NO_WAY, BY_TAIL, BY_HEAD, DIRECT = -1, 0, 1, 2
"""How the way leaves the link of a place: not at all, over an end, or it ends on the link."""

# columns of `Reach.labels`
_MINUTES, _WHO, _METRES, _CROSSINGS, _LAST, _LOSS, _HOPED = range(7)


class Stops(NamedTuple):
    """Facilities where they join, link by link, in order along each.

    Parameters
    ----------
    starts
        First of each link, and the end; shape (k + 1,).
    along, gap, minutes
        Where on the link; metres to it, and the minutes that they take.
    who
        Position of the facility.
    onward, back
        Of the stops from here on to the end of the link, and to its beginning, the quickest.
    """

    starts: Ints
    along: Floats
    gap: Floats
    minutes: Floats
    who: Ints32
    onward: Ints
    back: Ints


class Places(NamedTuple):
    """Where parcels stand, as kernels take it; the speed in metres a minute."""

    link: Ints32
    along: Floats
    gap: Floats
    speed: float


class Ways(NamedTuple):
    """What is found for each place.

    Parameters
    ----------
    measured
        Minutes, road metres, crossings, percent of days cut off, last departure; shape (5, n).
    who
        Position of the facility, -1 where none is reached.
    via
        NO_WAY, BY_TAIL, BY_HEAD or DIRECT.
    """

    measured: Floats
    who: Ints32
    via: Codes


@dataclass(frozen=True, eq=False)
class Reach:
    """The way from every node to the nearest facility of a kind; made by `reach`.

    Parameters
    ----------
    graph
        Of the network and mode.
    facilities
        Where they join.
    labels
        By node: minutes, position of the facility, road metres, crossings, last departure counted
        from the arrival (hours), and the loss on the most reliable way, known and hoped for; shape
        (n, 8), the last column unused. Infinite where no facility is reached.
    by
        Arc of `graph.backward` by which each node is reached, `-2 - start` at a start, -1 where
        not reached.
    by_tail
        How many starts of the search enter a facility's link at its tail; they come first.
    stops
        The facilities along the links.
    speed
        Metres a minute over the gap between boundary and road.
    """

    graph: Graph
    facilities: Joined
    labels: Floats
    by: Ints32
    by_tail: int
    stops: Stops
    speed: float

    def ways(self, places: Joined) -> Ways:
        """Find the way from each place to its nearest facility; infinite where there is none."""
        rows = len(places)
        ways = Ways(np.empty((5, rows)), np.empty(rows, np.int32), np.empty(rows, np.int8))
        stand = Places(places.link, places.along, places.gap, self.speed)
        links, stops, labels = self.graph.links, self.stops, self.labels

        def measure(start: int, stop: int) -> None:
            _ways(start, stop, stand, links, stops, labels, ways)

        in_partitions(measure, rows)
        return ways


def reach(facilities: Joined, graph: Graph, *, join_speed: float = JOIN_SPEED) -> Reach:
    """Search backward from all facilities of a kind at once.

    Parameters
    ----------
    facilities
        Where they join, for the mode of the graph.
    graph
        Of the network and mode; one graph serves all kinds.
    join_speed
        Kilometres an hour over the gap between boundary and road, at both ends of the way.
    """
    speed = join_speed * 1000 / 60
    links, arcs, nodes = graph.links, graph.backward, len(graph.network.nodes)
    stops = stops_of(facilities, links, speed)
    starts, metres, by_tail = _starts(stops, links)
    found = blank(nodes, len(arcs.head), len(starts.node))
    count = spread(arcs, starts, np.inf, found)
    labels = np.full((nodes, 8), np.inf)
    known, hoped = _reliably(graph.joints, starts.node)
    labels[:, _LOSS], labels[:, _HOPED] = known[graph.joints.of], hoped[graph.joints.of]
    _label(found.order[:count], found.by, arcs, links, metres, labels, (found.minutes, found.who))
    return Reach(graph, facilities, labels, found.by, by_tail, stops, speed)


def stops_of(facilities: Joined, links: Links, speed: float) -> Stops:
    """Order facilities along the links; those that don't join are left out."""
    rows = np.flatnonzero(facilities.link >= 0)
    keys = (rows, facilities.gap[rows], facilities.along[rows], facilities.link[rows])
    rows = rows[np.lexsort(keys)]
    link = facilities.link[rows]
    counts = np.bincount(link, minlength=len(links.tail))
    gap, along = facilities.gap[rows], facilities.along[rows]
    stops = Stops(
        np.append(0, np.cumsum(counts)).astype(np.int64),
        along,
        gap,
        gap / speed,
        rows.astype(np.int32),
        np.arange(len(rows)),
        np.arange(len(rows)),
    )
    _quickest(link, links, stops)
    return stops


def _starts(stops: Stops, links: Links) -> tuple[Starts, Floats, int]:
    """Return the ends of links that lead to facilities, the metres, and how many are tails."""
    link = np.repeat(np.arange(len(links.tail)), np.diff(stops.starts))
    node, minutes, metres = [], [], []
    for end, part, pace in (
        (links.tail, stops.along, links.there[link]),
        (links.head, 1 - stops.along, links.back[link]),
    ):
        may = np.isfinite(pace) | (part == 0)
        spent = np.where(np.isfinite(pace), pace, 0.0) * part
        node.append(np.where(may, end[link], -1))
        minutes.append(stops.minutes + spent)
        metres.append(stops.gap + part * links.length[link])
    nodes, who = np.concatenate(node), np.concatenate([stops.who, stops.who])
    may = nodes >= 0
    starts = Starts(nodes[may].astype(np.int32), np.concatenate(minutes)[may], who[may])
    return starts, np.concatenate(metres)[may], int((node[0] >= 0).sum())


def _reliably(joints: Joints, nodes: Ints32) -> tuple[Floats, Floats]:
    """Find the loss on the most reliable way from each joint to any of some nodes.

    Returns
    -------
    known, hoped
        Over crossings whose loss is told, and as if the others lost nothing; infinite where no way
        leads. Where the two differ, the loss is not known.
    """
    count = int(joints.of.max(initial=-1)) + 1
    starts = Starts(joints.of[nodes], np.zeros(len(nodes)), np.zeros(len(nodes), np.int32))
    answers = []
    for loss in (joints.loss, np.nan_to_num(joints.loss, nan=0.0, posinf=np.inf)):
        usable = np.flatnonzero(np.isfinite(loss))
        order = usable[np.argsort(joints.head[usable], kind="stable")]
        tail, head = joints.head[order], joints.tail[order]
        rows = np.append(0, np.cumsum(np.bincount(tail, minlength=count))).astype(np.int32)
        link = order.astype(np.int32)
        arcs = Arcs(rows, tail, head, loss[order], link, np.zeros(len(order), np.bool_))
        found = blank(count, len(order), len(nodes))
        spread(arcs, starts, np.inf, found)
        answers.append(found.minutes)
        if not np.isnan(joints.loss).any():
            break
    return answers[0], answers[-1]


@kernel
def _quickest(link: Ints32, links: Links, stops: Stops) -> None:
    """Fill in the quickest stop on each side, of equally quick ones the lowest facility."""
    along, minutes, who = stops.along, stops.minutes, stops.who
    for side in range(2):
        ahead = side == 0
        chosen = stops.onward if ahead else stops.back
        for k in range(len(link)):
            i = len(link) - 1 - k if ahead else k
            before = i + 1 if ahead else i - 1
            if before < 0 or before >= len(link) or link[before] != link[i]:
                chosen[i] = i
                continue
            pace = links.there[link[i]] if ahead else links.back[link[i]]
            if np.isinf(pace):
                chosen[i] = i
                continue
            best = chosen[before]
            other = minutes[best] + abs(along[best] - along[i]) * pace
            nearer = minutes[i] < other or (minutes[i] == other and who[i] < who[best])
            chosen[i] = i if nearer else best


@kernel
def _label(
    order: Ints32,
    by: Ints32,
    arcs: Arcs,
    links: Links,
    metres: Floats,
    labels: Floats,
    reached: tuple[Floats, Ints32],
) -> None:
    """Carry road metres, crossings and last departures from the facilities outward."""
    minutes, who = reached
    for k in range(len(order)):
        node = order[k]
        a = by[node]
        labels[node, _MINUTES], labels[node, _WHO] = minutes[node], who[node]
        if a < 0:
            labels[node, _METRES] = metres[-2 - a]
            labels[node, _CROSSINGS] = 0.0
            continue
        nearer, link = arcs.tail[a], arcs.link[a]
        labels[node, _METRES] = labels[nearer, _METRES] + links.length[link]
        labels[node, _CROSSINGS] = labels[nearer, _CROSSINGS]
        last = labels[nearer, _LAST]
        if links.ferry[link]:
            labels[node, _CROSSINGS] += 1
            sailing = links.sailing[link, 0 if arcs.forward[a] else 1]
            sailing += (minutes[node] - links.boarding[link]) / 60
            if np.isnan(sailing) or sailing < last:
                last = sailing
        labels[node, _LAST] = last


@kernel
def _first(along: Floats, start: int, stop: int, at: float) -> int:
    """Return the first stop at or after a point of the link."""
    while start < stop:
        middle = (start + stop) // 2
        if along[middle] < at:
            start = middle + 1
        else:
            stop = middle
    return start


@kernel
def _ways(  # noqa: C901, PLR0912, PLR0915 - each way to leave a link, then what each has to tell
    start: int, stop: int, places: Places, links: Links, stops: Stops, labels: Floats, ways: Ways
) -> None:
    for row in range(start, stop):
        for what in range(5):
            ways.measured[what, row] = np.inf
        ways.who[row], ways.via[row] = -1, NO_WAY
        link = places.link[row]
        if link < 0:
            continue
        at, spent = places.along[row], places.gap[row] / places.speed
        least = known = hoped = np.inf
        who, via, end = -1, NO_WAY, -1
        for way in range(2):
            pace = links.back[link] if way == BY_TAIL else links.there[link]
            part = at if way == BY_TAIL else 1 - at
            if part > 0 and np.isinf(pace):
                continue
            node = links.tail[link] if way == BY_TAIL else links.head[link]
            if np.isinf(labels[node, _MINUTES]):
                continue
            here = labels[node, _MINUTES] + (part * pace if part > 0 else 0.0)
            they = int(labels[node, _WHO])
            known = min(known, labels[node, _LOSS])
            hoped = min(hoped, labels[node, _HOPED])
            if here < least or (here == least and they < who):
                least, who, via, end = here, they, way, node
        first, after = stops.starts[link], stops.starts[link + 1]
        best = -1
        if first < after:
            k = _first(stops.along, first, after, at)
            if k < after and np.isfinite(links.there[link]):
                known = hoped = 0.0
                s = stops.onward[k]
                here = stops.minutes[s] + (stops.along[s] - at) * links.there[link]
                if here < least or (here == least and stops.who[s] < who):
                    least, who, via, best = here, stops.who[s], DIRECT, s
            while k < after and stops.along[k] == at:
                k += 1
            if k > first and np.isfinite(links.back[link]):
                known = hoped = 0.0
                s = stops.back[k - 1]
                here = stops.minutes[s] + (at - stops.along[s]) * links.back[link]
                if here < least or (here == least and stops.who[s] < who):
                    least, who, via, best = here, stops.who[s], DIRECT, s
        if who < 0:
            continue
        ways.who[row], ways.via[row] = who, via
        ways.measured[0, row] = least + spent
        last = np.nan
        if via == DIRECT:
            ways.measured[1, row] = (
                places.gap[row] + stops.gap[best] + abs(stops.along[best] - at) * links.length[link]
            )
            ways.measured[2, row] = 0.0
        else:
            part = at if via == BY_TAIL else 1 - at
            ways.measured[1, row] = (
                places.gap[row] + part * links.length[link] + labels[end, _METRES]
            )
            ways.measured[2, row] = labels[end, _CROSSINGS]
            if labels[end, _CROSSINGS] > 0:
                last = labels[end, _LAST] - (least + spent) / 60
        if known == hoped:
            ways.measured[3, row] = -100 * np.expm1(-known) if known > 0 else 0.0
        else:
            ways.measured[3, row] = np.nan
        ways.measured[4, row] = last


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    one, joined = np.zeros(1, np.int32), np.zeros(1)
    links = Links(one, one, joined, joined, joined, one > 0, np.zeros((1, 2)), joined)
    arcs = Arcs(np.zeros(2, np.int32), one[:0], one[:0], joined[:0], one[:0], one[:0] > 0)
    stops = Stops(np.array([0, 1]), joined, joined, joined, one, np.zeros(1, int), np.zeros(1, int))
    labels = np.zeros((1, 8))
    _quickest(one, links, stops)
    _label(one, one - 2, arcs, links, joined, labels, (joined, one))
    ways = Ways(np.zeros((5, 1)), one.copy(), one.astype(np.int8))
    _ways(0, 1, Places(one, joined, joined, 1.0), links, stops, labels, ways)
