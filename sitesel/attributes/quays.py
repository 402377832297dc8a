"""From a ferry's stop to the road: at the nearest place that each mode may use, ashore."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from sitesel.attributes.crossings import Crossings, Stops
from sitesel.attributes.network import MAY_PASS
from sitesel.attributes.noding import Lines
from sitesel.attributes.passage import Passage
from sitesel.attributes.shores import Shores
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.layers.road_classes import MODES, NetworkAssumptions, network_assumptions
from sitesel.layers.way_lines import ROAD

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MODE_WORDS = {
    "car": Text(zh="小汽车", en="cars"),
    "truck": Text(zh="货车", en="trucks"),
    "truck_dg": Text(zh="危险品货车", en="trucks with dangerous goods"),
    "foot": Text(zh="行人", en="people on foot"),
}
"""How findings call those who travel."""


@dataclass(frozen=True, eq=False)
class Quays:
    """Ways from stops to roads; one row a quay.

    Parameters
    ----------
    stop
        Position in the stops.
    line, along
        Where on which line they meet the road, metres from its start.
    modes
        Bits of the modes that use it.
    gap
        Metres from the stop to the road.
    landmass
        Of the place ashore.
    """

    stop: Ints
    line: Ints
    along: Floats
    modes: NDArray[np.uint8]
    gap: Floats
    landmass: NDArray[np.int32]


def quays(
    ferries: Crossings,
    taken: NDArray[np.uint8],
    lines: Lines,
    road: Passage,
    shores: Shores,
    *,
    assumptions: NetworkAssumptions | None = None,
    layer: str = "",
) -> tuple[Quays, list[Finding]]:
    """Join each stop to the nearest road of its landmass that a mode may use, by mode.

    A terminal that is an area is joined to every road at its edge. A stop on a bridge or in a
    tunnel, such as a link span, is joined to that.

    Parameters
    ----------
    taken
        Bits of the modes that ferries take at each stop, shape (stops,).
    lines, road
        The ways on land and who may pass them.
    shores
        On which landmass places lie.
    """
    assumptions = assumptions or network_assumptions()
    stops = ferries.stops
    near = _candidates(stops, lines, shores, assumptions)
    stop, line, along, gap, _ = near
    rows: dict[tuple[int, int, float], int] = {}
    findings = []
    areal = shapely.get_dimensions(stops.shapes) > 0
    for row, mode in enumerate(MODES):
        use = ((taken[stop] >> row) & 1 > 0) & (road.why_not[row, line] == MAY_PASS)
        picked = np.flatnonzero(use)
        picked = picked[np.lexsort((line[picked], gap[picked], stop[picked]))]
        first = np.append(True, np.diff(stop[picked]) > 0) if len(picked) else picked > 0
        kept = picked[first | (areal[stop[picked]] & (gap[picked] <= assumptions.quay_area))]
        for at in kept.tolist():
            key = (int(stop[at]), int(line[at]), float(along[at]))
            rows[key] = rows.get(key, 0) | 1 << row
        without = set(np.flatnonzero((taken >> row) & 1).tolist()) - set(stop[kept].tolist())
        findings += [
            _without_road(ferries, one, mode, assumptions.quay_road, layer)
            for one in sorted(without)
        ]
    order = {
        key: i
        for i, key in enumerate(zip(stop.tolist(), line.tolist(), along.tolist(), strict=True))
    }
    keys = sorted(rows)
    at = np.array([order[key] for key in keys], np.int64)
    bits = np.array([rows[key] for key in keys], np.uint8)
    return Quays(stop[at], line[at], along[at], bits, gap[at], near[4][at]), findings


def _candidates(
    stops: Stops, lines: Lines, shores: Shores, assumptions: NetworkAssumptions
) -> tuple[Ints, Ints, Floats, Floats, NDArray[np.int32]]:
    """Return stops and lines near each other ashore: where they meet, the gap, the landmass."""
    if len(stops.ids) == 0 or len(lines) == 0:
        none = np.empty(0, np.int64)
        return none, none, np.empty(0), np.empty(0), np.empty(0, np.int32)
    shapes = lines.shapes()
    tree = shapely.STRtree(shapes)
    stop, line = tree.query(stops.shapes, predicate="dwithin", distance=assumptions.quay_road)
    meets = shapely.get_point(shapely.shortest_line(shapes[line], stops.shapes[stop]), 0)
    gap = shapely.distance(shapes[line], stops.shapes[stop])
    ashore = shores.of(meets, within=assumptions.quay_landmass)
    own = shores.of(stops.shapes, within=assumptions.quay_landmass)[stop]
    on_road = lines.table["kind"].to_numpy()[line] == ROAD
    told = len(shores.names) == 0
    fits = (told | ((ashore == own) & (own >= 0))) & (on_road | (gap <= assumptions.tolerance))
    stop, line, meets = stop[fits], line[fits], meets[fits]
    along = shapely.line_locate_point(shapes[line], meets)
    return stop, line, along, gap[fits], ashore[fits]


def _without_road(ferries: Crossings, stop: int, mode: str, metres: float, layer: str) -> Finding:
    row = int(np.flatnonzero((ferries.tail == stop) | (ferries.head == stop))[0])
    place = ferries.stops.places[stop]
    facts = {
        "ferry": str(ferries.table["name"][row] or ferries.table["id"][row]),
        "terminal": ferries.stops.ids[stop] or f"{place[0]:.0f}, {place[1]:.0f}",
        "metres": f"{metres:g}", "mode_zh": MODE_WORDS[mode].zh, "mode_en": MODE_WORDS[mode].en,
    }  # fmt: skip
    return Finding("ferry-without-road", layer, facts=facts)
