"""What lies around the sites, as one table: land, shore, roads, bridges, ferries."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from geopandas import GeoDataFrame

from sitesel.catalogue import Catalogue
from sitesel.crs import LON_LAT

TRAVELLED = ("road", "bridge", "planned_bridge", "ferry")


def ground(catalogue: Catalogue, scenario: str | None = None) -> GeoDataFrame:
    """Return what a map shows around the sites; made once and kept with the catalogue.

    Parameters
    ----------
    catalogue
        With `context`, and with a network or without.
    scenario
        Whose roads and ferries these are; None: as they are.

    Returns
    -------
    ground
        `kind`, `name` (None without one) and `road_class` (None of all but roads) in OGC:CRS84.
        Where the catalogue has a network, roads, bridges and ferries are those that routes travel
        on; a bridge that is not open is a `planned_bridge`, all else that is not is `closed`. Not
        to be changed.
    """

    def made() -> GeoDataFrame:
        around = catalogue.context()[["kind", "name", "geometry"]]
        if catalogue.manifest.network is None:
            return around.assign(road_class=None)
        ways = catalogue.ways(scenario)
        kinds = ways["kind"].replace("quay", "ferry")
        shut = kinds.replace("bridge", "planned_bridge").where(kinds == "bridge", "closed")
        kinds = kinds.mask(ways["closed"], shut)
        open_road = kinds.isin(["road", "bridge"])
        roads = ways["road_class"].astype(object).where(open_road, None)
        own = ways[["name", "geometry"]].assign(kind=kinds, road_class=roads)
        rest = around[~around["kind"].isin(TRAVELLED)].assign(road_class=None)
        whole = pd.concat([rest, own], ignore_index=True)
        return gpd.GeoDataFrame(whole, geometry="geometry", crs=LON_LAT)

    return catalogue.once(f"ground:{scenario or ''}", made)


def within(frame: GeoDataFrame, bounds: tuple[float, float, float, float]) -> GeoDataFrame:
    """Return the rows that meet a box of degrees, in their order."""
    if frame.empty:
        return frame
    west, south, east, north = bounds
    return frame.cx[west:east, south:north]
