"""The whole answer: every parcel is a candidate, rejected or undecided, with all reasons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import sitesel
from sitesel.columns import Columns
from sitesel.requirement import Requirement, leaves, with_area, with_rules
from sitesel.selection.answer import (
    Candidate,
    Contribution,
    Counts,
    Disposition,
    NearMiss,
    Reason,
)
from sitesel.selection.found import bits, failing, found, why
from sitesel.selection.judgement import Judgement, Plan, judge, plan
from sitesel.selection.on_demand import NOTHING, OnDemand, measure
from sitesel.selection.tally import Judgeable, columns_of, counts_of, reasons_of
from sitesel.suitability.aggregation import shares
from sitesel.suitability.kernel import values_of
from sitesel.suitability.plan import ScorePlan, bind_score
from sitesel.suitability.ranking import best, ranks

_AT_ONCE = 4096  # rows of the ledger unpacked together
_NO_REASON = (None, None)


@dataclass(frozen=True, eq=False)
class Selection:
    """The whole answer to a requirement. Same catalogue, requirement and version: same bytes.

    Parameters
    ----------
    catalogue
        Id of the catalogue.
    requirement
        What was asked.
    version
        Of sitesel.
    counts
        They add up.
    reasons
        One for each top-level constraint, in the order written.
    candidates
        The best, as many as the requirement's limit; `ledger` has all.
    near_misses
        The rejected that come nearest.
    columns, judged
        What was judged, and the bits of every parcel: what the ledger is made from. The columns
        are those of the requirement's scenario, with what was measured for it alone.
    on_demand
        What was measured for it alone.
    """

    catalogue: str
    requirement: Requirement
    version: str
    counts: Counts
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...]
    near_misses: tuple[NearMiss, ...]
    columns: Columns = field(repr=False)
    judged: Judgement = field(repr=False)
    plan: Plan = field(repr=False)
    on_demand: OnDemand = field(default=NOTHING, repr=False)

    @cached_property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of all else that goes on the wire.

        It is taken of JSON with sorted keys and without spaces, in UTF-8.
        """
        text = json.dumps(
            self._wire(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def measures(self) -> bool:
        """Whether a constraint looks at what is measured on demand, so that some can go without."""
        names = set(self.on_demand.names)
        return any(leaf.attribute in names for leaf in leaves(self.requirement.constraints))

    def wire(self) -> dict[str, Any]:
        """Return the selection as it goes on the wire."""
        return {"digest": self.digest, **self._wire()}

    def _wire(self) -> dict[str, Any]:
        return {
            "catalogue": self.catalogue,
            "version": self.version,
            "requirement": self.requirement.canonical(),
            "counts": asdict(self.counts),
            "reasons": [asdict(reason) for reason in self.reasons],
            "candidates": [
                {
                    "parcel": candidate.parcel,
                    "rank": candidate.rank,
                    "suitability": candidate.suitability,
                    "interval": list(candidate.interval),
                    "contributions": [asdict(part) for part in candidate.contributions],
                }
                for candidate in self.candidates
            ],
            "near_misses": [
                {"parcel": near.parcel, "failing": [asdict(part) for part in near.failing]}
                for near in self.near_misses
            ],
        }

    def disposition(self, parcel: str) -> Disposition:
        """Return where one parcel ended up, and why.

        Raises
        ------
        ParcelNotFound
            There is none of that id.
        """
        row = self.columns.row(parcel)
        return next(self.ledger(row, row + 1))

    def ledger(self, start: int = 0, stop: int | None = None) -> Iterator[Disposition]:
        """Go through every parcel, in the order of the catalogue.

        Parameters
        ----------
        start, stop
            Rows; all by default, and no more than there are.
        """
        end = self.counts.total if stop is None else min(stop, self.counts.total)
        for first in range(max(0, start), end, _AT_ONCE):
            yield from self._page(first, min(first + _AT_ONCE, end))

    def _page(self, start: int, stop: int) -> Iterator[Disposition]:
        judged, top = self.judged, list(self.plan.screen.top)
        constraints = self.requirement.constraints
        fails = bits(judged.fails[top], start, stop)
        unknown = bits(judged.unknown[top], start, stop)
        ids = self.columns.ids.slice(start, stop - start).to_pylist()
        for row, parcel in enumerate(ids, start=start):
            rejected_by = np.flatnonzero(fails[:, row - start]).tolist()
            untold = np.flatnonzero(unknown[:, row - start]).tolist()
            skipped = self.on_demand.unmeasured(row)
            place = -1 if rejected_by or untold else int(np.searchsorted(judged.rows, row))
            interval = None if place < 0 else (float(judged.low[place]), float(judged.high[place]))
            yield Disposition(
                parcel=parcel,
                row=row,
                disposition="rejected" if rejected_by else "undecided" if untold else "candidate",
                rank=None if place < 0 else int(self.candidate_ranks[place]),
                suitability=None if interval is None else interval[0],
                interval=interval,
                rejected_by=tuple(failing(constraints[k], self.columns, row) for k in rejected_by),
                unknown=tuple(
                    failing(constraints[k], self.columns, row, unknown=True, unmeasured=skipped)
                    for k in untold
                ),
            )

    @cached_property
    def candidate_ranks(self) -> NDArray[np.int64]:
        """The rank of each candidate, in the order of the rows of `judged`."""
        return ranks(self.judged.low)[0]


def select(
    catalogue: Judgeable,
    requirement: Requirement,
    *,
    threads: int | None = None,
    most_packed: int | None = None,
) -> Selection:
    """Select the sites that meet a requirement, best first, and account for all others.

    Parameters
    ----------
    catalogue
        Anything with an id and columns; what is measured on demand needs a `Measuring` one.
    requirement
        Read with the catalogue's schema; the rules it is put to are added where they are not yet.
    threads
        See `judge`; changes nothing in the answer.
    most_packed
        On how many parcels several buildings may be tried, which can take a tenth of a second
        each; 25 times as many for one alone. No bound when None.

    Raises
    ------
    RequirementError
        The requirement names an attribute that the catalogue does not have, or would have
        buildings tried on more parcels than `most_packed` allows.
    """
    columns = columns_of(catalogue, requirement)
    requirement = with_rules(with_area(requirement), columns.schema)
    columns, on_demand = measure(
        catalogue, requirement, columns, threads=threads, most_packed=most_packed
    )
    planned = plan(requirement)
    judged = judge(columns, planned, threads=threads)
    return answer(catalogue.id, requirement, columns, planned, judged, on_demand)


def answer(
    catalogue: str,
    requirement: Requirement,
    columns: Columns,
    planned: Plan,
    judged: Judgement,
    on_demand: OnDemand = NOTHING,
) -> Selection:
    """Put what was judged into words and numbers for those that are shown.

    Parameters
    ----------
    catalogue
        Its id.
    requirement, columns, planned
        What was asked, of what.
    judged
        By `judge`, or merged from partitions.
    on_demand
        What of the columns was measured for this requirement alone.
    """
    return Selection(
        catalogue=catalogue,
        requirement=requirement,
        version=sitesel.__version__,
        counts=counts_of(judged),
        reasons=reasons_of(requirement, planned, judged, on_demand),
        candidates=_candidates(requirement, columns, planned.score, judged),
        near_misses=_near_misses(requirement, columns, planned, judged),
        columns=columns,
        judged=judged,
        plan=planned,
        on_demand=on_demand,
    )


def _candidates(
    requirement: Requirement, columns: Columns, score: ScorePlan, judged: Judgement
) -> tuple[Candidate, ...]:
    places, rank, tied = best(judged.low, columns.ids, judged.rows, requirement.limit)
    rows = judged.rows[places]
    weighed = contributions(requirement, columns, score, rows)
    chosen = []
    for k, (place, row) in enumerate(zip(places, rows.tolist(), strict=True)):
        low, high = float(judged.low[place]), float(judged.high[place])
        parcel = columns.ids[row].as_py()
        chosen.append(Candidate(parcel, row, rank[k], tied[k], low, (low, high), weighed[k]))
    return tuple(chosen)


def contributions(
    requirement: Requirement, columns: Columns, score: ScorePlan, rows: NDArray[np.int64]
) -> list[tuple[Contribution, ...]]:
    """Tell what each criterion adds to the suitability of some rows.

    Parameters
    ----------
    requirement, columns, score
        What was asked, of what; the plan of its criteria.
    rows
        Of candidates, in any order.

    Returns
    -------
    contributions
        Of each row, in the order in which the criteria are written.
    """
    bound, alive = bind_score(score, columns)
    least, most = values_of(bound, columns.count, rows)
    del alive  # until here the kernel had its addresses
    weights = np.array(score.weights, float)
    written = [score.criteria.index(criterion) for criterion in requirement.criteria]
    units = [columns.schema[criterion.attribute].unit for criterion in score.criteria]
    stateful = [c for c in written if columns.schema[score.criteria[c].attribute].state]
    weighed = []
    for k, row in enumerate(rows.tolist()):
        share = shares(score.aggregation, weights, least[:, k])
        reasons = {c: why(columns, score.criteria[c].attribute, row) for c in stateful}
        weighed.append(
            tuple(
                Contribution(
                    criterion=score.criteria[c].id,
                    attribute=score.criteria[c].attribute,
                    found=found(columns, score.criteria[c].attribute, row),
                    unit=units[c],
                    value=float(least[c, k]) if least[c, k] == most[c, k] else None,
                    weight=score.weights[c],
                    share=share[c],
                    state=reasons.get(c, _NO_REASON)[0],
                    place=reasons.get(c, _NO_REASON)[1],
                )
                for c in written
            )
        )
    return weighed


def _near_misses(
    requirement: Requirement, columns: Columns, planned: Plan, judged: Judgement
) -> tuple[NearMiss, ...]:
    top = list(planned.screen.top)
    misses = []
    for *_, parcel, row in judged.near:
        fails = bits(judged.fails[top], row, row + 1)[:, 0]
        parts = (
            failing(constraint, columns, row)
            for constraint, fail in zip(requirement.constraints, fails, strict=True)
            if fail
        )
        misses.append(NearMiss(parcel, row, tuple(parts)))
    return tuple(misses)
