from __future__ import annotations

import numpy as np
import pytest

from sitesel.suitability.robustness import draw_weights, robustness

EVEN = np.array([0.5, 0.5])


def test_draws_stay_in_their_spread_and_add_up():
    drawn = draw_weights(EVEN, spread=0.2, draws=500, seed="x")
    assert drawn.sum(axis=1) == pytest.approx(np.ones(500))
    assert drawn.min() >= 0.4 / (0.4 + 0.6)
    assert 0.48 < drawn[:, 0].mean() < 0.52


def test_the_same_seed_gives_the_same_draws():
    one, again, other = (draw_weights(EVEN, spread=0.2, draws=9, seed=s) for s in "aab")
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_the_one_best_at_everything_is_always_first():
    values = np.array([[1.0, 0.6, 0.5], [1.0, 0.5, 0.6]])
    first, second, third = robustness("weighted_sum", EVEN, values, values, seed="s")
    assert (first.first, first.best_rank, first.worst_rank) == (1.0, 1, 1)
    assert (second.best_rank, second.worst_rank, third.best_rank) == (2, 3, 2)


def test_a_near_tie_is_first_in_about_half_of_the_draws():
    values = np.array([[1.0, 0.5], [0.5, 1.0]])
    left, right = robustness("weighted_sum", EVEN, values, values, seed="s")
    assert left.first + right.first == pytest.approx(1)
    assert 0.4 < left.first < 0.6


def test_surely_better_counts_those_whose_best_case_is_below():
    least = np.array([[0.9, 0.2, 0.1], [0.9, 0.2, 0.1]])
    most = np.array([[0.9, 1.0, 0.1], [0.9, 0.9, 0.1]])
    found = robustness("weighted_sum", EVEN, least, most, draws=1)
    assert [r.surely_better_than for r in found] == [1, 1, 0]
