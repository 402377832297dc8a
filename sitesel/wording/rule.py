"""Rules in words: what is cited when one rejects a parcel."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.language import Lang, Text
from sitesel.requirement import Constraint, Group, leaves
from sitesel.rule import Rule
from sitesel.schema import Attribute

UNCONFIRMED = Text("未经核实", "not confirmed")


def cited(rule: Rule, lang: Lang) -> str:
    """Cite a rule: its document and clause, and that nobody has confirmed it where that is so.

    >>> red = Rule("red", Text.of("r"), Text("某条例", "Some regulation"), "19")
    >>> cited(red, "zh"), cited(red, "en")
    ('《某条例》19，未经核实', 'Some regulation, 19; not confirmed')
    """
    zh, name = lang == "zh", rule.document.say(lang)
    said = f"《{name}》" if zh and not name.startswith("《") else name
    if rule.clause:
        said += rule.clause if zh else f", {rule.clause}"
    if not rule.confirmed:
        said += f"，{UNCONFIRMED.zh}" if zh else f"; {UNCONFIRMED.en}"
    return said


def citation(constraint: Constraint | Group, schema: Mapping[str, Attribute], lang: Lang) -> str:
    """Cite the rules that a constraint comes from, in brackets; empty where it is the client's own.

    Parameters
    ----------
    constraint
        Of a requirement.
    schema
        Holds the rule of each attribute that measures one.
    lang
        The language of the words.
    """
    rules = dict.fromkeys(
        rule for leaf in leaves((constraint,)) if (rule := schema[leaf.attribute].rule) is not None
    )
    if not rules:
        return ""
    said = ("；" if lang == "zh" else "; ").join(cited(rule, lang) for rule in rules)
    return f"（{said}）" if lang == "zh" else f" ({said})"
