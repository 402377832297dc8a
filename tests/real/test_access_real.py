"""Access and terrain on real extracts, through the command line as a person meets them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from sitesel.attributes.network import FERRY
from sitesel.catalogue import Catalogue, Store
from sitesel.requirement import read_requirement
from sitesel.selection import select
from tests.conftest import SHARED

pytest.importorskip("osmium")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real data sets are not beside this"),
]
BALTIMORE = SHARED / "baltimore-parcels"
OSM = SHARED / "osm-samples"


def built(folder: Path, config: str) -> Catalogue:
    (folder / "build.yaml").write_text(config, "utf-8")
    program = str(Path(sys.executable).with_name("sitesel"))
    command = [program, "build", str(folder / "build.yaml"), "--store", str(folder / "store")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return Store(folder / "store").current()


def values(catalogue, name):
    return catalogue.columns()[name].values


def words(catalogue, name):
    column = catalogue.columns()[name]
    told = np.array([*column.categories, None], dtype=object)
    return told[column.codes]


def found(catalogue, code, layer=None):
    return [f for f in catalogue.findings() if f.code == code and layer in (None, f.layer)]


# Baltimore: a part of the city, half in the extract and half beyond -----------------------------

WEST, EAST = -76.665, -76.575


@pytest.fixture(scope="module")
def baltimore(tmp_path_factory):
    folder = tmp_path_factory.mktemp("baltimore")
    parcels = gpd.read_parquet(BALTIMORE / "parcels.parquet", columns=["PIN", "geometry"])
    here = shapely.intersects(parcels.geometry.array, shapely.box(WEST, 39.275, EAST, 39.293))
    parcels[here].to_parquet(folder / "parcels.parquet")
    pbf = BALTIMORE / "baltimore.osm.pbf"
    return built(
        folder,
        f"""\
title: Baltimore
date: "2026-06-18"
language: en
crs: EPSG:26985
parcels: {{path: parcels.parquet, id: PIN}}
facilities:
  - path: {pbf}
    name: hospitals
    layer: multipolygons
    where: {{amenity: hospital}}
    kind: hospital
    columns: {{name: name}}
  - {{path: {pbf}, name: schools, layer: points, where: {{amenity: school}}, kind: school}}
network:
  roads: {{path: {pbf}}}
  modes: [car, truck, foot]
  join: 300 m
  within: [10 min]
""",
    )


def test_a_tag_that_gdal_leaves_among_the_others_chooses_facilities(baltimore):
    (left_out,) = found(baltimore, "rows-left-out", "schools")
    assert left_out.count == 2018 - 54
    assert (baltimore.facilities()["kind"] == "school").sum() == 54


def test_beyond_the_extract_nothing_is_claimed(baltimore):
    west = baltimore.geometry().bounds["maxx"].to_numpy() < -76.63
    state = words(baltimore, "access_to_hospital_by_car")
    assert (state[west] == "outside_network").all()
    assert np.isnan(values(baltimore, "time_to_hospital_by_car")[west]).all()
    assert np.isnan(values(baltimore, "road_frontage")[west]).all()
    inside = ~west & (state == "reachable")
    assert inside.sum() > 5_000
    assert np.isfinite(values(baltimore, "road_frontage")[inside]).mean() > 0.9  # but at its edge


def test_what_a_cut_extract_can_not_tell_is_undecided_and_not_unreachable(baltimore):
    assert {f.facts["mode_en"] for f in found(baltimore, "one-way-out")} == {"cars", "trucks"}
    state = words(baltimore, "access_to_school_by_truck")
    joined = np.isfinite(values(baltimore, "distance_to_network_by_truck"))
    assert (state[joined] == "no_facility_reachable").mean() < 0.01


def test_joined_parcels_are_those_near_a_road_of_vehicles(baltimore):
    network, crs = baltimore.network(), baltimore.manifest.crs
    may = np.flatnonzero(np.array(network.joinable) & 1)
    lines = [shapely.LineString(network.xy[network.starts[k] : network.starts[k + 1]]) for k in may]
    shapes = baltimore.geometry().to_crs(crs).array
    which, _ = shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=300.0)
    near = np.zeros(len(shapes), bool)
    near[which] = True
    gap = values(baltimore, "distance_to_network_by_car")
    assert (np.isfinite(gap) == near).mean() > 0.9995  # but for boundaries, and areas astride
    assert (gap[np.isfinite(gap)] <= 300).all()


def test_water_taxis_carry_people_and_no_vehicle(baltimore):
    network = baltimore.network()
    assert (np.array(network.kind) == FERRY).sum() == 13
    for mode in ("car", "truck"):
        crossings = values(baltimore, f"crossings_to_hospital_by_{mode}")
        assert (crossings[np.isfinite(crossings)] == 0).all()
    afoot = values(baltimore, "crossings_to_hospital_by_foot")
    assert set(afoot[np.isfinite(afoot)]) <= {0.0, 1.0, 2.0}


def test_a_requirement_of_minutes_accounts_for_every_parcel(baltimore):
    wanted = {
        "title": "x",
        "constraints": [
            {"attribute": "area", "at_least": "500 m2"},
            {"attribute": "time_to_hospital_by_truck", "at_most": "5 min"},
            {"attribute": "time_to_school_by_foot", "at_most": "15 min"},
        ],
    }
    counts = select(baltimore, read_requirement(wanted, baltimore.schema)).wire()["counts"]
    area = values(baltimore, "area")
    drive, walk = (
        values(baltimore, f"time_to_{to}") for to in ("hospital_by_truck", "school_by_foot")
    )
    with np.errstate(invalid="ignore"):
        fails = (area < 500) | (drive > 5) | (walk > 15)
        passes = (area >= 500) & (drive <= 5) & (walk <= 15)
    assert counts["candidates"] == passes.sum() > 100
    assert counts["rejected"] == fails.sum()
    assert counts["undecided"] == (~passes & ~fails).sum() > 100


# Ajaccio: a ferry that takes vehicles, with roads only at the quays ------------------------------

X, Y = 8.910308, 44.410508  # the terminal at Genoa


@pytest.fixture(scope="module")
def ajaccio(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ajaccio")

    def save(name, geometry, **columns):
        gpd.GeoDataFrame(columns, geometry=geometry, crs=4326).to_file(folder / name)

    corners = {"quay": (8.7405, 41.9220), "hill": (8.78, 41.98), "genoa": (X + 0.002, Y + 0.0005)}
    squares = [shapely.box(x, y, x + 2e-4, y + 2e-4) for x, y in corners.values()]
    save("parcels.geojson", squares, id=list(corners))
    save("port.geojson", [shapely.Point(X + 0.004, Y + 0.004)], id=["genoa-port"])
    roads = [[(X, Y), (X + 0.004, Y)], [(X + 0.004, Y), (X + 0.004, Y + 0.004)]]
    save("roads.geojson", [shapely.LineString(road) for road in roads], id=["a", "b"])
    return built(
        folder,
        f"""\
title: Ajaccio
date: "2026-01-01"
language: en
crs: EPSG:32632
parcels: {{path: parcels.geojson, id: id}}
facilities: {{path: port.geojson, kind: port, columns: {{id: id}}}}
network:
  roads:
    - {{path: {OSM}/ajaccio-ferry.osm.pbf}}
    - {{path: roads.geojson, columns: {{id: id}}, road_class: residential}}
""",
    )


def of(catalogue, name, parcel):
    columns = catalogue.columns()
    return columns.value(name, columns.row(parcel))


def test_by_the_ferry_that_takes_vehicles_the_mainland_is_in_reach(ajaccio):
    for mode in ("car", "truck", "foot"):
        assert of(ajaccio, f"access_to_port_by_{mode}", "quay") == "reachable"
        assert of(ajaccio, f"crossings_to_port_by_{mode}", "quay") == 1
        assert of(ajaccio, f"time_to_port_by_{mode}", "quay") > 480
        assert of(ajaccio, f"road_distance_to_port_by_{mode}", "quay") < 2_000
        assert of(ajaccio, f"crossings_to_port_by_{mode}", "genoa") == 0
    assert of(ajaccio, "cut_off_from_port_by_car", "quay") is None  # days lost are not told


def test_dangerous_goods_and_a_hill_without_roads_stay_behind(ajaccio):
    assert of(ajaccio, "access_to_port_by_truck_dg", "quay") == "dangerous_goods_refused"
    assert np.isinf(of(ajaccio, "time_to_port_by_truck_dg", "quay"))
    state = of(ajaccio, "access_to_port_by_car", "hill")
    assert state in ("no_road", "outside_network")


def test_what_is_cut_off_or_assumed_of_the_ferries_is_told(ajaccio):
    assert len(found(ajaccio, "ferry-route-cut")) == 3
    assert found(ajaccio, "ferry-vehicles-assumed")[0].count == 4
    assert found(ajaccio, "ferry-dangerous-goods-assumed")[0].count == 1
    assert found(ajaccio, "ferry-times-assumed")
    assert "Genova - Ajaccio" not in {
        f.facts["ferry"] for f in found(ajaccio, "ferry-without-road")
    }


# Andorra: slopes from its tile ------------------------------------------------------------------


@pytest.fixture(scope="module")
def andorra(tmp_path_factory):
    pbf = OSM / "andorra.osm.pbf"
    uses = "forest, residential, farm, farmyard, farmland, commercial, cemetery, industrial, quarry"
    return built(
        tmp_path_factory.mktemp("andorra"),
        f"""\
title: Andorra
date: "2026-01-01"
language: en
crs: EPSG:32631
parcels:
  path: {pbf}
  layer: multipolygons
  name: landuse
  where: {{landuse: [{uses}]}}
  columns: {{name: name, use: landuse}}
attributes: [{{name: use, kind: category, group: planning, label: {{zh: 用途, en: Use}}}}]
facilities:
  path: {pbf}
  layer: points
  where: {{amenity: [fuel, hospital]}}
  kind_column: amenity
  kinds: {{fuel: {{zh: 加油站, en: petrol station}}, hospital: {{zh: 医院, en: hospital}}}}
network: {{roads: {{path: {pbf}}}, modes: [truck], join: 500 m}}
terrain: {{path: {OSM}/N42E001.hgt.zip}}
""",
    )


def test_elevation_and_slope_agree_with_the_tile(andorra):
    with zipfile.ZipFile(OSM / "N42E001.hgt.zip") as archive:
        raw = np.frombuffer(archive.read(archive.namelist()[0]), ">i2").reshape(1201, 1201)
    height = np.where(raw == -32768, np.nan, raw)
    north, east = 43 - np.arange(1201) / 1200, 1 + np.arange(1201) / 1200
    across = 111_320 * np.cos(np.radians(north))[:, None] / 1200
    slope = 100 * np.hypot(
        np.gradient(height, axis=0) / (111_080 / 1200), np.gradient(height, axis=1) / across
    )
    lon, lat = (each.ravel() for each in np.meshgrid(east, north))
    mean, steep = values(andorra, "terrain_elevation"), values(andorra, "terrain_slope")
    shapes = andorra.geometry()
    large = np.flatnonzero(values(andorra, "area") > 1e6)
    assert len(large) > 20
    for row in large:
        inside = np.flatnonzero(shapely.contains_xy(shapes.iloc[row], lon, lat))
        if np.isnan(height.ravel()[inside]).any():
            continue  # the tile has holes
        assert mean[row] == pytest.approx(height.ravel()[inside].mean(), rel=5e-3)
        # central differences are a little steeper than Horn's, which look at eight neighbours
        assert steep[row] == pytest.approx(np.nanmean(slope.ravel()[inside]), rel=0.05)


def test_facilities_far_from_any_road_are_told(andorra):
    told = found(andorra, "facility-without-road")
    assert [(f.layer, f.facts["mode_en"]) for f in told] == [("hospital", "trucks")]
    assert told[0].count == 4


def test_andorra_is_steep_and_its_cells_are_told(andorra):
    assert values(andorra, "terrain_cell") == pytest.approx(92.6, abs=0.5)
    assert np.nanmin(values(andorra, "terrain_elevation_min")) > 800
    assert np.nanmax(values(andorra, "terrain_elevation_max")) < 2_943  # the highest summit
    wanted = {
        "title": "x",
        "constraints": [
            {"attribute": "terrain_slope", "at_most": "10 %"},
            {"attribute": "time_to_fuel_by_truck", "at_most": "15 min"},
        ],
    }
    counts = select(andorra, read_requirement(wanted, andorra.schema)).wire()["counts"]
    assert counts["candidates"] == 1
    assert sum(counts[one] for one in ("candidates", "rejected", "undecided")) == len(
        andorra.columns().ids
    )


# Helsinki: a ring of two points -----------------------------------------------------------------


def test_rings_of_two_points_are_told_and_the_others_stay(tmp_path):
    pbf = OSM / "helsinki-centre.osm.pbf"
    catalogue = built(
        tmp_path,
        f"""\
title: Helsinki
date: "2026-01-01"
language: en
crs: EPSG:3067
parcels: {{path: {pbf}, layer: multipolygons, name: areas}}
facilities:
  path: {pbf}
  layer: multipolygons
  name: libraries
  where: {{amenity: library}}
  kind: library
network: {{roads: {{path: {pbf}}}, modes: [car, foot]}}
""",
    )
    assert len(found(catalogue, "geometry-unreadable", "areas")) == 11
    source = next(one for one in catalogue.manifest.sources if one.name == "areas")
    assert (source.rows, source.published + source.set_aside) == (1095, 1095)
    assert source.published > 1_050
    (ferry,) = found(catalogue, "ferry-beyond-extract")
    assert ferry.facts["id"] == "way/170463494"
    assert (words(catalogue, "access_to_library_by_foot") == "reachable").mean() > 0.95
