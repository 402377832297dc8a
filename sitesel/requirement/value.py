"""Value functions: how good an attribute's value is, 0 to 1, by the client's own best and worst.

Here they are only written down; `sitesel.suitability` works them out. Numbers are in the unit of
the attribute (days since 1970-01-01 for a date), and none of them comes from the other parcels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sitesel.requirement.number import plain, symbol
from sitesel.schema import Kind


@dataclass(frozen=True, slots=True)
class Linear:
    """1 at `best` and beyond, 0 at `worst` and beyond, a straight line between."""

    best: float
    worst: float

    def needs(self, kind: Kind = "quantity") -> str:
        """Say in symbols what is best and worst."""
        return f"1 at {symbol(self.best, kind)}, 0 at {symbol(self.worst, kind)}"

    def canonical(self, kind: Kind = "quantity") -> dict[str, Any]:
        """Return it as it would be written."""
        return {"linear": {"best": plain(self.best, kind), "worst": plain(self.worst, kind)}}


@dataclass(frozen=True, slots=True)
class Piecewise:
    """Straight lines between points `(x, value)` of rising x; flat beyond the ends."""

    points: tuple[tuple[float, float], ...]

    def needs(self, kind: Kind = "quantity") -> str:
        """Say in symbols which value is where."""
        return ", ".join(f"{v:.9g} at {symbol(x, kind)}" for x, v in self.points)

    def canonical(self, kind: Kind = "quantity") -> dict[str, Any]:
        """Return it as it would be written."""
        return {"piecewise": {"points": [[plain(x, kind), v] for x, v in self.points]}}


@dataclass(frozen=True, slots=True)
class Step:
    """The value of the last step `(from, value)` that is reached; `below` before the first."""

    steps: tuple[tuple[float, float], ...]
    below: float = 0.0

    def needs(self, kind: Kind = "quantity") -> str:
        """Say in symbols which value starts where."""
        tail = "".join(f", {v:.9g} from {symbol(x, kind)}" for x, v in self.steps)
        return f"{self.below:.9g} below{tail}"

    def canonical(self, kind: Kind = "quantity") -> dict[str, Any]:
        """Return it as it would be written."""
        steps = [[plain(x, kind), v] for x, v in self.steps]
        return {"step": {"below": self.below, "steps": steps}}


@dataclass(frozen=True, slots=True)
class Target:
    """1 at `best`, falling in a straight line to 0 at `best - below` and at `best + above`."""

    best: float
    below: float
    above: float

    def needs(self, kind: Kind = "quantity") -> str:
        """Say in symbols what is best and where it ends."""
        low, high = symbol(self.best - self.below, kind), symbol(self.best + self.above, kind)
        return f"1 at {symbol(self.best, kind)}, 0 at {low} and {high}"

    def canonical(self, kind: Kind = "quantity") -> dict[str, Any]:
        """Return it as it would be written; the tolerances are lengths, not places."""
        best = plain(self.best, kind)
        return {"target": {"best": best, "below": self.below, "above": self.above}}


@dataclass(frozen=True, slots=True)
class Decay:
    """1 at `best` and beyond, ½ at `half`, ¼ twice as far: 2^-((x - best) / (half - best))."""

    best: float
    half: float

    def needs(self, kind: Kind = "quantity") -> str:
        """Say in symbols what is best and where half is left."""
        return f"1 at {symbol(self.best, kind)}, 0.5 at {symbol(self.half, kind)}"

    def canonical(self, kind: Kind = "quantity") -> dict[str, Any]:
        """Return it as it would be written."""
        return {"decay": {"best": plain(self.best, kind), "half": plain(self.half, kind)}}


@dataclass(frozen=True, slots=True)
class Categories:
    """A value for each category, `other` for the rest.

    A code takes the value of its nearest ancestor in the table; a code that is a proper ancestor
    of one in the table (its class is not derived) is unknown.
    """

    table: tuple[tuple[str, float], ...]
    other: float = 0.0

    def needs(self, kind: Kind = "category") -> str:  # noqa: ARG002
        """Say in symbols which value each category has."""
        rows = "".join(f"{v:.9g} for {key}, " for key, v in self.table)
        return f"{rows}{self.other:.9g} for others"

    def canonical(self, kind: Kind = "category") -> dict[str, Any]:  # noqa: ARG002
        """Return it as it would be written."""
        return {"categories": {**dict(self.table), "other": self.other}}


ValueFunction = Linear | Piecewise | Step | Target | Decay | Categories
