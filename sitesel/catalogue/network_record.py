"""What the manifest of a catalogue tells of its network and of its scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sitesel.attributes.scenario import Change, Scenario
from sitesel.language import Text
from sitesel.requirement import BASE

__all__ = ["BASE", "NetworkRecord", "ScenarioRecord"]


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    """A scenario, and what it changes in words.

    Parameters
    ----------
    scenario
        As the build config declares it.
    changes
        One sentence a change, ways by their names.
    """

    scenario: Scenario
    changes: tuple[Text, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data."""
        scenario = self.scenario
        return {
            "title": asdict(scenario.title),
            "date": scenario.date.isoformat() if scenario.date else None,
            "changes": [asdict(change) for change in self.changes],
            "open": sorted(scenario.open),
            "close": sorted(scenario.close),
            "change": {way: asdict(change) for way, change in sorted(scenario.change.items())},
        }

    @classmethod
    def from_dict(cls, name: str, entry: Mapping[str, Any]) -> ScenarioRecord:
        """Read a record from plain data (see `to_dict`)."""
        scenario = Scenario(
            name,
            Text.of(entry["title"]),
            dt.date.fromisoformat(entry["date"]) if entry["date"] else None,
            frozenset(entry["open"]),
            frozenset(entry["close"]),
            {way: Change(**change) for way, change in entry["change"].items()},
        )
        return cls(scenario, tuple(Text.of(change) for change in entry["changes"]))


@dataclass(frozen=True, slots=True)
class NetworkRecord:
    """The network that sites were joined to, and what was measured along it.

    Parameters
    ----------
    date
        The day that is looked at without a scenario; None where none was told.
    modes
        Who travels, and their labels.
    facilities
        The kinds that each mode travels to.
    join, join_speed
        Farthest from a boundary to the road, m, and the speed on that way, km/h.
    within
        Times within which is counted, minutes.
    counts
        nodes, links, ferries, components, of the network without a scenario.
    """

    date: dt.date | None
    modes: Mapping[str, Text]
    facilities: Mapping[str, tuple[str, ...]]
    join: float
    join_speed: float
    within: tuple[float, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return {
            "date": self.date.isoformat() if self.date else None,
            "modes": {mode: asdict(label) for mode, label in self.modes.items()},
            "facilities": {mode: list(kinds) for mode, kinds in self.facilities.items()},
            "join": self.join,
            "join_speed": self.join_speed,
            "within": list(self.within),
            "counts": dict(self.counts),
        }

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> NetworkRecord:
        """Read a record from plain data (see `to_dict`)."""
        return cls(
            dt.date.fromisoformat(entry["date"]) if entry["date"] else None,
            {mode: Text.of(label) for mode, label in entry["modes"].items()},
            {mode: tuple(kinds) for mode, kinds in entry["facilities"].items()},
            entry["join"],
            entry["join_speed"],
            tuple(entry["within"]),
            entry["counts"],
        )
