"""Which rules of a catalogue a requirement is put to, and what they ask as constraints.

A catalogue measures each of its rules; here the number becomes an ordinary constraint, so that
screening, near misses and wording treat it like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sitesel.interval import Interval
from sitesel.requirement.constraint import Constraint, Group
from sitesel.requirement.requirement import Requirement
from sitesel.requirement.rule_choice import RuleChoice
from sitesel.rule import Rule
from sitesel.schema import Attribute, Schema

EVALUATION = "evaluation_"


@dataclass(frozen=True, slots=True)
class MeasuredRule:
    """A rule of a catalogue with the attribute that measures it.

    `evaluation` is the flag that tells whether its evaluation was passed, where it has one.
    """

    rule: Rule
    attribute: Attribute
    evaluation: Attribute | None = None


def rules_of(schema: Schema) -> Mapping[str, MeasuredRule]:
    """Return the rules of a schema by id, in its order."""
    measuring = [(a.rule, a) for a in schema.attributes.values() if a.rule is not None]
    flags = {rule.id: a for rule, a in measuring if a.name.startswith(EVALUATION)}
    return {
        rule.id: MeasuredRule(rule, a, flags.get(rule.id))
        for rule, a in measuring
        if not a.name.startswith(EVALUATION)
    }


def with_rules(requirement: Requirement, schema: Schema) -> Requirement:
    """Put what the rules of a catalogue ask after the constraints of a requirement.

    Parameters
    ----------
    requirement
        With its choice of rules; without one it is returned as it is.
    schema
        Of the catalogue.

    Returns
    -------
    requirement
        With the constraints and no choice of rules any more.
    """
    choice = requirement.rules
    if choice is None:
        return requirement
    written = {constraint.id for constraint in requirement.constraints}
    more = tuple(
        constraint
        for constraint in constraints_of(choice, schema, requirement.sites)
        if constraint.id not in written  # the client's own goes before it
    )
    return replace(requirement, constraints=(*requirement.constraints, *more), rules=None)


def constraints_of(choice: RuleChoice, schema: Schema, sites: str) -> Iterator[Constraint | Group]:
    """Go through what the chosen rules ask; notes ask nothing."""
    for measured in rules_of(schema).values():
        if sites in measured.attribute.sites and _chosen(measured.rule, choice):
            asked = _asked(measured, choice)
            if asked is not None:
                yield asked


def _chosen(rule: Rule, choice: RuleChoice) -> bool:
    if rule.id in choice.without:
        return False
    if rule.id in choice.named:
        return True
    in_force = rule.confirmed and rule.severity != "note" and rule.binds(frozenset(choice.classes))
    return choice.only is None and in_force


def threshold_of(rule: Rule, choice: RuleChoice) -> float | None:
    """Return the threshold that a requirement puts a rule to: its own, or the rule's."""
    return dict(choice.distances).get(rule.id, rule.threshold)


def _asked(measured: MeasuredRule, choice: RuleChoice) -> Constraint | Group | None:
    rule, attribute = measured.rule, measured.attribute
    name = f"rule-{rule.id}"
    flag = measured.evaluation if rule.severity == "evaluate" else None
    single = _single(f"{name}-measured" if flag else name, rule, attribute, choice)
    if single is None or flag is None:
        return single
    passed = Constraint(
        f"{name}-evaluated",
        flag.name,
        "among",
        values=("yes",),
        kind="flag",
        relaxable=rule.relaxable,
    )
    return Group(name, "any", (single, passed), rule.relaxable, rule.title)


def _single(name: str, rule: Rule, attribute: Attribute, choice: RuleChoice) -> Constraint | None:
    if attribute.kind == "flag":
        return Constraint(
            name,
            attribute.name,
            "among",
            values=("yes",),
            kind="flag",
            relaxable=rule.relaxable,
            title=rule.title,
        )
    limit = threshold_of(rule, choice)
    if limit is None:
        return None
    within = rule.operator == "within"
    ends = Interval(lower=limit) if within else Interval(upper=limit)
    return Constraint(
        name,
        attribute.name,
        "at_least" if within else "at_most",
        ends,
        (),
        attribute.kind,
        attribute.unit,
        rule.relaxable,
        rule.title,
    )
