"""The nearest facility of five kinds, exact from the parcel's edge, against `sjoin_nearest`.

`python tests/benchmarks/bench_proximity.py [n …]`
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from geopandas import GeoDataFrame, sjoin_nearest

from sitesel.attributes import proximity
from sitesel.attributes.rings import rings

sys.path.insert(0, str(Path(__file__).parent))
import synthetic

SIZES = (10_000, 100_000, 1_000_000)
POINTS = (30, 100, 300, 1_000, 3_000)


def measure(n: int) -> dict[str, Any]:
    """Return seconds and ratio for five kinds of points, and for lines and areas."""
    parcels, extent = synthetic.parcels(n), synthetic.side(n)
    kinds = [synthetic.points(count, extent, seed=count) for count in POINTS]
    lines_and_areas = [
        synthetic.lines(300, extent, seed=11),
        synthetic.areas(300, extent, seed=12),
    ]
    proximity.warm()
    ours, theirs, worst = _compare(parcels, kinds)
    ours_2, theirs_2, worst_2 = _compare(parcels, lines_and_areas)
    return {
        "parcels": n,
        "five kinds of points s": ours,
        "sjoin_nearest s": theirs,
        "ratio": theirs / ours,
        "lines, areas s": ours_2,
        "sjoin_nearest  s": theirs_2,
        "ratio ": theirs_2 / ours_2,
        "largest difference m": max(worst, worst_2),
    }


def _compare(parcels: Any, kinds: list[Any]) -> tuple[float, float, float]:
    start = perf_counter()
    flat = rings(parcels)
    found = [proximity.nearest(flat, kind)["distance"].to_numpy() for kind in kinds]
    ours = perf_counter() - start

    frame = GeoDataFrame(geometry=parcels)
    start = perf_counter()
    joined = [
        sjoin_nearest(frame, GeoDataFrame(geometry=kind), distance_col="distance") for kind in kinds
    ]
    theirs = perf_counter() - start
    expected = [one["distance"].groupby(level=0).first().to_numpy() for one in joined]
    pairs = zip(found, expected, strict=True)
    return ours, theirs, max(float(np.abs(a - b).max()) for a, b in pairs)


if __name__ == "__main__":
    sizes = [int(float(word)) for word in sys.argv[1:]] or SIZES
    print(synthetic.table([measure(n) for n in sizes]))
