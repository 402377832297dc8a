from __future__ import annotations

import numpy as np
import pyarrow as pa

from sitesel.suitability import best, ranks


def test_ranks_skip_after_a_tie():
    rank, tied = ranks(np.array([0.5, 0.9, 0.5, 0.1]))
    assert rank.tolist() == [2, 1, 2, 4]
    assert tied.tolist() == [True, False, True, False]


def test_a_difference_of_one_bit_is_no_tie():
    rank, tied = ranks(np.array([0.5, np.nextafter(0.5, 1)]))
    assert rank.tolist() == [2, 1]
    assert not tied.any()


def test_the_best_are_as_in_the_full_ranking_ties_at_the_edge_included():
    rng = np.random.default_rng(3)
    suitability = rng.integers(0, 6, 40) / 5
    ids = pa.array([f"P{k:02}" for k in rng.permutation(100)])
    rows = np.sort(rng.choice(100, 40, replace=False))
    full, ties = ranks(suitability)
    names = ids.take(pa.array(rows)).to_pylist()
    order = sorted(range(40), key=lambda k: (-suitability[k], names[k]))
    for limit in range(42):
        places, rank, tied = best(suitability, ids, rows, limit)
        assert places == order[:limit]
        assert rank == full[places].tolist()
        assert tied == ties[places].tolist()


def test_none_are_ranked():
    rank, tied = ranks(np.zeros(0))
    assert len(rank) == len(tied) == 0
    assert best(np.zeros(0), pa.array([], pa.string()), np.zeros(0, np.int64), 5) == ([], [], [])
