"""Two answers side by side: which candidates come, go, move and stay, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sitesel.errors import RequirementError
from sitesel.requirement import Constraint, Group
from sitesel.selection.answer import Contribution, Disposition, DispositionKind, FailingConstraint
from sitesel.selection.found import bits, failing
from sitesel.selection.selection import Selection, contributions

Verdict = Literal["holds", "fails", "unknown", "absent"]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a parcel ended up in one of the answers; `absent` where it is in no catalogue of it."""

    disposition: DispositionKind | Literal["absent"]
    rank: int | None = None
    suitability: float | None = None


@dataclass(frozen=True, slots=True)
class ChangedConstraint:
    """A constraint whose verdict differs; `absent` where one answer was not asked it.

    `before` and `after` say what was found, whether it holds or not; None where it is absent.
    """

    constraint: str
    verdicts: tuple[Verdict, Verdict]
    before: FailingConstraint | None
    after: FailingConstraint | None


@dataclass(frozen=True, slots=True)
class ChangedCriterion:
    """A criterion that brings more or less; None where one answer does not weigh it."""

    criterion: str
    before: Contribution | None
    after: Contribution | None


@dataclass(frozen=True, slots=True)
class Change:
    """One parcel in both answers.

    Parameters
    ----------
    parcel
        Its id.
    before, after
        Where it ended up.
    constraints
        Those whose verdict differs.
    criteria
        Those of a candidate of both that bring more or less; none where it only moved because
        others came or went.
    """

    parcel: str
    before: Standing
    after: Standing
    constraints: tuple[ChangedConstraint, ...] = ()
    criteria: tuple[ChangedCriterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Moves:
    """How many candidates come, go, move and stay, whether listed or not."""

    come: int
    go: int
    moved: int
    stayed: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two answers. The same two answers give the same bytes.

    Parameters
    ----------
    before, after
        The answers.
    counts
        Of all candidates.
    come, moved, stayed
        By their rank after; as many of each as the larger of the requirements' limits.
    go
        By their rank before.
    """

    before: Selection = field(repr=False)
    after: Selection = field(repr=False)
    counts: Moves
    come: tuple[Change, ...]
    go: tuple[Change, ...]
    moved: tuple[Change, ...]
    stayed: tuple[Change, ...]

    @cached_property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of all else that goes on the wire."""
        text = json.dumps(
            self._wire(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def wire(self) -> dict[str, Any]:
        """Return the comparison as it goes on the wire."""
        return {"digest": self.digest, **self._wire()}

    def _wire(self) -> dict[str, Any]:
        told = {
            name: [asdict(change) for change in getattr(self, name)]
            for name in ("come", "go", "moved", "stayed")
        }
        for change in (change for changes in told.values() for change in changes):
            for changed in change["constraints"]:
                changed["verdicts"] = list(changed["verdicts"])
        return {
            "before": _about(self.before),
            "after": _about(self.after),
            "counts": asdict(self.counts),
            **told,
        }


def _about(selection: Selection) -> dict[str, Any]:
    requirement = selection.requirement
    return {
        "selection": selection.digest,
        "catalogue": selection.catalogue,
        "title": {"zh": requirement.title.zh, "en": requirement.title.en},
        "scenario": requirement.scenario,
        "counts": asdict(selection.counts),
    }


def compare(before: Selection, after: Selection) -> Comparison:
    """Compare two answers about the same kind of sites, parcel by parcel.

    Parameters
    ----------
    before, after
        Of one catalogue or of two; parcels are told apart by their ids.

    Raises
    ------
    RequirementError
        One is about parcels and the other about halls.

    Returns
    -------
    comparison
        Of every candidate of either.
    """
    if before.requirement.sites != after.requirement.sites:
        raise RequirementError(
            f"one requirement is for {before.requirement.sites} and the other for "
            f"{after.requirement.sites}; compare two for the same kind of sites",
            "两份需求一份针对地块、一份针对厂房；请比较同一类场所的需求",
        )
    rows_before, rows_after = before.judged.rows, after.judged.rows
    there_after = _rows_there(before, after, rows_before)
    there_before = _rows_there(after, before, rows_after)
    was, is_ = before.candidate_ranks, after.candidate_ranks
    stays = np.isin(there_before, rows_before)
    goes = ~np.isin(there_after, rows_after)
    places = np.searchsorted(rows_before, np.where(stays, there_before, 0))
    same = stays.copy()
    same[stays] = was[places[stays]] == is_[stays]
    most = max(before.requirement.limit, after.requirement.limit)
    pair = _Pair(before, after)

    def listed(chosen: NDArray[np.bool_]) -> tuple[Change, ...]:
        found = _first(is_, after, rows_after, chosen, most)
        return tuple(pair.change(int(there_before[k]), int(rows_after[k])) for k in found)

    gone = _first(was, before, rows_before, goes, most)
    return Comparison(
        before,
        after,
        Moves(
            come=int((~stays).sum()),
            go=int(goes.sum()),
            moved=int((stays & ~same).sum()),
            stayed=int(same.sum()),
        ),
        come=listed(~stays),
        go=tuple(pair.change(int(rows_before[k]), int(there_after[k])) for k in gone),
        moved=listed(stays & ~same),
        stayed=listed(same),
    )


def _rows_there(here: Selection, there: Selection, rows: Rows) -> Rows:
    """Return the row of each parcel in the other answer; -1 where it is in none."""
    mine, others = here.columns.ids, there.columns.ids
    if mine is others or mine.equals(others):
        return rows
    found = pc.index_in(mine.take(pa.array(rows)), value_set=others)
    there_rows: Rows = pc.fill_null(found, -1).to_numpy().astype(np.int64)
    return there_rows


def _first(
    rank: Rows, selection: Selection, rows: Rows, chosen: NDArray[np.bool_], most: int
) -> list[int]:
    """Return the places of the best that are chosen, in order; equal ones by their ids."""
    places = np.flatnonzero(chosen)
    if len(places) > most:
        edge = np.partition(rank[places], most - 1)[most - 1] if most else 0
        places = places[rank[places] <= edge]
    ids = selection.columns.ids.take(pa.array(rows[places])).to_pylist()
    ordered = sorted(zip(rank[places].tolist(), ids, places.tolist(), strict=True))
    return [place for _, _, place in ordered[:most]]


@dataclass(frozen=True, slots=True)
class _Pair:
    before: Selection
    after: Selection

    def change(self, row_before: int, row_after: int) -> Change:
        one = _Side.of(self.before, row_before)
        two = _Side.of(self.after, row_after)
        known = one if one.entry is not None else two
        return Change(
            parcel=known.parcel,
            before=one.standing,
            after=two.standing,
            constraints=tuple(self._constraints(one, two)),
            criteria=tuple(self._criteria(one, two)),
        )

    def _constraints(self, one: _Side, two: _Side) -> list[ChangedConstraint]:
        changed = []
        for name in dict.fromkeys((*one.asked, *two.asked)):
            verdicts = one.verdict(name), two.verdict(name)
            if verdicts[0] != verdicts[1]:
                changed.append(ChangedConstraint(name, verdicts, one.told(name), two.told(name)))
        return changed

    def _criteria(self, one: _Side, two: _Side) -> list[ChangedCriterion]:
        if one.standing.disposition != "candidate" or two.standing.disposition != "candidate":
            return []
        was, is_ = one.contributions(), two.contributions()
        return [
            ChangedCriterion(name, was.get(name), is_.get(name))
            for name in dict.fromkeys((*was, *is_))
            if was.get(name) != is_.get(name)
        ]


@dataclass(frozen=True, slots=True)
class _Side:
    """One parcel in one of the answers; without an entry it is not in its catalogue."""

    selection: Selection
    row: int
    entry: Disposition | None
    fails: Mapping[str, bool]
    unknown: Mapping[str, bool]

    @classmethod
    def of(cls, selection: Selection, row: int) -> _Side:
        if row < 0:
            return cls(selection, row, None, {}, {})
        top = list(selection.plan.screen.top)
        names = [constraint.id for constraint in selection.requirement.constraints]
        judged = selection.judged
        fails, unknown = (
            dict(zip(names, bits(planes[top], row, row + 1)[:, 0].tolist(), strict=True))
            for planes in (judged.fails, judged.unknown)
        )
        return cls(selection, row, next(selection.ledger(row, row + 1)), fails, unknown)

    @property
    def parcel(self) -> str:
        return self.entry.parcel if self.entry is not None else ""

    @property
    def standing(self) -> Standing:
        if self.entry is None:
            return Standing("absent")
        return Standing(self.entry.disposition, self.entry.rank, self.entry.suitability)

    @property
    def asked(self) -> dict[str, Constraint | Group]:
        return {constraint.id: constraint for constraint in self.selection.requirement.constraints}

    def verdict(self, name: str) -> Verdict:
        if name not in self.fails:
            return "absent"
        return "fails" if self.fails[name] else "unknown" if self.unknown[name] else "holds"

    def told(self, name: str) -> FailingConstraint | None:
        if name not in self.fails:
            return None
        return failing(
            self.asked[name],
            self.selection.columns,
            self.row,
            unknown=self.unknown[name],
            unmeasured=self.selection.on_demand.unmeasured(self.row),
        )

    def contributions(self) -> dict[str, Contribution]:
        parts = contributions(
            self.selection.requirement,
            self.selection.columns,
            self.selection.plan.score,
            np.array([self.row], np.int64),
        )
        return {part.criterion: part for part in parts[0]}
