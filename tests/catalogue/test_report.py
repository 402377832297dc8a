from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from shapely import Point, box

from sitesel.catalogue.report import LayerCount, group, report, write_reports
from sitesel.catalogue.sketch import sketch
from sitesel.findings import Finding, finding_kinds
from sitesel.language import Text

TITLE = Text("舟山地块", "Parcels of Zhoushan")
COUNTS = (LayerCount("parcels", 5, 3, 2), LayerCount("halls", 4, 4, 0))
VOID = {"meta", "br"}


def found(code="null-geometry", *, lon=122.1, lat=30.0, **places) -> Finding:
    return Finding(
        code, **{"layer": "parcels", "row": 0, "parcel": "A1", "lon": lon, "lat": lat} | places
    )


def page(*findings, lang="en", outlines=None, **options) -> str:
    return report(findings, lang, title=TITLE, counts=COUNTS, outlines=outlines, **options)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


def test_rows_in_are_told_as_published_and_set_aside():
    text = " ".join("".join(read(page()).text).split())
    assert "parcels532" in text
    assert "Total972" in text


def test_hostile_text_stays_text():
    evil = "<script>alert(1)</script>"
    finding = found("missing-values", parcel=evil, column=f'"{evil}', layer=f"'>{evil}",
                    facts={"share": 0.5, "spelled": evil, "spelled_zh": evil})  # fmt: skip
    html = report([finding], "en", title=Text.of(evil), counts=[LayerCount(evil, 1, 1, 0)],
                  notice=Text.of(evil))  # fmt: skip
    tags = read(html)
    assert "script" not in {tag for tag, _ in tags.seen}
    assert evil in "".join(tags.text)
    assert not any(name.startswith("on") for _, attrs in tags.seen for name in attrs)


def test_the_page_calls_nobody():
    html = page(found(), outlines=GeoSeries([box(122, 30, 122.1, 30.1)], crs="OGC:CRS84"))
    assert re.findall(r"(?:src|href)=\"(?!#|report\.)", html) == []
    assert "url(" not in html
    assert "http://" not in html
    assert "https://" not in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_language_has_its_own_words(lang):
    html = page(found(), lang=lang)
    assert TITLE.say(lang) in html
    assert found().found(lang) in html
    assert found().done(lang) in html
    assert ("数据报告" in html) == (lang == "zh")


def test_the_notice_of_the_catalogue_is_on_the_page():
    assert "made up" in page(notice=Text("虚构", "made up"))


def test_findings_beyond_the_examples_are_counted():
    html = page(*[found(row=i) for i in range(1234)], examples=4)
    assert html.count('class="id"') == 4
    assert "1,230 more, all of them in findings.parquet" in html


def test_the_gravest_come_first():
    groups = group([found("stack"), found("overlap"), found()])
    assert [each.kind.code for each in groups] == ["null-geometry", "overlap", "stack"]


def test_an_id_of_zero_is_an_id():
    finding = found(parcel="0", row=0)
    cells = re.findall(r'class="id"[^>]*>(.*?)<', page(finding))
    assert cells == ["0"]


def test_a_report_without_findings_says_so():
    assert "Nothing." in page()


def test_the_same_input_gives_the_same_bytes(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    outlines = GeoSeries([box(122, 30, 122.1, 30.1), None], crs="OGC:CRS84")
    for folder in ("a", "b"):
        written = write_reports(
            [found(), found("stack", facts={"area": 1.0, "members": "A"})],
            tmp_path / folder, title=TITLE, counts=COUNTS, outlines=outlines,
        )  # fmt: skip
        assert [path.name for path in written] == ["report.zh.html", "report.en.html"]
    for name in ("report.zh.html", "report.en.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_each_severity_has_a_shape_of_its_own():
    drawn = sketch(GeoSeries([], crs="OGC:CRS84"), [found(), found("overlap"), found("stack")])
    assert [marks.severity for marks in drawn.marks] == ["note", "warning", "error"]
    shapes = {re.sub(r"^M\S+ \S+?(?=m)", "", marks.path) for marks in drawn.marks}
    assert len(shapes) == 3


def test_findings_at_one_place_share_a_mark():
    outlines = GeoSeries([box(122, 30, 122.1, 30.1)], crs="OGC:CRS84")
    (marks,) = sketch(outlines, [found(lon=122.05, lat=30.05)] * 50).marks
    assert (marks.findings, marks.path.count("M")) == (50, 1)


def test_a_parcel_far_off_does_not_shrink_the_map():
    near = [box(122 + i / 100, 30, 122.005 + i / 100, 30.005) for i in range(9)]
    here = sketch(GeoSeries(near, crs="OGC:CRS84"), [])
    both = sketch(GeoSeries([*near, box(99, 30, 99.1, 30.1)], crs="OGC:CRS84"), [found(lon=99)])
    assert both.scale_label == here.scale_label
    assert both.beyond == 1


def test_many_parcels_become_a_grid_of_bounded_size():
    x, y = np.random.default_rng(3).uniform(0, 0.2, (2, 4000))
    many = shapely.box(x + 122, y + 30, x + 122.0002, y + 30.0002)
    drawn = sketch(GeoSeries(many, crs="OGC:CRS84"), [])
    assert drawn.cells.startswith("M")
    assert len(drawn.cells) + len(drawn.outlines) < 400_000


def test_points_and_missing_outlines_are_drawn_too():
    drawn = sketch(GeoSeries([Point(122, 30), None, Point(122.1, 30)], crs="OGC:CRS84"), [])
    assert drawn.outlines.count("M") == 2


def test_the_land_is_drawn_beneath_the_parcels_and_does_not_widen_the_map():
    parcel = GeoSeries([box(122, 30, 122.1, 30.1)], crs="OGC:CRS84")
    land = GeoSeries([box(122.05, 29, 130, 31)], crs="OGC:CRS84")
    drawn, bare = sketch(parcel, [], land=land), sketch(parcel, [])
    assert drawn.outlines == bare.outlines
    assert drawn.scale == bare.scale
    xs = [float(x) for x in re.findall(r"[ML](\S+) ", drawn.land)]
    assert min(xs) == 360  # the middle of the map
    assert max(xs) < 730
    assert bare.land == ""


def test_a_layer_goes_by_its_label_in_each_language():
    counts = [LayerCount("farmland", 5, 5, 0, Text("永久基本农田", "Basic farmland"))]
    finding = found("empty-layer", layer="farmland", row=None, parcel=None)
    for lang, label in (("zh", "永久基本农田"), ("en", "Basic farmland")):
        html = report([finding], lang, title=TITLE, counts=counts)
        assert f'<th scope="row">{label}</th>' in html
        assert "farmland</th>" not in html.replace(label, "")


def test_nothing_with_a_place_is_no_map():
    assert sketch(GeoSeries([], crs="OGC:CRS84"), [found(lon=None, lat=None)]) is None
    assert "<figure" not in page(found(lon=None, lat=None))


def test_every_kind_with_places_in_its_words_has_a_title_without_any():
    open_ended = {code for code, kind in finding_kinds().items() if "…" in kind.title.en}
    assert open_ended == set()
    assert not any(
        "…" in kind.title.zh or "{" in kind.title.zh for kind in finding_kinds().values()
    )
