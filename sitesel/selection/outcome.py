"""How every parcel stands, as numbers: what a map is coloured by, and whom a reason concerns."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sitesel.errors import ConstraintNotFound
from sitesel.requirement import leaves
from sitesel.selection.found import bits
from sitesel.selection.selection import Selection

Outcome = Literal["rejected", "unknown", "unmeasured"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
REJECTED, UNDECIDED = -1.0, -2.0


def standings(selection: Selection) -> NDArray[np.float32]:
    """Return how each parcel stands, in the order of the catalogue.

    Returns
    -------
    standings
        The guaranteed suitability of a candidate, 0 to 1; `REJECTED`, `UNDECIDED`. Shape (n,).
    """
    judged, top = selection.judged, list(selection.plan.screen.top)
    numbers = np.full(judged.count, REJECTED, np.float32)
    if judged.undecided:
        failing = np.bitwise_or.reduce(judged.fails[top], axis=0)
        untold = np.bitwise_or.reduce(judged.unknown[top], axis=0) & ~failing
        numbers[bits(untold[None], 0, judged.count)[0]] = UNDECIDED
    numbers[judged.rows] = judged.low
    return numbers


def rows_of(selection: Selection, constraint: str, outcome: Outcome) -> NDArray[np.int64]:
    """Return the rows that a top-level constraint rejects, or can't be told for.

    Parameters
    ----------
    selection
        The whole answer.
    constraint
        Its id.
    outcome
        `rejected`; `unknown`, what it takes is not known; `unmeasured`, it was not measured, as
        other constraints had rejected them already.

    Returns
    -------
    rows
        Rising; as many as the `Reason` of the constraint counts.

    Raises
    ------
    ConstraintNotFound
        The requirement has no such constraint at its top.
    """
    constraints = selection.requirement.constraints
    place = next((k for k, each in enumerate(constraints) if each.id == constraint), None)
    if place is None:
        known = ", ".join(each.id for each in constraints[:20]) or "–"
        raise ConstraintNotFound(
            f"no constraint {constraint!r} in this selection's requirement; there are {known}",
            f"该选址结果的需求中没有约束 {constraint!r}；现有：{known}",
        )
    judged, node = selection.judged, selection.plan.screen.top[place]
    planes = judged.fails if outcome == "rejected" else judged.unknown
    rows = np.flatnonzero(bits(planes[node : node + 1], 0, judged.count)[0]).astype(np.int64)
    if outcome == "rejected":
        return rows
    asked = {leaf.attribute for leaf in leaves([constraints[place]])}
    skipped = np.zeros(len(rows), np.bool_)
    if asked & set(selection.on_demand.names):
        skipped = ~np.isin(rows, selection.on_demand.rows)
    return rows[skipped if outcome == "unmeasured" else ~skipped]
