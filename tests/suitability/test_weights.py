from __future__ import annotations

import itertools

import pytest

from sitesel.suitability.weights import shares


def test_points_become_shares_of_one():
    assert shares({"b": 30, "a": 20}) == {"a": 0.4, "b": 0.6}


def test_the_order_of_points_changes_no_bit():
    points = {"a": 0.1, "b": 0.7, "c": 1e-3, "d": 12.3}
    every = {tuple(shares(dict(p)).items()) for p in itertools.permutations(points.items())}
    assert len(every) == 1


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_is_above_zero(weight):
    with pytest.raises(ValueError, match="weights are above 0"):
        shares({"a": weight})


def test_no_criteria_have_no_weights():
    assert shares({}) == {}
