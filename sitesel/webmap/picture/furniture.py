"""What a map needs besides its map: scale, north, legend, notice and licence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sitesel.catalogue import Catalogue
from sitesel.language import Lang, Text
from sitesel.schema import SiteKind
from sitesel.webmap.picture import colours, ink
from sitesel.webmap.picture.asked import Asked
from sitesel.webmap.picture.labels import Room
from sitesel.webmap.picture.view import View
from sitesel.webmap.ramp import RAMP

_STEPS = (1, 2, 5)
_SMALL, _LINE = 9.5, 12.5  # pixels
_LEGEND = {
    "suitability": Text("适宜度", "Suitability"),
    "undecided": Text("待定", "Undecided"),
    "rejected": Text("淘汰", "Rejected"),
    "north": Text("北", "N"),
    "ferry": Text("航线", "Ferry"),
}
_PLATE = {"fill": "#ffffff", "fill-opacity": 0.86, "stroke": "#c9d5d3", "stroke-width": 0.8}


def nice(metres: float) -> int:
    """Return the largest round number of metres that is no more than so many.

    >>> nice(1_700), nice(49), nice(0.2)
    (1000, 20, 1)
    """
    best = 1
    for power in range(7):
        for step in _STEPS:
            if step * 10**power <= metres:
                best = step * 10**power
    return best


def scale_bar(view: View, lang: Lang, room: Room, bottom: float) -> Iterator[str]:
    """Yield a bar of a round length at the lower left."""
    metres = nice(min(130.0, view.width * 0.3) * view.metres_per_pixel)
    long = metres / view.metres_per_pixel
    kilo = metres >= 1000
    unit = (Text("千米", "km") if kilo else Text("米", "m")).say(lang)
    said = f"{metres // 1000 if kilo else metres:,} {unit}"
    left, y = 14.0, bottom - 13
    wide = max(long, ink.extent(said, 10.5)) + 16
    room.take((left - 8, y - 22, left - 8 + wide, y + 8))
    yield ink.box(left - 8, y - 20, wide, 27, rx=4, **_PLATE)
    yield ink.path_of(
        [(left, y - 4), (left, y), (left + long, y), (left + long, y - 4)],
        fill="none", stroke=colours.INK, stroke_width=1.5,
    )  # fmt: skip
    yield ink.words(
        left + long / 2 if long > 40 else left,
        y - 7,
        said,
        font_size=10.5,
        fill=colours.INK,
        text_anchor="middle" if long > 40 else "start",
    )


def north_arrow(view: View, lang: Lang, room: Room) -> Iterator[str]:
    """Yield an arrow at the upper right."""
    x, y = view.width - 22.0, 16.0
    room.take((x - 14, y - 14, x + 14, y + 34))
    yield ink.circle(x, y + 9, 17, **_PLATE)
    yield ink.path_of(
        [(x, y - 4), (x + 5.5, y + 11), (x, y + 7.5), (x - 5.5, y + 11)],
        close=True,
        fill=colours.INK,
    )
    yield ink.words(
        x,
        y + 21.5,
        _LEGEND["north"].say(lang),
        font_size=9,
        fill=colours.INK,
        font_weight=700,
        text_anchor="middle",
    )


def legend(view: View, lang: Lang, room: Room, bottom: float) -> Iterator[str]:
    """Yield what the colours of a selection mean, at the lower right."""
    wide, high = (132.0 if lang == "zh" else 158.0), 58.0
    left, top = view.width - wide - 8, bottom - high - 6
    room.take((left - 2, top - 2, left + wide + 2, top + high + 2))
    yield ink.box(left, top, wide, high, rx=5, **_PLATE)
    step = (wide - 20) / len(RAMP)
    yield ink.words(
        left + 10,
        top + 14,
        _LEGEND["suitability"].say(lang),
        font_size=10,
        fill=colours.INK,
        font_weight=600,
    )
    for place, shade in enumerate(RAMP):
        yield ink.box(left + 10 + place * step, top + 18, step + 0.2, 7, fill=shade)
    yield ink.words(left + 10, top + 34, "0", font_size=8.5, fill=colours.SOFT)
    yield ink.words(
        left + wide - 10, top + 34, "1", font_size=8.5, fill=colours.SOFT, text_anchor="end"
    )
    y = top + 42
    yield ink.box(
        left + 10,
        y,
        12,
        8,
        rx=1.5,
        fill=colours.UNDECIDED,
        stroke=colours.UNDECIDED_RIM,
        stroke_width=1,
        stroke_dasharray="3 2",
    )
    yield ink.words(
        left + 26, y + 7.6, _LEGEND["undecided"].say(lang), font_size=9.5, fill=colours.INK
    )
    second = left + wide / 2 + 10
    yield ink.box(
        second, y, 12, 8, rx=1.5, fill=colours.REJECTED, stroke="#8b979c", stroke_width=0.8
    )
    yield ink.words(
        second + 16, y + 7.6, _LEGEND["rejected"].say(lang), font_size=9.5, fill=colours.INK
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """What runs along the foot: its height in pixels, and its SVG."""

    high: float
    drawn: tuple[str, ...]


def notice(catalogue: Catalogue, asked: Asked) -> Strip:
    """Return the strip with what every page must say; without height where there is nothing."""
    manifest = catalogue.manifest
    said = ink.clean(manifest.notice.say(asked.lang)) if manifest.notice else ""
    if not said:
        return Strip(0.0, ())
    lines = _lines(said, asked.width - 16.0, asked.lang)
    high = 7 + _LINE * len(lines)
    top = asked.height - high
    drawn = [ink.box(0, top, asked.width, high, fill="#fff4dc")]
    drawn += [
        ink.words(8, top + _LINE * (n + 1), line, font_size=_SMALL, fill="#6a4300")
        for n, line in enumerate(lines)
    ]
    return Strip(high, tuple(drawn))


def _lines(said: str, most: float, lang: Lang) -> list[str]:
    """Break words into three lines at most; what is left over is cut off."""
    lines: list[str] = []
    while said:
        line = ink.cut(said, _SMALL, most)
        if line == said or len(lines) == 2:
            return [*lines, line]
        taken = line[:-1]
        space = taken.rfind(" ")
        if lang == "en" and space > len(taken) // 2:
            taken = taken[:space]
        if not taken:
            return lines
        lines.append(taken)
        said = said[len(taken) :].lstrip()
    return lines


def described(catalogue: Catalogue, sites: SiteKind, lang: Lang) -> str:
    """Say what the picture is, for who can not see it."""
    title = catalogue.manifest.title.say(lang)
    kind = Text("地块", "parcels") if sites == "parcels" else Text("厂房", "halls")
    return Text(f"{title}：{kind.zh}地图", f"{title}: map of the {kind.en}").say(lang)
