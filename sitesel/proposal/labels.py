"""The fixed words of a proposal: headings and the heads of its tables, alike on every face."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.language import Lang, Text
from sitesel.schema import SiteKind

LABELS: Mapping[str, Text] = {
    # headings, in their order
    "contents": Text("目录", "Contents"),
    "summary": Text("摘要", "Summary"),
    "need": Text("项目需求", "The need"),
    "search": Text("选址过程", "How the land was searched"),
    "shortlist": Text("候选地块", "The shortlist"),
    "no_candidates": Text("没有候选", "No candidates"),
    "comparison": Text("方案比选", "Side by side"),
    "policies": Text("适用政策", "Policies that apply"),
    "evaluations": Text("准入评估", "Access evaluation"),
    "issues": Text("办理事项清单", "Issue list"),
    "others": Text("未入选的接近者与待定者", "Near misses and undecided sites"),
    "annex": Text("附录：方法、来源与复算", "Annex: method, sources, how to repeat it"),
    # the cover
    "investor": Text("投资方", "Investor"),
    "industry": Text("产业", "Industry"),
    "prepared_by": Text("编制单位", "Prepared by"),
    "day": Text("日期", "Date"),
    "valid_until": Text("有效期至", "Valid until"),
    "catalogue": Text("数据目录", "Catalogue"),
    "catalogue_date": Text("目录日期", "Date of the catalogue"),
    "catalogue_id": Text("目录编号", "Id of the catalogue"),
    "requirement_digest": Text("需求校验码", "Digest of the requirement"),
    "digest": Text("结果校验码", "Digest of the answer"),
    # tables
    "project": Text("项目指标", "The project's figures"),
    "constraints": Text("必须满足的条件", "What must hold"),
    "criteria": Text("择优条件", "What is weighed"),
    "what_each_did": Text("各项条件的结果", "What each condition did"),
    "rules": Text("管控规则", "Rules"),
    "sources": Text("数据来源", "Sources"),
    "ranking": Text("候选排序", "The candidates in order"),
    "facts": Text("地块信息", "Facts"),
    "contributions": Text("适宜度构成", "How the suitability adds up"),
    "advantages": Text("优势", "Advantages"),
    "gaps": Text("不足", "Gaps"),
    "access": Text("到各类设施的可达性", "Access to the nearest of each kind"),
    "envelope": Text("可建空间", "Room for buildings"),
    "placed": Text("试排结果", "What was placed"),
    "standard": Text("标准地指标与亩均测算", "Standard-land test and figures per mu"),
    "costs": Text("成本", "Costs"),
    "firms": Text("上下游企业", "Firms up- and downstream"),
    "notes": Text("规则提示", "What rules tell without judging"),
    "near_misses": Text("接近的地块", "Near misses"),
    "undecided_sites": Text("待定的地块", "Undecided sites"),
    "opinions": Text("部门意见", "Opinions of the departments"),
    "method": Text("方法", "Method"),
    "limits": Text("使用限制", "Limits"),
    "repeat": Text("复算", "How to repeat it"),
    # heads of columns
    "item": Text("项目", "Item"),
    "value": Text("内容", "Value"),
    "source": Text("来源", "Source"),
    "condition": Text("条件", "Condition"),
    "basis": Text("依据", "Basis"),
    "relaxable": Text("可放宽", "May give way"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "client": Text("项目需求", "the client"),
    "weight": Text("权重", "Weight"),
    "preference": Text("怎样为好", "What is best"),
    "total": Text("全部", "All"),
    "candidates": Text("候选", "Candidates"),
    "rejected": Text("淘汰", "Rejected"),
    "undecided": Text("待定", "Undecided"),
    "not_known": Text("未知", "Not known"),
    "unmeasured": Text("未量算", "Not measured"),
    "alone": Text("唯一", "Alone"),
    "rule": Text("规则", "Rule"),
    "document": Text("文件与条款", "Document and clause"),
    "state": Text("状态", "State"),
    "layer": Text("图层", "Layer"),
    "file": Text("文件", "File"),
    "rows": Text("记录数", "Rows"),
    "licence": Text("许可", "Licence"),
    "sha256": Text("校验码", "SHA-256"),
    "rank": Text("名次", "Rank"),
    "site": Text("地块", "Site"),
    "suitability": Text("适宜度", "Suitability"),
    "brief": Text("概况", "In brief"),
    "found": Text("实际", "Found"),
    "score": Text("得分", "Value"),
    "share": Text("贡献", "Share"),
    "sum": Text("合计", "Sum"),
    "on_map": Text("图号", "On map"),
    "kind": Text("类别", "Kind"),
    "mode": Text("方式", "By"),
    "nearest": Text("最近的一处", "The nearest"),
    "time": Text("时间", "Time"),
    "distance": Text("里程", "Distance"),
    "crossing": Text("渡海", "By ferry"),
    "straight": Text("直线距离", "Straight line"),
    "indicator": Text("指标", "Indicator"),
    "figure": Text("项目值", "The project"),
    "threshold": Text("门槛", "The land asks"),
    "result": Text("结论", "Result"),
    "margin": Text("差距", "By how much"),
    "formula": Text("算法", "How it is worked out"),
    "amount": Text("金额", "Amount"),
    "relation": Text("关系", "Relation"),
    "firm": Text("企业", "Firm"),
    "policy": Text("政策", "Policy"),
    "content": Text("内容", "What it says"),
    "why": Text("适用依据", "Why it applies"),
    "department": Text("责任部门", "Department"),
    "opinion": Text("意见", "Opinion"),
    "standing": Text("意见与改判", "Opinions and overrides"),
    "signature": Text("签名", "Signature"),
    "evidence": Text("实际情况", "What was found"),
    "number": Text("序号", "No."),
    "point": Text("事项", "Point"),
    "nature": Text("性质", "Nature"),
    "due": Text("期限", "Due"),
    "days": Text("工作日", "Working days"),
    "status": Text("状态", "Status"),
    "lacks": Text("不满足的条件", "What it fails"),
    "way_out": Text("放宽到何处即可入选", "What would let it in"),
    # numbering, pictures and notes
    "table": Text("表", "Table"),
    "picture": Text("图", "Figure"),
    "overview_map": Text(
        "总图：全部地块，候选按适宜度着色并标名次",
        "Overview: all sites; candidates by suitability, with their ranks",
    ),
    "overview_near": Text(
        "总图：没有候选；蓝色轮廓为最接近的地块",
        "Overview: there is no candidate; the near misses are outlined in blue",
    ),
    "overview_none": Text("总图：没有候选", "Overview: there is no candidate"),
    "parcel_map": Text("地块与周边", "The site and its surroundings"),
    "access_map": Text("通达路线", "The ways to it"),
    "chart": Text("适宜度构成", "How the suitability adds up"),
    "shares_chart": Text("候选并列：适宜度如何相加而成", "How each suitability adds up"),
    "placed_how": Text("按用地形状排布，见图", "placed on the outline, see the map"),
    "best_mark": Text("★ 该项得分最高；底色标出各不相同之处。",
                      "★ scores highest; what differs is shaded."),
    "near_how": Text(
        "这些地块被淘汰，但不满足的条件最少；右列是该地块可以入选所需的放宽。",
        "These were rejected, by the fewest conditions; on the right what would let each in.",
    ),
    "none": Text("没有地块满足全部条件。", "No site meets every condition."),
    "page": Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "colon": Text("：", ": "),
    "stop": Text("。", "."),
    "open": Text("（", " ("),
    "close": Text("）", ")"),
}  # fmt: skip
_HALLS: Mapping[str, Text] = {
    "shortlist": Text("候选厂房", "The shortlist"),
    "facts": Text("厂房信息", "Facts"),
    "near_misses": Text("接近的厂房", "Near misses"),
    "undecided_sites": Text("待定的厂房", "Undecided halls"),
    "site": Text("厂房", "Hall"),
    "overview_map": Text(
        "总图：全部厂房，候选按适宜度着色并标名次",
        "Overview: all halls; candidates by suitability, with their ranks",
    ),
    "overview_near": Text(
        "总图：没有候选；蓝色轮廓为最接近的厂房",
        "Overview: there is no candidate; the near misses are outlined in blue",
    ),
    "parcel_map": Text("厂房与周边", "The hall and its surroundings"),
    "near_how": Text(
        "这些厂房被淘汰，但不满足的条件最少；右列是该厂房可以入选所需的放宽。",
        "These were rejected, by the fewest conditions; on the right what would let each in.",
    ),
    "none": Text("没有厂房满足全部条件。", "No hall meets every condition."),
}  # fmt: skip
"""What is called otherwise where the sites are halls."""
_NUMERALS = "一二三四五六七八九十"


def labels(lang: Lang, sites: SiteKind) -> dict[str, str]:
    """Return the words in one language, for parcels or for halls."""
    words = {**LABELS, **(_HALLS if sites == "halls" else {})}
    return {name: text.say(lang) for name, text in words.items()}


def numbered(place: int, words: str, lang: Lang) -> str:
    """Put its number before a heading, from 1.

    >>> numbered(2, "选址过程", "zh"), numbered(2, "The need", "en")
    ('二、选址过程', '2. The need')
    """
    return f"{_NUMERALS[place - 1]}、{words}" if lang == "zh" else f"{place}. {words}"
