"""The fields that a Word template may use: the content model, and what is laid out of it."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText

from sitesel.proposal.access import numbers
from sitesel.proposal.charts import SHARES
from sitesel.proposal.content import OVERVIEW, AccessLine, Proposal, map_keys
from sitesel.proposal.labels import labels, numbered
from sitesel.wording.rule import written

_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "summary": (), "need": (), "search": (), "shortlist": (), "comparison": (), "policies": (),
    "evaluations": (), "issues": (), "others": ("near_misses", "undecided_sites"),
    "annex": ("method", "limits", "sources", "repeat"),
}  # fmt: skip
"""The headings in their order, each with those below it that are always called the same."""
_WIDE = 160  # mm
_DIFFERS = "FFF9EA"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAYOUT = str.maketrans({"\t": " ", "\x07": None, "\x0c": None})  # docxtpl lays out by these
_MARKS = re.compile(r"([{}])(?=[_{}%])|(?<=[_{}%])([{}])")


def context(
    proposal: Proposal, pictures: Mapping[str, bytes], paper: DocxTemplate | None = None
) -> dict[str, Any]:
    """Return the fields that a template may use: the content model, and a few words beside it.

    Parameters
    ----------
    proposal
        The content; its fields keep their names.
    pictures
        PNG by key.
    paper
        That they are put into; None leaves them out.

    Returns
    -------
    context
        All fields of `Proposal`; `say`, the fixed words; `h`, the headings, numbered; `contents`,
        the headings with the numbers of their marks, which `marks` holds by their names;
        `pictures.overview` and `.shares`, and `pictures.parcel`, `.access`, `.chart` of each
        candidate; `next_table()` and `next_picture()`, which count.
    """
    told: dict[str, Any] = clean(asdict(proposal))
    say = labels(proposal.lang, proposal.sites)
    before, _, rest = say["page"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    told["say"] = say | {"page_before": before, "page_between": between, "page_after": after}
    told["overview_said"] = say[
        "overview_map" if proposal.shortlist else
        "overview_near" if proposal.near_misses else "overview_none"
    ]  # fmt: skip
    drawn = _Drawn(pictures, paper)
    told["pictures"] = {"overview": drawn.of(OVERVIEW), "shares": drawn.of(SHARES)}
    for one, candidate in zip(told["shortlist"], proposal.shortlist, strict=True):
        one.update(_candidate(one, say))
        parcel, access, chart = (drawn.of(key) for key in map_keys(candidate.parcel))
        one["pictures"] = {"parcel": parcel, "access": access, "chart": chart}
    for sheet in told["evaluations"]:
        _evaluation(sheet, say)
    _rows(told, proposal)
    _headed(told, proposal, say)
    tables, figures = itertools.count(1), itertools.count(1)
    told["next_table"] = lambda: next(tables)
    told["next_picture"] = lambda: next(figures)
    return told


def _rows(told: dict[str, Any], proposal: Proposal) -> None:
    """Lay out the rows of tables: what a cell says that is not a field as it is."""
    for one in told["issues"]:
        one["due_told"] = "\n".join(p for p in (one["due_said"], one["days_said"]) if p)
    for one in (*told["near_misses"], *told["undecided"]):
        one["named"] = _named(one["name"], one["parcel"])
    for one in told["near_misses"]:
        one["brief_said"] = _joined(one["brief"], proposal)
        one["lacking"] = [*one["failing"], *((words, "—") for words in one["open"])]
    for one in told["undecided"]:
        one["told"] = "\n".join(one["unknown"])
    for one in told["search"]["rules"]:
        one["cited"] = written(one["document"], one["clause"], proposal.lang)
        comma = "，" if proposal.lang == "zh" else ", "
        one["since"] = f"{comma}{one['effective']}" if one["effective"] else ""
    for one in told["policies"]:
        one["where"] = f"{one['why']}\n{_joined(one['sites'], proposal)}"
        one["written"] = "\n".join(part for part in (one["document"], one["dated"]) if part)
    if told["comparison"]:
        for row in told["comparison"]["rows"]:
            row["shade"] = _DIFFERS if row["differs"] else "auto"
            row["told"] = list(map(_cell, row["cells"], row["best"]))


def clean(told: Any) -> Any:  # noqa: ANN401
    """Leave out what XML has no place for, and what docxtpl would read as its own marks."""
    if isinstance(told, str):
        plain = _NOT_XML.sub("", told.translate(_LAYOUT).replace("\r\n", "\n").replace("\r", "\n"))
        # a zero-width space parts `{_{`, which docxtpl writes out as `{{`
        return _MARKS.sub(lambda mark: f"{mark[0]}\u200b" if mark[1] else f"\u200b{mark[0]}", plain)
    if isinstance(told, dict):
        return {key: clean(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [clean(value) for value in told]
    return told


class _Drawn:
    """The pictures, each put into the document when it is asked for."""

    def __init__(self, pictures: Mapping[str, bytes], paper: DocxTemplate | None) -> None:
        self._pictures, self._paper = pictures, paper

    def of(self, key: str) -> Any:  # noqa: ANN401
        """Return a picture; empty where there is none."""
        body = self._pictures.get(key)
        if body is None or self._paper is None:
            return ""
        return InlineImage(self._paper, io.BytesIO(body), width=Mm(_WIDE))


def _headed(told: dict[str, Any], proposal: Proposal, say: Mapping[str, str]) -> None:
    """Give the sections that there are their numbers, and list the headings with their marks."""
    there = {
        "comparison": proposal.comparison is not None,
        "policies": bool(proposal.policies_said or proposal.policies),
        "evaluations": bool(proposal.evaluations),
        "issues": bool(proposal.issues),
        "others": bool(proposal.near_misses or proposal.undecided),
        "near_misses": bool(proposal.near_misses),
        "undecided_sites": bool(proposal.undecided),
    }
    shown = [name for name in _SECTIONS if there.get(name, True)]
    told["h"] = {
        name: numbered(shown.index(name) + 1, say[name], proposal.lang)
        if name in shown else say[name]
        for name in _SECTIONS
    }  # fmt: skip
    told["marks"] = dict.fromkeys(
        [*_SECTIONS, *(name for below in _SECTIONS.values() for name in below)], 0
    )
    told["contents"] = lines = []
    count = itertools.count(1)
    for name in shown:
        told["marks"][name] = next(count)
        lines.append({"level": 1, "words": told["h"][name], "mark": told["marks"][name]})
        for one, words in _below(name, told):
            one["mark"] = next(count)
            lines.append({"level": 2, "words": words, "mark": one["mark"]})
        for below in _SECTIONS[name]:
            if there.get(below, True):
                told["marks"][below] = next(count)
                lines.append({"level": 2, "words": say[below], "mark": told["marks"][below]})


def _below(name: str, told: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Go through what has a heading of its own in a section."""
    if name == "shortlist":
        yield from ((one, one["numbered"]) for one in told["shortlist"])
    elif name == "evaluations":
        yield from ((one, one["title"]) for one in told["evaluations"])


def _candidate(told: dict[str, Any], say: Mapping[str, str]) -> dict[str, Any]:
    """Return what is said of a candidate beside its fields."""
    land = told["land_area"]
    on_map = numbers(AccessLine(**line) for line in told["access"])
    for line in told["access"]:
        line["number"] = on_map.get(line["facility"], "")  # the map of the ways has these
    for test in told["standard"]:
        test["result"] = "\n".join(p for p in (test["test_said"], test["margin_said"]) if p)
    comma = "、" if say["colon"] == "：" else ", "
    return {
        "named": _named(told["name"], told["parcel"]),
        "numbered": f"{told['rank_said']}{say['colon']}{_named(told['name'], told['parcel'])}",
        "brief_said": comma.join(told["brief"]),
        "fact_groups": [{"name": name, "figures": figures} for name, figures in told["facts"]],
        "land_said": "" if land is None
        else f"{land['label']}{say['colon']}{land['said']}{say['open']}{land['source']}"
             f"{say['close']}{say['stop']}",
    }  # fmt: skip


def _evaluation(sheet: dict[str, Any], say: Mapping[str, str]) -> None:
    """Group the points of a sheet, and say below each what was ruled and thought of it."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in sheet["lines"]:
        groups.setdefault(line["group"], []).append(line)
        ruled = [line["override"]["said"]] if line["override"] else []
        line["standing"] = "\n".join([*ruled, *(one["said"] for one in line["opinions"])])
    sheet["groups"] = [{"name": name, "lines": lines} for name, lines in groups.items()]
    for one in sheet["opinions"]:
        told = (one["stance_said"], one["text"])
        one["told"] = say["colon"].join(part for part in told if part)


def _joined(words: tuple[str, ...] | list[str], proposal: Proposal) -> str:
    return ("、" if proposal.lang == "zh" else ", ").join(words)


def _named(name: str, parcel: str) -> str:
    return name if parcel in name else f"{name} {parcel}"


def _cell(words: str, best: bool) -> RichText:  # noqa: FBT001
    """Write a cell of the comparison: what scores highest is bold and has a star."""
    text = RichText()
    text.add(f"★ {words}" if best else words, bold=best)
    return text
