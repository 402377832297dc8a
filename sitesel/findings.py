"""A finding: one thing noticed about the data, and what was done about it.

Kinds of findings are data, `parcels/schema/findings/*.yaml`: each has a code, a severity, and
words in Chinese and English with places for the facts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import pyarrow as pa
import yaml

from sitesel.datasets import dataset
from sitesel.language import Lang, Text

Severity = Literal["fatal", "error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("fatal", "error", "warning", "note")
_PLACE = re.compile(r"\{[^}]*\}")
_SCENARIO = Text("情景“{title}”：", "Scenario “{title}”: ")


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its code, how grave it is, how it is told.

    `fatal` makes a whole layer untrustworthy, `error` sets rows aside or leaves values unknown,
    `warning` was repaired or wants a person's eye, `note` is told and nothing more. The `title`
    names the kind in a list; where the data give none it is `found` with its places left open.
    """

    code: str
    severity: Severity
    found: Text
    done: Text
    title: Text


def _open(words: Text) -> Text:
    """Leave the places of a template open."""
    return Text(zh=_PLACE.sub("…", words.zh), en=_PLACE.sub("…", words.en))


@cache
def finding_kinds() -> Mapping[str, FindingKind]:
    """Return all kinds of findings by code."""
    kinds: dict[str, FindingKind] = {}
    for path in sorted(dataset("schema/findings").glob("*.yaml")):
        for code, entry in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            if code in kinds:
                raise ValueError(f"finding kind {code!r} of {path.name} is defined twice")
            found = Text.of(entry["found"])
            title = Text.of(entry["title"]) if "title" in entry else _open(found)
            kinds[code] = FindingKind(code, entry["severity"], found, Text.of(entry["done"]), title)
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
        """Say what was found, and in which scenario of the network where it is about one."""
        scenario = self.facts.get(f"in_scenario_{lang}")
        where = "" if scenario is None else _SCENARIO.say(lang).format(title=scenario)
        return where + self.kind.found.say(lang).format_map(self._places())

    def done(self, lang: Lang) -> str:
        """Say what was done about it."""
        return self.kind.done.say(lang).format_map(self._places())

    def in_scenario(self, title: Text) -> Finding:
        """Return the finding as one about a scenario of the network."""
        told = {"in_scenario_zh": title.zh, "in_scenario_en": title.en}
        return replace(self, facts={**self.facts, **told})

    def _places(self) -> dict[str, Any]:
        own = {
            "layer": self.layer,
            "parcel": self.parcel,
            "row": self.row,
            "column": self.column,
            "count": self.count,
        }
        return own | dict(self.facts)


@dataclass(frozen=True, slots=True)
class Summary:
    """The findings of one kind about one column of one layer.

    Parameters
    ----------
    kind, layer, column
        What they have in common.
    findings
        How many there are.
    count
        How many rows they concern, added up.
    examples
        The first few.
    """

    kind: FindingKind
    layer: str
    column: str | None
    findings: int
    count: int
    examples: tuple[Finding, ...]


def summarise(findings: Sequence[Finding], *, examples: int = 3) -> list[Summary]:
    """Group findings by kind, layer and column; the gravest first, then as they were found."""
    groups: dict[tuple[str, str, str | None], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.layer, finding.column), []).append(finding)
    kinds = finding_kinds()
    summaries = [
        Summary(
            kinds[code],
            layer,
            column,
            len(group),
            sum(finding.count for finding in group),
            tuple(group[:examples]),
        )
        for (code, layer, column), group in groups.items()
    ]
    return sorted(summaries, key=lambda summary: SEVERITIES.index(summary.kind.severity))


def findings_table(findings: Sequence[Finding]) -> pa.Table:
    """Return findings as a table, one a row in their order: facts as JSON, and in words."""
    return pa.table(
        {
            "code": pa.array([f.code for f in findings], pa.string()),
            "severity": pa.array([f.severity for f in findings], pa.string()),
            "layer": pa.array([f.layer for f in findings], pa.string()),
            "parcel": pa.array([f.parcel for f in findings], pa.string()),
            "row": pa.array([f.row for f in findings], pa.int64()),
            "column": pa.array([f.column for f in findings], pa.string()),
            "count": pa.array([f.count for f in findings], pa.int64()),
            "found_zh": pa.array([f.found("zh") for f in findings], pa.string()),
            "found_en": pa.array([f.found("en") for f in findings], pa.string()),
            "done_zh": pa.array([f.done("zh") for f in findings], pa.string()),
            "done_en": pa.array([f.done("en") for f in findings], pa.string()),
            "facts": pa.array([_json(f.facts) for f in findings], pa.string()),
            "lon": pa.array([f.lon for f in findings], pa.float64()),
            "lat": pa.array([f.lat for f in findings], pa.float64()),
        }
    )


def findings_from(table: pa.Table) -> list[Finding]:
    """Read findings from a table that `findings_table` made."""
    own = ("code", "layer", "parcel", "row", "column", "count", "lon", "lat")
    columns = {name: table[name].to_pylist() for name in own}
    facts = [json.loads(text) for text in table["facts"].to_pylist()]
    return [
        Finding(**{name: values[i] for name, values in columns.items()}, facts=facts[i])
        for i in range(table.num_rows)
    ]


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, sort_keys=True, default=str)
