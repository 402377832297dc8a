"""The sheet of constraints: what each asks, how many parcels it rejects, or can't be told for."""

from __future__ import annotations

from sitesel.exports.workbook.paper import Paper
from sitesel.wording import reason_words

_HEADS = {
    "zh": ["约束", "淘汰", "未知", "约束编号"],
    "en": ["Constraint", "Rejected", "Not known", "Constraint id"],
}
_UNMEASURED = {"zh": "未量算（已被其他约束淘汰）", "en": "Not measured (rejected already)"}


def reasons(paper: Paper) -> None:
    """Write the sheet."""
    sheet, selection = paper.sheet("reasons"), paper.selection
    heads, widths = list(_HEADS[paper.lang]), [80, 12, 12, 30]
    skipped = selection.measures
    if skipped:
        heads.insert(3, _UNMEASURED[paper.lang])
        widths.insert(3, 18)
    paper.head(sheet, heads, widths, held=1)
    text, number = paper.look(text_wrap=True), paper.look(num_format="#,##0")
    for row, reason in enumerate(selection.reasons, start=1):
        asked = reason_words(reason, selection.requirement, paper.catalogue.schema, paper.lang)
        sheet.write_string(row, 0, asked, text)
        sheet.write_number(row, 1, reason.rejected, number)
        sheet.write_number(row, 2, reason.unknown, number)
        if skipped:
            sheet.write_number(row, 3, reason.unmeasured, number)
        sheet.write_string(row, 3 + skipped, reason.constraint, text)
