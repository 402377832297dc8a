"""Compiled functions over rows: one thread for few rows, a small pool for many.

A kernel fills its own rows of the arrays it is given and releases the interpreter's lock, so the
result is the same, bit for bit, however the rows are cut and whoever runs them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

from sitesel.compiling import njit

F = TypeVar("F", bound=Callable[..., object])

ALONE = 32_768
MOST_THREADS = 4
BLOCK = 16_384


def kernel(function: F) -> F:
    """Compile a function for arrays, once a machine; it runs without the interpreter's lock."""
    return cast("F", njit(nogil=True, cache=True, error_model="numpy")(function))


def in_partitions(
    measure: Callable[[int, int], object], rows: int, *, alone: int = ALONE, block: int = BLOCK
) -> None:
    """Run `measure(start, stop)` over all rows.

    Parameters
    ----------
    measure
        Takes the rows from `start` up to `stop` and writes what it finds.
    rows
        How many there are; up to 32,768 are measured at once in the calling thread.
    alone, block
        Up to how many rows there is one thread, and how many rows a thread takes at a time; few
        where each row is dear.

    Examples
    --------
    >>> seen = []
    >>> in_partitions(lambda start, stop: seen.append((start, stop)), 3)
    >>> seen
    [(0, 3)]
    """
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    if rows <= alone or threads == 1:
        measure(0, rows)
        return
    with ThreadPoolExecutor(threads) as pool:
        starts = range(0, rows, block)
        for done in [pool.submit(measure, s, min(s + block, rows)) for s in starts]:
            done.result()
