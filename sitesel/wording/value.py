"""Values in words: quantities, dates, categories and ranges as people say them."""

from __future__ import annotations

import math
from datetime import date

from babel.dates import format_date

from sitesel import land_use
from sitesel.interval import Interval
from sitesel.language import Lang, Text
from sitesel.requirement.number import day, days
from sitesel.schema import Attribute
from sitesel.selection import NOT_MEASURED, UNREACHABLE_WORD
from sitesel.units import format_number, format_quantity, unit_label

UNKNOWN = Text("未知", "not known")
UNREACHABLE = Text("无法到达", "unreachable")
UNMEASURED = Text("未量算：已被其他约束淘汰", "not measured: rejected already")
_FLAGS = {"yes": Text("是", "yes"), "no": Text("否", "no")}
_NO_LIMIT = Text("不限", "no limit")
_LOST = 1e-6  # minutes, that floats lose at most


def quantity(number: float, attribute: Attribute, lang: Lang) -> str:
    """Say a quantity or a date of an attribute.

    >>> from sitesel.schema import default_schema
    >>> quantity(273333.33, default_schema()["area"], "zh")
    '410 亩（27.33 公顷）'
    >>> quantity(20634, default_schema()["available_from"], "en")
    '30 June 2026'
    """
    if attribute.kind == "date":
        return date_words(day(number), lang)
    if attribute.form == "clock":
        return clock(number, lang)
    return _amount(number, attribute, lang)


def clock(hours: float, lang: Lang) -> str:
    """Say hours after midnight as a time of day, past 24 on a later day.

    A minute that has begun is not told: who leaves then is still in time.

    >>> clock(17.5, "en"), clock(25.25, "en"), clock(25.25, "zh"), clock(19.6444, "en")
    ('17:30', '01:15 the next day', '次日 01:15', '19:38')
    """
    days, minutes = divmod(whole_minutes(hours), 24 * 60)
    time = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if days == 0:
        return time
    if days == 1:
        return f"次日 {time}" if lang == "zh" else f"{time} the next day"
    return f"{days} 天后 {time}" if lang == "zh" else f"{time}, {days} days later"


def whole_minutes(hours: float) -> int:
    """Return the whole minutes in hours; what floats lose of a minute is given back.

    >>> whole_minutes(17 + 35 / 60), whole_minutes(19 + 38 / 60 + 59 / 3600)
    (1055, 1178)
    """
    return math.floor(hours * 60 + _LOST)


def difference(number: float, attribute: Attribute, lang: Lang) -> str:
    """Say a difference between two values of an attribute; of dates, in days."""
    if attribute.kind == "date":
        days = format_number(abs(number), lang)
        return f"{days} 天" if lang == "zh" else f"{days} day{'' if abs(number) == 1 else 's'}"
    if attribute.form == "clock":
        return format_quantity(abs(number) * 60, "min", lang)
    return _amount(abs(number), attribute, lang)


def _amount(number: float, attribute: Attribute, lang: Lang) -> str:
    # floors are spoken of in square metres, land in 亩 and hectares
    if attribute.unit == "m2" and "parcels" not in attribute.sites:
        return f"{format_number(number, lang)} {unit_label('m2', lang)}"
    return format_quantity(number, attribute.unit, lang)


def date_words(moment: date, lang: Lang) -> str:
    """Say a date.

    >>> date_words(date(2026, 6, 30), "zh")
    '2026年6月30日'
    """
    return format_date(moment, "long", locale="zh_CN" if lang == "zh" else "en_GB")


def category(value: str, attribute: Attribute, lang: Lang) -> str:
    """Say a category, a land-use code or a flag.

    >>> from sitesel.schema import default_schema
    >>> category("100103", default_schema()["planning_use"], "zh")
    '三类工业用地（100103）'
    """
    if attribute.kind == "flag":
        return _FLAGS[value].say(lang) if value in _FLAGS else value
    if attribute.kind == "code":
        label = land_use.label(value, lang, attribute.codes or land_use.CURRENT)
        if label == value:
            return value
        return f"{label}（{value}）" if lang == "zh" else f"{label} ({value})"
    return attribute.value_label(value, lang)


def interval(ends: Interval, attribute: Attribute, lang: Lang) -> str:
    """Say a range, with open ends told apart from closed ones.

    >>> from sitesel.schema import default_schema
    >>> ratio = default_schema()["plot_ratio"]
    >>> interval(Interval(1, 2.5, upper_open=True), ratio, "zh")
    '至少 1 且小于 2.5'
    >>> interval(Interval(0.7, 1.8), ratio, "en")
    '0.7 to 1.8'
    """
    zh, moment = lang == "zh", attribute.kind == "date"
    low = None if ends.lower == -math.inf else quantity(ends.lower, attribute, lang)
    high = None if ends.upper == math.inf else quantity(ends.upper, attribute, lang)
    if low is None and high is None:
        return _NO_LIMIT.say(lang)
    if low is not None and ends.lower == ends.upper:
        return low
    if low is not None and high is not None and not (ends.lower_open or ends.upper_open):
        return f"{low} 至 {high}" if zh else f"{low} to {high}"
    words = _DATE_ENDS if moment else _ENDS
    said = [] if low is None else [f"{words['>' if ends.lower_open else '>='].say(lang)} {low}"]
    if high is not None:
        said.append(f"{words['<' if ends.upper_open else '<='].say(lang)} {high}")
    return (" 且" if zh else " and ").join(said)


_ENDS = {
    ">=": Text("至少", "at least"),
    ">": Text("大于", "more than"),
    "<=": Text("至多", "at most"),
    "<": Text("小于", "less than"),
}
_DATE_ENDS = {
    ">=": Text("不早于", "not before"),
    ">": Text("晚于", "after"),
    "<=": Text("不晚于", "by"),
    "<": Text("早于", "before"),
}


def found(value: object, attribute: Attribute, lang: Lang) -> str:
    """Say a value as it was found, in any of its forms: of a column, or of the wire.

    >>> from sitesel.schema import default_schema
    >>> found("[0.7, 1.8]", default_schema()["plot_ratio"], "zh")
    '0.7 至 1.8'
    >>> found(None, default_schema()["area"], "en")
    'not known'
    """
    match value:
        case None:
            return UNKNOWN.say(lang)
        case bool():
            return _FLAGS["yes" if value else "no"].say(lang)
        case Interval():
            return interval(value, attribute, lang)
        case date():
            return date_words(value, lang)
        case int() | float():
            far = value == math.inf
            return UNREACHABLE.say(lang) if far else quantity(value, attribute, lang)
    return _word(str(value), attribute, lang)


def _word(text: str, attribute: Attribute, lang: Lang) -> str:
    """Say a value as the wire has it."""
    if attribute.kind == "quantity" and text == UNREACHABLE_WORD:
        return UNREACHABLE.say(lang)
    if text == NOT_MEASURED and attribute.on_demand:
        return UNMEASURED.say(lang)
    if attribute.kind == "date":
        return date_words(date.fromisoformat(text), lang)
    if attribute.kind == "interval":
        if text == str(Interval()):
            return _NO_LIMIT.say(lang)
        return interval(Interval.parse(text), attribute, lang)
    return category(text, attribute, lang)


def place(value: object, attribute: Attribute) -> float | None:
    """Return where a value that was found lies on its attribute's scale: a range by its lower end.

    >>> from sitesel.schema import default_schema
    >>> place("1970-01-31", default_schema()["available_from"])
    30.0
    """
    if isinstance(value, str) and attribute.kind == "date":
        return days(date.fromisoformat(value))
    if isinstance(value, str) and attribute.kind == "interval":
        return -math.inf if value == str(Interval()) else Interval.parse(value).lower
    known = isinstance(value, int | float) and math.isfinite(value)
    return float(value) if known else None  # type: ignore[arg-type]
