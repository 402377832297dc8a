"""The fused pass: every constraint's bits, then the suitability of the candidates, block by block.

All that is compiled together stands in this file, because a compiled function is kept on disk by
the time stamp of its own file only.

Results are the same bits on any machine, for any block, partition or thread: only +, -, ×, ÷ and
square root are used, which IEEE 754 rounds correctly whether vectorised or not; no `fastmath`, and
exponentials and logarithms are worked out here, not by the C library.
"""

# numba infers the types; a kernel's dispatch has a branch for each operator
# ruff: noqa: ANN001, ANN202, C901, PLR0912, PLR0917
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-any-return"

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import carray, njit
from numpy.typing import NDArray

from sitesel.screening.plan import (
    ALL,
    ANY,
    KNOWN_CATEGORY,
    KNOWN_NUMBER,
    MASK,
    RANGE,
    SPAN,
    TABLE,
    Screen,
)
from sitesel.screening.words import lowest, ones, pointer
from sitesel.suitability.plan import (
    CATEGORIES,
    DECAY,
    GEOMETRIC_MEAN,
    LINEAR,
    POINTS,
    TARGET,
    WEIGHTED_SUM,
    Score,
)

WORD = 64
BLOCK = 64  # words: 4096 rows, so that a block of a column and of the bits stays in the L1 cache
_POWERS = 2.0 ** np.arange(-1022, 1)
# Taylor series of 2^r for |r| ≤ ½; the next term is below 2^-60
_EXP2 = np.array([math.log(2) ** k / math.factorial(k) for k in range(13, -1, -1)])
# ln m = 2 artanh(s), s = (m - 1)/(m + 1), |s| ≤ 0.172 for √½ ≤ m ≤ √2
_ARTANH = np.array([2 / (2 * k + 1) / math.log(2) for k in range(10, -1, -1)])
# so wide is the rounding of a geometric mean of up to thousands of criteria, many times over
_SLACK = 2.0**-44

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


class Pass(NamedTuple):
    """Where a pass writes; rows and words are those of the partition."""

    fails: Words  # (nodes, words)
    unknown: Words  # (nodes, words)
    rows: NDArray[np.int64]  # of candidates, from the first row of each stretch
    low: Floats
    high: Floats


@njit(nogil=True, cache=True)
def exp2(number: float) -> float:
    """Work out 2^number for number ≤ 0, within 1 ulp; 0 below 2^-1022."""
    if not number >= -1022:
        return 0.0
    whole = math.floor(number + 0.5)
    rest = number - whole
    total = 0.0
    for factor in _EXP2:
        total = total * rest + factor
    return total * _POWERS[int(whole) + 1022]


@njit(nogil=True, cache=True)
def log2(number: float) -> float:
    """Work out the binary logarithm of number > 0, within 2^-52 of the larger of it and 1."""
    mantissa, exponent = math.frexp(number)
    if mantissa < 0.7071067811865476:
        mantissa, exponent = 2 * mantissa, exponent - 1
    ratio = (mantissa - 1) / (mantissa + 1)
    square, total = ratio * ratio, 0.0
    for factor in _ARTANH:
        total = total * square + factor
    return exponent + ratio * total


@njit(nogil=True, cache=True)
def _range(column, row, rows, lower, upper):
    fails = unknown = np.uint64(0)
    for i in range(rows):
        number = column[row + i]
        fails |= np.uint64((number < lower) | (number > upper)) << np.uint64(i)
        unknown |= np.uint64(math.isnan(number)) << np.uint64(i)
    return fails, unknown


@njit(nogil=True, cache=True)
def _span(low, high, row, rows, lower, upper):
    """Return also which ranges touch an end of what is wanted, where open ends decide."""
    fails = unknown = touches = np.uint64(0)
    for i in range(rows):
        a, b = low[row + i], high[row + i]
        fails |= np.uint64((b < lower) | (a > upper)) << np.uint64(i)
        touches |= np.uint64((b == lower) | (a == upper)) << np.uint64(i)
        unknown |= np.uint64(math.isnan(a) | math.isnan(b)) << np.uint64(i)
    return fails & ~unknown, unknown, touches & ~unknown


@njit(nogil=True, cache=True)
def _open_ends(low, high, low_open, high_open, row, touches, lower, upper, lower_open, upper_open):
    """Return which of the ranges that touch only touch: one of the two ends is open."""
    fails = np.uint64(0)
    while touches != 0:
        i = lowest(touches)
        touches &= touches - np.uint64(1)
        at = row + i
        apart = (high[at] == lower and (high_open[at] | lower_open) != 0) or (
            low[at] == upper and (low_open[at] | upper_open) != 0
        )
        fails |= np.uint64(apart) << np.uint64(i)
    return fails


@njit(nogil=True, cache=True)
def _mask(codes, row, rows, failing, untold):
    fails = unknown = np.uint64(0)
    for i in range(rows):
        place = np.uint64(codes[row + i] + 1)
        fails |= ((failing >> place) & np.uint64(1)) << np.uint64(i)
        unknown |= ((untold >> place) & np.uint64(1)) << np.uint64(i)
    return fails, unknown


@njit(nogil=True, cache=True)
def _table(codes, states, row, rows):
    fails = unknown = np.uint64(0)
    for i in range(rows):
        state = np.uint64(states[codes[row + i] + 1])
        fails |= (state & np.uint64(1)) << np.uint64(i)
        unknown |= (state >> np.uint64(1)) << np.uint64(i)
    return fails, unknown


@njit(nogil=True, cache=True)
def _screen_leaf(screen, node, count, first, stop, fails, unknown):
    op, at = screen.operator[node], screen.address[node]
    numbers = carray(pointer(at[0]), count, np.float64)
    codes = carray(pointer(at[0]), count, np.int32)
    flags = carray(pointer(at[0]), count, np.uint8)
    lower, upper = screen.lower[node], screen.upper[node]
    for word in range(first, stop):
        row = word * WORD
        rows = min(WORD, count - row)
        full = rows == WORD  # a constant number of rows is what makes the loop a vector loop
        f = u = np.uint64(0)
        if op == RANGE:
            if full:
                f, u = _range(numbers, row, WORD, lower, upper)
            else:
                f, u = _range(numbers, row, rows, lower, upper)
        elif op == MASK:
            masks = screen.fails[node], screen.unknown[node]
            if full:
                f, u = _mask(codes, row, WORD, masks[0], masks[1])
            else:
                f, u = _mask(codes, row, rows, masks[0], masks[1])
        elif op == SPAN:
            highs = carray(pointer(at[1]), count, np.float64)
            low_open = carray(pointer(at[2]), count, np.uint8)
            high_open = carray(pointer(at[3]), count, np.uint8)
            if full:
                f, u, touches = _span(numbers, highs, row, WORD, lower, upper)
            else:
                f, u, touches = _span(numbers, highs, row, rows, lower, upper)
            if touches != 0:
                ends = screen.open_ends[node]
                f |= _open_ends(
                    numbers,
                    highs,
                    low_open,
                    high_open,
                    row,
                    touches,
                    lower,
                    upper,
                    ends[0],
                    ends[1],
                )
        elif op == TABLE:
            states = carray(pointer(at[1]), 1 << 31, np.uint8)
            f, u = _table(codes, states, row, rows)
        elif op == KNOWN_NUMBER:
            for i in range(rows):
                f |= np.uint64(math.isnan(numbers[row + i])) << np.uint64(i)
        elif op == KNOWN_CATEGORY:
            for i in range(rows):
                f |= np.uint64(codes[row + i] < 0) << np.uint64(i)
        else:
            for i in range(rows):
                f |= np.uint64(flags[row + i] == 0) << np.uint64(i)
        fails[word], unknown[word] = f, u


@njit(nogil=True, cache=True)
def _screen_group(screen, node, first, stop, fails, unknown):
    """Combine by strong Kleene logic (Kleene 1952, Introduction to Metamathematics, § 64)."""
    op = screen.operator[node]
    members = screen.member[screen.first_member[node] : screen.first_member[node + 1]]
    every = ~np.uint64(0)
    for word in range(first, stop):
        failing, all_failing, holding, untold = np.uint64(0), every, np.uint64(0), np.uint64(0)
        for member in members:
            f, u = fails[member, word], unknown[member, word]
            failing |= f
            all_failing &= f
            holding |= ~(f | u)
            untold |= u
        if op == ALL:
            f, u = failing, untold & ~failing
        elif op == ANY:
            f, u = all_failing, untold & ~holding
        else:
            f, u = holding, untold & ~holding
        fails[node, word], unknown[node, word] = f, u


@njit(nogil=True, cache=True)
def _linear(numbers, best, worst, values):
    for i, number in enumerate(numbers):
        values[i] = (number - worst) / (best - worst)


@njit(nogil=True, cache=True)
def _target(numbers, best, below, above, values):
    for i, number in enumerate(numbers):
        away = number - best
        values[i] = 1 - abs(away) / (below if away < 0 else above)


@njit(nogil=True, cache=True)
def _points(numbers, x, y, values):
    values[:] = y[0]
    for k in range(1, len(x)):
        least, most = min(y[k - 1], y[k]), max(y[k - 1], y[k])
        for i, number in enumerate(numbers):
            value = y[k - 1] + (y[k] - y[k - 1]) * ((number - x[k - 1]) / (x[k] - x[k - 1]))
            value = max(least, min(most, value))
            values[i] = value if number >= x[k - 1] else values[i]
    for i, number in enumerate(numbers):
        values[i] = y[-1] if number >= x[-1] else values[i]


@njit(nogil=True, cache=True)
def _steps(numbers, missed, x, y, values):
    """Follow the steps; a number that is an open end is itself just missed."""
    for i, number in enumerate(numbers):
        values[i] = y[0]
        for k in range(1, len(x)):
            if number > x[k] or (number == x[k] and not missed[i]):
                values[i] = y[k]


@njit(nogil=True, cache=True)
def _decay(numbers, best, half, values):
    for i, number in enumerate(numbers):
        steps = (number - best) / (half - best)
        values[i] = exp2(-steps) if steps > 0 else 1.0


@njit(nogil=True, cache=True)
def _values(score, c, count, rows, numbers, least, most):
    """Fill in the least and the most value of some rows; the same where the attribute is known."""
    function = score.function[c]
    x = score.x[score.first[c] : score.first[c + 1]]
    y = score.y[score.first[c] : score.first[c + 1]]
    if function == CATEGORIES:
        codes = carray(pointer(score.address[c]), count, np.int32)
        told = True
        for i, row in enumerate(rows):
            place = codes[row] + 1
            least[i], most[i] = x[place], y[place]
            told &= x[place] == y[place]
        return told
    column = carray(pointer(score.address[c]), count, np.float64)
    told = True
    for i, row in enumerate(rows):
        numbers[i] = column[row]
        told &= not math.isnan(column[row])
    if function == LINEAR:
        _linear(numbers, x[0], x[1], least)
    elif function == TARGET:
        _target(numbers, x[0], x[1], x[2], least)
    elif function == POINTS:
        _points(numbers, x, y, least)
    elif function == DECAY:
        _decay(numbers, x[0], x[1], least)
    else:
        missed = np.zeros(len(rows), np.uint8)
        if score.open_address[c] != 0:
            flags = carray(pointer(score.open_address[c]), count, np.uint8)
            for i, row in enumerate(rows):
                missed[i] = flags[row]
        _steps(numbers, missed, x, y, least)
    for i in range(len(rows)):
        value = least[i]
        value = value if value > 0 else 0.0  # infinity over infinity too
        least[i] = most[i] = value if value < 1 else 1.0
    if not told:
        for i, number in enumerate(numbers):
            if math.isnan(number):
                least[i], most[i] = score.least[c], score.most[c]
    return told


@njit(nogil=True, cache=True)
def aggregate(aggregation: int, weight: Floats, values: Floats, out: Floats) -> None:
    """Bring values to one suitability a row, criterion by criterion in the order given.

    Parameters
    ----------
    aggregation
        `WEIGHTED_SUM`, `GEOMETRIC_MEAN` or `TOPSIS`; the formulas and their sources are in
        `sitesel.suitability.aggregation`.
    weight
        Shares of 1; (criteria,).
    values
        0 to 1; (criteria, rows).
    out
        Where the suitability goes; (rows,).
    """
    size = len(out)
    out[:] = 0.0  # what it stays where nothing is weighed
    if len(weight) == 0:
        return
    if aggregation == WEIGHTED_SUM:
        for c in range(len(weight)):
            for i in range(size):
                out[i] += weight[c] * values[c, i]
        for i in range(size):
            out[i] = out[i] if out[i] < 1 else 1.0  # shares of 1 may add up to a bit more
    elif aggregation == GEOMETRIC_MEAN:
        for c in range(len(weight)):
            for i in range(size):
                out[i] += weight[c] * (log2(values[c, i]) if values[c, i] > 0 else -np.inf)
        for i in range(size):
            out[i] = exp2(out[i]) if out[i] < 0 else 1.0
    else:
        short = np.zeros(size)
        for c in range(len(weight)):
            for i in range(size):
                have, lack = weight[c] * values[c, i], weight[c] * (1 - values[c, i])
                out[i] += have * have
                short[i] += lack * lack
        for i in range(size):
            # 1/(1 + d⁺/d⁻) rises with each value even when rounded, as d⁻/(d⁺ + d⁻) need not
            out[i] = 1 / (1 + math.sqrt(short[i] / out[i])) if out[i] > 0 else 0.0


@njit(nogil=True, cache=True)
def _suitability(score, count, rows, numbers, least, most, low, high):
    """Fill in the guaranteed and the highest possible suitability of some rows."""
    size = len(rows)
    told = True
    for c in range(len(score.weight)):
        told &= _values(score, c, count, rows, numbers[:size], least[c, :size], most[c, :size])
    aggregate(score.aggregation, score.weight, least[:, :size], low)
    if told:
        high[:] = low
        return
    high[:] = low
    if told:
        return
    # only the rows with something unknown need the highest; `least` has done its work
    places = np.empty(size, np.int64)
    untold = 0
    for i in range(size):
        same = True
        for c in range(len(score.weight)):
            same &= least[c, i] == most[c, i]
        places[untold] = i
        untold += not same
    for c in range(len(score.weight)):
        for k in range(untold):
            least[c, k] = most[c, places[k]]
    aggregate(score.aggregation, score.weight, least[:, :untold], numbers[:untold])
    for k in range(untold):
        i = places[k]
        high[i] = numbers[k]
        if score.aggregation == GEOMETRIC_MEAN:
            # rounded logarithms need not rise with the value: keep what is guaranteed guaranteed
            low[i], high[i] = low[i] * (1 - _SLACK), min(1.0, high[i] * (1 + _SLACK))


@njit(nogil=True, cache=True)
def values_of(score: Score, count: int, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the least and most values of some rows, each of shape (criteria, rows)."""
    least = np.empty((len(score.weight), len(rows)))
    most = np.empty((len(score.weight), len(rows)))
    for c in range(len(score.weight)):
        _values(score, c, count, rows, np.empty(len(rows)), least[c], most[c])
    return least, most


@njit(nogil=True, cache=True)
def suitability_of(score: Score, count: int, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the guaranteed and the highest possible suitability of some rows."""
    shape = len(score.weight), len(rows)
    low, high = np.empty(len(rows)), np.empty(len(rows))
    numbers, least, most = np.empty(len(rows)), np.empty(shape), np.empty(shape)
    _suitability(score, count, rows, numbers, least, most, low, high)
    return low, high


@njit(nogil=True, cache=True)
def judge_words(
    screen: Screen, score: Score, count: int, first: int, stop: int, out: Pass
) -> NDArray[np.int64]:
    """Judge the rows of some words, all constraints and criteria in one pass.

    Parameters
    ----------
    screen, score
        Bound to the columns of the partition.
    count
        Rows of the partition.
    first, stop
        The words to judge; a word is 64 rows.
    out
        Written in the words judged, and from row `64 * first` on for the candidates.

    Returns
    -------
    tallies
        Candidates, undecided; then for each top-level constraint how many it fails, and for how
        many it can't be told.
    """
    top = screen.top
    tallies = np.zeros(2 + 2 * len(top), np.int64)
    least = np.empty((len(score.weight), BLOCK * WORD))
    most = np.empty((len(score.weight), BLOCK * WORD))
    numbers = np.empty(BLOCK * WORD)
    kept = first * WORD
    for start in range(first, stop, BLOCK):
        end = min(start + BLOCK, stop)
        rest = count - (end - 1) * WORD
        # rows beyond the last neither fail nor are unknown nor are candidates
        real = ~np.uint64(0) >> np.uint64(max(0, WORD - rest))
        for node in range(len(screen.operator)):
            if screen.operator[node] < ALL:
                _screen_leaf(screen, node, count, start, end, out.fails[node], out.unknown[node])
            else:
                _screen_group(screen, node, start, end, out.fails, out.unknown)
                out.fails[node, end - 1] &= real
                out.unknown[node, end - 1] &= real
        for k, node in enumerate(top):
            for word in range(start, end):
                tallies[2 + 2 * k] += ones(out.fails[node, word])
                tallies[3 + 2 * k] += ones(out.unknown[node, word])
        before = kept
        for word in range(start, end):
            failing = untold = np.uint64(0)
            for node in top:
                failing |= out.fails[node, word]
                untold |= out.unknown[node, word]
            tallies[1] += ones(untold & ~failing)
            passing = ~(failing | untold)
            if word == end - 1:
                passing &= real
            while passing != 0:
                out.rows[kept] = word * WORD + lowest(passing)
                passing &= passing - np.uint64(1)
                kept += 1
        found = slice(before, kept)
        _suitability(
            score, count, out.rows[found], numbers, least, most, out.low[found], out.high[found]
        )
    tallies[0] = kept - first * WORD
    return tallies
