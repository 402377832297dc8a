"""What holds of judging whatever the parcels and whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitesel.columns import CategoryColumn, Columns, IntervalColumn, QuantityColumn
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement import (
    AGGREGATIONS,
    Categories,
    Constraint,
    Criterion,
    Decay,
    Group,
    Linear,
    Piecewise,
    Requirement,
    Step,
    Target,
)
from sitesel.schema import Attribute, Schema
from sitesel.selection import judge, merge, plan
from sitesel.selection.found import bits
from sitesel.selection.selection import answer
from sitesel.suitability.reference import reference

QUANTITIES, CODES = ("q0", "q1", "q2"), ("10", "1001", "100101", "100103", "1101", "05")
KINDS = dict.fromkeys(QUANTITIES, "quantity") | {"r": "interval", "u": "code", "s": "category"}
WORDS = tuple(f"w{k}" for k in range(5))
SCHEMA = Schema(
    {n: Attribute(n, kind, Text.of(n), Text.of(n), "g") for n, kind in KINDS.items()}, {}
)
# few numbers, so that limits are hit and parcels are equal
NUMBERS = (0.0, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 1.0, 1.5, 3.0)
number = st.sampled_from(NUMBERS)
measured = st.sampled_from((*NUMBERS, np.nan, np.nan, np.inf, -np.inf))
some = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@st.composite
def tables(draw, most=150):
    size = draw(st.integers(0, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    pool = np.array([*NUMBERS, np.nan, np.nan, np.inf, -np.inf])
    columns = {name: QuantityColumn(rng.choice(pool, size)) for name in QUANTITIES}
    ends = np.sort(rng.choice([*NUMBERS, np.inf, -np.inf], (2, size)), axis=0)
    open_ends = rng.integers(0, 2, (2, size)).astype(np.int8)
    point = ends[0] == ends[1]
    ends[0, point & np.isinf(ends[0])] = 0.0
    ends[1, point & np.isinf(ends[1])] = 0.0
    open_ends[:, point] = 0
    ends[:, rng.random(size) < 0.2] = np.nan
    columns["r"] = IntervalColumn(ends[0], ends[1], open_ends[0], open_ends[1])
    columns["u"] = CategoryColumn(rng.integers(-1, len(CODES), size).astype(np.int32), CODES)
    columns["s"] = CategoryColumn(rng.integers(-1, 5, size).astype(np.int32), WORDS)
    ids = pa.array([f"P{k:03}" for k in rng.permutation(size)], pa.string())
    return Columns("parcels", ids, columns, SCHEMA)


@st.composite
def intervals(draw):
    low, high = sorted((draw(number), draw(number)))
    left, right = (False, False) if low == high else (draw(st.booleans()), draw(st.booleans()))
    return draw(
        st.sampled_from(
            (
                Interval(low, lower_open=left),
                Interval(upper=high, upper_open=right),
                Interval(low, high, left, right),
            )
        )
    )


@st.composite
def leaves(draw):
    attribute = draw(st.sampled_from(tuple(KINDS)))
    kind = KINDS[attribute]
    name, relaxable = f"c{draw(st.integers(0, 10**9))}", draw(st.booleans())
    if draw(st.integers(0, 5)) == 0:
        return Constraint(name, attribute, "is_known", kind=kind, relaxable=relaxable)
    if kind in ("code", "category"):
        pool = CODES if kind == "code" else WORDS
        values = tuple(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True)))
        op = draw(st.sampled_from(("among", "none_of")))
        return Constraint(name, attribute, op, values=values, kind=kind, relaxable=relaxable)
    return Constraint(name, attribute, "between", draw(intervals()), kind=kind, relaxable=relaxable)


@st.composite
def groups(draw, members):
    kind = draw(st.sampled_from(("all", "any", "none")))
    name, relaxable = f"g{draw(st.integers(0, 10**9))}", draw(st.booleans())
    return Group(name, kind, tuple(draw(st.lists(members, max_size=4))), relaxable)


constraints = st.recursive(leaves(), groups, max_leaves=6)


@st.composite
def criteria(draw):
    attribute = draw(st.sampled_from(tuple(KINDS)))
    kind = KINDS[attribute]
    name, weight = f"k{draw(st.integers(0, 10**9))}", draw(st.sampled_from((0.1, 1, 3, 7.7)))
    share = st.sampled_from((0.0, 0.1, 0.3, 0.5, 1.0))
    if kind in ("code", "category"):
        pool = CODES if kind == "code" else WORDS
        keys = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4, unique=True))
        table = Categories(tuple((key, draw(share)) for key in keys), draw(share))
        return Criterion(name, attribute, table, weight, kind=kind)
    low, middle, high = sorted(draw(st.lists(number, min_size=3, max_size=3, unique=True)))
    function = draw(
        st.sampled_from(
            (
                Linear(low, high),
                Linear(high, low),
                Target(middle, middle - low, high - middle),
                Target(middle, 0.0, high - middle),
                Decay(low, high),
                Decay(high, middle),
                Step(((low, draw(share)), (high, draw(share))), draw(share)),
                Piecewise(((low, draw(share)), (middle, draw(share)), (high, draw(share)))),
            )
        )
    )
    end = draw(st.sampled_from(("lower", "upper"))) if kind == "interval" else None
    return Criterion(name, attribute, function, weight, end, kind)


def unique(things):
    return list({thing.id: thing for thing in things}.values())


@st.composite
def requirements(draw):
    return Requirement(
        Text.of("any"),
        constraints=tuple(unique(draw(st.lists(constraints, max_size=3)))),
        criteria=tuple(unique(draw(st.lists(criteria(), max_size=5)))),
        aggregation=draw(st.sampled_from(AGGREGATIONS)),
        limit=draw(st.integers(0, 20)),
        near_misses=draw(st.integers(0, 20)),
    )


def chosen(columns, requirement):
    planned = plan(requirement)
    return answer("c", requirement, columns, planned, judge(columns, planned))


def by_id(selection):
    """Return where each parcel ended up, ranks and rows left out."""
    return {
        line.parcel: (
            line.disposition,
            line.suitability,
            line.interval,
            {f.constraint: f for f in line.rejected_by},
            {f.constraint: f for f in line.unknown},
        )
        for line in selection.ledger()
    }


@some
@given(tables(), requirements())
def test_the_counts_add_up(columns, requirement):
    selection = chosen(columns, requirement)
    counts, ledger = selection.counts, list(selection.ledger())
    kinds = [line.disposition for line in ledger]
    assert counts.total == columns.count == len(ledger)
    assert counts.candidates == kinds.count("candidate")
    assert counts.rejected == kinds.count("rejected")
    assert counts.undecided == kinds.count("undecided")
    for reason in selection.reasons:
        told = [[f.constraint for f in line.rejected_by] for line in ledger]
        untold = [[f.constraint for f in line.unknown] for line in ledger]
        assert reason.rejected == sum(reason.constraint in names for names in told)
        assert reason.unknown == sum(reason.constraint in names for names in untold)


@some
@given(tables(), requirements())
def test_the_kernel_agrees_with_numpy(columns, requirement):
    judged, expected = judge(columns, plan(requirement)), reference(columns, requirement)
    top = list(plan(requirement).screen.top)
    assert np.array_equal(bits(judged.fails[top], 0, columns.count), expected.fails)
    assert np.array_equal(bits(judged.unknown[top], 0, columns.count), expected.unknown)
    assert np.array_equal(judged.rows, np.flatnonzero(expected.candidate))
    np.testing.assert_allclose(judged.low, expected.low[judged.rows], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(judged.high, expected.high[judged.rows], rtol=1e-12, atol=1e-14)


@some
@given(tables(), requirements(), st.randoms(use_true_random=False))
def test_the_order_of_constraints_and_criteria_changes_nothing(columns, requirement, random):
    def shuffled(members):
        mixed = [
            replace(m, members=shuffled(m.members)) if isinstance(m, Group) else m for m in members
        ]
        return tuple(random.sample(mixed, len(mixed)))

    other = replace(
        requirement,
        constraints=shuffled(requirement.constraints),
        criteria=tuple(random.sample(requirement.criteria, len(requirement.criteria))),
    )
    one, two = chosen(columns, requirement), chosen(columns, other)
    ranked = [[(c.parcel, c.rank, c.suitability, c.tied) for c in s.candidates] for s in (one, two)]
    assert ranked[0] == ranked[1]
    assert [n.parcel for n in one.near_misses] == [n.parcel for n in two.near_misses]
    assert one.counts == two.counts
    assert one.judged.low.tobytes() == two.judged.low.tobytes()
    assert one.judged.high.tobytes() == two.judged.high.tobytes()


@some
@given(tables(), requirements(), st.data())
def test_deleting_parcels_changes_nothing_for_the_others_bit_for_bit(columns, requirement, data):
    keep = data.draw(st.lists(st.booleans(), min_size=columns.count, max_size=columns.count))
    fewer = columns.take(np.flatnonzero(keep))
    one = chosen(columns, replace(requirement, limit=999, near_misses=999))
    two = chosen(fewer, replace(requirement, limit=999, near_misses=999))
    before, after = by_id(one), by_id(two)
    assert after == {parcel: before[parcel] for parcel in after}
    kept = set(after)
    assert [c.parcel for c in two.candidates] == [
        c.parcel for c in one.candidates if c.parcel in kept
    ]
    assert two.near_misses == tuple(
        replace(n, row=two.columns.row(n.parcel)) for n in one.near_misses if n.parcel in kept
    )


@some
@given(tables(), requirements(), st.lists(st.integers(0, 150), max_size=5))
def test_partitions_merged_are_the_whole_bit_for_bit(columns, requirement, cuts):
    planned = plan(requirement)
    edges = sorted({0, columns.count, *(cut for cut in cuts if cut < columns.count)})
    parts = [columns.slice(a, b) for a, b in pairwise(edges)] or [columns]
    whole = judge(columns, planned)
    merged = merge([judge(part, planned) for part in parts], near_misses=requirement.near_misses)
    for name in ("fails", "unknown", "rejected", "untold", "rows", "low", "high"):
        assert getattr(whole, name).tobytes() == getattr(merged, name).tobytes(), name
    assert (whole.count, whole.undecided, whole.near) == (
        merged.count, merged.undecided, merged.near
    )  # fmt: skip


@some
@given(tables(most=20), requirements(), st.integers(0, 2**32))
def test_unknowns_filled_in_never_leave_the_interval(columns, requirement, seed):
    rng = np.random.default_rng(seed)
    filled = dict(columns.columns)
    for name in QUANTITIES:
        values = columns[name].values.copy()
        blank = np.isnan(values)
        values[blank] = rng.uniform(-1, 4, blank.sum())
        filled[name] = QuantityColumn(values)
    for name in ("u", "s"):
        codes, words = columns[name].codes.copy(), columns[name].categories
        codes[codes < 0] = rng.integers(0, len(words), (codes < 0).sum())
        if name == "u":  # a class not derived turns out to be any below it
            for row, code in enumerate(codes):
                under = [k for k, word in enumerate(words) if word.startswith(words[code])]
                codes[row] = rng.choice(under)
        filled[name] = CategoryColumn(codes, words)
    known = replace(columns, columns=filled)
    asked = replace(requirement, constraints=())
    loose, tight = judge(columns, plan(asked)), judge(known, plan(asked))
    assert (loose.low <= tight.low).all()
    assert (tight.high <= loose.high).all()
    assert (loose.low >= 0).all()
    assert (loose.high <= 1).all()


@some
@given(tables(), requirements())
def test_contributions_add_up_to_the_suitability(columns, requirement):
    for candidate in chosen(columns, requirement).candidates:
        total = sum(part.share for part in candidate.contributions)
        assert total == pytest.approx(candidate.suitability, abs=1e-12)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(requirements(), st.integers(0, 2**32))
def test_threads_and_blocks_change_no_bit(requirement, seed):
    rng = np.random.default_rng(seed)
    size = 3 * 4096 + 77
    columns = {name: QuantityColumn(rng.random(size)) for name in QUANTITIES}
    columns["r"] = IntervalColumn(
        rng.random(size), 1 + rng.random(size), *np.zeros((2, size), np.int8)
    )
    columns["u"] = CategoryColumn(rng.integers(-1, len(CODES), size).astype(np.int32), CODES)
    columns["s"] = CategoryColumn(rng.integers(-1, 5, size).astype(np.int32), WORDS)
    table = Columns("parcels", pa.array([f"P{k}" for k in range(size)]), columns, SCHEMA)
    planned = plan(requirement)
    one, three = (judge(table, planned, threads=n) for n in (1, 3))
    for name in ("fails", "unknown", "rejected", "untold", "rows", "low", "high"):
        assert getattr(one, name).tobytes() == getattr(three, name).tobytes(), name
    assert one.near == three.near
