"""Share of each parcel under three layers of 2,000 polygons, against `geopandas.overlay`.

Once with polygons that keep apart, which `overlay` takes as they are, and once with polygons that
lie over one another, which it needs dissolved first. Ours is told nothing and always dissolves.

`python tests/benchmarks/bench_overlay.py [n …]`
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from geopandas import overlay as geopandas_overlay

from sitesel.attributes import overlay
from sitesel.attributes.rings import rings

sys.path.insert(0, str(Path(__file__).parent))
import synthetic

SIZES = (10_000, 100_000, 1_000_000)
LAYERS = 3
POLYGONS = 2_000


def measure(n: int) -> dict[str, Any]:
    """Return seconds and ratios, and the largest difference to GEOS as a share of a parcel."""
    parcels, extent = synthetic.parcels(n), synthetic.side(n)
    layers = {
        apart: [synthetic.areas(POLYGONS, extent, seed=20 + k, apart=apart) for k in range(LAYERS)]
        for apart in (True, False)
    }
    overlay.warm()
    ours, theirs, worst = _compare(parcels, layers[True], dissolved=False)
    ours_2, theirs_2, worst_2 = _compare(parcels, layers[False], dissolved=True)
    return {
        "parcels": n,
        "layers apart s": ours,
        "overlay s": theirs,
        "ratio": theirs / ours,
        "layers over one another s": ours_2,
        "union, overlay s": theirs_2,
        "ratio ": theirs_2 / ours_2,
        "largest difference, of area": max(worst, worst_2),
    }


def _compare(
    parcels: GeoSeries, layers: list[GeoSeries], *, dissolved: bool
) -> tuple[float, float, float]:
    start = perf_counter()
    flat = rings(parcels)
    found = [overlay.overlap_area(flat, layer) for layer in layers]
    ours = perf_counter() - start

    frame = GeoDataFrame({"parcel": np.arange(len(parcels))}, geometry=parcels)
    start = perf_counter()
    expected = [_area(frame, layer, dissolved=dissolved) for layer in layers]
    theirs = perf_counter() - start
    pairs = zip(found, expected, strict=True)
    differences = [np.abs(a.to_numpy() - b) / flat.area for a, b in pairs]
    return ours, theirs, float(np.max(differences))


def _area(frame: GeoDataFrame, layer: GeoSeries, *, dissolved: bool) -> Any:
    shapes = shapely.get_parts(layer.union_all()) if dissolved else layer.to_numpy()
    other = GeoDataFrame(geometry=shapes, crs=layer.crs)
    pieces = geopandas_overlay(frame, other, how="intersection", keep_geom_type=True)
    return np.bincount(pieces["parcel"], weights=pieces.area, minlength=len(frame))


if __name__ == "__main__":
    sizes = [int(float(word)) for word in sys.argv[1:]] or SIZES
    print(synthetic.table([measure(n) for n in sizes]))
