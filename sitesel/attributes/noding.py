"""Where lines meet: vertices of all sources get the label of the node they are.

Vertices that a source names alike are one node. Of lines without names, vertices in one place on
one level are, and an end joins the line of its level on which it lies. Lines that cross without a
common vertex don't meet: one passes over the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sitesel.crs import transform_xy
from sitesel.layers.way_lines import WAY_COLUMNS, Ways

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_GRID = 1000.0  # places are one within a millimetre


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines whose vertices are labelled.

    Parameters
    ----------
    table
        One row a line, the columns of `Ways.table`.
    xy
        Vertices, shape (v, 2), metres.
    starts
        First vertex of each line, and the end; shape (rows + 1,).
    label
        Of each vertex, shape (v,); vertices of one label are one node.
    """

    table: pd.DataFrame
    xy: Floats
    starts: Ints
    label: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def line(self) -> Ints:
        """The line of each vertex."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def along(self) -> Floats:
        """Metres from the start of its line to each vertex."""
        steps = np.zeros(len(self.xy))
        steps[1:] = np.hypot(*np.diff(self.xy, axis=0).T)
        steps[self.starts[:-1][np.diff(self.starts) > 0]] = 0
        total = np.cumsum(steps)
        firsts = np.repeat(total[self.starts[:-1].clip(max=max(len(total) - 1, 0))]
                           if len(total) else total, np.diff(self.starts))  # fmt: skip
        metres: Floats = total - firsts
        return metres

    def shapes(self) -> NDArray[np.object_]:
        """Return the lines as geometries."""
        if len(self) == 0:
            return np.empty(0, object)
        return np.asarray(shapely.linestrings(self.xy, indices=self.line), object)

    def take(self, rows: Ints) -> Lines:
        """Return some of the lines, in the order given."""
        sizes = np.diff(self.starts)[rows]
        ends = np.append(0, np.cumsum(sizes))
        vertices = np.repeat(self.starts[:-1][rows] - ends[:-1], sizes) + np.arange(ends[-1])
        table = self.table.iloc[rows].reset_index(drop=True)
        return Lines(table, self.xy[vertices], ends, self.label[vertices])

    def with_vertices(self, line: Ints, along: Floats, label: Ints) -> Lines:
        """Return the lines with more vertices, each on a line at a distance from its start."""
        if len(line) == 0:
            return self
        place = shapely.get_coordinates(shapely.line_interpolate_point(self.shapes()[line], along))
        order = np.lexsort((label, along, line))
        line, along, label, place = line[order], along[order], label[order], place[order]
        span = self.along.max() + 1
        at = np.searchsorted(self.line * span + self.along, line * span + along, side="right")
        at = np.clip(at, self.starts[line] + 1, self.starts[line + 1] - 1)
        added = np.append(0, np.cumsum(np.bincount(line, minlength=len(self))))
        return Lines(
            self.table,
            np.insert(self.xy, at, place, axis=0),
            self.starts + added,
            np.insert(self.label, at, label),
        )


def noded(sources: Sequence[Ways], crs: CRS, *, tolerance: float) -> tuple[Lines, int]:
    """Bring the ways of several sources together and label where they meet.

    Parameters
    ----------
    sources
        Each in its own CRS.
    crs
        Projected, metres.
    tolerance
        Metres within which an end lies on a line.

    Returns
    -------
    lines
        Without duplicates.
    duplicates
        How many lines were the same as another.
    """
    tables = [each.table for each in sources]
    untold = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in WAY_COLUMNS.items()})
    table = pd.concat(tables, ignore_index=True) if tables else untold
    sizes = np.concatenate([np.empty(0, np.int64), *(np.diff(each.starts) for each in sources)])
    starts = np.append(0, np.cumsum(sizes)).astype(np.int64)
    placed = [
        transform_xy(each.xy[:, 0], each.xy[:, 1], each.crs, crs).T
        for each in sources
        if len(each.xy)
    ]
    xy = np.ascontiguousarray(np.concatenate([np.empty((0, 2)), *placed]))
    named = np.concatenate([np.empty(0, np.int64), *(each.node for each in sources)])
    lines = Lines(table, xy, starts, np.arange(len(xy)))
    strange = np.unique(lines.line[~np.isfinite(xy).all(axis=1)])
    if len(strange):  # places that are nowhere in the network's CRS
        sound = np.setdiff1d(np.arange(len(lines)), strange)
        named = named[~np.isin(lines.line, strange)]
        lines = lines.take(sound)
    if len(lines.xy) == 0:
        return lines, 0
    lines = Lines(lines.table, lines.xy, lines.starts, _labels(lines, named))
    lines = _ends_joined(lines, named < 0, tolerance)
    lines = _without_repeats(lines, tolerance)
    kept = _first_of_each(lines)
    return (lines if kept.all() else lines.take(np.flatnonzero(kept))), int((~kept).sum())


def _ends(lines: Lines) -> Ints:
    return np.concatenate([lines.starts[:-1], lines.starts[1:] - 1])


def _labels(lines: Lines, named: Ints) -> Ints:
    """Label vertices by name, or by place and level; at ends lines of all levels meet."""
    count = len(lines.xy)
    _, place = np.unique(_key(np.round(lines.xy * _GRID).astype(np.int64)), return_inverse=True)
    without = named < 0
    some = np.zeros(place.max() + 1, np.bool_)
    some[place[without]] = True  # places where lines without names are
    is_end = np.zeros(count, np.bool_)
    is_end[_ends(lines)] = True
    level = lines.table["level"].to_numpy(np.int64)[lines.line]
    _, here = np.unique(_key(np.column_stack([place, level])), return_inverse=True)
    _, name = np.unique(named, return_inverse=True)
    # vertices, then places by level, then places of ends, then names
    by_level, by_end = count, count + int(here.max()) + 1
    by_name = by_end + len(some)
    total = by_name + int(name.max()) + 1
    meets, all_ends = some[place], some[place] & is_end
    pairs = [
        (np.flatnonzero(meets), by_level + here[meets]),
        (np.flatnonzero(all_ends), by_end + place[all_ends]),
        (np.flatnonzero(~without), by_name + name[~without]),
    ]
    # a bridge comes to the ground at its ends, where nothing else goes on
    alone = np.bincount(place[is_end], minlength=len(some))[place] == 1
    alone &= is_end & without & (level != 0) & (np.bincount(here)[here] == 1)
    ground = np.flatnonzero((level == 0) & meets)
    if alone.any() and len(ground):
        places, first = np.unique(place[ground], return_index=True)
        low = np.flatnonzero(alone & np.isin(place, places))
        pairs.append((low, ground[first[np.searchsorted(places, place[low])]]))
    return _united(total, pairs)[:count]


def _key(pairs: Ints) -> Ints:
    """Return one number for each row of two; the same for the same rows."""
    first = pairs[:, 0] - pairs[:, 0].min()
    second = pairs[:, 1] - pairs[:, 1].min()
    keys: Ints = first * (int(second.max()) + 1) + second
    return keys


def _united(total: int, pairs: Sequence[tuple[Ints, Ints]]) -> Ints:
    one = np.concatenate([a for a, _ in pairs])
    other = np.concatenate([b for _, b in pairs])
    graph = coo_matrix((np.ones(len(one), np.bool_), (one, other)), shape=(total, total))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _ends_joined(lines: Lines, without: Flags, tolerance: float) -> Lines:
    """Join ends to the lines that they lie on, where either of the two has no names."""
    if not without.any():
        return lines
    of, ends = lines.line, np.unique(_ends(lines))
    shapes = lines.shapes()
    unnamed = without[lines.starts[:-1]]
    level = lines.table["level"].to_numpy(np.int64)
    tree = shapely.STRtree(shapes)
    at, line = tree.query(shapely.points(lines.xy[ends]), predicate="dwithin", distance=tolerance)
    end = ends[at]
    met = np.isin(_pair(lines.label[end], line, len(lines)), _pair(lines.label, of, len(lines)))
    wanted = ~met & (unnamed[line] | without[end])
    end, line = end[wanted], line[wanted]
    along = shapely.line_locate_point(shapes[line], shapely.points(lines.xy[end]))
    near, gap = _nearest_vertex(lines, line, along, lines.xy[end])
    at_vertex = gap <= tolerance
    both_ends = at_vertex & np.isin(near, ends)
    same = level[of[end]] == level[line]
    joins = np.flatnonzero(at_vertex & (same | both_ends))
    inserts = np.flatnonzero(~at_vertex & same)
    total = int(lines.label.max()) + 1
    label = _united(total, [(lines.label[end[joins]], lines.label[near[joins]])])[lines.label]
    joined = Lines(lines.table, lines.xy, lines.starts, label)
    return joined.with_vertices(line[inserts], along[inserts], label[end[inserts]])


def _pair(label: Ints, line: Ints, lines: int) -> Ints:
    keys: Ints = label * lines + line
    return keys


def _nearest_vertex(lines: Lines, line: Ints, along: Floats, place: Floats) -> tuple[Ints, Floats]:
    """Return the vertex next to a place on a line, before or after it, and how far it is."""
    if len(line) == 0:
        return np.empty(0, np.int64), np.empty(0)
    metres = lines.along
    span = metres.max() + 1
    after = np.searchsorted(lines.line * span + metres, line * span + along)
    after = np.clip(after, lines.starts[line], lines.starts[line + 1] - 1)
    before = np.maximum(after - 1, lines.starts[line])
    gaps = [np.hypot(*(lines.xy[vertex] - place).T) for vertex in (before, after)]
    nearest = np.where(gaps[0] <= gaps[1], before, after)
    return nearest, np.minimum(*gaps)


def _without_repeats(lines: Lines, tolerance: float) -> Lines:
    """Leave out vertices that are the node before them, and lines that shrink to a point."""
    of = lines.line
    step = np.append(np.inf, np.hypot(*np.diff(lines.xy, axis=0).T))
    same = np.append(False, (np.diff(lines.label) == 0) & (np.diff(of) == 0))
    repeated = same & (step <= tolerance)
    if repeated.any():
        kept = ~repeated
        sizes = np.bincount(of[kept], minlength=len(lines))
        starts = np.append(0, np.cumsum(sizes)).astype(np.int64)
        lines = Lines(lines.table, lines.xy[kept], starts, lines.label[kept])
    long = np.diff(lines.starts) > 1
    return lines if long.all() else lines.take(np.flatnonzero(long))


def _first_of_each(lines: Lines) -> Flags:
    """Tell which lines are not the same as one before: nodes, and all but id and name."""
    sizes = np.diff(lines.starts)
    kept = np.ones(len(lines), np.bool_)
    if len(lines) == 0:
        return kept
    mixed = lines.label.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    sums = np.add.reduceat(mixed, lines.starts[:-1])
    alike = pd.DataFrame({"sum": sums, "size": sizes}).duplicated(keep=False).to_numpy()
    seen: set[tuple[object, ...]] = set()
    traits = [name for name in lines.table.columns if name not in {"id", "name", "oneway"}]
    rows = np.flatnonzero(alike)
    facts = lines.table.iloc[rows][traits].astype(str).itertuples(index=False, name=None)
    oneway = lines.table["oneway"].to_numpy()
    for row, fact in zip(rows.tolist(), facts, strict=True):
        nodes = tuple(lines.label[lines.starts[row] : lines.starts[row + 1]].tolist())
        there = (nodes, int(oneway[row]), fact)
        back = (nodes[::-1], -int(oneway[row]), fact)
        if there in seen or back in seen:
            kept[row] = False
        seen.add(there)
    return kept
