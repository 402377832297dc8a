"""Rules in words: what is cited when one rejects a parcel."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.language import Lang, Text
from sitesel.requirement import Constraint, Group, leaves
from sitesel.rule import Rule
from sitesel.schema import Attribute

UNCONFIRMED = Text("未经核实", "not confirmed")
CLAUSE_UNSTATED = Text("未注明条款", "clause not stated")


def cited(rule: Rule, lang: Lang) -> str:
    """Cite a rule: its document and clause, and that nobody has confirmed it where that is so.

    >>> red = Rule("red", Text.of("r"), Text("某条例", "Some regulation"),
    ...            clause=Text("第19条", "Article 19"))
    >>> cited(red, "zh"), cited(red, "en")
    ('《某条例》第19条，未经核实', 'Some regulation, Article 19; not confirmed')
    """
    said = written(rule.document.say(lang), rule.clause.say(lang), lang)
    if not rule.confirmed:
        said += f"，{UNCONFIRMED.zh}" if lang == "zh" else f"; {UNCONFIRMED.en}"
    return said


def written(document: str, clause: str, lang: Lang) -> str:
    """Say where a rule is written; of a document without a clause, that it is not stated.

    >>> written("某条例", "第19条", "zh"), written("Some regulation", "", "en")
    ('《某条例》第19条', 'Some regulation, clause not stated')
    >>> written("某条例", "", "zh"), written("", "", "zh")
    ('《某条例》，未注明条款', '')
    """
    if not document:
        return clause
    if lang == "en":
        return f"{document}, {clause or CLAUSE_UNSTATED.en}"
    named = document if document.startswith("《") else f"《{document}》"
    return named + (clause or f"，{CLAUSE_UNSTATED.zh}")


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
