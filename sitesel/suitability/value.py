"""Value functions: how good a value is, 0 to 1, by the client's own best and worst.

No function looks at the other parcels, so adding or deleting one changes nothing for the rest.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import UNREACHABLE
from sitesel.requirement import (
    Categories,
    Decay,
    Linear,
    Piecewise,
    Step,
    Target,
    ValueFunction,
)


def span(function: ValueFunction) -> tuple[float, float]:
    """Return the least and the most a value function can give: all that is known of an unknown.

    Examples
    --------
    >>> span(Linear(best=0, worst=3_000)), span(Step(((1, 0.4), (2, 0.9)), below=0.1))
    ((0.0, 1.0), (0.1, 0.9))
    """
    match function:
        case Piecewise(points):
            values = [value for _, value in points]
        case Step(steps, below):
            values = [below, *(value for _, value in steps)]
        case Categories(table, other):
            values = [other, *(value for _, value in table)]
        case Linear() | Target() | Decay():
            return 0.0, 1.0
    return min(values), max(values)


def value_at(function: ValueFunction, number: float, *, limit: bool = False) -> float:
    """Work out a value function at one number; the formula that the kernel follows.

    Parameters
    ----------
    function
        Of a number, so not `Categories`.
    number
        In the unit of the attribute; `UNREACHABLE` is worth nothing.
    limit
        Whether the number is an end of a permitted range, where infinity is the lack of a limit.

    Raises
    ------
    TypeError
        The function is of categories.

    Examples
    --------
    >>> value_at(Linear(best=0, worst=10_000), 2_500)
    0.75
    >>> value_at(Target(best=400, below=100, above=200), 500)
    0.5
    >>> value_at(Decay(best=0, half=600), 1_200)
    0.25
    >>> value_at(Linear(best=10, worst=0), UNREACHABLE)
    0.0
    """
    if number == UNREACHABLE and not limit and not isinstance(function, Categories):
        return 0.0
    match function:
        case Linear(best, worst):
            return _clamped((number - worst) / (best - worst))
        case Target(best, below, above):
            if number == best:
                return 1.0
            reach = below if number < best else above
            return _clamped(1 - abs(number - best) / reach) if reach else 0.0
        case Decay(best, half):
            return _clamped(math.exp2(-max(0.0, (number - best) / (half - best))))
        case Step(steps, below):
            return next((value for x, value in reversed(steps) if number >= x), below)
        case Piecewise(points):
            return float(np.interp(number, *np.array(points, float).T))
        case Categories():
            raise TypeError("a category has its value in the table")


def _clamped(number: float) -> float:
    return min(1.0, max(0.0, number))


def category_values(
    function: Categories, categories: tuple[str, ...], *, codes: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tell the least and the most value of each category; first of all of "not known".

    A code has the value of its nearest ancestor in the table. A code above some in the table can
    still turn out to be any of them: its least and its most are theirs.

    Parameters
    ----------
    function
        The table.
    categories
        Of the column.
    codes
        Whether they are codes of a tree.

    Examples
    --------
    >>> table = Categories((("100101", 1.0), ("1001", 0.6)), other=0.2)
    >>> low, high = category_values(table, ("100101", "100102", "10", "05"), codes=True)
    >>> low.tolist(), high.tolist()
    ([0.2, 1.0, 0.6, 0.2, 0.2], [1.0, 1.0, 0.6, 1.0, 0.2])
    """
    least, most = span(function)
    low, high = np.full((2, len(categories) + 1), function.other, float)
    low[0], high[0] = least, most
    table = dict(function.table)
    for place, category in enumerate(categories, start=1):
        if not codes:
            low[place] = high[place] = table.get(category, function.other)
            continue
        above = [key for key in table if category.startswith(key)]
        own = table[max(above, key=len)] if above else function.other
        below = [table[key] for key in table if key.startswith(category) and key != category]
        low[place], high[place] = min([own, *below]), max([own, *below])
    return low, high
