"""Ways over land for invented alignments: a grid on each island, and the cheapest path over it.

Nothing here knows where the real roads lie: a path keeps to the land, goes round parcels and
halls, avoids hills where it can, and follows a road that is there already.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from heapq import heappop, heappush

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

Node = tuple[float, float]  # metres in the zone, rounded to centimetres

SHORE = 25.0  # m that a path keeps from the coast
FRINGE = 8.0  # m that a straightened road keeps from the coast
CLEARANCE = 6.0  # m that it keeps from parcels and halls
FOLLOW = 0.45  # what a metre along a road costs that is there already
GUESS = 0.8  # what a metre is thought to cost on the way to the aim
_AROUND = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]


def rounded(x: float, y: float) -> Node:
    """Return a node, to the centimetre."""
    return round(x, 2) + 0.0, round(y, 2) + 0.0


class Ground:
    """One landmass as a grid of nodes where a road may lie.

    Parameters
    ----------
    land
        The landmass; metres in the zone.
    taken
        Parcels and halls, which no road crosses.
    hills
        Areas that a road avoids, with what a metre in them costs.
    cell
        Metres between nodes.
    offset
        Metres by which the grid is moved, so that roads on two grids share no node.
    """

    def __init__(
        self,
        land: Polygon,
        taken: BaseGeometry,
        hills: list[tuple[BaseGeometry, float]],
        cell: float,
        offset: float = 0.0,
    ) -> None:
        self.cell = cell
        self.open = land.buffer(-FRINGE).difference(taken.buffer(CLEARANCE))
        free = land.buffer(-SHORE).difference(taken.buffer(2 * CLEARANCE))
        west, south, east, north = land.bounds
        self._x0, self._y0 = (math.floor(v / cell) * cell + offset for v in (west, south))
        columns, rows = (int(v / cell) + 2 for v in (east - west, north - south))
        x = self._x0 + cell * np.arange(columns)
        y = self._y0 + cell * np.arange(rows)
        grid_x, grid_y = (v.ravel() for v in np.meshgrid(x, y, indexing="ij"))
        shapely.prepare([self.open, free])
        inside = shapely.contains_xy(free, grid_x, grid_y)
        cost = np.ones(len(grid_x))
        for area, dear in hills:
            shapely.prepare(area)
            cost[inside] *= np.where(
                shapely.contains_xy(area, grid_x[inside], grid_y[inside]), dear, 1.0
            )
        self._shape = (columns, rows)
        placed = np.where(inside, cost, np.inf).reshape(self._shape)
        blocked = ~np.isfinite(placed)
        padded = np.pad(blocked, 1, constant_values=True)
        fringe = np.zeros(self._shape, bool)
        for dx in range(3):
            for dy in range(3):
                fringe |= padded[dx : dx + columns, dy : dy + rows]
        # lists: single values are read from them faster than from arrays
        self._cost, self._fringe = placed.tolist(), fringe.tolist()
        self._beside: dict[tuple[int, int], list[tuple[tuple[int, int], float, float]]] = {}

    def node(self, at: tuple[int, int]) -> Node:
        """Return the place of a node."""
        return rounded(self._x0 + self.cell * at[0], self._y0 + self.cell * at[1])

    def sees(self, path: Iterable[Node]) -> bool:
        """Tell whether a straight stretch stays on open land."""
        return bool(shapely.covers(self.open, LineString(path)))

    def entrance(self, place: Node) -> tuple[int, int] | None:
        """Return the nearest node that is seen from a place; None where there is none."""
        column = round((place[0] - self._x0) / self.cell)
        row = round((place[1] - self._y0) / self.cell)
        near = [
            (math.dist(self.node((i, j)), place), (i, j))
            for i in range(max(column - 8, 0), min(column + 9, self._shape[0]))
            for j in range(max(row - 8, 0), min(row + 9, self._shape[1]))
            if math.isfinite(self._cost[i][j])
        ]
        for _, at in sorted(near):
            if self.sees((place, self.node(at))):
                return at
        return None

    def path(
        self,
        start: tuple[int, int],
        goals: set[tuple[int, int]],
        used: set[frozenset[tuple[int, int]]],
        farthest: float = math.inf,
    ) -> list[tuple[int, int]] | None:
        """Return the cheapest path from a node to the nearest of others; None where none leads.

        Edges of `used` are roads that are there; a path follows them.
        """
        aim = next(iter(goals)) if len(goals) == 1 else None
        best = {start: 0.0}
        back: dict[tuple[int, int], tuple[int, int]] = {}
        done: set[tuple[int, int]] = set()
        queue = [(0.0, 0.0, start)]
        while queue:
            _, spent, here = heappop(queue)
            if here in done:
                continue
            done.add(here)
            if here in goals:
                path = [here]
                while path[-1] in back:
                    path.append(back[path[-1]])
                return path[::-1]
            if spent > farthest:
                return None
            for there, step, far in self._steps(here):
                if there in done:
                    continue
                if frozenset((here, there)) in used:
                    step = FOLLOW * far  # noqa: PLW2901
                if spent + step < best.get(there, math.inf):
                    best[there], back[there] = spent + step, here
                    guess = GUESS * self.cell * math.dist(there, aim) if aim else 0.0
                    heappush(queue, (spent + step + guess, spent + step, there))
        return None

    def _steps(self, here: tuple[int, int]) -> list[tuple[tuple[int, int], float, float]]:
        """Return the nodes beside a node, with what it costs to go there and how far it is."""
        known = self._beside.get(here)
        if known is not None:
            return known
        found = []
        i, j = here
        for dx, dy in _AROUND:
            x, y = i + dx, j + dy
            if not (0 <= x < self._shape[0] and 0 <= y < self._shape[1]):
                continue
            dear = (self._cost[i][j] + self._cost[x][y]) / 2
            if dear == math.inf:
                continue
            there = (x, y)
            if (self._fringe[i][j] or self._fringe[x][y]) and not self.sees(
                (self.node(here), self.node(there))
            ):
                continue
            far = self.cell * math.hypot(dx, dy)
            found.append((there, dear * far, far))
        self._beside[here] = found
        return found

    def straightened(self, line: list[Node], longest: float = 1500.0) -> list[Node]:
        """Leave out vertices of a path where the land lets it go straight."""
        found, i = [line[0]], 0
        while i < len(line) - 1:
            j = i + 1
            for k in range(len(line) - 1, i + 1, -1):
                if math.dist(line[i], line[k]) <= longest and self.sees((line[i], line[k])):
                    j = k
                    break
            found.append(line[j])
            i = j
        return found


def within(place: Point, land: BaseGeometry, inset: float) -> Point:
    """Move a place onto the land, `inset` metres from its coast, where it is not there already."""
    inner = land.buffer(-inset)
    if inner.is_empty or inner.covers(place):
        return place
    return nearest_points(inner, place)[0]
