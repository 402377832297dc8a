"""Rule sets: rules as versioned data, in files that a person can read and correct.

`parcels/rules/README.md` tells the keys. Entries of one id with different effective periods are
versions of one rule; at most one of them is in force on a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sitesel.catalogue.document import At, Document, read_document
from sitesel.catalogue.suggestion import unknown_word
from sitesel.datasets import dataset
from sitesel.errors import BuildConfigError, Fault, RuleSetError
from sitesel.language import Text
from sitesel.rule import RULE_OPERATORS, SEVERITIES, Rule
from sitesel.units import UnitError, parse_quantity

T = TypeVar("T")
W = TypeVar("W", bound=str)

_UNITS = {"overlap": "m2", "outside": "m2", "within": "m", "downwind": "m"}
_NEEDED = ("id", "title", "document", "protects", "operator", "severity", "source")
_KEYS = (
    *_NEEDED, "clause", "jurisdiction", "effective", "classes", "threshold", "sliver", "relaxable",
    "confirmed",
)  # fmt: skip
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one file.

    Parameters
    ----------
    name
        The file's name without its suffix.
    title
        What the file says of itself.
    rules
        All versions of all rules, in the order of the file.
    """

    name: str
    title: Text
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What became of one rule between two days.

    Parameters
    ----------
    id
        Of the rule.
    before, after
        The versions in force; None where none was.
    fields
        What differs, by the names of `Rule`; empty where the rule came or went.
    """

    id: str
    before: Rule | None
    after: Rule | None
    fields: tuple[str, ...]


def shipped_rule_sets() -> tuple[str, ...]:
    """Return the names of the rule sets that ship with sitesel.

    >>> "china-control-lines" in shipped_rule_sets()
    True
    """
    return tuple(sorted(path.stem for path in dataset("rules").glob("*.yaml")))


def rule_set_at(name: str, folder: Path) -> Path:
    """Return the file of a rule set: one that ships, by its name, or a path from a folder."""
    if name in shipped_rule_sets():
        return dataset("rules") / f"{name}.yaml"
    return folder / name


def read_rule_set(path: str | Path) -> RuleSet:
    """Read the rules of a file.

    Raises
    ------
    RuleSetError
        With every fault: what is not known, where, and what may have been meant.
    """
    path = Path(path)
    try:
        document = read_document(path)
    except BuildConfigError as error:
        raise (
            RuleSetError(f"{path.name}:", f"{path.name}：", error.faults)
            if error.faults
            else (RuleSetError(error.say("en"), error.say("zh")))
        ) from error
    reader = _Reader(document)
    found = reader.rule_set(path.stem)
    faults = sorted(reader.faults, key=lambda fault: (fault.line or 0, str(fault.path)))
    if faults:
        raise RuleSetError(
            f"{path.name} has {len(faults)} fault{'s' * (len(faults) > 1)}:",
            f"{path.name} 有 {len(faults)} 处错误：",
            faults,
        )
    return found


def joined_rules(sets: Iterable[RuleSet]) -> tuple[Rule, ...]:
    """Return the rules of several sets; a later set replaces the rules of the same ids whole."""
    by_id: dict[str, list[Rule]] = {}
    for each in sets:
        own: dict[str, list[Rule]] = {}
        for rule in each.rules:
            own.setdefault(rule.id, []).append(rule)
        by_id |= own
    return tuple(rule for versions in by_id.values() for rule in versions)


def in_force(rules: Iterable[Rule], day: date) -> tuple[Rule, ...]:
    """Return the versions that are in force on a day, their first and last days included."""
    return tuple(
        rule
        for rule in rules
        if (rule.effective_from is None or rule.effective_from <= day)
        and (rule.effective_to is None or rule.effective_to >= day)
    )


def changes(rules: Sequence[Rule], before: date, after: date) -> tuple[RuleChange, ...]:
    """Return the rules that differ between two days, in the order of the rules."""
    then = {rule.id: rule for rule in in_force(rules, before)}
    now = {rule.id: rule for rule in in_force(rules, after)}
    found = []
    for name in dict.fromkeys(rule.id for rule in rules):
        old, new = then.get(name), now.get(name)
        if old != new:
            differs = _differing(old, new) if old and new else ()
            found.append(RuleChange(name, old, new, differs))
    return tuple(found)


def _differing(old: Rule, new: Rule) -> tuple[str, ...]:
    names = [field.name for field in fields(Rule)]
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


class _Reader:
    """Reads the entries of a document and collects what is wrong with them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = [*document.faults]

    def rule_set(self, name: str) -> RuleSet:
        data = self.document.data
        entries = data.get("rules") if isinstance(data, Mapping) else None
        if not isinstance(data, Mapping) or not isinstance(entries, list):
            self._add("no-rules", (), "no list of rules; write `rules:` and entries under it",
                      "没有规则列表；请写 `rules:` 并在其下列出条目")  # fmt: skip
            return RuleSet(name, Text.of(name), ())
        for key in data:
            if key not in ("title", "rules"):
                self._unknown("unknown-key", (key,), key, ("title", "rules"))
        title = self._words(data.get("title") or name, ("title",)) or Text.of(name)
        rules = [self._rule(entry, ("rules", i)) for i, entry in enumerate(entries)]
        self._overlapping(rules)
        return RuleSet(name, title, tuple(rule for rule in rules if rule is not None))

    def _rule(self, entry: Any, at: At) -> Rule | None:  # noqa: ANN401  # whatever stands there
        if not isinstance(entry, Mapping):
            self._add("not-a-rule", at, "write a mapping of keys to values", "应为键值映射")
            return None
        known = len(self.faults)
        for key in entry:
            if key not in _KEYS:
                self._unknown("unknown-key", (*at, key), key, _KEYS)
        for key in _NEEDED:
            if entry.get(key) in (None, ""):
                self._add("missing", (*at, key), f"{key!r} is needed", f"缺少必需的 {key!r}")
        operator = self._among(entry.get("operator"), (*at, "operator"), RULE_OPERATORS)
        severity = self._among(entry.get("severity"), (*at, "severity"), SEVERITIES)
        period = entry.get("effective") or {}
        if not isinstance(period, Mapping) or not set(period) <= {"from", "to"}:
            self._add("effective", (*at, "effective"), "write {from: 2024-01-01, to: 2025-12-31}",
                      "请写作 {from: 2024-01-01, to: 2025-12-31}")  # fmt: skip
            period = {}
        unit = _UNITS.get(operator or "")
        first = self._day(period.get("from"), (*at, "effective", "from"))
        last = self._day(period.get("to"), (*at, "effective", "to"))
        if first and last and first > last:
            self._add("effective", (*at, "effective"),
                      f"it ends on {last}, before it starts on {first}",
                      f"终止日 {last} 早于起始日 {first}")  # fmt: skip
        made = Rule(
            id=self._slug(entry.get("id"), (*at, "id")),
            title=self._words(entry.get("title"), (*at, "title")) or Text.of(""),
            document=self._words(entry.get("document"), (*at, "document")) or Text.of(""),
            clause=self._words(entry.get("clause"), (*at, "clause")) or Text.of(""),
            jurisdiction=self._words(entry.get("jurisdiction"), (*at, "jurisdiction")),
            effective_from=first,
            effective_to=last,
            classes=self._list(entry.get("classes"), (*at, "classes")),
            protects=self._slug(entry.get("protects"), (*at, "protects")),
            operator=operator or "overlap",
            threshold=self._quantity(entry.get("threshold"), unit, (*at, "threshold")),
            unit=unit,
            sliver=self._quantity(entry.get("sliver"), "m2", (*at, "sliver")) or 0.0,
            severity=severity or "note",
            relaxable=self._flag(entry.get("relaxable"), (*at, "relaxable")),
            confirmed=self._flag(entry.get("confirmed"), (*at, "confirmed")),
            source=self._plain(entry.get("source"), (*at, "source")),
        )
        return made if len(self.faults) == known else None

    def _overlapping(self, rules: Sequence[Rule | None]) -> None:
        seen: dict[str, list[Rule]] = {}
        for i, rule in enumerate(rules):
            if rule is None:
                continue
            for other in seen.get(rule.id, ()):
                if _starts(rule) <= _ends(other) and _starts(other) <= _ends(rule):
                    self._add("in-force-twice", ("rules", i, "id"),
                              f"{rule.id!r} has two versions in force on one day; end one with "
                              "`effective: {to: …}`",
                              f"{rule.id!r} 有两个版本在同一天有效；请用 `effective: {{to: …}}` "
                              "终止其一")  # fmt: skip
                    break
            seen.setdefault(rule.id, []).append(rule)

    def _add(self, code: str, at: At, en: str, zh: str) -> None:
        self.faults.append(self.document.fault(code, at, en, zh))

    def _unknown(self, code: str, at: At, word: str, known: Iterable[str]) -> None:
        meant = unknown_word(word, known)
        self._add(code, at, f"unknown {word!r}; {meant.en}", f"未知的 {word!r}；{meant.zh}")

    def _among(self, word: object, at: At, known: Sequence[W]) -> W | None:
        found = next((each for each in known if each == word), None)
        if found is None and word not in (None, ""):
            self._unknown("unknown-value", at, str(word), known)
        return found

    def _words(self, words: object, at: At) -> Text | None:
        if isinstance(words, str):
            return Text.of(words)
        told = isinstance(words, Mapping) and bool(words) and set(words) <= {"zh", "en"}
        if isinstance(words, Mapping) and told and all(isinstance(w, str) for w in words.values()):
            return Text.of({str(lang): str(word) for lang, word in words.items()})
        if words is not None:
            self._add("words", at, "write text, or zh: and en: with text",
                      "应为文字，或带 zh: 与 en: 的文字")  # fmt: skip
        return None

    def _plain(self, word: object, at: At) -> str:
        if word is not None and not isinstance(word, str):
            self._add("words", at, "write text", "应为文字")
        return word if isinstance(word, str) else ""

    def _slug(self, word: object, at: At) -> str:
        text = self._plain(word, at)
        if text and not (text.isascii() and text.isidentifier() and text == text.lower()):
            self._add("slug", at, "a name has lower-case letters, digits and _, a letter first",
                      "名称只能用小写字母、数字和下划线，以字母开头")  # fmt: skip
        return text

    def _list(self, words: object, at: At) -> tuple[str, ...]:
        several = [words] if isinstance(words, str) else words
        if several is None:
            return ()
        if not isinstance(several, list):
            self._add("list", at, "write a list", "应为列表")
            return ()
        return tuple(self._slug(word, (*at, i)) for i, word in enumerate(several))

    def _day(self, word: object, at: At) -> date | None:
        wanted = Text("应为 2024-01-31 形式的日期", "write a day like 2024-01-31")
        return self._parsed(word, date.fromisoformat, at, "day", wanted)

    def _quantity(self, word: object, unit: str | None, at: At) -> float | None:
        if word is None or unit is None:
            return None
        try:
            number = parse_quantity(str(word), unit)
        except UnitError as error:
            self._add("quantity", at, error.say("en"), error.say("zh"))
            return None
        if not 0 <= number < float("inf"):
            self._add("quantity", at, "write 0 or more", "应为 0 或更大的数")
            return None
        return number

    def _flag(self, word: object, at: At) -> bool:
        found = self._parsed(word, lambda text: _FLAGS[text.lower()], at, "flag",
                             Text("应为 true 或 false", "write true or false"))  # fmt: skip
        return bool(found)

    def _parsed(
        self, word: object, parse: Callable[[str], T], at: At, code: str, wanted: Text
    ) -> T | None:
        if word is None:
            return None
        try:
            return parse(str(word))
        except (ValueError, KeyError):
            self._add(code, at, f"{word!r}: {wanted.en}", f"{word!r}：{wanted.zh}")
            return None


def _starts(rule: Rule) -> date:
    return rule.effective_from or date.min


def _ends(rule: Rule) -> date:
    return rule.effective_to or date.max
