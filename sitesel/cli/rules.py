"""`sitesel rules`: which rules a catalogue is held to, and what another day's say."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import WrongUse
from sitesel.cli.opening import catalogue_at
from sitesel.cli.output import write_out
from sitesel.cli.terminal import show, table
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sitesel.catalogue.rule_changes import Judged, RuleEffect
    from sitesel.rule import Rule

_SHORT = Text(
    "列出管控规则及其状态；比较两个日期的版本",
    "list the rules and how they stand; compare two days",
)
_LONG = Text(
    """列出目录所依据的管控规则：文件与条款、要求、状态（有效、未核实、无数值、缺少图层）。

diff 用两个日期的版本对同一批地块各量一遍，列出结论改变的地块。""",
    """List the rules that a catalogue is held to: document and clause, what is asked, and how each
stands (in force, unconfirmed, no threshold, no layer).

`diff` measures the versions of two days on the same parcels, and lists those whose verdict
changes.""",
)  # fmt: skip
_EXAMPLES = Text(
    """示例：
  sitesel rules
  sitesel rules diff --from 2025-01-01 --to 2026-06-30""",
    """Examples:
  sitesel rules
  sitesel rules diff --from 2025-01-01 --to 2026-06-30""",
)
_WHAT = Text(
    "留空列出规则；diff 比较两个日期", "nothing to list the rules; diff to compare two days"
)
_CATALOGUE = Text("目录，或存放目录的文件夹；默认 SITESEL_STORE 中已发布的",
                  "a catalogue, or a store; else what SITESEL_STORE has published")  # fmt: skip
_FROM = Text("diff：较早的一天，如 2025-01-31", "diff: the first day, like 2025-01-31")
_TO = Text("diff：较晚的一天", "diff: the second day")
_SITES = Text("parcels 地块（默认）或 halls 厂房", "parcels (the usual) or halls")
_FORMAT = Text("table（默认）或 json", "table (the usual) or json")
_NONE = Text("这个目录没有规则；请在构建配置中写 rules:",
             "this catalogue has no rules; name some in its build config under rules:")  # fmt: skip
_SAME = Text("两个日期的规则相同", "the rules of both days are the same")
_UNCHANGED = Text("没有地块的结论改变", "no parcel's verdict changes")
_HEADS = (
    Text("规则", "rule"), Text("标题", "title"), Text("要求", "asks"), Text("级别", "severity"),
    Text("状态", "state"),
)  # fmt: skip
_WRITTEN = Text("依据与图层", "Where it is written, and layers")
_SOURCES = Text("来源", "Sources")
_WRITTEN_HEADS = (
    Text("规则", "rule"), Text("文件与条款", "document and clause"), Text("图层与设施", "layers"),
    Text("来源", "source"),
)  # fmt: skip
_CHANGE_HEADS = (
    Text("地块", "parcel"), Text("之前", "before"), Text("量得", "found"), Text("之后", "after"),
    Text("量得", "found"),
)  # fmt: skip
_SEVERITY = {
    "veto": Text("否决", "veto"),
    "evaluate": Text("需评估", "evaluate"),
    "note": Text("提示", "note"),
}
_OPERATOR = {
    "overlap": Text("占用不超过 {n}", "overlap at most {n}"),
    "outside": Text("界外不超过 {n}", "outside at most {n}"),
    "within": Text("相距不小于 {n}", "distance at least {n}"),
    "downwind": Text("位于最小频率风向的下风侧", "downwind by the least frequent wind"),
}
_OPEN = Text("自定值", "your own")
_DIFFERS = Text("不同之处", "differs in")
_MOST = 200


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "rules",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def rules(
        what: Annotated[
            Literal["list", "diff"], typer.Argument(metavar="diff", help=_WHAT.say(lang))
        ] = "list",
        catalogue: Annotated[
            Path | None, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = None,
        first: Annotated[
            str | None, typer.Option("--from", metavar="DATE", help=_FROM.say(lang))
        ] = None,
        second: Annotated[
            str | None, typer.Option("--to", metavar="DATE", help=_TO.say(lang))
        ] = None,
        sites: Annotated[
            Literal["parcels", "halls"],
            typer.Option("--sites", metavar="KIND", help=_SITES.say(lang)),
        ] = "parcels",
        form: Annotated[
            Literal["table", "json"],
            typer.Option("--format", metavar="FORMAT", help=_FORMAT.say(lang)),
        ] = "table",
    ) -> None:
        place = catalogue or settings.store
        if what == "list":
            if first is not None or second is not None:
                raise WrongUse(
                    "--from and --to go with `sitesel rules diff`",
                    "--from 与 --to 用于 `sitesel rules diff`",
                )
            _list(place, form, lang)
        else:
            _diff(place, _day(first, "--from"), _day(second, "--to"), sites, form, lang)


def _day(word: str | None, option: str) -> date:
    try:
        return date.fromisoformat(word or "")
    except ValueError:
        raise WrongUse(
            f"diff needs {option} and a day like 2025-01-31, not {word!r}",
            f"diff 需要 {option} 和 2025-01-31 形式的日期，而不是 {word!r}",
        ) from None


def _list(place: Path, form: str, lang: Lang) -> None:
    from sitesel.catalogue.rule_changes import rule_book_of, standing_wire  # noqa: PLC0415
    from sitesel.catalogue.rules import STATE_LABELS  # noqa: PLC0415  # geometry is slow to load
    from sitesel.wording.rule import written  # noqa: PLC0415

    opened = catalogue_at(place)
    book = rule_book_of(opened)
    standings = book.standings if book else ()
    if form == "json":
        told = {
            "catalogue": opened.id,
            "as_of": book.as_of.isoformat() if book else None,
            "rules": [standing_wire(each, STATE_LABELS[each.state]) for each in standings],
        }
        _write(told)
        return
    if book is None:
        show(_NONE.say(lang))
        return
    rows = []
    for each in standings:
        rule = each.rule
        cells = (
            rule.id,
            rule.title.say(lang),
            _asked(rule, lang),
            _SEVERITY[rule.severity].say(lang),
            STATE_LABELS[each.state].say(lang),
        )
        rows.append((cells, "" if each.state == "in_force" else "dim"))
    day = book.as_of.isoformat()
    title = Text(f"{day} 的规则", f"Rules as of {day}")
    table(title.say(lang), [head.say(lang) for head in _HEADS], rows, whole=(0,))
    show("")
    sources = list(dict.fromkeys(each.rule.source for each in standings if each.rule.source))
    places = {source: f"[{number}]" for number, source in enumerate(sources, start=1)}
    cited = [
        (
            (
                each.rule.id,
                written(each.rule.document.say(lang), each.rule.clause.say(lang), lang),
                " ".join((*each.layers, *each.kinds)) or "–",
                places.get(each.rule.source, "–"),
            ),
            "",
        )
        for each in standings
    ]
    table(_WRITTEN.say(lang), [head.say(lang) for head in _WRITTEN_HEADS], cited, whole=(0,))
    if sources:
        show("", _SOURCES.say(lang))
    for source, number in places.items():
        show(f"{number} {source}")


def _asked(rule: "Rule", lang: Lang) -> str:
    number = _OPEN.say(lang) if rule.threshold is None else _number(rule.threshold, rule)
    return _OPERATOR[rule.operator].say(lang).format(n=number)


def _number(found: float, rule: "Rule") -> str:
    unit = "m" if rule.operator in ("within", "downwind") else "m²"
    return f"{found:,.1f}".removesuffix(".0") + f" {unit}"


def _diff(place: Path, first: date, second: date, sites: str, form: str, lang: Lang) -> None:
    from sitesel.catalogue.rule_changes import effect_wire, rule_effects  # noqa: PLC0415

    opened = catalogue_at(place)
    effects = rule_effects(opened, first, second, sites="halls" if sites == "halls" else "parcels")
    if form == "json":
        told = {
            "catalogue": opened.id,
            "from": first.isoformat(),
            "to": second.isoformat(),
            "rules": [effect_wire(effect, most=len(effect.parcels)) for effect in effects],
        }
        _write(told)
        return
    if not effects:
        show(_SAME.say(lang))
    for effect in effects:
        _effect(effect, lang)


def _effect(effect: "RuleEffect", lang: Lang) -> None:
    from sitesel.catalogue.rule_changes import VERDICT_LABELS  # noqa: PLC0415

    change = effect.change
    rule = change.after or change.before
    colon = "：" if lang == "zh" else ": "
    title = rule.title.say(lang) if rule else change.id
    show(f"{change.id} {title}")
    for label, version in ((_CHANGE_HEADS[1], change.before), (_CHANGE_HEADS[3], change.after)):
        asked = _asked(version, lang) if version else "–"
        show(f"  {label.say(lang)}{colon}{asked}")
    if change.fields:
        show(f"  {_DIFFERS.say(lang)}{colon}{', '.join(change.fields)}")
    for (old, new), many in effect.counts.items():
        way = f"{VERDICT_LABELS[old].say(lang)} → {VERDICT_LABELS[new].say(lang)}"
        show(f"  {way}{colon}{many}")
    if not effect.parcels:
        show(f"  {_UNCHANGED.say(lang)}", "")
        return

    def cells(judged: "Judged", version: "Rule | None") -> tuple[str, str]:
        number = judged.found
        found = "–" if number is None or version is None else _number(number, version)
        if version is not None and version.operator == "downwind":
            found = "–"
        return VERDICT_LABELS[judged.verdict].say(lang), found

    rows = [
        ((each.parcel, *cells(each.before, change.before), *cells(each.after, change.after)), "")
        for each in effect.parcels[:_MOST]
    ]
    table("", [head.say(lang) for head in _CHANGE_HEADS], rows, numbers=(2, 4))
    if (more := len(effect.parcels) - _MOST) > 0:
        show(Text(f"另有 {more} 宗，用 --format json 全部列出",
                  f"{more} more; --format json lists all").say(lang))  # fmt: skip
    show("")


def _write(told: object) -> None:
    body = json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)
    write_out(f"{body}\n".encode(), "json")
