"""Which outlines do not fit their neighbours: the parcels worth a closer look.

A cadastre is meant to be a polygonal coverage: outlines meet along the same edges and nowhere
else. GEOS tells in O(n log n) the edges that break this (an edge inside of another polygon, or
running within a gap's width without being shared), so that overlaps and gaps are then computed
for the few parcels at fault and not for every pair of neighbours. The work goes in tiles of
parcels that lie together, each with its neighbours around it, so that memory stays bounded.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoSeries

from sitesel.catalogue.validation.notice import Outlines, Rows

TILE = 65_536
THREADS = 2
_CROWDED = 500
"""Boxes that meet more than so many others on average are no parcels."""
_SAMPLE = 1_000


@dataclass(frozen=True, eq=False)
class Misfits:
    """The outlines that do not fit.

    Parameters
    ----------
    outlines
        Distinct outlines, all valid polygons.
    tree
        Their spatial index.
    rows
        Those with an edge at fault, rising.
    crowding
        How many others the box of an outline meets on average, sampled.
    """

    outlines: Outlines
    tree: shapely.STRtree
    rows: Rows
    crowding: float

    @property
    def crowded(self) -> bool:
        """Whether so many lie on one another that they can't be examined one by one."""
        return self.crowding > _CROWDED


def misfits(outlines: Outlines, *, gap: float, tile: int = TILE) -> Misfits:
    """Find the outlines with an edge that does not fit its neighbours.

    Parameters
    ----------
    outlines
        Distinct outlines, all valid polygons; metres.
    gap
        Neighbours closer than this are meant to share the edge; metres.
    tile
        How many outlines are looked at together.
    """
    tree = shapely.STRtree(outlines)
    crowding = _crowding(outlines, tree)
    if crowding > _CROWDED:
        return Misfits(outlines, tree, np.empty(0, dtype=np.int64), crowding)
    along = np.argsort(GeoSeries(outlines).hilbert_distance().to_numpy(), kind="stable")
    tiles = [along[i : i + tile] for i in range(0, len(along), tile)]

    def at_fault(members: Rows) -> Rows:
        west, south, east, north = shapely.total_bounds(outlines[members])
        box = shapely.box(west - gap, south - gap, east + gap, north + gap)
        around = np.setdiff1d(tree.query(box), members)
        both = np.concatenate([outlines[members], outlines[around]])
        edges = shapely.coverage_invalid_edges(both, gap_width=gap)[: len(members)]
        found: Rows = members[~shapely.is_empty(edges)]
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(at_fault, tiles))
    return Misfits(outlines, tree, np.sort(np.concatenate([*found, along[:0]])), crowding)


def _crowding(outlines: Outlines, tree: shapely.STRtree) -> float:
    if not len(outlines):
        return 0.0
    step = max(1, len(outlines) // _SAMPLE)
    sample = outlines[::step]
    met = 0
    for start in range(0, len(sample), 50):  # in small blocks: each may meet every other
        met += tree.query(sample[start : start + 50]).shape[1]
    return met / len(sample) - 1
