"""Judging a partition of rows, and merging what several partitions came to.

`judge` needs the columns of its rows and a small plan, and what it returns can be sent: the same
function runs on a whole catalogue here, or on each partition of a larger one elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import Columns
from sitesel.requirement import Requirement
from sitesel.screening import ScreenPlan, plan_screen
from sitesel.screening.near_misses import Ranked, near_misses
from sitesel.screening.plan import WORD, bind_screen
from sitesel.suitability.kernel import BLOCK, Pass, judge_words
from sitesel.suitability.plan import ScorePlan, bind_score, plan_score

_ONE_THREAD = 100_000  # rows up to which a second thread costs more than it brings
_MOST_THREADS = 2  # the columns come no faster from memory for more
_STRETCHES = 4  # for each thread: a stalled one holds up a fourth of its share


@dataclass(frozen=True, slots=True)
class Plan:
    """A requirement made ready for judging; small, the same for every partition."""

    screen: ScreenPlan
    score: ScorePlan
    near_misses: int


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """How a run of rows stands to a requirement.

    Parameters
    ----------
    count
        Rows judged.
    fails, unknown
        A bit a row for each node of the plan, in words of 64 rows; (nodes, words).
    rejected, untold
        For each top-level constraint in the order written: how many rows it fails, and for how
        many it can't be told.
    undecided
        Rows that nothing rejects and something leaves open.
    rows
        The candidates, in the order of the rows.
    low, high
        Their guaranteed and highest possible suitability.
    near
        The nearest of the rejected, see `sitesel.screening.near_misses`.
    """

    count: int
    fails: NDArray[np.uint64]
    unknown: NDArray[np.uint64]
    rejected: NDArray[np.int64]
    untold: NDArray[np.int64]
    undecided: int
    rows: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    near: Ranked


def plan(requirement: Requirement) -> Plan:
    """Make a requirement ready for judging."""
    return Plan(
        plan_screen(requirement.constraints),
        plan_score(requirement.criteria, requirement.aggregation),
        requirement.near_misses,
    )


def judge(columns: Columns, plan: Plan, *, threads: int | None = None) -> Judgement:
    """Judge all rows of a partition.

    Parameters
    ----------
    columns
        Of the partition.
    plan
        Of the requirement.
    threads
        How many to use; by default one, and two above 100,000 rows. Changes no bit of the answer.

    Raises
    ------
    RequirementError
        The columns lack an attribute that the requirement names.
    """
    screen, kept_screen = bind_screen(plan.screen, columns)
    score, kept_score = bind_score(plan.score, columns)
    count = columns.count
    words = -(-count // WORD)
    shape = len(plan.screen.nodes), words
    out = Pass(
        np.empty(shape, np.uint64),
        np.empty(shape, np.uint64),
        np.empty(count, np.int64),
        np.empty(count),
        np.empty(count),
    )
    if threads is None:
        threads = 1 if count <= _ONE_THREAD else min(_MOST_THREADS, os.cpu_count() or 1)
    stretches = _stretches(words, threads)

    tallies: list[NDArray[np.int64]] = [np.zeros(0, np.int64)] * len(stretches)
    todo = iter(enumerate(stretches))

    def work() -> None:
        for place, stretch in todo:
            tallies[place] = judge_words(screen, score, count, *stretch, out)

    others = [Thread(target=work) for _ in range(threads - 1)]
    for thread in others:
        thread.start()
    work()
    for thread in others:
        thread.join()
    total = np.sum(tallies, axis=0)
    found = [
        slice(s * WORD, s * WORD + int(t[0])) for (s, _), t in zip(stretches, tallies, strict=True)
    ]
    rows, low, high = (
        np.concatenate([array[part] for part in found]) for array in (out.rows, out.low, out.high)
    )
    near = near_misses(screen, columns.ids, out.fails, out.unknown, plan.near_misses)
    # the kernel counts in the order of ids, as the nodes are
    written = np.argsort(np.argsort(plan.screen.top))
    rejected, untold = total[2::2][written], total[3::2][written]
    del kept_screen, kept_score  # until here the kernels had their addresses
    return Judgement(
        count, out.fails, out.unknown, rejected, untold, int(total[1]), rows, low, high, near
    )


def _stretches(words: int, threads: int) -> list[tuple[int, int]]:
    """Cut words into stretches of whole blocks, several a thread."""
    blocks = -(-words // BLOCK)
    each = blocks if threads == 1 else -(-blocks // (threads * _STRETCHES))
    step = max(1, each) * BLOCK
    return [(start, min(start + step, words)) for start in range(0, words, step)] or [(0, 0)]


def merge(parts: Iterable[Judgement], *, near_misses: int) -> Judgement:
    """Put together what partitions came to, in the order of the partitions.

    Parameters
    ----------
    parts
        At least one; each judged by the same plan.
    near_misses
        How many of the nearest rejected to keep: as many as in the plan.

    Returns
    -------
    judgement
        The same, bit for bit, as judging all rows at once.
    """
    parts = list(parts)
    starts = np.cumsum([0, *(part.count for part in parts)]).tolist()
    near = sorted(
        (*entry[:4], entry[4] + start)
        for part, start in zip(parts, starts, strict=False)
        for entry in part.near
    )
    return Judgement(
        count=starts[-1],
        fails=_joined([part.fails for part in parts], starts),
        unknown=_joined([part.unknown for part in parts], starts),
        rejected=np.sum([part.rejected for part in parts], axis=0),
        untold=np.sum([part.untold for part in parts], axis=0),
        undecided=sum(part.undecided for part in parts),
        rows=np.concatenate([p.rows + s for p, s in zip(parts, starts, strict=False)]),
        low=np.concatenate([part.low for part in parts]),
        high=np.concatenate([part.high for part in parts]),
        near=near[:near_misses],
    )


def _joined(planes: list[NDArray[np.uint64]], starts: list[int]) -> NDArray[np.uint64]:
    """Put planes of bits one after the other, where each starts at any bit."""
    joined = np.zeros((len(planes[0]), -(-starts[-1] // WORD)), np.uint64)
    for plane, start in zip(planes, starts, strict=False):
        word, shift = divmod(start, WORD)
        width = plane.shape[1]
        joined[:, word : word + width] |= plane << np.uint64(shift)
        if shift:
            spill = plane >> np.uint64(WORD - shift)
            room = joined.shape[1] - word - 1
            joined[:, word + 1 : word + 1 + width] |= spill[:, : max(0, min(width, room))]
    return joined
