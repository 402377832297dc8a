"""The annex: the method in plain words, its limits, and how anybody repeats the search."""

from __future__ import annotations

from sitesel.catalogue.rule_changes import rule_book_of
from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import Annex
from sitesel.wording import AGGREGATION

_METHOD = (
    Text(
        "选址是逐项排除的过程。目录中的每一宗都逐项核对需求和规则：全部满足的是候选，有任何一项不满足的被"
        "淘汰，没有不满足但有数据未知的为待定。三者之和等于总数，没有一宗被略去。",
        "Selecting a site is a process of elimination. Every site of the catalogue is put to each "
        "constraint and rule: one that meets all is a candidate, one that fails any is rejected, "
        "and one that fails none but of which something is not known is undecided. The three add "
        "up to the total; none is left out.",
    ),
    Text(
        "“未知”既不算满足也不算不满足：评价项未知时按最低得分计入并给出区间，名次按保底值排列。",
        "What is not known is neither met nor failed: a criterion that is not known counts as the "
        "least it can be and gives an interval, and ranks go by its guaranteed end.",
    ),
    Text(
        "得分由需求自己写明的最好值和最差值决定，与还有哪些地块无关；增减一宗地不会改变其他地块的得分。各项"
        "贡献之和即适宜度。",
        "Values are anchored to the best and worst that the requirement itself names, whatever "
        "other sites there are: one more or less changes nobody else's. The contributions add up "
        "to the suitability.",
    ),
)
_LIMITS = (
    Text(
        "出行时间沿路网和航线推算，是估计值；可建范围只计规划退让和避让，不代替施工图。",
        "Travel times are estimated along roads and ferries; the room for buildings counts "
        "setbacks and areas to keep clear, and replaces no design.",
    ),
    Text(
        "“需评估”的事项须由责任部门出具意见；本方案不代替任何审批。",
        "Points to be evaluated need the opinion of the department in charge; this proposal "
        "replaces no approval.",
    ),
)
_UNCONFIRMED = Text(
    "标注“未经核实”的规则尚无人对照原文核对，仅作提示，除非需求明确采用。",
    "Rules marked as not confirmed have not been checked against their documents; they are told "
    "only, unless the requirement asks them.",
)


def annex(case: Case, command: str) -> Annex:
    """Tell the method, and how to repeat the search."""
    selection, manifest = case.selection, case.catalogue.manifest
    requirement = selection.requirement
    aggregation = case.say(AGGREGATION[requirement.aggregation])
    method = [case.say(words) for words in _METHOD]
    method.append(case.words(f"本次的聚合方法：{aggregation}。", f"Aggregation: {aggregation}."))
    book = rule_book_of(case.catalogue)
    limits = [case.say(words) for words in _LIMITS]
    if book and any(not standing.rule.confirmed for standing in book.standings):
        limits.append(case.say(_UNCONFIRMED))
    return Annex(
        method=tuple(method),
        repeat=(
            case.words(
                "同一目录、同一需求、同一版本，任何人重算都得到相同的结果和相同的校验码：",
                "Anybody who puts the same requirement to the same catalogue with the same version "
                "gets the same answer and the same digest:",
            ),
        ),
        command=command or "sitesel select REQUIREMENT.yaml --format json",
        identity=(
            (
                case.words("目录", "Catalogue"),
                f"{case.say(manifest.title)} · {selection.catalogue}",
            ),
            (case.words("目录日期", "Date of the catalogue"), manifest.date or "—"),
            (case.words("需求校验码", "Digest of the requirement"), requirement.digest),
            (case.words("结果校验码", "Digest of the answer"), selection.digest),
            (case.words("版本", "Version"), f"sitesel {selection.version}"),
        ),
        limits=tuple(limits),
    )
