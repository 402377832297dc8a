"""What is drawn over the sites of a picture: areas, ways and numbered places, with a legend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from sitesel.webmap.picture import colours, ink
from sitesel.webmap.picture.labels import Room
from sitesel.webmap.picture.view import View

_SIZE, _LINE, _KEY = 10.0, 15.0, 18.0  # pixels: of the words, of a line, of what they explain
_AWAY = 24.0  # pixels from a place to its number, where others are near


@dataclass(frozen=True, eq=False)
class Layer:
    """Shapes that look alike.

    Parameters
    ----------
    shapes
        Longitude and latitude, degrees.
    look
        Attributes of SVG.
    rim
        Pixels of white beneath a line on each side.
    """

    shapes: NDArray[np.object_]
    look: Mapping[str, object]
    rim: float = 0.0


@dataclass(frozen=True, slots=True)
class Sign:
    """A number at a place, longitude and latitude."""

    point: tuple[float, float]
    said: str


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend: how it looks, as an area or as a line, and what it is."""

    look: Mapping[str, object]
    said: str
    line: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """Layers, the lowest first; signs, the most important first; the legend."""

    layers: tuple[Layer, ...] = ()
    signs: tuple[Sign, ...] = ()
    keys: tuple[Key, ...] = ()


def drawn_layers(overlay: Overlay, view: View) -> Iterator[str]:
    """Yield the layers as SVG; rims of a layer lie below all its lines."""
    for layer in overlay.layers:
        shapes = view.drawn(np.asarray(layer.shapes, object)).tolist()
        if layer.rim:
            wide = float(str(layer.look.get("stroke_width", 1))) + 2 * layer.rim
            rim = {"fill": "none", "stroke": "#ffffff", "stroke_width": wide}
            yield from (ink.path(shape, stroke_linejoin="round", **rim) for shape in shapes)
        yield from (ink.path(shape, **layer.look) for shape in shapes)


def drawn_signs(overlay: Overlay, view: View, room: Room) -> Iterator[str]:
    """Yield the numbers of places in view, each beside its place where that is taken."""
    if not overlay.signs:
        return
    places = view.pixels(np.array([sign.point for sign in overlay.signs], float))
    drawn: list[str] = []
    for sign, (x, y) in zip(overlay.signs, places.tolist(), strict=True):
        if not (0 <= x <= view.width and 0 <= y <= view.height):
            continue
        half = 8.0 if len(sign.said) == 1 else 9.5
        spots = [
            (x, y),
            *(_round(x, y, turn, _AWAY * far) for far in (1, 1.8) for turn in range(8)),
        ]
        free = (
            spot
            for spot in spots
            if room.offer((spot[0] - half, spot[1] - half, spot[0] + half, spot[1] + half))
        )
        to = next(free, (x, y))
        drawn.append(_sign(x, y, *to, half, sign.said))
    yield from reversed(drawn)


def _round(x: float, y: float, turn: int, away: float) -> tuple[float, float]:
    angle = np.pi * (turn / 4 - 0.5)
    return x + away * float(np.cos(angle)), y + away * float(np.sin(angle))


def _sign(x: float, y: float, to_x: float, to_y: float, half: float, said: str) -> str:
    stem = ""
    if (x, y) != (to_x, to_y):
        stem = ink.path_of([(x, y), (to_x, to_y)], stroke=colours.BRAND, stroke_width=1.4)
        stem += ink.circle(x, y, 2.6, fill=colours.BRAND, stroke="#ffffff", stroke_width=1)
    return (
        stem
        + ink.circle(to_x, to_y, half, fill=colours.BRAND, stroke="#ffffff", stroke_width=1.6)
        + ink.words(
            to_x, to_y + 3.7, said, fill="#ffffff", font_size=10.5, font_weight=700,
            text_anchor="middle",
        )
    )  # fmt: skip


def legend_of(overlay: Overlay, view: View, room: Room, bottom: float) -> Iterator[str]:
    """Yield the legend at the lower right."""
    if not overlay.keys:
        return
    wide = max(ink.extent(key.said, _SIZE) for key in overlay.keys) + _KEY + 24
    high = _LINE * len(overlay.keys) + 9
    left, top = view.width - wide - 8, bottom - high - 6
    room.take((left - 2, top - 2, left + wide + 2, top + high + 2))
    yield ink.box(
        left, top, wide, high, rx=5, fill="#ffffff", fill_opacity=0.92, stroke="#c9d5d3",
        stroke_width=0.8,
    )  # fmt: skip
    for place, key in enumerate(overlay.keys):
        y = top + 5 + _LINE * place
        if key.line:
            ends = shapely.LineString([(left + 9, y + 7), (left + 9 + _KEY, y + 7)])
            yield ink.path(ends, **key.look)
        else:
            yield ink.box(left + 9, y + 2, _KEY, 9, **key.look)
        yield ink.words(left + 16 + _KEY, y + 10.4, key.said, font_size=_SIZE, fill=colours.INK)
