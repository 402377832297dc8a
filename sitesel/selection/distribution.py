"""How the values of attributes are distributed, over all parcels and over those still in it.

A parcel is still in it, for one attribute, when no constraint on *another* attribute rejects it:
so one sees what a limit on this attribute would leave. A group that looks at other attributes too
is a constraint on another attribute.
"""

# numba infers the types of what it compiles
# ruff: noqa: ANN001
# mypy: disable-error-code="no-untyped-def,untyped-decorator"

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Literal

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from sitesel.columns import (
    CategoryColumn,
    Column,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
)
from sitesel.compiling import njit
from sitesel.requirement import leaves
from sitesel.schema import Attribute, Kind
from sitesel.screening.plan import WORD
from sitesel.screening.words import lowest
from sitesel.selection.edges import Edges, edges_of
from sitesel.selection.tally import Tally

End = Literal["lower", "upper"]
MOST_BINS = 64
MOST_VALUES = 1_000
"""How many values of a category are told; of more, those that most parcels have."""
_MOST_BYTES = 64_000_000  # of what is kept sorted into bins
_UNKNOWN, _UNREACHABLE, _UNLIMITED = 0, 1, 2  # places before the bins
_BINS = 3

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How many parcels have one value of a category."""

    value: str
    all: int
    others: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the values of one attribute, or of one end of a permitted range, are distributed.

    Parameters
    ----------
    attribute, kind, unit
        Of the schema.
    end
        Of a permitted range, and only there.
    known, unknown, unreachable, unlimited
        Parcels with a number or value; without; with no way to get there; with no limit at that
        end. They add up to all parcels.
    range
        Least and greatest number; a date in days since 1970-01-01. None where there is none.
    edges
        Where bins begin, and where the last one ends; None where there is no number.
    all, others
        Parcels in each bin: every one, and those that no constraint on another attribute rejects.
    others_known, others_unknown, others_unreachable, others_unlimited
        The same as without `others`, of those.
    values
        Of a category, code or flag: each value that a parcel has, in the schema's order, then by
        how many parcels have it; None of what is no category.
    values_left_out
        How many values are not told.
    """

    attribute: str
    kind: Kind
    unit: str | None
    end: End | None
    known: int
    unknown: int
    unreachable: int
    unlimited: int
    range: tuple[float, float] | None
    edges: Edges | None
    all: tuple[int, ...]
    others: tuple[int, ...]
    others_known: int
    others_unknown: int
    others_unreachable: int
    others_unlimited: int
    values: tuple[ValueCount, ...] | None
    values_left_out: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """The values of an attribute in bins: the same for every requirement."""

    places: NDArray[np.uint8] | NDArray[np.int32]  # (rows,): 0 unknown, then as counted in `all`
    all: Counts
    edges: Edges | None = None
    range: tuple[float, float] | None = None
    categories: tuple[str, ...] | None = None


class Binned:
    """Attributes sorted into bins, kept for the next requirement; the oldest give way."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[tuple[object, ...], Sorted] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def of(self, tally: Tally, attribute: Attribute, end: End | None, bins: int) -> Sorted:
        """Return an attribute in bins, sorted now or before."""
        column = tally.columns[attribute.name]
        if attribute.on_demand:
            return in_bins(column, attribute, end, bins)
        wanted = tally.requirement
        key = (tally.catalogue, wanted.sites, wanted.scenario, attribute.name, end, bins)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = in_bins(column, attribute, end, bins)
        with self._lock:
            if key not in self._kept:
                self._bytes += found.places.nbytes
            self._kept[key] = found
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].places.nbytes
        return found


def distributions(
    tally: Tally, attributes: Sequence[str], bins: int = 40, binned: Binned | None = None
) -> list[Distribution]:
    """Tell how the values of some attributes are distributed.

    Parameters
    ----------
    tally
        Of the requirement.
    attributes
        Names in the schema; a permitted range comes back as two, its lower and its upper end.
    bins
        How many there may be of each, 2 to 64.
    binned
        Where what does not hang on the requirement is kept.
    """
    kept = binned or Binned()
    found = []
    for name in attributes:
        attribute = tally.columns.schema[name]
        remaining = _remaining(tally, name)
        ends: tuple[End | None, ...] = (None,)
        if attribute.kind == "interval":
            ends = ("lower", "upper")
        for end in ends:
            one = kept.of(tally, attribute, end, bins)
            others = np.zeros(len(one.all), np.int64)
            count_places(one.places, remaining, others)
            found.append(_told(attribute, end, one, others))
    return found


def _remaining(tally: Tally, name: str) -> NDArray[np.uint64]:
    """Return a bit for each parcel that no constraint on another attribute rejects."""
    others = [
        position
        for position, constraint in zip(
            tally.plan.screen.top, tally.requirement.constraints, strict=True
        )
        if {leaf.attribute for leaf in leaves([constraint])} != {name}
    ]
    words = -(-tally.judged.count // WORD)
    rejected = np.zeros(words, np.uint64)
    for position in others:
        rejected |= tally.judged.fails[position]
    return ~rejected


def in_bins(column: Column, attribute: Attribute, end: End | None, bins: int) -> Sorted:
    """Sort the values of a column into bins, or by their category."""
    if isinstance(column, CategoryColumn):
        places = (column.codes + 1).astype(np.int32)
        counted = np.bincount(places, minlength=len(column.categories) + 1).astype(np.int64)
        return Sorted(places, counted, categories=column.categories)
    if isinstance(column, TextColumn):
        known: NDArray[np.bool_] = pc.is_valid(column.words).to_numpy(zero_copy_only=False)
        words = np.where(known, _BINS, _UNKNOWN).astype(np.uint8)
        return Sorted(words, np.bincount(words, minlength=_BINS + 1).astype(np.int64))
    numbers, boundless = _numbers(column, end)
    finite = np.isfinite(numbers)
    told = numbers[finite]
    edges = edges_of(told, bins, dates=attribute.kind == "date") if len(told) else None
    sorted_ = np.full(len(numbers), _UNKNOWN, np.uint8)
    sorted_[np.isinf(numbers)] = boundless
    if edges is not None:
        inner = np.array(edges.edges[1:-1])
        sorted_[finite] = _BINS + np.searchsorted(inner, told, side="right")
    size = _BINS + (0 if edges is None else len(edges.edges) - 1)
    span = (float(told.min()), float(told.max())) if len(told) else None
    return Sorted(sorted_, np.bincount(sorted_, minlength=size).astype(np.int64), edges, span)


def _numbers(
    column: QuantityColumn | IntervalColumn, end: End | None
) -> tuple[NDArray[np.float64], int]:
    if isinstance(column, QuantityColumn):
        return column.values, _UNREACHABLE
    return (column.lower if end == "lower" else column.upper), _UNLIMITED


def _told(attribute: Attribute, end: End | None, one: Sorted, others: Counts) -> Distribution:
    total, left = int(one.all.sum()), int(others.sum())
    unknown, others_unknown = int(one.all[0]), int(others[0])
    unreachable = unlimited = others_unreachable = others_unlimited = 0
    values, left_out = None, 0
    every: Counts = np.zeros(0, np.int64)
    those = every
    if one.categories is not None:
        values, left_out = _values(attribute, one, others)
    else:
        unreachable, unlimited = one.all[1:_BINS].tolist()
        others_unreachable, others_unlimited = others[1:_BINS].tolist()
        if one.edges is not None:
            every, those = one.all[_BINS:], others[_BINS:]
    return Distribution(
        attribute=attribute.name,
        kind=attribute.kind,
        unit=attribute.unit,
        end=end,
        known=total - unknown - unreachable - unlimited,
        unknown=unknown,
        unreachable=unreachable,
        unlimited=unlimited,
        range=one.range,
        edges=one.edges,
        all=tuple(every.tolist()),
        others=tuple(those.tolist()),
        others_known=left - others_unknown - others_unreachable - others_unlimited,
        others_unknown=others_unknown,
        others_unreachable=others_unreachable,
        others_unlimited=others_unlimited,
        values=values,
        values_left_out=left_out,
    )


def _values(
    attribute: Attribute, one: Sorted, others: Counts
) -> tuple[tuple[ValueCount, ...], int]:
    first = {value: place for place, (value, _) in enumerate(attribute.values)}
    if attribute.kind == "flag":
        first = {"yes": 0, "no": 1}
    named = one.categories or ()
    counts = one.all[1:].tolist()
    rest = others[1:].tolist()
    there = [place for place, count in enumerate(counts) if count]
    most = sorted(there, key=lambda place: (-counts[place], named[place]))[:MOST_VALUES]
    if first:  # in the schema's order, where it has one
        most.sort(key=lambda place: first.get(named[place], len(first)))
    told = tuple(ValueCount(named[place], counts[place], rest[place]) for place in most)
    return told, len(there) - len(told)


@njit(nogil=True, cache=True)
def count_places(places, kept, counts) -> None:
    """Count the places of the rows whose bit is set."""
    full = ~np.uint64(0)
    for word in range(len(kept)):
        left = kept[word]
        first = word * WORD
        if left == full and first + WORD <= len(places):
            for row in range(first, first + WORD):
                counts[places[row]] += 1
            continue
        while left != 0:
            row = first + lowest(left)
            left &= left - np.uint64(1)
            if row < len(places):
                counts[places[row]] += 1
