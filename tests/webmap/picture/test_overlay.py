from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import shapely

from sitesel.webmap.picture import Asked, Key, Layer, Overlay, Sign, picture

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>"


def tree(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - what was drawn here


def middle(town) -> tuple[float, float]:
    box = town.outlines("parcels").bounds[0]
    return float(box[[0, 2]].mean()), float(box[[1, 3]].mean())


def drawn(town, overlay: Overlay) -> ET.Element:
    return tree(picture(town, Asked(parcels=("A",)), overlay=overlay))


def test_a_layer_lies_over_the_sites_with_its_rim_beneath(town):
    lon, lat = middle(town)
    line = np.array([shapely.LineString([(lon, lat), (lon + 1e-3, lat)])], object)
    layer = Layer(line, {"fill": "none", "stroke": "#abc123", "stroke_width": 3}, rim=1)
    strokes = [
        (one.get("stroke"), one.get("stroke-width"))
        for one in drawn(town, Overlay((layer,))).iter(f"{SVG}path")
    ]
    place = strokes.index(("#abc123", "3"))
    assert strokes[place - 1] == ("#ffffff", "5.0")


def test_signs_at_one_place_all_find_room(town):
    lon, lat = middle(town)
    signs = tuple(Sign((lon, lat), str(n)) for n in range(1, 6))
    said = [one.text for one in drawn(town, Overlay(signs=signs)).iter(f"{SVG}text")]
    assert {"1", "2", "3", "4", "5"} <= set(said)
    circles = {(one.get("cx"), one.get("cy")) for one in drawn(
        town, Overlay(signs=signs)).iter(f"{SVG}circle") if one.get("r") == "8"}  # fmt: skip
    assert len(circles) == 5


def test_a_sign_out_of_view_is_not_drawn(town):
    said = [one.text for one in drawn(town, Overlay(signs=(Sign((0.0, 0.0), "77"),))).iter()]
    assert "77" not in said


def test_the_legend_says_what_is_drawn_and_stays_text(town):
    overlay = Overlay(
        keys=(Key({"fill": "#123123"}, HOSTILE), Key({"stroke": "#321321"}, "路", True))
    )
    shown = drawn(town, overlay)
    assert HOSTILE in [one.text for one in shown.iter(f"{SVG}text")]
    assert not list(shown.iter(f"{SVG}script"))
    assert "#321321" in [one.get("stroke") for one in shown.iter(f"{SVG}path")]


def test_without_an_overlay_nothing_changes(town):
    assert picture(town, Asked()) == picture(town, Asked(), overlay=Overlay())
