"""Which wharves of a catalogue meet the need of one requirement, and how its sites get there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import Joined, join
from sitesel.attributes.landmass import landmass
from sitesel.attributes.network import MODES, Mode, Network
from sitesel.attributes.travel import (
    NO_FACILITY,
    OUTSIDE_NETWORK,
    REACHABLE,
    STATES,
    travel,
)
from sitesel.attributes.wharf import Islands, Matching, matching_wharf, matching_wharves
from sitesel.catalogue.access import landmass_codes
from sitesel.catalogue.network_record import NetworkRecord
from sitesel.columns import CategoryColumn, Column, QuantityColumn
from sitesel.crs import named_crs, to_crs
from sitesel.requirement.wharf import WharfNeed

if TYPE_CHECKING:
    from sitesel.catalogue.catalogue import Catalogue
    from sitesel.requirement import Requirement

Rows = NDArray[np.int64]
Codes = NDArray[np.int32]

WHARF = ("distance_to_matching_wharf", "matching_wharf", "possible_wharf", "wharf_match")
"""What is told of the straight line."""

_MEASURES = {"time_to_matching_wharf": "minutes", "road_distance_to_matching_wharf": "metres"}
_ON_THE_WAY = (*_MEASURES, "matching_wharf", "access_to_matching_wharf")
BY_MODE: dict[str, Mode] = {f"{name}_by_{mode}": mode for mode in MODES for name in _ON_THE_WAY}
"""What is told of the way there, and by which mode."""

WAYS = (*STATES, "possible", "no_match")
"""Why a wharf that meets the need is or isn't reached; see `STATES`. With `possible` it is not
known, with `no_match` there is none to go to."""

_POSSIBLE, _NO_MATCH = len(STATES), len(STATES) + 1
_KEPT = 8  # modes and scenarios whose graphs are kept


def wharf_groups(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Part the names that are measured for a wharf into what is measured together.

    >>> wharf_groups(["area", "matching_wharf", "time_to_matching_wharf_by_truck"])
    (('matching_wharf',), ('time_to_matching_wharf_by_truck',))
    """
    asked = set(names)
    modes = (
        (name for name in BY_MODE if BY_MODE[name] == mode and name in asked) for mode in MODES
    )
    groups = (tuple(name for name in WHARF if name in asked), *(tuple(group) for group in modes))
    return tuple(group for group in groups if group)


def wharf_columns(
    catalogue: Catalogue, requirement: Requirement, rows: Rows, names: Iterable[str]
) -> dict[str, Column]:
    """Measure what is asked of the wharf that meets a requirement's need.

    Parameters
    ----------
    catalogue
        With the outlines of the sites.
    requirement
        Its `wharf` is the need; the network is that of its scenario.
    rows
        Of the sites to be measured.
    names
        Of `WHARF` and `BY_MODE`. With the distance or time comes which wharf it is, and why there
        may be none.

    Returns
    -------
    columns
        As long as the catalogue has sites, not known outside of `rows`; none of what can't be
        measured: without a need, or by a mode that the catalogue was not built for.
    """
    if requirement.wharf is None or not len(rows):
        return {}
    asked = list(names)
    around = _Around(catalogue, requirement, requirement.wharf, rows)
    found = around.straight() if set(WHARF) & set(asked) else {}
    for mode in MODES:
        if mode in {BY_MODE.get(name) for name in asked}:
            found |= dict(around.by(mode))
    return found


@dataclass(frozen=True, eq=False)
class _Around:
    """Some sites of a catalogue and its wharves, for one need."""

    catalogue: Catalogue
    requirement: Requirement
    need: WharfNeed
    rows: Rows

    @cached_property
    def count(self) -> int:
        return self.catalogue.columns(self.requirement.sites).count

    @cached_property
    def matching(self) -> Matching:
        return matching_wharves(self.every, self.need)

    @cached_property
    def every(self) -> GeoDataFrame:
        """All facilities, in the measuring CRS."""
        frame = self.catalogue.facilities()
        return frame.set_geometry(to_crs(frame.geometry, named_crs(self.catalogue.manifest.crs)))

    @cached_property
    def sites(self) -> GeoSeries:
        places = self.catalogue.geometry(self.requirement.sites, self.rows)
        return to_crs(places, named_crs(self.catalogue.manifest.crs))

    @cached_property
    def islands(self) -> Islands | None:
        """Where sites and facilities lie, of the latter the wharves; None without a land layer."""
        sites = self.requirement.sites
        context = self.catalogue.context()
        if "landmass" not in self.catalogue.known_attributes(sites):
            return None
        if not len(context) or not (drawn := context["kind"] == "land").any():
            return None
        land = context[drawn].reset_index(drop=True)
        land = land.set_geometry(to_crs(land.geometry, self.every.crs))
        wharves = np.flatnonzero(self.matching.wharf)
        names = np.full(len(self.every), None, dtype=object)
        if len(wharves):
            on = landmass(self.every.geometry.iloc[wharves], land)["landmass"]
            names[wharves] = on.to_numpy(object)
        column = self.catalogue.columns(sites).columns["landmass"]
        if not isinstance(column, CategoryColumn):
            return None
        words = np.array([*column.categories, None], dtype=object)
        return Islands(words[column.codes[self.rows]].tolist(), names.tolist())

    def straight(self) -> dict[str, Column]:
        found = matching_wharf(self.sites, self.every, self.need, self.islands)
        told: dict[str, Column] = {WHARF[0]: self._quantity(found[WHARF[0]].to_numpy(float))}
        for name in WHARF[1:]:
            words = found[name].to_numpy(object)
            known = tuple(sorted({one for one in words if isinstance(one, str)}))
            place = {one: code for code, one in enumerate(known)}
            told[name] = self._category([place.get(one, -1) for one in words], known)
        return told

    def by(self, mode: Mode) -> Iterator[tuple[str, Column]]:
        """Yield the columns of a mode; nothing of one that the catalogue was not built for."""
        network = self.catalogue.network(self.requirement.scenario)
        record = self.catalogue.manifest.network
        if network is None or record is None or mode not in record.modes:
            return
        found = _settled(
            self._ways(network, record, mode, self.matching.matches),
            self._ways(network, record, mode, self.matching.may_match),
            there=~(self.sites.isna() | self.sites.is_empty).to_numpy(),
            any_wharf=bool(self.matching.wharf.any()),
        )
        for name, measure in _MEASURES.items():
            yield f"{name}_by_{mode}", self._quantity(found[measure].to_numpy(float))
        ids = np.array([*self.every["id"], None], dtype=object)[found["reached"].to_numpy()]
        known = tuple(sorted({one for one in ids if one is not None}))
        place = {one: code for code, one in enumerate(known)}
        codes = [place.get(one, -1) for one in ids]
        yield f"matching_wharf_by_{mode}", self._category(codes, known)
        yield f"access_to_matching_wharf_by_{mode}", self._category(found["state"], WAYS)

    def _ways(
        self, network: Network, record: NetworkRecord, mode: Mode, wanted: NDArray[np.bool_]
    ) -> DataFrame | None:
        """Return the ways to the wharves that are wanted, by their row; None where none is."""
        to = np.flatnonzero(wanted)
        if not len(to):
            return None
        plain = None
        if mode == "truck_dg":
            plain = self._ways(network, record, "truck", wanted)
        graph = _graph(network, mode)
        sites, wharves = self._joined(network, record, mode), self._berths(network, record, mode)
        place = np.flatnonzero(np.isin(np.flatnonzero(self.matching.wharf), to))
        speed = record.join_speed
        found = travel(sites, graph, wharves.take(place), join_speed=speed, plain=plain)
        return found.assign(reached=np.append(to, -1)[found["reached"].to_numpy()])

    def _joined(self, network: Network, record: NetworkRecord, mode: Mode) -> Joined:
        names = None if self.islands is None else self.islands.sites
        return _join(self.sites, names, network, record, mode)

    def _berths(self, network: Network, record: NetworkRecord, mode: Mode) -> Joined:
        wharf = np.flatnonzero(self.matching.wharf)
        names = None
        if self.islands is not None:
            names = [self.islands.facilities[row] for row in wharf.tolist()]
        return _join(self.every.geometry.iloc[wharf], names, network, record, mode)

    def _quantity(self, values: NDArray[np.float64]) -> QuantityColumn:
        whole = np.full(self.count, np.nan)
        whole[self.rows] = values
        return QuantityColumn(whole)

    def _category(self, codes: Iterable[int], categories: tuple[str, ...]) -> CategoryColumn:
        whole: Codes = np.full(self.count, -1, np.int32)
        whole[self.rows] = np.fromiter(codes, np.int32)
        return CategoryColumn(whole, categories)


def _join(
    places: GeoSeries,
    names: Sequence[str | None] | None,
    network: Network,
    record: NetworkRecord,
    mode: Mode,
) -> Joined:
    told = [None] * len(places) if names is None else names
    codes = landmass_codes(told, network)
    own = to_crs(places, network.crs)
    return join(own, network, mode, landmass=codes, farthest=record.join)


@lru_cache(maxsize=_KEPT)
def _graph(network: Network, mode: Mode) -> Graph:
    return Graph(network, mode)


def _settled(
    matching: DataFrame | None,
    possible: DataFrame | None,
    *,
    there: NDArray[np.bool_],
    any_wharf: bool,
) -> DataFrame:
    """Put together the ways to wharves that match and to those that may.

    Where no way leads to one that matches, one that may match and is reached leaves it open; so
    does one that may be reached.
    """
    base = possible if matching is None else matching
    if base is None:
        state = np.where(there, _NO_MATCH if any_wharf else NO_FACILITY, -1)
        far = np.where(there & any_wharf, np.inf, np.nan)
        return DataFrame({"minutes": far, "metres": far, "reached": -1, "state": state})
    told = {name: base[name].to_numpy().copy() for name in ("minutes", "metres", "reached")}
    state = base["state"].to_numpy().astype(np.int32)
    if possible is not None:
        stuck = (state != REACHABLE) if matching is not None else np.ones(len(state), bool)
        other = possible["state"].to_numpy()
        maybe, untold = stuck & (other == REACHABLE), stuck & (other >= OUTSIDE_NETWORK)
        state[maybe] = _POSSIBLE
        state[untold] = other[untold]
        for name in ("minutes", "metres"):
            told[name][maybe | untold] = np.nan
        told["reached"][maybe | untold] = -1
    return DataFrame({**told, "state": state})
