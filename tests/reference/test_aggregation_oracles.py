"""Aggregation against two libraries of the field, on matrices that hold ideal and anti-ideal."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from pymcdm import methods

from sitesel.suitability import suitability

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel
    from skcriteria.agg.topsis import TOPSIS

MATRICES = [(seed, criteria) for seed in range(5) for criteria in (1, 2, 5, 9)]


def matrix(seed, criteria):
    """Return weights, and alternatives by criteria with the ideal and the anti-ideal as rows."""
    rng = np.random.default_rng(seed)
    weights = rng.random(criteria) + 0.05
    values = rng.random((12, criteria))
    values[rng.random(values.shape) < 0.1] = 0.0
    values[rng.random(values.shape) < 0.1] = 1.0
    corners = np.stack([np.ones(criteria), np.zeros(criteria)])
    return weights / weights.sum(), np.concatenate([values, corners])


def as_is(numbers, *, cost):
    assert not cost
    return numbers


def pymcdm(method, weights, values):
    return method(values, weights, np.ones(len(weights)), validation=False)


def skcriteria(method, weights, values, score):
    dm = mkdm(values, [max] * len(weights), weights=weights)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(method.evaluate(dm).e_[score])


@pytest.mark.parametrize(("seed", "criteria"), MATRICES)
def test_topsis_of_hwang_and_yoon(seed, criteria):
    weights, values = matrix(seed, criteria)
    ours = suitability("topsis", weights, values.T)
    theirs = pymcdm(methods.TOPSIS(as_is), weights, values)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    theirs = skcriteria(TOPSIS(), weights, values, "similarity")
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("seed", "criteria"), MATRICES)
def test_weighted_sum(seed, criteria):
    weights, values = matrix(seed, criteria)
    ours = suitability("weighted_sum", weights, values.T)
    theirs = pymcdm(methods.WSM(as_is), weights, values)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    theirs = skcriteria(WeightedSumModel(), weights, values, "score")
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("seed", "criteria"), MATRICES)
def test_weighted_product(seed, criteria):
    weights, values = matrix(seed, criteria)
    values = np.maximum(values, 1e-6)  # the libraries take logarithms or refuse nought
    ours = suitability("geometric_mean", weights, values.T)
    theirs = pymcdm(methods.WPM(as_is), weights, values)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    theirs = skcriteria(WeightedProductModel(), weights, values, "score")
    np.testing.assert_allclose(ours, 10**theirs, rtol=1e-12)
