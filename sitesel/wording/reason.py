"""Why a parcel was rejected, and how near it came, in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from sitesel.interval import Interval
from sitesel.language import Lang, Text, run_on
from sitesel.requirement import Constraint, Group, Requirement
from sitesel.schema import Attribute
from sitesel.selection import (
    NOT_MEASURED,
    UNREACHABLE_WORD,
    DispositionKind,
    FailingConstraint,
    NearMiss,
)
from sitesel.wording import value as words
from sitesel.wording.requirement import constraint_words
from sitesel.wording.unreachable import found_words

DISPOSITION: Mapping[DispositionKind, Text] = {
    "candidate": Text("候选", "candidate"),
    "rejected": Text("淘汰", "rejected"),
    "undecided": Text("待定", "undecided"),
}


def failing_words(
    failing: FailingConstraint,
    constraint: Constraint | Group,
    schema: Mapping[str, Attribute],
    lang: Lang,
) -> str:
    """Say what was needed, what was found, and by how much it falls short.

    Examples
    --------
    >>> from sitesel.requirement import read_requirement
    >>> from sitesel.schema import default_schema
    >>> wanted = read_requirement("constraints: [{attribute: area, at_least: 410 亩}]").constraints
    >>> small = FailingConstraint("area", "area", wanted[0].needs(), 2e5, "m2", 220_000 / 3)
    >>> failing_words(small, wanted[0], default_schema(), "zh")
    '图上面积至少 410 亩（27.33 公顷）；实为 300 亩（20 公顷），差 110 亩（7.333 公顷）'
    """
    needed, zh = constraint_words(constraint, schema, lang), lang == "zh"
    if isinstance(constraint, Group):
        if failing.found == NOT_MEASURED:
            return f"{needed}；{words.UNMEASURED.zh}" if zh else f"{needed}; {words.UNMEASURED.en}"
        held = _group_found(failing, constraint, schema, lang)
        if not held:
            return needed
        return f"{needed}；{run_on('实为', held)}" if zh else f"{needed}; found {held}"
    attribute = schema[constraint.attribute]
    found = found_words(failing.found, failing.state, failing.place, attribute, schema, lang)
    if failing.found in (None, NOT_MEASURED, UNREACHABLE_WORD):
        return f"{needed}；{found}" if zh else f"{needed}; {found}"
    said = f"{needed}；{run_on('实为', found)}" if zh else f"{needed}; found {found}"
    short = margin_words(failing, constraint, attribute, lang)
    if not short:
        return said
    return f"{said}，{short}" if zh else f"{said}, {short}"


def _group_found(
    failing: FailingConstraint, group: Group, schema: Mapping[str, Attribute], lang: Lang
) -> str:
    """Say what a group found: on the wire it is `name value; name value`, `?` where not known."""
    rest, said = str(failing.found or ""), []
    for name, follows in zip_longest(group.attributes, group.attributes[1:]):
        value, _, rest = rest.partition(f"; {follows} ") if follows else (rest, "", "")
        attribute, text = schema[name], value.removeprefix(f"{name} ")
        rest = f"{follows} {rest}" if follows and rest else ""
        if text:
            found = words.found(_plain(text, attribute), attribute, lang)
            label = f"{attribute.label.say(lang)} " if len(group.attributes) > 1 else ""
            said.append(f"{label}{found}")
    return ("、" if lang == "zh" else ", ").join(said)


def _plain(text: str, attribute: Attribute) -> str | float | None:
    if text == "?":
        return None
    if attribute.kind != "quantity":
        return text
    try:
        return float(text)
    except ValueError:
        return text


def margin_words(
    failing: FailingConstraint, constraint: Constraint, attribute: Attribute, lang: Lang
) -> str:
    """Say by how much a value would have to change; empty where that has no meaning."""
    if failing.margin is None or constraint.interval is None:
        return ""
    amount = words.difference(failing.margin, attribute, lang)
    if failing.margin == 0:
        return "恰在界上，不含" if lang == "zh" else "just at the end, which is left out"
    over = _is_over(failing.found, attribute, constraint.interval)
    if attribute.kind == "date":
        said = (
            Text(f"晚 {amount}", f"{amount} late")
            if over
            else Text(f"早 {amount}", f"{amount} early")
        )
    elif over:
        said = Text(f"超出 {amount}", f"over by {amount}")
    else:
        said = Text(f"差 {amount}", f"short by {amount}")
    return said.say(lang)


def _is_over(found: object, attribute: Attribute, wanted: Interval) -> bool:
    number = words.place(found, attribute)
    return number is not None and number >= wanted.upper


def near_miss_words(
    near_miss: NearMiss, requirement: Requirement, schema: Mapping[str, Attribute], lang: Lang
) -> list[str]:
    """Say what a near miss lacks, a line for each failing constraint."""
    by_id = {constraint.id: constraint for constraint in requirement.constraints}
    return [failing_words(f, by_id[f.constraint], schema, lang) for f in near_miss.failing]
