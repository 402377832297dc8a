"""The sheet that says what the workbook is: of what, by which rule, and how far it goes."""

from __future__ import annotations

from sitesel.evidence.evidence import MOST, listed
from sitesel.exports.reasons import MOST_IN_WORDS
from sitesel.exports.workbook.ledger import MOST_ROWS
from sitesel.exports.workbook.paper import Paper
from sitesel.language import Text
from sitesel.wording import AGGREGATION, account
from sitesel.wording.comparison import BASE

_LIVE = Text(
    "改动第 2 行的权重，适宜度、保证值、可能值、贡献和名次随之重算；"
    "约束和得分不重算。其余各表为导出时的结果",
    "change a weight in row 2: suitability, guaranteed, possible, shares and ranks follow; "
    "constraints and values stay. The other sheets show what was exported",
)
_YELLOW = Text(
    "该项未知：得分按最低计，可能得分按最高计",
    "not known: the value is the least it can be, the possible value the most",
)


def about(paper: Paper) -> None:
    """Write the sheet."""
    sheet, lang, selection = paper.sheet("about"), paper.lang, paper.selection
    manifest, total = paper.catalogue.manifest, selection.counts.total
    lines = [
        (Text("需求", "Requirement"), selection.requirement.title.say(lang)),
        (Text("目录", "Catalogue"), f"{manifest.title.say(lang)} · {selection.catalogue}"),
        *_scenario(paper),
        (Text("台账", "Account"), account(selection, lang)),
        (Text("聚合", "Aggregation"), AGGREGATION[selection.requirement.aggregation].say(lang)),
        (Text("公式", "Formulas"), _LIVE.say(lang)),
        (Text("黄色", "Yellow"), _YELLOW.say(lang)),
        (Text("校验码", "Digest"), selection.digest),
        (Text("版本", "Version"), f"sitesel {selection.version}"),
    ]
    if manifest.notice is not None:
        lines.append((Text("声明", "Notice"), manifest.notice.say(lang)))
    if total > MOST_IN_WORDS:
        said = Text(
            f"台账前 {MOST_IN_WORDS:,} 行写明约束，其后只写约束编号（见“逐项结果”）",
            f"the first {MOST_IN_WORDS:,} rows of the ledger say each constraint in words, the "
            "others by its id (see Reasons)",
        )
        lines.append((Text("台账文字", "Ledger words"), said.say(lang)))
    if total > MOST_ROWS:
        said = Text(
            f"台账只列前 {MOST_ROWS:,} 行，共 {total:,} 行",
            f"the ledger shows the first {MOST_ROWS:,} of {total:,} rows",
        )
        lines.append((Text("台账行数", "Ledger rows"), said.say(lang)))
    if len(listed(selection)) > MOST:
        said = Text(
            f"“路线”与“管控”只列所列地块中的前 {MOST} 宗",
            f"Routes and Rules show the first {MOST} of the parcels listed",
        )
        lines.append((Text("路线与管控", "Routes and Rules"), said.say(lang)))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for row, (label, words) in enumerate(lines):
        sheet.write_string(row, 0, label.say(lang), paper.look(bold=True))
        sheet.write_string(row, 1, words, paper.look(text_wrap=True))


def _scenario(paper: Paper) -> list[tuple[Text, str]]:
    """Name the network that ways were measured on; a catalogue without any has no line."""
    if paper.catalogue.manifest.network is None:
        return []
    name = paper.selection.requirement.scenario
    known = paper.catalogue.scenarios()
    title = BASE if name is None else known[name].title if name in known else Text.of(name)
    return [(Text("路网情景", "Scenario of the network"), title.say(paper.lang))]
