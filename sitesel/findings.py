"""A finding: one thing noticed about the data, and what was done about it.

Kinds of findings are data, `parcels/schema/findings/*.yaml`: each has a code, a severity, and
words in Chinese and English with places for the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import yaml

from sitesel.datasets import dataset
from sitesel.language import Lang, Text

Severity = Literal["fatal", "error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("fatal", "error", "warning", "note")


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its code, how grave it is, how it is told.

    `fatal` makes a whole layer untrustworthy, `error` sets rows aside or leaves values unknown,
    `warning` was repaired or wants a person's eye, `note` is told and nothing more.
    """

    code: str
    severity: Severity
    found: Text
    done: Text


@cache
def finding_kinds() -> Mapping[str, FindingKind]:
    """Return all kinds of findings by code."""
    kinds: dict[str, FindingKind] = {}
    for path in sorted(dataset("schema/findings").glob("*.yaml")):
        for code, entry in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            if code in kinds:
                raise ValueError(f"finding kind {code!r} of {path.name} is defined twice")
            kinds[code] = FindingKind(
                code, entry["severity"], Text.of(entry["found"]), Text.of(entry["done"])
            )
    return kinds


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed about the data.

    Parameters
    ----------
    code
        A kind in `parcels/schema/findings`.
    layer
        Name of the source layer, as the build config names it (a file's name for `check`).
    parcel
        Id of the parcel (or hall, facility); None for a finding about the whole layer.
    row
        Row of the source, from 0; None for a finding about the whole layer.
    column
        Column of the source or attribute of the schema, where there is one.
    count
        How many rows it concerns.
    facts
        Values for the places in the words; plain strings and numbers.
    lon, lat
        Where to look, degrees WGS 84, where known.
    """

    code: str
    layer: str
    parcel: str | None = None
    row: int | None = None
    column: str | None = None
    count: int = 1
    facts: Mapping[str, Any] = field(default_factory=dict)
    lon: float | None = None
    lat: float | None = None

    @property
    def kind(self) -> FindingKind:
        """The kind of this finding."""
        return finding_kinds()[self.code]

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.kind.severity

    def found(self, lang: Lang) -> str:
        """Say what was found."""
        return self.kind.found.say(lang).format_map(self._places())

    def done(self, lang: Lang) -> str:
        """Say what was done about it."""
        return self.kind.done.say(lang).format_map(self._places())

    def _places(self) -> dict[str, Any]:
        own = {
            "layer": self.layer,
            "parcel": self.parcel,
            "row": self.row,
            "column": self.column,
            "count": self.count,
        }
        return own | dict(self.facts)
