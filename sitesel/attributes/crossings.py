"""Ferries of all sources, and the stops between which they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.crs import to_crs, transform_xy
from sitesel.findings import Finding
from sitesel.layers.ferries import Ferries, ferry_table
from sitesel.layers.road_classes import NetworkAssumptions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Stops:
    """Where ferries land.

    Parameters
    ----------
    ids
        Of the terminal, empty for a place without one.
    shapes
        Point or area of each, in the network's CRS.
    """

    ids: tuple[str, ...]
    shapes: NDArray[np.object_]

    @property
    def places(self) -> Floats:
        """A point of each, shape (n, 2)."""
        return np.asarray(shapely.get_coordinates(shapely.point_on_surface(self.shapes)))


@dataclass(frozen=True, eq=False)
class Crossings:
    """The ferries of a network; one row a line.

    Parameters
    ----------
    table
        The columns of `Ferries.table`.
    tail, head
        Position in `stops` of each end.
    stops
        Where they land.
    shapes
        The course of each, in the network's CRS.
    findings
        What was noticed.
    """

    table: pd.DataFrame
    tail: Ints
    head: Ints
    stops: Stops
    shapes: NDArray[np.object_]
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.table)


def crossings(sources: Sequence[Ferries], crs: CRS, assumptions: NetworkAssumptions) -> Crossings:
    """Bring the ferries of several sources together; of one id the last source counts."""
    findings: list[Finding] = []
    tables: list[pd.DataFrame] = []
    shapes: list[NDArray[np.object_]] = []
    later: set[str] = set()
    for source in reversed(sources):
        kept = ~source.table["id"].isin(list(later)).to_numpy(np.bool_)
        findings += [
            Finding("ferry-replaced", source.name, facts={"id": one})
            for one in sorted(set(source.table["id"][~kept]))
        ]
        later |= set(source.table["id"])
        table = source.table[kept].copy()
        for end in ("tail", "head"):
            x, y = table[f"{end}_x"].to_numpy(float), table[f"{end}_y"].to_numpy(float)
            told = np.isfinite(x) & np.isfinite(y)
            moved = np.full((2, len(table)), np.nan)
            if told.any():
                moved[:, told] = transform_xy(x[told], y[told], source.crs, crs)
            table[f"{end}_x"], table[f"{end}_y"] = moved
        tables.insert(0, table)
        course = GeoSeries(source.shapes[kept], crs=source.crs)
        shapes.insert(0, to_crs(course, crs).to_numpy() if len(course) else source.shapes[:0])
    if not tables:
        none = np.empty(0, np.int64)
        empty = ferry_table({}, 0)
        return Crossings(empty, none, none, Stops((), np.empty(0, object)), np.empty(0, object), ())
    table = pd.concat(tables, ignore_index=True)
    tail, head, stops = _stops(table, sources, crs, assumptions)
    course = np.concatenate(shapes)
    if len(table):
        ends = np.stack([stops.places[tail], stops.places[head]], axis=1)
        course = np.where(shapely.is_missing(course), shapely.linestrings(ends), course)
    return Crossings(table, tail, head, stops, course, tuple(findings))


def _stops(
    table: pd.DataFrame, sources: Sequence[Ferries], crs: CRS, assumptions: NetworkAssumptions
) -> tuple[Ints, Ints, Stops]:
    """Name the stop of each end: the terminal it names, or in or at whose place it lies."""
    known: dict[str, object] = {}
    for source in sources:
        shapes = to_crs(source.terminals.geometry, crs).to_numpy()
        known |= {
            i: s for i, s in zip(source.terminals["id"], shapes, strict=True) if s is not None
        }
    ids = sorted(known)
    terminals = np.empty(len(ids), object)
    terminals[:] = [known[each] for each in ids]
    ends = [_keys(table, end, ids, terminals, assumptions) for end in ("tail", "head")]
    where = {
        key: shapely.Point(x, y)
        for end, keys in zip(("tail", "head"), ends, strict=True)
        for key, x, y in zip(keys, table[f"{end}_x"], table[f"{end}_y"], strict=True)
        if isinstance(key, tuple)
    }
    keys = sorted(set(ends[0]) | set(ends[1]), key=lambda key: (isinstance(key, tuple), key))
    at = {key: i for i, key in enumerate(keys)}
    shapes = np.empty(len(keys), object)
    shapes[:] = [known[key] if isinstance(key, str) else where[key] for key in keys]
    names = tuple(key if isinstance(key, str) else "" for key in keys)
    tail, head = (np.array([at[key] for key in end], np.int64) for end in ends)
    return tail, head, Stops(names, shapes)


def _keys(
    table: pd.DataFrame,
    end: str,
    ids: list[str],
    terminals: NDArray[np.object_],
    assumptions: NetworkAssumptions,
) -> list[str | tuple[float, float]]:
    """Return the terminal of each ferry's end, or its place where there is none."""
    area, point = assumptions.quay_area, assumptions.tolerance
    reach = np.where(shapely.get_dimensions(terminals) > 0, area, point)
    place = table[[f"{end}_x", f"{end}_y"]].to_numpy(float)
    named = table[end].isin(ids).to_numpy(np.bool_)
    points = shapely.points(np.where(named[:, None], 0.0, place))
    tree = shapely.STRtree(terminals)
    row, terminal = tree.query(points, predicate="dwithin", distance=max(area, point))
    gap = shapely.distance(points[row], terminals[terminal])
    close = (gap <= reach[terminal]) & ~named[row]
    row, terminal, gap = row[close], terminal[close], gap[close]
    order = np.lexsort((terminal, gap, row))
    rows, first = np.unique(row[order], return_index=True)
    keys: list[str | tuple[float, float]] = [
        word if told else (round(x, 3), round(y, 3))
        for word, told, (x, y) in zip(table[end], named, place.tolist(), strict=True)
    ]
    for at, found in zip(rows.tolist(), terminal[order][first].tolist(), strict=True):
        keys[at] = ids[found]
    return keys
