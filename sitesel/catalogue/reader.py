"""One attribute being read from a source: words and numbers, and what can't be read."""

# ruff: noqa: PD011  # `values` here is no pandas attribute

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.source import Source
from sitesel.catalogue.spelling import Spelled, day, is_whole_day, spelled
from sitesel.errors import SiteselError
from sitesel.findings import Finding
from sitesel.schema import Attribute
from sitesel.units import factor, parse_quantity

LISTED = 30
"""How many values of a column are told one by one."""


@dataclass
class Reader:
    """Reads one attribute from a frame, and collects what it can't read.

    Parameters
    ----------
    frame
        Rows of the source; the index is the row in it.
    attribute, mapping, source
        What is read, and from where.
    ids
        Id of each row, for the findings; None where a row has none.
    """

    frame: pd.DataFrame
    attribute: Attribute
    mapping: ColumnMapping
    source: Source
    ids: Sequence[str | None]
    findings: list[Finding] = field(default_factory=list)

    def spelled(self, column: str | None = None) -> Spelled:
        """Return the words of the mapped column, or of the constant."""
        mapping = self.mapping
        name = column or mapping.column
        if name is None:
            return Spelled(np.zeros(len(self.frame), np.int64), (str(mapping.constant),))
        return spelled(self.frame[name], unknown=mapping.unknown, split=mapping.split)

    def numbers(self, column: str | None) -> NDArray[np.float64]:
        """Read a column of numbers, in the unit of the attribute."""
        unit = self.attribute.unit
        source_unit = self.mapping.unit or unit
        times = factor(source_unit, unit) if source_unit and unit else 1.0
        values = None if column is None else self.frame[column]
        if values is not None and pd.api.types.is_numeric_dtype(values) and not self.mapping.values:
            numbers = values.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
            for word in self.mapping.unknown:
                numbers[numbers == number_or_nan(word)] = np.nan
            numbers[~np.isfinite(numbers)] = np.nan
            return numbers if times == 1.0 else numbers * times
        return self.each(
            self.spelled(column), lambda word: parse_quantity(word, source_unit) * times, column
        )

    def each(
        self, seen: Spelled, read: Callable[[str], float], column: str | None = None
    ) -> NDArray[np.float64]:
        """Read each word once; those that can't be read are told and unknown."""
        found = np.full(len(seen.words) + 1, np.nan)
        faulty: list[int] = []
        for i, word in enumerate(seen.words):
            meant = self.mapping.values.get(word, word)
            if meant is None:
                continue
            try:
                found[i] = read(meant)
            except (SiteselError, ValueError):
                faulty.append(i)
        self.tell("unreadable-value", seen, faulty, column)
        return found[seen.codes]

    def days(self) -> NDArray[np.float64]:
        """Read a column of days, as days since 1970-01-01."""
        column = self.mapping.column
        if column is not None and pd.api.types.is_datetime64_any_dtype(self.frame[column]):
            stamps = pd.to_datetime(self.frame[column])
            naive = stamps.dt.tz_localize(None) if stamps.dt.tz is not None else stamps
            days = naive.to_numpy(dtype="datetime64[D]")
            return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
        seen = self.spelled()
        days = self.each(seen, day)
        vague = [
            i
            for i, word in enumerate(seen.words)
            if not is_whole_day(word) and not np.isnan(_day_or_nan(word))
        ]
        self.tell("vague-date", seen, vague)
        return days

    def bounded(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Make values outside of the attribute's bounds unknown, and tell them."""
        bounds = self.attribute.bounds
        if bounds is None:
            return values
        outside = np.flatnonzero((values < bounds[0]) | (values > bounds[1]))
        self.tell_rows("impossible-value", outside, values)
        values[outside] = np.nan
        return values

    def tell_rows(self, code: str, rows: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        """Tell values row by row, up to a limit."""
        bounds = self.attribute.bounds or (-np.inf, np.inf)
        facts = {
            "attribute": self.attribute.name,
            "unit": self.attribute.unit or "",
            "low": f"{bounds[0]:.12g}",
            "high": f"{bounds[1]:.12g}",
        }
        column = next(iter(self.mapping.columns.values()), None)
        for row in rows[:LISTED].tolist():
            self.findings.append(
                Finding(
                    code,
                    self.source.called,
                    self.ids[row],
                    int(self.frame.index[row]),
                    column,
                    facts=facts | {"value": f"{values[row]:.12g}"},
                )
            )
        if len(rows) > LISTED:
            self._more(code, len(rows) - LISTED, column)

    def tell(
        self,
        code: str,
        seen: Spelled,
        words: Sequence[int],
        column: str | None = None,
        facts: Mapping[str, Mapping[int, str]] | None = None,
    ) -> None:
        """Tell words, those of most rows first."""
        if not words:
            return
        counts = seen.counts()
        column = column or next(iter(self.mapping.columns.values()), None)
        ranked = sorted(words, key=lambda i: (-counts[i], seen.words[i]))
        for i in ranked[:LISTED]:
            row = seen.first(i)
            one = counts[i] == 1
            more = {key: told[i] for key, told in (facts or {}).items()}
            self.findings.append(
                Finding(
                    code,
                    self.source.called,
                    self.ids[row] if one else None,
                    int(self.frame.index[row]) if one else None,
                    column,
                    int(counts[i]),
                    {"value": seen.words[i], "attribute": self.attribute.name} | more,
                )
            )
        if rest := ranked[LISTED:]:
            self._more(code, int(counts[rest].sum()), column)

    def _more(self, code: str, count: int, column: str | None) -> None:
        facts = {"attribute": self.attribute.name, "kind": code}
        self.findings.append(
            Finding("more-values", self.source.called, None, None, column, count, facts)
        )


def number_or_nan(word: str) -> float:
    """Read a plain number; NaN where it is none."""
    try:
        return float(word)
    except ValueError:
        return float("nan")


def _day_or_nan(word: str) -> float:
    try:
        return day(word)
    except ValueError:
        return float("nan")
