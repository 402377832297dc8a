"""The fused pass: every constraint's bits, then the suitability of the candidates, block by block.

All that is compiled together stands in this file, because a compiled function is kept on disk by
the time stamp of its own file only.

Results are the same bits on any machine, for any block, partition or thread: only +, -, ×, ÷ and
square root are used, which IEEE 754 rounds correctly whether vectorised or not; no `fastmath`, and
exponentials and logarithms are worked out here, not by the C library.
"""

# numba infers the types; a kernel's dispatch has a branch for each operator
# ruff: noqa: ANN001, ANN202, C901, PLR0912
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-any-return"

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import carray
from numpy.typing import NDArray

from sitesel.compiling import njit
from sitesel.screening.plan import (
    ALL,
    ANY,
    KNOWN_CATEGORY,
    KNOWN_NUMBER,
    MASK,
    RANGE,
    SPAN,
    TABLE,
    WORD,
    Screen,
)
from sitesel.screening.words import lowest, ones, pointer, prefetch
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

BLOCK = 64  # words: 4096 rows, so that a block of a column and of the bits stays in the L1 cache
_AHEAD = 2048  # bytes; measured
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
def _ahead(address, row, width):
    """Ask for what comes after a word of rows: the machine does not see far across blocks."""
    start = address + np.uint64(row * width + _AHEAD)
    for line in range(width):
        prefetch(start + np.uint64(line * WORD))


@njit(nogil=True, cache=True)
def _range(address, lower, upper, fails, unknown):
    column = carray(pointer(address), len(fails) * WORD, np.float64)
    for word in range(len(fails)):
        row = word * WORD
        _ahead(address, row, 8)
        f = u = np.uint64(0)
        for i in range(WORD):
            number = column[row + i]
            f |= np.uint64((number < lower) | (number > upper)) << np.uint64(i)
            u |= np.uint64(math.isnan(number)) << np.uint64(i)
        fails[word], unknown[word] = f, u


@njit(nogil=True, cache=True)
def _beyond(address, flag_address, limit, limit_open, sign, fails, unknown):
    """Find the ranges that end before a limit, or start after it; `sign` is 1 or -1."""
    column = carray(pointer(address), len(fails) * WORD, np.float64)
    flags = carray(pointer(flag_address), len(fails) * WORD, np.uint8)
    for word in range(len(fails)):
        row = word * WORD
        _ahead(address, row, 8)
        f = u = touches = np.uint64(0)
        for i in range(WORD):
            number = sign * column[row + i]
            f |= np.uint64(number < limit) << np.uint64(i)
            touches |= np.uint64(number == limit) << np.uint64(i)
            u |= np.uint64(math.isnan(number)) << np.uint64(i)
        if touches != 0:  # two ends that touch have a number in common when both are closed
            is_open = np.uint64(0)
            for i in range(WORD):
                is_open |= np.uint64((flags[row + i] | limit_open) != 0) << np.uint64(i)
            f |= touches & is_open
        fails[word] |= f
        unknown[word] |= u


@njit(nogil=True, cache=True)
def _mask(address, failing, untold, fails, unknown):
    codes = carray(pointer(address), len(fails) * WORD, np.int32)
    for word in range(len(fails)):
        row = word * WORD
        _ahead(address, row, 4)
        f = u = np.uint64(0)
        for i in range(WORD):
            place = np.uint64(codes[row + i] + 1)
            f |= ((failing >> place) & np.uint64(1)) << np.uint64(i)
            u |= ((untold >> place) & np.uint64(1)) << np.uint64(i)
        fails[word], unknown[word] = f, u


@njit(nogil=True, cache=True)
def _table(address, table_address, fails, unknown):
    codes = carray(pointer(address), len(fails) * WORD, np.int32)
    states = carray(pointer(table_address), 1 << 31, np.uint8)
    for word in range(len(fails)):
        row = word * WORD
        f = u = np.uint64(0)
        for i in range(WORD):
            state = np.uint64(states[codes[row + i] + 1])
            f |= (state & np.uint64(1)) << np.uint64(i)
            u |= (state >> np.uint64(1)) << np.uint64(i)
        fails[word], unknown[word] = f, u


@njit(nogil=True, cache=True)
def _known(op, numbers, codes, flags, fails):
    for word in range(len(fails)):
        row = word * WORD
        f = np.uint64(0)
        for i in range(WORD):
            if op == KNOWN_NUMBER:
                blank = math.isnan(numbers[row + i])
            elif op == KNOWN_CATEGORY:
                blank = codes[row + i] < 0
            else:
                blank = flags[row + i] == 0
            f |= np.uint64(blank) << np.uint64(i)
        fails[word] = f


@njit(nogil=True, cache=True)
def _leaf(screen, node, base, fails, unknown):
    """Judge whole words of 64 rows from a row on."""
    # addresses of the row, so that indices are known not to be negative
    op, at, row = screen.operator[node], screen.address[node], np.uint64(base)
    of_8, of_4 = at[0] + row * np.uint64(8), at[0] + row * np.uint64(4)
    lower, upper = screen.lower[node], screen.upper[node]
    fails[:] = 0
    unknown[:] = 0
    if op == RANGE:
        _range(of_8, lower, upper, fails, unknown)
    elif op == MASK:
        _mask(of_4, screen.fails[node], screen.unknown[node], fails, unknown)
    elif op == TABLE:
        _table(of_4, at[1], fails, unknown)
    elif op == SPAN:
        ends = screen.open_ends[node]
        # what has no limit needs no look; both ends of a range are known, or none
        if upper < np.inf:
            _beyond(of_8, at[2] + row, -upper, ends[1], -1.0, fails, unknown)
        if lower > -np.inf or upper == np.inf:
            high = at[1] + row * np.uint64(8)
            _beyond(high, at[3] + row, lower, ends[0], 1.0, fails, unknown)
    else:
        rows = len(fails) * WORD
        numbers = carray(pointer(of_8), rows, np.float64)
        codes = carray(pointer(of_4), rows, np.int32)
        _known(op, numbers, codes, carray(pointer(at[0] + row), rows, np.uint8), fails)


@njit(nogil=True, cache=True)
def _screen_leaf(screen, node, count, first, stop, fails, unknown):
    whole = min(stop, count // WORD)
    if first < whole:
        _leaf(screen, node, first * WORD, fails[first:whole], unknown[first:whole])
    if whole < stop:
        # the last rows are judged with some before them; columns have at least a word of rows
        f, u = fails[whole:stop], unknown[whole:stop]
        _leaf(screen, node, max(0, count - WORD), f, u)
        spare = np.uint64(WORD - count % WORD)
        if count > WORD:
            f[0], u[0] = f[0] >> spare, u[0] >> spare
        else:
            real = ~np.uint64(0) >> spare
            f[0], u[0] = f[0] & real, u[0] & real


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
    finite = True
    for i, row in enumerate(rows):
        number = column[np.uint64(row)]  # unsigned: never counted from the end
        numbers[i] = number
        finite &= number - number == 0
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
    told = True
    if not finite:
        for i, number in enumerate(numbers):
            if math.isnan(number):
                least[i], most[i] = score.least[c], score.most[c]
                told = False
            elif number == np.inf and score.reach[c]:  # an end without a limit is another thing
                least[i] = most[i] = 0.0
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
        0 to 1; (criteria, at least as many rows as `out`).
    out
        Where the suitability goes; (rows,).
    """
    size = len(out)
    out[:] = 0.0  # what it stays where nothing is weighed
    if len(weight) == 0:
        return
    if aggregation == WEIGHTED_SUM:
        for c in range(len(weight)):
            share, column = weight[c], values[c, :size]
            for i in range(size):
                out[i] += share * column[i]
        for i in range(size):
            out[i] = out[i] if out[i] < 1 else 1.0  # shares of 1 may add up to a bit more
    elif aggregation == GEOMETRIC_MEAN:
        for c in range(len(weight)):
            share, column = weight[c], values[c, :size]
            for i in range(size):
                out[i] += share * (log2(column[i]) if column[i] > 0 else -np.inf)
        for i in range(size):
            out[i] = exp2(out[i]) if out[i] < 0 else 1.0
    else:
        short = np.zeros(size)
        for c in range(len(weight)):
            share, column = weight[c], values[c, :size]
            for i in range(size):
                have, lack = share * column[i], share * (1 - column[i])
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
    aggregate(score.aggregation, score.weight, least, low)
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
    aggregate(score.aggregation, score.weight, least, numbers[:untold])
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
def _tally(fails, unknown, failing, untold):
    """Count a constraint's bits, and add them to what its block comes to."""
    nays = blanks = 0
    for place in range(len(fails)):
        nays += ones(fails[place])
        blanks += ones(unknown[place])
        failing[place] |= fails[place]
        untold[place] |= unknown[place]
    return nays, blanks


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
    failing, untold = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
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
        failing[:], untold[:] = 0, 0
        for k, node in enumerate(top):
            nays, blanks = _tally(
                out.fails[node, start:end], out.unknown[node, start:end], failing, untold
            )
            tallies[2 + 2 * k] += nays
            tallies[3 + 2 * k] += blanks
        before = kept
        for place in range(end - start):
            tallies[1] += ones(untold[place] & ~failing[place])
            passing = ~(failing[place] | untold[place])
            if start + place == end - 1:
                passing &= real
            row = (start + place) * WORD
            while passing != 0:
                out.rows[kept] = row + lowest(passing)
                passing &= passing - np.uint64(1)
                kept += 1
        found = slice(before, kept)
        _suitability(
            score, count, out.rows[found], numbers, least, most, out.low[found], out.high[found]
        )
    tallies[0] = kept - first * WORD
    return tallies
