"""A town on two islands and an islet, drawn by hand.

West has a road from x = 0 to 950, East one from 2050 to 3000; a car ferry sails between their
ends, and a bridge that opens in the middle of 2027 joins them. The islet has no road at all.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from textwrap import dedent

import numpy as np
import pyarrow.parquet as pq
import pyproj
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point, Polygon, box

from sitesel.attributes.network import Network
from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.access import access
from sitesel.catalogue.build import build
from sitesel.catalogue.networks import networks
from sitesel.catalogue.raw import read_sources
from sitesel.catalogue.reading import read_config
from sitesel.catalogue.surroundings import around
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.columns import CategoryColumn, Column
from sitesel.errors import BuildConfigError, CatalogueError
from sitesel.progress import silent

CRS = "EPSG:4550"
WEST, SOUTH = 413_000.0, 3_320_000.0


def square(x: float, width: float = 100.0, height: float = 100.0, y: float = 0.0):
    return box(WEST + x, SOUTH + y, WEST + x + width, SOUTH + y + height)


def corner(x: float):
    """Return a square whose south-western corner alone is nearest to the road."""
    turn = [(x, 0), (x + 100, 1), (x + 100, 100), (x, 100)]
    return Polygon([(WEST + dx, SOUTH + dy) for dx, dy in turn])


def line(*points: tuple[float, float]) -> LineString:
    return LineString([(WEST + x, SOUTH + y) for x, y in points])


def save(folder: Path, name: str, geometry: list, **columns: list) -> None:
    GeoDataFrame(columns, geometry=geometry, crs=CRS).to_file(folder / name)


FERRY = {
    "id": "f", "name": "渡轮", "from": "tw", "to": "te", "sailing": "10", "headway": "20",
    "vehicles": "car foot", "days_lost": "36.5", "boarding": "5", "unloading": "5",
    "dangerous_goods": "no",
}  # fmt: skip

CONFIG = """\
    title: {zh: 两岛, en: Two islands}
    date: 2026-11-20
    crs: EPSG:4550
    parcels: {path: parcels.gpkg, id: no}
    halls: {path: halls.gpkg, id: no}
    facilities:
      - {path: wharf.gpkg, kind: wharf, label: {zh: 码头, en: wharf}, columns: {id: no}}
    land: {path: land.gpkg, columns: {name: mc}}
    context: [{path: roads.gpkg, kind: road, label: {zh: 岛上道路, en: Island roads}}]
    network:
      roads:
        - path: roads.gpkg
          columns:
            id: bh
            name: mc
            class: {column: dj, values: {支路: tertiary}}
            kind: {column: lx, values: {桥: bridge}}
            speed: {column: sd, unit: km/h}
            open_from: tc
      ferries: {path: ferries.csv}
      terminals: {path: terminals.gpkg, columns: {id: bh, name: mc}}
      modes: [car, truck]
      within: [30 min]
      population: {path: people.gpkg, columns: {population: rk, workers: jy}}
      scenarios:
        bridge:
          title: {zh: 大桥通车, en: Bridge open}
          date: 2027-12-31
        suspended:
          title: {zh: 渡轮停航, en: Ferry suspended}
          close: f
        hourly:
          title: {zh: 每小时一班, en: One an hour}
          change: {f: {headway: 60 min}}
    """


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("islands")
    save(
        folder,
        "parcels.gpkg",
        [corner(100), square(2500), square(4000), square(9e4)],
        no=["W", "E", "I", "FAR"],
    )
    save(folder, "halls.gpkg", [Point(WEST + 500, SOUTH + 20)], no=["H"])
    save(folder, "wharf.gpkg", [Point(WEST + 2900, SOUTH - 10)], no=["wharf-east"])
    save(
        folder,
        "land.gpkg",
        [square(-500, 1500, 900, -300), square(2000, 1500, 900, -300), square(3900, 400)],
        mc=["西岛", "东岛", "小屿"],
    )
    save(
        folder,
        "roads.gpkg",
        [line((0, -10), (950, -10)), line((2050, -10), (3000, -10)), line((950, -10), (2050, -10))],
        bh=["rw", "re", "b"],
        mc=["西路", "东路", "大桥"],
        dj=["支路"] * 3,
        lx=[None, None, "桥"],
        sd=[30.0, 30.0, 60.0],
        tc=[None, None, "2027-06-01"],
    )
    save(
        folder,
        "terminals.gpkg",
        [Point(WEST + 950, SOUTH - 10), Point(WEST + 2050, SOUTH - 10)],
        bh=["tw", "te"],
        mc=["西码头", "东码头"],
    )
    save(
        folder,
        "people.gpkg",
        [Point(WEST + 400, SOUTH - 20), Point(WEST + 2600, SOUTH - 20)],
        rk=[1000, 200],
        jy=[10, 20],
    )
    with (folder / "ferries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FERRY))
        writer.writeheader()
        writer.writerow(FERRY)
    (folder / "build.yaml").write_text(dedent(CONFIG), "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return build(source / "build.yaml", tmp_path_factory.mktemp("store"))


def values(catalogue: Catalogue, name: str, scenario: str | None = None) -> dict[str, object]:
    columns = catalogue.columns(scenario=scenario)
    return {parcel: columns.value(name, row) for row, parcel in enumerate(columns.ids.to_pylist())}


def told(source: Path, store: Path, text: str) -> list[tuple[str, int | None, str]]:
    (source / "other.yaml").write_text(text, "utf-8")
    with pytest.raises(BuildConfigError) as error:
        build(source / "other.yaml", store)
    return [(fault.code, fault.line, fault.text.en) for fault in error.value.faults]


def test_a_scenario_that_names_no_way_is_refused_and_nothing_published(source, tmp_path):
    text = dedent(CONFIG).replace("close: f\n", "open: [b, rww]\n      close: fx\n")
    text = text.replace("change: {f: {head", "change: {ff: {head")
    lines = [i for i, row in enumerate(text.splitlines(), 1) if "rww" in row or "fx" in row]
    last = next(i for i, row in enumerate(text.splitlines(), 1) if "ff:" in row)
    found = told(source, tmp_path / "store", text)
    assert [(code, line) for code, line, _ in found] == [
        ("unknown-way", line) for line in (*lines, last)
    ]
    assert "did you mean 'rw'?" in found[0][2]
    assert "did you mean 'f'?" in found[2][2]
    assert not (tmp_path / "store" / "current").exists()


def test_a_ferry_that_its_data_set_aside_is_no_fault_of_a_scenario(source, tmp_path):
    faulty = FERRY | {"id": "g", "to": "nowhere"}
    with (source / "two.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FERRY))
        writer.writeheader()
        writer.writerows([FERRY, faulty])
    text = dedent(CONFIG).replace("ferries.csv", "two.csv").replace("close: f\n", "close: [f, g]\n")
    (source / "two.yaml").write_text(text, "utf-8")
    codes = {f.code for f in build(source / "two.yaml", tmp_path / "store").findings()}
    assert {"ferry-terminal-unknown", "scenario-unknown-way"} <= codes


def test_a_facility_that_no_road_leads_to_is_told(source, built, tmp_path):
    assert not [f for f in built.findings() if f.code == "facility-without-road"]
    places = [Point(WEST + 2900, SOUTH - 10), Point(WEST + 4100, SOUTH + 50)]
    save(source, "wharves.gpkg", places, no=["wharf-east", "wharf-islet"])
    text = dedent(CONFIG).replace("wharf.gpkg", "wharves.gpkg")
    (source / "wharves.yaml").write_text(text, "utf-8")
    found = build(source / "wharves.yaml", tmp_path / "store").findings()
    (told,) = [f for f in found if f.code == "facility-without-road"]
    assert told.count == 1
    assert told.found("en") == (
        "wharf: of 2 these have no road near enough for cars, trucks: 1, for example wharf-islet"
    )


def test_each_parcel_has_a_state_for_each_mode(built):
    assert values(built, "access_to_wharf_by_truck") == {
        "W": "no_ferry", "E": "reachable", "I": "no_road", "FAR": "outside_network",
    }  # fmt: skip
    assert values(built, "access_to_wharf_by_car")["W"] == "reachable"


def test_what_can_not_be_reached_is_infinite_and_what_is_not_known_is_not(built):
    time = values(built, "time_to_wharf_by_truck")
    assert time["W"] == time["I"] == math.inf
    assert time["FAR"] is None


def test_the_sea_is_counted(built):
    # 10 m to the road at 20 km/h, 850 + 850 m of road at 30 km/h, and a ferry of 5 + 10 + 10 + 5
    minutes = 10 / 1000 * 3 + 1700 / 1000 * 2 + 30
    assert values(built, "time_to_wharf_by_car")["W"] == pytest.approx(minutes, abs=1e-4)
    assert values(built, "road_distance_to_wharf_by_car")["W"] == pytest.approx(1710, abs=1e-3)
    assert values(built, "crossings_to_wharf_by_car")["W"] == 1
    assert values(built, "cut_off_from_wharf_by_car")["W"] == pytest.approx(10)
    assert values(built, "reached_wharf_by_car")["W"] == "wharf-east"


def test_a_bridge_that_opens_until_the_day_of_a_scenario_is_open_in_it(built):
    assert values(built, "access_to_wharf_by_truck", "bridge")["W"] == "reachable"
    assert values(built, "cut_off_from_wharf_by_car", "bridge")["W"] == 0
    assert values(built, "time_to_wharf_by_car", "bridge")["W"] < 10


def test_a_suspended_ferry_takes_nobody(built):
    assert values(built, "access_to_wharf_by_car", "suspended")["W"] == "no_ferry"
    assert values(built, "time_to_wharf_by_car", "suspended")["E"] < 2


def test_one_ferry_an_hour_is_waited_for_longer(built):
    before = values(built, "time_to_wharf_by_car")["W"]
    assert values(built, "time_to_wharf_by_car", "hourly")["W"] == pytest.approx(before + 20)


def test_only_what_differs_is_stored(built):
    files = set(built.manifest.files)
    assert {"parcels.bridge.arrow", "halls.bridge.arrow", "parcels.hourly.arrow"} <= files
    assert (
        built.columns(scenario="hourly").columns["time_to_wharf_by_truck"]
        is built.columns()["time_to_wharf_by_truck"]
    )


def test_halls_that_are_points_travel_too(built):
    columns = built.columns("halls")
    assert columns.value("landmass", 0) == "西岛"
    assert columns.value("access_to_wharf_by_car", 0) == "reachable"
    assert columns.value("distance_to_network_by_car", 0) == pytest.approx(30, abs=0.01)


def test_facilities_and_people_are_counted_within_a_time(built):
    assert values(built, "count_wharf_within_30min_by_car") == {
        "W": 0, "E": 1, "I": 0, "FAR": None,
    }  # fmt: skip
    assert values(built, "count_wharf_within_30min_by_car", "bridge")["W"] == 1
    assert values(built, "population_within_30min_by_car")["W"] == 1000
    assert values(built, "workers_within_30min_by_truck", "bridge")["W"] == 30


def test_the_manifest_tells_of_sources_network_and_scenarios(built):
    manifest = built.manifest
    roles = {source.role: source.published for source in manifest.sources}
    assert {"roads": 3, "ferries": 1, "terminals": 2, "population": 2}.items() <= roles.items()
    assert manifest.network.counts["ferries"] == 1
    assert list(manifest.network.modes) == ["car", "truck"]
    assert [change.en for change in manifest.scenarios["bridge"].changes] == ["大桥 opens"]
    assert [change.zh for change in manifest.scenarios["suspended"].changes] == ["渡轮停用"]
    assert [change.en for change in manifest.scenarios["hourly"].changes] == [
        "渡轮: a sailing every 60 min"
    ]
    assert manifest.context_kinds["road"].zh == "岛上道路"


def test_the_same_sources_give_the_same_bytes(source, built, tmp_path):
    again = build(source / "build.yaml", tmp_path)
    assert again.id == built.id
    for name in built.manifest.files:
        assert (again.path / name).read_bytes() == (built.path / name).read_bytes(), name


def test_the_report_tells_of_the_network(built):
    page = (built.path / "report.zh.html").read_text("utf-8")
    assert "岛上道路" in page
    assert "路网（roads）" in page
    assert "轮渡（ferries）" in page
    assert "表格没有图形" not in page


def test_a_column_that_a_source_lacks_is_told_with_its_line(source, tmp_path):
    config = (source / "build.yaml").read_text("utf-8").replace("open_from: tc", "open_from: tx")
    (source / "wrong.yaml").write_text(config, "utf-8")
    with pytest.raises(BuildConfigError, match=r"line 19.*'tx'"):
        build(source / "wrong.yaml", tmp_path)


def test_an_interrupted_build_leaves_what_was_published(source, tmp_path, monkeypatch):
    store = Store(tmp_path / "store")
    before = build(source / "build.yaml", store)
    config = (source / "build.yaml").read_text("utf-8").replace("Two islands", "Other")
    (source / "other.yaml").write_text(config, "utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Network, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(source / "other.yaml", store)
    assert store.current().id == before.id
    assert not before.damaged()


def test_no_value_is_nan_or_infinite_in_parquet(built):
    table = pq.read_table(built.path / "parcels.parquet")
    for name in table.column_names:
        if name.startswith(("time_to", "road_distance", "crossings", "cut_off")):
            told = [value for value in table[name].to_pylist() if value is not None]
            assert np.isfinite(told).all()


def test_ways_are_drawn_as_they_are_in_a_scenario(built):
    ways = built.ways().set_index("way")
    assert ways.loc["b", ["name", "kind", "closed"]].tolist() == ["大桥", "bridge", True]
    assert ways.loc["f", "kind"] == "ferry"
    assert not built.ways("bridge").set_index("way").loc["b", "closed"]
    length = ways.to_crs(CRS).length
    assert length["rw"] == pytest.approx(950, abs=0.01)


def test_a_catalogue_without_a_network_has_no_ways(town):
    with pytest.raises(CatalogueError, match="no network"):
        town.ways()


def test_sites_measured_in_parts_have_the_access_of_the_whole(source):
    config = read_config(source / "build.yaml")
    raws = read_sources(config, silent)
    crs = pyproj.CRS(CRS)
    made = networks(config, raws, around(raws, crs, Tolerances()), crs, silent)
    sites = next(raw.layer.frame.geometry for raw in raws if raw.role == "parcels")
    names = ["西岛", "东岛", "小屿", None]
    whole = access(sites, names, made.access)
    parts = [access(sites.iloc[i:j], names[i:j], made.access) for i, j in ((0, 1), (1, 4))]
    for scenario, columns in whole.items():
        for name, column in columns.items():
            pieces = [getattr(part[scenario][name], _array(column)) for part in parts]
            expected = getattr(column, _array(column))
            assert np.array_equal(np.concatenate(pieces), expected, equal_nan=True), name


def _array(column: Column) -> str:
    return "codes" if isinstance(column, CategoryColumn) else "values"


def test_without_times_nothing_is_counted(source, tmp_path):
    config = (source / "build.yaml").read_text("utf-8").replace("within: [30 min]", "within: []")
    (source / "uncounted.yaml").write_text(config, "utf-8")
    built = build(source / "uncounted.yaml", tmp_path)
    assert not [name for name in built.schema if "_within_" in name]
    assert values(built, "access_to_wharf_by_car")["W"] == "reachable"


def test_what_is_found_of_a_scenario_alone_names_it_and_the_rest_is_told_once(built):
    found = [f.found("en") for f in built.findings() if f.code == "network-in-pieces"]
    start = "pieces of the network that nothing joins: 2"
    assert [one.partition(";")[0] for one in found] == [
        f"trucks: {start}",
        f"Scenario “Ferry suspended”: cars: {start}",
    ]


def test_a_table_of_ferries_needs_no_outlines(built):
    assert "table-without-geometry" not in {finding.code for finding in built.findings()}
