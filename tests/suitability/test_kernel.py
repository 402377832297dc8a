from __future__ import annotations

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
from numba import njit

from sitesel.suitability import kernel

NUMBERS = np.concatenate([np.linspace(-40, 0, 4001), -np.geomspace(1e-12, 1000, 500)])
SHARES = np.concatenate([np.linspace(1e-6, 1, 4001), np.geomspace(1e-300, 1, 500)])


def test_powers_of_two_are_within_an_ulp():
    getcontext().prec = 40
    for number in NUMBERS[::50]:
        exact = Decimal(2) ** Decimal(float(number))
        assert abs(Decimal(kernel.exp2(number)) - exact) <= Decimal(math.ulp(float(exact)))


def test_logarithms_are_within_their_bound():
    getcontext().prec = 40
    two = Decimal(2).ln()
    for share in SHARES[::50]:
        exact = Decimal(float(share)).ln() / two
        bound = Decimal(2) ** -52 * max(Decimal(1), abs(exact))
        assert abs(Decimal(kernel.log2(share)) - exact) <= bound


def test_whole_powers_are_exact():
    assert [kernel.exp2(-k) for k in (0, 1, 2, 1022)] == [1.0, 0.5, 0.25, 2.0**-1022]
    assert [kernel.log2(2.0**-k) for k in (0, 1, 60)] == [0.0, -1.0, -60.0]
    assert (kernel.exp2(-2000), kernel.exp2(-math.inf)) == (0.0, 0.0)


@pytest.mark.parametrize("name", ["exp2", "log2"])
def test_compiled_and_plain_python_give_the_same_bits(name):
    compiled = getattr(kernel, name)
    numbers = NUMBERS if name == "exp2" else SHARES
    assert [compiled(n) for n in numbers] == [compiled.py_func(float(n)) for n in numbers]


@pytest.mark.parametrize("aggregation", range(3))
def test_a_row_has_the_same_bits_wherever_it_stands_in_a_vector(aggregation):
    rng = np.random.default_rng(7)
    weight = rng.random(5)
    weight /= weight.sum()
    values = rng.random((5, 203))
    whole = np.empty(203)
    kernel.aggregate(aggregation, weight, values, whole)
    for start in range(0, 203, 7):
        for width in (1, 2, 3, 5, 8, 13):
            part = np.ascontiguousarray(values[:, start : start + width])
            some = np.empty(part.shape[1])
            kernel.aggregate(aggregation, weight, part, some)
            assert np.array_equal(some, whole[start : start + width])
            plain = np.empty(part.shape[1])
            kernel.aggregate.py_func(aggregation, weight, part, plain)
            assert np.array_equal(plain, some)


def test_the_arithmetic_is_neither_fused_nor_handed_to_a_vector_library():
    afresh = njit(nogil=True)(kernel.aggregate.py_func)  # what comes from the cache can't be read
    afresh(0, np.ones(2) / 2, np.ones((2, 9)), np.empty(9))
    [code] = afresh.inspect_asm().values()
    assert "log2" in code
    assert not any(word in code for word in ("fmadd", "fmsub", "fmla", "__svml"))
