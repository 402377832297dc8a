"""The sheet of rejected parcels that came nearest: a row for each constraint that fails."""

from __future__ import annotations

from sitesel.exports.table import name_of
from sitesel.exports.workbook.paper import Paper, digits
from sitesel.requirement import Group
from sitesel.units import unit_label

_HEADS = {
    "zh": ["编号", "名称", "未满足的约束", "实际", "差额", "单位", "约束编号"],
    "en": ["Id", "Name", "Failing constraint", "Found", "Margin", "Unit", "Constraint id"],
}


def near_misses(paper: Paper) -> None:
    """Write the sheet; of a group of constraints the words alone say what was found."""
    sheet, selection, schema = paper.sheet("near"), paper.selection, paper.catalogue.schema
    paper.head(sheet, _HEADS[paper.lang], [16, 26, 80, 20, 12, 10, 30])
    text, row = paper.look(text_wrap=True), 1
    for near in selection.near_misses:
        name = name_of(selection, near.row)
        for failing in near.failing:
            sheet.write_string(row, 0, near.parcel, text)
            sheet.write_string(row, 1, name, text)
            sheet.write_string(row, 2, paper.reasons.words(failing), text)
            if failing.attribute in schema and not _is_group(paper, failing.constraint):
                paper.found(sheet, row, 3, failing)
            if failing.margin is not None:
                look = paper.look(num_format=digits(failing.margin))
                sheet.write_number(row, 4, failing.margin, look)
            sheet.write_string(row, 5, unit_label(failing.unit, paper.lang), text)
            sheet.write_string(row, 6, failing.constraint, text)
            row += 1


def _is_group(paper: Paper, constraint: str) -> bool:
    asked = {one.id: one for one in paper.selection.requirement.constraints}
    return isinstance(asked[constraint], Group)
