"""Lines that a parcel can front on, roads or shores, with where each goes on at its ends.

A line runs on behind a vertex where another piece of it, or another line, begins there and turns
by at most 90°; elsewhere it ends, and nothing beside its end fronts on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.attributes.edges import Edges, edges_of_shapes
from sitesel.attributes.kernel import kernel
from sitesel.attributes.rings import Floats, Ints, in_metres

_POINT, _POLYGON, _MULTIPOINT, _MULTIPOLYGON = 0, 3, 4, 6


class Stretches(NamedTuple):
    """The arrays of `Fronts` that kernels take; one row an edge of the tree.

    Parameters
    ----------
    edges
        Under a tree of boxes.
    kind
        Position in the kinds, -1 where not told.
    depth
        Of the water before it, metres; NaN where not told or where there is none.
    onward
        Unit vectors along which the line goes on behind the edge's start and behind its end, x, y
        and x, y, both away from the edge; NaN where it ends.
    """

    edges: Edges
    kind: Ints
    depth: Floats
    onward: Floats


@dataclass(frozen=True, eq=False)
class Fronts:
    """Lines ready to be fronted on.

    Parameters
    ----------
    stretches
        Of all lines.
    kinds
        Names of the kinds, such as road classes or types of shore.
    crs
        Of the coordinates; None when not told.
    """

    stretches: Stretches
    kinds: tuple[str, ...]
    crs: CRS | None


def fronts(
    lines: GeoSeries,
    kind: Sequence[str | None] | None = None,
    *,
    depth: Floats | None = None,
    kinds: Sequence[str] = (),
) -> Fronts:
    """Make lines ready.

    Parameters
    ----------
    lines
        Lines in a projected CRS, metres; of areas the boundary counts, points are nothing.
    kind
        Of each line; None where not told.
    depth
        Of the water before each line, metres; NaN where not told.
    kinds
        Kinds that are to be told of even where no line is of them; the others follow by name.

    Raises
    ------
    WrongCrs
        The CRS is not in metres.

    Examples
    --------
    >>> from shapely import LineString
    >>> bend = fronts(GeoSeries([LineString([(0, 0), (9, 0), (9, 5)])]), ["primary"])
    >>> bend.kinds, bend.stretches.onward.round().tolist()
    (('primary',), [[nan, nan, 0.0, 1.0], [-1.0, -0.0, nan, nan]])
    """
    in_metres(lines)
    shapes = lines.to_numpy().copy()
    types = shapely.get_type_id(shapes)
    areal = np.isin(types, (_POLYGON, _MULTIPOLYGON))
    shapes[areal] = shapely.boundary(shapes[areal])
    shapes[np.isin(types, (_POINT, _MULTIPOINT))] = None
    edges = edges_of_shapes(shapes)
    told = np.array([None] * len(shapes) if kind is None else list(kind), dtype=object)
    others = {word for word in told.tolist() if isinstance(word, str)} - set(kinds)
    words = (*kinds, *sorted(others))
    place = {word: i for i, word in enumerate(words)}
    of_line = np.array([place.get(word, -1) for word in told.tolist()], dtype=np.int64)
    deep = np.full(len(shapes), np.nan) if depth is None else np.asarray(depth, dtype=np.float64)
    stretches = Stretches(edges, of_line[edges.owner], deep[edges.owner], _onward(edges.ends))
    return Fronts(stretches, words, lines.crs)


def _onward(ends: Floats) -> Floats:
    """Return along which way each edge's line goes on behind its two ends."""
    count = len(ends)
    onward = np.full((count, 4), np.nan)
    if not count:
        return onward
    run = ends[:, 2:] - ends[:, :2]
    with np.errstate(invalid="ignore"):
        run /= np.hypot(run[:, 0], run[:, 1])[:, None]
    points = np.concatenate([ends[:, :2], ends[:, 2:]])
    away = np.concatenate([run, -run])  # from the point into its edge
    order = np.lexsort((points[:, 1], points[:, 0]))
    step = (points[order][1:] != points[order][:-1]).any(axis=1)
    firsts = np.append(np.flatnonzero(np.append(True, step)), len(order))
    behind = np.full((2 * count, 2), np.nan)
    _straightest(order, firsts.astype(np.int64), away, behind)
    onward[:, :2], onward[:, 2:] = behind[:count], behind[count:]
    return onward


@kernel
def _straightest(order: NDArray[np.int64], firsts: Ints, away: Floats, behind: Floats) -> None:
    """Find, for each end of an edge, the one of the others at its point that turns least."""
    for g in range(len(firsts) - 1):
        for i in range(firsts[g], firsts[g + 1]):
            one = order[i]
            least = 1e-9  # a right angle still goes on, and more does not
            for j in range(firsts[g], firsts[g + 1]):
                other = order[j]
                turn = away[one, 0] * away[other, 0] + away[one, 1] * away[other, 1]
                if j != i and turn < least:
                    least = turn
                    behind[one, 0], behind[one, 1] = away[other, 0], away[other, 1]
