"""Two answers side by side, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.language import Lang, Text
from sitesel.requirement import Constraint, Group
from sitesel.schema import Attribute
from sitesel.selection import (
    Change,
    ChangedConstraint,
    ChangedCriterion,
    Comparison,
    Contribution,
    FailingConstraint,
    Selection,
    Standing,
)
from sitesel.units import format_number
from sitesel.wording.reason import DISPOSITION, failing_words
from sitesel.wording.requirement import constraint_words
from sitesel.wording.unreachable import found_words

KINDS: Mapping[str, Text] = {
    "come": Text("新进候选", "Come in"),
    "go": Text("退出候选", "Go out"),
    "moved": Text("名次变动", "Move"),
    "stayed": Text("保持不变", "Stay"),
}
BASE = Text("现状路网", "network as it is")
_ABSENT = Text("目录中没有", "not in the catalogue")
_NOT_ASKED = Text("未提此约束", "not asked")
_NOT_WEIGHED = Text("未列入准则", "not weighed")
_BY_OTHERS = Text("自身未变，因其他地块进出而变动", "itself unchanged; others came or went")


def comparison_words(
    comparison: Comparison, lang: Lang, titles: Mapping[str, Text] | None = None
) -> str:
    """Say in one sentence how many candidates come, go, move and stay.

    `titles` are those of the scenarios by name; a scenario without one is called by its name.
    """
    counts = comparison.counts
    come, go, moved, stayed = (
        format_number(n, lang, 15) for n in (counts.come, counts.go, counts.moved, counts.stayed)
    )
    sides = comparison.before, comparison.after
    names = [scenario_words(one, lang, titles) for one in sides]
    if lang == "zh":
        return f"{names[0]} → {names[1]}：新进 {come}，退出 {go}，名次变动 {moved}，不变 {stayed}"
    return f"{names[0]} → {names[1]}: {come} come in, {go} go out, {moved} move, {stayed} stay"


def scenario_words(
    selection: Selection, lang: Lang, titles: Mapping[str, Text] | None = None
) -> str:
    """Name one side of a comparison: title, and the scenario of the network it was put to."""
    name = selection.requirement.scenario
    scenario = BASE.say(lang) if name is None else (titles or {}).get(name, Text.of(name)).say(lang)
    title = selection.requirement.title.say(lang)
    return f"{title}（{scenario}）" if lang == "zh" else f"{title} ({scenario})"


def standing_words(standing: Standing, lang: Lang) -> str:
    """Say where a parcel ended up.

    >>> standing_words(Standing("candidate", 3, 0.5), "en")
    'rank 3'
    """
    if standing.disposition == "absent":
        return _ABSENT.say(lang)
    if standing.rank is not None:
        return f"第 {standing.rank} 名" if lang == "zh" else f"rank {standing.rank}"
    return DISPOSITION[standing.disposition].say(lang)


def change_words(change: Change, comparison: Comparison, lang: Lang) -> list[str]:
    """Say why a parcel came, went or moved, a line for each reason."""
    lines = [_constraint_words(one, comparison, lang) for one in change.constraints]
    lines += [_criterion_words(one, comparison, lang) for one in change.criteria]
    moved = change.before.rank != change.after.rank
    return lines or ([_BY_OTHERS.say(lang)] if moved else [])


def _constraint_words(changed: ChangedConstraint, comparison: Comparison, lang: Lang) -> str:
    asked = _asked(changed, comparison)
    schema = comparison.after.columns.schema
    needed = constraint_words(asked, schema, lang)
    one, two = (
        _side(told, verdict, selection, lang)
        for told, verdict, selection in (
            (changed.before, changed.verdicts[0], comparison.before),
            (changed.after, changed.verdicts[1], comparison.after),
        )
    )
    if lang == "zh":
        return f"{needed}；此前{one}，此后{two}"
    return f"{needed}; before: {one}; after: {two}"


def _asked(changed: ChangedConstraint, comparison: Comparison) -> Constraint | Group:
    for selection in (comparison.after, comparison.before):
        for constraint in selection.requirement.constraints:
            if constraint.id == changed.constraint:
                return constraint
    raise KeyError(changed.constraint)


_VERDICTS = {
    "holds": Text("满足", "holds"),
    "fails": Text("不满足", "fails"),
    "unknown": Text("无从判断", "can't be told"),
}


def _side(told: FailingConstraint | None, verdict: str, selection: Selection, lang: Lang) -> str:
    if told is None or verdict == "absent":
        return _NOT_ASKED.say(lang)
    schema, said = selection.columns.schema, _VERDICTS[verdict].say(lang)
    asked = next(c for c in selection.requirement.constraints if c.id == told.constraint)
    if isinstance(asked, Group):
        whole = failing_words(told, asked, schema, lang)
        found = whole.removeprefix(constraint_words(asked, schema, lang)).lstrip("；; ")
        found = found.removeprefix("实为").lstrip(" ").removeprefix("found ")
    else:
        attribute = schema[told.attribute]
        found = found_words(told.found, told.state, told.place, attribute, schema, lang)
    if not found:
        return said
    return f"{said}（{found}）" if lang == "zh" else f"{said} ({found})"


def _criterion_words(changed: ChangedCriterion, comparison: Comparison, lang: Lang) -> str:
    schema = comparison.after.columns.schema
    titles = {
        criterion.id: criterion.title
        for selection in (comparison.before, comparison.after)
        for criterion in selection.requirement.criteria
    }
    known = changed.after or changed.before
    if known is None:  # not reached: one side weighs it
        return changed.criterion
    label = (titles[changed.criterion] or schema[known.attribute].label).say(lang)
    one, two = (_weighed(part, schema, lang) for part in (changed.before, changed.after))
    return f"{label}：{one} → {two}" if lang == "zh" else f"{label}: {one} → {two}"


def _weighed(part: Contribution | None, schema: Mapping[str, Attribute], lang: Lang) -> str:
    if part is None:
        return _NOT_WEIGHED.say(lang)
    attribute = schema[part.attribute]
    found = found_words(part.found, part.state, part.place, attribute, schema, lang)
    share = format_number(part.share, lang, 3)
    return f"{found}，贡献 {share}" if lang == "zh" else f"{found}, share {share}"
