"""The rules of one catalogue: which versions, what they protect here, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args

from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.rule_sets import (
    in_force,
    joined_rules,
    read_rule_set,
    rule_set_at,
    shipped_rule_sets,
)
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import BuildConfigError, Fault, RuleSetError
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.rule import Rule
from sitesel.schema import Attribute, family

State = Literal[
    "in_force", "unconfirmed", "no_threshold", "note", "no_layer", "no_wind", "not_yet", "ended"
]
STATES: tuple[State, ...] = get_args(State)
STATE_LABELS: Mapping[State, Text] = {
    "in_force": Text("有效", "in force"),
    "unconfirmed": Text("未核实，默认不用", "unconfirmed, off by default"),
    "no_threshold": Text("无数值，仅提示", "no threshold, a note"),
    "note": Text("仅提示", "a note"),
    "no_layer": Text("缺少图层，未判定", "no layer, not judged"),
    "no_wind": Text("缺少风频表，未判定", "no wind table, not judged"),
    "not_yet": Text("尚未生效", "not yet in force"),
    "ended": Text("已失效", "no longer in force"),
}
MEASURES = {
    "overlap": "overlap_", "within": "separation_", "outside": "outside_", "downwind": "downwind_",
}  # fmt: skip
EVALUATION = "evaluation_"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stands in a catalogue.

    Parameters
    ----------
    rule
        The version in force; of a rule that is not, the one that came last or comes next.
    state
        One of `STATES`.
    layers, kinds
        The constraint layers and facility kinds that it protects here.
    """

    rule: Rule
    state: State
    layers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether the sites are measured against it."""
        return self.state not in ("no_layer", "no_wind", "not_yet", "ended")

    @property
    def attribute(self) -> str | None:
        """The name of the attribute that measures it; None where there is none."""
        named = self.state not in ("no_layer", "not_yet", "ended")
        return attribute_of(self.rule) if named else None


@dataclass(frozen=True)
class RuleBook:
    """All versions of the rules of a catalogue, and what they meet there.

    Parameters
    ----------
    versions
        Of all rules.
    as_of
        The day whose versions the sites are measured against.
    layers
        From a protected class to layers and facility kinds.
    confirm
        Ids of rules that the build config confirms.
    sliver
        m², in place of the rules' own.
    known_layers, known_kinds
        The constraint layers and facility kinds that there are.
    winds
        Where the least frequent wind comes from, degrees; several where they tie, none where no
        table was given.
    """

    versions: tuple[Rule, ...]
    as_of: date
    layers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    confirm: tuple[str, ...] = ()
    sliver: float | None = None
    known_layers: tuple[str, ...] = ()
    known_kinds: tuple[str, ...] = ()
    winds: tuple[float, ...] = ()

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How each rule stands on the day of the catalogue."""
        return self.on(self.as_of)

    def on(self, day: date) -> tuple[Standing, ...]:
        """Return how each rule stands on a day, in the order of the rules."""
        valid = {rule.id: rule for rule in in_force(self.versions, day)}
        ids = dict.fromkeys(rule.id for rule in self.versions)
        return tuple(self._standing(name, valid.get(name), day) for name in ids)

    def _standing(self, name: str, valid: Rule | None, day: date) -> Standing:
        if valid is None:
            own = [rule for rule in self.versions if rule.id == name]
            ended = [rule for rule in own if rule.effective_to and rule.effective_to < day]
            if ended:
                return Standing(max(ended, key=lambda rule: rule.effective_to or day), "ended")
            return Standing(min(own, key=lambda rule: rule.effective_from or day), "not_yet")
        rule = replace(
            valid,
            confirmed=valid.confirmed or valid.id in self.confirm,
            sliver=valid.sliver if self.sliver is None else self.sliver,
        )
        meant = self.layers.get(rule.protects, (rule.protects,))
        layers = tuple(word for word in meant if word in self.known_layers)
        # a facility has no area to lie in
        areal = rule.operator in ("overlap", "outside")
        kinds = () if areal else tuple(word for word in meant if word in self.known_kinds)
        return Standing(rule, self._state(rule, (*layers, *kinds)), layers, kinds)

    def _state(self, rule: Rule, protected: tuple[str, ...]) -> State:
        if not protected:
            return "no_layer"
        if rule.operator == "downwind" and not self.winds:
            return "no_wind"
        if not rule.confirmed:
            return "unconfirmed"
        if rule.severity == "note":
            return "note"
        return "no_threshold" if rule.is_note else "in_force"

    def to_dict(self) -> dict[str, Any]:
        """Return the book as plain data, for a manifest."""
        return {
            "as_of": self.as_of.isoformat(),
            "layers": {name: list(meant) for name, meant in self.layers.items()},
            "confirm": list(self.confirm),
            "sliver": self.sliver,
            "known_layers": list(self.known_layers),
            "known_kinds": list(self.known_kinds),
            "winds": list(self.winds),
            "versions": [rule.to_dict() for rule in self.versions],
        }

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> RuleBook:
        """Read a book from plain data (see `to_dict`)."""
        return cls(
            versions=tuple(Rule.from_dict(rule) for rule in entry["versions"]),
            as_of=date.fromisoformat(entry["as_of"]),
            layers={name: tuple(meant) for name, meant in entry["layers"].items()},
            confirm=tuple(entry["confirm"]),
            sliver=entry["sliver"],
            known_layers=tuple(entry["known_layers"]),
            known_kinds=tuple(entry["known_kinds"]),
            winds=tuple(entry["winds"]),
        )


def attribute_of(rule: Rule) -> str:
    """Return the name of the attribute that measures a rule."""
    return f"{MEASURES[rule.operator]}{rule.id}"


def rule_book(config: BuildConfig) -> RuleBook | None:
    """Return the rules that a config names; None where it names none.

    Raises
    ------
    RuleSetError
        A rule set has faults, or can't be read.
    BuildConfigError
        No day is told.
    """
    told = config.rules
    if told is None:
        return None
    day = _day(config)
    if day is None:
        raise BuildConfigError("rules need a day: as_of", "规则需要日期：as_of")
    sets = [read_rule_set(rule_set_at(name, config.folder)) for name in told.sets]
    kinds = dict.fromkeys(kind for source in config.facilities for kind in source.labels)
    return RuleBook(
        versions=joined_rules(sets),
        as_of=day,
        layers=dict(told.layers),
        confirm=told.confirm,
        sliver=told.sliver,
        known_layers=tuple(source.name for source in config.constraints),
        known_kinds=tuple(kinds),
    )


def rule_attributes(book: RuleBook) -> Iterator[Attribute]:
    """Go through the attributes of the rules of a catalogue, in the order of the rules."""
    for standing in book.standings:
        rule = standing.rule
        if standing.attribute is None:
            continue
        wanted = [standing.attribute]
        if rule.severity == "evaluate":
            wanted.append(f"{EVALUATION}{rule.id}")
        for member in family("rules", rule=(rule.id, rule.title)):
            if member.name in wanted:
                yield replace(member, rule=rule)


def rule_findings(book: RuleBook) -> list[Finding]:
    """Return the rules that no site is measured against, though they are in force."""
    found = []
    for standing in book.standings:
        rule = standing.rule
        facts = {
            "title_zh": rule.title.zh, "title_en": rule.title.en, "protects": rule.protects,
        }  # fmt: skip
        if standing.state in ("no_layer", "no_wind"):
            code = "rule-without-layer" if standing.state == "no_layer" else "rule-without-wind"
            found.append(Finding(code, "rules", column=rule.id, facts=facts))
    return found


def rule_faults(document: Document, config: BuildConfig) -> list[Fault]:
    """Return what is wrong with what a config says of rules."""
    told = config.rules
    if told is None:
        return []
    faults: list[Fault] = []
    protected: set[str] = set()
    ids: set[str] = set()
    for i, name in enumerate(told.sets):
        at: At = ("rules", "sets", i)
        path = rule_set_at(name, config.folder)
        if not path.is_file():
            meant = unknown_word(name, shipped_rule_sets())
            faults.append(document.fault("no-rule-set", at, f"no rule set {name!r}; {meant.en}",
                                         f"没有规则集 {name!r}；{meant.zh}"))  # fmt: skip
            continue
        try:
            rules = read_rule_set(path).rules
        except RuleSetError as error:
            faults.append(document.fault("rule-set", at, error.say("en"), error.say("zh")))
            continue
        protected |= {rule.protects for rule in rules}
        ids |= {rule.id for rule in rules}
    whole = not faults  # of a faulty set nobody knows the rules
    if _day(config) is None:
        faults.append(document.fault("no-day", ("rules",),
                                     "say which day's versions: `as_of: 2026-01-31`",
                                     "请写明采用哪一天的版本：`as_of: 2026-01-31`"))  # fmt: skip
    layers = {source.name for source in config.constraints}
    known = layers | {kind for source in config.facilities for kind in source.labels}
    asked: list[tuple[At, str, set[str]]] = []
    if whole:
        asked += [(("rules", "layers", name), name, protected) for name in told.layers]
        asked += [(("rules", "confirm"), name, ids) for name in told.confirm]
    asked += [
        (("rules", "layers", name), word, known)
        for name, words in told.layers.items()
        for word in words
    ]
    unknown = [(at, word, words) for at, word, words in asked if word not in words]
    return faults + [_unknown(document, at, word, sorted(words)) for at, word, words in unknown]


def _unknown(document: Document, at: At, word: str, known: Iterable[str]) -> Fault:
    meant = unknown_word(word, known)
    return document.fault(
        "unknown-rule", at, f"unknown {word!r}; {meant.en}", f"未知的 {word!r}；{meant.zh}"
    )


def _day(config: BuildConfig) -> date | None:
    if config.rules is not None and config.rules.as_of is not None:
        return config.rules.as_of
    try:
        return date.fromisoformat(config.date or "")
    except ValueError:
        return None
