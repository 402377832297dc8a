"""A map of what an upload would move: outlines as they are, as they would be, and what to mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from sitesel.catalogue import Catalogue
from sitesel.language import Lang, Text
from sitesel.schema import SiteKind
from sitesel.webmap.picture import Asked, Key, Layer, Overlay, Sign, picture

_BEFORE: Mapping[str, object] = {
    "fill": "none", "stroke": "#17262b", "stroke_width": 1.6, "stroke_dasharray": "5 3",
}  # fmt: skip
_AFTER: Mapping[str, object] = {
    "fill": "#a61b29", "fill_opacity": 0.16, "stroke": "#a61b29", "stroke_width": 2,
}  # fmt: skip
_WORDS = (
    (_BEFORE, Text("现边界", "as it is")),
    (_AFTER, Text("新边界", "as it would be")),
)
_MIND = Text("提示的编号", "number of what to mind")
_AROUND, _LEAST = 0.25, 0.0008  # of the extent on each side, and degrees at least


def moved_picture(
    catalogue: Catalogue,
    outlines: Mapping[str, Any],
    *,
    noticed: Sequence[tuple[float, float] | None] = (),
    sites: SiteKind = "parcels",
    lang: Lang = "zh",
    size: tuple[int, int] = (720, 480),
) -> str:
    """Draw outlines that would move or be new over the map, as SVG.

    Parameters
    ----------
    catalogue
        That they were held against.
    outlines
        As they would be, by id; longitude and latitude.
    noticed
        Where there is something to mind, numbered from 1; None where no place is known.
    sites, lang, size
        Of which kind; of the words; pixels.
    """
    ids = catalogue.columns(sites).ids.to_pylist()
    rows = [row for row, name in enumerate(ids) if name in outlines]
    before = catalogue.geometry(sites, np.array(rows, np.int64)).to_numpy()
    after = np.array(list(outlines.values()), object)
    signs = tuple(
        Sign(point, str(number)) for number, point in enumerate(noticed, 1) if point is not None
    )
    shapes = [*before, *after, *(shapely.Point(sign.point) for sign in signs)]
    keys = [Key(look, said.say(lang)) for look, said in _WORDS]
    keys += [Key({"fill": "#0b5a4a", "rx": 4}, _MIND.say(lang))] if signs else []
    overlay = Overlay((Layer(before, _BEFORE), Layer(after, _AFTER)), signs, tuple(keys))
    bounds = None
    if shapes:
        west, south, east, north = shapely.total_bounds(np.array(shapes, object)).tolist()
        dx, dy = (max((to - of) * _AROUND, _LEAST) for of, to in ((west, east), (south, north)))
        bounds = (west - dx, south - dy, east + dx, north + dy)
    width, height = size
    asked = Asked(sites=sites, bounds=bounds, width=width, height=height, lang=lang)
    return picture(catalogue, asked, overlay=overlay)
