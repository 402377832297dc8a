"""The way from a parcel to the nearest facility of a kind, leg by leg, as it is drawn and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from geopandas import GeoDataFrame
from shapely import LineString

from sitesel.attributes.joining import Joined
from sitesel.attributes.network import BRIDGE, FERRY, QUAY, Network
from sitesel.attributes.reach import BY_HEAD, BY_TAIL, DIRECT, Reach
from sitesel.attributes.rings import Floats
from sitesel.attributes.stretch import stretch

KINDS = ("road", "bridge", "ferry", "quay", "approach")
"""Of a leg; an approach leads from the boundary of the parcel or facility to the road."""

_COLUMNS = ("kind", "minutes", "metres", "way", "name")


@dataclass(frozen=True, slots=True)
class _Step:
    """One link, or a stretch of it, as travelled."""

    kind: str
    minutes: float
    metres: float
    way: str
    name: str
    xy: Floats

    @property
    def like(self) -> tuple[str, str]:
        """What steps of one leg share; each ferry is a leg of its own."""
        return (self.kind, self.way)


def route(parcels: Joined, row: int, reached: Reach) -> GeoDataFrame:
    """Draw the way from one parcel to the facility that it reaches.

    Parameters
    ----------
    parcels
        Where they join, for the mode of the search.
    row
        Of the parcel.
    reached
        The search from all facilities of the kind.

    Returns
    -------
    legs
        In the order of travel, no row where no facility is reached. `kind` (of `KINDS`),
        `minutes`, `metres` on the road (0 for a ferry), `way` and `name` of the way (empty for an
        approach), and lines in the CRS of the network. The minutes and metres add up to those that
        `travel` measures.
    """
    steps = list(_steps(parcels, row, reached))
    legs = []
    for (kind, way), some in groupby(steps, key=lambda step: step.like):
        together = list(some)
        xy = np.concatenate([step.xy for step in together])
        apart = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))
        line = xy[apart] if apart.sum() > 1 else xy[:2]
        legs.append(
            {
                "kind": kind,
                "minutes": sum(step.minutes for step in together),
                "metres": sum(step.metres for step in together),
                "way": way,
                "name": together[0].name,
                "geometry": LineString(line),
            }
        )
    columns = {name: [leg[name] for leg in legs] for name in _COLUMNS}
    return GeoDataFrame(
        columns, geometry=[leg["geometry"] for leg in legs], crs=reached.graph.network.crs
    )


def _steps(parcels: Joined, row: int, reached: Reach) -> Iterator[_Step]:
    ways = reached.ways(parcels.take(np.array([row])))
    who, via = int(ways.who[0]), int(ways.via[0])
    if who < 0:
        return
    graph, facilities = reached.graph, reached.facilities
    links = graph.links
    yield from _approach(parcels, row, reached.speed, out=True)
    link, at = int(parcels.link[row]), float(parcels.along[row])
    if via == DIRECT:
        yield from _along(reached, link, at, float(facilities.along[who]))
        yield from _approach(facilities, who, reached.speed, out=False)
        return
    node = int(links.tail[link] if via == BY_TAIL else links.head[link])
    yield from _along(reached, link, at, 0.0 if via == BY_TAIL else float(via == BY_HEAD))
    arcs, by = graph.backward, reached.by
    while by[node] >= 0:
        arc = by[node]
        forward = bool(arcs.forward[arc])
        yield from _along(reached, int(arcs.link[arc]), float(not forward), float(forward))
        node = int(arcs.tail[arc])
    stop, end = int(facilities.link[who]), float(facilities.along[who])
    by_head = -2 - int(by[node]) >= reached.by_tail
    yield from _along(reached, stop, float(by_head), end)
    yield from _approach(facilities, who, reached.speed, out=False)


def _along(reached: Reach, link: int, start: float, stop: float) -> Iterator[_Step]:
    """Yield a stretch of a link as one step; nothing where it has no length."""
    if start == stop:
        return
    net, links = reached.graph.network, reached.graph.links
    part = abs(stop - start)
    pace = links.there[link] if stop > start else links.back[link]
    way = int(net.way[link])
    yield _Step(
        _kind(net, link),
        float(part * pace),
        float(part * links.length[link]),
        net.way_ids[way],
        net.way_names[way],
        stretch(net, link, start, stop),
    )


def _kind(net: Network, link: int) -> str:
    kind = int(net.kind[link])
    return KINDS[kind if kind in (BRIDGE, FERRY, QUAY) else 0]


def _approach(places: Joined, row: int, speed: float, *, out: bool) -> Iterator[_Step]:
    """Yield the way over the gap between boundary and road; nothing where they touch."""
    gap = float(places.gap[row])
    if gap > 0:
        ends = [places.edge[row], places.point[row]]
        xy = np.array(ends if out else ends[::-1])
        yield _Step("approach", gap / speed, gap, "", "", xy)
