r"""Aggregation: the values of all criteria come to one suitability, and each gets its share.

Values *v* are 0 to 1 by the requirement's own best and worst; weights *w* are shares of 1.

Weighted sum
    .. math:: S = \sum_i w_i v_i

    Share: :math:`w_i v_i`. Fishburn (1967), Operations Research 15(3), 537-542.

Weighted geometric mean
    .. math:: S = \prod_i v_i^{w_i}

    One value of 0 brings all to 0. Share: the weight, less what the criterion costs,
    :math:`w_i - (1 - S) \frac{w_i \ln v_i}{\ln S}`. The cost is the logarithmic mean Divisia
    index, which leaves no rest: Ang & Liu (2001), Energy 26(6), 537-548. A share below 0 costs
    more than the criterion could ever bring. Where values are 0 these bear the whole cost, by
    their weights: the limit of Ang & Liu (2007), Energy Policy 35(1), 238-246.

TOPSIS
    .. math:: S = \frac{d^-}{d^+ + d^-},\quad
        d^- = \sqrt{\sum_i (w_i v_i)^2},\quad d^+ = \sqrt{\sum_i (w_i (1 - v_i))^2}

    The nearness to the ideal, Hwang & Yoon (1981), Multiple Attribute Decision Making, with ideal
    (all values 1) and anti-ideal (all 0) of the requirement, not of the parcels at hand, so that
    ranks never reverse. Share: by the squared distance from the anti-ideal,
    :math:`S (w_i v_i)^2 / (d^-)^2`.

Each rises with each value, so the least and the most values give the ends of the interval.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sitesel.requirement import AGGREGATIONS, Aggregation
from sitesel.suitability import kernel

Floats = NDArray[np.float64]


def suitability(aggregation: Aggregation, weights: Floats, values: Floats) -> Floats:
    """Bring values to one suitability a row.

    Parameters
    ----------
    aggregation
        Which formula.
    weights
        Shares of 1; (criteria,).
    values
        0 to 1; (criteria, rows).

    Returns
    -------
    suitability
        0 to 1; 0 where there are no criteria.

    Examples
    --------
    >>> weights, values = np.array([0.75, 0.25]), np.array([[1.0, 0.5], [0.0, 0.5]])
    >>> suitability("weighted_sum", weights, values).tolist()
    [0.75, 0.5]
    >>> suitability("geometric_mean", weights, values).tolist()
    [0.0, 0.5]
    >>> suitability("topsis", weights, values).tolist()
    [0.75, 0.5]
    """
    out = np.empty(values.shape[1])
    kernel.aggregate(
        AGGREGATIONS.index(aggregation),
        np.ascontiguousarray(weights, float),
        np.ascontiguousarray(values, float),
        out,
    )
    return out


def shares(aggregation: Aggregation, weights: Floats, values: Floats) -> list[float]:
    """Tell what each criterion adds to the suitability of one row.

    Parameters
    ----------
    aggregation
        Which formula.
    weights
        Shares of 1; (criteria,).
    values
        0 to 1; (criteria,).

    Returns
    -------
    shares
        They add up to the suitability: for the weighted sum to the last bit, for the others
        within some units of it.

    Examples
    --------
    >>> half = np.array([0.5, 0.5])
    >>> shares("weighted_sum", half, np.array([1.0, 0.25]))
    [0.5, 0.125]
    >>> [round(share, 6) for share in shares("geometric_mean", half, np.array([1.0, 0.25]))]
    [0.5, 0.0]
    >>> shares("geometric_mean", half, np.array([1.0, 0.0]))
    [0.5, -0.5]
    >>> shares("topsis", half, np.array([0.5, 0.5]))
    [0.25, 0.25]
    """
    pairs = list(zip(weights.tolist(), values.tolist(), strict=True))
    if not pairs:
        return []
    whole = float(suitability(aggregation, weights, values[:, None])[0])
    if aggregation == "weighted_sum":
        return [w * v for w, v in pairs]
    if aggregation == "topsis":
        squares = [(w * v) ** 2 for w, v in pairs]
        total = math.fsum(squares)
        return [whole * square / total if total else 0.0 for square in squares]
    nothing = math.fsum(w for w, v in pairs if v == 0)
    if nothing:
        return [w - w / nothing if v == 0 else w for w, v in pairs]
    logs = [w * float(kernel.log2(v)) for w, v in pairs]
    total = math.fsum(logs)
    return [
        w - (1 - whole) * (log / total if total else 0.0)
        for (w, _), log in zip(pairs, logs, strict=True)
    ]
