"""Planning limits being read: intervals from words, from numbers alone, from two columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sitesel.catalogue.reader import Reader, number_or_nan
from sitesel.catalogue.spelling import is_open
from sitesel.columns import IntervalColumn
from sitesel.interval import Interval
from sitesel.units import factor

_Ends = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8], NDArray[np.int8]]


class LimitsReader(Reader):
    """Reads an attribute whose values are intervals."""

    def interval(self) -> IntervalColumn:
        """Return the permitted ranges; what can't be one is told and not known."""
        mapping = self.mapping
        if mapping.lower is not None or mapping.upper is not None:
            ends = self._two_columns()
        elif mapping.column is not None and pd.api.types.is_numeric_dtype(
            self.frame[mapping.column]
        ):
            ends = self._bare(self.numbers(mapping.column))
        else:
            ends = self._interval_words()
        lower, upper, lower_open, upper_open = ends
        both_closed = (lower_open == 0) & (upper_open == 0)
        empty = np.flatnonzero((lower > upper) | ((lower == upper) & ~both_closed))
        self.tell_rows("empty-interval", empty, lower)
        low, high = self.attribute.bounds or (-np.inf, np.inf)
        outside = np.flatnonzero(
            (np.isfinite(lower) & ((lower < low) | (lower > high)))
            | (np.isfinite(upper) & ((upper < low) | (upper > high)))
        )
        self.tell_rows("impossible-value", outside, np.where(np.isfinite(upper), upper, lower))
        for rows in (empty, outside):
            lower[rows] = upper[rows] = np.nan
            lower_open[rows] = upper_open[rows] = 0
        return IntervalColumn(lower, upper, lower_open, upper_open)

    def _bare(self, numbers: NDArray[np.float64]) -> _Ends:
        known = ~np.isnan(numbers)
        bare = self.mapping.bare
        lower = np.where(known & (bare == "at_most"), -np.inf, numbers)
        upper = np.where(known & (bare == "at_least"), np.inf, numbers)
        closed = np.zeros(len(numbers), np.int8)
        return lower, upper, closed, closed.copy()

    def _interval_words(self) -> _Ends:
        seen = self.spelled()
        unit = self.attribute.unit or "1"
        times = factor(self.mapping.unit or unit, unit)
        table = np.full((len(seen.words) + 1, 4), np.nan)
        table[:, 2:] = 0
        faulty = []
        for i, word in enumerate(seen.words):
            meant = self.mapping.values.get(word, word)  # noqa: PD011
            if meant is None:
                continue
            try:
                found = self._one_interval(meant)
            except ValueError:
                faulty.append(i)
                continue
            lower, upper = found.lower * times, found.upper * times
            table[i] = lower, upper, found.lower_open, found.upper_open
        self.tell("unreadable-value", seen, faulty)
        rows = table[seen.codes]
        signs = rows[:, 2:].astype(np.int8)
        return rows[:, 0].copy(), rows[:, 1].copy(), signs[:, 0].copy(), signs[:, 1].copy()

    def _one_interval(self, word: str) -> Interval:
        number = number_or_nan(word.removesuffix("%"))
        if np.isnan(number) or self.mapping.bare == "exactly":
            return Interval.parse(word)
        return Interval(lower=number) if self.mapping.bare == "at_least" else Interval(upper=number)

    def _two_columns(self) -> _Ends:
        mapping, count = self.mapping, len(self.frame)
        nothing = np.full(count, np.nan)
        lower = self.numbers(mapping.lower) if mapping.lower else nothing.copy()
        upper = self.numbers(mapping.upper) if mapping.upper else nothing.copy()
        lower_open, upper_open = self._signs(mapping.lower_sign), self._signs(mapping.upper_sign)
        unknown = np.isnan(lower) & np.isnan(upper)
        lower = np.where(np.isnan(lower) & ~unknown, -np.inf, lower)
        upper = np.where(np.isnan(upper) & ~unknown, np.inf, upper)
        unclear = np.isnan(lower_open) | np.isnan(upper_open)  # a sign that can't be read
        lower[unclear] = upper[unclear] = np.nan
        return (
            lower,
            upper,
            np.where(np.isfinite(lower), lower_open, 0).astype(np.int8),
            np.where(np.isfinite(upper), upper_open, 0).astype(np.int8),
        )

    def _signs(self, column: str | None) -> NDArray[np.float64]:
        if column is None:
            return np.zeros(len(self.frame))
        seen = self.spelled(column)
        signs = self.each(seen, lambda word: float(is_open(word)), column)
        signs[seen.codes < 0] = 0.0
        return signs
