"""Ferry ways of an extract, put together to lines from stop to stop.

An extract has a ferry in pieces: ways that meet at sea, ways that several lines share, ways that
pass a terminal in the middle. Nobody changes ships at sea, so a line runs from one stop to the
next through whatever nodes lie between; pieces that end where the extract was cut lead nowhere.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EARTH = 6_371_008.8  # m, mean radius


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a ferry way whose nodes the extract has.

    Parameters
    ----------
    nodes
        Ids along it.
    way
        Which way it is of.
    cut
        Ids of the ends beyond which the extract was cut.
    """

    nodes: tuple[int, ...]
    way: int
    cut: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Course:
    """A ferry line from stop to stop: its nodes, and metres sailed along each way."""

    nodes: tuple[int, ...]
    sailed: tuple[tuple[int, float], ...]

    @property
    def length(self) -> float:
        """Metres."""
        return sum(metres for _, metres in self.sailed)


def courses(
    pieces: Sequence[Piece], places: Mapping[int, tuple[float, float]], stops: Iterable[int]
) -> tuple[list[Course], list[Piece]]:
    """Put pieces together to lines from stop to stop, each the shortest there is.

    Parameters
    ----------
    pieces
        Of ways that belong together: of one relation, or of one way.
    places
        Longitude and latitude by node.
    stops
        Nodes at which one may board; ends that no other piece goes on from, and that the extract
        did not cut, are stops too.

    Returns
    -------
    lines
        One for each pair of stops with no stop between them, in the order of their nodes.
    dead
        Pieces that no line uses.
    """
    ends = Counter(node for piece in pieces for node in (piece.nodes[0], piece.nodes[-1]))
    uses = Counter(node for piece in pieces for node in set(piece.nodes))
    cut = {node for piece in pieces for node in piece.cut}
    open_ends = {n for n, times in ends.items() if times == 1 and uses[n] == 1 and n not in cut}
    board = set(stops) | open_ends
    corners = board | {node for node, times in uses.items() if times > 1} | set(ends)
    reached: dict[int, list[tuple[int, Course]]] = {}
    stretches = [part for piece in pieces for part in _stretches(piece, corners, places)]
    for one in stretches:
        back = replace(one, nodes=one.nodes[::-1])
        reached.setdefault(one.nodes[0], []).append((one.nodes[-1], one))
        reached.setdefault(one.nodes[-1], []).append((one.nodes[0], back))
    found = [line for stop in sorted(board & set(reached)) for line in _from(stop, reached, board)]
    used = {way for line in found for way, _ in line.sailed}
    return found, [piece for piece in pieces if piece.way not in used]


def _stretches(
    piece: Piece, corners: set[int], places: Mapping[int, tuple[float, float]]
) -> Iterable[Course]:
    first = 0
    for i in range(1, len(piece.nodes)):
        if piece.nodes[i] in corners:
            nodes = piece.nodes[first : i + 1]
            metres = float(distances(np.array([places[node] for node in nodes])).sum())
            yield Course(nodes, ((piece.way, metres),))
            first = i


def _from(
    stop: int, reached: Mapping[int, list[tuple[int, Course]]], board: set[int]
) -> Iterable[Course]:
    """Yield the shortest line from a stop to each stop with a greater id."""
    best = {stop: 0.0}
    way_to = {stop: Course((stop,), ())}
    waiting = [(0.0, stop)]
    while waiting:
        metres, node = heapq.heappop(waiting)
        if metres > best[node] or (node in board and node != stop):
            continue
        for there, stretch in reached.get(node, []):
            total = metres + stretch.length
            if total < best.get(there, math.inf):
                best[there] = total
                before = way_to[node]
                nodes = before.nodes + stretch.nodes[1:]
                way_to[there] = Course(nodes, before.sailed + stretch.sailed)
                heapq.heappush(waiting, (total, there))
    for there in sorted(best):
        if there in board and there > stop:
            yield way_to[there]


def distances(lonlat: Floats) -> Floats:
    """Return the metres from each place to the next on a sphere (haversine); shape (n - 1,)."""
    lon, lat = np.radians(lonlat).T
    half = np.sin(np.diff(lat) / 2) ** 2
    half += np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    metres: Floats = 2 * EARTH * np.arcsin(np.sqrt(half))
    return metres
