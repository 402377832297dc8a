"""The sheet of every parcel: where it ended up, and each constraint that fails or is unknown."""

from __future__ import annotations

from sitesel.exports.table import name_of
from sitesel.exports.workbook.paper import SCORE, Paper
from sitesel.wording import DISPOSITION

MOST_ROWS = 200_000
_HEADS = {
    "zh": ["编号", "名称", "结果", "名次", "适宜度", "未满足的约束", "未知的约束"],
    "en": ["Id", "Name", "Disposition", "Rank", "Suitability", "Failing", "Not known"],
}


def ledger(paper: Paper) -> None:
    """Write the sheet, for the first parcels of a very large catalogue."""
    sheet, selection, reasons = paper.sheet("ledger"), paper.selection, paper.reasons
    heads = _HEADS[paper.lang]
    paper.head(sheet, heads, [16, 26, 12, 8, 12, 80, 60])
    stop = min(selection.counts.total, MOST_ROWS)
    score, text, wrapped = paper.look(num_format=SCORE), paper.look(), paper.look(text_wrap=True)
    for row, entry in enumerate(selection.ledger(0, stop), start=1):
        sheet.write_string(row, 0, entry.parcel, text)
        sheet.write_string(row, 1, name_of(selection, entry.row), text)
        sheet.write_string(row, 2, DISPOSITION[entry.disposition].say(paper.lang), text)
        if entry.rank is not None:
            sheet.write_number(row, 3, entry.rank, text)
        if entry.suitability is not None:
            sheet.write_number(row, 4, entry.suitability, score)
        for column, failing in ((5, entry.rejected_by), (6, entry.unknown)):
            sheet.write_string(row, column, reasons.listed(failing, row=row - 1), wrapped)
    sheet.autofilter(0, 0, max(stop, 1), len(heads) - 1)
