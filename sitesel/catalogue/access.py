"""Access as attribute columns: how each site gets to each kind of facility, mode by mode.

Like all of `enrich` a function of a partition of sites and of tables that all partitions share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import NO_ROAD, OUTSIDE, Joined, joins
from sitesel.attributes.landmass import landmass
from sitesel.attributes.network import MODES, Mode, Network
from sitesel.attributes.quays import MODE_WORDS
from sitesel.attributes.travel import STATES, travels
from sitesel.attributes.within import count_within, sums_within
from sitesel.catalogue.config_network import minutes_words
from sitesel.catalogue.families import MODE_LABELS
from sitesel.catalogue.network_record import BASE
from sitesel.columns import CategoryColumn, Column, QuantityColumn
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.progress import Progress, silent

Ints32 = NDArray[np.int32]

_AT_ONCE = 4  # kinds of facilities measured together: a million parcels take 56 MB each

_MEASURES = {
    "time_to": "minutes",
    "road_distance_to": "metres",
    "crossings_to": "crossings",
    "cut_off_from": "cut_off",
    "last_departure_to": "last_departure",
}


@dataclass(frozen=True, eq=False)
class Targets:
    """The facilities of one kind: ids, places, and the modes that travel to them."""

    ids: tuple[str, ...]
    geometry: GeoSeries
    modes: frozenset[Mode]


@dataclass(frozen=True, eq=False)
class Access:
    """What access is measured along and to; all in one CRS.

    Parameters
    ----------
    networks
        By the name of a scenario, and `base` without one.
    targets
        By kind.
    modes
        Who travels.
    join, join_speed
        Farthest from a boundary to the road, metres, and the speed on that way, km/h.
    land
        Column name; None where there is none.
    within
        Times within which is counted, minutes.
    population
        Where people live and work: columns population, workers, or one of them.
    """

    networks: Mapping[str, Network]
    targets: Mapping[str, Targets]
    modes: tuple[Mode, ...]
    join: float
    join_speed: float
    land: GeoDataFrame | None = None
    within: tuple[float, ...] = ()
    population: GeoDataFrame | None = None

    @cached_property
    def _places(self) -> GeoSeries:
        """The facilities of all kinds, then the places of `population`, one under the other."""
        several = [target.geometry for target in self.targets.values()]
        several += [self.population.geometry] if self.population is not None else []
        shapes = [np.zeros(0, dtype=object), *(np.asarray(each.array) for each in several)]
        crs = next(iter(self.networks.values())).crs if self.networks else None
        return GeoSeries(np.concatenate(shapes), crs=crs)

    @cached_property
    def _rows(self) -> Mapping[str | None, NDArray[np.int64]]:
        """Where in `_places` the facilities of a kind stand, and under None the population."""
        sizes: dict[str | None, int] = {kind: len(t.ids) for kind, t in self.targets.items()}
        sizes[None] = len(self.population) if self.population is not None else 0
        ends = np.cumsum([0, *sizes.values()])
        return {
            kind: np.arange(start, stop)
            for kind, start, stop in zip(sizes, ends, ends[1:], strict=False)
        }

    @cached_property
    def _landmasses(self) -> list[str | None]:
        if self.land is None:
            return [None] * len(self._places)
        names: list[str | None] = landmass(self._places, self.land)["landmass"].tolist()
        return names

    @cached_property
    def _joined(self) -> dict[str, dict[Mode, Joined]]:
        """Where all places join each network; networks that are joined alike share it."""
        found: dict[str, dict[Mode, Joined]] = {}
        for name, network in self.networks.items():
            alike = (other for other in found if _joins_alike(network, self.networks[other]))
            twin = next(alike, None)
            found[name] = (
                found[twin] if twin else self.joins(self._places, self._landmasses, network)
            )
        return found

    def joins(
        self, places: GeoSeries, names: Sequence[str | None], network: Network
    ) -> dict[Mode, Joined]:
        """Return where places on named landmasses join a network."""
        codes = landmass_codes(names, network)
        modes = searched(self.modes)
        return joins(places, network, modes, landmass=codes, farthest=self.join)

    def place(self, kind: str | None, scenario: str, mode: Mode) -> Joined:
        """Return where the facilities of a kind join, or the population where it is None."""
        return self._joined[scenario][mode].take(self._rows[kind])


def facilities_without_road(around: Access | None, labels: Mapping[str, Text]) -> list[Finding]:
    """Tell which facilities join no road as things are, and so are reached by nobody.

    Parameters
    ----------
    around
        Networks and facilities; None where there is none.
    labels
        Of the kinds.
    """
    findings: list[Finding] = []
    if around is None:
        return findings
    for kind, target in around.targets.items():
        modes: dict[tuple[int, ...], list[Mode]] = {}
        for mode in (mode for mode in MODES if mode in target.modes):
            status = around.place(kind, BASE, mode).status
            alone = np.flatnonzero((status == NO_ROAD) | (status == OUTSIDE))
            modes.setdefault(tuple(alone.tolist()), []).append(mode)
        for rows, who in modes.items():
            if rows:
                facts = {
                    "kind_zh": labels[kind].zh,
                    "kind_en": labels[kind].en,
                    "all": len(target.ids),
                    "id": target.ids[rows[0]],
                    "mode_zh": "、".join(MODE_WORDS[mode].zh for mode in who),
                    "mode_en": ", ".join(MODE_WORDS[mode].en for mode in who),
                }
                count = len(rows)
                findings.append(Finding("facility-without-road", kind, count=count, facts=facts))
    return findings


def access(
    sites: GeoSeries,
    names: Sequence[str | None],
    around: Access,
    *,
    progress: Progress = silent,
) -> dict[str, dict[str, Column]]:
    """Measure the access of sites.

    Parameters
    ----------
    sites
        Polygons, points or lines in the CRS of the networks.
    names
        Of the landmass of each site; None where not known.
    around
        Networks and facilities.
    progress
        Told each kind of facility.

    Returns
    -------
    columns
        By the name of a scenario, and `base` without one.
    """
    measured: dict[str, dict[str, Column]] = {}
    seen: list[tuple[Network, dict[Mode, Joined]]] = []
    computed = searched(around.modes)
    steps = len(around.networks) * len(computed)
    for i, (name, network) in enumerate(around.networks.items()):
        progress(Text("接入路网", "Joining the network"), i / len(around.networks))
        joined = next((own for other, own in seen if _joins_alike(network, other)), None)
        if joined is None:
            joined = around.joins(sites, names, network)
            seen.append((network, joined))
        columns: dict[str, Column] = {}
        plain: dict[str, DataFrame] = {}
        for j, mode in enumerate(computed):
            done = (i * len(computed) + j) / steps
            label = MODE_LABELS[mode]
            progress(Text(f"计算可达性：{label.zh}", f"Measuring access: {label.en}"), done)
            columns |= dict(_by_mode(mode, name, joined[mode], around, plain))
        measured[name] = columns
    return measured


def _by_mode(
    mode: Mode, scenario: str, sites: Joined, around: Access, plain: dict[str, DataFrame]
) -> Iterator[tuple[str, Column]]:
    """Yield the columns of one mode; what the plain truck finds is kept in `plain`."""
    if mode in around.modes:
        yield f"distance_to_network_by_{mode}", QuantityColumn(sites.gap.copy())
    graph = Graph(around.networks[scenario], mode)
    wanted = [
        kind
        for kind, target in around.targets.items()
        if mode in target.modes or _is_needed(mode, target)
    ]
    for some in (wanted[i : i + _AT_ONCE] for i in range(0, len(wanted), _AT_ONCE)):
        places = {kind: around.place(kind, scenario, mode) for kind in some}
        told = plain if mode == "truck_dg" else None
        found = travels(sites, graph, places, join_speed=around.join_speed, plain=told)
        for kind in some:
            target = around.targets[kind]
            if _is_needed(mode, target):
                plain[kind] = found[kind]
            if mode in target.modes:
                yield from _columns(f"{kind}_by_{mode}", found[kind], target)
                yield from _counts(f"count_{kind}", graph, sites, places[kind], around)
    if mode in around.modes and around.population is not None and around.within:
        homes = around.place(None, scenario, mode)
        yield from _people(graph, sites, homes, around, around.population)


def _is_needed(mode: Mode, target: Targets) -> bool:
    """Tell whether what the plain truck finds is needed for the one with dangerous goods."""
    return mode == "truck" and "truck_dg" in target.modes


def _counts(
    named: str, graph: Graph, sites: Joined, places: Joined, around: Access
) -> Iterator[tuple[str, Column]]:
    if not around.within:
        return
    counts = count_within(sites, graph, places, around.within, join_speed=around.join_speed)
    for minutes in around.within:
        place = f"{named}_within_{minutes_words(minutes)[0]}_by_{graph.mode}"
        yield place, _quantity(counts[minutes])


def _people(
    graph: Graph, sites: Joined, places: Joined, around: Access, people: GeoDataFrame
) -> Iterator[tuple[str, Column]]:
    names = [name for name in ("population", "workers") if name in people]
    weights = {name: people[name].to_numpy(np.float64) for name in names}
    sums = sums_within(sites, graph, places, weights, around.within, join_speed=around.join_speed)
    for name in names:
        for minutes in around.within:
            yield (
                f"{name}_within_{minutes_words(minutes)[0]}_by_{graph.mode}",
                _quantity(sums[name][minutes]),
            )


def _columns(place: str, found: DataFrame, target: Targets) -> Iterator[tuple[str, Column]]:
    for measure, column in _MEASURES.items():
        yield f"{measure}_{place}", _quantity(found[column])
    who = np.array(found["reached"], dtype=np.int32)
    yield f"reached_{place}", CategoryColumn(who, target.ids)
    state = np.array(found["state"], dtype=np.int32)
    yield f"access_to_{place}", CategoryColumn(state, STATES)


def _quantity(values: Series) -> QuantityColumn:
    return QuantityColumn(np.array(values, dtype=np.float64))


def searched(modes: Sequence[Mode]) -> tuple[Mode, ...]:
    """Return the modes to search: for trucks with dangerous goods the plain truck too.

    >>> searched(["truck_dg", "car"])
    ('car', 'truck', 'truck_dg')
    """
    wanted = {*modes, "truck"} if "truck_dg" in modes else {*modes}
    return tuple(mode for mode in MODES if mode in wanted)


def landmass_codes(names: Sequence[str | None], network: Network) -> Ints32:
    """Return the landmasses of places as the network has them, -1 where it has none such.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> landmass_codes(["b", None, "c"], SimpleNamespace(landmasses=("a", "b"))).tolist()
    [1, -1, -1]
    """
    places = {name: i for i, name in enumerate(network.landmasses)}
    return np.array([places.get(name or "", -1) for name in names], dtype=np.int32)


def _joins_alike(one: Network, other: Network) -> bool:
    """Tell whether places join two networks at the same links and points."""
    same = one.landmasses == other.landmasses
    arrays = ("joinable", "landmass", "starts", "xy")
    return same and all(np.array_equal(getattr(one, a), getattr(other, a)) for a in arrays)


def differing(columns: Mapping[str, Column], base: Mapping[str, Column]) -> dict[str, Column]:
    """Return the columns that hold other values than those of the same names in `base`."""
    return {name: column for name, column in columns.items() if not _equal(column, base[name])}


def _equal(one: Column, other: Column) -> bool:
    match one, other:
        case QuantityColumn(values), QuantityColumn(others):
            return np.array_equal(values, others, equal_nan=True)
        case CategoryColumn(codes, words), CategoryColumn(other_codes, other_words):
            return words == other_words and np.array_equal(codes, other_codes)
        case _:
            return False
