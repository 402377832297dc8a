"""Shapes and words as SVG; words are escaped, whatever they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

# what XML 1.0 can not hold, even escaped, and what turns the direction of the text around it
_NO_TEXT = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_WIDE = 0x1100  # from here on characters are about as wide as high


def path(shape: Any, **look: object) -> str:  # noqa: ANN401
    """Return a line or an area in pixels as a path; nothing where it is empty.

    >>> path(shapely.LineString([(0, 0), (1.26, 2)]), stroke="#000")
    '<path d="M0 0L1.3 2" stroke="#000"/>'
    """
    drawn = "".join(_of(part) for part in shapely.get_parts(shape).tolist())
    return f'<path d="{drawn}"{_looks(look)}/>' if drawn else ""


def _of(part: Any) -> str:  # noqa: ANN401
    if part.geom_type == "Polygon":
        rings = [part.exterior, *part.interiors]
        return "".join(
            f"{_line(np.asarray(ring.coords)[:-1])}Z" for ring in rings if len(ring.coords)
        )
    if part.geom_type in ("LineString", "LinearRing") and not part.is_empty:
        return _line(np.asarray(part.coords))
    return ""


def _line(places: np.ndarray[Any, Any]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places[:, :2].tolist())


def path_of(places: Sequence[tuple[float, float]], *, close: bool = False, **look: object) -> str:
    """Return a line through some places as a path."""
    drawn = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places) + ("Z" if close else "")
    return f'<path d="{drawn}"{_looks(look)}/>'


def number(value: float) -> str:
    """Write a number of pixels to a tenth.

    >>> number(3.0), number(-0.04), number(2.25)
    ('3', '0', '2.2')
    """
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def circle(x: float, y: float, radius: float, **look: object) -> str:
    """Return a circle."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{_looks(look)}/>'


def box(x: float, y: float, width: float, height: float, **look: object) -> str:
    """Return a rectangle."""
    sides = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f"<rect {sides}{_looks(look)}/>"


def words(x: float, y: float, said: str, **look: object) -> str:
    r"""Return words; they begin at x (see `text-anchor`) and stand on y.

    >>> words(1, 2, "<b>甲</b>\x00", fill="red")
    '<text x="1" y="2" fill="red">&lt;b&gt;甲&lt;/b&gt;</text>'
    """
    return f'<text x="{number(x)}" y="{number(y)}"{_looks(look)}>{escaped(said)}</text>'


def escaped(said: str) -> str:
    """Return words as they may stand between tags."""
    return escape(clean(said))


def clean(said: str) -> str:
    """Leave out what XML can not hold, and marks that turn the direction of writing."""
    return _NO_TEXT.sub("", said)


def extent(said: str, size: float) -> float:
    """Return about how wide words are, pixels.

    >>> round(extent("定海 A", 10), 1)
    28.5
    """
    return sum(1.0 if ord(c) >= _WIDE else 0.3 if c in " .,·:;" else 0.55 for c in said) * size


def cut(said: str, size: float, most: float) -> str:
    """Shorten words to a width, with an ellipsis where something is left out."""
    said = clean(said)
    if extent(said, size) <= most:
        return said
    while said and extent(said + "…", size) > most:
        said = said[:-1]
    return said + "…"


def _looks(look: dict[str, object]) -> str:
    return "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(clean(str(value)))}"
        for name, value in look.items()
        if value is not None
    )
