from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sitesel.columns import Columns, IntervalColumn, QuantityColumn
from sitesel.interval import Interval
from sitesel.requirement import Constraint, Group
from sitesel.schema import default_schema
from sitesel.screening import plan_screen
from sitesel.screening.near_misses import least, near_misses
from sitesel.screening.plan import bind_screen
from sitesel.suitability.kernel import Pass, judge_words
from sitesel.suitability.plan import bind_score, plan_score

NAN = np.nan


def nearest(constraints, wanted=10, **columns):
    """Return (id, failing constraints, sum of relative margins) of the nearest."""
    count = len(next(iter(columns.values())))
    held = {name: QuantityColumn(np.array(values, float)) for name, values in columns.items()}
    table = Columns("parcels", pa.array([f"P{k}" for k in range(count)]), held, default_schema())
    plan = plan_screen(constraints)
    screen, alive = bind_screen(plan, table)
    score, more = bind_score(plan_score((), "weighted_sum"), table)
    words = -(-count // 64)
    planes = np.zeros((2, len(plan.nodes), words), np.uint64)
    out = Pass(*planes, np.zeros(count, np.int64), np.zeros(count), np.zeros(count))
    judge_words(screen, score, count, 0, words, out)
    near = near_misses(screen, table.ids, out.fails, out.unknown, wanted)
    del alive, more
    return [(name, failing, pytest.approx(margin)) for _, failing, margin, name, _ in near]


def at_least(name, number, attribute="area", **more):
    return Constraint(name, attribute, "at_least", Interval(number), **more)


def test_off_by_as_much_as_the_limit_counts_a_half():
    assert nearest([at_least("a", 100)], area=[0, 50, 99.9, 100, NAN]) == [
        ("P2", 1, 0.1 / 100.1), ("P1", 1, 50 / 150), ("P0", 1, 0.5),
    ]  # fmt: skip


def test_a_limit_of_zero_still_tells_near_from_far():
    limit = Constraint("a", "area", "at_most", Interval(upper=0))
    assert [name for name, *_ in nearest([limit], area=[5, 1, 0])] == ["P1", "P0"]


def test_a_day_late_counts_against_a_year():
    date = Constraint("d", "available_from", "at_most", Interval(upper=20_000), kind="date")
    assert nearest([date], available_from=[20_365]) == [("P0", 1, 0.5)]


def test_fewer_failings_come_before_smaller_margins():
    both = [at_least("a", 100), at_least("b", 100, "price")]
    assert nearest(both, area=[0, 99], price=[100, 99]) == [("P0", 1, 0.5), ("P1", 2, 2 / 101)]


def test_any_counts_its_nearest_member_and_all_adds_up():
    either = Group("g", "any", (at_least("a", 100), at_least("b", 100, "price")))
    assert nearest([either], area=[0], price=[50]) == [("P0", 1, 50 / 150)]
    both = Group("g", "all", (at_least("a", 100), at_least("b", 100, "price")))
    assert nearest([both], area=[0], price=[50]) == [("P0", 1, 0.5 + 50 / 150)]


def test_none_counts_what_has_to_stop_holding():
    neither = Group("g", "none", (at_least("a", 100), at_least("b", 100, "price")))
    assert nearest([neither], area=[150], price=[50]) == [("P0", 1, 50 / 150)]
    assert nearest([neither], area=[150], price=[200]) == [("P0", 1, 50 / 150 + 0.5)]


def test_what_is_unknown_in_a_group_is_not_known_to_miss():
    both = Group("g", "all", (at_least("a", 100), at_least("b", 100, "price")))
    assert nearest([both], area=[0], price=[NAN]) == [("P0", 1, 0.5)]


def test_a_range_misses_by_the_gap_between():
    column = IntervalColumn(*np.array([[1.0], [2.0]]), *np.zeros((2, 1), np.int8))
    table = Columns("parcels", pa.array(["P"]), {"plot_ratio": column}, default_schema())
    wanted = Constraint("r", "plot_ratio", "at_least", Interval(3), kind="interval")
    plan = plan_screen([wanted])
    screen, alive = bind_screen(plan, table)
    failing, unknown = np.ones((1, 1), np.uint64), np.zeros((1, 1), np.uint64)
    assert near_misses(screen, table.ids, failing, unknown, 1) == [(False, 1, 0.25, "P", 0)]
    del alive


def test_as_many_as_wanted_and_ties_by_id_over_many_words():
    area = np.zeros(1000)
    area[[3, 700]] = 50
    assert [name for name, *_ in nearest([at_least("a", 100)], 4, area=area)] == [
        "P3", "P700", "P0", "P1",
    ]  # fmt: skip


def test_more_failings_than_a_byte_counts_are_counted():
    many = [at_least(f"c{k:03}", 100) for k in range(300)]
    assert nearest(many, area=[50]) == [("P0", 300, 300 * 50 / 150)]


def test_the_least_of_nothing_is_nothing():
    assert least(np.zeros(0), pa.array([], pa.string()), np.zeros(0, np.int64), 3) == []
    assert least(np.ones(2), pa.array(["b", "a"]), np.arange(2), 0) == []
