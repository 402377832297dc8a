"""Who may pass a way, how fast, and why not: by class, by what its source tells, by scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sitesel.attributes.network import (
    CLOSED,
    DANGEROUS_GOODS,
    LIMITS,
    MAY_PASS,
    NOT_FOR_MODE,
)
from sitesel.attributes.scenario import Scenario
from sitesel.findings import Finding
from sitesel.layers.road_classes import MODES, NetworkAssumptions, RoadClass
from sitesel.layers.way_lines import BACKWARD, FORWARD, ROAD

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint8]

_EPOCH = date(1970, 1, 1)
_CAR, _TRUCK, _DANGEROUS, _FOOT = range(len(MODES))


@dataclass(frozen=True, eq=False)
class Passage:
    """Who may pass each way, and how fast.

    Parameters
    ----------
    speed
        km/h by mode, shape (4, n); NaN where the mode may not pass.
    why_not
        Shape (4, n).
    ways
        Whether each direction is open to vehicles, shape (2, n): along the vertices, and back.
    road_class
        Position in `classes`, shape (n,).
    classes
        Names.
    joinable
        Bits of the modes at which a parcel may join, shape (n,).
    """

    speed: Floats
    why_not: Bits
    ways: Flags
    road_class: NDArray[np.int16]
    classes: tuple[str, ...]
    joinable: Bits


def passage(
    table: pd.DataFrame,
    assumptions: NetworkAssumptions,
    *,
    closed: Flags,
    speeds: Mapping[str, float] | None = None,
    layer: str = "",
) -> tuple[Passage, list[Finding]]:
    """Work out who may pass each way of a table, and how fast.

    What the source tells counts before the class. A truck goes slower than a car in the ratio of
    the class's speeds.

    Parameters
    ----------
    table
        The columns of `Ways.table`.
    closed
        Which ways are closed, shape (n,).
    speeds
        km/h of a car by class, in place of the assumed ones; a class that is not known is known
        from then on, and goes like a road of unknown class.
    layer
        What findings call it.
    """
    classes, code, findings = _classes(table, assumptions, speeds or {}, layer)
    by_class = _speeds(classes)
    special = by_class[:, _position(classes, "service")]
    allowed, refused = table["allowed"].to_numpy(np.int64), table["refused"].to_numpy(np.int64)
    limit = table["limit"].to_numpy(float) * assumptions.share_of_limit
    told = table["speed"].to_numpy(float)
    told = np.where(np.isnan(told), limit, told)
    cap = table["truck_limit"].to_numpy(float) * assumptions.share_of_limit
    speed = by_class[:, code]
    why_not = np.zeros((len(MODES), len(table)), np.uint8)
    for mode in range(len(MODES)):
        let = (allowed & 1 << mode) > 0
        speed[mode] = np.where(np.isnan(speed[mode]) & let, special[mode], speed[mode])
    ratio = speed / speed[_CAR]
    for mode in (_CAR, _TRUCK, _DANGEROUS):
        slower = np.where(np.isnan(ratio[mode]), 1.0, ratio[mode])
        driven = np.where(np.isnan(told) | np.isnan(speed[mode]), speed[mode], told * slower)
        speed[mode] = driven if mode == _CAR else np.where(driven > cap, cap, driven)
    for mode in range(len(MODES)):
        why_not[mode, np.isnan(speed[mode]) | ((refused & 1 << mode) > 0)] = NOT_FOR_MODE
    heavy = table["max_weight"].to_numpy(float) < assumptions.truck_weight
    heavy |= table["max_height"].to_numpy(float) < assumptions.truck_height
    for mode in (_TRUCK, _DANGEROUS):
        why_not[mode, heavy & (why_not[mode] == MAY_PASS)] = LIMITS
    banned = table["dangerous_goods"].to_numpy() == 0
    why_not[_DANGEROUS, banned & (why_not[_DANGEROUS] == MAY_PASS)] = DANGEROUS_GOODS
    why_not[:, closed] = CLOSED
    speed[why_not != MAY_PASS] = np.nan
    oneway = table["oneway"].to_numpy()
    ways = np.array([oneway != BACKWARD, oneway != FORWARD])
    join = np.array([each.join for each in classes], np.int64)[code]
    join = np.where(join > 0, join | allowed, 0)
    join[table["kind"].to_numpy() != ROAD] = 0
    passable = ((why_not == MAY_PASS) << np.arange(len(MODES))[:, None]).sum(axis=0)
    names = tuple(each.name for each in classes)
    joinable = (join & passable).astype(np.uint8)
    return Passage(speed, why_not, ways, code.astype(np.int16), names, joinable), findings


def _classes(
    table: pd.DataFrame, assumptions: NetworkAssumptions, speeds: Mapping[str, float], layer: str
) -> tuple[list[RoadClass], NDArray[np.int64], list[Finding]]:
    """Return the classes, the class of each way, and findings about the unknown ones."""
    known = dict(assumptions.classes)
    other = known[assumptions.unknown_class]
    words, counts = np.unique(table["road_class"].to_numpy(str), return_counts=True)
    findings = []
    for name, speed in speeds.items():
        base = known.get(name) or RoadClass(name, other.label, other.speed, other.join)
        car = base.speed.get("car", 0)
        scaled = {
            mode: told if mode == "foot" or not car else told * speed / car
            for mode, told in base.speed.items()
        }
        known[name] = RoadClass(name, base.label, scaled, base.join)
    names = list(known)
    position = []
    for word, count in zip(words.tolist(), counts.tolist(), strict=True):
        if word not in known:
            facts = {"class": word or "?", "taken": assumptions.unknown_class}
            findings.append(Finding("way-class-unknown", layer, count=count, facts=facts))
        position.append(names.index(word if word in known else assumptions.unknown_class))
    _, inverse = np.unique(table["road_class"].to_numpy(str), return_inverse=True)
    code = np.array(position, np.int64)[inverse] if len(words) else np.empty(0, np.int64)
    return list(known.values()), code, findings


def _speeds(classes: list[RoadClass]) -> Floats:
    return np.array([[each.speed.get(mode, np.nan) for each in classes] for mode in MODES], float)


def _position(classes: list[RoadClass], name: str) -> int:
    return next(i for i, each in enumerate(classes) if each.name == name)


def closures(
    ids: pd.Series,
    open_from: Floats,
    *,
    day: date | None,
    scenario: Scenario | None,
) -> Flags:
    """Tell which ways are closed: not yet open on a day, unless a scenario says otherwise.

    Examples
    --------
    >>> ids, opens = pd.Series(["a", "b"]), np.array([np.nan, 20_000.0])
    >>> closures(ids, opens, day=date(2020, 1, 1), scenario=None).tolist()
    [False, True]
    """
    today = np.inf if day is None else (day - _EPOCH).days
    later = ~np.isnan(open_from) if day is None else open_from > today
    if scenario is None:
        return np.asarray(later)
    opened, shut = _among(ids, scenario.open), _among(ids, scenario.close)
    return np.asarray((later & ~opened) | shut)


def _among(ids: pd.Series, wanted: Collection[str]) -> Flags:
    return np.asarray(ids.isin(list(wanted)), np.bool_)


def changed(
    table: pd.DataFrame, scenario: Scenario | None, columns: Collection[str]
) -> pd.DataFrame:
    """Return a table of ways or ferries with what a scenario changes about them."""
    if scenario is None or not scenario.change:
        return table
    table = table.copy()
    for id_, change in scenario.change.items():
        rows = np.flatnonzero(table["id"] == id_)
        for column in columns:
            value = getattr(change, column)
            if value is not None and len(rows):
                values = table[column].to_numpy(float).copy()
                values[rows] = value
                table[column] = values
    return table
