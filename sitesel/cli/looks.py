"""What `check` found, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sitesel.cli.terminal import STYLE, printable, show, table
from sitesel.findings import SEVERITIES, Finding, Severity
from sitesel.language import Lang, Text
from sitesel.units import format_number

if TYPE_CHECKING:
    from sitesel.catalogue.inspection import Inspection

MOST_SHOWN = 5
"""Findings of one kind that are shown one by one."""

_FORMAT, _LAYER, _ROWS = Text("格式", "format"), Text("图层", "layer"), Text("行数", "rows")
_GEOMETRY, _CRS = Text("图形", "geometry"), Text("坐标系", "CRS")
_ENCODING, _BOUNDS = Text("编码", "encoding"), Text("范围", "bounds")
_SINGLE, _SHA = Text("（唯一图层）", "(the only one)"), Text("SHA-256", "SHA-256")
_NO_GEOMETRY = Text("无", "none")
_FIXED = Text("由格式决定", "fixed by the format")
_UNTOLD = Text("未知；用 --crs 告知", "not known; tell it with --crs")
_BY = {
    "file": Text("文件自述", "told by the file"),
    "config": Text("由命令行告知", "told on the command line"),
    "evidence": Text("由证据判定", "settled by evidence"),
}
_COLUMNS = Text("列", "Columns")
_NAME, _SORT = Text("列名", "column"), Text("类型", "sort")
_KNOWN, _SAMPLES = Text("有值", "known"), Text("示例", "examples")
_SORTS = {
    "number": Text("数字", "number"),
    "text": Text("文字", "text"),
    "date": Text("日期", "date"),
    "yes/no": Text("是否", "yes/no"),
    "other": Text("其他", "other"),
}
_FINDINGS, _NOTHING = (
    Text("发现的问题", "Findings"),
    Text("没有发现问题", "nothing was found wrong"),
)
_GRAVITY, _WHERE = Text("程度", "severity"), Text("位置", "where")
_FOUND, _DONE = Text("发现", "found"), Text("构建时的处理", "what a build does")
_SEVERITY: dict[Severity, Text] = {
    "fatal": Text("致命", "fatal"),
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "note": Text("提示", "note"),
}
_AND_MORE = Text("……同类另有 {n} 条", "… and {n} more of this kind")
_REFUSED = Text("按现状不能使用：{why}", "can't be used as it is: {why}")


def show_inspection(file: str, look: Inspection, lang: Lang) -> None:
    """Show what one layer is, its columns and its findings."""
    show(printable(file))
    rows = [((head.say(lang), words), "") for head, words in _facts(look, lang)]
    table("", ("", ""), rows)
    show("")
    total = len(look.layer.frame)
    columns = [
        (
            (
                column.name,
                _SORTS[column.sort].say(lang),
                f"{format_number(column.known, lang, 15)}/{format_number(total, lang, 15)}",
                " | ".join(_short(word) for word in column.examples),
            ),
            "",
        )
        for column in look.columns
    ]
    if columns:
        heads = [head.say(lang) for head in (_NAME, _SORT, _KNOWN, _SAMPLES)]
        table(_COLUMNS.say(lang), heads, columns, numbers=(2,))
        show("")
    if look.findings:
        heads = [head.say(lang) for head in (_GRAVITY, _WHERE, _FOUND, _DONE)]
        table(_FINDINGS.say(lang), heads, _findings(look.findings, lang))
    elif look.refusal is None:
        show(_NOTHING.say(lang))
    if look.refusal is not None:
        show(_REFUSED.format(why=look.refusal.say(lang)).say(lang))
    show("")


def _facts(look: Inspection, lang: Lang) -> list[tuple[Text, str]]:
    source = look.layer.provenance
    kinds = ", ".join(
        f"{kind if kind != 'none' else _NO_GEOMETRY.say(lang)} {format_number(count, lang, 15)}"
        for kind, count in look.geometry.items()
    )
    facts = [
        (_FORMAT, source.format),
        (_LAYER, source.layer or _SINGLE.say(lang)),
        (_ROWS, format_number(len(look.layer.frame), lang, 15)),
        (_GEOMETRY, kinds or _NO_GEOMETRY.say(lang)),
    ]
    if look.bounds is not None:
        told = "" if source.crs_from is None else f" ({_BY[source.crs_from].say(lang)})"
        crs = _UNTOLD.say(lang) if look.crs is None else f"{look.crs.say(lang)}{told}"
        facts.append((_CRS, crs))
        facts.append((_BOUNDS, "  ".join(f"{edge:.10g}" for edge in look.bounds)))
    facts.append((_ENCODING, source.encoding or _FIXED.say(lang)))
    facts.append((_SHA, source.sha256))
    return facts


def _findings(findings: Iterable[Finding], lang: Lang) -> list[tuple[tuple[str, ...], str]]:
    kinds: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: SEVERITIES.index(f.severity)):
        kinds.setdefault(finding.code, []).append(finding)
    rows: list[tuple[tuple[str, ...], str]] = []
    for several in kinds.values():
        for finding in several[:MOST_SHOWN]:
            where = " ".join(
                part
                for part in (
                    finding.parcel or ("" if finding.row is None else f"#{finding.row}"),
                    finding.column or "",
                )
                if part
            )
            cells = (
                _SEVERITY[finding.severity].say(lang),
                where,
                finding.found(lang),
                finding.done(lang),
            )
            rows.append((cells, STYLE[finding.severity]))
        left = len(several) - MOST_SHOWN
        if left > 0:
            more = _AND_MORE.format(n=format_number(left, lang, 15)).say(lang)
            rows.append((("", "", more, ""), STYLE["note"]))
    return rows


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"
