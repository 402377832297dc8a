"""What a client means to build: buildings, a yard, and how far both keep from the edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Building:
    """One kind of building.

    Parameters
    ----------
    width, depth
        Sides of its footprint; metres, in either order.
    count
        How many of it.
    storey_height
        Of each storey, metres; None where the client does not say.
    storeys
        How many.
    """

    width: float
    depth: float
    count: int = 1
    storey_height: float | None = None
    storeys: int = 1

    def canonical(self) -> dict[str, Any]:
        """Return it as it would be written, in metres."""
        written: dict[str, Any] = {"width": self.width, "depth": self.depth, "count": self.count}
        if self.storey_height is not None:
            written["storey_height"] = self.storey_height
        return written | {"storeys": self.storeys}


@dataclass(frozen=True, slots=True)
class Setbacks:
    """How far buildings keep from each kind of edge; metres."""

    road: float = 0.0
    shore: float = 0.0
    neighbour: float = 0.0

    def canonical(self) -> dict[str, Any]:
        """Return it as it would be written, in metres."""
        return {"road": self.road, "shore": self.shore, "neighbour": self.neighbour}


@dataclass(frozen=True, slots=True)
class Development:
    """What is to be built on one parcel.

    Parameters
    ----------
    buildings
        In the order written.
    yard
        Open storage beside the buildings; m², 0 for none.
    spacing
        Least distance between buildings; metres.
    setbacks
        By kind of edge.
    aspect
        Long side over short side of the largest rectangle that is looked for, 1 or more; None
        for any.
    clear_of
        Names of constraint layers that buildings keep off.

    Examples
    --------
    >>> hall = Development((Building(200.0, 120.0),))
    >>> hall.canonical()["buildings"][0]["width"], hall.footprint
    (200.0, 24000.0)
    """

    buildings: tuple[Building, ...] = ()
    yard: float = 0.0
    spacing: float = 0.0
    setbacks: Setbacks = Setbacks()
    aspect: float | None = None
    clear_of: tuple[str, ...] = ()

    @property
    def footprint(self) -> float:
        """The ground under all buildings; m²."""
        return sum(b.width * b.depth * b.count for b in self.buildings)

    def canonical(self) -> dict[str, Any]:
        """Return it as it would be written, in metres and m²."""
        written: dict[str, Any] = {
            "buildings": [building.canonical() for building in self.buildings],
            "yard": self.yard,
            "spacing": self.spacing,
            "setbacks": self.setbacks.canonical(),
        }
        if self.aspect is not None:
            written["aspect"] = self.aspect
        return written | {"clear_of": list(self.clear_of)}
