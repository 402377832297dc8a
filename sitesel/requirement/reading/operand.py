"""What an operator compares with: quantities, dates, ranges, categories, in the schema's units."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from sitesel import land_use
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement.number import days
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar
from sitesel.requirement.reading.faults import Faults, Place, nearest
from sitesel.schema import Attribute
from sitesel.units import UnitError, parse_quantity, unit_label

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_TRUE = frozenset(("true", "yes", "on", "是"))
_FALSE = frozenset(("false", "no", "off", "否"))
_WIDE = str.maketrans("（）［］，～—–－−〜", "()[],~----~")
_BRACKETED = re.compile(r"([\[(])([^,]*),([^,]*)([\])])(.*)")
_DASHED = re.compile(r"([-+]?[\d.,eE]+)(.*?)\s*(?:-|~|至|到|to)\s*(\d.*)")
_LONGEST = 200
_ENDS = {"at_least", "more_than", "at_most", "less_than"}


def truth(node: Node, faults: Faults) -> bool | None:
    """Read yes or no, in any of their spellings."""
    if isinstance(node, Scalar) and (word := node.text.strip().lower()) in _TRUE | _FALSE:
        return word in _TRUE
    faults.add("wrong-type", node.place, "expected true or false", "应为 true 或 false")
    return None


def words(node: Node, faults: Faults) -> Text | None:
    """Read words given once for both languages, or for each."""
    match node:
        case Scalar() if not node.is_null and node.text.strip():
            return Text.of(node.text.strip())
        case Entries(nodes) if nodes and set(nodes) <= {"zh", "en"}:
            texts = {k: n.text.strip() for k, n in nodes.items() if isinstance(n, Scalar)}
            if len(texts) == len(nodes) and any(texts.values()):
                return Text.of(texts)
    faults.add(
        "wrong-type",
        node.place,
        "expected words, or {zh: …, en: …}",
        "应为文字，或 {zh: …, en: …}",
    )
    return None


def number(node: Node, faults: Faults, *, low: float, high: float = math.inf) -> float | None:
    """Read a plain number from `low` to `high`."""
    if isinstance(node, Scalar) and (found := _float(node.text)) is not None:
        if low <= found <= high:
            return found
        span = f"{low:g}-{high:g}" if high < math.inf else f"≥ {low:g}"
        faults.add(
            "out-of-range",
            node.place,
            f"{node.text} is out of range; expected {span}",
            f"{node.text} 超出范围；应为 {span}",
        )
        return None
    faults.add(
        "wrong-type",
        node.place,
        f"expected a number{_found(node).en}",
        f"应为数字{_found(node).zh}",
    )
    return None


def whole(node: Node, faults: Faults, *, most: int) -> int | None:
    """Read a whole number from 0 to `most`."""
    found = number(node, faults, low=0, high=most)
    if found is not None and found != int(found):
        faults.add(
            "wrong-type", node.place, f"{found:g} is not a whole number", f"{found:g} 不是整数"
        )
        return None
    return None if found is None else int(found)


def quantity(node: Node, attribute: Attribute, faults: Faults) -> float | None:
    """Read a quantity (or a date as days since 1970-01-01) in the attribute's unit."""
    if not isinstance(node, Scalar) or node.is_null:
        wish = _wish(attribute)
        faults.add(
            "wrong-type",
            node.place,
            f"expected one value, like {wish.en}",
            f"应为单个值，如 {wish.zh}",
        )
        return None
    return _quantity(node.text, attribute, node.place, faults)


def span(node: Node, attribute: Attribute, faults: Faults) -> float | None:
    """Read a length along the attribute, above 0: a tolerance, not a place; days for a date."""
    if not isinstance(node, Scalar):
        faults.add("wrong-type", node.place, "expected one value", "应为单个值")
        return None
    unit = "d" if attribute.kind == "date" else attribute.unit
    try:
        found = _float(node.text)
        found = parse_quantity(node.text, unit) if found is None else found
    except UnitError as error:
        faults.add("wrong-unit", node.place, error.text.en, error.text.zh)
        return None
    if found > 0:
        return found
    faults.add(
        "out-of-range",
        node.place,
        f"{node.text!r} must be above 0",
        f"{node.text!r} 必须大于 0",
    )
    return None


def between(node: Node, attribute: Attribute, faults: Faults) -> Interval | None:
    """Read a range: `[10 亩, 50 亩)`, `10-50 亩`, a list of two, or a mapping of its ends."""
    match node:
        case Entries(nodes) if nodes and set(nodes) <= _ENDS:
            return ends(nodes, attribute, faults, node.place)
        case Items((Scalar() as low, Scalar() as high)):
            lower, upper = quantity(low, attribute, faults), quantity(high, attribute, faults)
            return _interval(lower, upper, False, False, node.place, faults)
        case Scalar(text):
            return _written(text, attribute, node.place, faults)
    faults.add(
        "wrong-type",
        node.place,
        "expected a range like '[10, 50)', '10-50', [10, 50] or {at_least: 10, less_than: 50}",
        "应为区间，如 '[10, 50)'、'10-50'、[10, 50] 或 {at_least: 10, less_than: 50}",
    )
    return None


def ends(
    nodes: Mapping[str, Node], attribute: Attribute, faults: Faults, place: Place
) -> Interval | None:
    """Read a range from its ends, each an operator of its own."""
    lows = [op for op in ("at_least", "more_than") if op in nodes]
    highs = [op for op in ("at_most", "less_than") if op in nodes]
    if len(lows) > 1 or len(highs) > 1:
        both = " / ".join(lows if len(lows) > 1 else highs)
        faults.add("two-ends", place, f"{both}: keep one of them", f"{both}：只能留一个")
        return None
    lower = quantity(nodes[lows[0]], attribute, faults) if lows else -math.inf
    upper = quantity(nodes[highs[0]], attribute, faults) if highs else math.inf
    return _interval(lower, upper, lows == ["more_than"], highs == ["less_than"], place, faults)


def values(node: Node, attribute: Attribute, faults: Faults) -> tuple[str, ...] | None:
    """Read one or several categories, codes, or yes and no."""
    nodes = node.nodes if isinstance(node, Items) else (node,)
    if not nodes:
        faults.add(
            "empty-list", node.place, "the list is empty; name at least one", "列表为空；至少写一个"
        )
        return None
    found = [value(each, attribute, faults) for each in nodes]
    if None in found:
        return None
    return tuple(dict.fromkeys(word for word in found if word is not None))


def value(node: Node, attribute: Attribute, faults: Faults) -> str | None:
    """Read one category, code, or yes or no."""
    if not isinstance(node, Scalar) or node.is_null or not node.text.strip():
        faults.add("wrong-type", node.place, "expected one value", "应为单个值")
        return None
    return named(node.text, attribute, node.place, faults)


def named(text: str, attribute: Attribute, place: Place, faults: Faults) -> str | None:
    """Return the schema's name of a category, code or flag that was written in some way."""
    word = text.strip()
    if attribute.kind == "flag":
        if word.lower() in _TRUE | _FALSE:
            return "yes" if word.lower() in _TRUE else "no"
        faults.add(
            "unknown-value", place, f"{word!r} is neither yes nor no", f"{word!r} 不是 yes 或 no"
        )
        return None
    if attribute.kind == "code":
        return _code(word, attribute, place, faults)
    known = dict(attribute.values)
    for key, label in known.items():
        if word in (key, label.zh, label.en):
            return key
    if known:
        kind = Text(f"“{attribute.label.zh}”的取值", f"value of {attribute.name}")
        faults.unknown(kind, word, known, place, "unknown-value")
        return None
    return word


def _code(word: str, attribute: Attribute, place: Place, faults: Faults) -> str | None:
    if attribute.codes not in (None, land_use.CURRENT):
        return word
    if (code := land_use.to_2023(word, land_use.CURRENT)) is not None:
        return code
    for code in land_use.codes():
        if word in (land_use.label(code, "zh"), land_use.label(code, "en")):
            return code
    hints = [
        (f"it is {target} if meant as {name.en}", f"若按{name.zh}，应写 {target}")
        for system, name in land_use.SYSTEMS.items()
        if (target := land_use.to_2023(word, system)) is not None
    ]
    near = f"0{word}" if land_use.is_known(f"0{word}") else nearest(word, land_use.codes())
    if not hints and near is not None:
        label = Text(land_use.label(near, "zh"), land_use.label(near, "en"))
        hints = [(f"did you mean {near!r} ({label.en})?", f"是不是 {near!r}({label.zh})?")]
    en = "; ".join(h[0] for h in hints) or "write a code like '1001' or '100103'"
    zh = ";".join(h[1] for h in hints) or "请写 '1001'、'100103' 之类的代码"
    faults.add(
        "unknown-code",
        place,
        f"no code {word!r} in the 2023 classification; {en}",
        f"用地用海分类（2023）没有代码 {word!r}；{zh}",
    )
    return None


def _written(text: str, attribute: Attribute, place: Place, faults: Faults) -> Interval | None:
    # a longer one is none, and to find that out would take a regular expression minutes
    plain = text.strip().translate(_WIDE) if len(text) <= _LONGEST else ""
    if match := _BRACKETED.fullmatch(plain):
        left, low, high, right, tail = (part.strip() for part in match.groups())
        low, high = low or "-∞", high or "∞"
        lower = (
            -math.inf if low == "-∞" else _quantity(_shared(low, tail), attribute, place, faults)
        )
        upper = (
            math.inf
            if high in ("∞", "+∞")
            else _quantity(_shared(high, tail), attribute, place, faults)
        )
        return _interval(lower, upper, left == "(", right == ")", place, faults)
    if attribute.kind != "date" and (match := _DASHED.fullmatch(plain)):
        low, unit, high = match.groups()
        tail = re.sub(r"^[\d.,]+\s*", "", high)
        lower = _quantity(f"{low} {unit.strip() or tail}", attribute, place, faults)
        return _interval(
            lower, _quantity(high, attribute, place, faults), False, False, place, faults
        )
    wish = _wish(attribute)
    faults.add(
        "not-a-range",
        place,
        f"{text[:_LONGEST]!r} is not a range; write '[low, high)' with values like {wish.en}",
        f"{text[:_LONGEST]!r} 不是区间；请写 '[下限, 上限)'，值如 {wish.zh}",
    )
    return None


def _shared(end: str, tail: str) -> str:
    return f"{end} {tail}" if tail and _float(end) is not None else end


def _interval(
    lower: float | None,
    upper: float | None,
    lower_open: bool,  # noqa: FBT001
    upper_open: bool,  # noqa: FBT001
    place: Place,
    faults: Faults,
) -> Interval | None:
    if lower is None or upper is None:
        return None
    if lower == -math.inf and upper == math.inf:
        faults.add("no-ends", place, "the range has no end", "区间没有界限")
        return None
    try:
        return Interval(lower, upper, lower_open, upper_open)
    except ValueError:
        turned = lower > upper
        faults.add(
            "reversed-range" if turned else "empty-range",
            place,
            "the range is reversed; write the lower end first"
            if turned
            else "nothing lies in the range; close both its ends",
            "区间上下限颠倒；请先写下限" if turned else "区间内没有值；请把两端写成闭的",
        )
        return None


def _quantity(text: str, attribute: Attribute, place: Place, faults: Faults) -> float | None:
    if attribute.kind == "date":
        return _day(text, place, faults)
    try:
        found = _float(text)
        return parse_quantity(text, attribute.unit) if found is None else found
    except UnitError as error:
        name = attribute.name
        faults.add(
            "wrong-unit",
            place,
            f"{name}: {error.text.en}",
            f"{attribute.label.zh}：{error.text.zh}",
        )
        return None


def _day(text: str, place: Place, faults: Faults) -> float | None:
    match = _DATE.fullmatch(text.strip())
    if match:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            return days(date(year, month, day))
        except ValueError:
            pass
    faults.add(
        "not-a-date",
        place,
        f"{text!r} is not a date; write it like 2026-06-30",
        f"{text!r} 不是日期；请写成 2026-06-30",
    )
    return None


def _float(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _wish(attribute: Attribute) -> Text:
    if attribute.kind == "date":
        return Text.of("2026-06-30")
    return Text(
        f"'100 {unit_label(attribute.unit, 'zh')}'".replace(" '", "'"),
        f"'100 {unit_label(attribute.unit, 'en')}'".replace(" '", "'"),
    )


def _found(node: Node) -> Text:
    if not isinstance(node, Scalar):
        return Text("", "")
    return Text(f"，不是 {node.text!r}", f", not {node.text!r}")
