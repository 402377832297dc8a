"""The picture as a whole: what it shows, and in which order."""

from __future__ import annotations

import numpy as np

from sitesel.catalogue import Catalogue
from sitesel.schema import SiteKind
from sitesel.selection import Selection
from sitesel.webmap.picture import colours, ink
from sitesel.webmap.picture.asked import Asked
from sitesel.webmap.picture.furniture import (
    Strip,
    described,
    legend,
    north_arrow,
    notice,
    scale_bar,
)
from sitesel.webmap.picture.ground import drawn_facilities, drawn_ground
from sitesel.webmap.picture.labels import Room
from sitesel.webmap.picture.named import drawn_names, drawn_ranks
from sitesel.webmap.picture.overlay import Overlay, drawn_layers, drawn_signs, legend_of
from sitesel.webmap.picture.sites import drawn_sites, in_view
from sitesel.webmap.picture.view import Bounds, View

_FONTS = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif"
_AROUND = 0.35  # of the extent, on each side of chosen sites
_LEAST = 900.0  # m across around them
_MARGIN = 0.06
_NOTHING = Overlay()
_LEGEND = 420  # pixels of width from which on there is a legend


def picture(
    catalogue: Catalogue,
    asked: Asked,
    selection: Selection | None = None,
    overlay: Overlay = _NOTHING,
) -> str:
    """Draw a map as SVG: no script, no address, every word escaped.

    Parameters
    ----------
    catalogue
        Whose ground and sites are drawn.
    asked
        What of it.
    selection
        Colours the sites, and ranks those that are listed; its kind of site is drawn.
    overlay
        What is drawn over the sites; its legend stands in place of the selection's.

    Raises
    ------
    ParcelNotFound
        There is no site of an id.
    """
    sites = selection.requirement.sites if selection else asked.sites
    scenario = selection.requirement.scenario if selection else asked.scenario
    columns = catalogue.columns(sites)
    chosen = tuple(dict.fromkeys(columns.row(parcel) for parcel in asked.parcels))
    strip = notice(catalogue, asked) if asked.furniture else Strip(0.0, ())
    view = _view(catalogue, sites, asked, chosen, selection, strip.high)
    room = Room(view.width, view.height)
    bottom = view.height - strip.high
    room.take((0, bottom, view.width, view.height))
    furniture: list[str] = []
    if asked.furniture:
        furniture += scale_bar(view, asked.lang, room, bottom)
        furniture += north_arrow(view, asked.lang, room)
        furniture += legend_of(overlay, view, room, bottom)
        if selection is not None and not overlay.keys and view.width >= _LEGEND:
            furniture += legend(view, asked.lang, room, bottom)
    shown = in_view(catalogue, sites, view, selection=selection, chosen=chosen)
    parts = [*drawn_ground(catalogue, view, scenario), *drawn_sites(shown, view)]
    parts += drawn_layers(overlay, view)
    parts += drawn_facilities(catalogue, view)
    ranks = list(drawn_ranks(selection, catalogue, view, room)) if selection else []
    ranks += drawn_signs(overlay, view, room)
    parts += [*drawn_names(shown, view, room, asked.lang), *ranks, *furniture, *strip.drawn]
    parts.append(
        ink.box(0.5, 0.5, view.width - 1, view.height - 1, fill="none", stroke=colours.COAST)
    )
    said = ink.escaped(described(catalogue, sites, asked.lang))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{view.width}" height="{view.height}" '
        f'viewBox="0 0 {view.width} {view.height}" role="img" lang="{asked.lang}" '
        f'font-family="{_FONTS}"><title>{said}</title>'
        f'<clipPath id="frame"><rect x="0.5" y="0.5" width="{view.width - 1}" '
        f'height="{view.height - 1}"/></clipPath>'
        f'<g clip-path="url(#frame)">{"".join(parts)}</g></svg>'
    )


def _view(
    catalogue: Catalogue,
    sites: SiteKind,
    asked: Asked,
    chosen: tuple[int, ...],
    selection: Selection | None,
    foot: float,
) -> View:
    box = asked.bounds or _extent(catalogue, sites, chosen, selection)
    if asked.metres_per_pixel is None:
        return View.of(box, asked.width, asked.height, foot=foot)
    lon, lat = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return View.at(lon, lat, asked.metres_per_pixel, asked.width, asked.height, foot=foot)


def _extent(
    catalogue: Catalogue, sites: SiteKind, chosen: tuple[int, ...], selection: Selection | None
) -> Bounds:
    """Return what is to be seen where nobody says: the chosen, else the listed, else all."""
    boxes = catalogue.outlines(sites).bounds
    rows = list(chosen) or [one.row for one in (selection.candidates if selection else ())]
    if not rows:
        return _grown(catalogue.manifest.bounds or (-180.0, -60.0, 180.0, 75.0), _MARGIN, 0.0)
    own = np.asarray(boxes[np.array(rows, np.int64)])
    west, south = own[:, :2].min(axis=0).tolist()
    east, north = own[:, 2:].max(axis=0).tolist()
    return _grown((west, south, east, north), _AROUND if chosen else 0.15, _LEAST)


def _grown(box: Bounds, share: float, least: float) -> Bounds:
    west, south, east, north = box
    degrees = least / 111_000.0
    dx = max((east - west) * share, (degrees - (east - west)) / 2)
    dy = max((north - south) * share, (degrees - (north - south)) / 2)
    return west - dx, south - dy, east + dx, north + dy
