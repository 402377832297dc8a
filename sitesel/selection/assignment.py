"""Which of several requirements goes to which parcel, as numbers.

First as many as possible are assigned, then the suitabilities add up to the most: a multiple
knapsack with its assignment restricted, solved by branch and cut (HiGHS, through
`scipy.optimize.milp`). Then pairs are exchanged while that brings a requirement written earlier to
a parcel it likes better and costs nothing, so that equal answers come out the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NODES = 200
"""How far each of the two stages looks for something better: some seconds, the same everywhere."""
_SCALE = 1000.0  # the solver stops within 1e-6 of the best: so it is 1e-9 of a suitability
_ALIKE = 1e-9
_ROUNDING = 1e-6  # of land, in m²: lands that add up to the area to the last digit fit


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """What may go where; one row a choice.

    Parameters
    ----------
    asked, site
        Position of the requirement and of the parcel; shape (n,). The choices of a requirement
        stand in the order in which it likes them.
    suitability
        What it is worth; shape (n,).
    land
        Of each requirement; m².
    room
        Of each parcel; m².
    """

    asked: Ints
    site: Ints
    suitability: Floats
    land: Floats
    room: Floats


def assign(choices: Choices) -> tuple[Ints, bool]:
    """Return the choices that are taken, in order, and whether it is proved that none are better.

    Examples
    --------
    Two requirements want the first parcel most, and it has room for one; the second likes it less:

    >>> likes = np.array([0.9, 0.2, 0.8, 0.7])
    >>> five, six = np.array([5.0, 5.0]), np.array([6.0, 6.0])
    >>> one = Choices(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), likes, five, six)
    >>> taken, proved = assign(one)
    >>> taken.tolist(), proved
    ([0, 3], True)
    """
    taken, most = _solved(choices, np.ones(len(choices.asked)), None)
    if not len(taken):
        return taken, most
    better, best = _solved(choices, choices.suitability, len(taken))
    if len(better) == len(taken) and _worth(choices, better) > _worth(choices, taken):
        taken = better
    return _settled(choices, taken), most and best


def _worth(choices: Choices, taken: Ints) -> float:
    return float(choices.suitability[taken].sum())


def _solved(choices: Choices, worth: Floats, count: int | None) -> tuple[Ints, bool]:
    """Return the choices that bring the most, all `count` of them; none where none were found."""
    n = len(worth)
    if not n:
        return np.zeros(0, np.int64), True
    every, ones = np.arange(n), np.ones(n)
    once = sparse.csr_array((ones, (choices.asked, every)), (len(choices.land), n))
    part = choices.land[choices.asked] / choices.room[choices.site]
    full = sparse.csr_array((part, (choices.site, every)), (len(choices.room), n))
    limits = [LinearConstraint(once, -np.inf, 1.0), LinearConstraint(full, -np.inf, 1.0)]
    if count is not None:
        limits.append(LinearConstraint(ones[None], count, count))
    while True:
        found = milp(
            -_SCALE * worth,
            constraints=limits,
            integrality=ones,
            bounds=Bounds(0.0, 1.0),
            options={"mip_rel_gap": 0.0, "node_limit": _NODES},
        )
        if found.x is None:
            return np.zeros(0, np.int64), False
        taken = np.flatnonzero(found.x > 0.5).astype(np.int64)
        over = _overfull(choices, taken)
        if over is None:
            return taken, found.status == 0
        # within the solver's tolerance, and not within that of land: these do not go together
        together = np.zeros((1, n))
        together[0, over] = 1.0
        limits.append(LinearConstraint(together, -np.inf, len(over) - 1.0))


def _overfull(choices: Choices, taken: Ints) -> Ints | None:
    used = np.bincount(choices.site[taken], choices.land[choices.asked[taken]], len(choices.room))
    full = np.flatnonzero(used > choices.room + _ROUNDING)
    return taken[choices.site[taken] == full[0]] if len(full) else None


def _settled(choices: Choices, taken: Ints) -> Ints:
    """Let those written first have what they like better, where the whole is worth no less.

    A requirement moves to a parcel with room for it, or changes places with one written later, or
    takes the place of one written later that then goes without. Each step brings the earlier one
    forward, so the steps come to an end.
    """
    held = dict(zip(choices.asked[taken].tolist(), taken.tolist(), strict=True))
    by_pair = {
        pair: k
        for k, pair in enumerate(zip(choices.asked.tolist(), choices.site.tolist(), strict=True))
    }
    first = np.searchsorted(choices.asked, np.arange(len(choices.land) + 1))
    moved = True
    while moved:
        moved = False
        for asked in range(len(choices.land)):
            end = held.get(asked, first[asked + 1])
            for k in range(first[asked], end):
                changed = _exchange(choices, held, by_pair, asked, k)
                if changed is not None:
                    held, moved = changed, True
                    break
    return np.array([held[asked] for asked in sorted(held)], np.int64)


def _exchange(
    choices: Choices,
    held: dict[int, int],
    by_pair: dict[tuple[int, int], int],
    asked: int,
    wish: int,
) -> dict[int, int] | None:
    """Return what is held once a requirement has its wish; None where that costs something."""
    site, before, worth = int(choices.site[wish]), held.get(asked), choices.suitability
    gain = worth[wish] - (0.0 if before is None else worth[before])
    others = [k for k in held if k > asked and int(choices.site[held[k]]) == site]
    for other in (None, *others):
        back = None
        if other is not None and before is not None:
            back = by_pair.get((other, int(choices.site[before])))
            if back is None:
                continue
        loss = 0.0 if other is None else worth[held[other]] - (0.0 if back is None else worth[back])
        if loss - gain > _ALIKE:
            continue
        after = {k: choice for k, choice in held.items() if k not in (asked, other)}
        after[asked] = wish
        if other is not None and back is not None:
            after[other] = back
        if _overfull(choices, np.array(list(after.values()), np.int64)) is None:
            return after
    return None
