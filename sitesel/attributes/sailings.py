"""Whom ferries take, how long a crossing takes, and when the last one sails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from sitesel.attributes.crossings import Crossings
from sitesel.attributes.network import CLOSED, DANGEROUS_GOODS, MAY_PASS, NOT_FOR_MODE
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.layers.road_classes import BIT, MODES, NetworkAssumptions

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SAILING = Text(zh="航行时间", en="sailing time")
_HEADWAY = Text(zh="班次间隔", en="headway")
_QUAY = Text(zh="候船、下船时间", en="time for boarding and unloading")


@dataclass(frozen=True, eq=False)
class Sailings:
    """What crossing by each ferry takes.

    Parameters
    ----------
    minutes
        Shape (4, 2, n): boarding, expected wait, sailing and unloading; infinite where the mode is
        not taken.
    why_not
        Shape (4, n).
    boarding
        Minutes, shape (n,).
    last
        Hours after midnight of the last sailing by direction, shape (2, n); NaN where not told.
    assumed
        Whether any of its figures is, shape (n,).
    """

    minutes: Floats
    why_not: NDArray[np.uint8]
    boarding: Floats
    last: Floats
    assumed: Flags


def sailings(
    ferries: Crossings,
    assumptions: NetworkAssumptions,
    *,
    closed: Flags,
    changed: Flags,
    layer: str = "",
) -> tuple[Sailings, list[Finding]]:
    """Work out whom ferries take and how long it takes; what is assumed is told.

    The wait is what someone expects who comes at any time of the hours in which a ferry sails:
    half a headway, or what the timetable gives (see `expected_wait`). But who takes a ferry that
    sails rarely, or once a day, knows when it does, and comes `boarding` minutes before: no wait is
    expected to be longer than `assumptions.ferry.longest_wait`. Where this counts, it is told.

    Parameters
    ----------
    ferries
        Of all sources.
    assumptions
        For what is not told.
    closed
        Which ferries don't sail, shape (n,).
    changed
        Of which a scenario tells the headway, which then counts before a timetable, shape (n,).
    layer
        What findings call them.
    """
    table, defaults = ferries.table, assumptions.ferry
    findings: list[Finding] = []

    def tell(code: str, rows: Flags, **facts: str) -> None:
        if rows.any():
            words = facts | {"ferry": _called(ferries, int(np.flatnonzero(rows)[0]))}
            findings.append(Finding(code, layer, count=int(rows.sum()), facts=words))

    told = {
        name: table[name].to_numpy(float)
        for name in ("sailing", "headway", "boarding", "unloading", "last", "length")
    }
    length = np.where(np.isnan(told["length"]), shapely.length(ferries.shapes), told["length"])
    slow = np.isnan(told["sailing"])
    sailing = np.where(slow, length / (defaults.speed * 1000 / 60), told["sailing"])
    boarding = np.where(np.isnan(told["boarding"]), defaults.boarding, told["boarding"])
    unloading = np.where(np.isnan(told["unloading"]), defaults.unloading, told["unloading"])
    there = [() if new else times for new, times in zip(changed, table["timetable"], strict=True)]
    back = [
        () if new else times or other
        for new, times, other in zip(changed, table["timetable_back"], there, strict=True)
    ]
    rare = np.isnan(told["headway"]) & np.array([not times for times in there], np.bool_)
    usual = np.maximum(defaults.headway, defaults.headway_per_sailing * sailing)
    headway = np.where(rare, usual, told["headway"])
    tell("ferry-times-assumed", slow, what_zh=_SAILING.zh, what_en=_SAILING.en)
    tell("ferry-times-assumed", rare, what_zh=_HEADWAY.zh, what_en=_HEADWAY.en)
    quick = np.isnan(told["boarding"]) | np.isnan(told["unloading"])
    tell("ferry-times-assumed", quick, what_zh=_QUAY.zh, what_en=_QUAY.en)
    why_not = _refusals(ferries, assumptions, closed, tell)
    waits = np.array([_waits(times, headway) for times in (there, back)])
    longest = defaults.longest_wait
    tell("ferry-wait-capped", np.maximum(*waits) > longest, minutes=f"{longest:g}")
    waits = np.minimum(waits, longest)
    minutes = np.repeat((boarding + waits + sailing + unloading)[None], len(MODES), axis=0)
    minutes[np.repeat((why_not != MAY_PASS)[:, None], 2, axis=1)] = np.inf
    last = np.array([_last(times, told["last"]) for times in (there, back)])
    assumed = table["assumed"].to_numpy(np.bool_) | slow | rare
    return Sailings(minutes, why_not, boarding, last, assumed), findings


def _called(ferries: Crossings, row: int) -> str:
    return str(ferries.table["name"][row] or ferries.table["id"][row])


def _refusals(
    ferries: Crossings, assumptions: NetworkAssumptions, closed: Flags, tell: object
) -> NDArray[np.uint8]:
    table = ferries.table
    allowed, refused = table["allowed"].to_numpy(np.int64), table["refused"].to_numpy(np.int64)
    untold = (allowed == 0) & (refused & BIT["car"] == 0) & (refused & BIT["truck"] == 0)
    takes = allowed | (assumptions.ferry.vehicles & ~refused)
    why_not = np.full((len(MODES), len(table)), NOT_FOR_MODE, np.uint8)
    for row, mode in enumerate(MODES):
        why_not[row, (takes & BIT[mode]) > 0] = MAY_PASS
    dangerous, truck = MODES.index("truck_dg"), (takes & BIT["truck"]) > 0
    goods = table["dangerous_goods"].to_numpy()
    only = ((takes & BIT["truck_dg"]) > 0) & ~truck  # a ferry for nothing else
    unsaid = (goods < 0) & truck
    may = (goods == 1) | only | (unsaid & assumptions.ferry.dangerous_goods)
    why_not[dangerous, truck & ~may] = DANGEROUS_GOODS
    why_not[dangerous, truck & may] = MAY_PASS
    why_not[:, closed] = CLOSED
    if callable(tell):
        tell("ferry-vehicles-assumed", untold)
        tell("ferry-dangerous-goods-assumed", unsaid)
    return why_not


def _waits(timetables: Sequence[tuple[float, ...]], headway: Floats) -> Floats:
    waits = headway / 2
    for row, times in enumerate(timetables):
        if times:
            waits[row] = expected_wait(times)
    return waits


def expected_wait(departures: Sequence[float]) -> float:
    r"""Return the minutes that someone waits on average who comes between first and last sailing.

    .. math:: \sum g^2 / 2 \sum g

    over the gaps :math:`g` between the sailings of a day: the night is none of them. Infinite with
    one sailing a day, for which nobody comes at any time.

    Parameters
    ----------
    departures
        Hours after midnight, in order.

    References
    ----------
    Larson & Odoni (1981), Urban Operations Research, section 2.14 (random incidence).

    Examples
    --------
    >>> expected_wait((6.0, 7.0, 8.0)), expected_wait((6.0, 7.0, 9.0)), expected_wait((9.0,))
    (30.0, 50.0, inf)
    """
    gaps = np.diff(np.unique(departures)) * 60
    return float((gaps**2).sum() / (2 * gaps.sum())) if len(gaps) else np.inf


def _last(timetables: Sequence[tuple[float, ...]], told: Floats) -> Floats:
    return np.array(
        [times[-1] if times else last for times, last in zip(timetables, told, strict=True)], float
    )
