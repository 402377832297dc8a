from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point, box

from sitesel.attributes.wharf import matching_wharf
from sitesel.catalogue.build import build
from sitesel.catalogue.enrich import Surroundings, measured
from sitesel.catalogue.reading import read_config
from sitesel.columns import QuantityColumn
from sitesel.errors import BuildConfigError
from sitesel.requirement.wharf import WharfNeed

CRS = "EPSG:4550"
WEST, SOUTH = 413_000.0, 3_320_000.0


def square(x: float, y: float = 0.0, side: float = 100.0):
    return box(WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side)


def line(*points: tuple[float, float]):
    return LineString([(WEST + x, SOUTH + y) for x, y in points])


def save(folder: Path, name: str, geometry: list, **columns: list) -> None:
    GeoDataFrame(columns, geometry=geometry, crs=CRS).to_file(folder / name)


HEAD = """\
title: {zh: 港, en: Port}
crs: EPSG:4550
parcels:
  - {path: parcels.gpkg, id: no, columns: {status: zt, shoreline_length: ax, front_depth: qs}}
"""
AROUND = """\
land: {path: land.gpkg, columns: {name: mc}}
shore: {path: shore.gpkg, columns: {name: mc, type: gn, depth: {column: ss, unit: m}}}
deep_water: {path: contours.gpkg, columns: {depth: ss}, depth: 10 m}
frontage: {roads: {path: roads.gpkg, columns: {class: dj}}}
expansion: {available: [listed, cleared], gap: 15 m}
facilities:
  - path: wharves.gpkg
    kind: wharf
    label: {zh: 码头, en: wharf}
    columns: {id: bh, cargo: hl, tonnage: dj, berth_length: cd, depth: ss, dangerous_goods: wh,
              spare: {column: fy, unit: 万吨/年}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold four parcels A–D in a row on the south shore of an island, and a fifth, E, inland."""
    folder = tmp_path_factory.mktemp("port")
    save(
        folder,
        "parcels.gpkg",
        [square(0), square(100), square(200), square(310), square(2000, 3000)],
        no=["A", "B", "C", "D", "E"],
        zt=["挂牌", "净地", "成交", "挂牌", None],
        ax=[77.0, None, None, None, None],
        qs=[5.5, None, None, None, None],
    )
    save(folder, "land.gpkg", [square(-5000, -5, 10_000)], mc=["主岛"])
    save(
        folder,
        "shore.gpkg",
        [line((-900, -5), (150, -5)), line((150, -5), (250, -5)), line((250, -5), (900, -5))],
        mc=["东岸", None, "西岸"],
        gn=["港口工业岸线", "自然", "外星"],
        ss=["12.5", "很深", None],
    )
    save(
        folder,
        "contours.gpkg",
        [line((-900, -60), (900, -60)), line((-900, -200), (900, -200))],
        ss=[5.0, 10.0],
    )
    save(
        folder,
        "roads.gpkg",
        [line((-900, 108), (900, 108)), line((-8, -5), (-8, 900)), line((50, -9), (300, -9))],
        dj=["主干路", "匝道?", "footway"],
    )
    save(
        folder,
        "wharves.gpkg",
        [Point(WEST + 50, SOUTH - 50), Point(WEST + 900, SOUTH), Point(WEST + 99, SOUTH + 900)],
        bh=["w1", "w2", "w3"],
        hl=["散货、件杂货", "集装箱", "香蕉、散货"],
        dj=["5万吨级", "100000 DWT", "900万吨"],
        cd=[250.0, -3.0, 300.0],
        ss=[12.0, 16.0, None],
        wh=["否", "是", None],
        fy=[0.0, 100.0, None],
    )
    (folder / "build.yaml").write_text(HEAD + AROUND, "utf-8")
    return folder


@pytest.fixture(scope="module")
def port(folder: Path):
    return build(folder / "build.yaml", folder / "store")


def values(catalogue, name: str) -> dict[str, object]:
    columns = catalogue.columns()
    return {one: columns.value(name, columns.row(one)) for one in "ABCDE"}


def test_shore_frontage_is_told_by_type(port):
    assert values(port, "shore_frontage") == pytest.approx(
        {"A": 100, "B": 100, "C": 100, "D": 100, "E": 0}, abs=1e-3
    )
    quay = values(port, "shore_frontage_port_industrial")
    assert (quay["A"], quay["B"], quay["E"]) == pytest.approx((100, 50, 0), abs=1e-3)
    assert values(port, "shore_frontage_natural")["C"] == pytest.approx(50, abs=1e-3)


def test_the_shore_is_part_of_the_context(port):
    context = port.context()
    shores = context[context["kind"] == "shore"]
    assert shores["type"].fillna("").tolist() == ["port_industrial", "natural", ""]
    assert shores["name"].fillna("").tolist() == ["东岸", "", "西岸"]
    assert shores["depth"].tolist()[0] == 12.5
    assert port.context_kinds()["shore"].zh == "岸线"


def test_what_is_stated_of_the_shore_stays_beside_what_is_measured(port):
    assert values(port, "shoreline_length")["A"] == 77
    assert values(port, "front_depth")["A"] == 5.5
    depths = values(port, "deepest_front")
    assert (depths["A"], depths["B"], depths["D"], depths["E"]) == (12.5, 12.5, None, 0)


def test_the_way_to_deep_water_goes_to_the_contour_that_is_deep_enough(port):
    assert values(port, "distance_to_deep_water")["A"] == pytest.approx(200, abs=1e-3)


def test_roads_of_a_layer_are_fronted_on_by_class(port):
    a, b = (values(port, "road_frontage")[one] for one in "AB")
    assert (a, b) == pytest.approx((200, 100), abs=1e-3)
    assert values(port, "road_sides")["A"] == 2
    assert values(port, "road_frontage_primary")["A"] == pytest.approx(100, abs=1e-3)
    assert values(port, "road_frontage_residential")["A"] == 0
    assert values(port, "longest_road_run")["A"] == pytest.approx(100, abs=1e-3)


def test_available_neighbours_are_room_to_expand(port):
    assert values(port, "expansion_parcels") == {
        "A": "B", "B": "A", "C": "B, D", "D": None, "E": None,
    }  # fmt: skip
    areas = values(port, "expansion_area")
    assert areas["C"] == pytest.approx(20_000, rel=1e-6)
    assert areas["D"] == 0


def test_what_wharves_offer_is_kept_with_the_facilities(port):
    wharves = port.facilities().set_index("id")
    assert wharves.loc["w1", "cargo"] == "bulk general"
    assert wharves["tonnage"].tolist()[:2] == [50_000, 100_000]
    assert wharves["dangerous_goods"].tolist() == [False, True, None]
    assert wharves["spare"].tolist()[:2] == [0, 1_000_000]
    assert wharves.loc["w3", "cargo"] == "bulk"


def test_what_can_not_be_or_be_read_is_told_and_not_known(port):
    told = {(f.code, f.column, f.facts.get("value")) for f in port.findings()}
    assert ("unknown-cargo", "hl", "香蕉、散货") in told
    assert ("impossible-value", "dj", "9000000") in told
    assert ("impossible-value", "cd", "-3") in told
    assert ("unmapped-value", "gn", "外星") in told
    assert ("unreadable-value", "ss", "很深") in told
    assert ("unmapped-value", "dj", "匝道?") in told
    wharves = port.facilities().set_index("id")
    assert np.isnan(wharves.loc["w3", "tonnage"])
    assert np.isnan(wharves.loc["w2", "berth_length"])


def test_wharves_of_a_catalogue_are_matched(port):
    need = WharfNeed(cargo="bulk", tonnage=30_000.0, depth=10.0)
    parcels = port.geometry("parcels").to_crs(CRS)
    found = matching_wharf(parcels, port.facilities().to_crs(CRS), need)
    assert found.loc["A", "matching_wharf"] == "w1"
    assert found.loc["A", "distance_to_matching_wharf"] == pytest.approx(50, abs=1e-3)


def test_every_source_is_recorded_and_every_finding_has_words(port):
    assert {source.role for source in port.manifest.sources} >= {"shore", "deep_water", "frontage"}
    for finding in port.findings():
        assert "{" not in finding.found("zh") + finding.done("en")


def test_the_same_input_gives_the_same_catalogue(port, folder):
    assert build(folder / "build.yaml", folder / "again").id == port.id


def test_without_layers_nothing_is_known(folder):
    (folder / "bare.yaml").write_text(HEAD, "utf-8")
    bare = build(folder / "bare.yaml", folder / "bare")
    for name in ("road_frontage", "shore_frontage", "expansion_area", "distance_to_deep_water"):
        assert set(values(bare, name).values()) == {None}
    assert "road_frontage_primary" not in bare.schema


def test_where_no_contour_is_deep_enough_that_is_told(folder):
    text = HEAD + "deep_water: {path: contours.gpkg, columns: {depth: ss}, depth: 99 m}\n"
    (folder / "shallow.yaml").write_text(text, "utf-8")
    found = build(folder / "shallow.yaml", folder / "shallow")
    assert set(values(found, "distance_to_deep_water").values()) == {None}
    [told] = [f for f in found.findings() if f.code == "no-deep-water"]
    assert told.found("en") == "Nothing in it is known to be 99 m deep"


def test_without_a_layer_of_shore_the_coast_of_the_land_counts(folder):
    (folder / "coast.yaml").write_text(
        HEAD + "land: {path: land.gpkg, columns: {name: mc}}\n", "utf-8"
    )
    found = build(folder / "coast.yaml", folder / "coast")
    assert values(found, "shore_frontage")["A"] == pytest.approx(100, abs=1e-3)
    assert values(found, "shore_frontage")["E"] == 0
    assert values(found, "deepest_front")["A"] is None
    assert "shore_frontage_natural" not in found.schema


def test_partitions_of_sites_are_measured_as_the_whole_is(folder, port):
    from sitesel.catalogue.shore import Waterside, waterside

    config = read_config(folder / "build.yaml")
    layers = {
        "shore": GeoDataFrame(
            {"type": ["natural"]}, geometry=[line((-900, -5), (900, -5))], crs=CRS
        )
    }
    around = Surroundings(waterside=waterside(config, layers, None))
    sites = port.geometry("parcels").to_crs(CRS)
    whole = measured(sites, around)["shore_frontage"]
    parts = [measured(sites.iloc[a:b], around)["shore_frontage"] for a, b in ((0, 2), (2, 5))]
    assert isinstance(whole, QuantityColumn)
    assert whole.values.tolist() == [v for part in parts for v in part.values.tolist()]
    assert Waterside().with_network(None).roads is None


def faults(folder: Path, text: str) -> list[tuple[str, int | None]]:
    (folder / "wrong.yaml").write_text(HEAD + dedent(text), "utf-8")
    with pytest.raises(BuildConfigError) as error:
        read_config(folder / "wrong.yaml")
    return [(fault.code, fault.line) for fault in error.value.faults]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("expansion: {available: [lited]}\n", ("unknown-value", 5)),
        ("expansion: {gap: 3 m}\n", ("missing", 5)),
        ("expansion: {available: listed, gap: 3 kg}\n", ("quantity", 5)),
        ("shore: {path: shore.gpkg, columns: {kind: gn}}\n", ("unknown-column", 5)),
        ("shore: {path: sho.gpkg}\n", ("no-file", 5)),
        ("shore: {path: shore.gpkg, columns: {depth: {column: ss, unit: kg}}}\n", ("unit", 5)),
        ("deep_water: {path: contours.gpkg, depht: 10 m}\n", ("unknown-key", 5)),
        ("frontage: {roads: {path: roads.gpkg, columns: {klass: dj}}}\n", ("unknown-column", 5)),
        ("frontage: {angle: 120}\n", ("less_than_equal", 5)),
    ],
)
def test_faults_are_told_with_their_lines(folder, text, fault):
    assert faults(folder, text) == [fault]
