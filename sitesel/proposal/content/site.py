"""Which site something is told of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A parcel or a hall: its id, its row in the catalogue, and what it is called."""

    parcel: str
    row: int
    name: str
