"""A rule: what a document asks between a parcel and what it protects, as data.

A rule becomes one attribute (see `sitesel.schema.Attribute.rule`), so that manifest, requirement
and wording all know which document and clause a number answers to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sitesel.language import Text

RuleOperator = Literal["overlap", "within", "outside", "downwind"]
RULE_OPERATORS: tuple[RuleOperator, ...] = get_args(RuleOperator)
Severity = Literal["veto", "evaluate", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
NO_WORDS = Text("", "")


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause of a document, put so that it can be measured.

    Parameters
    ----------
    id
        Unique among the rules of a catalogue: letters, digits, `_` and `-`.
    title
        What it asks, in a few words.
    document, clause
        Where it is written: the document's title, and the article or paragraph in it; an empty
        clause says that none is known.
    jurisdiction
        Where it is in force; None for everywhere.
    effective_from, effective_to
        First and last day it is in force; None where it is not told.
    classes
        Kinds of projects it binds (`hazardous_production`); empty binds any.
    protects
        Name of the class or layer that is protected.
    operator
        `overlap`: no more than `threshold` m² may lie in what is protected; `within`: at least
        `threshold` m from it, edge to edge; `outside`: no more than `threshold` m² may lie
        outside it; `downwind`: it must lie downwind of the parcel by the least
        frequent wind, so that what the parcel emits reaches it most rarely.
    threshold
        In `unit`; None where the document gives none, or nobody has confirmed it: the rule is
        then a note until a requirement gives a distance.
    unit
        Of the threshold: m or m2; of `downwind` m, how far away it counts; None: the nearest.
    sliver
        Overlaps up to this many m² count as drawing error.
    severity
        `veto` rejects; `evaluate` rejects until an evaluation is declared; `note` is only told.
    relaxable
        Whether a project may give way on it.
    confirmed
        Whether somebody has checked the rule against its document; off by default where not.
    source
        Where this entry comes from, for who wants to check.

    Examples
    --------
    >>> rule = Rule("farmland", Text("永久基本农田", "Permanent basic farmland"),
    ...             Text("土地管理法", "Land Administration Law"),
    ...             clause=Text("第35条", "Article 35"),
    ...             protects="permanent_basic_farmland", operator="overlap", threshold=0, unit="m2")
    >>> Rule.from_dict(rule.to_dict()) == rule
    True
    """

    id: str
    title: Text
    document: Text
    clause: Text = NO_WORDS
    jurisdiction: Text | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    classes: tuple[str, ...] = ()
    protects: str = ""
    operator: RuleOperator = "overlap"
    threshold: float | None = None
    unit: str | None = None
    sliver: float = 0.0
    severity: Severity = "veto"
    relaxable: bool = False
    confirmed: bool = False
    source: str = ""

    @property
    def is_note(self) -> bool:
        """Whether it judges nothing by itself: told, or without a threshold to judge by."""
        lacks = self.threshold is None and self.operator != "downwind"
        return self.severity == "note" or lacks

    def binds(self, classes: frozenset[str]) -> bool:
        """Tell whether it binds a project of some classes (empty: of no class in particular)."""
        return not self.classes or not classes.isdisjoint(self.classes)

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as plain data, for a manifest or the wire."""
        return {
            "id": self.id,
            "title": _both(self.title),
            "document": _both(self.document),
            "clause": _both(self.clause),
            "jurisdiction": _both(self.jurisdiction) if self.jurisdiction else None,
            "effective_from": _iso(self.effective_from),
            "effective_to": _iso(self.effective_to),
            "classes": list(self.classes),
            "protects": self.protects,
            "operator": self.operator,
            "threshold": self.threshold,
            "unit": self.unit,
            "sliver": self.sliver,
            "severity": self.severity,
            "relaxable": self.relaxable,
            "confirmed": self.confirmed,
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Rule:
        """Read a rule from plain data (see `to_dict`)."""
        threshold, jurisdiction = entry.get("threshold"), entry.get("jurisdiction")
        return cls(
            id=entry["id"],
            title=Text.of(entry["title"]),
            document=Text.of(entry["document"]),
            clause=Text.of(entry.get("clause") or ""),
            jurisdiction=Text.of(jurisdiction) if jurisdiction else None,
            effective_from=_day(entry.get("effective_from")),
            effective_to=_day(entry.get("effective_to")),
            classes=tuple(entry.get("classes") or ()),
            protects=entry.get("protects", ""),
            operator=entry.get("operator", "overlap"),
            threshold=None if threshold is None else float(threshold),
            unit=entry.get("unit"),
            sliver=float(entry.get("sliver") or 0.0),
            severity=entry.get("severity", "veto"),
            relaxable=bool(entry.get("relaxable", False)),
            confirmed=bool(entry.get("confirmed", False)),
            source=entry.get("source") or "",
        )


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(words: date | str | None) -> date | None:
    return date.fromisoformat(words) if isinstance(words, str) else words
