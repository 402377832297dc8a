"""The view on paper: need, account, map, shortlist, reasons and sources as a PDF (A4).

Typst sets it. All words go there as data (JSON), so that none is ever read as markup; the map is
the picture of `sitesel.webmap.picture`. The same selection and view give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sitesel.catalogue import Catalogue
from sitesel.exports.typesetting import typeset
from sitesel.language import Lang, Text
from sitesel.selection import Candidate, Selection
from sitesel.shore_words import shore_word, shore_words
from sitesel.units import format_number
from sitesel.webmap.answer import Answer
from sitesel.webmap.picture import Asked, picture
from sitesel.webmap.ramp import colour
from sitesel.wording import (
    asked_words,
    constraint_words,
    criterion_words,
    found,
    found_words,
    reason_words,
)

_TEMPLATE = Path(__file__).with_name("pdf.typ")
_MOST_LISTED, _MOST_SHARES, _MOST_CRITERIA, _MOST_NEAR = 40, 12, 7, 8
_LONGEST = 300  # characters of one text; more is cut, and shown to be
_WIDE, _HIGH = 900, 560  # pixels of the map
_FACTS = {
    "parcels": ("area", "planning_use", "status", "price"),
    "halls": ("floor_area", "clear_height", "status", "rent"),
}
_LABELS = {
    "need": Text("需求", "The need"),
    "constraints": Text("必须满足", "Must hold"),
    "criteria": Text("择优条件（权重）", "Better or worse (weight)"),
    "shortlist": Text("候选，按适宜度排序", "Shortlist, best first"),
    "none": Text(
        "没有地块满足全部约束；请看下面各项约束的结果和最接近的地块。",
        "No parcel meets every constraint; see below what each does, and the near misses.",
    ),
    "parcel": Text("地块", "Parcel"),
    "suitability": Text("适宜度", "Suitability"),
    "shares": Text("适宜度如何相加而成", "How the suitability adds up"),
    "sum": Text("合计", "Sum"),
    "unknown": Text(
        "每格上为贡献，下为实际值；未知的按最低计。",
        "In each cell the share above, what was found below; what is not known counts as the least "
        "it can be.",
    ),
    "reasons": Text("各项约束的结果", "What each constraint does"),
    "constraint": Text("约束", "Constraint"),
    "rejected": Text("淘汰", "Rejected"),
    "not_known": Text("未知", "Not known"),
    "unmeasured": Text("未量算", "Not measured"),
    "several": Text(
        "一宗地可能被几项约束同时淘汰，因此各行之和可大于淘汰总数。",
        "One parcel can be rejected by several constraints, so the rows can add up to more.",
    ),
    "near_misses": Text("最接近的地块", "Near misses"),
    "trust": Text("依据", "What this rests on"),
    "repeat": Text(
        "同一目录、同一需求、同一版本，任何人重算都得到同一结果和同一校验码。",
        "Anybody who puts the same requirement to the same catalogue with the same version gets "
        "the same answer and the same digest.",
    ),
    "map": Text(
        "地图：候选按适宜度着色并标名次", "Map: candidates by suitability, with their ranks"
    ),
}


def pdf(
    selection: Selection,
    catalogue: Catalogue,
    lang: Lang,
    *,
    bounds: tuple[float, float, float, float] | None = None,
) -> bytes:
    """Return a selection as a PDF.

    Parameters
    ----------
    selection
        The whole answer.
    catalogue
        That was judged.
    lang
        Of the words.
    bounds
        What the map shows: west, south, east, north, degrees; else the candidates.

    Raises
    ------
    FontMissing
        There is no font with Chinese characters.
    """
    asked = Asked(bounds=bounds, width=_WIDE, height=_HIGH, lang=lang)
    drawn = picture(catalogue, asked, selection)
    return typeset(_TEMPLATE, _told(selection, catalogue, lang), {"map": drawn})


def _told(selection: Selection, catalogue: Catalogue, lang: Lang) -> dict[str, Any]:
    answer = Answer(selection, catalogue, lang)
    panel = answer.panel()
    manifest = catalogue.manifest
    requirement = selection.requirement
    schema = answer.schema
    weights = sum(one.weight for one in requirement.criteria) or 1.0
    few = len(requirement.criteria) <= _MOST_CRITERIA
    listed = selection.candidates[:_MOST_LISTED]
    more = selection.counts.candidates - len(listed)
    facts = [name for name in _FACTS[requirement.sites] if name in schema]
    return {
        "lang": lang,
        "region": "cn" if lang == "zh" else "gb",
        "labels": {name: text.say(lang) for name, text in _LABELS.items()},
        "title": _short(requirement.title.say(lang)) or _LABELS["need"].say(lang),
        "catalogue": " · ".join(
            part for part in (_short(manifest.title.say(lang)), manifest.date or "") if part
        ),
        "notice": manifest.notice.say(lang) if manifest.notice else "",
        "account": panel["account"],
        "counts": [{"label": label, "number": f"{n:,}"} for label, n in panel["counts"]],
        "map": _LABELS["map"].say(lang),
        "asked": _short(_asked(selection, catalogue, lang)),
        "constraints": [
            _short(constraint_words(one, schema, lang)) for one in requirement.constraints
        ],
        "criteria": [
            {
                "words": _short(criterion_words(one, schema, lang)),
                "label": _short((one.title or schema[one.attribute].label).say(lang), 40),
                "weight": f"{one.weight / weights:.0%}",
                "share": one.weight / weights,
            }
            for one in requirement.criteria
        ],
        "facts": [_short(schema[name].label.say(lang), 40) for name in facts],
        "shortlist": [_listed(one, answer, facts) for one in listed],
        "more": _more(more, lang),
        "shares": [_shares(one, answer) for one in listed[:_MOST_SHARES]]
        if few and requirement.criteria
        else [],
        "reasons": [
            {
                "words": _short(reason_words(one, requirement, schema, lang)),
                "rejected": f"{one.rejected:,}",
                "unknown": f"{one.unknown:,}",
                "unmeasured": f"{one.unmeasured:,}",
            }
            for one in selection.reasons
        ],
        "measures": selection.measures,
        "near_misses": [
            {"title": _short(one["title"]), "words": [_short(words) for words in one["words"]]}
            for one in panel["near_misses"][:_MOST_NEAR]
        ],
        "trust": [_short(line, 1_000) for line in _trust(selection, catalogue, lang)],
        "foot": f"sitesel {selection.version} · {selection.catalogue} · {selection.digest}",
    }


def _asked(selection: Selection, catalogue: Catalogue, lang: Lang) -> str:
    wharf = selection.requirement.wharf
    word = None if wharf is None else wharf.cargo
    meant = None if word is None else shore_word(word, "cargo")
    return asked_words(
        selection.requirement,
        lang,
        scenarios={name: one.title for name, one in catalogue.scenarios().items()},
        cargo={} if word is None or meant is None else {word: shore_words("cargo")[meant]},
        layers=catalogue.constraint_layers(),
    )


def _listed(one: Candidate, answer: Answer, facts: list[str]) -> dict[str, Any]:
    columns, lang = answer.columns, answer.lang
    title = answer.title_of(one.parcel, one.row)
    low, high = one.interval
    score = f"{low:.3f}" if high - low < 0.0005 else f"{low:.3f}–{high:.3f}"
    return {
        "rank": f"{one.rank}",
        "id": "" if one.parcel in title else _short(one.parcel, 60),
        "title": _short(title, 60),
        "score": score,
        "percent": round(100 * min(max(one.suitability, 0.0), 1.0), 1),
        "colour": colour(max(one.suitability, 0.0)),
        "facts": [
            _short(found(columns.value(name, one.row), answer.schema[name], lang), 60)
            for name in facts
        ],
    }


def _shares(one: Candidate, answer: Answer) -> dict[str, Any]:
    schema, lang = answer.schema, answer.lang
    return {
        "rank": f"{one.rank}",
        "title": _short(answer.title_of(one.parcel, one.row), 30),
        "parts": [
            {
                "share": f"{c.share:.3f}",
                "found": _short(
                    found_words(c.found, c.state, c.place, schema[c.attribute], schema, lang), 28
                ),
            }
            for c in one.contributions
        ],
        "sum": f"{one.suitability:.3f}",
    }


def _more(more: int, lang: Lang) -> str:
    if more <= 0:
        return ""
    count = format_number(more, lang, 15)
    return Text(f"另有 {count} 个候选未列出。", f"{count} more candidates are not listed.").say(
        lang
    )


def _trust(selection: Selection, catalogue: Catalogue, lang: Lang) -> Iterator[str]:
    manifest = catalogue.manifest
    dated = f" · {manifest.date}" if manifest.date else ""
    yield Text(
        f"目录 {selection.catalogue}{dated} · 校验码 {selection.digest} · "
        f"sitesel {selection.version}",
        f"Catalogue {selection.catalogue}{dated} · digest {selection.digest} · "
        f"sitesel {selection.version}",
    ).say(lang)
    if manifest.licence:
        yield Text(f"许可：{manifest.licence}", f"Licence: {manifest.licence}").say(lang)
    for source in manifest.sources:
        told = [source.name, source.source, source.date or "", source.licence or ""]
        if source.licence:
            yield " · ".join(part for part in told if part)


def _short(said: str, most: int = _LONGEST) -> str:
    plain = "".join(c for c in said if c.isprintable() or c == "\n")
    return plain if len(plain) <= most else plain[: most - 1] + "…"
