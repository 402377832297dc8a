"""A change of status, and of an outline, going live against making the whole catalogue anew.

`python tests/benchmarks/bench_revision.py [n …]`

Live means: published, opened by a service that had the catalogue before open, and answered from.
The peer of a status writes the same catalogue again from columns in memory, with nothing measured:
the least that a copy costs. The peer of an outline is the build from files that would measure it;
"prepared" is what reads and makes the surroundings, once for as many outlines as one likes.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from bench_catalogue import _draft
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import box, buffer, points
from shapely.affinity import translate

from sitesel.catalogue import Draft, Sites, Store
from sitesel.catalogue.build import build
from sitesel.catalogue.reading import read_config
from sitesel.catalogue.revisions.outlined import outlining
from sitesel.catalogue.revisions.revision import Change
from sitesel.catalogue.shared import surroundings_for
from sitesel.columns import CategoryColumn

SIZES = (10_000, 100_000, 1_000_000)
_TIMES = 7


def measure(n: int) -> dict[str, Any]:
    """Return seconds until a change is live, of one and of the 500th, and to write all again."""
    draft = _with_status(n)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        start = perf_counter()
        store.publish(draft)
        whole = perf_counter() - start
        keeper, service = Store(folder), Store(folder)
        service.current().columns()
        ours = [_live(keeper, service, f"P{i * n // _TIMES:07d}", "sold") for i in range(_TIMES)]
        many = [Change(f"P{i * n // 500 + 1:07d}", "price", 400 + i) for i in range(500)]
        keeper.revise(many, who="bench", now=datetime.now(UTC))
        later = [
            _live(keeper, service, f"P{i * n // _TIMES + 2:07d}", "sold") for i in range(_TIMES)
        ]
    now = median(ours)
    return {"parcels": n, "live s": now, "after 500 s": median(later), "all s": whole,
            "ratio": whole / now}  # fmt: skip


def _live(keeper: Store, service: Store, parcel: str, status: str) -> float:
    start = perf_counter()
    keeper.revise([Change(parcel, "status", status)], who="bench", now=datetime.now(UTC))
    columns = service.current().columns()
    found = columns.value("status", columns.row(parcel))
    taken = perf_counter() - start
    assert found == status
    return taken


def measure_outline(n: int) -> dict[str, Any]:
    """Return seconds until an outline that moved is live, and of the build that it spares."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outlines = _town(folder, n)
        start = perf_counter()
        build(folder / "build.yaml", folder / "store")
        whole = perf_counter() - start
        store, service = Store(folder / "store"), Store(folder / "store")
        service.current().outlines()
        start = perf_counter()
        shared = surroundings_for(read_config(folder / "build.yaml"), store.current())
        prepared = perf_counter() - start
        ours = []
        for i in range(_TIMES):
            row = i * n // _TIMES
            moved = translate(outlines[row], 3, 2)
            start = perf_counter()
            change = outlining(f"P{row:07d}", moved, "EPSG:4550")
            store.revise([change], who="bench", now=datetime.now(UTC), measure=shared.measured)
            columns = service.current().columns()
            columns.value("distance_to_wharf", columns.row(f"P{row:07d}"))
            service.current().outlines().geometries([row])
            ours.append(perf_counter() - start)
    now = median(ours)
    return {"parcels": n, "outline s": now, "prepared s": prepared, "build s": whole,
            "ratio": whole / now, "ratio with preparing": whole / (now + prepared)}  # fmt: skip


def _town(folder: Path, n: int) -> NDArray[np.object_]:
    """Write a town of parcels 10 m apart, wharves and wetlands, and return the outlines."""
    side = int(np.ceil(np.sqrt(n)))
    x, y = np.divmod(np.arange(n), side)
    west, south = 413_000 + x * 60.0, 3_320_000 + y * 60.0
    outlines: NDArray[np.object_] = box(west, south, west + 50, south + 50)
    status = np.where(np.arange(n) % 3 == 0, "listed", "sold")
    ids = [f"P{i:07d}" for i in range(n)]
    dice = np.random.default_rng(7)
    spots = dice.uniform(
        (413_000, 3_320_000), (413_000 + side * 60, 3_320_000 + side * 60), (300, 2)
    )
    layers = {
        "parcels": GeoDataFrame({"id": ids, "status": status}, geometry=outlines, crs=4550),
        "wharves": GeoDataFrame(geometry=points(spots[:200]), crs=4550),
        "wetland": GeoDataFrame(geometry=buffer(points(spots[200:]), 150), crs=4550),
    }
    for name, layer in layers.items():
        layer.to_file(folder / f"{name}.gpkg")
    (folder / "build.yaml").write_text(_CONFIG, "utf-8")
    return outlines


_CONFIG = """\
title: Town
crs: EPSG:4550
parcels: {path: parcels.gpkg, id: id, columns: {status: status}}
facilities: [{path: wharves.gpkg, kind: wharf, label: wharf}]
constraints: [{path: wetland.gpkg, name: wetland, label: wetland, excludes: true}]
expansion: {available: [listed], gap: 15 m}
"""


def _with_status(n: int) -> Draft:
    draft = _draft(n)
    sites = draft.sites["parcels"]
    status = CategoryColumn(np.zeros(n, np.int32), ("listed",))
    columns = sites.columns.with_columns({"status": status})
    return Draft(draft.manifest, {"parcels": Sites(columns, sites.geometry)})


def main() -> None:
    """Print the measurements."""
    for size in [int(float(word)) for word in sys.argv[1:]] or SIZES:
        print(measure(size))
        print(measure_outline(size))


if __name__ == "__main__":
    main()
