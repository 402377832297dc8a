"""The ways from a site to the nearest facility of each kind, leg by leg."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from sitesel.attributes.joining import JOINED, Joined
from sitesel.attributes.route import route
from sitesel.catalogue import Catalogue
from sitesel.catalogue.suggestion import unknown_word
from sitesel.crs import LON_LAT, to_crs
from sitesel.evidence.travelling import NoWay, Travelling, no_join, travelling
from sitesel.schema import SiteKind

COLUMNS = ("parcel", "kind", "facility", "leg", "minutes", "metres", "way", "name")


def routes(
    catalogue: Catalogue,
    sites: SiteKind,
    parcel_id: str,
    *,
    mode: str,
    kinds: Sequence[str] | None = None,
    scenario: str | None = None,
) -> GeoDataFrame:
    """Draw the way from a site to the facility of each kind that it reaches soonest.

    Parameters
    ----------
    catalogue
        Built with a network.
    sites, parcel_id
        The kind of the site, and its id.
    mode
        One that the catalogue was built for.
    kinds
        Of facilities; those that the mode travels to when None.
    scenario
        Of the catalogue; the network as it is when None.

    Returns
    -------
    legs
        In the order of `kinds` and of travel, OGC:CRS84: `parcel`; `kind` and `facility`, where it
        leads; `leg`: road, bridge, ferry, quay or approach (between boundary and road); `minutes`;
        `metres` on the road, 0 for a ferry; `way` and `name` of the way, empty for an approach; a
        line. A kind that is not reached has no row: its `access_to_…` attribute tells why. Minutes
        and metres of a kind add up to its `time_to_…` and `road_distance_to_…`.

    Raises
    ------
    NoWay
        The catalogue has no network, was not built for the mode or a kind; the site doesn't join.
    ParcelNotFound, UnknownScenario
        There is none of that name.
    """
    way = travelling(catalogue, mode, scenario)
    wanted = travelled_kinds(catalogue, way, kinds)
    joined = way.joined(sites, [catalogue.columns(sites).row(parcel_id)])
    if joined.status[0] != JOINED:
        raise no_join(joined, parcel_id, way.farthest)
    parts = [_legs(way, joined, parcel_id, kind) for kind in wanted]
    told = [part for part in parts if len(part)]
    if not told:
        empty = {name: pd.Series(dtype="str") for name in COLUMNS}
        numbers = {name: np.zeros(0) for name in ("minutes", "metres")}
        return GeoDataFrame({**empty, **numbers}, geometry=GeoSeries([], crs=LON_LAT))
    whole = pd.concat(told, ignore_index=True)
    return GeoDataFrame(whole, geometry="geometry", crs=told[0].crs)


def travelled_kinds(
    catalogue: Catalogue, way: Travelling, kinds: Sequence[str] | None
) -> tuple[str, ...]:
    """Return the kinds of facilities that a mode travels to, of those that are wanted and seen.

    Raises
    ------
    NoWay
        A kind is wanted that the mode doesn't travel to.
    """
    record = catalogue.manifest.network
    known = record.facilities.get(way.mode, ()) if record is not None else ()
    seen = [kind for kind in known if f"time_to_{kind}_by_{way.mode}" in catalogue.schema]
    for kind in kinds or ():
        if kind not in seen:
            meant = unknown_word(kind, seen)
            raise NoWay(
                f"{way.mode} doesn't travel to facilities of the kind {kind!r}; {meant.en}",
                f"出行方式 {way.mode} 没有到设施类别 {kind!r} 的可达性；{meant.zh}",
            )
    return tuple(seen if kinds is None else dict.fromkeys(kinds))


def _legs(way: Travelling, joined: Joined, parcel: str, kind: str) -> GeoDataFrame:
    reached = way.reached(kind)
    legs = route(joined, 0, reached)
    who = int(reached.ways(joined).who[0])
    facility = str(way.facilities(kind)["id"].iloc[who]) if who >= 0 else ""
    columns = {
        "parcel": parcel,
        "kind": kind,
        "facility": facility,
        "leg": legs["kind"].to_numpy(object),
        "minutes": legs["minutes"].to_numpy(np.float64),
        "metres": legs["metres"].to_numpy(np.float64),
        "way": legs["way"].to_numpy(object),
        "name": legs["name"].to_numpy(object),
    }
    return GeoDataFrame(columns, geometry=to_crs(legs.geometry, LON_LAT).to_numpy(), crs=LON_LAT)
