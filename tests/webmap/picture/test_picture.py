from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest

from sitesel.catalogue import Store
from sitesel.columns import TextColumn
from sitesel.errors import ParcelNotFound
from sitesel.language import Text
from sitesel.webmap.picture import Asked, View, picture
from sitesel.webmap.picture import sites as sites_module
from sitesel.webmap.ramp import RAMP
from tests.conftest import town_draft
from tests.exports.conftest import selection

__all__ = ["selection"]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert(1)</script>"&\x00\u202e'


def tree(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - what was drawn here


def texts(drawn: str) -> list[str]:
    return [one.text or "" for one in tree(drawn).iter(f"{SVG}text")]


def fills(drawn: str) -> list[str]:
    return [one.get("fill", "") for one in tree(drawn).iter()]


def hostile(tmp_path):
    draft = town_draft()
    parcels = draft.sites["parcels"]
    names = TextColumn(pa.array([HOSTILE] * 6))
    own = replace(parcels.columns, columns={**parcels.columns.columns, "name": names})
    context = draft.context.assign(name=[HOSTILE, HOSTILE])
    manifest = replace(
        draft.manifest, title=Text.of(HOSTILE), notice=Text.of(HOSTILE), crs="EPSG:4550"
    )
    return Store(tmp_path / "hostile").publish(
        replace(
            draft,
            sites={"parcels": replace(parcels, columns=own)},
            context=context,
            manifest=manifest,
        )
    )


def test_every_site_in_view_is_drawn_in_the_colour_of_its_use(town):
    drawn = fills(picture(town, Asked()))
    # A, E third class; B second; C industry of no class; D not known; F logistics
    for shade, count in {
        "#a8623a": 2,
        "#d99a5b": 1,
        "#e4b57f": 1,
        "#dfe4e2": 1,
        "#cdbfe0": 1,
    }.items():
        assert drawn.count(shade) == count


def test_a_selection_colours_its_sites_and_ranks_its_candidates(town, selection):
    drawn = picture(town, Asked(width=400), selection)
    assert texts(drawn).count("1") == texts(drawn).count("2") == 1
    shades = fills(drawn)
    assert sum(shade in RAMP for shade in shades) == 2
    assert (shades.count("#d3d9db"), shades.count("#f6dfa9")) == (2, 2)


def test_a_legend_tells_the_colours_where_there_is_room(town, selection):
    assert "Suitability" in texts(picture(town, Asked(lang="en"), selection))
    assert "Suitability" not in texts(picture(town, Asked(lang="en", width=300), selection))


def test_a_site_too_small_for_its_outline_is_a_dot(town):
    far = tree(picture(town, Asked(metres_per_pixel=500)))
    assert len([c for c in far.iter(f"{SVG}circle") if c.get("r") == "3"]) == 6


def test_of_too_many_sites_cells_are_counted(town, monkeypatch):
    monkeypatch.setattr(sites_module, "MOST", 5)
    assert "6" in texts(picture(town, Asked(metres_per_pixel=200)))


def test_a_chosen_site_is_named_and_outlined(town):
    drawn = picture(town, Asked(parcels=("B",)))
    assert "甲二" in texts(drawn)
    strokes = [one.get("stroke") for one in tree(drawn).iter()]
    assert strokes.count("#1257c9") == 1


def test_two_pictures_at_one_scale_have_the_same_bar(town):
    one, other = (picture(town, Asked(parcels=(p,), metres_per_pixel=2)) for p in "AF")
    bar = "200 米"
    assert bar in texts(one)
    assert bar in texts(other)


def test_the_bar_is_as_long_as_it_says(town):
    drawn = picture(town, Asked(metres_per_pixel=2.0, furniture=True))
    [bar] = [p.get("d") for p in tree(drawn).iter(f"{SVG}path") if p.get("stroke-width") == "1.5"]
    xs = [float(part.split()[0]) for part in bar.lstrip("M").split("L")]
    assert max(xs) - min(xs) == pytest.approx(200 / 2.0, abs=0.2)


def test_a_view_keeps_its_scale_in_both_directions():
    view = View.at(122.0, 30.0, 10.0, 400, 300)
    west, south, east, north = view.bounds
    from pyproj import Geod

    geod = Geod(ellps="GRS80")
    across = geod.inv(west, 30, east, 30)[2] / (400 + 48)
    along = geod.inv(122, south, 122, north)[2] / (300 + 48)
    assert across == pytest.approx(10, rel=3e-3)
    assert along == pytest.approx(10, rel=3e-3)


def test_bounds_are_seen_above_the_notice(town):
    asked = Asked(bounds=(122.1, 30.0, 122.101, 30.05), width=300, height=300)
    drawn = picture(town, asked)
    assert "地块为示意。" in texts(drawn)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_words_stay_words(tmp_path, lang):
    drawn = picture(hostile(tmp_path), Asked(parcels=("A",), lang=lang))
    tags = {one.tag.removeprefix(SVG) for one in tree(drawn).iter()}
    assert tags <= {"svg", "title", "clipPath", "rect", "g", "path", "circle", "text"}
    assert "\x00" not in drawn
    assert "\u202e" not in drawn
    assert "href" not in drawn
    attributes = {key for one in tree(drawn).iter() for key in one.attrib}
    assert not {key for key in attributes if key.startswith("on")}


def test_the_same_view_gives_the_same_bytes(town, selection):
    assert picture(town, Asked(), selection) == picture(town, Asked(), selection)


def test_a_catalogue_without_land_or_sites_is_drawn_too(tmp_path):
    bare = Store(tmp_path / "bare").publish(replace(town_draft(), sites={}, context=None))
    assert "#f3f4f0" in fills(picture(bare, Asked()))


def test_a_site_that_is_not_there_is_told(town):
    with pytest.raises(ParcelNotFound):
        picture(town, Asked(parcels=("Z",)))
