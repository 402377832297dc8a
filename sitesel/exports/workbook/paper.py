"""What all sheets of a workbook are written with: headings, looks, and numbers as people read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sitesel.catalogue import Catalogue
from sitesel.exports.reasons import Reasons
from sitesel.language import Lang, Text
from sitesel.selection import Contribution, FailingConstraint, Selection
from sitesel.wording import found_words

_SHEETS = {
    "candidates": Text("候选地块", "Candidates"),
    "reasons": Text("逐项结果", "Reasons"),
    "near": Text("接近者", "Near misses"),
    "routes": Text("路线", "Routes"),
    "rules": Text("管控", "Rules"),
    "ledger": Text("台账", "Ledger"),
    "about": Text("说明", "About"),
}
SCORE = "0.0000"


@dataclass(frozen=True)
class Paper:
    """The book being written, what is written, and in which language."""

    book: Any
    selection: Selection
    catalogue: Catalogue
    lang: Lang
    reasons: Reasons
    looks: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def sheet(self, name: str) -> Any:  # noqa: ANN401  # xlsxwriter has no types
        """Add a sheet."""
        return self.book.add_worksheet(_SHEETS[name].say(self.lang))

    def look(self, **look: Any) -> Any:  # noqa: ANN401
        """Return a cell format; each is made once."""
        key = tuple(sorted(look.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({"valign": "vcenter", **look})
        return self.looks[key]

    def head(
        self,
        sheet: Any,  # noqa: ANN401
        cells: list[str],
        widths: list[int],
        *,
        row: int = 0,
        held: int = 2,
    ) -> None:
        """Write headings; they and the first `held` columns stay in sight."""
        look = self.look(bold=True, bg_color="#1F4E5F", font_color="#FFFFFF", text_wrap=True)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            sheet.write_string(row, column, cell, look)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, held)

    def found(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        column: int,
        told: Contribution | FailingConstraint,
    ) -> None:
        """Write what was found: a number in full that shows few digits, anything else in words."""
        value, schema = told.found, self.catalogue.schema
        if isinstance(value, int | float):
            sheet.write_number(row, column, value, self.look(num_format=digits(value)))
        else:
            known = schema[told.attribute]
            words = found_words(value, told.state, told.place, known, schema, self.lang)
            sheet.write_string(row, column, words, self.look(text_wrap=True))


def digits(number: float) -> str:
    """Return the number format that shows about four digits; integers whole.

    >>> digits(257599.99999999997), digits(12.0), digits(0.12345), digits(35.61)
    ('#,##0', '#,##0', '0.0000', '0.00')
    """
    size = abs(number)
    if number == round(number) or size >= 1000:
        return "#,##0"
    return "0.0" if size >= 100 else "0.00" if size >= 10 else "0.000" if size >= 1 else "0.0000"
