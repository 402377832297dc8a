"""A Word document being written: paragraphs, headings, lists, pictures and tables with fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from sitesel.proposal.word_fields import entry, marked
from sitesel.proposal.word_tables import PALE, SHADE, laid_out, repeated, shade, whole


@dataclass(frozen=True, slots=True)
class Across:
    """Words across all columns of a table; `head` over the rows that follow."""

    words: str
    head: bool = False


@dataclass(frozen=True, slots=True)
class Last:
    """The cells of a row of sums."""

    cells: Sequence[str]


Row = Sequence[str] | Across | Last
"""Of a table; words alone are a tag."""


class Paper:
    """The document being written."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  # python-docx has no types
        self.document = document
        self._styles = {style.name: style.style_id for style in document.styles}

    def styled(self, paragraph: Any, style: str) -> Any:  # noqa: ANN401
        """Give a paragraph a style; by its id, as python-docx looks through all of them by name."""
        paragraph._p.get_or_add_pPr().style = self._styles[style]  # noqa: SLF001
        return paragraph

    def line(self, words: str, style: str = "Normal", *, together: bool = False) -> Any:  # noqa: ANN401
        """Add a paragraph; `together` keeps it on one page with what follows."""
        paragraph = self.styled(self.document.add_paragraph(words), style)
        if together:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def tag(self, words: str) -> None:
        """Add a paragraph that is a tag alone, and goes when it is filled."""
        self.line("{%p " + words + " %}")

    def heading(self, name: str, level: int = 1, *, mark: str = "") -> None:
        """Add a heading; `mark` is the field with its number, if the contents lead to it."""
        paragraph = self.line("{{ " + name + " }}", f"Heading {level}")
        if mark:
            marked(paragraph, "{{ " + mark + " }}")

    def contents(self) -> None:
        """Add the contents: each heading with its page, which the word processor works out.

        No field of Word's own is around them: LibreOffice would not work out what is inside.
        """
        self.line("{{ say.contents }}", "Contents Heading")
        self.tag("for line in contents")
        for level in (1, 2):
            self.tag(f"if line.level == {level}")
            entry(self.line("", f"toc {level}"), "{{ line.words }}", "{{ line.mark }}")
            self.tag("endif")
        self.tag("endfor")

    def caption(self, words: str) -> None:
        """Add the caption of a table, with its number."""
        self.line("{{ say.table }} {{ next_table() }}　" + words, "Table Caption")

    def listed(self, many: str, style: str = "List Bullet") -> None:
        """Add a list, a paragraph each."""
        self.tag(f"for line in {many}")
        self.line("{{ line }}", style)
        self.tag("endfor")

    def picture(self, key: str, caption: str) -> None:
        """Add a picture with its caption, where there is one."""
        self.tag(f"if {key}")
        self.line("{{ " + key + " }}", "Picture")
        self.line(
            "{{ say.picture }} {{ next_picture() }}　{{ " + caption + " }}", "Picture Caption"
        )
        self.tag("endif")

    def table(
        self,
        heads: Sequence[str],
        cells: Sequence[str],
        widths: Sequence[float],
        *,
        each: str,
        centred: Sequence[int] = (),
        last: Sequence[str] | None = None,
    ) -> None:
        """Add a table with a row for each of many.

        Parameters
        ----------
        heads, cells
            Of the columns; fields in braces.
        widths
            Of the columns, in parts of the whole.
        each
            `one in many`.
        centred
            Columns that are centred.
        last
            A row below.
        """
        rows: list[Row] = [f"for {each}", cells, "endfor"]
        if last is not None:
            rows.append(Last(last))
        self.grid(heads, rows, widths, centred=centred, parted=last is None)

    def grid(
        self,
        heads: Sequence[str],
        rows: Sequence[Row],
        widths: Sequence[float],
        *,
        centred: Sequence[int] = (),
        least: float = 0.0,
        parted: bool = True,
    ) -> None:
        """Add a table; its head is repeated on every page, and no row is parted.

        Parameters
        ----------
        heads
            Of the columns.
        rows
            Cells; or a tag, whose row goes when it is filled; or words across all columns.
        widths
            Of the columns, in parts of the whole.
        centred
            Columns that are centred.
        least
            How high a row is at least, mm.
        parted
            Whether it may go over pages; if not, it begins a new one where it does not fit.
        """
        table = self.document.add_table(rows=len(rows) + 1, cols=len(heads))
        laid_out(table, widths)
        for number, (row, told) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
            whole(row)
            if isinstance(told, str):
                self._cell(row.cells[0], f"{{%tr {told} %}}")
            elif isinstance(told, Across):
                cell = row.cells[0].merge(row.cells[-1])
                self._cell(cell, told.words, bold=told.head)
                if told.head:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
                    shade(cell, PALE)
            else:
                if least and number:
                    row.height = Mm(least)
                bold = number == 0 or isinstance(told, Last)
                words = told.cells if isinstance(told, Last) else told
                for place, (cell, said) in enumerate(zip(row.cells, words, strict=True)):
                    self._cell(cell, said, head=number == 0, bold=bold)
                    if place in centred:
                        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for row in () if parted else table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        repeated(table.rows[0])
        self.line("", "Gap")

    def _cell(self, cell: Any, words: str, *, head: bool = False, bold: bool = False) -> None:  # noqa: ANN401
        paragraph = cell.paragraphs[0]
        self.styled(paragraph, "Table Head" if head else "Table Text")
        paragraph.add_run(words).bold = bold
        if head:
            shade(cell, SHADE)
