"""Weights: points that a client gives, as shares of all points."""

from __future__ import annotations

import math
from collections.abc import Mapping


def shares(points: Mapping[str, float]) -> dict[str, float]:
    """Turn points into shares of 1, ordered by name.

    The sum is exact (`math.fsum`), so the order in which the points are given changes no bit.

    Parameters
    ----------
    points
        Above 0, by criterion id.

    Raises
    ------
    ValueError
        A number of points is not above 0.

    Examples
    --------
    >>> shares({"wharf": 3, "area": 1})
    {'area': 0.25, 'wharf': 0.75}
    """
    for name, number in points.items():
        if not (0 < number < math.inf):
            raise ValueError(f"the weight of {name} is {number!r}; weights are above 0")
    total = math.fsum(points.values())
    return {name: points[name] / total for name in sorted(points)}
