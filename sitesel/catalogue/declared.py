"""Columns of a source become attributes: units, codes, intervals; what can't be read is told."""

# ruff: noqa: PD011  # `values` here is no pandas attribute

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sitesel import land_use
from sitesel.catalogue.config import ColumnMapping, SiteSource
from sitesel.catalogue.spelling import Spelled, day, flag, is_open, is_whole_day, spelled
from sitesel.columns import (
    FLAG,
    CategoryColumn,
    Column,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
)
from sitesel.errors import SiteselError
from sitesel.findings import Finding
from sitesel.interval import Interval
from sitesel.schema import Attribute, Schema
from sitesel.units import factor, parse_quantity

LISTED = 30
"""How many values of a column are told one by one."""
_CODE = re.compile(r"[A-Za-z]{0,2}\d[\dA-Za-z]*")


def declared(
    frame: pd.DataFrame, source: SiteSource, schema: Schema, ids: Sequence[str]
) -> tuple[dict[str, Column], list[Finding]]:
    """Read the attributes that a source declares.

    Parameters
    ----------
    frame
        Rows of the source; the index is the row in it.
    source
        What its columns mean.
    schema
        The attributes of this kind of site.
    ids
        Id of each row, for the findings.

    Returns
    -------
    columns, findings
        Columns by attribute; values that can't be read or can't be are unknown, with a finding.
    """
    columns: dict[str, Column] = {}
    findings: list[Finding] = []
    for name, mapping in source.columns.items():
        reading = _Reading(frame, schema[name], mapping, source, ids)
        columns[name] = reading.column()
        findings += reading.findings
        if (
            name == "planning_use"
            and mapping.column
            and "planning_use_stated" not in source.columns
        ):
            columns["planning_use_stated"] = _text(reading.spelled())
    return columns, findings


def numbers(
    frame: pd.DataFrame, attribute: Attribute, mapping: ColumnMapping, source: SiteSource
) -> NDArray[np.float64]:
    """Read a quantity alone, in the attribute's unit; what can't be read is not known."""
    reading = _Reading(frame, attribute, mapping, source, [""] * len(frame))
    column = reading.column()
    return column.values if isinstance(column, QuantityColumn) else np.full(len(frame), np.nan)


@dataclass
class _Reading:
    """One attribute being read from a frame."""

    frame: pd.DataFrame
    attribute: Attribute
    mapping: ColumnMapping
    source: SiteSource
    ids: Sequence[str]
    findings: list[Finding] = field(default_factory=list)

    def column(self) -> Column:
        match self.attribute.kind:
            case "quantity":
                return QuantityColumn(self._bounded(self._numbers(self.mapping.column)))
            case "date":
                return QuantityColumn(self._days())
            case "interval":
                return self._interval()
            case "category":
                return self._category()
            case "code":
                return self._code()
            case "flag":
                return self._flag()
            case "text":
                return _text(self.spelled())

    def spelled(self, column: str | None = None) -> Spelled:
        """Return the words of the mapped column, or of the constant."""
        mapping = self.mapping
        name = column or mapping.column
        if name is None:
            return Spelled(np.zeros(len(self.frame), np.int64), (str(mapping.constant),))
        return spelled(self.frame[name], unknown=mapping.unknown, split=mapping.split)

    def _numbers(self, column: str | None) -> NDArray[np.float64]:
        unit = self.attribute.unit
        source_unit = self.mapping.unit or unit
        times = factor(source_unit, unit) if source_unit and unit else 1.0
        values = None if column is None else self.frame[column]
        if values is not None and pd.api.types.is_numeric_dtype(values) and not self.mapping.values:
            numbers = values.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
            for word in self.mapping.unknown:
                numbers[numbers == _number_or_nan(word)] = np.nan
            numbers[~np.isfinite(numbers)] = np.nan
            return numbers if times == 1.0 else numbers * times
        return self._each(
            self.spelled(column), lambda word: parse_quantity(word, source_unit) * times, column
        )

    def _each(
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
        self._tell("unreadable-value", seen, faulty, column)
        return found[seen.codes]

    def _days(self) -> NDArray[np.float64]:
        column = self.mapping.column
        if column is not None and pd.api.types.is_datetime64_any_dtype(self.frame[column]):
            stamps = pd.to_datetime(self.frame[column])
            naive = stamps.dt.tz_localize(None) if stamps.dt.tz is not None else stamps
            days = naive.to_numpy(dtype="datetime64[D]")
            return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
        seen = self.spelled()
        days = self._each(seen, day)
        vague = [
            i
            for i, word in enumerate(seen.words)
            if not is_whole_day(word) and not np.isnan(_day_or_nan(word))
        ]
        self._tell("vague-date", seen, vague)
        return days

    def _bounded(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Make values outside of the attribute's bounds unknown, and tell them."""
        bounds = self.attribute.bounds
        if bounds is None:
            return values
        outside = np.flatnonzero((values < bounds[0]) | (values > bounds[1]))
        self._tell_rows("impossible-value", outside, values)
        values[outside] = np.nan
        return values

    def _tell_rows(self, code: str, rows: NDArray[np.int64], values: NDArray[np.float64]) -> None:
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

    def _tell(
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

    def _interval(self) -> IntervalColumn:
        mapping = self.mapping
        if mapping.lower is not None or mapping.upper is not None:
            ends = self._two_columns()
        elif mapping.column is not None and pd.api.types.is_numeric_dtype(
            self.frame[mapping.column]
        ):
            ends = self._bare(self._numbers(mapping.column))
        else:
            ends = self._interval_words()
        lower, upper, lower_open, upper_open = ends
        both_closed = (lower_open == 0) & (upper_open == 0)
        empty = np.flatnonzero((lower > upper) | ((lower == upper) & ~both_closed))
        self._tell_rows("empty-interval", empty, lower)
        low, high = self.attribute.bounds or (-np.inf, np.inf)
        outside = np.flatnonzero(
            (np.isfinite(lower) & ((lower < low) | (lower > high)))
            | (np.isfinite(upper) & ((upper < low) | (upper > high)))
        )
        self._tell_rows("impossible-value", outside, np.where(np.isfinite(upper), upper, lower))
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
            meant = self.mapping.values.get(word, word)
            if meant is None:
                continue
            try:
                found = self._one_interval(meant)
            except ValueError:
                faulty.append(i)
                continue
            lower, upper = found.lower * times, found.upper * times
            table[i] = lower, upper, found.lower_open, found.upper_open
        self._tell("unreadable-value", seen, faulty)
        rows = table[seen.codes]
        signs = rows[:, 2:].astype(np.int8)
        return rows[:, 0].copy(), rows[:, 1].copy(), signs[:, 0].copy(), signs[:, 1].copy()

    def _one_interval(self, word: str) -> Interval:
        number = _number_or_nan(word.removesuffix("%"))
        if np.isnan(number) or self.mapping.bare == "exactly":
            return Interval.parse(word)
        return Interval(lower=number) if self.mapping.bare == "at_least" else Interval(upper=number)

    def _two_columns(self) -> _Ends:
        mapping, count = self.mapping, len(self.frame)
        nothing = np.full(count, np.nan)
        lower = self._numbers(mapping.lower) if mapping.lower else nothing.copy()
        upper = self._numbers(mapping.upper) if mapping.upper else nothing.copy()
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
        signs = self._each(seen, lambda word: float(is_open(word)), column)
        signs[seen.codes < 0] = 0.0
        return signs

    def _category(self) -> CategoryColumn:
        seen = self.spelled()
        known = {word.casefold(): key for key, text in self.attribute.values
                 for word in (text.en, text.zh, key)}  # fmt: skip
        mapped = {raw.strip().casefold(): value for raw, value in self.mapping.values.items()}
        meant: list[str | None] = []
        faulty = []
        for i, word in enumerate(seen.words):
            plain = word.casefold()
            if plain in mapped:
                meant.append(mapped[plain])
            elif not known:
                meant.append(word)
            elif plain in known:
                meant.append(known[plain])
            else:
                meant.append(None)
                faulty.append(i)
        self._tell("unmapped-value", seen, faulty)
        return category(seen, meant, order=[key for key, _ in self.attribute.values])

    def _flag(self) -> CategoryColumn:
        values = self._each(self.spelled(), lambda word: float(flag(word)))
        return CategoryColumn(np.where(np.isnan(values), -1, values).astype(np.int32), FLAG)

    def _code(self) -> CategoryColumn:
        seen = self.spelled()
        system = self.mapping.system or self.source.land_use_system or land_use.CURRENT
        if self.mapping.constant is not None:
            system = land_use.CURRENT
        mapped = {raw.strip().casefold(): value for raw, value in self.mapping.values.items()}
        names = {land_use.label(code, "zh"): code for code in land_use.codes()}
        meant: list[str | None] = []
        strange: list[int] = []
        lost: list[int] = []
        wide: list[int] = []
        for i, word in enumerate(seen.words):
            if word.casefold() in mapped:
                meant.append(mapped[word.casefold()])
                continue
            match = _CODE.match(word)
            own = match[0] if match else word
            if land_use.is_known(own, system):
                code = land_use.to_2023(own, system)
                (lost if code is None else wide if _is_wide(code, system) else []).append(i)
                meant.append(code)
            elif word in names:
                meant.append(names[word])
            else:
                meant.append(None)
                strange.append(i)
        systems = dict.fromkeys(range(len(seen.words)), system)
        self._tell("unknown-code", seen, strange, facts={"system": systems})
        self._tell("code-without-equivalent", seen, lost, facts={"system": systems})
        codes = {i: str(meant[i]) for i in wide}
        self._tell("class-not-derivable", seen, wide, facts={"system": systems, "code": codes})
        return category(seen, meant)


_Ends = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8], NDArray[np.int8]]


def category(
    seen: Spelled, meant: Sequence[str | None], *, order: Sequence[str] = ()
) -> CategoryColumn:
    """Return a category column from what each word means.

    Categories stand in the order given, others behind it in the order of their text.

    >>> seen = Spelled(np.array([0, 1, -1, 0]), ("b", "a"))
    >>> column = category(seen, ["B", "A"])
    >>> column.codes.tolist(), column.categories
    ([1, 0, -1, 1], ('A', 'B'))
    """
    used = seen.counts() > 0
    told = {value for value, some in zip(meant, used, strict=True) if some and value is not None}
    categories = [key for key in order if key in told]
    categories += sorted(told - set(categories))
    places = {key: i for i, key in enumerate(categories)}
    table = np.full(len(meant) + 1, -1, dtype=np.int32)
    for i, value in enumerate(meant):
        if value in places:
            table[i] = places[value]
    return CategoryColumn(table[seen.codes], tuple(categories))


def joined(parts: Sequence[tuple[int, Mapping[str, Column]]], schema: Schema) -> dict[str, Column]:
    """Put the columns of several sources one under the other; missing ones are unknown.

    Parameters
    ----------
    parts
        For each source how many rows, and its columns.
    schema
        Gives the order of the columns.
    """
    names = [name for name in schema if any(name in columns for _, columns in parts)]
    return {name: _joined(schema[name], name, parts) for name in names}


def _joined(
    attribute: Attribute, name: str, parts: Sequence[tuple[int, Mapping[str, Column]]]
) -> Column:
    columns = [columns.get(name) or unknown(attribute, count) for count, columns in parts]
    if len(columns) == 1:
        return columns[0]
    numbers = [column for column in columns if isinstance(column, QuantityColumn)]
    if numbers:
        return QuantityColumn(np.concatenate([column.values for column in numbers]))
    intervals = [column for column in columns if isinstance(column, IntervalColumn)]
    if intervals:
        return IntervalColumn(
            np.concatenate([column.lower for column in intervals]),
            np.concatenate([column.upper for column in intervals]),
            np.concatenate([column.lower_open for column in intervals]),
            np.concatenate([column.upper_open for column in intervals]),
        )
    words = [column for column in columns if isinstance(column, TextColumn)]
    if words:
        return TextColumn(pa.concat_arrays([column.words for column in words]))
    coded = [column for column in columns if isinstance(column, CategoryColumn)]
    if attribute.kind == "flag":
        return CategoryColumn(np.concatenate([column.codes for column in coded]), FLAG)
    together = Spelled(
        np.concatenate(
            [
                np.where(column.codes < 0, -1, column.codes + start).astype(np.int64)
                for column, start in zip(
                    coded, np.cumsum([0, *(len(c.categories) for c in coded)]), strict=False
                )
            ]
        ),
        tuple(word for column in coded for word in column.categories),
    )
    return category(together, together.words, order=[key for key, _ in attribute.values])


def unknown(attribute: Attribute, count: int) -> Column:
    """Return a column where nothing is known."""
    nan = np.full(count, np.nan)
    match attribute.kind:
        case "quantity" | "date":
            return QuantityColumn(nan)
        case "interval":
            closed = np.zeros(count, np.int8)
            return IntervalColumn(nan, nan.copy(), closed, closed.copy())
        case "text":
            return TextColumn(pa.nulls(count, pa.string()))
        case _:
            words = FLAG if attribute.kind == "flag" else ()
            return CategoryColumn(np.full(count, -1, np.int32), words)


def _text(seen: Spelled) -> TextColumn:
    words = pa.array([*seen.words, None], pa.string())
    rows = np.where(seen.codes < 0, len(seen.words), seen.codes)
    return TextColumn(words.take(pa.array(rows)))


def _is_wide(code: str, system: str) -> bool:
    """Tell whether a code of another system leaves open which class of the 2023 code is meant."""
    if system == land_use.CURRENT:
        return False
    return any(other != code and other.startswith(code) for other in land_use.codes())


def _number_or_nan(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return float("nan")


def _day_or_nan(word: str) -> float:
    try:
        return day(word)
    except ValueError:
        return float("nan")
