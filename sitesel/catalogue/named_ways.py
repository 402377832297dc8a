"""The ways and ferries that the scenarios of a build config name, held against the sources."""

from __future__ import annotations

from collections.abc import Iterator

from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.config_network import NetworkConfig
from sitesel.catalogue.document import At
from sitesel.catalogue.network_sources import NetworkRead
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import Fault


def scenario_faults(config: BuildConfig, network: NetworkConfig, read: NetworkRead) -> list[Fault]:
    """Return a fault for each id that a scenario names and that no source has.

    An id of a row that its own data set aside is none: that has been told already.
    """
    named = list(_named(network))
    if not named:
        return []
    ids = _ids(read)
    known = {*ids, *_set_aside(read)}
    faults = []
    for at, word in named:
        if word not in known:
            meant = unknown_word(word, ids)
            en = f"no road or ferry has the id {word!r}; {meant.en}"
            zh = f"没有编号为 {word!r} 的道路或渡轮；{meant.zh}"
            faults.append(config.fault("unknown-way", at, en, zh))
    return faults


def _named(network: NetworkConfig) -> Iterator[tuple[At, str]]:
    for name, scenario in network.scenarios.items():
        at = ("network", "scenarios", name)
        for key, words in (("open", scenario.open), ("close", scenario.close)):
            for i, word in enumerate(words):
                yield (*at, key, i), word
        for word in scenario.change:
            yield (*at, "change", word), word


def _ids(read: NetworkRead) -> list[str]:
    """Return the ids of what was read, ferries first: of them there are few."""
    ferries = [*(ways.ferries for ways in read.ways), *read.ferries]
    tables = [*(each.table for each in ferries), *(ways.table for ways in read.ways)]
    return list(dict.fromkeys(word for table in tables for word in table["id"]))


def _set_aside(read: NetworkRead) -> Iterator[str]:
    for ways in read.ways:
        yield from (*ways.set_aside, *ways.ferries.set_aside)
    for ferries in read.ferries:
        yield from ferries.set_aside
