"""Where several requirements go, in words."""

from __future__ import annotations

from sitesel.language import Lang, Text
from sitesel.selection import Asked, Placement, Reason, Taken, Unplaced, Use
from sitesel.units import format_number, format_quantity
from sitesel.wording.account import reason_words

_MOST_TOLD = 6
_UNPROVED = Text(
    "已到搜索时限，未能证明没有更好的安排",
    "the search was ended: it is not proved that no placement is better",
)
_DIVIDED = Text(
    "同一地块只按面积相加，未考虑如何分割与分户道路",
    "on a shared parcel areas alone are added up; how it is divided, and its roads, are not "
    "looked at",
)
_NO_CANDIDATE = Text("没有一宗地块满足其全部约束", "no parcel meets all its constraints")


def placement_words(placement: Placement, lang: Lang) -> str:
    """Say in one sentence how many requirements are placed, and on how much land."""
    total, placed, parcels = len(placement.asked), len(placement.placed), len(placement.uses)
    used = format_quantity(sum(use.used for use in placement.uses), "m2", lang)
    worth = format_number(placement.suitability, lang, 3)
    title = placement.enquiry.title.say(lang)
    left = total - placed
    if lang == "zh":
        said = f"{title}：{total} 条需求，安排 {placed} 条、未安排 {left} 条"
        return f"{said}；用 {parcels} 宗地块、{used}，适宜度合计 {worth}"
    said = f"{title}: {total} requirements, {placed} placed and {left} not"
    on = f"{parcels} parcel{'' if parcels == 1 else 's'}"
    return f"{said}; on {on}, {used}; suitabilities add up to {worth}"


def placement_notes(placement: Placement, lang: Lang) -> list[str]:
    """Say what a reader has to know of a placement: what was not proved and not looked at."""
    notes = [] if placement.proved else [_UNPROVED.say(lang)]
    cut = [asked for asked in placement.asked if asked.considered < asked.candidates]
    if cut:
        names, most = _listed([asked.requirement for asked in cut], lang), cut[0].considered
        notes.append(
            Text(
                f"{names} 的候选超过 {most} 宗，只考虑了最好的 {most} 宗",
                f"{names}: of the candidates only the best {most} were looked at",
            ).say(lang)
        )
    if any(len(use.requirements) > 1 for use in placement.uses):
        notes.append(_DIVIDED.say(lang))
    return notes


def asked_title(asked: Asked, lang: Lang) -> str:
    """Say what a requirement of an enquiry is for."""
    return asked.title[lang] or asked.title["zh"]


def unplaced_words(unplaced: Unplaced, placement: Placement, lang: Lang) -> list[str]:
    """Say why a requirement found no place, a line for each reason."""
    zh = lang == "zh"
    if unplaced.why == "no_candidate":
        return _no_candidate(unplaced, placement, lang)
    needed = format_quantity(unplaced.land, "m2", lang)
    if unplaced.why == "too_small":
        if unplaced.largest is None:
            said = Text(
                f"需 {needed}；候选地块的面积都未知",
                f"needs {needed}; how much land the candidates have is not known",
            )
            return [said.say(lang)]
        most = format_quantity(unplaced.largest, "m2", lang)
        said = Text(
            f"需 {needed}；候选中最大的只有 {most}",
            f"needs {needed}; the largest of its candidates has {most}",
        )
        return [said.say(lang)]
    lines = [_taken(one, lang) for one in unplaced.taken[:_MOST_TOLD]]
    more = len(unplaced.taken) - len(lines)
    if more > 0:
        count = format_number(more, lang, 15)
        lines.append(f"另有 {count} 宗候选也已占用" if zh else f"{count} more are taken as well")
    head = f"需 {needed}；候选都已占用" if zh else f"needs {needed}; its candidates are taken"
    return [head, *lines]


def _taken(taken: Taken, lang: Lang) -> str:
    left, by = format_quantity(taken.left, "m2", lang), _listed(list(taken.by), lang)
    if lang == "zh":
        return f"{taken.parcel}：已安排 {by}，余 {left}"
    return f"{taken.parcel}: taken by {by}, {left} left"


def _no_candidate(unplaced: Unplaced, placement: Placement, lang: Lang) -> list[str]:
    names = [asked.requirement for asked in placement.asked]
    selection = placement.selections[names.index(unplaced.requirement)]
    requirement, schema = selection.requirement, selection.columns.schema
    open_ = selection.counts.undecided
    head = _NO_CANDIDATE.say(lang)
    if open_:
        told = format_number(open_, lang, 15)
        head += f"；待定 {told} 宗" if lang == "zh" else f"; {told} undecided"
    return [
        head,
        *(
            _rejecting(reason, reason_words(reason, requirement, schema, lang), lang)
            for reason in unplaced.reasons
        ),
    ]


def _rejecting(reason: Reason, needed: str, lang: Lang) -> str:
    told = []
    out, open_ = (format_number(n, lang, 15) for n in (reason.rejected, reason.unknown))
    if reason.rejected:
        told.append(f"淘汰 {out} 宗" if lang == "zh" else f"rejects {out}")
    if reason.unknown:
        told.append(f"{open_} 宗未知" if lang == "zh" else f"not known of {open_}")
    return f"{needed}：{'，'.join(told)}" if lang == "zh" else f"{needed}: {', '.join(told)}"


def use_words(use: Use, lang: Lang) -> str:
    """Say of how much land a parcel has how much is used and left.

    >>> use_words(Use("A", "area", 20000.0, 8000.0, 12000.0, ("1",)), "en")
    '12 of 30 mu used, 18 left'
    """
    land, used, left = (_mu(number, lang) for number in (use.land, use.used, use.left))
    if lang == "zh":
        basis = "（扣除管控范围后）" if use.basis == "remaining_area" else ""
        return f"{land} 亩{basis}，用 {used} 亩，余 {left} 亩"
    basis = " outside excluded areas" if use.basis == "remaining_area" else ""
    return f"{used} of {land} mu{basis} used, {left} left"


def _mu(area: float, lang: Lang) -> str:
    return format_number(area * 3 / 2000, lang)


def _listed(names: list[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(names)
