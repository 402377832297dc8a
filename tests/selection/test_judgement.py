from __future__ import annotations

import pickle

import numpy as np
import pytest

from sitesel.errors import RequirementError
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement import (
    Categories,
    Constraint,
    Criterion,
    Group,
    Linear,
    Requirement,
    Step,
)
from sitesel.selection import judge, plan
from sitesel.selection.found import bits

BIG = Constraint("size", "area", "at_least", Interval(400), unit="m2")
NEAR = Constraint("near", "wharf", "at_most", Interval(upper=2000), unit="m")


def verdicts(table, constraint) -> str:
    """Judge one constraint: a letter a parcel, in the order G A B C D E F."""
    asked = Requirement(Text.of("t"), constraints=(constraint,))
    judged = judge(table.columns(), plan(asked))
    fails = bits(judged.fails[-1:], 0, 7)[0]
    unknown = bits(judged.unknown[-1:], 0, 7)[0]
    assert not (fails & unknown).any()
    return "".join("f" if f else "?" if u else "." for f, u in zip(fails, unknown, strict=True))


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (Constraint("c", "area", "at_least", Interval(399)), ".f?ff.."),
        (Constraint("c", "area", "more_than", Interval(399, lower_open=True)), ".f?fff."),
        (Constraint("c", "area", "at_most", Interval(upper=400)), "..?...f"),
        (Constraint("c", "area", "less_than", Interval(upper=400, upper_open=True)), "f.?...f"),
        (Constraint("c", "area", "between", Interval(300, 400, upper_open=True)), "f.?.f.f"),
        (Constraint("c", "wharf", "at_most", Interval(upper=5000)), "....f.."),
        (Constraint("c", "ready", "at_most", Interval(upper=1000), kind="date"), "..?f..f"),
        (Constraint("c", "area", "is_known"), "..f...."),
        (Constraint("c", "ratio", "is_known", kind="interval"), "..f...."),
        (Constraint("c", "status", "is_known", kind="category"), "..f...."),
        (Constraint("c", "remarks", "is_known", kind="text"), ".ff...f"),
    ],
)
def test_a_number_meets_a_constraint_up_to_its_ends(table, constraint, expected):
    assert verdicts(table, constraint) == expected


@pytest.mark.parametrize(
    ("op", "interval", "expected"),
    [  #                                        [1,2) [1,2] -  (2,3]  ≤0.8  ≥2  [2,2]
        ("at_least", Interval(2), "f.?.f.."),
        ("more_than", Interval(2, lower_open=True), "ff?.f.f"),
        ("at_most", Interval(upper=2), "..?f..."),
        ("less_than", Interval(upper=2, upper_open=True), "..?f.ff"),
        ("between", Interval(0.8, 1, lower_open=True, upper_open=True), "ff?ffff"),
        ("between", Interval(0.8, 1), "..?f.ff"),
        ("admits", Interval(2, 2), "f.?ff.."),
        ("admits", Interval(1.5, 1.5), "..?ffff"),
    ],
)
def test_a_permitted_range_meets_a_constraint_by_some_number_in_it(table, op, interval, expected):
    constraint = Constraint("c", "ratio", op, interval, kind="interval")
    assert verdicts(table, constraint) == expected


@pytest.mark.parametrize(
    ("attribute", "kind", "op", "values", "expected"),
    [  #                       100103 100103 1001 110101 10 100101 100103
        ("use", "code", "among", ("100103",), "..?f?f."),
        ("use", "code", "among", ("1001",), "...f?.."),
        ("use", "code", "none_of", ("100103",), "ff?.?.f"),
        ("use", "code", "none_of", ("1001", "11"), "ffff?ff"),
        ("status", "category", "among", ("listed", "let"), "..?f..."),
        ("status", "category", "none_of", ("sold", "let"), "..?f.f."),
        ("power", "flag", "among", ("yes",), "..?f.f?"),
    ],
)
def test_a_code_covers_its_descendants_and_its_ancestor_is_unknown(
    table, attribute, kind, op, values, expected
):
    constraint = Constraint("c", attribute, op, values=values, kind=kind)
    assert verdicts(table, constraint) == expected


LISTED = Constraint("listed", "status", "among", values=("listed",), kind="category")  # ..?f.f.
POWER = Constraint("power", "power", "among", values=("yes",), kind="flag")  # ..?f.f?


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (Group("g", "all", (BIG, NEAR)), ".f?ffff"),
        (Group("g", "any", (BIG, NEAR)), "....f.."),
        (Group("g", "none", (BIG, POWER)), "ff?.f.f"),
        (Group("g", "any", (BIG, Group("h", "all", (LISTED, POWER)))), "..?f.f."),
        (Group("g", "none", (Group("h", "none", (BIG,)),)), ".f?fff."),
        (Group("g", "all", ()), "......."),
        (Group("g", "any", ()), "fffffff"),
        (Group("g", "none", ()), "......."),
    ],
)
def test_groups_combine_by_strong_kleene_logic(table, group, expected):
    assert verdicts(table, group) == expected


def test_more_than_64_constraints_each_have_their_own_bits(table):
    many = tuple(Constraint(f"c{k:03}", "area", "at_least", Interval(300 + k)) for k in range(150))
    judged = judge(table.columns(), plan(Requirement(Text.of("t"), constraints=many)))
    # of 400, 300, ?, 300, 100, 399, 500 metres
    assert judged.rejected.tolist() == [1] + [3] * 99 + [4] + [5] * 49
    assert judged.untold.tolist() == [1] * 150


def test_more_than_64_categories_are_told_apart(table):
    columns = table.columns()
    words = tuple(f"w{k}" for k in range(200))
    columns.columns["status"] = type(columns["status"])(
        np.array([0, 63, -1, 64, 150, 199, 62], np.int32), words
    )
    constraint = Constraint("c", "status", "among", values=("w63", "w150"), kind="category")
    assert verdicts(table, constraint) == "f.?f.ff"


def test_what_a_catalogue_does_not_have_is_an_error_that_names_all_of_it(table):
    asked = Requirement(
        Text.of("t"),
        constraints=(
            Constraint("a", "aera", "at_least", Interval(1)),
            Constraint("b", "use", "at_least", Interval(1)),
        ),
    )
    with pytest.raises(RequirementError) as caught:
        judge(table.columns(), plan(asked))
    assert [fault.code for fault in caught.value.faults] == ["unknown-attribute", "wrong-operator"]
    assert "did you mean 'area'?" in str(caught.value)


def test_a_criterion_on_what_a_catalogue_does_not_have_is_an_error(table):
    asked = Requirement(
        Text.of("t"),
        criteria=(
            Criterion("a", "aera", Linear(1, 0)),
            Criterion("b", "use", Linear(1, 0)),
            Criterion("c", "area", Categories((("a", 1.0),))),
        ),
    )
    with pytest.raises(RequirementError) as caught:
        judge(table.columns(), plan(asked))
    codes = [fault.code for fault in caught.value.faults]
    assert codes == ["unknown-attribute", "wrong-value-function", "wrong-value-function"]


def test_an_open_end_of_a_range_is_itself_just_missed(table):
    steps = Criterion("r", "ratio", Step(((2.0, 1.0),)), end="upper", kind="interval")
    judged = judge(table.columns(), plan(Requirement(Text.of("t"), criteria=(steps,))))
    #                              [1,2) [1,2] -  (2,3] ≤0.8 ≥2 [2,2]
    assert judged.low.tolist() == [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0]
    assert judged.high.tolist() == [0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0]


def test_no_parcels_are_judged_too(table):
    asked = Requirement(
        Text.of("t"), constraints=(BIG,), criteria=(Criterion("a", "area", Linear(1, 0)),)
    )
    judged = judge(table.columns().slice(0, 0), plan(asked))
    assert (judged.count, judged.undecided, len(judged.rows), judged.near) == (0, 0, 0, [])


def test_plan_and_judgement_can_be_sent_to_another_process(table):
    asked = Requirement(Text.of("t"), constraints=(BIG, NEAR))
    planned = pickle.loads(pickle.dumps(plan(asked)))  # noqa: S301
    judged = judge(table.columns(), planned)
    back = pickle.loads(pickle.dumps(judged))  # noqa: S301
    assert back.near == judged.near
    assert np.array_equal(back.fails, judged.fails)
