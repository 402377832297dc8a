"""Ranks and names on a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely

from sitesel.catalogue import Catalogue
from sitesel.catalogue.searching.index import search_index
from sitesel.catalogue.searching.named import Named
from sitesel.columns import Columns
from sitesel.language import Lang
from sitesel.selection import Selection
from sitesel.webmap.picture import colours, ink
from sitesel.webmap.picture.labels import Room, beside, centred
from sitesel.webmap.picture.sites import MOST, Shown, middles
from sitesel.webmap.picture.view import View

_MOST_RANKS = 40
_SMALL, _CHOSEN = 10.5, 12.5  # pixels
_LONGEST = 150.0  # pixels of a name
_TOWNS = 60.0  # m a pixel, up to which facilities' and towns' names are shown
# where a rank may stand, from its place: above first; pixels
_PINS = (
    (0, -19), (16, -13), (-16, -13), (20, 2), (-20, 2), (0, 20), (28, -24), (-28, -24), (34, 8),
    (-34, 8), (0, -40), (0, 42),
)  # fmt: skip
_HALO = {
    "stroke": "#ffffff",
    "stroke-width": 3,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
}


def drawn_ranks(
    selection: Selection, catalogue: Catalogue, view: View, room: Room
) -> Iterator[str]:
    """Yield the rank of each candidate in view, the best on top; a dot where there is no room."""
    shown = selection.candidates[:_MOST_RANKS]
    places = middles(catalogue, selection.requirement.sites, [one.row for one in shown], view)
    drawn: list[str] = []
    for one, (x, y) in zip(shown, places.tolist(), strict=True):
        if not (0 <= x <= view.width and 0 <= y <= view.height):
            continue
        wide = 8.5 if one.rank < 10 else 9.5 if one.rank < 100 else 11.5
        free = (
            (px, py)
            for px, py in ((x + dx, y + dy) for dx, dy in _PINS)
            if room.offer((px - wide, py - wide, px + wide, py + wide))
        )
        place = next(free, None)
        drawn.append(_dot(x, y) if place is None else _pin(x, y, *place, wide, str(one.rank)))
    yield from reversed(drawn)


def _dot(x: float, y: float) -> str:
    return ink.circle(x, y, 2.6, fill=colours.INK, stroke="#ffffff", stroke_width=1)


def _pin(x: float, y: float, to_x: float, to_y: float, wide: float, said: str) -> str:
    """Return a number beside a place, with a stem that leads there."""
    stem = [(x, y), (to_x, to_y)]
    return (
        ink.path_of(stem, stroke="#ffffff", stroke_width=4, stroke_linecap="round")
        + ink.path_of(stem, stroke=colours.INK, stroke_width=1.8, stroke_linecap="round")
        + ink.circle(to_x, to_y, wide, fill=colours.INK, stroke="#ffffff", stroke_width=1.6)
        + ink.words(
            to_x, to_y + 3.7, said, fill="#ffffff", font_size=10.5, font_weight=700,
            text_anchor="middle",
        )
    )  # fmt: skip


def drawn_names(shown: Shown, view: View, room: Room, lang: Lang) -> Iterator[str]:
    """Yield the names of the chosen sites, of islands, districts' towns and facilities."""
    yield from _chosen(shown, view, room)
    crowded = len(shown.rows) > MOST
    for one in _around(shown.catalogue, view):
        if crowded and one.kind == "facility":
            continue
        label = one.label.say(lang)
        x, y = view.pixels(shapely.get_coordinates(shapely.Point(one.point)))[0].tolist()
        if one.kind == "facility":
            look = {"font_size": _SMALL, "fill": colours.SOFT, "font_weight": 600, **_HALO}
            yield from _beside(x, y, ink.cut(label, _SMALL, _LONGEST), room, _SMALL, 6, look)
            continue
        size = 13.0 if _across(one, view) > 160 else 11.0
        said = ink.cut(label, size, _LONGEST)
        if _across(one, view) > ink.extent(said, size) * 0.55 and room.offer(
            centred(x, y, said, size)
        ):
            yield ink.words(
                x, y + size * 0.36, said, font_size=size, fill="#5c6b58", font_weight=600,
                text_anchor="middle", letter_spacing=0.5, **_HALO,
            )  # fmt: skip


def _around(catalogue: Catalogue, view: View) -> list[Named]:
    """Return what may be named: islands, the largest first, then facilities where it is close."""
    west, south, east, north = view.bounds
    near = [
        one
        for one in search_index(catalogue).others
        if west < one.point[0] < east and south < one.point[1] < north
    ]
    lands = [one for one in near if one.id.startswith("landmass:")]
    lands.sort(key=lambda one: -_across(one, view))
    built = [one for one in near if one.kind == "facility"]
    return lands + (built[:80] if view.metres_per_pixel <= _TOWNS / 2 else [])


def _across(one: Named, view: View) -> float:
    west, south, east, north = one.bounds
    corners = view.pixels(shapely.get_coordinates(shapely.box(west, south, east, north))[:3])
    wide, high = (float(side) for side in corners.max(axis=0) - corners.min(axis=0))
    return max(wide, high)


def _chosen(shown: Shown, view: View, room: Room) -> Iterator[str]:
    if not shown.chosen:
        return
    columns = shown.catalogue.columns(shown.sites)
    places = middles(shown.catalogue, shown.sites, list(shown.chosen), view)
    for row, (x, y) in zip(shown.chosen, places.tolist(), strict=True):
        bounds = np.asarray(shown.catalogue.outlines(shown.sites).bounds[row])
        wide, high = np.ptp(view.pixels(bounds.reshape(2, 2)), axis=0).tolist()
        said = ink.cut(name_of(columns, row), _CHOSEN, _LONGEST)
        look = {"font_size": _CHOSEN, "fill": colours.CHOSEN, "font_weight": 700, **_HALO}
        inside = wide > ink.extent(said, _CHOSEN) * 1.4 and high > 3 * _CHOSEN
        if inside and room.offer(centred(x, y, said, _CHOSEN)):
            yield ink.words(x, y + _CHOSEN * 0.36, said, text_anchor="middle", **look)
            continue
        gap = min(max(high, wide) / 2, 90.0) + 7
        yield from _beside(x, y, said, room, _CHOSEN, gap, look)


def _beside(
    x: float, y: float, said: str, room: Room, size: float, gap: float, look: Mapping[str, object]
) -> Iterator[str]:
    for anchor, px, py, taken in beside(x, y, said, size, gap):
        if room.offer(taken):
            yield ink.words(px, py, said, text_anchor=anchor, **look)
            return


def name_of(columns: Columns, row: int) -> str:
    """Return the name of a site, its id where it has none."""
    name = columns.value("name", row) if "name" in columns else None
    return str(name or columns.ids[row].as_py())
