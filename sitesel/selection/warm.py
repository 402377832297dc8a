"""Compile the kernels at set-up, so that no visitor waits for it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sitesel.columns import Columns, QuantityColumn
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement import Constraint, Criterion, Linear, Requirement
from sitesel.schema import default_schema
from sitesel.selection.distribution import count_places
from sitesel.selection.judgement import judge, plan
from sitesel.selection.selection import answer


def warm() -> None:
    """Judge three parcels, which compiles every kernel of judging or loads it from disk."""
    area = QuantityColumn(np.array([1.0, 2.0, np.nan]))
    ids = pa.array(["A1", "A2", "A3"])
    columns = Columns("parcels", ids, {"area": area}, default_schema())
    asked = Requirement(
        Text.of("warm"),
        constraints=(Constraint("size", "area", "at_least", Interval(1.5)),),
        criteria=(Criterion("size", "area", Linear(2.0, 0.0)),),
    )
    planned = plan(asked)
    answer("warm", asked, columns, planned, judge(columns, planned))
    kept, counts = np.array([0b101], np.uint64), np.zeros(2, np.int64)
    for places in (np.zeros(3, np.uint8), np.zeros(3, np.int32)):
        count_places(places, kept, counts)
