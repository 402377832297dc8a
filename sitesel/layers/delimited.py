"""Delimited text (CSV, TSV) to rows of cells: encoding and delimiter by evidence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from sitesel.layers.encoding import Decision, decode_text

Rows = list[list[object]]
"""Cells as the file has them; None where there is nothing."""

_DELIMITERS = (",", ";", "\t", "|", "\uff0c")
_SAMPLE = 64_000
_LONGEST = 2**31 - 1


def read_delimited(path: Path, *, encoding: str | None = None) -> tuple[Rows, str, Decision]:
    """Read a delimited text file.

    Parameters
    ----------
    path
        The file.
    encoding
        As a person declares it; None decides by evidence.

    Returns
    -------
    rows
        Text without blanks around it, None where it is empty.
    delimiter
        Comma, semicolon, tab, bar, or full-width comma.
    decision
        The encoding taken, and why.
    """
    text, decision = decode_text(path.read_bytes(), declared=encoding)
    text = text.replace("\0", "")
    delimiter = delimiter_of(text)
    if text[:4].lower() == "sep=":  # Excel's own hint
        text = text.partition("\n")[2]
    return (
        [[cell.strip() or None for cell in row] for row in _split(text, delimiter)],
        (delimiter),
        decision,
    )


def delimiter_of(text: str) -> str:
    r"""Return the delimiter that cuts the first lines into most columns of the same number.

    >>> delimiter_of("编号;面积\n1;3,5\n2;4,5\n")
    ';'
    """
    if text[:4].lower() == "sep=" and len(text) > 4:
        return text[4]
    head = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        head = head[: head.rfind("\n") + 1] or head
    best, most = ",", 1.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _split(head, delimiter) if any(map(str.strip, row)))
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        if width > 1 and width * count / widths.total() > most:
            best, most = delimiter, width * count / widths.total()
    return best


def _split(text: str, delimiter: str) -> list[list[str]]:
    before = csv.field_size_limit(_LONGEST)  # a polygon as WKT is longer than csv expects
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    finally:
        csv.field_size_limit(before)
