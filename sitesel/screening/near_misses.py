"""Near misses: rejected parcels with the fewest failing constraints, and the least to give.

In order: those that fail nothing the client insists on; the fewest failing top-level constraints;
the least relative margin, added up; the id.

The relative margin of a number is *gap / (gap + |limit|)*: 0 when just missed, ½ when off by as
much as the limit itself, towards 1 beyond; for a date a year stands for the limit. A category that
is not wanted, or a fact that is not known, counts 1. Of a group: `any` counts its nearest member,
`all` and `none` add up theirs. What is unknown inside a group counts 0: it is not known to miss.
"""

# numba infers the types of what it compiles
# ruff: noqa: ANN001, ANN202
# mypy: disable-error-code="no-untyped-def,untyped-decorator"

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import carray
from numpy.typing import NDArray

from sitesel.compiling import njit
from sitesel.screening.plan import ALL, ANY, RANGE, SPAN, WORD, Screen
from sitesel.screening.words import lowest, ones, pointer

_NEVER = 1e9
_COUNTER = 16  # bits: up to 65,535 top-level constraints


@njit(nogil=True, cache=True)
def _bucket(top, firm, fails, wanted, insisted, counter):
    """Find the rows that fail `wanted` constraints, and fail or not one that is insisted on."""
    words = fails.shape[1]
    bucket = np.empty(words, np.uint64)
    for word in range(words):
        counter[:] = 0
        any_firm = np.uint64(0)
        for k, node in enumerate(top):
            carry = fails[node, word]
            if firm[k]:
                any_firm |= carry
            bit = 0
            while carry != 0:
                counter[bit], carry = counter[bit] ^ carry, counter[bit] & carry
                bit += 1
        rows = any_firm if insisted else ~any_firm
        for bit in range(_COUNTER):
            rows &= counter[bit] if (wanted >> bit) & 1 else ~counter[bit]
        bucket[word] = rows
    return bucket


@njit(nogil=True, cache=True)
def _relative(gap, scale):
    """Return gap/(gap + scale); 1 for an infinite gap."""
    return gap / (gap + scale) if gap < np.inf else 1.0


@njit(nogil=True, cache=True)
def _missed(low, high, lower, upper, scale):
    """Return the relative margin by which a range (or a number) misses another."""
    return _relative(max(lower - high, low - upper, 0.0), scale)


@njit(nogil=True, cache=True)
def _leaf(op, lows, highs, row, lower, upper, scale, failing):
    """Return how far a leaf is from holding, and from failing."""
    if op not in (RANGE, SPAN):
        return (1.0, 0.0) if failing else (0.0, 1.0)
    low, high = lows[row], lows[row] if op == RANGE else highs[row]
    if failing:
        return _missed(low, high, lower, upper, scale), 0.0
    return 0.0, _relative(max(min(high - lower, upper - low), 0.0), scale)


@njit(nogil=True, cache=True)
def _group_margins(screen, root, count, fails, unknown, bucket, offset, margins):
    """Add how far each row that fails a group is from meeting it."""
    start = root
    while screen.first_member[start] < screen.first_member[start + 1]:
        start = screen.member[screen.first_member[start]]  # the first leaf of the subtree
    hold, fall = np.zeros(root + 1), np.zeros(root + 1)
    one = np.uint64(1)
    for word in range(len(bucket)):
        left = bucket[word] & fails[root, word]
        while left != 0:
            bit = np.uint64(lowest(left))
            left &= left - one
            place = offset[word] + ones(bucket[word] & ((one << bit) - one))
            for node in range(start, root + 1):
                op = screen.operator[node]
                if op < ALL:
                    hold[node] = fall[node] = 0.0
                    if not (unknown[node, word] >> bit) & one:
                        hold[node], fall[node] = _leaf(
                            op,
                            carray(pointer(screen.address[node, 0]), count, np.float64),
                            carray(pointer(screen.address[node, 1]), count, np.float64),
                            word * WORD + np.int64(bit),
                            screen.lower[node],
                            screen.upper[node],
                            screen.scale[node],
                            (fails[node, word] >> bit) & one,
                        )
                    continue
                held = fell = 0.0
                least_held = least_fell = np.inf
                for k in range(screen.first_member[node], screen.first_member[node + 1]):
                    member = screen.member[k]
                    held += hold[member]
                    fell += fall[member]
                    least_held = min(least_held, hold[member])
                    least_fell = min(least_fell, fall[member])
                if op == ALL:
                    hold[node], fall[node] = held, least_fell
                elif op == ANY:
                    hold[node], fall[node] = least_held, fell
                else:
                    hold[node], fall[node] = fell, least_held
            # an empty `any` can't be met, whatever changes
            margins[place] += min(hold[root], _NEVER)


@njit(nogil=True, cache=True)
def _leaf_margins(screen, node, count, plane, bucket, offset, margins):
    """Add how far each row that fails a single constraint is from meeting it."""
    op, at = screen.operator[node], screen.address[node]
    lows = carray(pointer(at[0]), count, np.float64)
    highs = carray(pointer(at[1]), count, np.float64)
    lower, upper, scale = screen.lower[node], screen.upper[node], screen.scale[node]
    one = np.uint64(1)
    for word in range(len(bucket)):
        mine = bucket[word]
        left = mine & plane[word]
        start, first = np.uint64(offset[word]), np.uint64(word * WORD)
        while left != 0:
            bit = np.uint64(lowest(left))
            left &= left - one
            # unsigned, so that indices are known not to be negative
            place = start + np.uint64(ones(mine & ((one << bit) - one)))
            row = first + bit
            if op == RANGE:
                margins[place] += _missed(lows[row], lows[row], lower, upper, scale)
            elif op == SPAN:
                margins[place] += _missed(lows[row], highs[row], lower, upper, scale)
            else:
                margins[place] += 1.0


@njit(nogil=True, cache=True)
def _margins(screen, count, fails, unknown, bucket):
    """Return the rows of a bucket and the sum of the relative margins of each."""
    words = len(bucket)
    offset = np.empty(words, np.int64)
    size = 0
    for word in range(words):
        offset[word] = size
        size += ones(bucket[word])
    rows, margins = np.empty(size, np.int64), np.zeros(size)
    place = 0
    for word in range(words):
        left = bucket[word]
        while left != 0:
            rows[place] = word * WORD + lowest(left)
            left &= left - np.uint64(1)
            place += 1
    for node in screen.top:
        if screen.operator[node] < ALL:
            _leaf_margins(screen, node, count, fails[node], bucket, offset, margins)
        else:
            _group_margins(screen, node, count, fails, unknown, bucket, offset, margins)
    return rows, margins


Ranked = list[tuple[bool, int, float, str, int]]


def near_misses(
    screen: Screen,
    ids: pa.StringArray,
    fails: NDArray[np.uint64],
    unknown: NDArray[np.uint64],
    wanted: int,
) -> Ranked:
    """Find the rejected rows that come nearest.

    Parameters
    ----------
    screen
        Bound to the columns of the partition.
    ids
        Of the rows; ties are ordered by them.
    fails, unknown
        The bits of all nodes; (nodes, words).
    wanted
        How many.

    Returns
    -------
    near
        In order: whether it fails what is insisted on, number of failing constraints, sum of
        relative margins, id, row. Those of several partitions can be merged by sorting.
    """
    near: Ranked = []
    counter = np.zeros(_COUNTER, np.uint64)
    firm_counts = (False, True) if screen.firm.any() else (False,)
    for insisted in firm_counts:
        for failing in range(1, len(screen.top) + 1):
            if len(near) >= wanted:
                return near
            bucket = _bucket(screen.top, screen.firm, fails, failing, insisted, counter)
            rows, margins = _margins(screen, len(ids), fails, unknown, bucket)
            chosen = least(margins, ids, rows, wanted - len(near))
            near += [
                (insisted, failing, float(margins[c]), ids[int(rows[c])].as_py(), int(rows[c]))
                for c in chosen
            ]
    return near


def least(
    numbers: NDArray[np.float64], ids: pa.StringArray, rows: NDArray[np.int64], wanted: int
) -> list[int]:
    """Find the places of the least numbers, in order; equal ones in the order of their ids.

    Only the ids of those at the edge are looked at.

    Examples
    --------
    >>> ids = pa.array(["d", "c", "b", "a"])
    >>> least(np.array([0.5, 0.2, 0.5, 0.5]), ids, np.arange(4), 3)
    [1, 3, 2]
    """
    if wanted <= 0 or not len(numbers):
        return []
    chosen = np.arange(len(numbers))
    if len(numbers) > wanted:
        edge = np.partition(numbers, wanted - 1)[wanted - 1]
        inside, level = np.flatnonzero(numbers < edge), np.flatnonzero(numbers == edge)
        if len(inside) + len(level) > wanted:
            names = ids.take(pa.array(rows[level]))
            first = pc.select_k_unstable(
                names, wanted - len(inside), sort_keys=[("id", "ascending")]
            )
            level = level[first.to_numpy()]
        chosen = np.concatenate([inside, level])
    names = ids.take(pa.array(rows[chosen])).to_pylist()
    order = sorted(zip(numbers[chosen].tolist(), names, chosen.tolist(), strict=True))
    return [place for _, _, place in order]
