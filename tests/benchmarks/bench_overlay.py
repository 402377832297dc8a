"""Share of each parcel under three layers of 2,000 polygons, against `geopandas.overlay`.

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

SIZES = (10_000, 100_000)
LAYERS = 3
POLYGONS = 2_000


def measure(n: int) -> dict[str, Any]:
    """Return seconds and ratio for the shares under all layers, and the difference to GEOS."""
    parcels, extent = synthetic.parcels(n), synthetic.side(n)
    layers = [synthetic.areas(POLYGONS, extent, seed=20 + k) for k in range(LAYERS)]
    overlay.warm()

    start = perf_counter()
    flat = rings(parcels)
    found = [overlay.overlap_area(flat, layer) for layer in layers]
    ours = perf_counter() - start

    frame = GeoDataFrame({"parcel": np.arange(n)}, geometry=parcels)
    start = perf_counter()
    expected = [_area(frame, layer) for layer in layers]
    theirs = perf_counter() - start
    pairs = zip(found, expected, strict=True)
    worst = max(float((np.abs(a.to_numpy() - b) / flat.area).max()) for a, b in pairs)
    return {
        "parcels": n,
        "three layers s": ours,
        "overlay s": theirs,
        "ratio": theirs / ours,
        "largest difference, of area": worst,
        "parcels touched": int((found[0] > 0).sum()),
    }


def _area(frame: GeoDataFrame, layer: GeoSeries) -> Any:
    joined = GeoDataFrame(geometry=shapely.get_parts(layer.union_all()), crs=layer.crs)
    pieces = geopandas_overlay(frame, joined, how="intersection", keep_geom_type=True)
    return np.bincount(pieces["parcel"], weights=pieces.area, minlength=len(frame))


if __name__ == "__main__":
    sizes = [int(float(word)) for word in sys.argv[1:]] or SIZES
    print(synthetic.table([measure(n) for n in sizes]))
