"""The ways of a network as lines: what a map shows of roads, bridges and ferries."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from sitesel.attributes.network import BRIDGE, CLOSED, FERRY, QUAY, ROAD, Network
from sitesel.crs import LON_LAT, to_crs

KINDS = {ROAD: "road", BRIDGE: "bridge", FERRY: "ferry", QUAY: "quay"}


def drawn_ways(network: Network) -> GeoDataFrame:
    """Return the links of a network, those of one way, kind and class together.

    Returns
    -------
    ways
        Columns `way` and `name`; `kind`: road, bridge, ferry or quay; `road_class`; `closed`,
        where it is closed or not yet open; `assumed`, where its figures are. Lines in OGC:CRS84;
        one row a way, kind, class and state, in the order of the network.
    """
    closed = (np.asarray(network.why_not) == CLOSED).any(axis=0)
    nothing = np.zeros(len(network), bool)
    columns = {
        "way": np.asarray(network.way, np.int64),
        "kind": np.asarray(network.kind, np.int64),
        "road_class": np.asarray(network.road_class, np.int64),
        "closed": closed,
        "assumed": nothing if network.assumed is None else np.asarray(network.assumed),
    }
    links = pd.DataFrame(columns)
    row = links.groupby([*columns], sort=False).ngroup().to_numpy()
    first = links.groupby(row, sort=True).first()
    sizes = np.diff(network.starts)
    lines = shapely.linestrings(
        np.asarray(network.xy), indices=np.repeat(np.arange(len(network)), sizes)
    )
    order = np.argsort(row, kind="stable")
    whole = shapely.line_merge(shapely.multilinestrings(lines[order], indices=row[order]))
    way = first["way"].to_numpy()
    told = {
        "way": np.array(network.way_ids, dtype=object)[way],
        "name": np.array(network.way_names, dtype=object)[way],
        "kind": [KINDS[kind] for kind in first["kind"].tolist()],
        "road_class": np.array(network.classes, dtype=object)[first["road_class"].to_numpy()],
        "closed": first["closed"].to_numpy(bool),
        "assumed": first["assumed"].to_numpy(bool),
    }
    drawn = to_crs(GeoSeries(whole, crs=network.crs), LON_LAT)
    return GeoDataFrame(told, geometry=drawn.to_numpy(), crs=LON_LAT)
