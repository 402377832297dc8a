"""The schema: every attribute that a parcel or hall can have, with its meaning.

`parcels/schema/attributes.yaml` is the one list. A catalogue resolves the families in it for its
own facility kinds and constraint layers, adds what its build config declares, and carries the
result.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

import yaml

from sitesel.datasets import dataset
from sitesel.language import Lang, Text
from sitesel.rule import Rule

Kind = Literal["quantity", "interval", "category", "code", "flag", "date", "text"]
Tier = Literal["public", "investor", "staff"]
TIERS: tuple[Tier, ...] = get_args(Tier)  # who may see more comes later
Form = Literal["clock"]
SiteKind = Literal["parcels", "halls"]
SITE_KINDS: tuple[SiteKind, ...] = get_args(SiteKind)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact about a parcel or hall: a column with a name, a unit, a meaning and a source.

    Parameters
    ----------
    name
        Snake case; the column's name.
    kind
        What sort of value; an `interval` is a permitted range with open or closed ends.
    unit
        Spelling of `sitesel.units`; None where there is none (categories, dates, text).
    source
        `declared`, or the module of `sitesel.attributes` that measures it.
    tier
        Who may see it.
    sites
        The kinds of sites that have it.
    values
        For a category: its values and their labels, in order; empty means any value.
    codes
        For a code: the code system in `parcels/codes`.
    bounds
        Lowest and highest possible value in `unit`; a declared value outside is a finding.
    state
        For a quantity that can be unreachable: the category attribute that tells why.
    on_demand
        Measured for one requirement at a time, and never stored in a catalogue.
    form
        How a number is written: `clock` is hours after midnight as 17:30, past 24 the next day.
    rule
        The rule whose clause it measures.
    """

    name: str
    kind: Kind
    label: Text
    meaning: Text
    group: str
    unit: str | None = None
    source: str = "declared"
    tier: Tier = "public"
    sites: tuple[SiteKind, ...] = SITE_KINDS
    values: tuple[tuple[str, Text], ...] = ()
    codes: str | None = None
    bounds: tuple[float, float] | None = None
    state: str | None = None
    on_demand: bool = False
    form: Form | None = None
    rule: Rule | None = None

    def value_label(self, value: str, lang: Lang) -> str:
        """Say a category's value in words; the value itself where it has none."""
        return next((label.say(lang) for key, label in self.values if key == value), value)

    def to_dict(self) -> dict[str, Any]:
        """Return the attribute as plain data, for a manifest or the wire."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": _both(self.label),
            "meaning": _both(self.meaning),
            "group": self.group,
            "unit": self.unit,
            "source": self.source,
            "tier": self.tier,
            "sites": list(self.sites),
            "values": {key: _both(label) for key, label in self.values},
            "codes": self.codes,
            "range": list(self.bounds) if self.bounds else None,
            "state": self.state,
            "on_demand": self.on_demand,
            "form": self.form,
            "rule": self.rule.to_dict() if self.rule else None,
        }

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Attribute:
        """Read an attribute from plain data (see `to_dict`)."""
        bounds = entry.get("range")
        return cls(
            name=entry["name"],
            kind=entry["kind"],
            label=Text.of(entry["label"]),
            meaning=Text.of(entry.get("meaning") or entry["label"]),
            group=entry["group"],
            unit=entry.get("unit"),
            source=entry.get("source", "declared"),
            tier=entry.get("tier", "public"),
            sites=tuple(entry.get("sites") or SITE_KINDS),
            values=tuple((key, Text.of(v)) for key, v in (entry.get("values") or {}).items()),
            codes=entry.get("codes"),
            bounds=(float(bounds[0]), float(bounds[1])) if bounds else None,
            state=entry.get("state"),
            on_demand=bool(entry.get("on_demand", False)),
            form=entry.get("form"),
            rule=Rule.from_dict(entry["rule"]) if entry.get("rule") else None,
        )


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


@dataclass(frozen=True, slots=True)
class Schema(Mapping[str, Attribute]):
    """Attributes by name, in the order they are shown."""

    attributes: Mapping[str, Attribute]
    groups: Mapping[str, Text]

    def __getitem__(self, name: str) -> Attribute:
        return self.attributes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.attributes)

    def __len__(self) -> int:
        return len(self.attributes)

    def of(self, sites: SiteKind) -> Schema:
        """Return the attributes that one kind of site has."""
        kept = {name: a for name, a in self.attributes.items() if sites in a.sites}
        return Schema(kept, self.groups)

    def suggest(self, name: str) -> str | None:
        """Return the known name nearest to a misspelt one.

        >>> default_schema().suggest("plot_raito")
        'plot_ratio'
        """
        return next(iter(difflib.get_close_matches(name, self.attributes, 1, 0.6)), None)

    def with_attributes(self, more: Iterable[Attribute]) -> Schema:
        """Return the schema with more attributes at the end; a repeated name replaces."""
        return Schema({**self.attributes, **{a.name: a for a in more}}, self.groups)

    def to_dict(self) -> dict[str, Any]:
        """Return the schema as plain data, for a manifest or the wire."""
        return {
            "groups": {name: _both(label) for name, label in self.groups.items()},
            "attributes": [a.to_dict() for a in self.attributes.values()],
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Schema:
        """Read a schema from plain data (see `to_dict`)."""
        read = (Attribute.from_dict(entry) for entry in document["attributes"])
        return cls(
            {a.name: a for a in read},
            {name: Text.of(label) for name, label in document["groups"].items()},
        )


@cache
def _document() -> dict[str, Any]:
    document = yaml.safe_load(dataset("schema/attributes.yaml").read_text("utf-8"))
    return dict(document)


@cache
def default_schema() -> Schema:
    """Return the attributes that any catalogue can have, families not included."""
    return Schema.from_dict(_document())


def family(over: str, **words: tuple[str, Text]) -> list[Attribute]:
    """Resolve the families over one facility kind, constraint layer, mode of travel, rule, ….

    Parameters
    ----------
    over
        What the family has a member for: the `over` of its entry.
    words
        For each place in the names (`facility`, `radius`, `layer`, `mode`, `minutes`, `rule`,
        …): the word for the name and the words for the labels. Families with a place that is not
        given, or without one that is, are left out.

    Examples
    --------
    >>> [a.name for a in family("facilities", facility=("wharf", Text("码头", "wharf")))]
    ['distance_to_wharf', 'nearest_wharf']
    """
    names = {place: name for place, (name, _) in words.items()}
    zh = {place: label.zh for place, (_, label) in words.items()}
    en = {place: label.en for place, (_, label) in words.items()}
    members = []
    for entry in _document()["families"]:
        places = {part.split("}")[0] for part in entry["name"].split("{")[1:]}
        if entry["over"] != over or places != set(words):
            continue
        member = {
            **entry,
            "name": entry["name"].format(**names),
            "label": {
                "zh": entry["label"]["zh"].format(**zh),
                "en": entry["label"]["en"].format(**en),
            },
            "meaning": {
                "zh": entry["meaning"]["zh"].format(**zh),
                "en": entry["meaning"]["en"].format(**en),
            },
        }
        if entry.get("state"):
            member["state"] = entry["state"].format(**names)
        members.append(Attribute.from_dict(member))
    return members


def family_member(name: str) -> Attribute | None:
    """Return the member of a family that a name stands for, whatever the kinds and layers.

    Examples
    --------
    >>> family_member("count_hospital_within_5km").label.en
    'hospital within 5km'
    >>> family_member("frontige") is None
    True
    """
    for over, pattern in _patterns():
        if match := pattern.fullmatch(name):
            words = {place: (word, Text.of(word)) for place, word in match.groupdict().items()}
            members = family(over, **words)
            return next((member for member in members if member.name == name), None)
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return what the names of the families look like; those with the most letters first."""
    entries = sorted(
        _document()["families"], key=lambda entry: -len(re.sub(r"\{\w+\}", "", entry["name"]))
    )
    return [
        (entry["over"], re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>\\w+?)", entry["name"])))
        for entry in entries
    ]
