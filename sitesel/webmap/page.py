"""The page itself: a folium map with everything it needs inside, and the answer as text beside it.

Nothing is loaded from outside, so that the file opens with no network. Text from outside reaches
the page through autoescaped templates, JSON and `textContent` only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from folium.utilities import JsCode
from jinja2 import Environment, StrictUndefined
from markupsafe import escape

from sitesel.catalogue import Catalogue
from sitesel.evidence.evidence import evidence, looked_at
from sitesel.language import Lang, Text
from sitesel.selection import Selection
from sitesel.webmap import shapes
from sitesel.webmap.answer import Answer
from sitesel.webmap.assets import asset, own
from sitesel.webmap.evidence import DrawnEvidence
from sitesel.webmap.ramp import RAMP

_MOST_DRAWN = 24  # parcels with routes and areas: each weighs some 40 kB
_WORLD = (-180.0, -85.0, 180.0, 85.0)
_CANDIDATES = Text("候选", "Candidates")
_RANKS = Text("名次", "Ranks")
_REJECTED = Text("淘汰", "Rejected")
_UNDECIDED = Text("待定", "Undecided")
_UNLISTED = Text("其他候选", "Other candidates")
_CONTEXT = {
    "land": Text("陆地与海岸线", "Land and coast"),
    "road": Text("道路", "Roads"),
    "bridge": Text("桥梁", "Bridges"),
    "planned_bridge": Text("在建或规划桥梁", "Bridges planned or being built"),
    "ferry": Text("航线", "Ferries"),
    "closed": Text("停用或未开通", "Closed, or not yet open"),
    "shore": Text("岸线", "Shoreline"),
}


class _Map(folium.Map):  # type: ignore[misc]  # folium has no types
    """A folium map that loads nothing from outside."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # folium's own form
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class _Fixed(Element):  # type: ignore[misc]
    """Finished HTML: branca would take it for a template, and a hostile name for code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._html = html

    def render(self, **_kwargs: Any) -> str:  # noqa: ANN401
        return self._html


class _Once(MacroElement):  # type: ignore[misc]
    """Writes its script once: branca would take that for a template again, names and all."""

    def render(self, **kwargs: Any) -> None:  # noqa: ANN401
        script = self._template.module.script(self, kwargs)
        self.get_root().script.add_child(_Fixed(script), name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)


class _Layer(folium.GeoJson, _Once):  # type: ignore[misc]
    """A layer whose features and name come from outside."""


class _Layers(folium.LayerControl, _Once):  # type: ignore[misc]
    """The control that lists the layers by name."""


class _Start(MacroElement):  # type: ignore[misc]
    """Wakes the page's script when all layers are there."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "sitesel.start({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


def page(selection: Selection, catalogue: Catalogue, lang: Lang) -> str:
    """Return the map page of a selection.

    Parameters
    ----------
    selection
        The whole answer.
    catalogue
        The catalogue that was judged.
    lang
        Language of the page.

    Returns
    -------
    page
        One HTML document; the same selection gives the same bytes.
    """
    answer = Answer(selection, catalogue, lang)
    drawing = _Drawing(answer)
    drawing.draw()
    return drawing.render()


class _Drawing:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.details: dict[str, Any] = {}
        self.swatches: list[tuple[str, str, str]] = []
        self.signs: list[tuple[str, str, str]] = []
        # tiles=None leaves Leaflet without a largest zoom, and it then zooms without end
        self.map = _Map(
            location=[0, 0], zoom_start=3, tiles=None, max_zoom=19, zoom_snap=0.25,
            zoom_control="topright", prefer_canvas=False,
        )  # fmt: skip

    def draw(self) -> None:
        """Add all layers, those at the back first."""
        answer = self.answer
        selection, catalogue, lang = answer.selection, answer.catalogue, answer.lang
        best = shapes.candidates(selection, catalogue)
        entries = shapes.entries_shown(selection)
        rest = shapes.others(selection, catalogue, entries)
        window = shapes.surroundings([best, rest]) or _WORLD
        for candidate in selection.candidates:
            self.details[candidate.parcel] = answer.candidate(candidate)
        for entry in entries:
            self.details[entry.parcel] = answer.other(entry)
        self._add_evidence(entries)
        drawn = shapes.context(catalogue, window, selection.requirement.scenario)
        self.has_land = "land" in drawn
        named = {**_CONTEXT, **catalogue.context_kinds()}
        for kind, features in drawn.items():
            label = answer.say(named.get(kind, Text.of(kind)))
            self._layer(label, features, each="named" if kind != "land" else None)
        for label, shade, features in shapes.constraint_areas(catalogue, lang, window):
            self._layer(label, features, each="named")
            self.swatches.append((f"{shade}38", f"1.5px dotted {shade}", label))
        self._dispositions(entries, rest)
        self._layer(answer.say(_CANDIDATES), best, each="parcel")
        for label, shade, sign, features in shapes.facilities(catalogue, lang, window):
            self._layer(label, features, each="named", point="facility")
            self.signs.append((shade, sign, label))
        self._layer(answer.say(_RANKS), shapes.ranks(best), point="rank")
        _Layers(position="topright", collapsed=True).add_to(self.map)
        self.map.add_child(_Start())
        self.first_view = shapes.first_view([best, rest]) or _WORLD

    def _add_evidence(self, entries: list[Any]) -> None:
        """Give the parcels that matter most what is drawn when they are opened."""
        answer = self.answer
        selection, catalogue = answer.selection, answer.catalogue
        rows = {one.parcel: one.row for one in (*selection.candidates, *entries)}
        wanted = dict.fromkeys([*looked_at(selection, _MOST_DRAWN), *rows])
        shown = {parcel: rows[parcel] for parcel in wanted if parcel in rows}
        shown = dict(list(shown.items())[:_MOST_DRAWN])
        gathered = evidence(selection, catalogue, list(shown))
        drawn = DrawnEvidence(gathered, catalogue, selection.columns, answer.lang)
        for parcel, row in shown.items():
            self.details[parcel] |= drawn.of(parcel, row)
        self.swatches += drawn.legend()

    def _dispositions(self, entries: list[Any], rest: shapes.Features) -> None:
        say = self.answer.say
        looks = (
            ("rejected", say(_REJECTED), shapes.REJECTED, "1.5px solid #7d8b90"),
            ("undecided", say(_UNDECIDED), shapes.UNDECIDED, "1.5px dashed #8a5a00"),
            ("candidate", say(_UNLISTED), {"fillColor": RAMP[3]}, "1.5px solid #12333b"),
        )
        for disposition, label, look, border in looks:
            own_ = [f for e, f in zip(entries, rest, strict=True) if e.disposition == disposition]
            if own_:
                self._layer(label, own_, each="parcel")
                self.swatches.append((str(look["fillColor"]), border, label))

    def _layer(
        self,
        label: str,
        features: shapes.Features,
        *,
        each: str | None = None,
        point: str | None = None,
    ) -> None:
        if not features:
            return
        options: dict[str, Any] = {}
        if point is not None:
            options["point_to_layer"] = JsCode(f"sitesel.{point}")
        layer = _Layer(
            {"type": "FeatureCollection", "features": features},
            name=str(escape(label)),  # Leaflet writes layer names as HTML
            on_each_feature=JsCode(f"sitesel.{each}") if each else None,
            **options,
        )
        layer.add_to(self.map)

    def render(self) -> str:
        """Return the document."""
        figure = self.map.get_root()
        if not isinstance(figure, Figure):  # pragma: no cover  # folium's root is a figure
            raise TypeError(type(figure))
        lang = "zh-CN" if self.answer.lang == "zh" else "en"
        west, south, east, north = self.first_view
        words = {
            **self.answer.script_words(),
            "bounds": [[south, west], [north, east]],
            "land": self.has_land,
        }
        told = _json({"words": words, "details": self.details})
        panel = {**self.answer.panel(), "swatches": self.swatches, "facility_signs": self.signs}
        title = escape(panel["title"])
        head = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title} · sitesel</title>"
            '<link rel="icon" href="data:,">'
            f"<style>{_styles()}</style><style>{own('page.css')}</style>"
            f"<script>{asset('leaflet.js')}</script>"
            f'<script type="application/json" id="sitesel-told">{told}</script>'
            f"<script>{own('page.js')}sitesel.ready();</script>"
        )
        figure.header.add_child(_Fixed(head), name="sitesel")
        figure.html.add_child(_Fixed(_panel(panel)), name="panel")
        for number, element in enumerate(_tree(figure)):
            element._id = f"{number:032x}"  # noqa: SLF001  # ids are random otherwise
        document: str = figure.render()
        return document.replace("<html>", f'<html lang="{lang}">', 1)


def _panel(answer: dict[str, Any]) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(own("panel.html")).render(answer=answer)


def _styles() -> str:
    """Return Leaflet's styles without its pictures, which the page has no use for."""
    return re.sub(r"background-image: url\([^)]*\);", "", asset("leaflet.css"))


def _json(value: Any) -> str:  # noqa: ANN401
    """Return JSON that can stand in a script element: no `<`, `>` or `&` in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001
        yield from _tree(child)
