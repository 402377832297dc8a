"""Values as people and programs write them become values of an attribute, and the other way."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sitesel import land_use
from sitesel.catalogue.revisions.revision import Plain
from sitesel.catalogue.spelling import day, flag
from sitesel.columns import UNREACHABLE, Value
from sitesel.errors import RevisionRefused
from sitesel.interval import Interval
from sitesel.language import Lang
from sitesel.schema import Attribute, Kind
from sitesel.units import UnitError, format_number, parse_quantity, unit_label

_EPOCH = date(1970, 1, 1).toordinal()
_LONGEST = 4_000
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_ENDS = {"lower", "upper", "lower_open", "upper_open"}


def value_of(attribute: Attribute, given: Any) -> Value:  # noqa: ANN401 - whatever was sent
    """Read a value of an attribute.

    Raises
    ------
    RevisionRefused
        It can't be one; the message says what can.

    Examples
    --------
    >>> from sitesel.schema import default_schema
    >>> schema = default_schema()
    >>> value_of(schema["price"], "30 万元/亩"), value_of(schema["status"], "挂牌")
    (450.0, 'listed')
    >>> value_of(schema["available_from"], "2027年3月"), value_of(schema["levelled"], "是")
    (datetime.date(2027, 3, 1), True)
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    try:
        found = _READ[attribute.kind](attribute, given)
    except UnitError as error:
        raise _refused(attribute, given, error.say("en"), error.say("zh")) from error
    except (ValueError, TypeError, OverflowError) as error:
        raise _refused(attribute, given, *_wanted(attribute)) from error
    _check_bounds(attribute, found, given)
    return found


def plain(value: Value) -> Plain:
    """Return a value as JSON has it.

    >>> plain(Interval(1.0, 2.0, upper_open=True))
    {'lower': 1.0, 'upper': 2.0, 'lower_open': False, 'upper_open': True}
    """
    match value:
        case Interval():
            ends = {"lower": value.lower, "upper": value.upper}
            told: dict[str, Any] = {k: v if math.isfinite(v) else None for k, v in ends.items()}
            return told | {"lower_open": value.lower_open, "upper_open": value.upper_open}
        case date():
            return value.isoformat()
        case float() if value == UNREACHABLE:
            return "unreachable"
        case _:
            return value


def _quantity(attribute: Attribute, given: Any) -> float:  # noqa: ANN401
    if not isinstance(given, str | int | float):
        raise TypeError
    number = parse_quantity(given, attribute.unit)
    if not math.isfinite(number):
        raise ValueError
    return number + 0.0


def _date(_: Attribute, given: Any) -> date:  # noqa: ANN401
    if isinstance(given, date):
        return given
    return date.fromordinal(_EPOCH + int(day(_word(given))))


def _flag(_: Attribute, given: Any) -> bool:  # noqa: ANN401
    return given if isinstance(given, bool) else flag(_word(given))


def _category(attribute: Attribute, given: Any) -> str:  # noqa: ANN401
    word = _word(given)
    if not attribute.values:
        return word
    known = {said.casefold(): key for key, text in attribute.values
             for said in (text.en, text.zh, key)}  # fmt: skip
    if word.casefold() not in known:
        raise ValueError
    return known[word.casefold()]


def _code(_: Attribute, given: Any) -> str:  # noqa: ANN401
    word = _word(given)
    if land_use.is_known(word):
        return word
    names = {land_use.label(code, lang): code for code in land_use.codes()
             for lang in ("zh", "en")}  # fmt: skip
    if word not in names:
        raise ValueError
    return names[word]


def _interval(_: Attribute, given: Any) -> Interval:  # noqa: ANN401
    if not isinstance(given, Mapping):
        return Interval.parse(_word(given))
    if not set(given) <= _ENDS or not set(given) & {"lower", "upper"}:
        raise ValueError
    lower, upper = given.get("lower"), given.get("upper")
    if any(isinstance(end, bool) for end in (lower, upper)):
        raise TypeError
    return Interval(
        -math.inf if lower is None else float(lower),
        math.inf if upper is None else float(upper),
        bool(given.get("lower_open", False)),
        bool(given.get("upper_open", False)),
    )


def _text(_: Attribute, given: Any) -> str:  # noqa: ANN401
    return _word(given)


def _word(given: Any) -> str:  # noqa: ANN401
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise TypeError
    word = str(given).strip()
    if len(word) > _LONGEST or _STEERING.search(word):
        raise ValueError
    return word


_READ: dict[Kind, Callable[[Attribute, Any], Value]] = {
    "quantity": _quantity,
    "date": _date,
    "flag": _flag,
    "category": _category,
    "code": _code,
    "interval": _interval,
    "text": _text,
}


def _check_bounds(attribute: Attribute, found: Value, given: Any) -> None:  # noqa: ANN401
    low, high = attribute.bounds or (-math.inf, math.inf)
    if isinstance(found, Interval):
        ends = [end for end in (found.lower, found.upper) if math.isfinite(end)]
    else:
        ends = [found] if isinstance(found, float) else []
    if any(not low <= end <= high for end in ends):
        en, zh = (_between(low, high, attribute.unit, lang) for lang in ("en", "zh"))
        raise _refused(
            attribute,
            given,
            f"it lies between {en[0]} and {en[1]}",
            f"应为 {zh[0]} 至 {zh[1]}",
        )


def _between(low: float, high: float, unit: str | None, lang: Lang) -> tuple[str, str]:
    last = f"{format_number(high, lang)} {unit_label(unit, lang)}"
    return format_number(low, lang), last.strip()


def _wanted(attribute: Attribute) -> tuple[str, str]:
    match attribute.kind:
        case "category" if attribute.values:
            return (
                "it is one of " + ", ".join(f"{key} ({t.en})" for key, t in attribute.values),
                "可取：" + "、".join(f"{t.zh}（{key}）" for key, t in attribute.values),
            )
        case "code":
            return "write a code of the 2023 classification", "应为 2023 版用地用海分类代码"
        case "date":
            return "write a day like 2027-03-01", "应为日期，如 2027-03-01"
        case "flag":
            return "write yes or no", "应为是或否"
        case "interval":
            return "write '≥ 1.2', '0.7-1.8' or '[0.7, 1.8)'", "可写“≥1.2”“0.7-1.8”“[0.7, 1.8)”"
        case "quantity":
            return "write a number, with a unit or without", "应为数字，可带单位"
        case _:
            return (
                f"write up to {_LONGEST} characters of text without control characters",
                f"应为不超过 {_LONGEST} 字的文字，不含控制字符",
            )


def _refused(attribute: Attribute, given: Any, en: str, zh: str) -> RevisionRefused:  # noqa: ANN401
    shown = repr(given)[:80]
    return RevisionRefused(
        f"{attribute.label.en} ({attribute.name}) can't be {shown}; {en}",
        f"{attribute.label.zh}（{attribute.name}）不能是 {shown}；{zh}",
    )
