"""The sheet of how the listed parcels get to the nearest facility of each kind, by each mode."""

from __future__ import annotations

import math

from sitesel.evidence.evidence import MOST, listed
from sitesel.exports.journeys import journeys
from sitesel.exports.table import name_of
from sitesel.exports.workbook.paper import Paper, digits
from sitesel.wording.value import UNKNOWN, UNREACHABLE, clock

_HEADS = {
    "zh": ["编号", "名称", "出行方式", "设施类别", "最近设施", "时间（分钟）", "道路距离（千米）",
           "渡海次数", "停航中断率（%）", "末班出发", "无法到达的原因"],
    "en": ["Id", "Name", "Mode", "Facility kind", "Nearest facility", "Time (min)",
           "Road distance (km)", "Sea crossings", "Cut off (% of days)", "Last departure",
           "Why unreachable"],
}  # fmt: skip
_WIDTHS = [16, 26, 16, 20, 34, 12, 14, 10, 14, 14, 50]
_NUMBERS = ("minutes", "kilometres", "crossings", "cut_off_percent")


def routes(paper: Paper) -> None:
    """Write the sheet; a number that is not there is an empty cell, and the last tells why."""
    selection, lang = paper.selection, paper.lang
    told = journeys(paper.catalogue, selection.columns, listed(selection)[:MOST])
    if told.empty:
        return
    sheet, text = paper.sheet("routes"), paper.look(text_wrap=True)
    paper.head(sheet, _HEADS[lang], _WIDTHS)
    told = told.assign(kilometres=told["metres"] / 1000)
    for row, one in enumerate(told.to_dict("records"), start=1):
        name = name_of(selection, selection.columns.row(one["parcel"]))
        words = [one["parcel"], name, *(one[f"{n}_{lang}"] for n in ("mode_label", "kind_label"))]
        for column, word in enumerate([*words, one[f"facility_name_{lang}"] or ""]):
            sheet.write_string(row, column, word, text)
        for column, measured in enumerate(_NUMBERS, start=5):
            number = one[measured]
            if math.isfinite(number):
                sheet.write_number(row, column, number, paper.look(num_format=digits(number)))
        if math.isfinite(one["last_departure"]):
            sheet.write_string(row, 9, clock(one["last_departure"], lang), text)
        if not math.isfinite(one["minutes"]):
            # outside of the data, or nothing of the kind: nobody knows
            unknown = one["state"] in (None, "outside_network", "no_facility")
            said = (UNKNOWN if unknown else UNREACHABLE).say(lang)
            reason, colon = one[f"reason_{lang}"], "：" if lang == "zh" else ": "
            sheet.write_string(row, 10, f"{said}{colon}{reason}" if reason else said, text)
    sheet.autofilter(0, 0, len(told), len(_HEADS[lang]) - 1)
