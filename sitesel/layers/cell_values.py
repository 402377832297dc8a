"""Cells of one column to values of one type: numbers, dates, or the text as it stands."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd

from sitesel.findings import Finding

_ERRORS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
_PLACEHOLDERS = {
    "-", "--", "—", "——", "/", "\\", "n/a", "na", "null", "none", "nan", "#n/a", "无", "不详",
    "未知", "待定", "暂无", "空",
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][-+]?\d{1,3})?|[-+]?\.\d+")
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?"
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,}")


def column_values(
    layer: str, column: str, cells: Sequence[object], *, is_id: bool = False
) -> tuple[pd.Series, list[Finding]]:
    """Return the values of a column in the one type that keeps them all.

    Ids stay text, as do numbers with leading zeros, numbers too long for a computer's number, and
    numbers with a unit: `0601`, `330902001001000123`, `410 亩`, `35%`. Thousands separators are
    read away.

    Parameters
    ----------
    layer, column
        For the findings.
    cells
        Text, numbers, dates or None.
    is_id
        The column holds ids: text whatever it looks like.

    Examples
    --------
    >>> column_values("t", "面积", ["1,234.5", "20"])[0].tolist()
    [1234.5, 20.0]
    >>> column_values("t", "地类", ["0601", "1001"])[0].tolist()
    ['0601', '1001']
    """
    findings = []
    values = list(cells)
    broken = Counter(v for v in values if isinstance(v, str) and v in _ERRORS and v != "#N/A")
    if broken:
        values = [None if isinstance(v, str) and v in broken else v for v in values]
        findings.append(
            Finding("formula-error", layer, column=column, count=broken.total(),
                    facts={"values": ", ".join(sorted(broken))})
        )  # fmt: skip
    if is_id:
        damaged = [v for v in values if isinstance(v, str) and _SCIENTIFIC.fullmatch(v)]
        if damaged:
            facts = {"example": damaged[0]}
            findings.append(
                Finding("id-damaged", layer, column=column, count=len(damaged), facts=facts)
            )
        return _text(values), findings
    placeholders = Counter(
        v for v in values if isinstance(v, str) and v.casefold() in _PLACEHOLDERS
    )
    bare = [None if isinstance(v, str) and v in placeholders else v for v in values]
    typed = _dates(bare)
    if typed is None:
        typed = _numbers(bare)
    if typed is None:
        return _text(values), findings
    if placeholders:
        facts = {"values": ", ".join(sorted(placeholders))}
        findings.append(
            Finding("placeholder-missing", layer, column=column, count=placeholders.total(),
                    facts=facts)
        )  # fmt: skip
    as_text = sum(isinstance(v, str) for v in bare)
    if 0 < as_text < sum(v is not None for v in bare):
        findings.append(Finding("numbers-as-text", layer, column=column, count=as_text))
    return typed, findings


def _numbers(values: Sequence[object]) -> pd.Series | None:
    known = [v for v in values if v is not None]
    if not known or any(isinstance(v, bool) or not isinstance(v, int | float | str) for v in known):
        return None
    texts = [unicodedata.normalize("NFKC", v) for v in known if isinstance(v, str)]
    comma = _has_decimal_comma(texts)
    if comma:
        texts = [text.replace(",", ".") for text in texts]
    if any(not _NUMBER.fullmatch(text) or _is_code(text) for text in texts):
        return None
    read: list[float | None] = []
    whole = True
    for value in values:
        if value is None:
            read.append(None)
            continue
        if isinstance(value, str):
            text = unicodedata.normalize("NFKC", value)
            text = text.replace(",", "." if comma else "")
            number: float = float(text)
            whole &= text.lstrip("+-").isdigit()
        elif isinstance(value, int | float):
            number = float(value)
            whole &= isinstance(value, int) and abs(value) < 2**53
        read.append(number)
    if whole and None not in read:
        return pd.Series(np.array(read, np.int64))
    return pd.Series(np.array(read, np.float64))


def _is_code(text: str) -> bool:
    """Tell whether digits are a name and no quantity."""
    digits = text.lstrip("+-")
    leading_zero = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    return leading_zero or (digits.isdigit() and len(digits) > 15)


def _has_decimal_comma(texts: Sequence[str]) -> bool:
    """Tell whether commas stand for decimal points: never three digits after each of them."""
    with_comma = [text for text in texts if "," in text]
    return (
        bool(with_comma)
        and all(_DECIMAL_COMMA.fullmatch(text) for text in with_comma)
        and any(len(text.partition(",")[2]) != 3 for text in with_comma)
    )


def _dates(values: Sequence[object]) -> pd.Series | None:
    known = [v for v in values if v is not None]
    if not known:
        return None
    read: list[Any] = []
    for value in values:
        if value is None:
            read.append(None)
        elif isinstance(value, datetime | date):
            read.append(value)
        elif isinstance(value, str) and (found := _DATE.fullmatch(value)):
            try:
                read.append(datetime(*map(int, found.groups())))  # type: ignore[arg-type]  # noqa: DTZ001
            except ValueError:
                return None
        else:
            return None
    return pd.Series(pd.to_datetime(pd.Series(read, dtype=object)).to_numpy("datetime64[ms]"))


def _text(values: Sequence[object]) -> pd.Series:
    return pd.Series([None if v is None else _said(v) for v in values], dtype=object).astype("str")


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time(0) else value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
