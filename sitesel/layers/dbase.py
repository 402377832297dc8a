"""The header and raw text of a dBASE table, the attribute half of a shapefile.

After Esri's *Shapefile Technical Description* (1998) and the dBASE III+ file structure: 32 bytes of
header, 32 for each field, then rows of fixed width that begin with a mark, `*` where deleted.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sitesel.errors import LayerError
from sitesel.layers.encoding import Bytes

_SAMPLED_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in bytes, its type by letter, where it lies in a row and how wide."""

    name: Bytes
    kind: str
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """What the header of a dBASE table says.

    Parameters
    ----------
    fields
        The columns in order.
    rows
        How many rows it says there are, the deleted ones counted.
    header_length, row_length
        In bytes.
    language_driver
        Byte 29, which hints at the encoding; 0 where it says nothing.
    """

    fields: tuple[Field, ...]
    rows: int
    header_length: int
    row_length: int
    language_driver: int


def read_header(path: Path) -> Table:
    """Read the header of a dBASE table.

    Raises
    ------
    LayerError
        The file is too short for its own header.
    """
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise _broken(path)
        rows, header_length, row_length = struct.unpack("<IHH", head[4:12])
        body = file.read(max(header_length - 32, 0))
    if row_length == 0 or len(body) < header_length - 32:
        raise _broken(path)
    fields, offset = [], 1
    for start in range(0, len(body) - 31, 32):
        entry = body[start : start + 32]
        if entry[0] == 0x0D:
            break
        name = entry[:11].split(b"\0")[0].rstrip(b" ")
        width = entry[16]
        # ten bytes of name and a zero, but some software fills all eleven
        fields.append(Field(Bytes(name, full=len(name) >= 10), chr(entry[11]), offset, width))
        offset += width
    return Table(tuple(fields), rows, header_length, row_length, head[29])


def _broken(path: Path) -> LayerError:
    return LayerError(
        f"{path.name} is cut off: its header is not complete; ask for the file again, or read the "
        "shapes alone by taking the .dbf away",
        f"{path.name} 不完整：文件头被截断；请重新获取该文件，或移走 .dbf 只读取图形",
    )


def _body(path: Path, table: Table) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    size = path.stat().st_size - table.header_length
    rows = min(table.rows, max(size, 0) // table.row_length)
    if rows == 0:
        return np.empty((0, table.row_length), np.uint8)
    return np.memmap(
        path, np.uint8, "r", offset=table.header_length, shape=(rows, table.row_length)
    )


def deleted_rows(path: Path, table: Table) -> int:
    """Count the rows that are marked as deleted; they are still in the file."""
    return int((_body(path, table)[:, 0] == ord("*")).sum())


def text_sample(path: Path, table: Table) -> list[Bytes]:
    """Return the distinct texts that are not plain ASCII, names of columns first.

    At most 20,000 rows are looked at, spread evenly over the table.
    """
    sample = [field.name for field in table.fields]
    body = _body(path, table)
    body = body[:: -(-len(body) // _SAMPLED_ROWS) or 1]
    for field in table.fields:
        cells = body[:, field.offset : field.offset + field.width]
        if field.kind != "C" or field.width == 0 or cells.shape[1] < field.width:
            continue
        cells = cells[(cells > 0x7F).any(axis=1)]
        for value in np.unique(np.ascontiguousarray(cells).view(f"S{field.width}")).tolist():
            text = value.rstrip(b" \0")
            sample.append(Bytes(text, full=len(text) >= field.width))
    return [text for text in sample if not text.value.isascii()]
