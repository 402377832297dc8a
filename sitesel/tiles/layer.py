"""A layer of a tile: features and the keys and values that they point to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sitesel.attributes.kernel import kernel
from sitesel.columns import CategoryColumn, Column, QuantityColumn, TextColumn
from sitesel.tiles.mercator import EXTENT
from sitesel.tiles.protobuf import field, grown, put, size

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_TEXT, _UINT = 0x0A, 0x28  # fields of a value, as they are written
_FLOAT = b"\x15"
_VALUE = 0x22  # a layer's


def layer(name: str, features: bytes, properties: Properties, *, extent: int = EXTENT) -> bytes:
    """Return a layer; nothing where it has no feature.

    Parameters
    ----------
    name
        Of the layer.
    features
        As `sitesel.tiles.features` encodes them.
    properties
        What their tags point to.
    extent
        How many units the side of the tile has.
    """
    if not features:
        return b""
    keys = b"".join(field(3, key.encode()) for key in properties.keys)
    head = field(15, 2) + field(1, name.encode())
    values = b"".join(properties.values)
    return field(3, head + features + keys + values + field(5, extent))


class Properties:
    """Keys, values, and the tags of some features.

    Parameters
    ----------
    count
        How many features.
    """

    def __init__(self, count: int) -> None:
        self.keys: list[str] = []
        self.values: list[bytes] = []
        self._known = 0
        self._tags: list[Ints] = []
        self._count = count

    @property
    def tags(self) -> Ints:
        """The position of each value, -1 where there is none; shape (features, keys)."""
        if not self._tags:
            return np.empty((self._count, 0), np.int64)
        return np.ascontiguousarray(np.column_stack(self._tags))

    def add(
        self, key: str, column: Column, rows: Ints, shown: NDArray[np.bool_] | None = None
    ) -> None:
        """Add what a column has for some rows: text, a category's word, or a rounded number.

        Parameters
        ----------
        key
            The property.
        column, rows
            The column, and the row of each feature.
        shown
            Which features have the property; all by default. Not for text.
        """
        match column:
            case TextColumn(words):
                self.texts(key, words, rows)
            case CategoryColumn(codes, categories):
                chosen = np.asarray(codes)[rows]
                self.words(
                    key, chosen if shown is None else np.where(shown, chosen, -1), categories
                )
            case QuantityColumn(values):
                numbers = np.asarray(values)[rows]
                self.numbers(key, numbers if shown is None else np.where(shown, numbers, np.nan))
            case _:
                raise TypeError(f"{key} is no text, category or number")

    def texts(self, key: str, words: pa.Array, rows: Ints) -> None:
        """Add the text of some rows, one value each."""
        starts, data, known = _text_of(words)
        encoded: Bytes
        encoded, there = _encode_texts(starts, data, known, rows)
        self._take(key, encoded.tobytes(), np.where(there, np.cumsum(there) - 1, -1))

    def words(self, key: str, codes: NDArray[Any], words: Sequence[str]) -> None:
        """Add one of some words for each feature; -1 is none."""
        used, which = np.unique(codes, return_inverse=True)
        there = used >= 0
        values = b"".join(field(4, field(1, words[code].encode())) for code in used[there].tolist())
        self._take(key, values, which.astype(np.int64) - np.count_nonzero(~there))

    def numbers(self, key: str, numbers: NDArray[Any]) -> None:
        """Add a whole number of 0 or more for each feature; what is not finite is none."""
        known = np.isfinite(numbers)
        whole = np.where(known, np.rint(np.where(known, numbers, 0)), -1).astype(np.int64)
        used, which = np.unique(whole, return_inverse=True)
        there = used >= 0
        encoded: Bytes = _encode_numbers(used[there])
        self._take(key, encoded.tobytes(), which.astype(np.int64) - np.count_nonzero(~there))

    def fractions(self, key: str, numbers: NDArray[Any]) -> None:
        """Add a number for each feature, as a float; what is not finite is none."""
        there = np.isfinite(numbers)
        little = np.asarray(numbers, "<f4")[there]
        values = b"".join(field(4, _FLOAT + one.tobytes()) for one in little)
        self._take(key, values, np.where(there, np.cumsum(there) - 1, -1))

    def _take(self, key: str, values: bytes, which: Ints) -> None:
        if not values:
            return
        self.keys.append(key)
        self.values.append(values)
        self._tags.append(np.where(which >= 0, which + self._known, -1))
        self._known += int(which.max()) + 1


def _text_of(words: pa.Array) -> tuple[NDArray[Any], Bytes, Bytes]:
    """Return where each text starts, the text, and a bit for what is known; nothing is copied."""
    wide = pa.types.is_large_string(words.type)
    valid, starts, data = words.buffers()
    kind = np.int64 if wide else np.int32
    offsets = _fixed(np.frombuffer(starts, kind)[words.offset : words.offset + len(words) + 1])
    text = _NOTHING if data is None or not data.size else _fixed(np.frombuffer(data, np.uint8))
    if valid is None:
        return offsets, text, _NOTHING
    bits = np.frombuffer(valid, np.uint8)
    if words.offset:
        every = np.unpackbits(bits, bitorder="little")
        bits = np.packbits(every[words.offset :], bitorder="little")
    return offsets, text, _fixed(bits)


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array that can't be written to, as a mapped one: a kernel is compiled once."""
    array.flags.writeable = False
    return array


_NOTHING = _fixed(np.zeros(0, np.uint8))


@kernel
def _encode_texts(
    starts: Ints, data: Bytes, known: Bytes, rows: Ints
) -> tuple[Bytes, NDArray[np.bool_]]:
    out, at = np.empty(32 * len(rows) + 64, np.uint8), 0
    there = np.zeros(len(rows), np.bool_)
    for k in range(len(rows)):
        row = rows[k]
        if len(known) and not known[row >> 3] >> (row & 7) & 1:
            continue
        begin = int(starts[row])
        length = int(starts[row + 1]) - begin
        there[k] = True
        out = grown(out, at, length + 24)
        out[at] = _VALUE
        at = put(out, at + 1, 1 + size(length) + length)
        out[at] = _TEXT
        at = put(out, at + 1, length)
        out[at : at + length] = data[begin : begin + length]
        at += length
    return out[:at], there


@kernel
def _encode_numbers(numbers: Ints) -> Bytes:
    out, at = np.empty(13 * len(numbers), np.uint8), 0
    for number in numbers:
        out[at] = _VALUE
        at = put(out, at + 1, 1 + size(number))
        out[at] = _UINT
        at = put(out, at + 1, number)
    return out[:at]
