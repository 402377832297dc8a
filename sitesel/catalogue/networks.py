"""The networks of a catalogue: one as it is, and one for each scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sitesel.attributes.network import CLOSED, FERRY, Network
from sitesel.attributes.network_build import build_network
from sitesel.attributes.scenario import Change, Scenario
from sitesel.catalogue.access import Access, Targets, searched
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.config_network import NetworkConfig, ScenarioDeclared
from sitesel.catalogue.families import MODE_LABELS, facility_labels
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.named_ways import scenario_faults
from sitesel.catalogue.network_record import BASE, NetworkRecord, ScenarioRecord
from sitesel.catalogue.network_sources import NetworkRead, read_network
from sitesel.catalogue.raw import Raw, refuse
from sitesel.catalogue.snapshot import published
from sitesel.catalogue.surroundings import Around
from sitesel.crs import to_crs
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.progress import Progress, part
from sitesel.schema import SITE_KINDS

_NAMES_SCENARIO = ("scenario-unknown-way",)
"""Codes of findings that name the scenario themselves."""


@dataclass(frozen=True, eq=False)
class Networks:
    """The networks of a catalogue, and what was noticed while they were made.

    Parameters
    ----------
    by_scenario
        By the name of a scenario, and `base` without one; empty without a network.
    access
        What sites are measured along and to.
    record, scenarios
        What the manifest tells of them.
    findings, records
        What was noticed, and what became of each source.
    """

    by_scenario: Mapping[str, Network] = field(default_factory=dict)
    access: Access | None = None
    record: NetworkRecord | None = None
    scenarios: Mapping[str, ScenarioRecord] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    records: tuple[SourceRecord, ...] = ()


def networks(
    config: BuildConfig,
    raws: Sequence[Raw],
    around: Around,
    crs: CRS,
    progress: Progress,
    *,
    sites: GeoSeries | None = None,
) -> Networks:
    """Read and build the networks of a config; none where it names none.

    Parameters
    ----------
    config, raws, around
        Of the build.
    crs
        The measuring CRS.
    progress
        Told how far it is.
    sites
        Where the sites lie, when they are not among `raws`.

    Raises
    ------
    BuildConfigError, LayerError
        The config names what its sources don't have; a source can't be read.
    """
    if (declared := config.network) is None:
        return Networks()
    if sites is None:
        own = (r.layer.frame.geometry for k in SITE_KINDS for r in raws if r.role == k)
        sites = next(own, None)
    land = next((r.layer.frame.geometry for r in raws if r.role == "land"), None)
    read = read_network(
        config, declared, crs=crs, reference=sites, land=land, progress=part(progress, 0.0, 0.5)
    )
    refuse(scenario_faults(config, declared, read))
    kinds = tuple(facility_labels(config))
    day = declared.date or _day(config.date)
    scenarios = {name: scenario_of(name, s) for name, s in declared.scenarios.items()}
    made: dict[str, Network] = {}
    findings: list[Finding] = [*read.findings]
    common: list[Finding] = []
    for i, (name, scenario) in enumerate({BASE: None, **scenarios}.items()):
        title = scenario.title if scenario else Text("现状", "as it is")
        words = Text(f"构建交通网络：{title.zh}", f"Building the network: {title.en}")
        progress(words, 0.5 + 0.5 * i / (1 + len(scenarios)))
        made[name], noticed = _built(read, declared, scenario, day, crs, around.land)
        if scenario is None:
            common = noticed
        findings += [
            one if scenario is None or one.code in _NAMES_SCENARIO else one.in_scenario(title)
            for one in noticed
            if scenario is None or one not in common
        ]
    return Networks(
        made,
        _access(declared, made, around, kinds, read.population),
        NetworkRecord(
            date=day,
            modes={mode: MODE_LABELS[mode] for mode in declared.modes},
            facilities={mode: declared.kinds(mode, kinds) for mode in declared.modes},
            join=declared.join,
            join_speed=declared.join_speed,
            within=declared.within,
            counts=_counts(made[BASE]),
        ),
        {
            name: ScenarioRecord(scenario, tuple(changes(scenario, made[BASE], made[name])))
            for name, scenario in scenarios.items()
        },
        tuple(findings),
        read.records,
    )


def scenario_of(name: str, declared: ScenarioDeclared) -> Scenario:
    """Return a scenario as the build config declares it."""
    return Scenario(
        name,
        declared.title,
        declared.date,
        frozenset(declared.open),
        frozenset(declared.close),
        {
            way: Change(change.headway, change.sailing, change.days_lost, change.speed)
            for way, change in declared.change.items()
        },
    )


def changes(scenario: Scenario, base: Network, network: Network) -> Iterator[Text]:
    """Yield what a scenario changes, one sentence a way, ways by their names.

    What opens or closes because of the scenario's day is among them.
    """
    names = dict(zip(network.way_ids, network.way_names, strict=True))
    before, after = _closed(base), _closed(network)
    for way in network.way_ids:
        name = names[way] or way
        if way in before and way not in after:
            yield Text(f"{name}开通", f"{name} opens")
        elif way in after and way not in before:
            yield Text(f"{name}停用", f"{name} closes")
    for way, change in sorted(scenario.change.items()):
        name = names.get(way) or way
        zh, en = "、".join(_told(change, "zh")), ", ".join(_told(change, "en"))
        yield Text(f"{name}：{zh}", f"{name}: {en}")


def _told(change: Change, lang: str) -> Iterator[str]:
    words = {
        "headway": Text("班次间隔 {} 分钟", "a sailing every {} min"),
        "sailing": Text("航行 {} 分钟", "{} min under way"),
        "days_lost": Text("每年停航 {} 天", "{} days a year without sailings"),
        "speed": Text("车速 {} km/h", "{} km/h"),
    }
    for name, said in words.items():
        if (value := getattr(change, name)) is not None:
            yield (said.zh if lang == "zh" else said.en).format(f"{value:g}")


def _closed(network: Network) -> set[str]:
    """Return the ids of the ways that are closed, or not yet open."""
    closed = (np.asarray(network.why_not) == CLOSED).any(axis=0)
    ways: NDArray[np.int32] = np.unique(np.asarray(network.way)[closed])
    return {network.way_ids[way] for way in ways.tolist()}


def _built(
    read: NetworkRead,
    declared: NetworkConfig,
    scenario: Scenario | None,
    day: dt.date | None,
    crs: CRS,
    land: GeoDataFrame | None,
) -> tuple[Network, list[Finding]]:
    return build_network(
        read.ways,
        read.ferries,
        crs=crs,
        land=land,
        modes=searched(declared.modes),
        date=day,
        scenario=scenario,
        speeds=declared.speeds,
        assumptions=declared.assumptions(),
    )


def _access(
    declared: NetworkConfig,
    made: Mapping[str, Network],
    around: Around,
    kinds: tuple[str, ...],
    population: GeoDataFrame | None,
) -> Access:
    facilities = around.facilities
    targets = {}
    for kind in kinds:
        own = facilities[facilities["kind"] == kind]
        modes = frozenset(m for m in declared.modes if kind in declared.kinds(m, (kind,)))
        if modes:
            place = to_crs(published(own.geometry), own.crs).reset_index(drop=True)
            targets[kind] = Targets(tuple(own["id"]), place, modes)
    return Access(
        made,
        targets,
        declared.modes,
        declared.join,
        declared.join_speed,
        around.land,
        declared.within,
        population,
    )


def _counts(network: Network) -> dict[str, int]:
    nodes = len(network.nodes)
    passable = np.isfinite(network.minutes).any(axis=(0, 1))
    ends = (np.asarray(network.tail)[passable], np.asarray(network.head)[passable])
    graph = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(nodes, nodes))
    parts = connected_components(graph, directed=False, return_labels=False) if nodes else 0
    return {
        "nodes": nodes,
        "links": len(network),
        "ferries": len(np.unique(network.way[np.asarray(network.kind) == FERRY])),
        "components": int(parts),
    }


def _day(words: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words or "")
    except ValueError:
        return None
