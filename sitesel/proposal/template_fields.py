"""What a Word template of a bureau's own may name: the fields, told for whoever writes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import get_type_hints

from sitesel.language import Lang, Text
from sitesel.proposal import content
from sitesel.proposal.content import Proposal
from sitesel.proposal.labels import LABELS

NOUNS: Mapping[str, Text] = {
    "Proposal": Text("整份方案；以下字段直接写名", "the whole; its fields are named as they are"),
    "Cover": Text("封面", "the first page"),
    "Need": Text("项目需求", "what the client needs"),
    "Figure": Text("一项数值：名称、说法、数、单位、出处",
                   "a figure: label, in words, number, unit, where it comes from"),
    "NeededLine": Text("一项必须满足的条件", "one condition that must hold"),
    "WeighedLine": Text("一项择优条件及权重", "one criterion and its weight"),
    "Search": Text("选址过程：台账、规则、数据来源", "the search: ledger, rules, sources"),
    "SearchLine": Text("一项条件的结果：淘汰、未知、唯一", "what one condition did"),
    "RuleLine": Text("一条管控规则", "one rule"),
    "SourceLine": Text("一个图层", "one layer"),
    "Candidate": Text("一个候选", "one site of the shortlist"),
    "ContributionLine": Text("一项择优条件对适宜度的贡献", "what one criterion adds"),
    "AccessLine": Text("到一类设施的路", "the way to one kind of facility"),
    "PlacedLine": Text("试排的一栋建筑", "one building that was placed"),
    "StandardLine": Text("一项标准地指标", "one indicator of the standard-land test"),
    "CostLine": Text("一项成本", "one cost"),
    "FirmLine": Text("一家上下游企业", "one firm up- or downstream"),
    "PolicyLine": Text("一项适用政策", "one policy that applies"),
    "AppliedPolicy": Text("一项政策及其适用的地块", "one policy, and the sites it applies to"),
    "Comparison": Text("方案比选", "the shortlist side by side"),
    "ComparedRow": Text("比选表的一行", "one row of it"),
    "Issue": Text("一件办理事项", "one point of the issue list"),
    "AccessEvaluation": Text("一个候选的准入评估表", "the access evaluation of one site"),
    "EvaluationLine": Text("评估表的一项；outcome 为结论，ruled 为改判前的结论",
                           "one point; `outcome` holds, `ruled` is what was found"),
    "OpinionLine": Text("一个部门的意见", "the opinion of a department"),
    "OverrideLine": Text("一次改判及理由", "an override, with its reason"),
    "NearMissLine": Text("一个接近的地块", "one near miss"),
    "UndecidedLine": Text("一个待定的地块", "one undecided site"),
    "Annex": Text("附录", "the annex"),
}  # fmt: skip
"""The nouns of the content, in the order in which a template meets them."""
LAID_OUT: Mapping[str, Text] = {
    "h.…": Text("各节带编号的标题，如 h.need", "the numbered headings, such as h.need"),
    "say.…": Text("固定用语，见下", "the fixed words, see below"),
    "contents": Text("目录：每行 level、words、mark", "the contents: level, words, mark of each"),
    "marks.…": Text("标题的书签号", "the numbers of the headings' bookmarks"),
    "pictures.overview, pictures.shares": Text("总图、候选并列图", "the overview, the shares"),
    "one.pictures.parcel, .access, .chart": Text("候选的地块图、路线图、适宜度图",
                                                 "map, ways and chart of a candidate"),
    "one.named, one.numbered, one.brief_said, one.land_said": Text("候选的称呼与概况",
                                                                   "what a candidate is called"),
    "one.fact_groups": Text("地块信息，分组：name、figures", "the facts in groups: name, figures"),
    "sheet.groups": Text("评估项，分组：name、lines；每项另有 standing（改判与意见）",
                         "points in groups: name, lines; each with `standing`"),
    "one.lacking": Text("接近的地块：条件与放宽", "of a near miss: condition, what would do"),
    "next_table(), next_picture()": Text("下一个表号、图号", "the next number of each"),
}  # fmt: skip
"""What is laid out beside the content."""
_HEAD = Text(
    """# Word 模板的字段

用 Word 打开旁边的模板，改好后交给 `sitesel propose --template`。双花括号内是字段，如
`{{ cover.title }}`；`{% for one in shortlist %} … {% endfor %}` 逐个重复，`{%p … %}` 单独成段，
`{%tr … %}` 单独成表行（写法见 docxtpl）。没有的字段会被拒绝，并列出可用字段。""",
    """# The fields of a Word template

Open the template beside this file in Word, change it, and hand it to `sitesel propose --template`.
Fields stand in double braces, as `{{ cover.title }}`; `{% for one in shortlist %} … {% endfor %}`
repeats, `{%p … %}` is a paragraph of its own, `{%tr … %}` a row of its own (docxtpl tells more). A
field that there is not is refused, and those that there are are named.""",
)
_LAID_OUT = Text("## 另外排好的", "## Laid out beside them")
_WORDS = Text("## 固定用语（say）", "## The fixed words (say)")


def fields_told(lang: Lang) -> str:
    """Tell all fields of a template, as Markdown.

    >>> "- `title`" in fields_told("en")
    True
    """
    parts = [_HEAD.say(lang)]
    for name, what in NOUNS.items():
        parts.append(f"## {name}: {what.say(lang)}\n\n" + "\n".join(_fields(name)))
    laid = [f"- `{name}`: {what.say(lang)}" for name, what in LAID_OUT.items()]
    words = [f"- `say.{name}`: {text.say(lang)}" for name, text in LABELS.items()]
    parts += [f"{_LAID_OUT.say(lang)}\n\n" + "\n".join(laid)]
    parts += [f"{_WORDS.say(lang)}\n\n" + "\n".join(words)]
    return "\n\n".join(parts) + "\n"


def _fields(noun: str) -> Iterator[str]:
    kind = Proposal if noun == "Proposal" else getattr(content, noun)
    hints = get_type_hints(kind)
    for field in fields(kind):
        held = [other for other in NOUNS if other in _names(hints[field.name])]
        yield f"- `{field.name}`" + (f" → {', '.join(held)}" if held else "")


def _names(hint: object) -> set[str]:
    """Return the names of all types in a type."""
    inner = getattr(hint, "__args__", ())
    own = {hint.__name__} if isinstance(hint, type) else set()
    return own.union(*(_names(one) for one in inner))
