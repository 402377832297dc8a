"""Attributes that are measured for one requirement alone, of the parcels that are still in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import FLAG, CategoryColumn, Column, Columns, QuantityColumn
from sitesel.requirement import Requirement, leaves
from sitesel.schema import Attribute
from sitesel.screening import plan_screen
from sitesel.selection.found import bits
from sitesel.selection.judgement import Plan, judge
from sitesel.suitability.plan import plan_score

Rows = NDArray[np.int64]


@runtime_checkable
class Measuring(Protocol):
    """A catalogue that measures what a requirement wants to build, and the wharf it needs."""

    def measured(self, requirement: Requirement, rows: Rows) -> Mapping[str, Column]:
        """Return columns of all rows by attribute, not known but in the rows given."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class OnDemand:
    """What was measured for one requirement: `names`, of `rows` (rising) and of no others."""

    names: tuple[str, ...]
    rows: Rows

    def unmeasured(self, row: int) -> tuple[str, ...]:
        """Return the attributes that were not measured of a row, as it was rejected before."""
        place = int(np.searchsorted(self.rows, row))
        return () if place < len(self.rows) and self.rows[place] == row else self.names


NOTHING = OnDemand((), np.zeros(0, np.int64))


def asked_on_demand(requirement: Requirement, columns: Columns) -> tuple[str, ...]:
    """Return the attributes of a requirement that are measured on demand, without repeats."""
    named = (
        *(leaf.attribute for leaf in leaves(requirement.constraints)),
        *(criterion.attribute for criterion in requirement.criteria),
    )
    schema = columns.schema
    return tuple(n for n in dict.fromkeys(named) if n in schema and schema[n].on_demand)


def measure(
    catalogue: object, requirement: Requirement, columns: Columns, *, threads: int | None = None
) -> tuple[Columns, OnDemand]:
    """Measure what is asked on demand, of the rows that nothing else rejects.

    Parameters
    ----------
    catalogue
        Nothing is measured where it is not `Measuring`.
    requirement, columns
        What is asked, of what.
    threads
        See `judge`.

    Returns
    -------
    columns, on_demand
        With the columns that were measured, and what that was.
    """
    names = asked_on_demand(requirement, columns)
    if not names or not isinstance(catalogue, Measuring):
        return columns, NOTHING
    columns = columns.with_columns({n: _blank(columns.schema[n], columns.count) for n in names})
    cheap = Plan(plan_screen(requirement.constraints), plan_score((), requirement.aggregation), 0)
    judged = judge(columns, cheap, threads=threads)
    top = list(cheap.screen.top)
    # what is not measured yet is unknown, and rejects nothing by itself
    rejected = bits(judged.fails[top], 0, columns.count).any(axis=0)
    rows = np.flatnonzero(~rejected).astype(np.int64)
    if len(rows):
        found = catalogue.measured(requirement, rows)
        told = {*names, *(columns.schema[name].state for name in names)}
        columns = columns.with_columns({n: column for n, column in found.items() if n in told})
    return columns, OnDemand(names, rows)


def _blank(attribute: Attribute, count: int) -> Column:
    if attribute.kind in ("quantity", "date"):
        return QuantityColumn(np.full(count, np.nan))
    return CategoryColumn(np.full(count, -1, np.int32), FLAG if attribute.kind == "flag" else ())
