"""The same judging in plain numpy: slower, easy to read, and the oracle of the kernel.

It takes the requirement as it is written, not the plan that the kernel takes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import (
    UNREACHABLE,
    CategoryColumn,
    Column,
    Columns,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
)
from sitesel.requirement import (
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
from sitesel.suitability.value import span

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What the kernel has to come to.

    Parameters
    ----------
    fails, unknown
        For each top-level constraint in the order written; (constraints, rows).
    candidate
        Whether a row fails nothing and nothing is unknown.
    low, high
        Guaranteed and highest possible suitability, of every row.
    """

    fails: Booleans
    unknown: Booleans
    candidate: Booleans
    low: Floats
    high: Floats


def reference(columns: Columns, requirement: Requirement) -> Reference:
    """Judge all rows with numpy, column by column.

    Parameters
    ----------
    columns
        Of the rows.
    requirement
        With attributes that the columns have.
    """
    shape = (len(requirement.constraints), columns.count)
    fails, unknown = np.zeros(shape, bool), np.zeros(shape, bool)
    for k, constraint in enumerate(requirement.constraints):
        fails[k], unknown[k] = screen(constraint, columns)
    least = np.zeros((len(requirement.criteria), columns.count))
    most = least.copy()
    for k, criterion in enumerate(requirement.criteria):
        least[k], most[k] = value(criterion, columns)
    weights = np.array([criterion.weight for criterion in requirement.criteria])
    weights = weights / weights.sum() if len(weights) else weights
    low = aggregate(requirement.aggregation, weights, least)
    high = aggregate(requirement.aggregation, weights, most)
    candidate = np.asarray(~(fails | unknown).any(axis=0))
    return Reference(fails, unknown, candidate, low, high)


def screen(constraint: Constraint | Group, columns: Columns) -> tuple[Booleans, Booleans]:
    """Return which rows fail a constraint, and for which it is unknown."""
    if isinstance(constraint, Group):
        rows = np.zeros((1, columns.count), bool)
        pairs = [screen(member, columns) for member in constraint.members]
        fails = np.concatenate([rows[:0], *(f[None] for f, _ in pairs)])
        unknown = np.concatenate([rows[:0], *(u[None] for _, u in pairs)])
        holds = ~(fails | unknown)
        settled = np.asarray((fails if constraint.kind == "all" else holds).any(axis=0))
        failing = np.asarray(fails.all(axis=0)) if constraint.kind == "any" else settled
        return failing, np.asarray(unknown.any(axis=0)) & ~settled
    column = columns[constraint.attribute]
    blank = _blank(column)
    if constraint.op == "is_known":
        return blank, np.zeros_like(blank)
    if isinstance(column, CategoryColumn):
        return _screen_category(constraint, column)
    fails = ~_meets(constraint, column) & ~blank
    return fails, blank


def _blank(column: Column) -> Booleans:
    match column:
        case QuantityColumn(values):
            return np.isnan(values)
        case IntervalColumn(lower):
            return np.isnan(lower)
        case CategoryColumn(codes):
            return codes < 0
        case TextColumn(words):
            return np.array([word is None for word in words.to_pylist()], bool)


def _meets(constraint: Constraint, column: Column) -> Booleans:
    wanted = constraint.interval
    if wanted is None:
        raise TypeError(constraint)
    if isinstance(column, QuantityColumn):
        numbers = column.values
        above = numbers > wanted.lower if wanted.lower_open else numbers >= wanted.lower
        below = numbers < wanted.upper if wanted.upper_open else numbers <= wanted.upper
        return np.asarray(above & below & (numbers != UNREACHABLE))
    if not isinstance(column, IntervalColumn):
        raise TypeError(constraint)
    both_low = ~(column.lower_open.astype(bool) | wanted.upper_open)
    both_high = ~(column.upper_open.astype(bool) | wanted.lower_open)
    starts = (column.lower < wanted.upper) | ((column.lower == wanted.upper) & both_low)
    ends = (column.upper > wanted.lower) | ((column.upper == wanted.lower) & both_high)
    return np.asarray(starts & ends)


def _screen_category(constraint: Constraint, column: CategoryColumn) -> tuple[Booleans, Booleans]:
    words = [*column.categories, ""]  # position -1 is not known
    tree = constraint.kind == "code"
    named = np.array(
        [any(w.startswith(v) if tree else w == v for v in constraint.values) for w in words]
    )
    above = np.array([tree and any(v.startswith(w) for v in constraint.values) for w in words])
    unsure = (above & ~named)[column.codes] | (column.codes < 0)
    hit = named[column.codes]
    return (~hit if constraint.op == "among" else hit) & ~unsure, unsure


def value(criterion: Criterion, columns: Columns) -> tuple[Floats, Floats]:
    """Return the least and the most value of each row."""
    column, function = columns[criterion.attribute], criterion.value
    if isinstance(function, Categories):
        return _category_value(criterion, function, column)
    strict = np.zeros(columns.count, bool)
    if isinstance(column, IntervalColumn):
        if criterion.end == "lower":
            numbers = column.lower
        else:
            numbers, strict = column.upper, column.upper_open.astype(bool)
    elif isinstance(column, QuantityColumn):
        numbers = column.values
    else:
        raise TypeError(criterion)
    with np.errstate(all="ignore"):
        values = _values(function, numbers, strict)
    if isinstance(column, QuantityColumn):
        values = np.where(numbers == UNREACHABLE, 0.0, values)
    least, most = span(function)
    if columns.schema[criterion.attribute].state:  # it may turn out to be unreachable
        least = 0.0
    blank = np.isnan(numbers)
    return np.where(blank, least, values), np.where(blank, most, values)


def _values(
    function: Linear | Piecewise | Step | Target | Decay, numbers: Floats, strict: Booleans
) -> Floats:
    match function:
        case Linear(best, worst):
            return np.asarray(np.clip((numbers - worst) / (best - worst), 0, 1))
        case Piecewise(points):
            x, y = np.array(points, float).T
            return np.asarray(np.interp(numbers, x, y))
        case Step(steps, below):
            values = np.full(len(numbers), below, float)
            for x, y in steps:
                values[np.where(strict, numbers > x, numbers >= x)] = y
            return values
        case Target(best, below, above):
            away = np.where(numbers < best, (best - numbers) / below, (numbers - best) / above)
            return np.asarray(np.where(numbers == best, 1.0, np.clip(1 - away, 0, 1)))
        case Decay(best, half):
            return np.asarray(np.exp2(-np.clip((numbers - best) / (half - best), 0, None)))


def _category_value(
    criterion: Criterion, function: Categories, column: Column
) -> tuple[Floats, Floats]:
    if not isinstance(column, CategoryColumn):
        raise TypeError(criterion)
    table, tree = dict(function.table), criterion.kind == "code"
    least, most = [], []
    for word in column.categories:
        keys = [word[:n] for n in range(len(word), 0, -1)] if tree else [word]
        own = next((table[key] for key in keys if key in table), function.other)
        under = [v for key, v in table.items() if tree and key.startswith(word) and key != word]
        least.append(min([own, *under]))
        most.append(max([own, *under]))
    low, high = span(function)
    return np.array([*least, low])[column.codes], np.array([*most, high])[column.codes]


def aggregate(aggregation: str, weights: Floats, values: Floats) -> Floats:
    """Bring the values of each row to one suitability."""
    if not len(weights):
        return np.zeros(values.shape[1])
    spread = weights[:, None]
    if aggregation == "weighted_sum":
        return np.asarray((spread * values).sum(axis=0))
    if aggregation == "geometric_mean":
        return np.asarray(np.prod(values**spread, axis=0))
    near = np.sqrt(((spread * values) ** 2).sum(axis=0))
    far = np.sqrt(((spread * (1 - values)) ** 2).sum(axis=0))
    return np.asarray(near / (near + far))
