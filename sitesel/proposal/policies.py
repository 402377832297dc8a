"""The policies that apply at a place: a table that the bureau fills (YAML or CSV).

An entry says where and for whom it applies; what it leaves out applies to all:

    policies:
      - id: talent-2026
        title: {zh: 人才安居补贴, en: Housing allowance}
        what: {zh: ……, en: ……}
        document: {zh: 某县〔2026〕1号, en: ……}
        date: 2026-03-01
        until: 2028-12-31
        where: {district: [daishan], park: [yushan]}
        sectors: [chemicals]
        department: {zh: 人力资源和社会保障局, en: ……}

As CSV the columns are `id,title_zh,title_en,what_zh,what_en,document_zh,document_en,date,until,
sites,sectors,department_zh,department_en`, and `where.district`, `where.park` …, with `;` between
several words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sitesel.columns import Columns
from sitesel.errors import PoliciesError
from sitesel.language import LANGUAGES, Lang, Text
from sitesel.schema import SITE_KINDS, SiteKind
from sitesel.wording import category

_TEXTS = ("title", "what", "document", "department")
_KEYS = {"id", *_TEXTS, "date", "until", "where", "sectors", "sites"}
_NOTHING = Text("", "")
_LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, where and for whom it applies.

    Parameters
    ----------
    id, title, what
        What it grants or asks.
    document, since, until
        Where it is written, since when and until when; None where that is not told.
    where
        Attributes of the site and the words of which one must be found; all of them must hold.
    sectors
        Of projects; empty for any.
    sites
        For parcels, halls or both.
    department
        Who to ask.
    """

    id: str
    title: Text
    what: Text = _NOTHING
    document: Text = _NOTHING
    since: date | None = None
    until: date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sectors: tuple[str, ...] = ()
    sites: tuple[SiteKind, ...] = SITE_KINDS
    department: Text = _NOTHING

    def applies(self, columns: Columns, row: int, sectors: tuple[str, ...], day: date) -> bool:
        """Tell whether it applies to a project at a site on a day."""
        if columns.sites not in self.sites:
            return False
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        if self.sectors and not set(self.sectors) & set(sectors):
            return False
        return all(
            name in columns and _word(columns.value(name, row)) in words
            for name, words in self.where
        )

    def why(self, columns: Columns, row: int, lang: Lang) -> str:
        """Say by what it applies at a site: the place it names, or that it applies everywhere."""
        said = []
        for name, _ in self.where:
            attribute = columns.schema[name]
            found = category(_word(columns.value(name, row)), attribute, lang)
            said.append(f"{attribute.label.say(lang)} {found}")
        if self.sectors:
            said.append(Text("所属产业", "its industry").say(lang))
        whole = Text("全域", "everywhere").say(lang)
        return ("、" if lang == "zh" else ", ").join(said) or whole


@dataclass(frozen=True, slots=True)
class Policies:
    """The table, and what it says of itself (`note`)."""

    policies: tuple[Policy, ...]
    note: Text = _NOTHING

    def at(
        self, columns: Columns, row: int, *, sectors: tuple[str, ...], day: date
    ) -> Iterator[Policy]:
        """Go through those that apply to a project at a site, in the order of the table."""
        return (one for one in self.policies if one.applies(columns, row, sectors, day))


def read_policies(source: Path | str) -> Policies:
    """Read a table of policies: a YAML or CSV file, or the text of a YAML one.

    Raises
    ------
    PoliciesError
        It can't be read, or an entry is none; all faults at once.
    """
    try:
        text = source.read_text("utf-8-sig") if isinstance(source, Path) else source
        if len(text) > _LARGEST:
            raise PoliciesError("the table of policies is too large", "政策表过大")
        if isinstance(source, Path) and source.suffix.lower() == ".csv":
            entries, note = [_unflattened(row) for row in csv.DictReader(io.StringIO(text))], ""
        else:
            read = yaml.safe_load(text)
            entries, note = read["policies"], read.get("note") or ""
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, csv.Error, KeyError,
            TypeError, AttributeError) as error:  # fmt: skip
        raise PoliciesError(
            f"no table of policies: a YAML file has a list `policies`, a CSV file a row for each "
            f"({type(error).__name__})",
            f"不是政策表：YAML 应有列表 policies，CSV 每行一条（{type(error).__name__}）",
        ) from error
    if not isinstance(entries, list):
        raise PoliciesError("`policies` is a list", "policies 应为列表")
    faults: list[str] = []
    policies = [_policy(entry, place, faults) for place, entry in enumerate(entries, 1)]
    if faults:
        raise PoliciesError("policies: " + "; ".join(faults), "政策表：" + "；".join(faults))
    return Policies(tuple(one for one in policies if one is not None), Text.of(note))


def _word(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if value is not None else ""  # type: ignore[call-overload]


def _policy(entry: Any, place: int, faults: list[str]) -> Policy | None:  # noqa: ANN401
    if not isinstance(entry, Mapping) or not entry.get("id") or not entry.get("title"):
        faults.append(f"#{place}: id, title ?")
        return None
    unknown = sorted(str(key) for key in set(entry) - _KEYS)
    try:
        if unknown:
            raise ValueError(", ".join(unknown))  # noqa: TRY301  # told with the others
        where = entry.get("where") or {}
        return Policy(
            id=str(entry["id"]),
            **{name: Text.of(entry.get(name) or "") for name in _TEXTS},
            since=_day(entry.get("date")),
            until=_day(entry.get("until")),
            where=tuple((str(name), _words(words)) for name, words in where.items()),
            sectors=_words(entry.get("sectors")),
            sites=tuple(k for k in SITE_KINDS if k in (_words(entry.get("sites")) or SITE_KINDS)),
        )
    except (ValueError, TypeError, AttributeError) as error:
        faults.append(f"#{place} {entry['id']}: {error}")
        return None


def _day(told: Any) -> date | None:  # noqa: ANN401
    if told in (None, ""):
        return None
    return told if isinstance(told, date) else date.fromisoformat(str(told))


def _words(told: Any) -> tuple[str, ...]:  # noqa: ANN401
    if told in (None, ""):
        return ()
    listed = told if isinstance(told, list) else [told]
    return tuple(_word(word) for word in listed)


def _unflattened(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a CSV table as an entry of a YAML one."""
    entry: dict[str, Any] = {key: row[key] for key in ("id", "date", "until") if row.get(key)}
    for name in _TEXTS:
        said = {lang: row[f"{name}_{lang}"] for lang in LANGUAGES if row.get(f"{name}_{lang}")}
        entry |= {name: said} if said else {}
    split = {key: [w.strip() for w in str(told).split(";") if w.strip()]
             for key, told in row.items() if key and told}  # fmt: skip
    entry |= {key: split[key] for key in ("sectors", "sites") if key in split}
    where = {key.removeprefix("where."): w for key, w in split.items() if key.startswith("where.")}
    return entry | ({"where": where} if where else {})
