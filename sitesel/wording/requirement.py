"""Constraints and criteria in words."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.interval import Interval
from sitesel.language import Lang, Text
from sitesel.requirement import (
    Aggregation,
    Constraint,
    Criterion,
    Group,
)
from sitesel.schema import Attribute
from sitesel.wording import value as words
from sitesel.wording.rule import citation
from sitesel.wording.value_function import value_function_words

AGGREGATION: Mapping[Aggregation, Text] = {
    "weighted_sum": Text("加权求和", "weighted sum"),
    "geometric_mean": Text("加权几何平均", "weighted geometric mean"),
    "topsis": Text(
        "TOPSIS(以本需求自身的最好与最差为两极)", "TOPSIS between the client's own best and worst"
    ),
}
_GROUP = {
    "all": Text("须同时满足：{inner}", "all of these: {inner}"),
    "any": Text("满足其一即可：{inner}", "one of these: {inner}"),
    "none": Text("均不允许：{inner}", "none of these: {inner}"),
}
_ALONE = {
    "all": Text("{inner}", "{inner}"),
    "any": Text("{inner}", "{inner}"),
    "none": Text("不允许：{inner}", "not so: {inner}"),
}


def constraint_words(
    constraint: Constraint | Group, schema: Mapping[str, Attribute], lang: Lang
) -> str:
    """Say what a constraint asks, with its title where it has one, and its rule where it is one.

    >>> from sitesel.requirement import read_requirement
    >>> from sitesel.schema import default_schema
    >>> wanted = read_requirement("constraints: [{attribute: area, at_least: 410 亩}]")
    >>> constraint_words(wanted.constraints[0], default_schema(), "zh")
    '图上面积至少 410 亩（27.33 公顷）'
    """
    return f"{_titled(constraint, schema, lang)}{citation(constraint, schema, lang)}"


def _titled(constraint: Constraint | Group, schema: Mapping[str, Attribute], lang: Lang) -> str:
    said = _asked(constraint, schema, lang)
    if constraint.title is None or _names_its_rule(constraint, schema):
        return said
    return f"{constraint.title.say(lang)}{'：' if lang == 'zh' else ': '}{said}"


def _names_its_rule(constraint: Constraint | Group, schema: Mapping[str, Attribute]) -> bool:
    """Tell whether the attribute's label starts with the title already, as those of rules do."""
    if isinstance(constraint, Group):
        return False
    rule = schema[constraint.attribute].rule
    return rule is not None and rule.title == constraint.title


def _asked(constraint: Constraint | Group, schema: Mapping[str, Attribute], lang: Lang) -> str:
    if isinstance(constraint, Group):
        return _grouped(constraint, schema, lang)
    attribute = schema[constraint.attribute]
    label, zh = attribute.label.say(lang), lang == "zh"
    if constraint.op == "is_known":
        return f"{label}须为已知" if zh else f"{label} is known"
    if constraint.interval is not None:
        return _ranged(constraint, constraint.interval, attribute, lang)
    listed = ("或" if zh else " or ").join(
        words.category(each, attribute, lang) for each in constraint.values
    )
    if attribute.kind == "flag" and constraint.op == "among":
        return f"{label}：{listed}" if zh else f"{label}: {listed}"
    if constraint.op == "among":
        return f"{label}为{_gap(listed)}{listed}" if zh else f"{label} is {listed}"
    return f"{label}不为{_gap(listed)}{listed}" if zh else f"{label} is not {listed}"


def _grouped(group: Group, schema: Mapping[str, Attribute], lang: Lang) -> str:
    inner = [
        f"({said})" if isinstance(member, Group) and len(member.members) > 1 else said
        for member in group.members
        for said in [_titled(member, schema, lang)]
    ]
    frame = _GROUP if len(inner) > 1 else _ALONE
    return frame[group.kind].say(lang).format(inner=("；" if lang == "zh" else "; ").join(inner))


def _ranged(constraint: Constraint, ends: Interval, attribute: Attribute, lang: Lang) -> str:
    label, zh = attribute.label.say(lang), lang == "zh"
    said = words.interval(ends, attribute, lang)
    if constraint.op == "admits":
        return f"{label}允许取 {said}" if zh else f"{label} permits {said}"
    if attribute.kind == "interval":
        return f"{label}可取{_gap(said)}{said}" if zh else f"{label} can be {said}"
    if zh:
        return f"{label}{_gap(said)}{said}"
    return f"{label}{':' if attribute.kind == 'date' else ''} {said}"


def _gap(text: str) -> str:
    # a space between Chinese words and a digit or a Latin letter, as printers do
    return " " if text[:1].isascii() else ""


def criterion_words(criterion: Criterion, schema: Mapping[str, Attribute], lang: Lang) -> str:
    """Say what a criterion prefers, with its title where it has one.

    >>> from sitesel.requirement import read_requirement
    >>> from sitesel.schema import default_schema
    >>> source = "criteria: [{attribute: width, value: {linear: {best: 2 km, worst: 90 m}}}]"
    >>> criterion_words(read_requirement(source).criteria[0], default_schema(), "en")
    'Width: best at 2 km, worst at 90 m'
    """
    attribute, zh = schema[criterion.attribute], lang == "zh"
    label = (criterion.title or attribute.label).say(lang)
    if criterion.end is not None:
        lower = criterion.end == "lower"
        end = Text("下限", "lower end") if lower else Text("上限", "upper end")
        label = f"{label}{end.zh}" if zh else f"{label}, {end.en}"
    return f"{label}{'：' if zh else ': '}{value_function_words(criterion.value, attribute, lang)}"
