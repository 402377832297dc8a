"""Units at the door: what people write becomes the schema's units, and back.

Inside sitesel a number is in the unit of its attribute; only here are units parsed and shown.
1 亩 = 2000/3 m², exactly (GB 3100 and common practice); 15 亩 = 1 公顷.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from sitesel.errors import SiteselError
from sitesel.language import Lang, Text

MU = 2000 / 3
"""Square metres in one 亩."""


class UnitError(SiteselError):
    """A quantity can't be read, or is of another dimension than the attribute."""

    code = "unit"


# longest first, so that 万元 is not read as 万 and 元
_CHINESE = (
    ("万吨", "wandun"),
    ("吨标准煤", "tce"), ("吨标煤", "tce"), ("平方公里", "km**2"), ("平方千米", "km**2"),
    ("平方英尺", "ft**2"), ("平方米", "m**2"), ("立方米", "m**3"), ("兆伏安", "MVA"),
    ("千伏安", "kVA"), ("兆瓦", "MW"), ("千瓦", "kW"), ("公顷", "hectare"), ("英亩", "acre"),
    ("英里", "mile"), ("英尺", "ft"), ("公里", "km"), ("千米", "km"), ("厘米", "cm"),
    ("毫米", "mm"), ("分钟", "minute"), ("小时", "hour"), ("千牛", "kN"), ("千帕", "kPa"),
    ("千克", "kg"), ("公斤", "kg"), ("万元", "wanyuan"), ("亿元", "yiyuan"), ("个月", "month"),
    ("海里", "nautical_mile"), ("亩", "mu"), ("米", "m"), ("元", "CNY"), ("吨", "metric_ton"),
    ("时", "hour"), ("天", "day"), ("日", "day"), ("年", "year"), ("月", "month"), ("度", "degree"),
    ("㎡", "m**2"), ("²", "**2"), ("³", "**3"), ("10^4 CNY", "wanyuan"),
)  # fmt: skip
_WORDS = {
    "m2": "m**2", "m3": "m**3", "km2": "km**2", "ft2": "ft**2", "sqft": "ft**2", "sqm": "m**2",
    "ha": "hectare", "a": "year", "yr": "year", "d": "day", "t": "metric_ton", "ac": "acre",
    "min": "minute", "mins": "minute", "h": "hour", "yuan": "CNY", "RMB": "CNY", "KM": "km",
    "M": "m",
}  # fmt: skip
_COUNTS = re.compile(r"^(?:人|户|层|个|家|宗|栋|座|处|条|辆|台|次|倍)$")
_NUMBER = re.compile(
    r"^\s*([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(.*?)\s*$"
)
# names with a one-digit power, and plain numbers: pint works out whatever else stands there, and
# 9**9**9**9 never ends
_SOUND = re.compile(
    r"(?:(?:[^\W\d⁰¹⁴-⁹]|[°%])+(?:\d|(?:\*\*|\^)-?\d)?(?=[*/()]|$)"
    r"|\d{1,9}(?:\.\d{1,9})?(?=[*/()]|$)|[/()]|\*(?!\*))*"
)
_LONGEST = 100
_PLAIN = str.maketrans("．，／（）％−", ".,/()%-")
_MAGNITUDES = {"亿": 1e8, "万": 1e4}


@cache
def _registry() -> Any:  # noqa: ANN401  # pint's registry has no useful type
    import pint  # noqa: PLC0415  # slow to import, and judging never needs it

    registry = pint.UnitRegistry()
    registry.define("CNY = [currency]")
    registry.define("wanyuan = 1e4 * CNY")
    registry.define("yiyuan = 1e8 * CNY")
    registry.define("wandun = 1e4 * metric_ton")
    registry.define("USD = [currency_of_the_united_states]")
    registry.define("EUR = [currency_of_the_euro]")
    registry.define("mu = 2000 / 3 * meter ** 2")
    registry.define("tce = [standard_coal]")
    return registry


@cache
def _unit(spelling: str) -> Any:  # noqa: ANN401
    text = spelling.strip().replace("·", "/")
    for chinese, name in _CHINESE:
        text = text.replace(chinese, name if name.startswith("*") else f" {name} ")
    if _COUNTS.match(text) or text in {"", "1"}:
        return _registry().dimensionless
    if text in {"%", "percent"}:
        return _registry().percent
    text = re.sub(r"(?<![\w*])([A-Za-z_]+\d?)(?![\w])", lambda m: _WORDS.get(m[1], m[1]), text)
    text = re.sub(r"(?<=[\w)])\s+(?=[A-Za-z(])", "*", text.strip())
    text = text.replace("每", "/").replace(" ", "")
    if not _SOUND.fullmatch(text):
        raise _no_unit(spelling)
    try:
        return _registry().parse_units(text)
    except Exception as error:
        raise _no_unit(spelling) from error


def _no_unit(spelling: str) -> UnitError:
    return UnitError(
        f"no unit {spelling!r}; write for example 亩, ha, m2, km, min, 万元/亩 or kPa",
        f"不认识的单位 {spelling!r}；可写作 亩、公顷、平方米、公里、分钟、万元/亩、kPa 等",
    )


def check_unit(unit: str | None) -> None:
    """Check that a unit is one that sitesel knows.

    Raises
    ------
    UnitError
        It is not.
    """
    if unit is not None:
        _unit(unit)


@cache
def factor(source: str, target: str) -> float:
    """Return what a number in `source` is multiplied with to be in `target`.

    Raises
    ------
    UnitError
        A unit is not known, or the dimensions differ.

    Examples
    --------
    >>> round(factor("亩", "m2"), 3), factor("万元/亩", "万元/公顷"), factor("m2", "m2")
    (666.667, 15.0, 1.0)
    >>> factor("万吨/年", "t/a")
    10000.0
    """
    if source == target:
        return 1.0
    one, other = _unit(source), _unit(target)
    # floor loads are spoken of in tonnes: t/m2 stands for the weight of that mass
    if one.dimensionality == _unit("kg/m2").dimensionality and other.is_compatible_with("kPa"):
        return float((1 * one * _registry().standard_gravity).to(other).magnitude)
    if one.dimensionality != other.dimensionality:
        raise UnitError(
            f"{source!r} can't be turned into {target!r}: they measure different things; "
            f"write the value in a unit like {target!r}",
            f"{source!r} 不能换算为 {target!r}：两者量纲不同；请改用与 {target!r} 同类的单位",
        )
    ratio = float((1 * one).to(other).magnitude)
    return round(ratio) * 1.0 if abs(ratio - round(ratio)) < 1e-9 * ratio else ratio


def parse_quantity(words: str | float, unit: str | None) -> float:
    """Read a quantity as people write it and return it in an attribute's unit.

    Parameters
    ----------
    words
        A number (already in `unit`), or text with a number and a unit.
    unit
        The unit wanted; None takes numbers only.

    Raises
    ------
    UnitError
        No number, an unknown unit, or another dimension.

    Examples
    --------
    >>> round(parse_quantity("410 亩", "m2"), 2)
    273333.33
    >>> parse_quantity("25万元/亩", "10^4 CNY/mu"), parse_quantity("35%", "%")
    (25.0, 35.0)
    >>> parse_quantity("1,200 m", "m"), parse_quantity("1.5亿元", "万元"), parse_quantity(7, "m")
    (1200.0, 15000.0, 7.0)
    """
    if isinstance(words, bool):
        raise UnitError(
            f"{words!r} is not a number; write a number with a unit",
            f"{words!r} 不是数字；请写数字和单位",
        )
    if isinstance(words, int | float):
        number, spelling = float(words), ""
    else:
        match = _NUMBER.match(words.translate(_PLAIN)) if len(words) <= _LONGEST else None
        if match is None:
            wish = f" in {unit}" if unit and unit != "1" else ""
            raise UnitError(
                f"{words[:_LONGEST]!r} is not a number with a unit; expected a quantity{wish}",
                f"{words[:_LONGEST]!r} 不是带单位的数字；应为数量{f'({unit})' if wish else ''}",
            )
        number, spelling = float(match[1].replace(",", "")), match[2]
        if spelling and spelling[0] in _MAGNITUDES and not spelling.startswith(("万元", "亿元")):
            number, spelling = number * _MAGNITUDES[spelling[0]], spelling[1:].strip()
    if spelling and unit is None:
        raise UnitError(
            f"{words!r} has a unit where none is meant; write the number alone",
            f"{words!r} 带有单位，而此处没有单位；请只写数字",
        )
    if spelling and unit is not None:
        number *= factor(spelling, unit)
    if not math.isfinite(number):
        raise UnitError(f"{words!r} is not a finite number", f"{words!r} 不是有限的数")
    return number


_LABELS: dict[str, Text] = {
    "1": Text("", ""),
    "m2": Text("m²", "m²"),
    "m": Text("米", "m"),
    "km": Text("千米", "km"),
    "a": Text("年", "years"),
    "month": Text("个月", "months"),
    "min": Text("分钟", "min"),
    "CNY": Text("元", "CNY"),
    "CNY/m2": Text("元/m²", "CNY/m²"),
    "CNY/m2/month": Text("元/m²·月", "CNY/m² a month"),
    "10^4 CNY": Text("万元", "10⁴ CNY"),
    "10^4 CNY/mu": Text("万元/亩", "10⁴ CNY/mu"),
    "tce/10^4 CNY": Text("吨标煤/万元", "tce/10⁴ CNY"),
    "kg/10^4 CNY": Text("千克/万元", "kg/10⁴ CNY"),
    "tce": Text("吨标煤", "tce"),
    "kg": Text("千克", "kg"),
    "m3/d": Text("m³/日", "m³/day"),
    "m3/h": Text("m³/时", "m³/h"),
    "t/h": Text("吨/时", "t/h"),
    "t": Text("吨", "t"),
    "t/a": Text("吨/年", "t a year"),
    "mu": Text("亩", "mu"),
    "ha": Text("公顷", "ha"),
    "kN/m2": Text("kN/m²", "kN/m²"),
}


def unit_label(unit: str | None, lang: Lang) -> str:
    """Say a unit as people write it.

    >>> unit_label("10^4 CNY/mu", "zh"), unit_label("m3/d", "en"), unit_label(None, "zh")
    ('万元/亩', 'm³/day', '')
    """
    if unit is None:
        return ""
    label = _LABELS.get(unit)
    return label.say(lang) if label else unit


def format_number(number: float, lang: Lang, digits: int = 4) -> str:
    """Write a number with separators and about `digits` significant digits; integers whole.

    >>> format_number(273333.333, "zh"), format_number(0.012345, "en"), format_number(12.0, "en")
    ('273,333', '0.01234', '12')
    """
    if not math.isfinite(number):
        return "∞" if number > 0 else "-∞"
    if number == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(number))))
    pattern = "#,##0." + "#" * places if places else "#,##0"
    locale = _locale(lang)
    return format_decimal(number, format=pattern, locale=locale)


@cache
def _locale(lang: Lang) -> Locale:  # looked up by name it takes ten times as long as all the rest
    return Locale.parse("zh_CN" if lang == "zh" else "en_GB")


def format_quantity(number: float, unit: str | None, lang: Lang, digits: int = 4) -> str:
    """Write a quantity with the unit that people use.

    Areas from 1 亩 on are told in 亩 and 公顷 too, lengths from 1 km on in kilometres, minutes to
    a tenth.

    >>> format_quantity(273333.333, "m2", "zh"), format_quantity(2500, "m", "en")
    ('410 亩（27.33 公顷）', '2.5 km')
    >>> format_quantity(306, "CNY/m2", "zh"), format_quantity(25, "10^4 CNY/mu", "en")
    ('306 元/m²（20.4 万元/亩）', '250,000 CNY/mu')
    """
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    if unit == "m2" and abs(number) >= MU:
        mu = f"{format_number(number / MU, lang, digits)} {unit_label('mu', lang)}"
        return (
            f"{mu}{left}{format_number(number / 1e4, lang, digits)} {unit_label('ha', lang)}{right}"
        )
    if unit == "m" and abs(number) >= 1000:
        return f"{format_number(number / 1000, lang, digits)} {unit_label('km', lang)}"
    if lang == "en" and unit is not None and unit.startswith("10^4 "):
        number, unit = number * 1e4, unit.removeprefix("10^4 ")  # nobody says "25 10⁴ CNY"
    if unit == "min":
        number = round(number, 1)
    plain = format_number(number, lang, digits)
    if unit == "%":
        return f"{plain}%"
    words = f"{plain} {unit_label(unit, lang)}".strip()
    if unit == "CNY/m2":
        per_mu = format_quantity(number * MU / 1e4, "10^4 CNY/mu", lang, digits)
        return f"{words}{left}{per_mu}{right}"
    return words
