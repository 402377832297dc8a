from __future__ import annotations

import numpy as np
import pytest
from geopandas import GeoSeries
from pyproj import Geod
from shapely import Point, Polygon, box

rasterio = pytest.importorskip("rasterio")

from sitesel.attributes import terrain as module  # noqa: E402
from sitesel.attributes.terrain import metres_per_degree, terrain  # noqa: E402
from sitesel.layers.raster import opened_raster  # noqa: E402

WEST, NORTH = 413_000.0, 3_320_000.0
METRIC = "EPSG:4550"


@pytest.fixture
def surface(tmp_path):
    """Return a function that measures sites over elevations, cells of 10 m from WEST and NORTH."""

    def measure(z, sites, *, step=(10.0, 10.0), corner=(WEST, NORTH), crs=METRIC, **profile):
        z = np.asarray(z, dtype=np.float32)
        path = tmp_path / "dem.tif"
        with rasterio.open(
            path, "w", driver="GTiff", height=z.shape[0], width=z.shape[1], count=1,
            dtype="float32", crs=crs,
            transform=rasterio.Affine(step[0], 0, corner[0], 0, -step[1], corner[1]), **profile,
        ) as made:  # fmt: skip
            made.write(z, 1)
        with opened_raster(path) as raster:
            told = sites if isinstance(sites, GeoSeries) else GeoSeries(sites, crs=crs)
            return terrain(told, raster)

    return measure


def square(column, row, columns=1, rows=1):
    """Return the outline of some cells, a metre inside of them."""
    x, y = WEST + 10 * column, NORTH - 10 * row
    return box(x + 1, y - 10 * rows + 1, x + 10 * columns - 1, y - 1)


PLANE = np.array([[3.0 * i + 1.0 * j for i in range(8)] for j in range(8)])  # up to the south-east


def test_elevation_is_that_of_the_cells_whose_centre_lies_inside(surface):
    found = surface(PLANE, [square(2, 3, columns=2)]).iloc[0]
    # cells (row 3, columns 2 and 3): 2·3 + 3 and 3·3 + 3
    assert (found["elevation"], found["elevation_min"], found["elevation_max"]) == (10.5, 9, 12)


def test_a_plane_has_its_own_slope_everywhere(surface):
    found = surface(PLANE, [square(2, 2, 3, 3)]).iloc[0]
    # 3 m up in 10 m east, 1 m up in 10 m south
    assert found["slope"] == pytest.approx(100 * np.hypot(0.3, 0.1))
    assert found["slope_max"] == pytest.approx(found["slope"])


def test_the_slope_is_horns(surface):
    z = np.array([[5, 7, 6], [2, 9, 4], [1, 8, 3.0]])
    east = ((6 + 2 * 4 + 3) - (5 + 2 * 2 + 1)) / 80
    south = ((1 + 2 * 8 + 3) - (5 + 2 * 7 + 6)) / 80
    found = surface(z, [square(1, 1)]).iloc[0]
    assert found["slope"] == pytest.approx(100 * np.hypot(east, south))
    assert found["elevation"] == 9


def test_cells_need_not_be_square(surface):
    found = surface(PLANE, [square(2, 3)], step=(10.0, 20.0)).iloc[0]
    assert found["cell"] == 20
    assert found["slope"] == pytest.approx(100 * np.hypot(0.3, 0.05))


def test_a_parcel_without_a_centre_has_the_cell_under_its_centroid(surface):
    tiny = box(WEST + 41, NORTH - 32, WEST + 42, NORTH - 31)
    found = surface(PLANE, [tiny, Point(WEST + 41, NORTH - 31)])
    assert found["elevation"].tolist() == [15, 15]
    assert found["known"].tolist() == [1, 1]
    assert found["slope"].tolist() == pytest.approx([100 * np.hypot(0.3, 0.1)] * 2)


def test_a_hole_is_not_measured(surface):
    holed = Polygon(square(1, 1, 3, 3).exterior, [square(2, 2).exterior])
    z = PLANE.copy()
    z[2, 2] = 500
    assert surface(z, [holed]).iloc[0]["elevation_max"] < 500


def test_cells_without_elevation_are_left_out_and_told(surface):
    z = PLANE.copy()
    z[3, 2] = -9999
    found = surface(z, [square(2, 3, columns=2), square(2, 3)], nodata=-9999)
    assert found["elevation"].tolist()[0] == 12
    assert found["known"].tolist() == [0.5, 0]
    assert found.iloc[1].drop("known").isna().all()
    assert found["slope"].isna().all()  # both cells lie beside the gap, or are it


def test_at_the_edge_of_the_raster_there_is_elevation_and_no_slope(surface):
    found = surface(PLANE, [square(0, 0)]).iloc[0]
    assert found["elevation"] == 0
    assert np.isnan(found["slope"])


def test_beyond_the_raster_nothing_is_known(surface):
    sites = [square(50, 0), Point(WEST - 900, NORTH), None, square(-1, 0, 2, 1)]
    found = surface(PLANE, sites)
    assert found["elevation"].isna().tolist() == [True, True, True, False]
    assert found["known"].tolist() == [0, 0, 0, 0.5]


def test_the_tiles_do_not_show(surface, monkeypatch):
    rng = np.random.default_rng(7)
    z = rng.uniform(0, 90, (40, 40))
    sites = [square(3, 3, 30, 20), square(0, 0, 40, 40), square(11, 5), Point(WEST + 77, NORTH - 9)]
    sites.append(Polygon([(WEST + 5, NORTH - 5), (WEST + 390, NORTH - 200), (WEST, NORTH - 380)]))
    whole = surface(z, sites)
    monkeypatch.setattr(module, "TILE", 8)
    tiled = surface(z, sites)
    assert np.allclose(whole, tiled, rtol=1e-12, equal_nan=True)


def test_a_triangle_is_measured_cell_by_cell(surface):
    rng = np.random.default_rng(3)
    z = rng.uniform(0, 90, (30, 30)).astype(np.float32)
    triangle = Polygon(
        [(WEST + 13, NORTH - 17), (WEST + 270, NORTH - 120), (WEST + 40, NORTH - 280)]
    )
    inside = np.array(
        [
            [triangle.contains(Point(WEST + 10 * i + 5, NORTH - 10 * j - 5)) for i in range(30)]
            for j in range(30)
        ]
    )
    found = surface(z, [triangle]).iloc[0]
    assert found["elevation"] == pytest.approx(z[inside].mean(), rel=1e-6)
    assert found["elevation_max"] == z[inside].max()


def test_degrees_are_turned_into_metres_of_their_latitude(surface):
    step = 0.001
    z = [[5.0 * i for i in range(9)] for _ in range(9)]  # 5 m up in each cell to the east
    site = Point(1 + 4.5 * step, 60 - 4.5 * step)
    found = surface(z, [site], step=(step, step), corner=(1, 60), crs="EPSG:4326").iloc[0]
    geod = Geod(ellps="WGS84")
    wide = geod.inv(site.x, site.y, site.x + step, site.y)[2]
    tall = geod.inv(site.x, site.y, site.x, site.y + step)[2]
    assert found["slope"] == pytest.approx(100 * 5 / wide, rel=1e-4)
    assert found["cell"] == pytest.approx(tall, rel=1e-4)
    assert tall > wide


def test_a_degree_is_as_long_as_geodesy_says():
    geod = Geod(ellps="WGS84")
    for latitude in (0.0, 30.0, 60.0, 85.0):
        east, north = metres_per_degree(np.array([latitude]))
        assert east[0] == pytest.approx(1e4 * geod.inv(0, latitude, 1e-4, latitude)[2], rel=1e-6)
        tall = geod.inv(0, latitude - 5e-5, 0, latitude + 5e-5)[2]
        assert north[0] == pytest.approx(1e4 * tall, rel=1e-6)


def test_sites_in_another_crs_are_brought_to_the_raster(surface):
    lonlat = GeoSeries([square(2, 3)], index=["A"], crs=METRIC).to_crs("OGC:CRS84")
    found = surface(PLANE, lonlat)
    assert found.index.tolist() == ["A"]
    assert found.loc["A", "elevation"] == 9


def test_andorra_lies_as_high_as_its_maps_say(shared):
    places = GeoSeries(
        {
            "Andorra la Vella": Point(1.5218, 42.5063),  # about 1,020 m
            "Coma Pedrosa": box(1.440, 42.588, 1.449, 42.596),  # the highest peak, 2,942 m
            "Sant Julià de Lòria": Point(1.4914, 42.4637),  # about 910 m
            "the sea": Point(3.0, 42.5),
        },
        crs="OGC:CRS84",
    )
    with opened_raster(shared / "osm-samples" / "N42E001.hgt.zip") as raster:
        found = terrain(places, raster)
    assert found.loc["Andorra la Vella", "elevation"] == pytest.approx(1020, abs=40)
    assert found.loc["Coma Pedrosa", "elevation_max"] == pytest.approx(2942, abs=40)
    assert found.loc["Sant Julià de Lòria", "elevation"] == pytest.approx(910, abs=40)
    assert found.loc["Coma Pedrosa", "slope"] > 40 > found.loc["Andorra la Vella", "slope"]
    assert found["cell"].dropna().between(92, 93).all()  # 3 seconds of latitude
    assert np.isnan(found.loc["the sea", "elevation"])
