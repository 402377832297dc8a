"""A change of status going live, against writing the whole catalogue anew.

`python tests/benchmarks/bench_revision.py [n …]`

Live means: published, opened by a service that had the catalogue before open, and answered from.
The peer writes the same catalogue again from columns in memory, with nothing measured: the least
that a copy costs.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from bench_catalogue import _draft

from sitesel.catalogue import Draft, Sites, Store
from sitesel.catalogue.revisions.revision import Change
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


if __name__ == "__main__":
    main()
