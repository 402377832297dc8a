"""Numbers that are rounded so that what is shown adds up."""

from __future__ import annotations

import math
from collections.abc import Sequence


def adding_up(shares: Sequence[float], digits: int) -> list[str]:
    """Write numbers so that what is shown adds up to their rounded sum.

    Those with the greatest remainders are rounded up.

    >>> adding_up([0.22775, 0.16003, 0.09375, 0.08, 0.14375, 0.076], 3)
    ['0.228', '0.160', '0.094', '0.080', '0.143', '0.076']
    >>> adding_up([], 3)
    []
    """
    scale = 10.0**digits
    exact = [share * scale for share in shares]
    shown = [math.floor(one + 1e-9) for one in exact]
    missing = round(float(f"{math.fsum(shares):.{digits}f}") * scale) - sum(shown)
    places = sorted(range(len(exact)), key=lambda at: (shown[at] - exact[at], at))
    for place in places[: max(missing, 0)]:
        shown[place] += 1
    return [f"{one / scale:.{digits}f}" for one in shown]
