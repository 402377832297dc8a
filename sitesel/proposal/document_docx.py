"""The proposal as a Word document: the content model poured into a template by docxtpl.

Whatever the content holds stays text: it is escaped, characters that XML has no place for are left
out, and templates run in Jinja's sandbox. The same proposal, pictures and template give the same
bytes.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from sitesel.errors import TemplateRefused
from sitesel.proposal.access import numbers
from sitesel.proposal.content import OVERVIEW, AccessLine, PolicyLine, Proposal, map_keys
from sitesel.proposal.document_template import template as default_template
from sitesel.proposal.labels import labels, numbered
from sitesel.wording.rule import written

_HEADINGS = (
    "summary", "need", "search", "shortlist", "comparison", "policies", "evaluations", "issues",
    "others", "annex",
)  # fmt: skip
_WIDE = 160  # mm
_LARGEST = 60_000_000  # bytes of a template, unpacked
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAYOUT = str.maketrans({"\t": " ", "\x07": None, "\x0c": None})  # docxtpl lays out by these
_MARKS = re.compile(r"([{}])(?=[_{}%])|(?<=[_{}%])([{}])")
_THE_DAY = (1980, 1, 1, 0, 0, 0)


def docx(
    proposal: Proposal, pictures: Mapping[str, bytes] | None = None, *, own: bytes | None = None
) -> bytes:
    """Return a proposal as DOCX.

    Parameters
    ----------
    proposal
        The content.
    pictures
        PNG by the keys of `sitesel.proposal.content`; those that are missing are left out.
    own
        A template of the bureau's; the default one when None.

    Raises
    ------
    TemplateRefused
        The template is no DOCX, too large, or names fields that there are not.
    """
    body = default_template() if own is None else _checked(own)
    try:
        paper = DocxTemplate(io.BytesIO(body))
        paper.render(
            context(proposal, pictures or {}, paper),
            SandboxedEnvironment(autoescape=True, undefined=StrictUndefined),
        )
    except Exception as error:  # a template can do whatever its writer thought of
        raise _refused(error) from error
    _dated(paper, proposal)
    target = io.BytesIO()
    paper.save(target)
    return _fixed(target.getvalue())


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
        All fields of `Proposal`; `say`, the fixed words; `h`, the headings, numbered;
        `pictures.overview`, and `pictures.parcel`, `.access`, `.chart` of each candidate;
        `next_table()` and `next_picture()`, which count.
    """
    told: dict[str, Any] = _clean(asdict(proposal))
    say = labels(proposal.lang)
    zh = proposal.lang == "zh"
    before, _, rest = say["page"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    say |= {
        "page_before": before, "page_between": between, "page_after": after,
        "colon": "：" if zh else ": ", "stop": "。" if zh else ".",
    }  # fmt: skip
    told["say"] = say
    told["h"] = _headings(proposal, say)
    told["policies"] = _clean(_policies(proposal))
    drawn = _Drawn(pictures, paper)
    told["pictures"] = {"overview": drawn.of(OVERVIEW)}
    for one, candidate in zip(told["shortlist"], proposal.shortlist, strict=True):
        one.update(_candidate(one, zh=zh))
        parcel, access, chart = (drawn.of(key) for key in map_keys(candidate.parcel))
        one["pictures"] = {"parcel": parcel, "access": access, "chart": chart}
    for one in (*told["near_misses"], *told["undecided"]):
        one["named"] = _named(one["name"], one["parcel"])
    for one in told["near_misses"]:
        one["lacks"] = "\n".join([*(words for words, _ in one["failing"]), *one["open"]])
        one["way"] = "\n".join(way for _, way in one["failing"] if way) or "—"
    for one in told["undecided"]:
        one["told"] = "\n".join(one["unknown"])
    for one in told["search"]["rules"]:
        one["cited"] = written(one["document"], one["clause"], proposal.lang)
        one["since"] = f"，{one['effective']}" if one["effective"] and zh else (
            f", {one['effective']}" if one["effective"] else "")  # fmt: skip
    if told["comparison"]:
        for row in told["comparison"]["rows"]:
            row["told"] = [_cell(*each, bold=row["differs"])
                           for each in zip(row["cells"], row["best"], strict=True)]  # fmt: skip
    tables, numbers = itertools.count(1), itertools.count(1)
    told["next_table"] = lambda: next(tables)
    told["next_picture"] = lambda: next(numbers)
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


def _headings(proposal: Proposal, say: Mapping[str, str]) -> dict[str, str]:
    """Give their numbers to the headings of the sections that there are."""
    there = {
        "comparison": proposal.comparison is not None,
        "policies": bool(proposal.policies_said or _policies(proposal)),
        "evaluations": bool(proposal.evaluations),
        "issues": bool(proposal.issues),
        "others": bool(proposal.near_misses or proposal.undecided),
    }
    shown = [name for name in _HEADINGS if there.get(name, True)]
    places = {name: place for place, name in enumerate(shown, 1)}
    return {
        name: numbered(places[name], say[name], proposal.lang) if name in places else say[name]
        for name in _HEADINGS
    }


def _candidate(told: dict[str, Any], *, zh: bool) -> dict[str, Any]:
    """Return what is said of a candidate beside its fields."""
    comma = "、" if zh else ", "
    land = told["land_area"]
    colon, stop = ("：", "。") if zh else (": ", ".")
    on_map = numbers(AccessLine(**line) for line in told["access"])
    for line in told["access"]:
        if line["facility"] in on_map:  # the map of the ways has these numbers
            number = on_map[line["facility"]]
            line["name"] += f"（图号 {number}）" if zh else f" (no. {number} on the map)"
    for test in told["standard"]:
        test["result"] = "\n".join(p for p in (test["test_said"], test["margin_said"]) if p)
    return {
        "named": _named(told["name"], told["parcel"]),
        "numbered": f"{told['rank_said']}{colon}{_named(told['name'], told['parcel'])}",
        "brief_said": comma.join(told["brief"]),
        "facts_flat": [figure for _, figures in told["facts"] for figure in figures],
        "land_said": "" if land is None
        else f"{land['label']}{colon}{land['said']}（{land['source']}）{stop}" if zh
        else f"{land['label']}{colon}{land['said']} ({land['source']}){stop}",
    }  # fmt: skip


def _named(name: str, parcel: str) -> str:
    return name if parcel in name else f"{name} {parcel}"


def _policies(proposal: Proposal) -> list[dict[str, str]]:
    """Gather the policies of all candidates, each once, with the sites that it applies to."""
    by_id: dict[str, PolicyLine] = {}
    sites: dict[str, list[str]] = {}
    for candidate in proposal.shortlist:
        for policy in candidate.policies:
            by_id.setdefault(policy.id, policy)
            sites.setdefault(policy.id, []).append(candidate.name)
    zh = proposal.lang == "zh"
    comma = "、" if zh else ", "
    return [
        {
            **asdict(policy),
            "where": f"{policy.why}\n{comma.join(sites[id_])}",
            "written": "\n".join(
                part
                for part in (
                    policy.document,
                    policy.date,
                    (f"至 {policy.until}" if zh else f"until {policy.until}")
                    if policy.until else "",
                )
                if part
            ),
        }
        for id_, policy in by_id.items()
    ]  # fmt: skip


def _cell(words: str, best: bool, *, bold: bool) -> RichText:  # noqa: FBT001
    """Write a cell of the comparison: what differs is bold, what scores highest has a star."""
    text = RichText()
    text.add(f"★ {words}" if best else words, bold=bold)
    return text


def _clean(told: Any) -> Any:  # noqa: ANN401
    """Leave out what XML has no place for, and what docxtpl would read as its own marks."""
    if isinstance(told, str):
        plain = _NOT_XML.sub("", told.translate(_LAYOUT).replace("\r\n", "\n").replace("\r", "\n"))
        # a zero-width space parts `{_{`, which docxtpl writes out as `{{`
        return _MARKS.sub(lambda mark: f"{mark[0]}\u200b" if mark[1] else f"\u200b{mark[0]}", plain)
    if isinstance(told, dict):
        return {key: _clean(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_clean(value) for value in told]
    return told


def _checked(own: bytes) -> bytes:
    """Refuse a template that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(own)) as package:
            size = sum(one.file_size for one in package.infolist())
            there = "word/document.xml" in package.namelist()
    except zipfile.BadZipFile as error:
        raise TemplateRefused(
            "the template is no DOCX; save it from Word as .docx",
            "模板不是 DOCX 文件；请在 Word 中另存为 .docx",
        ) from error
    if not there or size > _LARGEST:
        raise TemplateRefused(
            f"the template is no Word document, or unpacks to more than {_LARGEST:,} bytes",
            f"模板不是 Word 文档，或解压后超过 {_LARGEST:,} 字节",
        )
    return own


def _refused(error: Exception) -> TemplateRefused:
    known = ", ".join(sorted(set(Proposal.__dataclass_fields__) | {"say", "h", "pictures"}))
    return TemplateRefused(
        f"the template can't be filled: {error}; the fields are {known}",
        f"模板无法填写：{error}；可用字段有 {known}",
    )


def _dated(paper: DocxTemplate, proposal: Proposal) -> None:
    """Set the properties of the document: the day is the proposal's."""
    properties = paper.docx.core_properties
    day = proposal.cover.day
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    properties.title = _clean(proposal.cover.title)[:255]
    properties.author = properties.last_modified_by = "sitesel"
    properties.comments = _clean(f"{proposal.cover.catalogue} · {proposal.cover.digest}")[:255]
    properties.created = properties.modified = moment
    properties.revision = 1


def _fixed(body: bytes) -> bytes:
    """Pack the document again with one time for all its parts, so that its bytes are the same."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as package,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for one in package.infolist():
            entry = zipfile.ZipInfo(one.filename, _THE_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, package.read(one.filename))
    return target.getvalue()
