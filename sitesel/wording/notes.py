"""Notes: what rules tell of a parcel without judging it."""

from __future__ import annotations

from collections.abc import Iterator

from sitesel.columns import CategoryColumn, Columns
from sitesel.language import Lang
from sitesel.requirement import MeasuredRule, Requirement, leaves, rules_of
from sitesel.wording import value as words
from sitesel.wording.rule import cited


def notes(
    columns: Columns, row: int, lang: Lang, *, requirement: Requirement | None = None
) -> list[str]:
    """Say what the rules that judge nothing find of a parcel.

    These are the rules that are only told, that have no threshold, or that nobody has confirmed;
    of an overlap only where there is any, of anything only where it is known.

    Parameters
    ----------
    columns, row
        Where the parcel is.
    lang
        The language of the words.
    requirement
        What was asked; rules that it is put to are left out.

    Returns
    -------
    notes
        One a rule: its label, what was found, document and clause.
    """
    asked = () if requirement is None else leaves(requirement.constraints)
    judged = {leaf.attribute for leaf in asked}
    return [
        said
        for measured in rules_of(columns.schema).values()
        if measured.attribute.name not in judged and measured.attribute.name in columns
        for said in _note(measured, columns, row, lang)
    ]


def _note(measured: MeasuredRule, columns: Columns, row: int, lang: Lang) -> Iterator[str]:
    rule, attribute = measured.rule, measured.attribute
    if not (rule.is_note or not rule.confirmed):
        return
    value = columns.value(attribute.name, row)
    if value is None:
        return
    if isinstance(columns[attribute.name], CategoryColumn):
        if value is True:  # what is asked is so
            return
    elif isinstance(value, float) and rule.operator in ("overlap", "outside") and value <= 0:
        return
    found, label = words.found(value, attribute, lang), attribute.label.say(lang)
    cite = cited(rule, lang)
    yield f"{label} {found}（{cite}）" if lang == "zh" else f"{label} {found} ({cite})"
