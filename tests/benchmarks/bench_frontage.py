"""Frontage on streets, and room to expand, against GEOS doing the same in bulk.

Lots of 20 × 40 m back to back in rows, turned by 20°. GEOS cuts each boundary with flat buffers of
the streets near it (without the angle, the sides and the runs), and finds the lots within 5 m of
available ones (without the areas).

`python tests/benchmarks/bench_frontage.py [n …]`
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from shapely import STRtree

from sitesel.attributes import expansion, frontage
from sitesel.attributes.fronts import fronts
from sitesel.attributes.rings import rings

SIZES = (10_000, 100_000, 1_000_000)
GAP = 5.0


def measure(n: int) -> dict[str, Any]:
    """Return seconds and ratios, and the largest difference to GEOS in metres."""
    frontage.warm()
    expansion.warm()
    lots, streets = _town(n)
    start = perf_counter()
    parcels = rings(GeoSeries(lots))
    found = frontage.frontage(parcels, fronts(GeoSeries(streets)))
    ours = perf_counter() - start
    start = perf_counter()
    cut = _cut_by_buffers(lots, streets)
    theirs = perf_counter() - start
    free = np.arange(len(lots)) % 3 == 0
    start = perf_counter()
    room, _ = expansion.expansion(parcels, free, gap=GAP)
    ours_2 = perf_counter() - start
    start = perf_counter()
    STRtree(lots[free]).query(lots, predicate="dwithin", distance=GAP)
    theirs_2 = perf_counter() - start
    return {
        "lots": len(lots),
        "streets": len(streets),
        "frontage s": ours,
        "buffers s": theirs,
        "ratio": theirs / ours,
        "largest difference, m": float(np.abs(found["frontage"] - cut).max()),
        "room to expand s": ours_2,
        "dwithin s": theirs_2,
        "ratio ": theirs_2 / ours_2,
        "lots with room": int((room["expansion_area"] > 0).sum()),
    }


def _town(n: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return lots in rows, and the streets between the rows in pieces between crossings."""
    side = round(n**0.5)
    x, y = np.meshgrid(np.arange(side) * 20.0, np.arange(side))
    west, south = x.ravel(), (y // 2 * 96 + y % 2 * 40 + 8).ravel()
    lots = shapely.box(west, south, west + 20, south + 40)
    a, b = np.meshgrid(np.arange(0, side * 20, 100.0), np.arange(side // 2 + 1) * 96.0)
    ends = [np.column_stack([a.ravel() + along, b.ravel()]) for along in (0.0, 100.0)]
    streets = shapely.linestrings(np.stack(ends, axis=1))
    return shapely.transform(lots, _turned), shapely.transform(streets, _turned)


def _turned(xy: NDArray[Any]) -> NDArray[Any]:
    c, s = np.cos(np.radians(20)), np.sin(np.radians(20))
    turned: NDArray[Any] = xy @ np.array([[c, s], [-s, c]]) + (413_000, 3_320_000)
    return turned


def _cut_by_buffers(lots: NDArray[Any], streets: NDArray[Any]) -> NDArray[Any]:
    # narrower than the tolerance: at 15 m they would cut the sides of the lots too, which the
    # angle leaves out of ours
    buffers = shapely.buffer(streets, 8.0 + 1e-6, cap_style="flat")
    lot, street = STRtree(buffers).query(lots, predicate="intersects")
    pieces = shapely.intersection(shapely.boundary(lots[lot]), buffers[street])
    return np.bincount(lot, shapely.length(pieces), len(lots))


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or SIZES[:2]):
        print(measure(size))
