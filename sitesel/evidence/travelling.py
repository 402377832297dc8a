"""How one mode travels in one scenario of a catalogue: the network, and where places join it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from geopandas import GeoDataFrame, GeoSeries

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import NO_ROAD, OUTSIDE, Joined, join
from sitesel.attributes.landmass import landmass
from sitesel.attributes.network import MODES, Mode, Network
from sitesel.attributes.reach import Reach, reach
from sitesel.catalogue import Catalogue, open_catalogue
from sitesel.catalogue.access import landmass_codes
from sitesel.catalogue.suggestion import unknown_word
from sitesel.crs import to_crs
from sitesel.errors import RequirementError
from sitesel.schema import SiteKind

_KEPT = 8  # modes and scenarios whose searches are kept


class NoWay(RequirementError):
    """What is asked of the network can't be drawn: no network, no such mode, no road near."""

    code = "no-way"


@dataclass(frozen=True, eq=False)
class Travelling:
    """A mode in a scenario of a catalogue, with the searches already made.

    Parameters
    ----------
    catalogue
        With a network.
    network
        Of the scenario.
    mode
        One that the catalogue was built for.
    """

    catalogue: Catalogue
    network: Network
    mode: Mode

    @cached_property
    def graph(self) -> Graph:
        """The network as the mode sees it."""
        return Graph(self.network, self.mode)

    @property
    def join_speed(self) -> float:
        """On the way between boundary and road, km/h."""
        record = self.catalogue.manifest.network
        return record.join_speed if record is not None else 0.0

    @property
    def farthest(self) -> float:
        """From the boundary to the road, metres."""
        record = self.catalogue.manifest.network
        return record.join if record is not None else 0.0

    def joined(self, sites: SiteKind, rows: list[int]) -> Joined:
        """Return where sites join the network."""
        places = self.catalogue.geometry(sites, np.array(rows, np.int64))
        columns = self.catalogue.columns(sites)
        names = [columns.value("landmass", row) for row in rows]
        told = [name if isinstance(name, str) else None for name in names]
        return join(
            to_crs(places, self.network.crs),
            self.network,
            self.mode,
            landmass=landmass_codes(told, self.network),
            farthest=self.farthest,
        )

    @cached_property
    def _facilities(self) -> dict[str, GeoDataFrame]:
        """The facilities by kind, in the CRS of the network."""
        frame = self.catalogue.facilities()
        frame = frame.set_geometry(to_crs(frame.geometry, self.network.crs))
        return {str(kind): own for kind, own in frame.groupby("kind")}

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        return {kind: own["id"].tolist() for kind, own in self._facilities.items()}

    def facility(self, kind: str, joined: Joined) -> str:
        """Return the id of the facility of a kind that the first place reaches; empty if none."""
        who = int(self.reached(kind).ways(joined).who[0])
        return self._ids[kind][who] if who >= 0 else ""

    @cached_property
    def _searches(self) -> dict[str, Reach]:
        return {}

    def reached(self, kind: str) -> Reach:
        """Return the search from all facilities of a kind."""
        if kind not in self._searches:
            own = self._facilities.get(kind)
            places = GeoSeries([], crs=self.network.crs) if own is None else own.geometry
            joined = join(
                places,
                self.network,
                self.mode,
                landmass=landmass_codes(self._landmasses(places), self.network),
                farthest=self.farthest,
            )
            self._searches[kind] = reach(joined, self.graph, join_speed=self.join_speed)
        return self._searches[kind]

    def _landmasses(self, places: GeoSeries) -> list[str | None]:
        context = self.catalogue.context()
        land = context[context["kind"] == "land"].reset_index(drop=True)
        if land.empty:
            return [None] * len(places)
        land = land.set_geometry(to_crs(land.geometry, self.network.crs))
        return list(landmass(places, land)["landmass"].to_numpy(object))


def travelling(catalogue: Catalogue, mode: str, scenario: str | None = None) -> Travelling:
    """Return how a mode travels; what it takes to find that out is kept for the next who asks.

    Raises
    ------
    NoWay
        The catalogue has no network, or was not built for the mode.
    UnknownScenario
        There is none of that name.
    """
    network = catalogue.network(scenario)
    record = catalogue.manifest.network
    if network is None or record is None:
        raise NoWay(
            "this catalogue has no network; add network: to its build config and build it again",
            "该目录没有交通网络；请在构建配置中加入 network: 并重新构建",
        )
    known = next((each for each in MODES if each == mode and each in record.modes), None)
    if known is None:
        meant = unknown_word(mode, record.modes)
        raise NoWay(
            f"the catalogue was not built for the mode {mode!r}; {meant.en}",
            f"目录没有按出行方式 {mode!r} 构建；{meant.zh}",
        )
    return _kept(catalogue.folder, catalogue.id, known, scenario)


@lru_cache(maxsize=_KEPT)
def _kept(path: Path, _: str, mode: Mode, scenario: str | None) -> Travelling:
    catalogue = open_catalogue(path)  # of one id, so of one content, whoever asks
    network = catalogue.network(scenario)
    if network is None:
        raise AssertionError(path)
    return Travelling(catalogue, network, mode)


def no_join(joined: Joined, parcel: str, metres: float) -> NoWay:
    """Return why a place doesn't join the network."""
    status = int(joined.status[0])
    if status == NO_ROAD:
        return NoWay(
            f"{parcel} joins no road: none for this mode within {metres:,.0f} m of its boundary "
            "on its own landmass",
            f"{parcel} 无法接入道路：边界外 {metres:,.0f} m 内、同一岛上没有该方式可接入的道路",
        )
    if status == OUTSIDE:
        return NoWay(
            f"{parcel} lies outside of the road data, or its landmass is not known",
            f"{parcel} 不在路网数据范围内，或所在岛屿未知",
        )
    return NoWay(f"{parcel} has no outline", f"{parcel} 没有图形")
