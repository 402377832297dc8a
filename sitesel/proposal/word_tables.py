"""Tables of a Word document: their columns, borders, shades, and heads that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

WIDTH = 166
"""Between the margins, mm."""
SHADE = "E4EFEC"
"""Behind the head of a table."""
PALE = "F3F7F6"
"""Behind the name of a group of rows."""
_LINE = "B9C9C6"


def laid_out(table: Any, widths: Sequence[float]) -> None:  # noqa: ANN401
    """Set the widths of the columns, in parts of the whole, and the borders."""
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    whole = sum(widths)
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(WIDTH * width / whole)
        for row in table.rows:
            row.cells[place].width = Mm(WIDTH * width / whole)
            row.cells[place].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _bordered(table)


def _bordered(table: Any) -> None:  # noqa: ANN401
    properties = table._tbl.tblPr  # noqa: SLF001
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 20), ("left", 80), ("bottom", 20), ("right", 80)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.append(margins)


def repeated(row: Any) -> None:  # noqa: ANN401
    """Repeat a row at the top of every page."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)  # noqa: SLF001


def whole(row: Any) -> None:  # noqa: ANN401
    """Keep a row on one page."""
    kept = OxmlElement("w:cantSplit")
    kept.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(kept)  # noqa: SLF001


def shade(cell: Any, colour: str) -> None:  # noqa: ANN401
    """Set the colour behind a cell."""
    behind = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        behind.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(behind)  # noqa: SLF001
