import threading

import pytest

from sitesel.attributes import kernel


def test_few_rows_stay_in_the_calling_thread():
    seen = []
    kernel.in_partitions(lambda a, b: seen.append((a, b, threading.current_thread())), 30_000)
    assert seen == [(0, 30_000, threading.current_thread())]


def test_many_rows_are_each_measured_once():
    seen = []
    kernel.in_partitions(lambda a, b: seen.append((a, b)), 100_001)
    assert sum(b - a for a, b in seen) == 100_001
    assert len(set(seen)) == len(seen)


def test_no_rows_are_no_fault():
    kernel.in_partitions(lambda _start, _stop: None, 0)


def test_what_goes_wrong_in_a_partition_comes_out(monkeypatch):
    monkeypatch.setattr(kernel, "ALONE", 10)

    def fails(start, stop):
        raise ArithmeticError(start)

    with pytest.raises(ArithmeticError):
        kernel.in_partitions(fails, 11)
