"""Figures of ways and ferries that can't be: told, and left out."""

from __future__ import annotations

import numpy as np

from sitesel.language import Text
from sitesel.layers.cells import Cells, Floats

LONGEST_SAILING = 24 * 60.0
"""Minutes; also the longest time for boarding or unloading."""

LONGEST_HEADWAY = 7 * 24 * 60.0
"""Minutes."""

FASTEST = 200.0
"""km/h, on a road."""

_UNITS = {"min": Text("分钟", "min"), "km/h": Text("km/h", "km/h")}


def plausible(
    cells: Cells, name: str, values: Floats, unit: str, *, most: float, least: float = 0.0
) -> Floats:
    """Return the values of a column, NaN for those that can't be, which are told together.

    Parameters
    ----------
    cells
        What they were read from.
    name
        Of the column.
    values
        In `unit`, `min` or `km/h`.
    most
        The greatest that can be.
    least
        All must be more.
    """
    wrong = (values > most) | (values <= least)
    if not wrong.any():
        return values
    row = int(np.flatnonzero(wrong)[0])
    said = _UNITS[unit]
    cells.tell(
        "network-implausible",
        row,
        name,
        int(wrong.sum()),
        value=f"{values[row]:g}",
        most=f"{most:g}",
        unit_zh=said.zh,
        unit_en=said.en,
    )
    return np.where(wrong, np.nan, values)
