from __future__ import annotations

from dataclasses import replace

import pytest

from sitesel.errors import RequirementError
from sitesel.interval import Interval
from sitesel.requirement import Constraint, Group, read_requirement, rules_of
from sitesel.schema import default_schema, family
from tests.archipelago import DENSE, FARMLAND, rule_attributes

SCHEMA = default_schema().with_attributes(rule_attributes())
SIZE = "constraints: [{id: size, attribute: area, at_least: 1}]\n"


def asked(rules: str = "", schema=SCHEMA) -> dict[str, Constraint | Group]:
    wanted = read_requirement(SIZE + (f"rules: {rules}" if rules else ""), schema)
    return {c.id: c for c in wanted.constraints if c.id != "size"}


def codes(rules: str) -> list[str]:
    with pytest.raises(RequirementError) as caught:
        asked(rules)
    return [fault.code for fault in caught.value.faults]


def with_rule(rule, *, evaluation=False):
    """Return a schema with one more rule, measured as its operator says."""
    prefix = {"overlap": "overlap_", "within": "separation_", "downwind": "downwind_"}
    members = {a.name: a for a in family("rules", rule=(rule.id, rule.title))}
    names = [prefix[rule.operator] + rule.id, *([f"evaluation_{rule.id}"] if evaluation else [])]
    return default_schema().with_attributes(replace(members[name], rule=rule) for name in names)


def test_a_confirmed_rule_that_binds_anybody_is_asked_without_being_named():
    assert asked() == {
        "rule-farmland": Constraint(
            "rule-farmland",
            "overlap_farmland",
            "at_most",
            Interval(upper=0.0),
            unit="m2",
            relaxable=False,
            title=FARMLAND.title,
        )
    }


def test_no_rules_means_none_and_so_does_leaving_it_out():
    assert asked("none") == {}
    assert asked("{without: [farmland]}") == {}
    assert asked("{only: []}") == {}


def test_an_unconfirmed_rule_is_off_until_it_is_named():
    unsure = with_rule(replace(FARMLAND, confirmed=False))
    assert asked(schema=unsure) == {}
    assert list(asked("{also: [farmland]}", unsure)) == ["rule-farmland"]


def test_a_distance_of_the_clients_own_turns_a_note_into_a_constraint():
    found = asked("{distances: {dense: 0.5 km}}")
    assert list(found) == ["rule-farmland", "rule-dense"]
    assert (found["rule-dense"].op, found["rule-dense"].interval) == ("at_least", Interval(500.0))


def test_a_rule_for_a_class_binds_a_project_of_that_class_alone():
    known = with_rule(replace(DENSE, confirmed=True, threshold=300.0))
    assert asked(schema=known) == {}
    assert list(asked("{classes: [hazardous_production]}", known)) == ["rule-dense"]


def test_what_wants_an_evaluation_holds_when_it_was_passed():
    rule = replace(DENSE, confirmed=True, threshold=300.0, severity="evaluate", classes=())
    [group] = asked(schema=with_rule(rule, evaluation=True)).values()
    assert (group.id, group.kind) == ("rule-dense", "any")
    assert [member.attribute for member in group.members] == [
        "separation_dense",
        "evaluation_dense",
    ]
    assert group.members[1].values == ("yes",)


def test_the_wind_rejects_without_a_threshold():
    rule = replace(DENSE, operator="downwind", unit=None, confirmed=True, classes=())
    [single] = asked(schema=with_rule(rule)).values()
    assert (single.attribute, single.values) == ("downwind_dense", ("yes",))


def test_a_note_asks_nothing():
    assert asked(schema=with_rule(replace(FARMLAND, severity="note"))) == {}


def test_a_constraint_of_the_clients_own_goes_before_the_rules():
    own = "constraints: [{id: rule-farmland, attribute: overlap_farmland, at_most: 1 亩}]"
    [single] = read_requirement(own, SCHEMA).constraints
    assert single.interval.upper > 600


def test_the_canonical_form_reads_as_the_same_and_adds_no_rule_twice():
    wanted = read_requirement(SIZE + "rules: {distances: {dense: 90 m}}", SCHEMA)
    assert wanted.canonical()["rules"] == "none"
    assert read_requirement(wanted.canonical(), SCHEMA) == wanted


def test_read_without_a_catalogue_the_choice_is_kept_for_one():
    loose = read_requirement(SIZE + "rules: {without: [farmland], distances: {dense: 90 m}}")
    assert [c.id for c in loose.constraints] == ["size"]
    again = read_requirement(loose.canonical(), SCHEMA)
    assert [c.id for c in again.constraints] == ["size", "rule-dense"]


def test_rules_are_found_by_their_id_with_their_evaluation():
    rule = replace(DENSE, severity="evaluate")
    [measured] = rules_of(with_rule(rule, evaluation=True)).values()
    assert measured.attribute.name == "separation_dense"
    assert measured.evaluation.name == "evaluation_dense"


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("in_forse", "unknown-rules"),
        ("[farmland]", "wrong-type"),
        ("{whithout: [farmland]}", "unknown-key"),
        ("{without: [farmlnd]}", "unknown-rule"),
        ("{classes: [hazardous]}", "unknown-class"),
        ("{also: [dense]}", "no-threshold"),
        ("{distances: {dense: 9 ha}}", "wrong-unit"),
        ("{distances: {dense: -9}}", "out-of-range"),
        ("{distances: {dence: 9}}", "unknown-rule"),
        ("{distances: [9]}", "wrong-type"),
    ],
)
def test_a_fault_is_told_by_its_kind(rules, code):
    assert codes(rules) == [code]


def test_a_template_for_a_class_is_read_with_any_catalogue():
    wanted = "{template: chemicals, without: [wharf]}"
    fire = replace(DENSE, classes=("fireworks",))
    for schema in (default_schema(), SCHEMA, with_rule(fire)):
        assert read_requirement(wanted, schema).rules is None
    bound = with_rule(replace(DENSE, confirmed=True, threshold=300.0))
    ids = [constraint.id for constraint in read_requirement(wanted, bound).constraints]
    assert ids[-1] == "rule-dense"


def test_a_class_is_no_fault_where_no_rule_has_any():
    assert asked("{classes: [hazardous_production]}", default_schema()) == {}
