"""The whole ledger: every parcel with its disposition and all reasons, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sitesel.selection import Disposition, Selection

_BLOCK = 5_000


def ledger_line(disposition: Disposition) -> dict[str, Any]:
    """Return one parcel's line as it goes on the wire."""
    line = asdict(disposition)
    del line["row"]
    return line


def ledger_json_lines(selection: Selection) -> Iterator[bytes]:
    """Yield the ledger as newline-delimited JSON, some thousand parcels at a time."""
    for start in range(0, selection.counts.total, _BLOCK):
        lines = (
            json.dumps(ledger_line(entry), ensure_ascii=False, separators=(",", ":"))
            for entry in selection.ledger(start, start + _BLOCK)
        )
        yield ("\n".join(lines) + "\n").encode()


def ledger_page(selection: Selection, offset: int, limit: int) -> dict[str, Any]:
    """Return some lines of the ledger, in catalogue order."""
    stop = min(selection.counts.total, offset + limit)
    return {
        "digest": selection.digest,
        "catalogue": selection.catalogue,
        "counts": asdict(selection.counts),
        "offset": offset,
        "total": selection.counts.total,
        "parcels": [ledger_line(entry) for entry in selection.ledger(min(offset, stop), stop)],
    }
