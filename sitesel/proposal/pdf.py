"""A proposal as PDF (A4): typst sets it from the content model, words only as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sitesel.exports.typesetting import typeset
from sitesel.language import Lang, Text
from sitesel.proposal.content import AccessEvaluation, Candidate, PlacedLine, Proposal
from sitesel.proposal.maps import Map

_TEMPLATE = Path(__file__).with_name("pdf.typ")
_LONGEST = 2_000  # characters of one text; more is cut, and shown to be
_MARK = 60  # characters of a watermark
_LONG = re.compile(r"[!-~]{20,}")  # a word so long breaks where it has to
_IDS = ("parcel", "facility")  # things are looked up by these: they stay as they are
_JOINTS, _MOST = re.compile(r"(?<=[_./-])(?=.)"), 24
_BREAK = "\u200b"
_LABELS = {
    "contents": Text("目录", "Contents"),
    "summary": Text("摘要", "Summary"),
    "need": Text("项目需求", "What the project needs"),
    "project": Text("项目指标", "Figures of the project"),
    "figure": Text("指标", "Figure"),
    "value": Text("数值", "Value"),
    "source": Text("来源", "Source"),
    "constraints": Text("必须满足", "What must hold"),
    "constraint": Text("约束", "Constraint"),
    "basis": Text("依据", "Basis"),
    "relaxable": Text("可否放宽", "Relaxable"),
    "client": Text("需求", "the need"),
    "may": Text("可放宽", "yes"),
    "must": Text("不可放宽", "no"),
    "criteria": Text("择优条件", "What is better or worse"),
    "criterion": Text("评价项", "Criterion"),
    "weight": Text("权重", "Weight"),
    "search": Text("用地搜索", "How the land was searched"),
    "total": Text("全部", "All sites"),
    "candidates": Text("候选", "Candidates"),
    "rejected": Text("淘汰", "Rejected"),
    "undecided": Text("待定", "Undecided"),
    "unknown": Text("未知", "Not known"),
    "unmeasured": Text("未量算", "Not measured"),
    "only": Text("唯一", "Alone"),
    "ledger": Text("各项约束的结果", "What each constraint does"),
    "rules": Text("管控规则", "Rules"),
    "rule": Text("规则", "Rule"),
    "document": Text("文件和条款", "Document and clause"),
    "state": Text("状态", "State"),
    "sources": Text("数据来源", "Sources"),
    "layer": Text("图层", "Layer"),
    "file": Text("文件", "File"),
    "date": Text("日期", "Date"),
    "rows": Text("行数", "Rows"),
    "licence": Text("许可", "Licence"),
    "sha256": Text("校验码", "SHA-256"),
    "shortlist": Text("入围地块", "The shortlist"),
    "no-candidates": Text("没有候选", "No candidates"),
    "overview": Text(
        "总图：全部地块，候选按适宜度着色并标名次",
        "Overview: all sites; candidates by suitability, with their ranks",
    ),
    "near-overview": Text(
        "总图：没有候选；蓝色轮廓为最接近的地块",
        "Overview: there is no candidate; the near misses are outlined in blue",
    ),
    "site": Text("地块", "Site"),
    "brief": Text("概况", "In brief"),
    "suitability": Text("适宜度", "Suitability"),
    "side-by-side": Text("候选并列：适宜度如何相加而成", "How each suitability adds up"),
    "advantages": Text("优势", "What speaks for it"),
    "gaps": Text("不足", "What it lacks"),
    "contributions": Text("各评价项的贡献", "What each criterion adds"),
    "facts": Text("地块现状与条件", "Facts"),
    "fact": Text("项目", "Fact"),
    "room": Text("可建空间", "Room for buildings"),
    "how": Text("算法", "How it comes about"),
    "placed": Text("按用地形状排布，见图", "placed on the outline, see the map"),
    "standard": Text("标准地检验", "Standard-land test"),
    "colon": Text("：", ": "),
    "source-open": Text("（", " ("),
    "source-close": Text("）", ")"),
    "indicator": Text("指标", "Indicator"),
    "of-project": Text("本项目", "This project"),
    "threshold": Text("门槛", "Threshold"),
    "test": Text("结论", "Outcome"),
    "margin": Text("差额", "By how much"),
    "costs": Text("费用", "Costs"),
    "cost": Text("费用", "Cost"),
    "amount": Text("金额", "Amount"),
    "access": Text("可达性", "Access"),
    "number": Text("图号", "On map"),
    "kind": Text("类别", "Kind"),
    "facility": Text("最近设施", "Nearest"),
    "mode": Text("方式", "By"),
    "time": Text("时间", "Time"),
    "way": Text("里程", "Road"),
    "crossings": Text("渡海", "By sea"),
    "firms": Text("产业链企业", "Firms of the industry"),
    "relation": Text("关系", "Relation"),
    "firm": Text("企业", "Firm"),
    "distance": Text("直线距离", "Straight line"),
    "policies": Text("适用政策", "Policies that apply"),
    "policy": Text("政策", "Policy"),
    "what": Text("内容", "What it gives"),
    "department": Text("责任部门", "Department"),
    "notes": Text("规则提示", "What rules tell without judging"),
    "comparison": Text("并列比较", "Side by side"),
    "comparison-how": Text(
        "底色标出有差异的行；★ 为该评价项得分最高者。",
        "Shaded rows differ; ★ marks who scores highest by that criterion.",
    ),
    "evaluations": Text("准入评估", "Access evaluation"),
    "point": Text("事项", "Point"),
    "evidence": Text("实际情况", "What was found"),
    "outcome": Text("结论", "Outcome"),
    "opinions": Text("部门意见", "Opinions of the departments"),
    "opinion": Text("意见", "Opinion"),
    "signature": Text("签名", "Signature"),
    "signed-on": Text("日期", "Date"),
    "issues": Text("办理事项清单", "Issue list"),
    "sort": Text("类型", "Sort"),
    "due": Text("期限", "Due"),
    "status": Text("状态", "Status"),
    "near-misses": Text("最接近的地块", "Near misses"),
    "near-how": Text(
        "这些地块被淘汰，但不满足的约束最少；右列是该地块可以入选所需的放宽。",
        "These were rejected, by the fewest constraints; on the right what would let each in.",
    ),
    "fails-what": Text("不满足", "What it fails"),
    "would-do": Text("放宽为", "What would do"),
    "undecided-sites": Text("待定的地块：尚缺的数据", "Undecided sites: what is not known"),
    "annex": Text("附录：方法与复核", "Annex: method, and how to check it"),
    "method": Text("方法", "Method"),
    "limits": Text("限度", "Limits"),
    "repeat": Text("如何重算", "How to repeat it"),
}
_HALLS = {
    "shortlist": Text("入围厂房", "The shortlist"),
    "overview": Text(
        "总图：全部厂房，候选按适宜度着色并标名次",
        "Overview: all halls; candidates by suitability, with their ranks",
    ),
    "near-overview": Text(
        "总图：没有候选；蓝色轮廓为最接近的厂房",
        "Overview: there is no candidate; the near misses are outlined in blue",
    ),
    "site": Text("厂房", "Hall"),
    "facts": Text("厂房现状与条件", "Facts"),
    "near-misses": Text("最接近的厂房", "Near misses"),
    "near-how": Text(
        "这些厂房被淘汰，但不满足的约束最少；右列是该厂房可以入选所需的放宽。",
        "These were rejected, by the fewest constraints; on the right what would let each in.",
    ),
    "undecided-sites": Text("待定的厂房：尚缺的数据", "Undecided halls: what is not known"),
}
"""What is called otherwise where the sites are halls."""
_NOBODY_NEAR = Text("总图", "Overview")
_COVER = {
    "industry": Text("行业", "Industry"),
    "prepared_by": Text("编制", "Prepared by"),
    "day_said": Text("日期", "Date"),
    "valid_until_said": Text("有效期至", "Valid until"),
    "catalogue_title": Text("地块目录", "Catalogue"),
    "catalogue_date": Text("目录日期", "Date of the catalogue"),
    "catalogue": Text("目录编号", "Id of the catalogue"),
    "requirement_digest": Text("需求校验码", "Digest of the requirement"),
    "digest": Text("结果校验码", "Digest of the answer"),
}
_AT_SCALE = Text(
    "地块图 1∶{scale}（A4 原大打印）", "The site at 1:{scale} (printed on A4 as it is)"
)
_WAYS = Text(
    "到各类最近设施的路线；编号见下表",
    "The ways to the nearest of each kind; numbers as in the table below",
)
_DAYS = Text("{n} 个工作日", "{n} working days")
_TIMES = Text("{label}（{n} 处）", "{label} ({n})")


def pdf(
    proposal: Proposal,
    maps: Mapping[str, Map],
    charts: Mapping[str, str],
    *,
    watermark: str = "",
) -> bytes:
    """Return a proposal as a PDF.

    Parameters
    ----------
    proposal
        All that it says.
    maps, charts
        By their keys: see `sitesel.proposal.maps` and `sitesel.proposal.charts`.
    watermark
        Words over every page, pale enough to read through; none when empty.

    Raises
    ------
    FontMissing
        There is no font with Chinese characters.
    """
    drawn = {key: one.svg for key, one in maps.items()} | dict(charts)
    told = _told(proposal, maps, charts) | {"watermark": _shown(watermark)[:_MARK]}
    return typeset(_TEMPLATE, told, drawn)


def _told(proposal: Proposal, maps: Mapping[str, Map], charts: Mapping[str, str]) -> dict[str, Any]:
    lang, cover = proposal.lang, proposal.cover
    comma = "、" if lang == "zh" else ", "
    words = _LABELS | (_HALLS if proposal.sites == "halls" else {})
    labels = {name: text.say(lang) for name, text in words.items()}
    if not proposal.shortlist:
        near = words["near-overview"] if proposal.near_misses else _NOBODY_NEAR
        labels["overview"] = near.say(lang)
    told: dict[str, Any] = _plain(
        {
            "proposal": proposal,
            "labels": labels,
            "running": " · ".join(part for part in (cover.heading, cover.title) if part),
            "foot": f"sitesel {cover.version} · {cover.catalogue} · {cover.digest}",
            "cover": [
                (label.say(lang), said)
                for name, label in _COVER.items()
                if (said := getattr(cover, name))
            ],
            "joined": {one.parcel: comma.join(one.brief) for one in proposal.shortlist},
            "joined-near": {one.parcel: comma.join(one.brief) for one in proposal.near_misses},
            "placed": {one.parcel: _placed(one, lang) for one in proposal.shortlist},
            "grouped": {one.parcel: _grouped(one) for one in proposal.evaluations},
            "departments": {
                one.parcel: list(dict.fromkeys(line.department for line in one.lines))
                for one in proposal.evaluations
            },
            "days": {str(one.number): _DAYS.format(n=one.days).say(lang)
                     for one in proposal.issues},
        }
    )  # fmt: skip
    # keys of pictures are ids, and stay as they are
    return told | {
        "region": "cn" if lang == "zh" else "gb",
        "captions": {key: _caption(one, lang) for key, one in maps.items()},
        "numbers": _numbers(proposal.shortlist, maps),
        "charts": list(charts),
        # as it is: what is copied from the page has to run
        "command": _shown(proposal.annex.command),
    }


def _caption(drawn: Map, lang: Lang) -> str:
    if drawn.scale:
        return _AT_SCALE.format(scale=f"{drawn.scale:,}").say(lang)
    return _WAYS.say(lang)


def _numbers(
    shortlist: tuple[Candidate, ...], maps: Mapping[str, Map]
) -> dict[str, dict[str, str]]:
    drawn = {one.parcel: maps.get(f"access:{one.parcel}") for one in shortlist}
    return {
        parcel: {} if one is None else {id_: str(n) for id_, n in one.numbers.items()}
        for parcel, one in drawn.items()
    }


def _placed(one: Candidate, lang: Lang) -> list[tuple[str, str]]:
    """Tell what was placed, alike ones in one line."""
    alike: dict[tuple[str, str], list[PlacedLine]] = {}
    for line in one.placed:
        alike.setdefault((line.label, line.said), []).append(line)
    return [
        (label if len(lines) == 1 else _TIMES.format(label=label, n=len(lines)).say(lang), said)
        for (label, said), lines in alike.items()
    ]


def _grouped(sheet: AccessEvaluation) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for line in sheet.lines:
        groups.setdefault(line.group, []).append(line)
    return list(groups.items())


def _plain(told: Any) -> Any:  # noqa: ANN401
    r"""Return content as JSON holds it, with words that a page can hold.

    >>> _plain(("a\x00b", date(2026, 3, 1), None))
    ['ab', '2026-03-01', None]
    """
    if isinstance(told, str):
        return _words(told)
    if isinstance(told, date):
        return told.isoformat()
    if is_dataclass(told) and not isinstance(told, type):
        held = ((one.name, getattr(told, one.name)) for one in fields(told))
        return {name: value if name in _IDS else _plain(value) for name, value in held}
    if isinstance(told, Mapping):
        return {key: _plain(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_plain(value) for value in told]
    return told


def _words(said: str) -> str:
    return _LONG.sub(_breakable, _shown(said))


def _shown(said: str) -> str:
    plain = "".join(c for c in said if c.isprintable() or c == "\n")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _breakable(found: re.Match[str]) -> str:
    """Let a long word break after its joints, and where it has none after some letters.

    >>> _breakable(_LONG.match("ecological_red_line.geojson")).replace(_BREAK, "|")
    'ecological_|red_|line.|geojson'
    """
    parts = _JOINTS.split(found.group())
    short = (part[at : at + _MOST] for part in parts for at in range(0, len(part), _MOST))
    return _BREAK.join(short)
