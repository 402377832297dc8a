"""Attribute columns of many sites: what judging sees.

The columns live in one Arrow IPC file of one record batch, without compression, so that opening
it means mapping it: nothing is read, nothing decoded, and several processes share the same pages.
No geometry here, and no geometry library is imported.

Layout of the file: `id` (string), then for each attribute

- quantity: float64, not known is NaN, `UNREACHABLE` is infinity; a date is a quantity of days since
  1970-01-01;
- category, code, flag: int32 into the field's `categories` (a flag's are no, yes), not known is -1;
- interval: `name.lower`, `name.upper` (float64, NaN when not known, infinite without a limit) and
  `name.lower_open`, `name.upper_open` (int8, 0 or 1);
- text: string, not known is null.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sitesel.errors import CatalogueError, ParcelNotFound
from sitesel.interval import Interval
from sitesel.schema import Attribute, Schema, SiteKind

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Bits = NDArray[np.int8]
Numbers = NDArray[Any]
Value = float | str | bool | date | Interval | None

_EPOCH = date(1970, 1, 1)
FLAG = ("no", "yes")
UNREACHABLE = math.inf
"""What a quantity holds where there is no way to get there: a state, not a number."""
_MOST_COMPARED, _LONGEST_COMPARED = 100_000, 80


@dataclass(frozen=True, slots=True, eq=False)
class QuantityColumn:
    """Numbers (or days since 1970-01-01); shape (n,).

    NaN is not known. `UNREACHABLE` is known, and no number: it meets no numeric constraint and is
    worth nothing to any value function; the attribute's `state` tells why.
    """

    values: Floats


@dataclass(frozen=True, slots=True, eq=False)
class CategoryColumn:
    """Positions in `categories`; shape (n,), -1 is not known."""

    codes: Codes
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class IntervalColumn:
    """Permitted ranges; each of shape (n,); both ends NaN is not known."""

    lower: Floats
    upper: Floats
    lower_open: Bits
    upper_open: Bits


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """Words; null is not known."""

    words: pa.StringArray | pa.LargeStringArray


Column = QuantityColumn | CategoryColumn | IntervalColumn | TextColumn


@dataclass(frozen=True, eq=False)
class Columns(Mapping[str, Column]):
    """The attribute columns of the sites of one kind, in catalogue order.

    Parameters
    ----------
    sites
        The kind of the sites.
    ids
        Stable ids; one a row.
    columns
        By attribute name.
    schema
        Meaning of each column.
    measured
        Of which rows the attributes on demand were measured; shape (n,). None where of all.
    """

    sites: SiteKind
    ids: pa.StringArray
    columns: Mapping[str, Column]
    schema: Schema
    measured: NDArray[np.bool_] | None = None

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def count(self) -> int:
        """How many sites."""
        return len(self.ids)

    def row(self, parcel: str) -> int:
        """Return the row of a parcel (or hall).

        Raises
        ------
        ParcelNotFound
            There is none of that id.
        """
        found: int = pc.index(self.ids, pa.scalar(parcel, self.ids.type)).as_py()
        if found < 0:
            near = _near_ids(parcel, self.ids)
            en, zh = " or ".join(near), " 或 ".join(near)
            raise ParcelNotFound(
                f"no {self.sites[:-1]} {parcel!r} in this catalogue of {self.count}; "
                + (f"did you mean {en}?" if near else "`sitesel select … --ledger FILE` lists all"),
                f"目录的 {self.count} 宗中没有 {parcel!r}；"
                + (f"是不是 {zh}？" if near else "用 `sitesel select … --ledger FILE` 可列出全部"),
            )
        return found

    def value(self, name: str, row: int) -> Value:
        """Return one value as plain data; None when not known, `UNREACHABLE` where that is so."""
        attribute = self.schema[name]
        column = self.columns[name]
        match column:
            case QuantityColumn(values):
                number = float(values[row])
                if math.isnan(number):
                    return None
                return _EPOCH + timedelta(days=number) if attribute.kind == "date" else number
            case CategoryColumn(codes, categories):
                code = int(codes[row])
                if code < 0:
                    return None
                return bool(code) if attribute.kind == "flag" else categories[code]
            case IntervalColumn(lower, upper, lower_open, upper_open):
                if np.isnan(lower[row]):
                    return None
                return Interval(
                    float(lower[row]),
                    float(upper[row]),
                    bool(lower_open[row]),
                    bool(upper_open[row]),
                )
            case TextColumn(words):
                text: str | None = words[row].as_py()
                return text

    def slice(self, start: int, stop: int) -> Columns:
        """Return the rows of one partition, without copying."""
        return Columns(
            self.sites,
            self.ids.slice(start, stop - start),
            {name: _slice(column, start, stop) for name, column in self.columns.items()},
            self.schema,
            None if self.measured is None else self.measured[start:stop],
        )

    def take(self, rows: NDArray[np.int64]) -> Columns:
        """Return a copy of some rows, in the order given."""
        return Columns(
            self.sites,
            self.ids.take(pa.array(rows)),
            {name: _take(column, rows) for name, column in self.columns.items()},
            self.schema,
            None if self.measured is None else self.measured[rows],
        )

    def with_columns(self, more: Mapping[str, Column]) -> Columns:
        """Return the columns with others added, or in place of those of the same name."""
        return Columns(self.sites, self.ids, {**self.columns, **more}, self.schema, self.measured)

    @cached_property
    def table(self) -> pa.Table:
        """The columns as an Arrow table of one batch, in the layout of the file."""
        fields, arrays = [pa.field("id", pa.string(), nullable=False)], [self.ids]
        for name, column in self.columns.items():
            for field, array in _arrays(self.schema[name], column):
                fields.append(field)
                arrays.append(array)
        about = {"sites": self.sites, "schema": self.schema.to_dict()}
        metadata = {"sitesel": json.dumps(about, ensure_ascii=False)}
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata))

    def write(self, path: Path) -> None:
        """Write the Arrow file; the same columns give the same bytes."""
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, self.table.schema) as writer:
            writer.write_table(self.table, max_chunksize=max(1, self.count))

    @classmethod
    def open(cls, path: Path) -> Columns:
        """Map an Arrow file into memory; nothing is decoded.

        Raises
        ------
        CatalogueError
            The file is not there, or is not one that `write` made.
        """
        try:
            reader = pa.ipc.open_file(pa.memory_map(str(path)))
            about = json.loads(reader.schema.metadata[b"sitesel"])
            batch = reader.get_batch(0) if reader.num_record_batches else _empty(reader.schema)
        except (OSError, ValueError, KeyError, TypeError) as error:  # Arrow's too are ValueErrors
            raise CatalogueError(
                f"{path} is not an attribute file of a catalogue ({error}); "
                "build the catalogue again",
                f"{path} 不是目录的属性文件（{error}）；请重新构建目录",
            ) from error
        schema = Schema.from_dict(about["schema"])
        arrays = dict(zip(batch.schema.names, batch.columns, strict=True))
        fields = {field.name: field for field in batch.schema}
        columns = {
            name: _column(schema[name], arrays, fields)
            for name in dict.fromkeys(n.split(".")[0] for n in batch.schema.names if n != "id")
        }
        return cls(about["sites"], arrays["id"], columns, schema)


def overlaid(old: Column | None, new: Column, rows: NDArray[np.int64]) -> Column:
    """Put what a new column has in some rows over an old column.

    Parameters
    ----------
    old, new
        Of one attribute, and as long as each other; `new` is returned as it is where there is no
        old one of its kind.
    rows
        Where the new one counts.

    Examples
    --------
    >>> old = CategoryColumn(np.array([0, -1], np.int32), ("b",))
    >>> both = overlaid(old, CategoryColumn(np.array([-1, 0], np.int32), ("a",)), np.array([1]))
    >>> both.codes.tolist(), both.categories
    ([1, 0], ('a', 'b'))
    """
    if isinstance(old, QuantityColumn) and isinstance(new, QuantityColumn):
        values = old.values.copy()
        values[rows] = new.values[rows]
        return QuantityColumn(values)
    if isinstance(old, CategoryColumn) and isinstance(new, CategoryColumn):
        codes, words = old.codes.copy(), old.categories
        if words != new.categories:
            words = tuple(sorted({*words, *new.categories}))
            codes = _places(old.categories, words)[codes]
        codes[rows] = _places(new.categories, words)[new.codes[rows]]
        return CategoryColumn(codes, words)
    return new


def unknown(attribute: Attribute, count: int) -> Column:
    """Return a column where nothing is known."""
    nan = np.full(count, np.nan)
    match attribute.kind:
        case "quantity" | "date":
            return QuantityColumn(nan)
        case "interval":
            closed = np.zeros(count, np.int8)
            return IntervalColumn(nan, nan.copy(), closed, closed.copy())
        case "text":
            return TextColumn(pa.nulls(count, pa.string()))
        case _:
            words = FLAG if attribute.kind == "flag" else ()
            return CategoryColumn(np.full(count, -1, np.int32), words)


def patched(
    old: Column, rows: NDArray[np.int64], new: Column, *, order: Sequence[str] = ()
) -> Column:
    """Put values in place of those of some rows.

    Parameters
    ----------
    old
        A column of an attribute.
    rows
        Where the values go, rising.
    new
        One value for each of `rows`, of the same attribute.
    order
        Where a category is new, categories stand in this order, others behind it by their text.

    Examples
    --------
    >>> column = patched(CategoryColumn(np.array([0, 0], np.int32), ("b",)), np.array([1]),
    ...                  CategoryColumn(np.array([0], np.int32), ("a",)))
    >>> column.codes.tolist(), column.categories
    ([1, 0], ('a', 'b'))
    """
    match old, new:
        case QuantityColumn(), QuantityColumn():
            return QuantityColumn(_put(old.values, rows, new.values))
        case IntervalColumn(), IntervalColumn():
            return IntervalColumn(
                _put(old.lower, rows, new.lower),
                _put(old.upper, rows, new.upper),
                _put(old.lower_open, rows, new.lower_open),
                _put(old.upper_open, rows, new.upper_open),
            )
        case CategoryColumn(), CategoryColumn():
            codes, words = old.codes, old.categories
            told = {*words, *new.categories}
            if told != set(words):
                words = (*(w for w in order if w in told), *sorted(told - set(order)))
                codes = _places(old.categories, words)[codes]
            return CategoryColumn(
                _put(codes, rows, _places(new.categories, words)[new.codes]), words
            )
        case TextColumn(), TextColumn():
            mask = np.zeros(len(old.words), np.bool_)
            mask[rows] = True
            values = new.words.cast(old.words.type)
            return TextColumn(pc.replace_with_mask(old.words, pa.array(mask), values))
    raise TypeError("the columns are not of one attribute")


def _put(old: Numbers, rows: NDArray[np.int64], new: Numbers) -> Numbers:
    values = np.array(old)
    values[rows] = new
    return values


def _places(words: tuple[str, ...], among: tuple[str, ...]) -> Codes:
    """Return where each word is among others; last of all, for -1, that it is not known."""
    at = {word: place for place, word in enumerate(among)}
    return np.array([*(at[word] for word in words), -1], np.int32)


def _near_ids(asked: str, ids: pa.StringArray) -> list[str]:
    """Return up to three ids that may have been meant.

    >>> _near_ids("ds-8", pa.array(["DS-08", "DS-18"]))
    ['DS-08']
    """
    if len(ids) > _MOST_COMPARED or len(asked) > _LONGEST_COMPARED:
        return []
    known = ids.to_pylist()
    plain = _plain_id(asked)
    alike = [one for one in known if _plain_id(one) == plain]
    if not alike and len(known) <= _MOST_COMPARED // 10:
        alike = difflib.get_close_matches(asked, known, 3, 0.7)
    return alike[:3]


def _plain_id(word: str) -> str:
    return re.sub(r"[\s_-]|(?<!\d)0+(?=\d)", "", word.casefold())


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _arrays(attribute: Attribute, column: Column) -> list[tuple[pa.Field, pa.Array]]:
    name = attribute.name
    match column:
        case QuantityColumn(values):
            return [
                (pa.field(name, pa.float64()), pa.array(values, pa.float64(), from_pandas=False))
            ]
        case CategoryColumn(codes, categories):
            words = {"categories": json.dumps(categories, ensure_ascii=False)}
            return [(pa.field(name, pa.int32(), metadata=words), pa.array(codes, pa.int32()))]
        case IntervalColumn(lower, upper, lower_open, upper_open):
            ends = {"lower": lower, "upper": upper}
            flags = {"lower_open": lower_open, "upper_open": upper_open}
            return [
                *(
                    (pa.field(f"{name}.{k}", pa.float64()), pa.array(v, pa.float64()))
                    for k, v in ends.items()
                ),
                *(
                    (pa.field(f"{name}.{k}", pa.int8()), pa.array(v, pa.int8()))
                    for k, v in flags.items()
                ),
            ]
        case TextColumn(words):
            return [(pa.field(name, words.type), words)]


def _column(
    attribute: Attribute, arrays: Mapping[str, pa.Array], fields: Mapping[str, pa.Field]
) -> Column:
    name = attribute.name

    def numbers(key: str) -> Numbers:
        mapped: Numbers = arrays[key].to_numpy(zero_copy_only=True)
        return mapped

    match attribute.kind:
        case "quantity" | "date":
            return QuantityColumn(numbers(name))
        case "category" | "code" | "flag":
            categories = json.loads(fields[name].metadata[b"categories"])
            return CategoryColumn(numbers(name), tuple(categories))
        case "interval":
            parts = (
                numbers(f"{name}.{part}") for part in ("lower", "upper", "lower_open", "upper_open")
            )
            return IntervalColumn(*parts)
        case "text":
            return TextColumn(arrays[name])


def _slice(column: Column, start: int, stop: int) -> Column:
    if isinstance(column, TextColumn):
        return TextColumn(column.words.slice(start, stop - start))
    return _each(column, lambda array: array[start:stop])


def _take(column: Column, rows: NDArray[np.int64]) -> Column:
    if isinstance(column, TextColumn):
        return TextColumn(column.words.take(pa.array(rows)))
    return _each(column, lambda array: array[rows])


def _each(
    column: QuantityColumn | CategoryColumn | IntervalColumn, cut: Callable[[Numbers], Numbers]
) -> Column:
    match column:
        case QuantityColumn(values):
            return QuantityColumn(cut(values))
        case CategoryColumn(codes, categories):
            return CategoryColumn(cut(codes), categories)
        case IntervalColumn(lower, upper, lower_open, upper_open):
            return IntervalColumn(cut(lower), cut(upper), cut(lower_open), cut(upper_open))
