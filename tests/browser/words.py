"""What the pages say, in both languages; tests speak Chinese, whatever a visitor reads."""

from __future__ import annotations

ENGLISH = {
    "需求": "Need",
    "结果": "Answer",
    "项目需要什么": "What the project needs",
    "从哪里开始": "Where to begin",
    "从模板开始": "Started from a template",
    "参考案例": "Samples",
    "化工": "Chemicals",
    "装备制造（六横大桥通车前）": "Equipment works, before the Liuheng bridge opens",
    "现成厂房": "Existing halls",
    "至少": "At least",
    "至多": "At most",
    "要用的码头": "Wharf",
    "填写码头需求": "Say what wharf is needed",
    "货类": "Cargo",
    "液体散货": "liquid bulk",
    "本岛必须有合用的码头": "A matching wharf on the same island is a must",
    "候选": "Shortlist",
    "台账": "Ledger",
    "收藏": "Keep",
    "加入对比": "Compare",
    "去对比": "Compare them",
    "对比": "Compare",
    "详情": "Details",
    "返回地图": "Back to the map",
    "某一宗为什么入选或淘汰？": "Why was one of them chosen or rejected?",
    "分享": "Share",
    "链接": "Link",
    "复制": "Copy",
    "已复制": "Copied",
    "与分享时的结果完全一致。": "The same answer as when it was shared.",
    "导出": "Export",
    "导出这份结果": "Export this answer",
    "两地与情景前后": "Two places, before and after",
    "甲地": "First place",
    "乙地": "Second place",
    "查找地块、地名、编号、拼音": "Find a parcel, place, number or pinyin",
    "重试": "Try again",
    "跳到结果": "Skip to the answer",
    "地块地图": "Map of the parcels",
    "服务暂时没有应答，请稍后重试。": "The service does not answer; try again in a moment.",
    "结果没有更新：": "The answer was not renewed:",
    "显示的是上一次的结果。": "The last answer is shown.",
    "网络已断开": "Offline: what was loaded stays",
    "正在读取…": "Loading…",
    "全部地块的静态地图": "Still map of all parcels",
    "该链接已过期。": "This link has expired.",
    "链接打不开": "This link can't be opened",
    "从头开始": "Start anew",
}


def said(zh: str, lang: str) -> str:
    """Return a word of the pages in the language that a visitor reads."""
    return zh if lang == "zh" else ENGLISH[zh]
