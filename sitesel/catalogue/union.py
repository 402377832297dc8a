"""Columns of several sources become one column, and words become categories."""

# `values` here is no pandas attribute

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from sitesel.catalogue.spelling import Spelled
from sitesel.columns import (
    FLAG,
    CategoryColumn,
    Column,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
    unknown,
)
from sitesel.schema import Attribute, Schema


def category(
    seen: Spelled, meant: Sequence[str | None], *, order: Sequence[str] = ()
) -> CategoryColumn:
    """Return a category column from what each word means.

    Categories stand in the order given, others behind it in the order of their text.

    >>> seen = Spelled(np.array([0, 1, -1, 0]), ("b", "a"))
    >>> column = category(seen, ["B", "A"])
    >>> column.codes.tolist(), column.categories
    ([1, 0, -1, 1], ('A', 'B'))
    """
    used = seen.counts() > 0
    told = {value for value, some in zip(meant, used, strict=True) if some and value is not None}
    categories = [key for key in order if key in told]
    categories += sorted(told - set(categories))
    places = {key: i for i, key in enumerate(categories)}
    table = np.full(len(meant) + 1, -1, dtype=np.int32)
    for i, value in enumerate(meant):
        if value in places:
            table[i] = places[value]
    return CategoryColumn(table[seen.codes], tuple(categories))


def joined(parts: Sequence[tuple[int, Mapping[str, Column]]], schema: Schema) -> dict[str, Column]:
    """Put the columns of several sources one under the other; missing ones are unknown.

    Parameters
    ----------
    parts
        For each source how many rows, and its columns.
    schema
        Gives the order of the columns.
    """
    names = [name for name in schema if any(name in columns for _, columns in parts)]
    return {name: _joined(schema[name], name, parts) for name in names}


def _joined(
    attribute: Attribute, name: str, parts: Sequence[tuple[int, Mapping[str, Column]]]
) -> Column:
    columns = [columns.get(name) or unknown(attribute, count) for count, columns in parts]
    if len(columns) == 1:
        return columns[0]
    numbers = [column for column in columns if isinstance(column, QuantityColumn)]
    if numbers:
        return QuantityColumn(np.concatenate([column.values for column in numbers]))
    intervals = [column for column in columns if isinstance(column, IntervalColumn)]
    if intervals:
        return IntervalColumn(
            np.concatenate([column.lower for column in intervals]),
            np.concatenate([column.upper for column in intervals]),
            np.concatenate([column.lower_open for column in intervals]),
            np.concatenate([column.upper_open for column in intervals]),
        )
    words = [column for column in columns if isinstance(column, TextColumn)]
    if words:
        return TextColumn(pa.concat_arrays([column.words for column in words]))
    coded = [column for column in columns if isinstance(column, CategoryColumn)]
    if attribute.kind == "flag":
        return CategoryColumn(np.concatenate([column.codes for column in coded]), FLAG)
    together = Spelled(
        np.concatenate(
            [
                np.where(column.codes < 0, -1, column.codes + start).astype(np.int64)
                for column, start in zip(
                    coded, np.cumsum([0, *(len(c.categories) for c in coded)]), strict=False
                )
            ]
        ),
        tuple(word for column in coded for word in column.categories),
    )
    return category(together, together.words, order=[key for key, _ in attribute.values])
