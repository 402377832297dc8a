"""What the network of a well-formed build config can still have wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sitesel.catalogue.config_network import NetworkConfig, minutes_words
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import Fault
from sitesel.layers.ferries import FERRY_COLUMNS

_ROADS = (
    "id", "name", "class", "speed", "limit", "oneway", "kind", "bridge", "tunnel", "toll",
    "max_weight", "max_height", "dangerous_goods", "open_from", "layer", "modes",
)  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "roads": tuple(dict.fromkeys((*_ROADS, *FERRY_COLUMNS))),  # a layer of lines may hold both
    "ferries": FERRY_COLUMNS,
    "terminals": ("id", "name"),
    "population": ("population", "workers"),
}
"""What a source of the network can have a column for."""


def network_faults(document: Document, network: NetworkConfig, kinds: Iterable[str]) -> list[Fault]:
    """Return what is wrong, given the kinds of facilities that the config has."""
    found: list[Fault] = []

    def unknown(code: str, at: At, word: str, known: Iterable[str]) -> None:
        meant = unknown_word(word, known)
        en, zh = f"unknown {word!r}; {meant.en}", f"未知的 {word!r}；{meant.zh}"
        found.append(document.fault(code, at, en, zh))

    for at, source in network.sources():
        known = COLUMNS[str(at[1])]
        for name in source.columns:
            if name not in known:
                unknown("unknown-column", (*at, "columns", name), name, known)
    kinds = tuple(kinds)
    for mode, wanted in network.facilities.items():
        for i, kind in enumerate(wanted):
            if kind not in kinds:
                unknown("unknown-kind", ("network", "facilities", mode, i), kind, kinds)
        if mode not in network.modes:
            at = ("network", "facilities", mode)
            en = f"{mode!r} is not among modes: {', '.join(network.modes)}"
            zh = f"{mode!r} 不在 modes 之中：{'、'.join(network.modes)}"
            found.append(document.fault("mode-left-out", at, en, zh))
    return [*found, *_within(document, network)]


def _within(document: Document, network: NetworkConfig) -> list[Fault]:
    found: list[Fault] = []
    written: dict[str, float] = {}
    for i, minutes in enumerate(network.within):
        name = minutes_words(minutes)[0]
        if written.setdefault(name, minutes) != minutes or minutes != round(minutes):
            at = ("network", "within", i)
            en = f"{minutes:g} min is no whole number of minutes; it names attributes ({name})"
            zh = f"{minutes:g} 分钟不是整数分钟；它用于属性名（{name}）"
            found.append(document.fault("minutes", at, en, zh))
    return found
