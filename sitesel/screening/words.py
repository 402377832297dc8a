"""Words of 64 bits in compiled code, and columns by their address.

A column is handed to a kernel by address, because a typed list of arrays would have to be built
for each requirement and a tuple of them compiled for each length.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic


@intrinsic  # type: ignore[untyped-decorator]
def pointer(_context: Any, _address: Any) -> Any:  # noqa: ANN401
    """Turn an address (uint64) into a pointer for `numba.carray`."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:  # noqa: ANN401
        return builder.inttoptr(args[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def ones(_context: Any, _word: Any) -> Any:  # noqa: ANN401
    """Count the bits of a word that are set."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:  # noqa: ANN401
        return builder.ctpop(args[0])

    return types.int64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def lowest(_context: Any, _word: Any) -> Any:  # noqa: ANN401
    """Find the place of the lowest bit set, 0 to 63; the word must not be 0."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:  # noqa: ANN401
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def prefetch(_context: Any, _address: Any) -> Any:  # noqa: ANN401
    """Ask for the cache line of an address, which may lie beyond the end of a column."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:  # noqa: ANN401
        place = builder.inttoptr(args[0], ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        read, soon, data = (ir.Constant(number, k) for k in (0, 2, 1))
        builder.call(ask, [place, read, soon, data])
        return context.get_dummy_value()

    return types.void(types.uint64), generate
