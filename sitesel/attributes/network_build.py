"""Ways and ferries become one network: lines are cut where they meet, ferries joined by quays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sitesel.attributes.crossings import Crossings, crossings
from sitesel.attributes.network import FERRY, MODES, Mode, Network, mode_row
from sitesel.attributes.network_links import Parts, linked
from sitesel.attributes.noding import noded
from sitesel.attributes.passage import changed, closures, passage
from sitesel.attributes.quays import MODE_WORDS, quays
from sitesel.attributes.rings import in_metres
from sitesel.attributes.sailings import Sailings, sailings
from sitesel.attributes.scenario import Scenario
from sitesel.attributes.shores import Shores
from sitesel.findings import Finding
from sitesel.layers.ferries import Ferries
from sitesel.layers.road_classes import NetworkAssumptions, network_assumptions
from sitesel.layers.way_lines import Ways

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_LAYER = "network"


def build_network(
    ways: Ways | Sequence[Ways],
    ferries: Ferries | Sequence[Ferries] = (),
    *,
    crs: CRS,
    land: GeoDataFrame | None = None,
    modes: Sequence[Mode] = MODES,
    date: date | None = None,
    scenario: Scenario | None = None,
    speeds: Mapping[str, float] | None = None,
    assumptions: NetworkAssumptions | None = None,
) -> tuple[Network, list[Finding]]:
    """Build the network of roads, bridges and ferries.

    Roads meet where their sources say so (`noded`); a ferry's terminal is joined by a quay to the
    nearest road of its own landmass that a mode may use. What a source leaves open is assumed
    (`parcels/schema/network.yaml`) and told.

    Parameters
    ----------
    ways, ferries
        Of one source or several, in any CRS. A ferry of a later source replaces those of the same
        id; those that come with `ways` are first.
    crs
        Projected, metres; of the network.
    land
        One polygon a landmass with the column `name`, in any known CRS; None where it is not told:
        then a quay may join any road near enough.
    modes
        Who travels; the others may pass nothing.
    date
        The day that is looked at: what opens later is closed. A scenario's own date counts first.
    scenario
        Named changes.
    speeds
        km/h of a car by road class, in place of the assumed ones.
    assumptions
        For what is not told.

    Returns
    -------
    network
        The same input gives the same network, byte for byte.
    findings
        What was assumed, which ferries land nowhere, into how many pieces the network falls.

    Raises
    ------
    WrongCrs
        `crs` is not in metres.
    """
    in_metres(GeoSeries([], crs=crs))
    assumptions = assumptions or network_assumptions()
    sources = [ways] if isinstance(ways, Ways) else list(ways)
    later = [ferries] if isinstance(ferries, Ferries) else list(ferries)
    day = scenario.date if scenario is not None and scenario.date is not None else date
    name = sources[0].name if len(sources) == 1 else _LAYER

    lines, duplicates = noded(sources, crs, tolerance=assumptions.tolerance)
    findings = [Finding("way-duplicate", name, count=duplicates)] if duplicates else []
    shut = closures(lines.table["id"], _opens(lines.table), day=day, scenario=scenario)
    road, told = passage(
        changed(lines.table, scenario, ("speed",)),
        assumptions,
        closed=shut,
        speeds=speeds,
        layer=name,
    )
    findings += told

    lot = crossings([*(each.ferries for each in sources), *later], crs, assumptions)
    findings += lot.findings
    lot, crossing, told = _sailings(lot, assumptions, day, scenario, name)
    findings += told
    findings += _scenario_faults(scenario, lines.table, lot.table, name)
    if day is None:
        dated = int((~np.isnan(_opens(lines.table))).sum() + (~np.isnan(_opens(lot.table))).sum())
        findings += [Finding("network-without-date", name, count=dated)] if dated else []

    shores = Shores(land, crs)
    taken = _taken(lot, crossing, modes)
    quay, told = quays(lot, taken, lines, road, shores, assumptions=assumptions, layer=name)
    findings += told
    afoot = assumptions.classes["quay"].speed
    reach = assumptions.quay_landmass
    network = linked(Parts(lines, road, lot, crossing, quay, shores, reach, afoot), crs, modes)
    findings += _pieces(network, modes, name)
    findings += _dead_ends(network, modes, name)
    return network, findings


def _opens(table: pd.DataFrame) -> Floats:
    return table["open_from"].to_numpy(float)


def _sailings(
    ferries: Crossings,
    assumptions: NetworkAssumptions,
    day: date | None,
    scenario: Scenario | None,
    layer: str,
) -> tuple[Crossings, Sailings, list[Finding]]:
    table = changed(ferries.table, scenario, ("headway", "sailing", "days_lost"))
    ferries = replace(ferries, table=table)
    again = {} if scenario is None else scenario.change
    headways = [id_ for id_, change in again.items() if change.headway is not None]
    shut = closures(table["id"], _opens(table), day=day, scenario=scenario)
    new = table["id"].isin(headways).to_numpy(np.bool_)
    told, findings = sailings(ferries, assumptions, closed=shut, changed=new, layer=layer)
    return ferries, told, findings


def _taken(ferries: Crossings, crossing: Sailings, modes: Sequence[Mode]) -> NDArray[np.uint8]:
    """Return the bits of the modes that ferries take at each stop."""
    taken = np.zeros(len(ferries.stops.ids), np.uint8)
    for mode in modes:
        row = mode_row(mode)
        sails = np.isfinite(crossing.minutes[row]).any(axis=0)
        for stop in (ferries.tail, ferries.head):
            taken[stop[sails]] |= np.uint8(1 << row)
    return taken


def _scenario_faults(
    scenario: Scenario | None, ways: pd.DataFrame, ferries: pd.DataFrame, layer: str
) -> list[Finding]:
    if scenario is None:
        return []
    named = scenario.named()
    known = set(ways["id"][ways["id"].isin(named)]) | set(ferries["id"])
    return [
        Finding("scenario-unknown-way", layer, facts={"scenario": scenario.name, "id": one})
        for one in named
        if one not in known
    ]


def _pieces(network: Network, modes: Sequence[Mode], layer: str) -> list[Finding]:
    """Tell into how many pieces the network falls for each mode."""
    findings = []
    for mode in modes:
        words = {"mode_zh": MODE_WORDS[mode].zh, "mode_en": MODE_WORDS[mode].en}
        sizes = piece_sizes(network, mode)
        if len(sizes) == 0:
            findings.append(Finding("network-empty", layer, facts=words))
        elif len(sizes) > 1:
            share = round(100 * float(sizes[0]) / float(sizes.sum()), 1)
            facts = words | {"share": f"{share:g}"}
            findings.append(Finding("network-in-pieces", layer, count=len(sizes), facts=facts))
    return findings


def _dead_ends(network: Network, modes: Sequence[Mode], layer: str) -> list[Finding]:
    """Tell of one-way roads that can be joined and from whose end no road leads back."""
    findings = []
    for mode in modes:
        apart = leading_out(network, mode)
        apart &= (network.joinable >> mode_row(mode)) & 1 > 0
        if apart.any():
            words = {"mode_zh": MODE_WORDS[mode].zh, "mode_en": MODE_WORDS[mode].en}
            one = network.way_ids[network.way[int(np.argmax(apart))]]
            facts = words | {"id": one}
            count = int(apart.sum())
            findings.append(Finding("one-way-out", layer, count=count, facts=facts))
    return findings


def leading_out(network: Network, mode: Mode) -> Flags:
    """Tell which links are one-way roads from whose end no road leads back to their start."""
    onward, back = np.isfinite(network.minutes[mode_row(mode)])
    ashore = network.kind != FERRY
    ends = (network.tail, network.head)
    there = coo_matrix((onward & ashore, ends), shape=(len(network.nodes),) * 2)
    again = coo_matrix((back & ashore, ends[::-1]), shape=there.shape)
    graph = (there + again).tocsr()
    graph.eliminate_zeros()
    piece = connected_components(graph, directed=True, connection="strong")[1]
    apart: Flags = (onward != back) & ashore & (piece[network.tail] != piece[network.head])
    return apart


def piece_sizes(network: Network, mode: str) -> NDArray[np.int64]:
    """Return how many nodes each piece of the network has that nothing joins, largest first.

    Only nodes that the mode can come to or leave count; directions don't.
    """
    passable = np.isfinite(network.minutes[mode_row(mode)]).any(axis=0)
    tail, head = network.tail[passable], network.head[passable]
    count = len(network.nodes)
    graph = coo_matrix((np.ones(len(tail), np.bool_), (tail, head)), shape=(count, count))
    piece = connected_components(graph, directed=False)[1]
    used = np.unique(np.concatenate([tail, head]))
    sizes = np.bincount(piece[used]) if len(used) else np.empty(0, np.int64)
    return np.sort(sizes[sizes > 0])[::-1].astype(np.int64)
