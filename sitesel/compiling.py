"""How functions are compiled: by numba, under names that no other process gives.

numba tells the functions it compiles apart by a number that every process counts from 1, and keeps
that number in its cache. So two functions of one name and signature, compiled in two processes,
can come to share a symbol; a process that takes both from the cache then runs one in place of the
other, without a word (numba issue 10486). A sort inside of one kernel ran as the argsort of
another here. Counting from a random place keeps them apart; it is part of names only, never of a
result.
"""

from __future__ import annotations

import secrets
from itertools import count

from numba import njit
from numba.core.bytecode import FunctionIdentity

__all__ = ["njit"]

# 96 bits: no two processes of any machine meet, however many functions each compiles
FunctionIdentity._unique_ids = count(secrets.randbits(96) << 32)  # noqa: SLF001
