"""What the client needs."""

from __future__ import annotations

from dataclasses import dataclass

from sitesel.proposal.content.figure import Figure


@dataclass(frozen=True, slots=True)
class NeededLine:
    """One constraint of the client, or of a rule."""

    id: str
    words: str
    rule: str
    relaxable: bool


@dataclass(frozen=True, slots=True)
class WeighedLine:
    """One criterion: what it prefers, and its share of all weights."""

    id: str
    label: str
    prefers: str
    weight: float
    weight_said: str


@dataclass(frozen=True, slots=True)
class Need:
    """What the client needs: `asked` is what is asked beside the constraints; empty if nothing."""

    project: tuple[Figure, ...]
    asked: str
    constraints: tuple[NeededLine, ...]
    criteria: tuple[WeighedLine, ...]
