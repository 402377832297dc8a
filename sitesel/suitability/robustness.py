"""How much an order hangs on the weights, and on what is not known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sitesel.requirement import Aggregation
from sitesel.suitability.aggregation import suitability

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Robustness:
    """How firmly one candidate stands where it stands.

    Parameters
    ----------
    first
        Share of the draws in which it is first, 0 to 1; a tie counts for each.
    best_rank, worst_rank
        Over all draws.
    surely_better_than
        How many of the others stay below it whatever their unknowns turn out to be.
    """

    first: float
    best_rank: int
    worst_rank: int
    surely_better_than: int


def draw_weights(weights: Floats, *, spread: float, draws: int, seed: str) -> Floats:
    """Draw weights around those given, each by itself, and share them out again.

    Parameters
    ----------
    weights
        Shares of 1; (criteria,).
    spread
        Each weight is between `1 - spread` and `1 + spread` times its own, evenly.
    draws
        How many.
    seed
        Any words, such as a selection's digest; the same words give the same draws anywhere.

    Returns
    -------
    drawn
        (draws, criteria); each row adds up to 1.

    Examples
    --------
    >>> drawn = draw_weights(np.array([0.6, 0.4]), spread=0.2, draws=3, seed="a")
    >>> drawn.round(3).tolist()
    [[0.621, 0.379], [0.613, 0.387], [0.604, 0.396]]
    """
    size = draws * len(weights)
    raw = hashlib.shake_256(seed.encode()).digest(8 * size)
    even = (np.frombuffer(raw, "<u8") >> np.uint64(11)) * 2.0**-53
    drawn = weights * (1 + spread * (2 * even.reshape(draws, len(weights)) - 1))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def robustness(
    aggregation: Aggregation,
    weights: Floats,
    least: Floats,
    most: Floats,
    *,
    spread: float = 0.2,
    draws: int = 1_000,
    seed: str = "",
) -> tuple[Robustness, ...]:
    """Tell how firmly each of some candidates stands among them.

    Parameters
    ----------
    aggregation, weights
        Of the requirement; shares of 1.
    least, most
        Guaranteed and highest values; (criteria, candidates).
    spread, draws, seed
        See `draw_weights`.

    Returns
    -------
    robustness
        One a candidate. Ranks in a draw are by guaranteed suitability.

    Examples
    --------
    >>> values = np.array([[1.0, 0.9, 0.0], [1.0, 0.9, 0.8]])
    >>> [r.first for r in robustness("weighted_sum", np.array([0.5, 0.5]), values, values)]
    [1.0, 0.0, 0.0]
    """
    count = least.shape[1]
    ranks = np.ones((draws, count), np.int64)
    drawn = draw_weights(weights, spread=spread, draws=draws, seed=seed)
    for k, some in enumerate(drawn):
        guaranteed = suitability(aggregation, some, least)
        ranks[k] += count - np.searchsorted(np.sort(guaranteed), guaranteed, side="right")
    low = suitability(aggregation, weights, least)
    high = suitability(aggregation, weights, most)
    below = [np.count_nonzero(high < own) for own in low]
    return tuple(
        Robustness(float((ranks[:, c] == 1).mean()), int(lowest), int(highest), int(under))
        for c, (lowest, highest, under) in enumerate(
            zip(ranks.min(axis=0), ranks.max(axis=0), below, strict=True)
        )
    )
