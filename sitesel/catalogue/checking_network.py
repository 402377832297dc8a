"""What the network of a well-formed build config can still have wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sitesel.catalogue.config_network import NetworkConfig, minutes_words
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import Fault
from sitesel.layers.ferries import FERRY_COLUMNS
from sitesel.layers.road_classes import network_assumptions
from sitesel.units import UnitError, parse_quantity

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
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("sailing", "headway", "boarding", "unloading"), "min"),
    **dict.fromkeys(("speed", "limit"), "km/h"),
    **dict.fromkeys(("from_lon", "from_lat", "to_lon", "to_lat"), "degree"),
    **dict.fromkeys(("population", "workers"), "1"),
    "days_lost": "d",
    "max_weight": "t",
    "max_height": "m",
}
"""The unit that a column is read in, by its name; the others are no quantities."""


def network_faults(document: Document, network: NetworkConfig, kinds: Iterable[str]) -> list[Fault]:
    """Return what is wrong, given the kinds of facilities that the config has."""
    return [
        *(_unknown(document, *each) for each in _unknown_words(network, tuple(kinds))),
        *_units(document, network),
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


def _units(document: Document, network: NetworkConfig) -> Iterator[Fault]:
    for at, source in network.sources():
        for name, mapping in source.columns.items():
            if mapping.unit is None or name not in COLUMNS[str(at[1])]:
                continue
            place = (*at, "columns", name, "unit")
            if name not in UNITS:
                en, zh = f"{name!r} is no quantity and has no unit", f"{name!r} 不是数量，没有单位"
                yield document.fault("no-unit", place, en, zh)
                continue
            try:
                parse_quantity(f"1 {mapping.unit}", UNITS[name])
            except UnitError as error:
                yield document.fault("unit", place, error.say("en"), error.say("zh"))


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
