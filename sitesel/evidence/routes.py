"""The ways from a site to the nearest facility of each kind, leg by leg."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from geopandas import GeoDataFrame, GeoSeries

from sitesel.attributes.joining import JOINED
from sitesel.attributes.route import route
from sitesel.catalogue import Catalogue
from sitesel.catalogue.suggestion import unknown_word
from sitesel.crs import LON_LAT, to_crs
from sitesel.evidence.kept import Kept
from sitesel.evidence.travelling import NoWay, Travelling, no_join, travelling
from sitesel.schema import SiteKind

_OF_A_LEG = {"kind": object, "minutes": float, "metres": float, "way": object, "name": object}


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
    parts = [route(joined, 0, way.reached(kind)) for kind in wanted]
    ends = [way.facility(kind, joined) for kind in wanted]
    sizes = [len(part) for part in parts]
    lines = np.concatenate([np.zeros(0, object), *(part.geometry.to_numpy() for part in parts)])
    told = {
        name: np.concatenate([np.zeros(0, kind), *(part[name].to_numpy(kind) for part in parts)])
        for name, kind in _OF_A_LEG.items()
    }
    columns = {
        "parcel": np.full(len(lines), parcel_id, dtype=object),
        "kind": np.repeat(np.array(wanted, dtype=object), sizes),
        "facility": np.repeat(np.array(ends, dtype=object), sizes),
        "leg": told.pop("kind"),
        **told,
    }
    drawn = to_crs(GeoSeries(lines, crs=way.network.crs), LON_LAT)
    return GeoDataFrame(columns, geometry=drawn)


def drawn_routes(
    catalogue: Catalogue, sites: SiteKind, parcel_id: str, *, mode: str, scenario: str | None
) -> GeoDataFrame:
    """Draw the ways of a site to all kinds, once for all who ask; see `routes`."""
    drawn = catalogue.once("routes", Kept[tuple[SiteKind, str, str, str | None], GeoDataFrame])
    asked = sites, parcel_id, mode, scenario
    if (known := drawn.get(asked)) is not None:
        return known
    return drawn.keep(asked, routes(catalogue, sites, parcel_id, mode=mode, scenario=scenario))


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
