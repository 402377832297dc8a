"""Compile all kernels once, at set-up: `python -m sitesel.warm`."""

from __future__ import annotations

from sitesel import selection, tiles
from sitesel.attributes import (
    expansion,
    footprint,
    frontage,
    graph,
    in_area,
    joining,
    largest_rectangle,
    overlay,
    packing,
    proximity,
    reach,
    shape,
    terrain,
    travel,
    within,
)


def warm() -> None:
    """Compile the kernels of measuring and judging, or load them from disk."""
    shape.warm()
    proximity.warm()
    overlay.warm()
    terrain.warm()
    frontage.warm()
    expansion.warm()
    joining.warm()
    graph.warm()
    reach.warm()
    travel.warm()
    within.warm()
    footprint.warm()
    largest_rectangle.warm()
    packing.warm()
    in_area.warm()
    selection.warm()
    tiles.warm()


if __name__ == "__main__":
    warm()
