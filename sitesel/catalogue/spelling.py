"""Columns as sources spell them: each different value once, so that it is read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sitesel.catalogue.mapping import Split
from sitesel.catalogue.validation.values import NULL_WORDS

_EPOCH = date(1970, 1, 1)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?(?:[ T].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_YES = frozenset(("yes", "y", "true", "t", "1", "是", "有", "√", "✓"))
_NO = frozenset(("no", "n", "false", "f", "0", "否", "无", "×", "✗"))
_SIGNS = {
    ">": True, "＞": True, "大于": True, "<": True, "＜": True, "小于": True,
    ">=": False, "≥": False, "≧": False, "=>": False, "不小于": False, "大于等于": False,
    "<=": False, "≤": False, "≦": False, "=<": False, "不大于": False, "小于等于": False,
    "=": False, "": False,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Spelled:
    """The values of a column as words.

    Parameters
    ----------
    codes
        For each row the position in `words`, -1 where the value is missing.
    words
        Each different value as it is written, trimmed.
    """

    codes: NDArray[np.int64]
    words: tuple[str, ...]

    def counts(self) -> NDArray[np.int64]:
        """Return how many rows have each word."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.words))

    def first(self, word: int) -> int:
        """Return the first row that has a word."""
        return int(np.argmax(self.codes == word))


def spelled(
    values: pd.Series, *, unknown: Iterable[str] = (), split: Split | None = None
) -> Spelled:
    """Take the words of a column.

    Parameters
    ----------
    values
        Of any type; a whole number is written without a decimal point.
    unknown
        Words that mean "not known", besides blanks and the usual ones.
    split
        Which part of each text to take.

    Examples
    --------
    >>> seen = spelled(pd.Series(["M1", " M1", None, "<Null>", 7.0]))
    >>> seen.codes.tolist(), seen.words
    ([0, 0, -1, -1, 1], ('M1', '7'))
    """
    missing = {*NULL_WORDS, *(word.strip().casefold() for word in unknown)}
    if isinstance(values.dtype, pd.StringDtype) and split is None:
        return _of_text(values, missing)
    codes, uniques = pd.factorize(values)
    places: dict[str, int] = {}
    own = np.full(len(uniques) + 1, -1, dtype=np.int64)  # the last is for missing values
    for i, value in enumerate(uniques):
        word = _part(plain(value), split)
        if word.casefold() not in missing:
            own[i] = places.setdefault(word, len(places))
    return Spelled(own[codes], tuple(places))


def _of_text(values: pd.Series, missing: set[str]) -> Spelled:
    """Take the words of a text column without a step in Python for each of them."""
    told = pa.array(values, pa.string())
    if isinstance(told, pa.ChunkedArray):  # a column of several sources, one under the other
        told = told.combine_chunks()
    coded = pc.utf8_trim_whitespace(told).dictionary_encode()
    absent = pc.is_in(pc.utf8_lower(coded.dictionary), pa.array(sorted(missing), pa.string()))
    kept = ~absent.to_numpy(zero_copy_only=False)
    own = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)  # the last is for missing values
    codes = pc.fill_null(coded.indices, len(kept)).to_numpy().astype(np.int64)
    return Spelled(own[codes], tuple(coded.dictionary.filter(pa.array(kept)).to_pylist()))


def _part(word: str, split: Split | None) -> str:
    if split is None:
        return word
    parts = word.split(split.by)
    return parts[split.part].strip() if -len(parts) <= split.part < len(parts) else ""


def plain(value: Any) -> str:  # noqa: ANN401
    """Write a value as words.

    >>> plain(7.0), plain(True), plain(datetime(2026, 6, 1)), plain(" 甲 ")
    ('7', 'true', '2026-06-01', '甲')
    """
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


def day(word: str) -> float:
    """Read a day as days since 1970-01-01; of a month its first day, of a year too.

    Raises
    ------
    ValueError
        The word is not a day.

    Examples
    --------
    >>> day("2026年6月") == day("2026-06-01 00:00:00") == day("20260601") == day("2026/6/1")
    True
    """
    if re.fullmatch(r"\d{4}年?", word):
        return float((date(int(word[:4]), 1, 1) - _EPOCH).days)
    match = _DAY.fullmatch(word) or _COMPACT.fullmatch(word)
    if match is None:
        raise ValueError(f"{word!r} is not a day")
    year, month, number = match.groups()
    return float((date(int(year), int(month), int(number or 1)) - _EPOCH).days)


def is_whole_day(word: str) -> bool:
    """Tell whether a word names a day and not only a month or year.

    >>> is_whole_day("2026年6月"), is_whole_day("2026-06-01")
    (False, True)
    """
    match = _DAY.fullmatch(word) or _COMPACT.fullmatch(word)
    return match is not None and match.group(3) is not None


def flag(word: str) -> bool:
    """Read yes or no.

    Raises
    ------
    ValueError
        It is neither.

    Examples
    --------
    >>> flag("是"), flag("N")
    (True, False)
    """
    plain_word = word.casefold()
    if plain_word in _YES:
        return True
    if plain_word in _NO:
        return False
    raise ValueError(f"{word!r} is neither yes nor no")


def is_open(sign: str) -> bool:
    """Tell whether a comparison sign leaves its end out.

    Raises
    ------
    ValueError
        It is not a comparison sign.

    Examples
    --------
    >>> is_open("＜"), is_open("≥")
    (True, False)
    """
    try:
        return _SIGNS[sign.strip()]
    except KeyError:
        raise ValueError(f"{sign!r} is not a comparison sign") from None
