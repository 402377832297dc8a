"""Ranking: best guaranteed suitability first, equal ones share a rank and are told."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sitesel.screening.near_misses import least

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def ranks(suitability: Floats) -> tuple[Rows, NDArray[np.bool_]]:
    """Rank all candidates, and tell which share their rank.

    Standard competition ranking: a rank is one more than the number of better candidates. Only
    what is equal bit for bit is a tie.

    Parameters
    ----------
    suitability
        The guaranteed suitability of each candidate.

    Examples
    --------
    >>> rank, tied = ranks(np.array([0.7, 0.9, 0.7, 0.1]))
    >>> rank.tolist(), tied.tolist()
    ([2, 1, 2, 4], [True, False, True, False])
    """
    rising = np.sort(suitability)
    upto = np.searchsorted(rising, suitability, side="right")
    below = np.searchsorted(rising, suitability, side="left")
    return (1 + len(suitability) - upto).astype(np.int64), upto - below > 1


def best(
    suitability: Floats, ids: pa.StringArray, rows: Rows, limit: int
) -> tuple[list[int], list[int], list[bool]]:
    """Find the best candidates without ranking the rest.

    Parameters
    ----------
    suitability
        The guaranteed suitability of each candidate.
    ids
        Of all sites.
    rows
        The row of each candidate.
    limit
        How many are wanted.

    Returns
    -------
    places, ranks, tied
        Places among the candidates, best first and equal ones in the order of their ids; the rank
        of each; whether it shares the rank, be it with one beyond the limit.
    """
    places = least(-suitability, ids, rows, limit)
    numbers = suitability[places]
    rank = 1 + np.searchsorted(-numbers, -numbers, side="left") if places else np.zeros(0, int)
    last = np.count_nonzero(suitability == numbers[-1]) if places else 0
    alike = [int(np.count_nonzero(numbers == number)) for number in numbers]
    tied = [
        n > 1 or bool(number == numbers[-1] and last > 1)
        for n, number in zip(alike, numbers, strict=True)
    ]
    return places, rank.tolist(), tied
