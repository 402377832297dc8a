"""A hand-made table of seven parcels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from sitesel.columns import CategoryColumn, Columns, IntervalColumn, QuantityColumn, TextColumn
from sitesel.language import Text
from sitesel.schema import Attribute, Kind, Schema, SiteKind

NAN, INF = np.nan, np.inf
KINDS: dict[str, tuple[Kind, str | None]] = {
    "area": ("quantity", "m2"),
    "wharf": ("quantity", "m"),
    "ready": ("date", None),
    "ratio": ("interval", "1"),
    "use": ("code", None),
    "status": ("category", None),
    "power": ("flag", None),
    "remarks": ("text", None),
}


@dataclass(frozen=True)
class Table:
    """A catalogue of nothing but columns."""

    held: Columns
    id: str = "0123456789abcdef"

    def columns(self, sites: SiteKind = "parcels") -> Columns:
        assert sites == self.held.sites
        return self.held


@pytest.fixture
def schema() -> Schema:
    one = {
        name: Attribute(name, kind, Text.of(name), Text.of(name), "g", unit)
        for name, (kind, unit) in KINDS.items()
    }
    return Schema(one, {"g": Text.of("g")})


@pytest.fixture
def table(schema: Schema) -> Table:
    """Return seven parcels, in an order that is not that of their ids.

    | id | area | wharf | ready | ratio    | use    | status  | power | remarks |
    | G  | 400  | 100   | 1000  | [1, 2)   | 100103 | listed  | yes   | a       |
    | A  | 300  | 2000  | 1000  | [1, 2]   | 100103 | listed  | yes   | -       |
    | B  | -    | 500   | -     | -        | 1001   | -       | -     | -       |
    | C  | 300  | 2000  | 2000  | (2, 3]   | 110101 | sold    | no    | b       |
    | D  | 100  | ∞     | 1000  | ≤ 0.8    | 10     | listed  | yes   | c       |
    | E  | 399  | 0     | 999   | ≥ 2      | 100101 | let     | no    | d       |
    | F  | 500  | 5000  | 1001  | [2, 2]   | 100103 | listed  | -     | -       |
    """
    columns = {
        "area": QuantityColumn(np.array([400, 300, NAN, 300, 100, 399, 500])),
        "wharf": QuantityColumn(np.array([100, 2000, 500, 2000, INF, 0, 5000])),
        "ready": QuantityColumn(np.array([1000, 1000, NAN, 2000, 1000, 999, 1001])),
        "ratio": IntervalColumn(
            np.array([1, 1, NAN, 2, -INF, 2, 2]),
            np.array([2, 2, NAN, 3, 0.8, INF, 2]),
            np.array([0, 0, 0, 1, 0, 0, 0], np.int8),
            np.array([1, 0, 0, 0, 0, 0, 0], np.int8),
        ),
        "use": CategoryColumn(
            np.array([3, 3, 1, 4, 0, 2, 3], np.int32), ("10", "1001", "100101", "100103", "110101")
        ),
        "status": CategoryColumn(
            np.array([0, 0, -1, 1, 0, 2, 0], np.int32), ("listed", "sold", "let")
        ),
        "power": CategoryColumn(np.array([1, 1, -1, 0, 1, 0, -1], np.int32), ("no", "yes")),
        "remarks": TextColumn(pa.array(["a", None, None, "b", "c", "d", None])),
    }
    return Table(Columns("parcels", pa.array(list("GABCDEF")), columns, schema))
