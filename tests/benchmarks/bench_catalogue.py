"""Opening a catalogue for judging, against `geopandas.read_parquet`.

`python tests/benchmarks/bench_catalogue.py [n …]`
"""

from __future__ import annotations

import sys
import tempfile
from statistics import median
from time import perf_counter
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import shapely
from geopandas import GeoSeries

from sitesel.catalogue import Catalogue, Draft, Manifest, Sites, Store
from sitesel.columns import CategoryColumn, Columns, IntervalColumn, QuantityColumn
from sitesel.language import Text
from sitesel.schema import default_schema

SIZES = (10_000, 100_000, 1_000_000)


def measure(n: int) -> dict[str, Any]:
    """Return seconds to open a catalogue for judging and to read its GeoParquet, and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        published = Store(folder).publish(_draft(n))
        ours = median(_seconds(lambda: _open(Store(folder))) for _ in range(5))
        path = published.path / "parcels.parquet"
        theirs = median(_seconds(lambda: geopandas.read_parquet(path)) for _ in range(3))
    return {"parcels": n, "open s": ours, "read_parquet s": theirs, "ratio": theirs / ours}


def _open(store: Store) -> Catalogue:
    """Open what judging needs: ids and columns, the memory mapped."""
    catalogue = store.current()
    columns = catalogue.columns()
    assert columns["area"] is not None
    return catalogue


def _seconds(run: Any) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _draft(n: int) -> Draft:
    random = np.random.default_rng(1)
    schema = default_schema()
    columns = {
        name: QuantityColumn(random.uniform(0, 1000, n))
        for name in (
            "area", "ellipsoid_area", "stated_area", "perimeter", "compactness", "width", "depth",
            "price", "elevation", "bearing_capacity",
        )
    }  # fmt: skip
    low = random.uniform(0.5, 1.5, n)
    closed = np.zeros(n, np.int8)
    codes = random.integers(-1, 3, n).astype(np.int32)
    table = Columns(
        "parcels",
        pa.array([f"P{i:07d}" for i in range(n)]),
        {
            **columns,
            "planning_use": CategoryColumn(codes, ("1001", "100102", "100103")),
            "plot_ratio": IntervalColumn(low, low + 1, closed, closed),
        },
        schema.of("parcels"),
    )
    side = int(np.ceil(np.sqrt(n)))
    x, y = np.divmod(np.arange(n), side)
    west, south = 121.5 + x * 1e-3, 29.5 + y * 1e-3
    geometry = GeoSeries(shapely.box(west, south, west + 8e-4, south + 8e-4), crs="OGC:CRS84")
    manifest = Manifest(title=Text.of("grid"), crs="EPSG:4550", schema=schema, version="0")
    return Draft(manifest, {"parcels": Sites(table, geometry)})


def main() -> None:
    """Print the measurements."""
    for size in [int(float(word)) for word in sys.argv[1:]] or SIZES:
        print(measure(size))


if __name__ == "__main__":
    main()
