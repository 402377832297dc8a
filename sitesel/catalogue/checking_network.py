"""What the network of a well-formed build config can still have wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sitesel.catalogue.config_network import NetworkConfig, minutes_words
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import Fault
from sitesel.layers.ferries import FERRY_COLUMNS
from sitesel.layers.road_classes import network_assumptions

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
    return [
        *(_unknown(document, *each) for each in _unknown_words(network, tuple(kinds))),
        *_modes(document, network),
        *_shifted(document, network),
        *_within(document, network),
    ]


def _unknown_words(
    network: NetworkConfig, kinds: tuple[str, ...]
) -> Iterator[tuple[str, At, str, Iterable[str]]]:
    """Yield what is none of what it may be: code, place, word, and what is known."""
    for at, source in network.sources():
        known = COLUMNS[str(at[1])]
        for name in source.columns:
            if name not in known:
                yield "unknown-column", (*at, "columns", name), name, known
    classes = network_assumptions().classes
    for name in network.speeds:
        if name not in classes:
            yield "unknown-road-class", ("network", "speeds", name), name, classes
    for mode, wanted in network.facilities.items():
        for i, kind in enumerate(wanted):
            if kind not in kinds:
                yield "unknown-kind", ("network", "facilities", mode, i), kind, kinds


def _unknown(document: Document, code: str, at: At, word: str, known: Iterable[str]) -> Fault:
    meant = unknown_word(word, known)
    en, zh = f"unknown {word!r}; {meant.en}", f"未知的 {word!r}；{meant.zh}"
    return document.fault(code, at, en, zh)


def _modes(document: Document, network: NetworkConfig) -> Iterator[Fault]:
    for mode in network.facilities:
        if mode not in network.modes:
            at = ("network", "facilities", mode)
            en = f"{mode!r} is not among modes: {', '.join(network.modes)}"
            zh = f"{mode!r} 不在 modes 之中：{'、'.join(network.modes)}"
            yield document.fault("mode-left-out", at, en, zh)


def _shifted(document: Document, network: NetworkConfig) -> Iterator[Fault]:
    places = {"from_lon", "from_lat", "to_lon", "to_lat"}
    for i, source in enumerate(network.ferries):
        if source.datum in {"gcj02", "bd09"} and places & set(source.columns):
            en = "places in columns of a ferry table are not shifted back; name terminals instead"
            zh = "航线表中的坐标列不做偏移纠正；请改用 terminals 给出码头位置"
            yield document.fault("shifted-ferries", ("network", "ferries", i, "datum"), en, zh)


def _within(document: Document, network: NetworkConfig) -> Iterator[Fault]:
    for i, minutes in enumerate(network.within):
        if minutes != round(minutes):
            name, at = minutes_words(minutes)[0], ("network", "within", i)
            en = f"{minutes:g} min is no whole number of minutes; it names attributes ({name})"
            zh = f"{minutes:g} 分钟不是整数分钟；它用于属性名（{name}）"
            yield document.fault("minutes", at, en, zh)
