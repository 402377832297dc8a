"""A selection as tables in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sitesel.catalogue import Catalogue
from sitesel.cli.asked import show_asked
from sitesel.cli.terminal import STYLE, show, table
from sitesel.columns import Columns
from sitesel.language import Lang, Text
from sitesel.selection import Disposition, NearMiss, Selection
from sitesel.selection.found import bits
from sitesel.units import format_number
from sitesel.wording import account, failing_words, near_miss_words, reason_words

_CANDIDATES = Text("候选（按适宜度）", "Candidates, best first")
_REASONS = Text("每条约束淘汰多少", "What each constraint rejects")
_NEAR = Text("差一点的", "Near misses")
_NONE = Text("没有候选。看下面每条约束淘汰了多少，放宽其一或补齐未知数据",
             "No candidates. The constraints below tell what rejects most; relax one, or find out "
             "what is not known")  # fmt: skip
_UNDECIDED = Text("待定", "Undecided")
_NOT_KNOWN = Text("无从判断的", "what can't be told")
_MORE_UNDECIDED = Text("另有 {count} 宗待定；--ledger FILE 写出全部",
                       "{count} more are undecided; --ledger FILE lists them all")  # fmt: skip
_ROWS_AT_ONCE = 65_536
MOST_UNDECIDED = 10
_MORE = Text("另有 {count} 个候选未列出；在需求中写更大的 limit",
             "{count} more candidates are not listed; write a higher `limit`")  # fmt: skip
_RANK, _ID, _NAME = Text("名次", "rank"), Text("编号", "id"), Text("名称", "name")
_SUITABILITY = Text("适宜度", "suitability")
_CONSTRAINT, _LACKS = Text("约束", "constraint"), Text("不满足的", "what fails")
_REJECTED, _UNKNOWN = Text("淘汰", "rejected"), Text("未知", "unknown")
_UNMEASURED = Text("未量算", "not measured")
_WHY_UNMEASURED = Text(
    "未量算：已被其他约束淘汰，不再量算；单宗可用 `sitesel explain` 查看",
    "not measured: rejected by other constraints already; `sitesel explain` measures one parcel",
)
_SHARES = Text(
    "各准则一栏是它对适宜度的贡献；= 为并列",
    "a criterion's column is its share of the suitability; = is a tie",
)


def show_selection(selection: Selection, catalogue: Catalogue, lang: Lang) -> None:
    """Show the account, the candidates, what each constraint rejects, and the near misses."""
    columns = selection.columns
    show(f"{selection.requirement.title.say(lang)} · {catalogue.manifest.title.say(lang)}")
    show_asked(selection.requirement, catalogue, lang)
    if catalogue.manifest.notice is not None:
        show(catalogue.manifest.notice.say(lang))
    show(account(selection, lang), "")
    if selection.candidates:
        _candidates(selection, columns, lang)
    elif not selection.counts.candidates:
        show(_NONE.say(lang), "")
    _reasons(selection, columns, lang)
    _near_misses(selection, columns, lang)
    _undecided(selection, columns, lang)


def _name(columns: Columns, row: int) -> str:
    return str(columns.value("name", row) or "") if "name" in columns else ""


def _candidates(selection: Selection, columns: Columns, lang: Lang) -> None:
    criteria = selection.requirement.criteria
    names = [_name(columns, candidate.row) for candidate in selection.candidates]
    named = any(names)
    shown = (_RANK, _ID, *([_NAME] if named else []), _SUITABILITY)
    heads = [head.say(lang) for head in shown]
    heads += [(c.title or columns.schema[c.attribute].label).say(lang) for c in criteria]
    rows = []
    for candidate, name in zip(selection.candidates, names, strict=True):
        low, high = candidate.interval
        suits = format_number(candidate.suitability, lang, 3)
        if high > low:
            suits += f"…{format_number(high, lang, 3)}"
        shares = {each.criterion: each for each in candidate.contributions}
        cells = [
            f"{'=' if candidate.tied else ''}{candidate.rank}" if criteria else "—",
            candidate.parcel,
            *([name] if named else []),
            suits if criteria else "—",
            *(
                "?" if shares[c.id].value is None else format_number(shares[c.id].share, lang, 3)
                for c in criteria
            ),
        ]
        rows.append((cells, ""))
    numbers = (0, *range(len(shown) - 1, len(heads)))
    table(_CANDIDATES.say(lang), heads, rows, numbers=numbers)
    if criteria:
        show(_SHARES.say(lang))
    left = selection.counts.candidates - len(selection.candidates)
    if left:
        show(_MORE.format(count=format_number(left, lang, 15)).say(lang))
    show("")


def _reasons(selection: Selection, columns: Columns, lang: Lang) -> None:
    if not selection.reasons:
        return
    skipped = selection.measures
    rows = [
        (
            (
                reason_words(reason, selection.requirement, columns.schema, lang),
                format_number(reason.rejected, lang, 15),
                format_number(reason.unknown, lang, 15),
                *([format_number(reason.unmeasured, lang, 15)] if skipped else []),
            ),
            "",
        )
        for reason in selection.reasons
    ]
    shown = (_CONSTRAINT, _REJECTED, _UNKNOWN, *([_UNMEASURED] if skipped else []))
    heads = [head.say(lang) for head in shown]
    table(_REASONS.say(lang), heads, rows, numbers=range(1, len(shown)))
    if any(reason.unmeasured for reason in selection.reasons):
        show(_WHY_UNMEASURED.say(lang))
    show("")


def _near_misses(selection: Selection, columns: Columns, lang: Lang) -> None:
    if not selection.near_misses:
        return
    told = [
        (each, near_miss_words(each, selection.requirement, columns.schema, lang))
        for each in selection.near_misses
    ]
    _sites(_NEAR, _LACKS, told, columns, lang)


def _undecided(selection: Selection, columns: Columns, lang: Lang) -> None:
    if not selection.counts.undecided:
        return
    by_id = {constraint.id: constraint for constraint in selection.requirement.constraints}
    told = [
        (each, [failing_words(u, by_id[u.constraint], columns.schema, lang) for u in each.unknown])
        for each in _first_undecided(selection)
    ]
    if selection.near_misses:
        show("")
    _sites(_UNDECIDED, _NOT_KNOWN, told, columns, lang)
    left = selection.counts.undecided - len(told)
    if left:
        show(_MORE_UNDECIDED.format(count=format_number(left, lang, 15)).say(lang))


def _first_undecided(selection: Selection) -> list[Disposition]:
    """Return the first in catalogue order, without going through those of a million parcels."""
    judged, top = selection.judged, list(selection.plan.screen.top)
    found: list[Disposition] = []
    for start in range(0, selection.counts.total, _ROWS_AT_ONCE):
        stop = min(start + _ROWS_AT_ONCE, selection.counts.total)
        fails = bits(judged.fails[top], start, stop).any(axis=0)
        untold = bits(judged.unknown[top], start, stop).any(axis=0)
        for row in (start + np.flatnonzero(untold & ~fails)).tolist():
            found += selection.ledger(row, row + 1)
            if len(found) == MOST_UNDECIDED:
                return found
    return found


def _sites(
    title: Text,
    about: Text,
    told: Sequence[tuple[NearMiss | Disposition, Sequence[str]]],
    columns: Columns,
    lang: Lang,
) -> None:
    names = [_name(columns, site.row) for site, _ in told]
    named, rows = any(names), []
    for (site, lines), name in zip(told, names, strict=True):
        for place, line in enumerate(lines):
            first = (site.parcel, name) if place == 0 else ("", "")
            cells = (*first, line) if named else (first[0], line)
            rows.append((cells, STYLE["undecided"] if place == 0 else ""))
    heads = (_ID, _NAME, about) if named else (_ID, about)
    table(title.say(lang), [head.say(lang) for head in heads], rows)
