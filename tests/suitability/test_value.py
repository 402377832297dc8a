from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from sitesel.columns import CategoryColumn, Columns, IntervalColumn, QuantityColumn
from sitesel.requirement import Categories, Criterion, Decay, Linear, Piecewise, Step, Target
from sitesel.schema import default_schema
from sitesel.suitability.kernel import values_of
from sitesel.suitability.plan import bind_score, plan_score
from sitesel.suitability.value import span, value_at

INF, NAN = math.inf, math.nan


def worked_out(function, *numbers):
    """Work out a value function by the kernel: (least, most) where they differ."""
    column = QuantityColumn(np.array(numbers, float))
    ids = pa.array([str(k) for k in range(len(numbers))])
    table = Columns("parcels", ids, {"area": column}, default_schema())
    score, alive = bind_score(plan_score([Criterion("c", "area", function)], "weighted_sum"), table)
    least, most = values_of(score, table.count, np.arange(table.count))
    del alive
    return [
        a if a == b else (a, b) for a, b in zip(least[0].tolist(), most[0].tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("function", "numbers", "expected"),
    [
        (Linear(0, 10), (-1, 0, 2.5, 10, 11, INF, -INF), [1, 1, 0.75, 0, 0, 0, 1]),
        (Linear(10, 0), (-1, 0, 2.5, 10, INF), [0, 0, 0.25, 1, 0]),
        (Target(10, 4, 2), (5, 6, 8, 10, 11, 12, INF), [0, 0, 0.5, 1, 0.5, 0, 0]),
        (Target(10, 0, 2), (9.999, 10, 11), [0, 1, 0.5]),
        (Target(10, 0, 0), (9.999, 10, 10.001), [0, 1, 0]),
        (Step(((1, 0.5), (3, 0.25))), (0, 1, 2.9, 3, INF), [0, 0.5, 0.5, 0.25, 0]),
        (Step(((1, 0.5),), below=1), (-INF, 0.999, 1), [1, 1, 0.5]),
        (Decay(0, 100), (-5, 0, 100, 200, 300, INF), [1, 1, 0.5, 0.25, 0.125, 0]),
        (Decay(100, 0), (200, 100, 0, -100, INF), [1, 1, 0.5, 0.25, 0]),
        (Piecewise(((0, 0.1), (2, 0.7))), (2, INF), [0.7, 0]),
        (
            Piecewise(((0, 0.1), (2, 0.7), (4, 0.7), (5, 0.0))),
            (-INF, 0, 1, 2, 3, 4, 4.5, 5, INF),
            [0.1, 0.1, 0.4, 0.7, 0.7, 0.7, 0.35, 0.0, 0.0],
        ),
    ],
)
def test_a_value_function_is_exact_at_its_own_points(function, numbers, expected):
    assert worked_out(function, *numbers) == pytest.approx(expected, abs=1e-16)
    assert [value_at(function, number) for number in numbers] == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("function", "range_"),
    [
        (Linear(0, 1), (0, 1)),
        (Target(0, 1, 1), (0, 1)),
        (Decay(0, 1), (0, 1)),
        (Step(((1, 0.5), (2, 0.3)), below=0.4), (0.3, 0.5)),
        (Piecewise(((0, 0.2), (1, 0.9))), (0.2, 0.9)),
    ],
)
def test_what_is_not_known_may_be_anything_the_function_can_give(function, range_):
    assert worked_out(function, NAN) == [range_]
    assert span(function) == range_


def test_a_permitted_range_without_a_limit_is_not_unreachable():
    column = IntervalColumn(
        np.array([1.0]), np.array([INF]), np.zeros(1, np.int8), np.zeros(1, np.int8)
    )
    table = Columns("parcels", pa.array(["A"]), {"plot_ratio": column}, default_schema())
    criterion = Criterion("c", "plot_ratio", Linear(2, 0), 1, "upper", "interval")
    score, alive = bind_score(plan_score([criterion], "weighted_sum"), table)
    least, _ = values_of(score, 1, np.arange(1))
    del alive
    assert least[0].tolist() == [value_at(Linear(2, 0), INF, limit=True)] == [1.0]


def test_what_is_not_known_may_turn_out_to_be_unreachable():
    minutes = replace(default_schema()["area"], name="minutes", state="reason")
    schema = default_schema().with_attributes([minutes])
    table = Columns(
        "parcels", pa.array(["A"]), {"minutes": QuantityColumn(np.array([NAN]))}, schema
    )
    criterion = Criterion("c", "minutes", Step(((10, 0.5),), below=1))
    score, alive = bind_score(plan_score([criterion], "weighted_sum"), table)
    least, most = values_of(score, 1, np.arange(1))
    del alive
    assert (least[0, 0], most[0, 0]) == (0.0, 1.0)


def test_a_class_not_derived_may_be_any_of_its_descendants():
    table = Categories((("100101", 1.0), ("100103", 0.1)), other=0.5)
    codes = CategoryColumn(np.array([0, 1, 2, 3, -1], np.int32), ("1001", "100101", "100102", "05"))
    columns = Columns("parcels", pa.array(list("abcde")), {"planning_use": codes}, default_schema())
    criterion = Criterion("u", "planning_use", table, kind="code")
    score, alive = bind_score(plan_score([criterion], "weighted_sum"), columns)
    least, most = values_of(score, 5, np.arange(5))
    del alive
    assert least[0].tolist() == [0.1, 1.0, 0.5, 0.5, 0.1]
    assert most[0].tolist() == [1.0, 1.0, 0.5, 0.5, 1.0]


def test_a_category_has_no_number():
    with pytest.raises(TypeError):
        value_at(Categories((("a", 1.0),)), 1)
