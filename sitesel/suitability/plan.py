"""Criteria made ready for a kernel: value functions as numbers, weights as shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import CategoryColumn, Columns, IntervalColumn, QuantityColumn
from sitesel.errors import Fault, RequirementError
from sitesel.language import Text
from sitesel.requirement import (
    AGGREGATIONS,
    Aggregation,
    Categories,
    Criterion,
    Decay,
    Linear,
    Piecewise,
    Step,
    Target,
)
from sitesel.screening.plan import Alive, absent
from sitesel.suitability.value import category_values, span
from sitesel.suitability.weights import shares

LINEAR, POINTS, STEPS, TARGET, DECAY, CATEGORIES = range(6)
WEIGHTED_SUM, GEOMETRIC_MEAN, TOPSIS = range(3)
_LEAST = 5e-324


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """The criteria in the order of their ids, so that the order written changes no bit."""

    criteria: tuple[Criterion, ...]
    weights: tuple[float, ...]
    aggregation: Aggregation


class Score(NamedTuple):
    """A plan on the columns of one partition, as arrays; one entry a criterion.

    Addresses point into arrays that the caller keeps alive.
    """

    aggregation: int
    function: NDArray[np.int64]
    address: NDArray[np.uint64]
    open_address: NDArray[np.uint64]  # of the flags of an open upper end; 0 when there are none
    reach: NDArray[np.uint8]  # whether infinity is unreachable, and not an end without a limit
    weight: NDArray[np.float64]
    least: NDArray[np.float64]  # what the value function can give, where nothing is known
    most: NDArray[np.float64]
    first: NDArray[np.int64]  # (criteria + 1,) into x and y
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def plan_score(criteria: Sequence[Criterion], aggregation: Aggregation) -> ScorePlan:
    """Order criteria and share out their weights."""
    ordered = tuple(sorted(criteria, key=lambda criterion: criterion.id))
    weights = shares({criterion.id: criterion.weight for criterion in ordered})
    return ScorePlan(ordered, tuple(weights.values()), aggregation)


def bind_score(plan: ScorePlan, columns: Columns) -> tuple[Score, Alive]:
    """Put a plan on the columns of one partition.

    Returns
    -------
    score, alive
        What a kernel takes, and the arrays that must outlive it.

    Raises
    ------
    RequirementError
        An attribute is not among the columns, or is of a kind that its value function can't take.
    """
    _check(plan, columns)
    size = len(plan.criteria)
    parameters = [_parameters(criterion, columns) for criterion in plan.criteria]
    x = [number for _, numbers, _ in parameters for number in numbers]
    y = [number for _, _, numbers in parameters for number in numbers]
    spans = [_span(criterion, columns) for criterion in plan.criteria]
    score = Score(
        aggregation=AGGREGATIONS.index(plan.aggregation),
        function=np.array([p[0] for p in parameters], np.int64),
        address=np.zeros(size, np.uint64),
        open_address=np.zeros(size, np.uint64),
        reach=np.array(
            [isinstance(columns[c.attribute], QuantityColumn) for c in plan.criteria], np.uint8
        ),
        weight=np.array(plan.weights, float),
        least=np.array([least for least, _ in spans], float),
        most=np.array([most for _, most in spans], float),
        first=np.cumsum([0, *(len(p[1]) for p in parameters)], dtype=np.int64),
        x=np.array(x, np.float64),
        y=np.array(y, np.float64),
    )
    alive: Alive = []
    for place, criterion in enumerate(plan.criteria):
        values, flags = _source(criterion, columns)
        alive.append(values := np.ascontiguousarray(values))
        score.address[place] = values.ctypes.data
        if flags is not None:
            alive.append(flags := np.ascontiguousarray(flags))
            score.open_address[place] = flags.ctypes.data
    return score, alive


def _span(criterion: Criterion, columns: Columns) -> tuple[float, float]:
    least, most = span(criterion.value)
    # what is not known may turn out to be unreachable, which is worth nothing
    return (0.0 if columns.schema[criterion.attribute].state else least), most


Parameters = tuple[int, Sequence[float], Sequence[float]]


def _parameters(criterion: Criterion, columns: Columns) -> Parameters:
    match criterion.value:
        case Linear(best, worst):
            return LINEAR, (best, worst), (0.0, 0.0)
        case Piecewise(points):
            return POINTS, [x for x, _ in points], [y for _, y in points]
        case Step(steps, below):
            return STEPS, [-np.inf, *(x for x, _ in steps)], [below, *(y for _, y in steps)]
        case Target(best, below, above):
            # no tolerance is the least one, so that 0/0 is never asked
            return TARGET, (best, below or _LEAST, above or _LEAST), (0.0, 0.0, 0.0)
        case Decay(best, half):
            return DECAY, (best, half), (0.0, 0.0)
        case Categories() as table:
            column = cast("CategoryColumn", columns[criterion.attribute])
            low, high = category_values(table, column.categories, codes=criterion.kind == "code")
            return CATEGORIES, low.tolist(), high.tolist()


def _source(
    criterion: Criterion, columns: Columns
) -> tuple[NDArray[np.generic], NDArray[np.generic] | None]:
    match columns[criterion.attribute]:
        case QuantityColumn(values):
            return values, None
        case CategoryColumn(codes):
            return codes, None
        case IntervalColumn(lower, upper, _, upper_open):
            return (lower, None) if criterion.end == "lower" else (upper, upper_open)
    raise TypeError(criterion)  # not reached: the check has seen to it


def _check(plan: ScorePlan, columns: Columns) -> None:
    faults = []
    for criterion in plan.criteria:
        path = ("criteria", criterion.id, "attribute")
        if criterion.attribute not in columns:
            faults.append(absent(criterion.attribute, path, columns))
        elif not _weighs(criterion, columns):
            text = Text(
                zh=f"{criterion.attribute} 不能用这种价值函数；请查看 `sitesel attributes`",
                en=f"{criterion.attribute} can't be weighed by such a value function; "
                "see `sitesel attributes`",
            )
            faults.append(Fault("wrong-value-function", path, None, text))
    if faults:
        raise RequirementError(
            "the requirement does not fit this catalogue", "需求与本目录不符", faults
        )


def _weighs(criterion: Criterion, columns: Columns) -> bool:
    column = columns[criterion.attribute]
    if isinstance(criterion.value, Categories):
        return isinstance(column, CategoryColumn)
    return isinstance(column, QuantityColumn | IntervalColumn)
