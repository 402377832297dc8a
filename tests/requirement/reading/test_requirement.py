from __future__ import annotations

import pytest

from sitesel.errors import RequirementError
from sitesel.language import Text
from sitesel.requirement import Group, check, leaves, read_requirement
from sitesel.schema import Attribute, default_schema

SCHEMA = default_schema()


def faults(source, schema=None):
    with pytest.raises(RequirementError) as caught:
        read_requirement(source, schema)
    return caught.value.faults


def codes(constraint: str = "", criterion: str = "") -> list[str]:
    body = f"constraints: [{constraint}]\n" if constraint else ""
    body += f"criteria: [{criterion}]" if criterion else ""
    return [fault.code for fault in faults(body)]


def test_every_fault_is_told_with_its_line_in_order(tmp_path):
    path = tmp_path / "wanted.yaml"
    path.write_text(
        "limit: many\n"
        "constraints:\n"
        "  - {attribute: aera, at_least: 1}\n"
        "  - {attribute: area, at_lest: 1}\n"
        "criteria:\n"
        "  - {attribute: area, value: {liner: {best: 1, worst: 2}}, weight: 0}\n",
        "utf-8",
    )
    assert [(f.line, f.code) for f in faults(path)] == [
        (1, "wrong-type"),
        (3, "unknown-attribute"),
        (4, "unknown-operator"),
        (6, "zero-weight"),
        (6, "unknown-value-function"),
    ]


def test_a_fault_names_its_place_what_was_asked_and_the_way_out():
    [fault] = faults("constraints:\n  - {attribute: aera, at_least: 1}")
    said = "line 2, constraints[0].attribute: no attribute 'aera'; did you mean 'area'?"
    assert fault.say("en") == said


def test_the_message_counts_the_faults_and_names_the_file(tmp_path):
    path = tmp_path / "wanted.yaml"
    path.write_text("constraints: [{attribute: aera, at_least: 1}]", "utf-8")
    with pytest.raises(RequirementError, match=r"^wanted\.yaml has 1 fault:\n  line 1"):
        read_requirement(path)


def test_a_file_that_is_not_there_is_told_in_words(tmp_path):
    with pytest.raises(RequirementError, match="can't read the requirement"):
        read_requirement(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("constraint", "code"),
    [
        ("{attribute: area, at_least: 410 米}", "wrong-unit"),
        ("{attribute: planning_use, at_least: 3}", "operator-does-not-fit"),
        ("{attribute: area, among: [1, 2]}", "operator-does-not-fit"),
        ("{attribute: area, admits: 1}", "operator-does-not-fit"),
        ("{attribute: name, among: [甲]}", "operator-does-not-fit"),
        ("{attribute: floor_area, at_least: 10}", "attribute-of-other-sites"),
        ("{attribute: area}", "no-operator"),
        ("{at_least: 3}", "no-attribute"),
        ("{attribute: area, min: 4}", "unknown-operator"),
        ("{attribute: area, at_least: 4, is_known: true}", "two-operators"),
        ("{attribute: area, is_known: false}", "not-known"),
        ("{any: []}", "empty-group"),
        ("{any: [{attribute: area, at_least: 1}], attribute: area}", "group-and-more"),
        ("{attribute: area, at_least: 4, relaxable: perhaps}", "wrong-type"),
        ("{attribute: area, at_least: 4, id: 'a b'}", "bad-id"),
        ("area >= 4", "wrong-type"),
    ],
)
def test_a_faulty_constraint_has_one_fault(constraint, code):
    assert codes(constraint=constraint) == [code]


@pytest.mark.parametrize(
    ("criterion", "code"),
    [
        ("{attribute: area, value: {linear: {best: 1, worst: 1}}}", "equal-ends"),
        ("{attribute: area, value: {linear: {best: 1}}}", "missing-argument"),
        ("{attribute: area, value: {linear: {best: 1, wurst: 2}}}", "unknown-argument"),
        ("{attribute: area, value: {categories: {a: 1}}}", "value-function-does-not-fit"),
        ("{attribute: area, linear: {best: 1, worst: 2}}", "value-function-misplaced"),
        ("{attribute: area, at_least: 4, value: {step: {at: 1}}}", "operator-in-criterion"),
        ("{attribute: area}", "no-value-function"),
        ("{attribute: name, value: {categories: {a: 1}}}", "attribute-not-weighed"),
        ("{attribute: plot_ratio, value: {linear: {best: 1, worst: 2}}}", "no-end"),
        ("{attribute: area, end: lower, value: {step: {at: 1}}}", "end-does-not-fit"),
        ("{attribute: area, value: {piecewise: {points: [[2, 0], [1, 1]]}}}", "not-rising"),
        ("{attribute: area, value: {piecewise: {points: [[1, 0], [2, 7]]}}}", "out-of-range"),
        ("{attribute: area, value: {step: {at: 1, steps: [[1, 1]]}}}", "two-steps"),
        ("{attribute: area, value: {target: {best: 1, tolerance: 0}}}", "out-of-range"),
        ("{attribute: area, value: {step: {at: 1}}, weight: -1}", "out-of-range"),
        ("{attribute: levelled, value: {categories: {yes: 1, 是: 0}}}", "duplicate-key"),
        ("{attribute: area, value: {step: {at: 1}}, wieght: 1}", "unknown-key"),
    ],
)
def test_a_faulty_criterion_tells_its_fault(criterion, code):
    assert code in codes(criterion=criterion)


def test_several_criteria_each_need_a_weight():
    one = "{attribute: area, value: {step: {at: 1}}, weight: 1}"
    other = "{attribute: width, value: {step: {at: 1}}}"
    assert codes(criterion=f"{one}, {other}") == ["no-weight"]


def test_a_criterion_alone_needs_no_weight():
    wanted = read_requirement("criteria: [{attribute: area, value: {step: {at: 1}}}]")
    assert wanted.criteria[0].weight == 1


def test_ids_that_repeat_are_a_fault_inside_groups_too():
    inside = "{any: [{id: a, attribute: area, at_least: 1}]}"
    assert codes(constraint=f"{{id: a, attribute: width, at_least: 1}}, {inside}") == [
        "duplicate-id"
    ]


def test_a_constraint_and_a_criterion_may_share_an_id():
    wanted = read_requirement(
        "constraints: [{id: size, attribute: area, at_least: 1}]\n"
        "criteria: [{id: size, attribute: area, value: {step: {at: 1}}}]"
    )
    assert wanted.constraints[0].id == wanted.criteria[0].id


def test_a_requirement_that_asks_for_nothing_is_a_fault():
    assert [fault.code for fault in faults("title: 空")] == ["nothing-asked"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("- a", "wrong-type"),
        ("constraints: {attribute: area, at_least: 1}", "wrong-type"),
        ("{sites: hall, limit: 1}", "unknown-sites"),
        ("{aggregation: topsy}", "unknown-aggregation"),
        ("{limit: 2.5}", "wrong-type"),
        ("{template: chemical}", "unknown-template"),
        ("{near_mises: 3}", "unknown-key"),
    ],
)
def test_faults_of_the_whole_are_told(source, code):
    assert faults(source)[0].code == code


def test_two_ends_in_one_constraint_are_a_range():
    [wanted] = read_requirement(
        "constraints: [{attribute: area, more_than: 1, at_most: 2}]"
    ).constraints
    assert wanted.needs() == "∈ (1, 2] m2"


def test_ids_that_are_not_written_come_from_what_is_asked():
    wanted = read_requirement(
        "constraints:\n"
        "  - {attribute: area, at_least: 1}\n"
        "  - {attribute: area, at_most: 9}\n"
        "  - {attribute: area, at_most: 8}\n"
        "  - any: [{attribute: width, at_least: 1}, {attribute: depth, at_least: 1}]\n"
        "  - none: [{attribute: levelled, among: no}]\n"
    )
    assert [constraint.id for constraint in wanted.constraints] == [
        "area",
        "area_at_most",
        "area_at_most_2",
        "width_or_depth",
        "no_levelled",
    ]


def test_members_of_groups_have_ids_too():
    wanted = read_requirement("constraints: [{any: [{attribute: width, at_least: 1}]}]")
    [group] = wanted.constraints
    assert isinstance(group, Group)
    assert (group.id, [leaf.id for leaf in leaves([group])]) == ("width", ["width_at_least"])


def test_an_attribute_may_be_named_by_its_label():
    assert (
        read_requirement("constraints: [{attribute: 图上面积, at_least: 1}]").constraints[0].id
        == "area"
    )


def test_any_facility_kind_is_taken_without_a_catalogue():
    wanted = read_requirement("constraints: [{attribute: distance_to_heliport, at_most: 2 km}]")
    assert wanted.constraints[0].needs() == "≤ 2000 m"


def test_only_the_catalogues_facilities_are_taken_with_its_schema():
    source = "constraints: [{attribute: distance_to_heliport, at_most: 2 km}]"
    assert [fault.code for fault in faults(source, SCHEMA)] == ["unknown-attribute"]


def test_a_requirement_checked_against_another_unit_is_refused():
    wanted = read_requirement("constraints: [{attribute: area, at_least: 1}]", SCHEMA)
    acres = Attribute("area", "quantity", Text.of("a"), Text.of("a"), "area", unit="acre")
    with pytest.raises(RequirementError, match="in acre here"):
        check(wanted, SCHEMA.with_attributes([acres]))


def test_a_requirement_checked_against_a_schema_that_lacks_its_attribute_is_refused():
    wanted = read_requirement("constraints: [{attribute: distance_to_wharf, at_least: 1}]")
    with pytest.raises(RequirementError, match="no attribute 'distance_to_wharf'"):
        check(wanted, SCHEMA)


def test_a_requirement_checked_against_its_own_schema_passes():
    check(read_requirement("constraints: [{attribute: area, at_least: 1}]", SCHEMA), SCHEMA)


def test_groups_nested_too_deeply_are_a_fault():
    nested = "{attribute: area, at_least: 1}"
    for _ in range(9):
        nested = f"{{any: [{nested}]}}"
    assert codes(constraint=nested) == ["too-deep"]


def test_more_constraints_than_judging_can_keep_apart_are_a_fault():
    many = ", ".join(["{attribute: area, at_least: 1}"] * 201)
    assert codes(constraint=many) == ["too-many"]


@pytest.mark.parametrize("name", ["wanted.yaml", "a folder/wanted.YML", "r.json"])
def test_text_that_is_a_file_name_is_told_to_be_one(name):
    with pytest.raises(RequirementError, match="pass Path"):
        read_requirement(name)


def test_one_line_of_text_that_ends_like_a_file_name_is_still_a_requirement():
    assert [fault.code for fault in faults("title: wanted.yaml")] == ["nothing-asked"]


@pytest.mark.parametrize(
    ("criterion", "told"),
    [
        ("{linear: {bset: 0, worst: 1}}", "没有 linear 的参数 'bset'；是不是 'best'？"),
        ("{step: {at: 20 m2, below: abc, above: 1}}", "应为数字，不是 'abc'"),
    ],
)
def test_faults_are_told_in_whole_chinese_sentences(criterion, told):
    source = f"criteria: [{{attribute: area, value: {criterion}}}]"
    assert told in faults(source)[0].say("zh")
