"""Where one gets from a site within so many minutes."""

from __future__ import annotations

from collections.abc import Sequence

from geopandas import GeoDataFrame

from sitesel.attributes.joining import JOINED
from sitesel.attributes.service_area import service_area
from sitesel.catalogue import Catalogue
from sitesel.crs import LON_LAT, to_crs
from sitesel.evidence.travelling import no_join, travelling
from sitesel.schema import SiteKind


def service_areas(
    catalogue: Catalogue,
    sites: SiteKind,
    parcel_id: str,
    *,
    mode: str,
    minutes: Sequence[float] = (),
    scenario: str | None = None,
) -> GeoDataFrame:
    """Draw where one gets from a site within so many minutes.

    Parameters
    ----------
    catalogue
        Built with a network.
    sites, parcel_id
        The kind of the site, and its id.
    mode
        One that the catalogue was built for.
    minutes
        Limits, in any order; those that the catalogue counts within when none is given.
    scenario
        Of the catalogue; the network as it is when None.

    Returns
    -------
    areas
        One row a limit, in rising order, OGC:CRS84: `parcel`, `minutes`, and a MultiPolygon about
        the roads that are reached. Each holds those before it.

    Raises
    ------
    NoWay
        The catalogue has no network, or was not built for the mode; the site doesn't join.
    ParcelNotFound, UnknownScenario
        There is none of that name.
    """
    way = travelling(catalogue, mode, scenario)
    joined = way.joined(sites, [catalogue.columns(sites).row(parcel_id)])
    if joined.status[0] != JOINED:
        raise no_join(joined, parcel_id, way.farthest)
    record = catalogue.manifest.network
    limits = [*minutes] or ([*record.within] if record is not None else [])
    areas = service_area(joined, 0, way.graph, limits, join_speed=way.join_speed)
    drawn = to_crs(areas.geometry, LON_LAT)
    columns = {"parcel": parcel_id, "minutes": areas["minutes"].to_numpy()}
    return GeoDataFrame(columns, geometry=drawn.to_numpy(), crs=LON_LAT)
