"""Does a rectangle fit at any rotation: every parcel, against positions and angles tried in GEOS.

Parcels of 5 to 60 vertices, a quarter of them with a hole, of a size where some hold the
rectangle, some nearly do and some don't; then the same less a setback of 8 m, which rounds what
bends inwards and makes three times the vertices. The peer tries rectangles on a grid of positions
at every fifth degree against prepared parcels, which proves no `no`; it is run on a sample.

`python tests/benchmarks/bench_footprint.py [n …]`
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries

from sitesel.attributes import footprint
from sitesel.attributes.buildable import buildable

sys.path.insert(0, str(Path(__file__).parent))
import synthetic

SIZES = (10_000,)
WIDTH, DEPTH = 110.0, 70.0
SAMPLE = 30
STEPS, TURN = 25, 5.0


def measure(n: int) -> dict[str, Any]:
    """Return seconds, the ratio to the peer a parcel, and how the answers are spread."""
    parcels = plots(n)
    footprint.warm()
    start = perf_counter()
    found = footprint.footprint(parcels, WIDTH, DEPTH)
    ours = perf_counter() - start

    start = perf_counter()
    land = buildable(parcels, SimpleNamespace(road=8.0, shore=8.0, neighbour=8.0))
    set_back = perf_counter() - start
    start = perf_counter()
    left = footprint.footprint(land, WIDTH - 16, DEPTH - 16)
    ours_left = perf_counter() - start

    some = np.linspace(0, n - 1, min(n, SAMPLE)).astype(int)
    start = perf_counter()
    tried = [_tried(parcels.iloc[k]) for k in some]
    theirs = (perf_counter() - start) * n / len(some)
    fits = found["fits"]
    missed = sum(one and not fits.iloc[k] for k, one in zip(some, tried, strict=True))
    return {
        "parcels": n,
        "footprint s": ours,
        "GEOS on a grid s": theirs,
        "ratio": theirs / ours,
        "setbacks s": set_back,
        "footprint less setbacks s": ours_left,
        "fit": int((fits == True).sum()),  # noqa: E712 - a missing answer is neither
        "do not": int((fits == False).sum()),  # noqa: E712
        "undecided": int(fits.isna().sum() + left["fits"].isna().sum()),
        "found by the grid alone": int(missed),
    }


def plots(n: int, *, seed: int = 3) -> GeoSeries:
    """Return parcels drawn around a point, some with a hole, turned any way."""
    rng = np.random.default_rng(seed)
    made = np.empty(n, object)
    for k in range(n):
        count = rng.integers(5, 61)
        angle = np.sort(rng.uniform(0, 2 * np.pi, count))
        radius = rng.uniform(0.75, 1.15, count)
        xy = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        xy *= [rng.uniform(50, 130), rng.uniform(45, 80)]
        turn = rng.uniform(0, np.pi)
        c, s = np.cos(turn), np.sin(turn)
        shape = shapely.make_valid(shapely.Polygon(xy @ np.array([[c, s], [-s, c]])))
        if rng.random() < 0.25:
            spot = shapely.Point(rng.uniform(-40, 40, 2)).buffer(rng.uniform(3, 15), quad_segs=4)
            shape = shape.difference(spot)
        made[k] = shapely.affinity.translate(shape, *synthetic.ORIGIN)
    return GeoSeries(made, crs=synthetic.CRS)


def _tried(parcel: Any) -> bool:
    """Try positions and angles one after another."""
    shapely.prepare(parcel)
    west, south, east, north = parcel.bounds
    x, y = np.meshgrid(np.linspace(west, east, STEPS), np.linspace(south, north, STEPS))
    for turn in np.arange(0, 180, TURN):
        box = shapely.affinity.rotate(shapely.box(0, 0, WIDTH, DEPTH), turn, origin=(0, 0))
        corners = shapely.get_coordinates(box)[:-1]
        places = np.stack([x.ravel(), y.ravel()], axis=1)[:, None] + (corners - corners.mean(0))
        if shapely.covers(parcel, shapely.polygons(places)).any():
            return True
    return False


if __name__ == "__main__":
    sizes = [int(float(word)) for word in sys.argv[1:]] or SIZES
    print(synthetic.table([measure(n) for n in sizes]))
