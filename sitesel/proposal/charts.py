"""The charts of a proposal as SVG: what each criterion adds, and all candidates side by side."""

from __future__ import annotations

from collections.abc import Iterator

from sitesel.language import Lang, Text
from sitesel.proposal.content import Candidate, Proposal, map_keys
from sitesel.webmap.picture import ink

SHARES = "chart:shortlist"
"""Key of the chart of all candidates side by side."""
_WIDE, _ROW, _HEAD, _SMALL, _SIZE = 900.0, 36.0, 30.0, 11.5, 13.0  # pixels
_NAMES, _FIGURES = 290.0, 130.0  # pixels on the left for names, on the right for numbers
_INK, _SOFT, _LINE = "#17262b", "#4a5d63", "#d5dfdd"
_FILL, _FULL, _OPEN = "#22866f", "#e1ebe8", "#b9791b"
# told apart in grey too, and numbered besides
_PARTS = (
    "#0b5a4a", "#6fb59f", "#1f4e8c", "#8fb3dc", "#7a4b00", "#d9a441", "#6a2c70", "#b98fc0",
    "#3f4a4e", "#a9b4b8",
)  # fmt: skip
_FONTS = "'Noto Sans CJK SC','Noto Sans SC',sans-serif"
_TITLE = Text("各评价项的贡献", "What each criterion adds")
_AXIS = Text("贡献 / 最多可得", "share / most it could be")
_SUM = Text("适宜度", "Suitability")
_UNKNOWN = Text("未知，按最低计", "not known, counted as the least")
_SIDE = Text("候选并列：适宜度如何相加而成", "Candidates side by side: how suitability adds up")


def charts(proposal: Proposal) -> dict[str, str]:
    """Draw the charts by their keys; none where nothing is weighed."""
    weighed = [one for one in proposal.shortlist if one.contributions]
    drawn = {map_keys(one.parcel)[2]: contributions(one, proposal.lang) for one in weighed}
    if len(weighed) > 1:
        drawn[SHARES] = side_by_side(weighed, proposal.lang)
    return drawn


def contributions(candidate: Candidate, lang: Lang) -> str:
    """Draw a bar for each criterion: its weight, and how much of that the site gets."""
    lines = candidate.contributions
    most = max((line.weight for line in lines), default=1.0) or 1.0
    across = _WIDE - _NAMES - _FIGURES
    high = _HEAD + _ROW * (len(lines) + 1) + 6
    parts = [ink.words(_WIDE, 18, _AXIS.say(lang), font_size=_SMALL, fill=_SOFT,
                       text_anchor="end")]  # fmt: skip
    for place, line in enumerate(lines):
        y = _HEAD + _ROW * place
        parts.append(
            ink.words(0, y + 14, ink.cut(line.label, _SIZE, _NAMES - 14), font_size=_SIZE,
                      fill=_INK)
        )  # fmt: skip
        parts.append(
            ink.words(0, y + 29, ink.cut(line.found, _SMALL, _NAMES - 14), font_size=_SMALL,
                      fill=_SOFT)
        )  # fmt: skip
        parts.append(ink.box(_NAMES, y + 5, across * line.weight / most, 20, fill=_FULL))
        if line.value is None:
            parts.append(
                ink.box(_NAMES, y + 5, across * line.weight / most, 20, fill="none", stroke=_OPEN,
                        stroke_width=1.2, stroke_dasharray="4 3")
            )  # fmt: skip
            said = ink.cut(_UNKNOWN.say(lang), _SMALL, across * line.weight / most - 10)
            parts.append(ink.words(_NAMES + 6, y + 19, said, font_size=_SMALL, fill=_OPEN))
        else:
            parts.append(ink.box(_NAMES, y + 5, across * line.share / most, 20, fill=_FILL))
        parts.append(
            ink.words(_WIDE, y + 20, f"{line.share_said} / {line.weight:.3f}", font_size=_SIZE,
                      fill=_INK, text_anchor="end")
        )  # fmt: skip
    parts += _total(candidate, lang, _HEAD + _ROW * len(lines))
    return _svg(parts, high, f"{candidate.name} · {_TITLE.say(lang)}", lang)


def _total(candidate: Candidate, lang: Lang, y: float) -> Iterator[str]:
    yield ink.box(0, y + 2, _WIDE, 0.8, fill=_LINE)
    yield ink.words(0, y + 25, _SUM.say(lang), font_size=_SIZE, fill=_INK, font_weight=700)
    yield ink.words(
        _WIDE, y + 25, f"{candidate.suitability_said} / 1.000", font_size=_SIZE, fill=_INK,
        font_weight=700, text_anchor="end",
    )  # fmt: skip


def side_by_side(candidates: list[Candidate], lang: Lang) -> str:
    """Draw a stacked bar for each candidate, from 0 to 1, with a numbered legend of criteria."""
    across = _WIDE - 200 - 60
    parts = []
    for place, one in enumerate(candidates):
        y = 8 + 34.0 * place
        named = ink.cut(f"{one.rank} {one.name}", _SIZE, 190)
        parts.append(ink.words(0, y + 18, named, font_size=_SIZE, fill=_INK))
        parts.append(ink.box(200, y + 3, across, 22, fill="#f0f3f2"))
        x = 200.0
        for number, line in enumerate(one.contributions, 1):
            wide = across * line.share
            shade = _PARTS[(number - 1) % len(_PARTS)]
            parts.append(
                ink.box(x, y + 3, wide, 22, fill=shade, stroke="#ffffff", stroke_width=0.8)
            )
            if wide > 16:
                dark = number % 2 == 1
                parts.append(
                    ink.words(x + wide / 2, y + 18, str(number), font_size=_SMALL,
                              fill="#ffffff" if dark else _INK, text_anchor="middle")
                )  # fmt: skip
            x += wide
        parts.append(
            ink.words(_WIDE, y + 18, f"{one.suitability:.3f}", font_size=_SIZE, fill=_INK,
                      font_weight=700, text_anchor="end")
        )  # fmt: skip
    top = 8 + 34.0 * len(candidates) + 4
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = 200 + across * mark
        parts.append(ink.words(x, top + 10, f"{mark:g}", font_size=10, fill=_SOFT,
                               text_anchor="middle"))  # fmt: skip
    lines = candidates[0].contributions
    for number, line in enumerate(lines, 1):
        column, row = (number - 1) % 3, (number - 1) // 3
        x, y = 300.0 * column, top + 22 + 20.0 * row
        parts.append(ink.box(x, y, 14, 14, fill=_PARTS[(number - 1) % len(_PARTS)]))
        said = ink.cut(f"{number} {line.label} {line.weight_said}", _SMALL, 270)
        parts.append(ink.words(x + 20, y + 11.5, said, font_size=_SMALL, fill=_INK))
    high = top + 22 + 20.0 * ((len(lines) + 2) // 3)
    return _svg(parts, high, _SIDE.say(lang), lang)


def _svg(parts: list[str], high: float, said: str, lang: Lang) -> str:
    wide = ink.number(_WIDE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{ink.number(high)}" '
        f'viewBox="0 0 {wide} {ink.number(high)}" role="img" lang="{lang}" '
        f'font-family="{_FONTS}"><title>{ink.escaped(said)}</title>{"".join(parts)}</svg>'
    )
