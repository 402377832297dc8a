"""Where one gets from a parcel within so many minutes, as areas about the roads reached."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sitesel.attributes.graph import Graph, Starts, blank, spread
from sitesel.attributes.joining import Joined
from sitesel.attributes.network import BRIDGE, FERRY
from sitesel.attributes.reach import JOIN_SPEED
from sitesel.attributes.rings import Floats, Ints, polygonal
from sitesel.attributes.stretch import stretch

WIDTH = 150.0  # m on each side of a road


def service_area(
    parcels: Joined,
    row: int,
    graph: Graph,
    minutes: Sequence[float],
    *,
    join_speed: float = JOIN_SPEED,
    width: float = WIDTH,
    land: GeoSeries | BaseGeometry | None = None,
) -> GeoDataFrame:
    """Draw the isochrones of one parcel: the land about every road reached in time.

    Parameters
    ----------
    parcels
        Where they join, for the mode of the graph.
    row
        Of the parcel.
    graph
        Of the network and mode.
    minutes
        Limits.
    join_speed
        Kilometres an hour over the gap between boundary and road.
    width
        Metres on each side of a road that count as reached with it; the roads themselves are cut
        where the time ends.
    land
        In the CRS of the network; the areas are clipped to it.

    Returns
    -------
    areas
        One row a limit, in rising order: `minutes`, and a valid MultiPolygon in the CRS of the
        network, empty where the parcel joins no road. Each holds those before it. A ferry reaches
        what lies beyond, which is a part of its own; neither its way nor a bridge over water
        fills the sea.
    """
    limits = sorted({float(limit) for limit in minutes})
    clip = shapely.union_all(land.to_numpy()) if isinstance(land, GeoSeries) else land
    whole: BaseGeometry = shapely.MultiPolygon()
    areas = []
    if parcels.link[row] >= 0 and limits:
        spent = _spent(parcels, row, graph, join_speed, limits[-1])
    for limit in limits:
        if parcels.link[row] >= 0:
            lines = reached_lines(parcels, row, graph, limit, spent, join_speed)
            around = shapely.union_all(shapely.buffer(lines, width, quad_segs=8))
            whole = shapely.union(whole, around if clip is None else around & clip)
        areas.append(_multipolygon(whole))
    return GeoDataFrame({"minutes": limits}, geometry=areas, crs=graph.network.crs)


def reached_lines(
    parcels: Joined, row: int, graph: Graph, limit: float, spent: Floats, join_speed: float
) -> NDArray[np.object_]:
    """Return what is reached of each link, ferries and bridges over water left out."""
    net, links = graph.network, graph.links
    over_water = (net.kind == BRIDGE) & (net.landmass < 0) & (len(net.landmasses) > 0)
    drawn = (net.kind != FERRY) & ~over_water
    with np.errstate(invalid="ignore", divide="ignore"):
        # how far one gets into each link over either end, as a share of it
        ahead = np.where(np.isfinite(links.there), (limit - spent[links.tail]) / links.there, 0.0)
        back = np.where(np.isfinite(links.back), (limit - spent[links.head]) / links.back, 0.0)
    # no time left for no length: just reached
    ahead, back = (np.clip(np.nan_to_num(share, nan=1.0), 0.0, 1.0) for share in (ahead, back))
    full = drawn & (ahead + back >= 1)
    lines = []
    for link in np.flatnonzero(drawn & ~full & (ahead + back > 0)):
        if ahead[link] > 0:
            lines.append(stretch(net, int(link), 0.0, float(ahead[link])))
        if back[link] > 0:
            lines.append(stretch(net, int(link), 1.0, 1.0 - float(back[link])))
    own, at = int(parcels.link[row]), float(parcels.along[row])
    left = limit - float(parcels.gap[row]) / (join_speed * 1000 / 60)
    for pace, end in ((links.there[own], 1.0), (links.back[own], 0.0)):
        if left >= 0 and np.isfinite(pace):
            share = 1.0 if pace == 0 else min(left / pace, abs(end - at))
            stop = min(max(at + (share if end else -share), 0.0), 1.0)
            lines.append(stretch(net, own, at, stop))
    cut = [shapely.LineString(xy) for xy in lines]
    shapes: NDArray[np.object_] = np.concatenate(
        [_polylines(graph, np.flatnonzero(full)), np.array(cut, dtype=object)]
    )
    return shapes


def _polylines(graph: Graph, rows: Ints) -> NDArray[np.object_]:
    """Return whole links as lines."""
    starts, sizes = graph.network.starts[:-1][rows], np.diff(graph.network.starts)[rows]
    ends = np.cumsum(sizes)
    take = np.repeat(starts - ends + sizes, sizes) + np.arange(sizes.sum())
    lines: NDArray[np.object_] = shapely.linestrings(
        np.array(graph.network.xy)[take], indices=np.repeat(np.arange(len(rows)), sizes)
    )
    return lines


def _spent(parcels: Joined, row: int, graph: Graph, join_speed: float, limit: float) -> Floats:
    """Return the minutes from a parcel to each node, infinite beyond the limit."""
    links, arcs = graph.links, graph.onward
    link, at = int(parcels.link[row]), float(parcels.along[row])
    gap = float(parcels.gap[row]) / (join_speed * 1000 / 60)
    node, minutes = [], []
    for end, part, pace in (
        (links.tail[link], at, links.back[link]),
        (links.head[link], 1 - at, links.there[link]),
    ):
        if part == 0 or np.isfinite(pace):
            node.append(end)
            minutes.append(gap + (part * pace if part else 0.0))
    starts = Starts(np.array(node, np.int32), np.array(minutes), np.zeros(len(node), np.int32))
    found = blank(len(graph.network.nodes), len(arcs.head), len(node))
    spread(arcs, starts, limit, found)
    return found.minutes


def _multipolygon(shape: BaseGeometry) -> shapely.MultiPolygon:
    """Return the polygons of a shape as one valid MultiPolygon."""
    parts = shapely.get_parts(polygonal(np.array([shapely.make_valid(shape)], dtype=object)))
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    return shapely.MultiPolygon([part for part in parts if part is not None and not part.is_empty])
