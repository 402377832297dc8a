from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

import geopandas
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point, Polygon, box

from sitesel.catalogue import Store, sites, surroundings
from sitesel.catalogue.build import build
from sitesel.catalogue.validate import validate, validate_surroundings
from sitesel.errors import BuildConfigError, UntrustworthyData
from sitesel.findings import Finding
from sitesel.interval import Interval

CRS = "EPSG:4550"
WEST, SOUTH = 413_000.0, 3_320_000.0
BOW_TIE = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])


def square(x: float, side: float = 100.0):
    return box(WEST + x, SOUTH, WEST + x + side, SOUTH + side)


def save(folder: Path, name: str, geometry: list, **columns: list) -> None:
    GeoDataFrame(columns, geometry=geometry, crs=CRS).to_file(folder / name)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold five parcels, one without outline, a hall, wharves, a wetland, land and a road."""
    tmp_path = tmp_path_factory.mktemp("town")
    save(
        tmp_path,
        "parcels.gpkg",
        [square(0), square(100), square(300), None, square(500)],
        no=["A", "B", "B", "N", "E"],
        mj=[15.0, 15.0, 30.0, 1.0, 15.0],
        rjl=["1.0-2.0", "≥1.2", "很高", None, "1"],
        yt=["0601", "0601", "05H1", "0601", "9999"],
        zt=["挂牌", "成交", "挂牌", "挂牌", "挂牌"],
    )
    save(tmp_path, "halls.gpkg", [Point(WEST + 150, SOUTH + 50)], bh=["H1"], mj=[4000.0])
    save(
        tmp_path,
        "facilities.gpkg",
        [Point(WEST - 30, SOUTH + 50), Point(WEST, SOUTH - 80), Point(WEST, SOUTH), None],
        lx=["码头", "变电站", "公园", "码头"],
        mc=["小镇码头", "城西变", "公园", "新码头"],
    )
    save(tmp_path, "wetland.gpkg", [square(550)], mc=["东湿地"])
    save(tmp_path, "land.gpkg", [square(-500, 2000)], mc=["主岛"], lj=["bridged"], en=["Main"])
    save(tmp_path, "road.gpkg", [LineString([(WEST, SOUTH - 10), (WEST + 600, SOUTH - 10)])])
    (tmp_path / "build.yaml").write_text(
        dedent(
            """\
            title: {zh: 小镇, en: Small town}
            crs: EPSG:4550
            parcels:
              - path: parcels.gpkg
                id: no
                land_use_system: third-survey
                columns:
                  number: no
                  stated_area: {column: mj, unit: 亩}
                  plot_ratio: rjl
                  planning_use: yt
                  status: zt
            halls:
              - path: halls.gpkg
                id: bh
                columns: {floor_area: mj, status: {constant: to_let}}
            facilities:
              - path: facilities.gpkg
                kind_column: lx
                kinds: {wharf: {zh: 码头, en: wharf}, substation: {zh: 变电站, en: substation}}
                kind_values: {码头: wharf, 变电站: substation}
                columns: {name: mc}
            constraints:
              - {path: wetland.gpkg, name: wetland, columns: {name: mc}}
            land: {path: land.gpkg, columns: {name: mc, fixed_link: lj}}
            context:
              - {path: road.gpkg, kind: road}
            radii: [1 km]
            """
        ),
        "utf-8",
    )
    return tmp_path


@pytest.fixture(scope="module")
def built(source: Path):
    return build(source / "build.yaml", source / "store")


@pytest.fixture
def folder(source: Path, tmp_path: Path) -> Path:
    """Return a copy of the layers, to be changed."""
    return Path(shutil.copytree(source, tmp_path / "copy"))


def value(catalogue, parcel: str, name: str, sites="parcels"):
    columns = catalogue.columns(sites)
    return columns.value(name, columns.row(parcel))


def codes(catalogue) -> list[str]:
    return [finding.code for finding in catalogue.findings()]


def test_every_row_is_accounted_for(built):
    counted = {s.name: (s.rows, s.published, s.set_aside) for s in built.manifest.sources}
    assert counted == {
        "parcels": (5, 4, 1),
        "halls": (1, 1, 0),
        "facilities": (4, 2, 2),
        "wetland": (1, 1, 0),
        "land": (1, 1, 0),
        "road": (1, 1, 0),
    }
    assert built.manifest.counts["parcels"] == 4


def test_declared_columns_become_attributes(built):
    assert value(built, "A", "stated_area") == pytest.approx(10_000)
    assert value(built, "A", "plot_ratio") == Interval(1, 2)
    assert value(built, "A", "planning_use") == "1001"
    assert value(built, "A", "planning_use_stated") == "0601"
    assert value(built, "A", "status") == "listed"
    assert value(built, "H1", "floor_area", "halls") == 4000


def test_attributes_are_measured(built):
    assert value(built, "A", "area") == pytest.approx(10_000)
    assert value(built, "A", "distance_to_wharf") == pytest.approx(30)
    assert value(built, "E", "share_in_wetland") == pytest.approx(50)
    assert value(built, "E", "remaining_area") == pytest.approx(5000)
    assert value(built, "A", "landmass") == "主岛"
    assert value(built, "A", "fixed_link") == "bridged"
    assert value(built, "H1", "distance_to_wharf", "halls") == pytest.approx(180)
    assert value(built, "A", "count_wharf_within_1km") == 1


def test_what_can_not_be_read_is_unknown_and_told(built):
    told = {(f.code, f.column, f.facts.get("value")) for f in built.findings()}
    assert ("unreadable-value", "rjl", "很高") in told
    assert ("unknown-code", "yt", "9999") in told
    assert value(built, "E", "planning_use") is None
    assert value(built, "E", "planning_use_stated") == "9999"


def test_set_aside_rows_are_told(built):
    assert "null-geometry" in codes(built)
    assert [f.facts["value"] for f in built.findings() if f.code == "unknown-facility-kind"] == [
        "公园"
    ]


def test_repeated_ids_are_told_apart_and_findings_call_them_so(built):
    ids = built.columns().ids.to_pylist()
    assert sorted(i.split("~")[0] for i in ids) == ["A", "B", "B", "E"]
    known = {*ids, "N", None, "H1"}
    named = [f for f in built.findings() if f.layer == "parcels"]
    assert {f.parcel for f in named} <= known
    assert any(f.parcel is not None and "~" in f.parcel for f in named)


def test_a_stated_area_that_disagrees_is_kept_and_told(built):
    wrong = next(
        i for i in built.columns().ids.to_pylist() if value(built, i, "stated_area") > 15e3
    )
    assert value(built, wrong, "area") == pytest.approx(10_000)
    assert "stated-area-differs" in codes(built) or "area-column-stale" in codes(built)


def test_facilities_have_ids_that_last(built, folder):
    again = build(folder / "build.yaml", folder / "other")
    assert built.facilities()["id"].tolist() == again.facilities()["id"].tolist()
    assert all(i.startswith(("wharf-", "substation-")) for i in built.facilities()["id"])


def test_the_land_is_part_of_the_context(built):
    assert sorted(built.context()["kind"]) == ["land", "road"]


def test_the_same_input_gives_the_same_catalogue(built, folder):
    again = build(folder / "build.yaml", folder / "other")
    assert again.id == built.id
    for name in built.manifest.files:
        assert (again.path / name).read_bytes() == (built.path / name).read_bytes()


def test_rows_in_another_order_give_the_same_ids_and_values(built, folder):
    frame = GeoDataFrame.from_file(folder / "parcels.gpkg")
    frame.iloc[::-1].to_file(folder / "parcels.gpkg")
    again = build(folder / "build.yaml", folder / "other")
    assert again.columns().ids == built.columns().ids
    for name in ("stated_area", "plot_ratio", "distance_to_wharf"):
        for parcel in built.columns().ids.to_pylist():
            assert value(again, parcel, name) == value(built, parcel, name)


def test_the_report_draws_the_land(built):
    assert 'class="ground" d="M' in (built.path / "report.zh.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("module", "name", "examine", "file"),
    [
        (sites, "validate", validate, "parcels.gpkg"),
        (surroundings, "validate_surroundings", validate_surroundings, "wetland.gpkg"),
    ],
)
def test_outlines_are_looked_at_as_their_sources_draw_them(
    folder, monkeypatch, module, name, examine, file
):
    seen = []

    def spy(frame, *, drawn, **options):
        seen.append((frame.crs.to_epsg(), list(drawn)))
        return examine(frame, drawn=drawn, **options)

    monkeypatch.setattr(module, name, spy)
    geopandas.read_file(folder / file).to_crs(4490).to_file(folder / file)
    build(folder / "build.yaml", folder / "store")
    given = list(geopandas.read_file(folder / file).geometry)
    assert (4550, given) in seen


def test_reports_lie_beside_the_catalogue(built):
    assert (built.path / "report.zh.html").stat().st_size
    assert (built.path / "report.en.html").stat().st_size


def test_the_crs_is_chosen_by_the_place_and_told(folder):
    config = folder / "build.yaml"
    config.write_text(config.read_text("utf-8").replace("crs: EPSG:4550\n", ""), "utf-8")
    built = build(config, folder / "store")
    assert built.manifest.crs == "EPSG:4550"
    assert "crs-chosen" in codes(built)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2263", "EPSG:1", "41"])
def test_a_crs_that_does_not_measure_in_metres_is_a_fault(folder, crs):
    config = folder / "build.yaml"
    config.write_text(config.read_text("utf-8").replace("EPSG:4550", crs), "utf-8")
    with pytest.raises(BuildConfigError, match="no projected CRS in metres"):
        build(config, folder / "store")


def test_columns_that_are_not_there_are_all_told_with_their_lines(folder):
    config = folder / "build.yaml"
    text = config.read_text("utf-8").replace("id: no\n", "id: nr\n").replace("rjl", "rjll")
    config.write_text(text.replace("kind_column: lx", "kind_column: lxx"), "utf-8")
    with pytest.raises(BuildConfigError) as error:
        build(config, folder / "store")
    assert [(f.code, f.line) for f in error.value.faults] == [
        ("unknown-column", 5),
        ("unknown-column", 10),
        ("unknown-column", 19),
    ]
    assert "did you mean 'rjl'?" in error.value.say("en")


def test_rows_that_the_config_leaves_out_are_counted(folder):
    config = folder / "build.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("    id: no\n", "    id: no\n    where: {zt: 挂牌}\n"), "utf-8")
    built = build(config, folder / "store")
    record = built.manifest.sources[0]
    assert (record.rows, record.published, record.set_aside) == (5, 3, 2)
    assert "rows-left-out" in codes(built)


def test_untrustworthy_data_leave_the_published_catalogue_as_it_was(built, folder):
    same = {"no": "A", "mj": 1.0, "rjl": "1", "yt": "0601", "zt": "挂牌"}
    columns = {name: [word] * 5 for name, word in same.items()}
    save(folder, "parcels.gpkg", [None, None, None, None, square(0)], **columns)
    with pytest.raises(UntrustworthyData):
        build(folder / "build.yaml", folder / "store")
    assert Store(folder / "store").current().id == built.id


def test_two_sources_of_parcels_are_looked_at_together(folder):
    save(folder, "more.gpkg", [square(0), square(900)], code=["A", "Z"], ha=[1.0, 1.0])
    config = folder / "build.yaml"
    more = (
        "parcels:\n  - path: more.gpkg\n    id: code\n"
        "    columns: {stated_area: {column: ha, unit: ha}}\n"
    )
    config.write_text(config.read_text("utf-8").replace("parcels:\n", more, 1), "utf-8")
    built = build(config, folder / "store")
    ids = built.columns().ids.to_pylist()
    assert len(ids) == 6
    assert value(built, "Z", "stated_area") == pytest.approx(10_000)
    assert value(built, "Z", "status") is None
    assert "stack" in codes(built)
    assert [s.published for s in built.manifest.sources[:2]] == [2, 4]


def test_progress_runs_from_nothing_to_the_whole(folder):
    told: list[float] = []
    build(folder / "build.yaml", folder / "store", lambda _, done: told.append(done))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)


def test_every_finding_has_words_in_both_languages(built):
    for finding in built.findings():
        assert isinstance(finding, Finding)
        assert finding.found("zh")
        assert finding.done("en")


def test_a_boundary_txt_is_read_by_the_profile_that_ships(folder):
    (folder / "界址点.txt").write_bytes(
        dedent(
            """\
            [属性描述]
            坐标系=2000国家大地坐标系
            几度分带=3
            计量单位=米
            带号=41
            [地块坐标]
            4,1.0000,DK-01,东一号,面,,工业,,@
            J1,1,3320000,41413000
            J2,1,3320000,41413100
            J3,1,3320100,41413100
            J4,1,3320100,41413000
            """
        ).encode("gbk")
    )
    config = folder / "txt.yaml"
    config.write_text(
        "title: 界址\nparcels:\n  - {path: 界址点.txt, profile: land-boundary-txt}\n", "utf-8"
    )
    built = build(config, folder / "store")
    assert built.columns().ids.to_pylist() == ["DK-01"]
    assert value(built, "DK-01", "name") == "东一号"
    assert value(built, "DK-01", "stated_area") == pytest.approx(10_000)
    assert value(built, "DK-01", "area") == pytest.approx(10_000)
    assert built.manifest.crs == "EPSG:4550"


def test_rows_without_a_value_do_not_meet_the_filter(folder):
    config = folder / "build.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("    id: no\n", '    id: no\n    where: {rjl: "1"}\n'), "utf-8")
    built = build(config, folder / "store")
    assert built.columns().ids.to_pylist() == ["E"]
    assert [f.count for f in built.findings() if f.code == "rows-left-out"] == [4]


def test_islands_are_called_by_the_names_of_each_language(folder, tmp_path):
    config = folder / "build.yaml"
    mapped = "{name: mc, fixed_link: lj}"
    words = config.read_text("utf-8")
    assert mapped in words
    config.write_text(
        words.replace(mapped, "{name: mc, name_zh: mc, name_en: en, fixed_link: lj}"), "utf-8"
    )
    made = build(config, tmp_path / "store")
    assert value(made, "A", "landmass") == "主岛"
    landmass = made.schema["landmass"]
    assert [landmass.value_label("主岛", lang) for lang in ("zh", "en")] == ["主岛", "Main"]
    assert made.columns("parcels").schema["landmass"] == landmass


def test_an_island_without_a_name_of_a_language_keeps_its_name(built):
    assert built.schema["landmass"].values == ()
