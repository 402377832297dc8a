"""One colour ramp for map, list and legend; light is low, dark is high."""

from __future__ import annotations

RAMP = ("#e7f4ee", "#bfe3d4", "#8accb5", "#4fae93", "#22866f", "#0b5a4a")


def colour(suitability: float) -> str:
    """Return the colour of a suitability, 0 to 1.

    >>> colour(0.0), colour(1.0)
    ('#e7f4ee', '#0b5a4a')
    """
    return RAMP[min(len(RAMP) - 1, int(suitability * len(RAMP)))]
