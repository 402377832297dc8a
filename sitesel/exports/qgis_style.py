"""Styles of GeoPackage layers as QGIS reads them (QML)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from xml.sax.saxutils import quoteattr

_RAMP = ("#D8ECE3", "#A6D5C3", "#6DB79F", "#35917B", "#0F6B5A")


def _symbol(name: str, colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    alpha = int(colour[7:9], 16) if len(colour) > 7 else 220
    return (
        f'<symbol type="fill" name={quoteattr(name)}><layer class="SimpleFill" enabled="1">'
        '<Option type="Map">'
        f'<Option name="color" type="QString" value="{red},{green},{blue},{alpha}"/>'
        '<Option name="outline_color" type="QString" value="38,50,56,255"/>'
        '<Option name="outline_width" type="QString" value="0.3"/>'
        '<Option name="style" type="QString" value="solid"/></Option></layer></symbol>'
    )


def _qml(renderer: str, labels: str = "") -> str:
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22" styleCategories="Symbology|Labeling">{renderer}{labels}</qgis>'
    )


def graduated(attribute: str) -> str:
    """Return the style of parcels coloured by a number from 0 to 1 and labelled by rank."""
    edges = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    ranges = "".join(
        f'<range lower="{low}" upper="{high}" symbol="{i}" '
        f'label="{low:g} - {high:g}" render="true"/>'
        for i, (low, high) in enumerate(pairwise(edges))
    )
    symbols = "".join(_symbol(str(i), colour) for i, colour in enumerate(_RAMP))
    labels = (
        '<labeling type="simple"><settings><text-style fieldName="rank" fontSize="9" '
        'fontWeight="75" textColor="20,30,35,255"/></settings></labeling>'
    )
    renderer = (
        f'<renderer-v2 type="graduatedSymbol" attr="{attribute}" graduatedMethod="GraduatedColor">'
        f"<ranges>{ranges}</ranges><symbols>{symbols}</symbols></renderer-v2>"
    )
    return _qml(renderer, labels)


def categorised(
    attribute: str, colours: Mapping[str, str], labels: Mapping[str, str] | None = None
) -> str:
    """Return the style of areas with a colour for each category."""
    symbols = "".join(_symbol(str(i), colour) for i, colour in enumerate(colours.values()))
    return _by_category(attribute, colours, labels or {}, symbols)


def strokes(
    attribute: str,
    looks: Mapping[str, tuple[str, float, str]],
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return the style of lines with a colour, width (mm) and pattern for each category."""
    symbols = "".join(_stroke(str(i), *look) for i, look in enumerate(looks.values()))
    return _by_category(attribute, looks, labels or {}, symbols)


def stroke(colour: str, width: float, pattern: str = "solid") -> str:
    """Return the style of lines all alike; width in mm, pattern solid, dash or dot."""
    symbols = _stroke("0", colour, width, pattern)
    return _qml(f'<renderer-v2 type="singleSymbol"><symbols>{symbols}</symbols></renderer-v2>')


def _stroke(name: str, colour: str, width: float, pattern: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (
        f'<symbol type="line" name={quoteattr(name)}><layer class="SimpleLine" enabled="1">'
        '<Option type="Map">'
        f'<Option name="line_color" type="QString" value="{red},{green},{blue},255"/>'
        f'<Option name="line_width" type="QString" value="{width}"/>'
        f'<Option name="line_style" type="QString" value={quoteattr(pattern)}/>'
        "</Option></layer></symbol>"
    )


def _by_category(
    attribute: str, values: Iterable[str], labels: Mapping[str, str], symbols: str
) -> str:
    categories = "".join(
        f'<category value={quoteattr(value)} symbol="{i}" '
        f'label={quoteattr(labels.get(value, value))} render="true"/>'
        for i, value in enumerate(values)
    )
    return _qml(
        f'<renderer-v2 type="categorizedSymbol" attr="{attribute}">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def single(colour: str) -> str:
    """Return the style of areas all of one colour."""
    symbols = _symbol("0", colour)
    return _qml(f'<renderer-v2 type="singleSymbol"><symbols>{symbols}</symbols></renderer-v2>')


def marker(colour: str) -> str:
    """Return the style of points all alike, labelled by name."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    symbol = (
        '<symbol type="marker" name="0"><layer class="SimpleMarker" enabled="1">'
        '<Option type="Map"><Option name="name" type="QString" value="circle"/>'
        f'<Option name="color" type="QString" value="{red},{green},{blue},255"/>'
        '<Option name="outline_color" type="QString" value="255,255,255,255"/>'
        '<Option name="size" type="QString" value="2.6"/></Option></layer></symbol>'
    )
    labels = (
        '<labeling type="simple"><settings><text-style fieldName="name" fontSize="8" '
        'textColor="20,30,35,255"/></settings></labeling>'
    )
    renderer = f'<renderer-v2 type="singleSymbol"><symbols>{symbol}</symbols></renderer-v2>'
    return _qml(renderer, labels)
