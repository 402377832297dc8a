from __future__ import annotations

import math

import numpy as np
import pytest

from sitesel.requirement import AGGREGATIONS
from sitesel.suitability import shares, suitability

WEIGHTS = np.array([0.5, 0.3, 0.2])


def one(aggregation, *values):
    return float(suitability(aggregation, WEIGHTS, np.array(values, float)[:, None])[0])


def test_formulas_by_hand():
    assert one("weighted_sum", 1, 0.5, 0.25) == pytest.approx(0.5 + 0.15 + 0.05)
    assert one("geometric_mean", 1, 0.5, 0.25) == pytest.approx(0.5**0.3 * 0.25**0.2)
    near, far = math.hypot(0.5, 0.15, 0.05), math.hypot(0, 0.15, 0.15)
    assert one("topsis", 1, 0.5, 0.25) == pytest.approx(near / (near + far))


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
def test_all_best_is_one_and_all_worst_is_nought(aggregation):
    assert one(aggregation, 1, 1, 1) == 1
    assert one(aggregation, 0, 0, 0) == 0


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize(
    "values", [(1, 0.5, 0.25), (1, 1, 1), (0, 0, 0), (0, 1, 0.5), (0, 0, 1), (1e-300, 1, 1)]
)
def test_shares_add_up(aggregation, values):
    parts = shares(aggregation, WEIGHTS, np.array(values, float))
    assert sum(parts) == pytest.approx(one(aggregation, *values), abs=1e-14)


def test_a_criterion_at_its_best_has_its_whole_weight_in_sum_and_mean():
    for aggregation in ("weighted_sum", "geometric_mean"):
        assert shares(aggregation, WEIGHTS, np.array([1, 0.5, 0.2]))[0] == 0.5


def test_in_a_geometric_mean_a_criterion_can_cost_more_than_its_weight():
    assert shares("geometric_mean", WEIGHTS, np.array([1, 1, 1e-9]))[2] < 0


def test_no_criteria_come_to_nought():
    for aggregation in AGGREGATIONS:
        assert suitability(aggregation, np.zeros(0), np.zeros((0, 2))).tolist() == [0, 0]
        assert shares(aggregation, np.zeros(0), np.zeros(0)) == []


def test_where_a_value_is_nought_it_bears_the_whole_cost_of_a_geometric_mean():
    parts = shares("geometric_mean", WEIGHTS, np.array([1, 0, 0.5]))
    assert parts == pytest.approx([0.5, 0.3 - 1, 0.2])
    parts = shares("geometric_mean", WEIGHTS, np.array([0.5, 0, 0]))
    assert parts == pytest.approx([0.5, 0.3 - 0.3 / 0.5, 0.2 - 0.2 / 0.5])
