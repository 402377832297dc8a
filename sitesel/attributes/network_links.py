"""The links of a network: roads cut where they meet, then ferries, then quays between the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.attributes.crossings import Crossings
from sitesel.attributes.network import (
    BRIDGE,
    FERRY,
    MAY_PASS,
    MODES,
    NOT_FOR_MODE,
    NOWHERE,
    QUAY,
    ROAD,
    Mode,
    Network,
)
from sitesel.attributes.noding import Lines
from sitesel.attributes.passage import Passage
from sitesel.attributes.quays import Quays
from sitesel.attributes.sailings import Sailings
from sitesel.attributes.shores import Shores
from sitesel.layers.way_lines import BRIDGE as BRIDGE_WAY
from sitesel.layers.way_lines import ROAD as ROAD_WAY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SAME_PLACE = 1e-3  # m


class Parts(NamedTuple):
    """What a network is made of; `reach` is how far off its landmass a road may lie, metres."""

    lines: Lines
    road: Passage
    ferries: Crossings
    crossing: Sailings
    quays: Quays
    shores: Shores
    reach: float
    quay_speed: Mapping[str, float]


class _Cut(NamedTuple):
    """Stretches of lines between nodes: the line, first and last vertex of each."""

    line: Ints
    first: Ints
    last: Ints


def linked(parts: Parts, crs: CRS, modes: Sequence[Mode]) -> Network:
    """Make the network of its parts; modes that are not wanted may pass nothing."""
    ferries, quay = parts.ferries, parts.quays
    lines, landing = _with_landings(parts.lines, quay)
    cut = _cut(lines, landing)
    labels = int(lines.label.max(initial=-1)) + 1
    stop = labels + np.arange(len(ferries.stops.ids))
    tail = np.concatenate([lines.label[cut.first], stop[ferries.tail], stop[quay.stop]])
    head = np.concatenate([lines.label[cut.last], stop[ferries.head], landing])
    place = np.full((labels + len(stop), 2), np.nan)
    place[lines.label[::-1]] = lines.xy[::-1]  # the first vertex of a node is written last
    place[labels:] = ferries.stops.places
    used = np.unique(np.concatenate([tail, head]))
    tail, head = np.searchsorted(used, tail), np.searchsorted(used, head)

    kinds = lines.table["kind"].to_numpy()[cut.line]
    counts = (len(cut.line), len(ferries), len(quay.stop))
    along = lines.along
    metres = along[cut.last] - along[cut.first]
    quayside = np.hypot(*(place[landing] - place[stop[quay.stop]]).T)
    xy, starts = _polylines(lines, cut, ferries, place[stop[quay.stop]], place[landing])
    wanted = np.array([mode in modes for mode in MODES])
    why_not = np.concatenate(
        [parts.road.why_not[:, cut.line], parts.crossing.why_not, _quay_refusals(quay)], axis=1
    )
    why_not[~wanted] = NOT_FOR_MODE
    minutes = np.concatenate(
        [_road_minutes(parts.road, cut.line, metres), parts.crossing.minutes,
         _quay_minutes(quayside, quay, parts.quay_speed)],
        axis=2,
    )  # fmt: skip
    minutes[np.repeat((why_not != MAY_PASS)[:, None], 2, axis=1)] = np.inf
    joins = parts.road.joinable[cut.line] & np.uint8((wanted << np.arange(len(MODES))).sum())
    way, way_ids, way_names = _ways(lines.table, cut.line, ferries.table, len(quay.stop))
    classes = parts.road.classes
    code = [parts.road.road_class[cut.line], *(
        np.full(count, classes.index(name), np.int16)
        for name, count in zip(("ferry", "quay"), counts[1:], strict=True)
    )]  # fmt: skip
    kind = np.repeat(np.array([ROAD, FERRY, QUAY], np.int8), counts)
    kind[: counts[0]][kinds == BRIDGE_WAY] = BRIDGE
    last = np.full((2, sum(counts)), np.nan)
    last[:, counts[0] : counts[0] + counts[1]] = parts.crossing.last
    return Network(
        nodes=place[used],
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length=np.concatenate([metres, np.zeros(counts[1]), quayside]),
        minutes=minutes,
        kind=kind,
        road_class=np.concatenate(code).astype(np.int16),
        classes=classes,
        joinable=np.append(joins, np.zeros(sum(counts[1:]))).astype(np.uint8),
        landmass=np.concatenate(
            [_landmass(lines, cut, kinds, parts), np.full(counts[1], NOWHERE),
             quay.landmass]
        ).astype(np.int32),
        landmasses=parts.shores.names,
        days_lost=_with_ferries(counts, ferries.table, "days_lost"),
        last_sailing=last,
        boarding=np.concatenate(
            [np.zeros(counts[0]), parts.crossing.boarding, np.zeros(counts[2])]
        ),
        why_not=why_not,
        way=way,
        way_ids=way_ids,
        way_names=way_names,
        xy=xy,
        starts=starts,
        crs=crs,
        toll=np.append(
            lines.table["toll"].to_numpy(np.bool_)[cut.line],
            np.zeros(sum(counts[1:]), np.bool_),
        ),
        assumed=np.concatenate(
            [np.zeros(counts[0], np.bool_), parts.crossing.assumed, np.zeros(counts[2], np.bool_)]
        ),
    )  # fmt: skip


def _with_landings(lines: Lines, quay: Quays) -> tuple[Lines, Ints]:
    """Return the lines with a vertex where each quay meets the road, and its label."""
    landing = np.full(len(quay.stop), -1, np.int64)
    if len(landing) == 0:
        return lines, landing
    metres = lines.along
    new: dict[tuple[int, int], int] = {}
    fresh = int(lines.label.max()) + 1
    for row, (line, along) in enumerate(zip(quay.line.tolist(), quay.along.tolist(), strict=True)):
        first, last = lines.starts[line], lines.starts[line + 1]
        near = first + int(np.argmin(np.abs(metres[first:last] - along)))
        if abs(metres[near] - along) <= _SAME_PLACE:
            landing[row] = lines.label[near]
        else:
            landing[row] = new.setdefault((line, round(along / _SAME_PLACE)), fresh + len(new))
    added = np.unique(landing, return_index=True)[1]
    added = added[landing[added] >= fresh]
    return lines.with_vertices(quay.line[added], quay.along[added], landing[added]), landing


def _cut(lines: Lines, landing: Ints) -> _Cut:
    """Cut lines at their ends, where they meet themselves or others, and where quays meet them."""
    node = np.bincount(lines.label, minlength=int(landing.max(initial=-1)) + 1) > 1
    node[landing] = True
    corner = node[lines.label]
    corner[lines.starts[:-1]] = True
    corner[lines.starts[1:] - 1] = True
    at, of = np.flatnonzero(corner), lines.line[corner]
    within = np.flatnonzero(of[:-1] == of[1:])
    return _Cut(of[within], at[within], at[within + 1])


def _polylines(
    lines: Lines, cut: _Cut, ferries: Crossings, ashore: Floats, road: Floats
) -> tuple[Floats, Ints]:
    sizes = cut.last - cut.first + 1
    ends = np.append(0, np.cumsum(sizes))
    vertices = np.repeat(cut.first - ends[:-1], sizes) + np.arange(ends[-1])
    course, of = shapely.get_coordinates(ferries.shapes, return_index=True)
    quay = np.stack([ashore, road], axis=1).reshape(-1, 2)
    sailed = np.bincount(of, minlength=len(ferries)) if len(ferries) else np.empty(0, np.int64)
    every = np.concatenate([sizes, sailed, np.full(len(road), 2)])
    xy = np.concatenate([lines.xy[vertices], course, quay])
    return np.ascontiguousarray(xy), np.append(0, np.cumsum(every)).astype(np.int64)


def _road_minutes(road: Passage, line: Ints, metres: Floats) -> Floats:
    one = metres / (road.speed[:, line] * (1000 / 60))
    one[np.isnan(one)] = np.inf
    minutes = np.repeat(one[:, None], 2, axis=1)
    for mode in range(len(MODES)):
        if MODES[mode] != "foot":
            minutes[mode][~road.ways[:, line]] = np.inf
    return minutes


def _quay_minutes(metres: Floats, quay: Quays, speeds: Mapping[str, float]) -> Floats:
    minutes = np.full((len(MODES), 2, len(metres)), np.inf)
    for row, mode in enumerate(MODES):
        uses = (quay.modes >> row) & 1 > 0
        minutes[row][:, uses] = metres[uses] / (speeds[mode] * 1000 / 60)
    return minutes


def _quay_refusals(quay: Quays) -> NDArray[np.uint8]:
    uses = (quay.modes[None] >> np.arange(len(MODES))[:, None]) & 1 > 0
    return np.where(uses, MAY_PASS, NOT_FOR_MODE).astype(np.uint8)


def _landmass(lines: Lines, cut: _Cut, kinds: NDArray[np.int8], parts: Parts) -> NDArray[np.int32]:
    """Return the landmass at the middle of each stretch; of a bridge only where it is over land."""
    if len(parts.shores.names) == 0 or len(cut.line) == 0:
        return np.full(len(cut.line), NOWHERE, np.int32)
    along = lines.along
    middle = (along[cut.first] + along[cut.last]) / 2
    points = shapely.line_interpolate_point(lines.shapes()[cut.line], middle)
    return parts.shores.of(points, within=parts.reach, near=kinds == ROAD_WAY)


def _with_ferries(counts: tuple[int, int, int], table: pd.DataFrame, name: str) -> Floats:
    told = table[name].to_numpy(float) if name in table else np.empty(0)
    return np.concatenate([np.zeros(counts[0]), told, np.zeros(counts[2])])


def _ways(
    roads: pd.DataFrame, line: Ints, ferries: pd.DataFrame, quays: int
) -> tuple[NDArray[np.int32], tuple[str, ...], tuple[str, ...]]:
    """Return the way of each link: an id with its name, each pair once, in order of mention."""
    both = pd.concat([roads[["id", "name"]], ferries.reindex(columns=["id", "name"])])
    ids, names = both["id"].astype(str), both["name"].fillna("").astype(str)
    code, pairs = pd.factorize(pd.Series(ids + "\0" + names))
    words = [str(pair).split("\0", 1) for pair in pairs]
    way = np.concatenate([code[: len(roads)][line], code[len(roads) :], np.full(quays, len(words))])
    words += [["quay", ""]] if quays else []
    return way.astype(np.int32), tuple(w[0] for w in words), tuple(w[1] for w in words)
