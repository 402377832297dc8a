"""How much floor area may be built on a parcel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sitesel.attributes.rings import Flags, Floats

HIGH_STOREY = 8.0  # m
"""A storey higher than this counts twice towards the plot ratio of industrial land.

Control indicators for industrial construction land (工业项目建设用地控制指标): storeys above 8 m
are doubled when the plot ratio is reckoned.
"""

_ROUNDING = 1e-9


class Storeys(Protocol):
    """A kind of building: the height of its storeys, m; None where it is not told."""

    @property
    def storey_height(self) -> float | None:
        """Metres."""


def storeys_under(limit: Floats, limit_open: Flags, storey_height: float) -> Floats:
    """Return how many storeys stay under a height limit.

    Parameters
    ----------
    limit
        Greatest height, m; infinite without a limit, NaN where not known.
    limit_open
        Whether the limit itself is too high already.
    storey_height
        Metres.

    Examples
    --------
    >>> storeys_under(np.array([24.0, 24.0, np.nan]), np.array([False, True, False]), 8.0).tolist()
    [3.0, 2.0, nan]
    """
    exact = limit / storey_height
    count = np.floor(exact * (1 + _ROUNDING))
    reached = count * storey_height >= limit * (1 - _ROUNDING)
    storeys: Floats = np.maximum(count - (reached & limit_open), 0)
    return storeys


def max_floor_area(
    area: Floats,
    plot_ratio: Floats,
    density: Floats,
    height: Floats,
    height_open: Flags,
    buildings: Sequence[Storeys],
) -> Floats:
    r"""Return the greatest floor area, as it counts towards the plot ratio.

    .. math:: \min(r A, \; d A \cdot \max_b n_b c_b)

    with the storeys :math:`n_b = \lfloor H / h_b \rfloor` of a kind of building, each counting
    :math:`c_b = 2` above 8 m and else 1.

    Parameters
    ----------
    area
        Of the land, m²; all arrays are of shape (n,).
    plot_ratio, density
        Upper ends of what is permitted, the density as a share from 0 to 1; infinite without a
        limit, NaN where not known. An open end is a bound that is come close to.
    height, height_open
        Greatest height, m, and whether it is itself too high.
    buildings
        Kinds of buildings; of several the one with the most floor area counts.

    Returns
    -------
    max_floor_area
        m²; NaN where a figure that it hangs on is not known, such as the storey height of a kind
        of building while the plot ratio is not reached without it, or where nothing limits it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> hall = SimpleNamespace(storey_height=9.0)
    >>> one = np.ones(1)
    >>> max_floor_area(10_000 * one, 2.0 * one, 0.5 * one, 24 * one, one == 0, [hall]).tolist()
    [20000.0]
    >>> max_floor_area(10_000 * one, 2.0 * one, 0.4 * one, 12 * one, one == 0, [hall]).tolist()
    [8000.0]
    """
    told = [b.storey_height for b in buildings if b.storey_height is not None]
    counted = np.zeros(len(area))
    for storey in told:
        storeys = storeys_under(height, height_open, storey)
        counted = np.maximum(counted, storeys * (2 if storey > HIGH_STOREY else 1))
    with np.errstate(invalid="ignore"):
        covered = np.where((density == 0) & np.isinf(counted), 0.0, density * counted)
    if len(told) < len(buildings) or not told:
        # a kind that does not tell might bring more, which only the plot ratio could stop
        covered[~(covered >= plot_ratio)] = np.nan
    most: Floats = area * np.minimum(plot_ratio, covered)
    most[~np.isfinite(most)] = np.nan
    return most
