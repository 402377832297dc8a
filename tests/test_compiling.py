"""Functions compiled in different processes must never share a symbol in numba's cache."""

import subprocess
import sys

ASK = (
    "import {module}; from numba.core.bytecode import FunctionIdentity;"
    "print(next(FunctionIdentity._unique_ids))"
)


def first_number(module: str) -> int:
    told = subprocess.run(
        [sys.executable, "-c", ASK.format(module=module)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(told.stdout)


def test_two_processes_never_count_from_the_same_place():
    numbers = [first_number("sitesel.compiling") for _ in range(2)]
    assert abs(numbers[0] - numbers[1]) > 2**32


def test_whatever_compiles_counts_from_a_place_of_its_own():
    modules = (
        "sitesel.attributes.kernel",
        "sitesel.suitability.kernel",
        "sitesel.screening.near_misses",
    )
    assert all(first_number(module) > 2**32 for module in modules)
