"""Attributes that are measured for one requirement alone, of the parcels that are still in it.

Until they are measured, a constraint that looks at one of them can't be told, `is_known` as little
as any other. The nearest of those that are rejected before are measured too, as they are listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import FLAG, CategoryColumn, Column, Columns, QuantityColumn, overlaid
from sitesel.errors import RequirementError
from sitesel.requirement import SHARE_IN_AREA, AreaOfInterest, Requirement, leaves
from sitesel.schema import Attribute, SiteKind
from sitesel.screening import plan_screen
from sitesel.selection.found import bits
from sitesel.selection.judgement import Plan, judge
from sitesel.suitability.plan import plan_score

Rows = NDArray[np.int64]

_MOST_NEAR = 60  # rejected rows that are measured to tell how near they came
_ROUNDS = 6
_PLACED = ("footprint_fits", "buildings_placed")
_ONE_ALONE = 25  # parcels on which one building is tried in the time that several take on one


@runtime_checkable
class Measuring(Protocol):
    """A catalogue that measures what a requirement wants to build, and the wharf it needs."""

    def measured(self, requirement: Requirement, rows: Rows) -> Mapping[str, Column]:
        """Return columns of all rows by attribute, not known but in the rows given."""
        ...


@runtime_checkable
class Covering(Protocol):
    """A catalogue that an area of interest can be laid over."""

    def share_in_area(self, area: AreaOfInterest, sites: SiteKind = "parcels") -> Column:
        """Return how much of each site lies inside, per cent."""
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
    """Return what is measured on demand of the parcels still in it, without repeats.

    Not the share in an area of interest, which is measured of every site.
    """
    named = (
        *(leaf.attribute for leaf in leaves(requirement.constraints)),
        *(criterion.attribute for criterion in requirement.criteria),
    )
    schema = columns.schema
    costly = (n for n in dict.fromkeys(named) if n != SHARE_IN_AREA)
    return tuple(n for n in costly if n in schema and schema[n].on_demand)


def measure(
    catalogue: object,
    requirement: Requirement,
    columns: Columns,
    *,
    threads: int | None = None,
    most_packed: int | None = None,
) -> tuple[Columns, OnDemand]:
    """Measure what is asked on demand, of the rows that nothing else rejects and near misses.

    Parameters
    ----------
    catalogue
        Nothing is measured where it is not `Measuring`.
    requirement, columns
        What is asked, of what.
    threads
        See `judge`.
    most_packed
        See `select`.

    Returns
    -------
    columns, on_demand
        With the columns that were measured, and what that was.

    Raises
    ------
    RequirementError
        Buildings would have to be tried on more rows than `most_packed` allows.
    """
    area = requirement.area_of_interest
    if area is not None and isinstance(catalogue, Covering):
        # soon told of every site, so that what is dear to tell is tried only inside
        share = catalogue.share_in_area(area, columns.sites)
        columns = columns.with_columns({SHARE_IN_AREA: share})
    names = asked_on_demand(requirement, columns)
    if not names or not isinstance(catalogue, Measuring):
        return columns, NOTHING
    columns = columns.with_columns({n: _blank(columns.schema[n], columns.count) for n in names})
    none = np.zeros(columns.count, np.bool_)
    columns = replace(columns, measured=none)
    screen = plan_screen(requirement.constraints)
    cheap = Plan(screen, plan_score((), requirement.aggregation), requirement.near_misses)
    judged = judge(columns, cheap, threads=threads)
    # what is not measured yet is unknown, and rejects nothing by itself
    rejected = bits(judged.fails[list(screen.top)], 0, columns.count).any(axis=0)
    rows = np.flatnonzero(~rejected).astype(np.int64)
    _check_work(requirement, names, len(rows), most_packed)
    columns = measured_too(catalogue, requirement, columns, rows)
    near = _unmeasured_near(columns, cheap, _MOST_NEAR, threads)
    left, rounds = _MOST_NEAR, _ROUNDS
    # one that is measured can turn out to fail more, and another comes nearer
    while len(near) and rounds:
        columns = measured_too(catalogue, requirement, columns, near)
        left, rounds = left - len(near), rounds - 1
        near = _unmeasured_near(columns, cheap, left, threads)
    measured = none if columns.measured is None else columns.measured
    return columns, OnDemand(names, np.flatnonzero(measured).astype(np.int64))


def measured_too(
    catalogue: object, requirement: Requirement, columns: Columns, rows: Rows
) -> Columns:
    """Measure some rows more of what a requirement asks on demand.

    Parameters
    ----------
    catalogue
        Nothing is measured where it is not `Measuring`.
    requirement
        What is asked.
    columns
        Measured of some rows already, see `Columns.measured`.
    rows
        Of which to measure as well.

    Returns
    -------
    columns
        The same for all other rows.
    """
    if not len(rows) or columns.measured is None or not isinstance(catalogue, Measuring):
        return columns
    # with what is asked come the reason where there is no number, and which wharf it is
    found = catalogue.measured(requirement, rows)
    more = {
        n: overlaid(columns.get(n), column, rows)
        for n, column in found.items()
        if n in columns.schema
    }
    done = columns.measured.copy()
    done[rows] = True
    return replace(columns.with_columns(more), measured=done)


def _unmeasured_near(columns: Columns, plan: Plan, most: int, threads: int | None) -> Rows:
    """Return the rows of near misses, `most` at most, that were not measured."""
    if columns.measured is None or not plan.near_misses or most <= 0:
        return np.zeros(0, np.int64)
    near = judge(columns, plan, threads=threads).near
    rows = np.array([row for *_, row in near[:_MOST_NEAR]], np.int64)
    return np.sort(rows[~columns.measured[rows]][:most])


def _check_work(
    requirement: Requirement, names: tuple[str, ...], count: int, most: int | None
) -> None:
    development = requirement.development
    if most is None or development is None or not any(name in names for name in _PLACED):
        return
    each = sum(building.count for building in development.buildings)
    if each <= 1 and not development.yard:
        most *= _ONE_ALONE
    if count <= most:
        return
    raise RequirementError(
        f"what is to be built would have to be tried on each of the {count:,} parcels that no "
        f"other constraint rejects, and this service tries {most:,} at most; ask for more that is "
        "quick to tell, such as the least area, or run `sitesel select`, which has no such bound",
        f"其他约束未淘汰的地块有 {count:,} 宗，每宗都要试排拟建的内容，"
        f"而本服务一次最多试排 {most:,} 宗；"
        "请增加可快速判断的约束（如最小面积），或改用没有此限制的 `sitesel select`",
    )


def _blank(attribute: Attribute, count: int) -> Column:
    if attribute.kind in ("quantity", "date"):
        return QuantityColumn(np.full(count, np.nan))
    return CategoryColumn(np.full(count, -1, np.int32), FLAG if attribute.kind == "flag" else ())
