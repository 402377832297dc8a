"""The little of protocol buffers that a vector tile needs: varints, and messages in messages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel

Bytes = NDArray[np.uint8]


def varint(value: int) -> bytes:
    """Return a number of 0 or more as a varint.

    >>> varint(300).hex()
    'ac02'
    """
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, content: bytes | int) -> bytes:
    """Return a field: a number, or bytes with their length before them.

    >>> field(15, 2).hex(), field(1, b"ab").hex()
    ('7802', '0a026162')
    """
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


@kernel
def put(out: Bytes, at: int, value: int) -> int:
    """Write a varint and return where the next byte goes."""
    while value > 127:
        out[at] = value & 127 | 128
        value >>= 7
        at += 1
    out[at] = value
    return at + 1


@kernel
def size(value: int) -> int:
    """Return how many bytes a varint takes."""
    count = 1
    while value > 127:
        value >>= 7
        count += 1
    return count


@kernel
def grown(out: Bytes, at: int, more: int) -> Bytes:
    """Return the buffer, or a larger copy where fewer than `more` bytes are left."""
    if at + more <= len(out):
        return out
    larger = np.empty(2 * (at + more), np.uint8)
    larger[:at] = out[:at]
    return larger
