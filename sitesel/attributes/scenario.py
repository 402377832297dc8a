"""A scenario: named changes to the network, with the date from which they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sitesel.language import Text


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about one way; None leaves it as it is.

    Parameters
    ----------
    headway
        Minutes between two sailings.
    sailing
        Minutes under way.
    days_lost
        Days a year on which it does not sail.
    speed
        km/h, of a road or bridge.
    """

    headway: float | None = None
    sailing: float | None = None
    days_lost: float | None = None
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named changes to the network.

    Parameters
    ----------
    name
        A word, as a requirement asks for it.
    title
        In both languages.
    date
        The day that is looked at: what opens later is closed. None keeps the build's own.
    open
        Ids of ways and ferries that are open whatever their date.
    close
        Ids of ways and ferries that are closed; wins over `open`.
    change
        By the id of a way or ferry.

    Examples
    --------
    >>> bridge = Scenario("bridge", Text("大桥", "The bridge"), open=frozenset({"liuheng-bridge"}))
    >>> bridge.named()
    ('liuheng-bridge',)
    """

    name: str
    title: Text
    date: date | None = None
    open: frozenset[str] = frozenset()
    close: frozenset[str] = frozenset()
    change: Mapping[str, Change] = field(default_factory=dict)

    def named(self) -> tuple[str, ...]:
        """Return all ids that it names, in order."""
        return tuple(sorted(self.open | self.close | set(self.change)))
