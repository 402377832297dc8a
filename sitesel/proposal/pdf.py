"""A proposal as PDF (A4): typst sets it from the content model, words only as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sitesel.exports.typesetting import typeset
from sitesel.language import Lang, Text
from sitesel.proposal.content import AccessEvaluation, Candidate, Proposal
from sitesel.proposal.labels import labels
from sitesel.proposal.maps import Map

_TEMPLATE = Path(__file__).with_name("pdf.typ")
_LONGEST = 2_000  # characters of one text; more is cut, and shown to be
_MARK = 60  # characters of a watermark
_LONG = re.compile(r"[!-~]{20,}")  # a word so long breaks where it has to
_IDS = ("parcel", "facility")  # things are looked up by these: they stay as they are
_JOINTS, _MOST = re.compile(r"(?<=[_./-])(?=.)"), 24
_BREAK = "\u200b"
_COVER = {
    "industry": "industry",
    "prepared_by": "prepared_by",
    "day_said": "day",
    "valid_until_said": "valid_until",
    "catalogue_title": "catalogue",
    "catalogue_date": "catalogue_date",
    "catalogue": "catalogue_id",
    "requirement_digest": "requirement_digest",
    "digest": "digest",
}
"""The labels of what stands on the first page."""
_AT_SCALE = Text("{what} 1∶{scale}（A4 原大打印）", "{what}, at 1:{scale} (printed on A4 as it is)")
_WAYS = Text(
    "到各类最近设施的路线；编号见下表",
    "The ways to the nearest of each kind; numbers as in the table below",
)


def pdf(
    proposal: Proposal,
    maps: Mapping[str, Map],
    charts: Mapping[str, str],
    *,
    watermark: str = "",
) -> bytes:
    """Return a proposal as a PDF.

    Parameters
    ----------
    proposal
        All that it says.
    maps, charts
        By their keys: see `sitesel.proposal.maps` and `sitesel.proposal.charts`.
    watermark
        Words over every page, pale enough to read through; none when empty.

    Raises
    ------
    FontMissing
        There is no font with Chinese characters.
    """
    drawn = {key: one.svg for key, one in maps.items()} | dict(charts)
    told = _told(proposal, maps, charts) | {"watermark": _shown(watermark)[:_MARK]}
    return typeset(_TEMPLATE, told, drawn)


def _told(proposal: Proposal, maps: Mapping[str, Map], charts: Mapping[str, str]) -> dict[str, Any]:
    lang, cover = proposal.lang, proposal.cover
    comma = "、" if lang == "zh" else ", "
    say = labels(lang, proposal.sites)
    told: dict[str, Any] = _plain(
        {
            "proposal": proposal,
            "labels": say,
            "running": " · ".join(part for part in (cover.heading, cover.title) if part),
            "foot": f"sitesel {cover.version} · {cover.catalogue} · {cover.digest}",
            "cover": [
                (say[label], said)
                for name, label in _COVER.items()
                if (said := getattr(cover, name))
            ],
            "joined": {one.parcel: comma.join(one.brief) for one in proposal.shortlist},
            "joined-near": {one.parcel: comma.join(one.brief) for one in proposal.near_misses},
            "grouped": {one.parcel: _grouped(one) for one in proposal.evaluations},
        }
    )  # fmt: skip
    # keys of pictures are ids, and stay as they are
    return told | {
        "region": "cn" if lang == "zh" else "gb",
        "captions": {key: _caption(one, say, lang) for key, one in maps.items()},
        "numbers": _numbers(proposal.shortlist, maps),
        "charts": list(charts),
        # as it is: what is copied from the page has to run
        "command": _shown(proposal.annex.command),
    }


def _caption(drawn: Map, say: Mapping[str, str], lang: Lang) -> str:
    if drawn.scale:
        return _AT_SCALE.format(what=say["parcel_map"], scale=f"{drawn.scale:,}").say(lang)
    return _WAYS.say(lang)


def _numbers(
    shortlist: tuple[Candidate, ...], maps: Mapping[str, Map]
) -> dict[str, dict[str, str]]:
    drawn = {one.parcel: maps.get(f"access:{one.parcel}") for one in shortlist}
    return {
        parcel: {} if one is None else {id_: str(n) for id_, n in one.numbers.items()}
        for parcel, one in drawn.items()
    }


def _grouped(sheet: AccessEvaluation) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for line in sheet.lines:
        groups.setdefault(line.group, []).append(line)
    return list(groups.items())


def _plain(told: Any) -> Any:  # noqa: ANN401
    r"""Return content as JSON holds it, with words that a page can hold.

    >>> _plain(("a\x00b", date(2026, 3, 1), None))
    ['ab', '2026-03-01', None]
    """
    if isinstance(told, str):
        return _words(told)
    if isinstance(told, date):
        return told.isoformat()
    if is_dataclass(told) and not isinstance(told, type):
        held = ((one.name, getattr(told, one.name)) for one in fields(told))
        return {name: value if name in _IDS else _plain(value) for name, value in held}
    if isinstance(told, Mapping):
        return {key: _plain(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_plain(value) for value in told]
    return told


def _words(said: str) -> str:
    return _LONG.sub(_breakable, _shown(said))


def _shown(said: str) -> str:
    plain = "".join(c for c in said if c.isprintable() or c == "\n")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _breakable(found: re.Match[str]) -> str:
    """Let a long word break after its joints, and where it has none after some letters.

    >>> _breakable(_LONG.match("ecological_red_line.geojson")).replace(_BREAK, "|")
    'ecological_|red_|line.|geojson'
    """
    parts = _JOINTS.split(found.group())
    short = (part[at : at + _MOST] for part in parts for at in range(0, len(part), _MOST))
    return _BREAK.join(short)
