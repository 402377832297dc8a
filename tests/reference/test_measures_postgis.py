"""Area, length, distance and overlap as PostGIS measures them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoSeries
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from sitesel.attributes.overlay import overlap_area
from sitesel.attributes.proximity import nearest
from sitesel.attributes.shape import ellipsoid_area, perimeter, plane_area

pytestmark = pytest.mark.postgis

CRS = "EPSG:4550"


def stars(count: int, *, seed: int) -> GeoSeries:
    """Return star-shaped polygons of some 100 m within 3 km near Zhoushan."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, 17, endpoint=False)
    radius = rng.uniform(40, 160, (count, 17))
    middle = rng.uniform(0, 3000, (count, 1, 2)) + np.array([413_000, 3_320_000])
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1) + middle
    return GeoSeries(shapely.polygons(ring), crs=CRS)


@pytest.fixture(scope="module")
def measured(postgis) -> pd.DataFrame:
    """Return what PostGIS measures of 200 parcels, with 30 facilities and 40 areas."""
    url = postgis.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, poolclass=NullPool)
    tables = {"parcel": PARCELS, "facility": FACILITIES, "area": AREAS}
    with engine.begin() as db:
        for name, shapes in tables.items():
            db.execute(text(f"CREATE TEMP TABLE {name} (id int, g geometry(Geometry, 4550))"))
            rows = [
                {"id": i, "wkb": shapely.to_wkb(shape)} for i, shape in enumerate(shapes.to_numpy())
            ]
            insert = f"INSERT INTO {name} VALUES (:id, ST_GeomFromWKB(:wkb, 4550))"  # noqa: S608
            db.execute(text(insert), rows)
        rows = db.execute(
            text(
                "WITH cover AS (SELECT ST_Union(g) AS g FROM area) "
                "SELECT p.id, ST_Area(p.g), ST_Perimeter(p.g), "
                "  ST_Area(ST_Transform(p.g, 4490)::geography), "
                "  (SELECT min(ST_Distance(p.g, f.g)) FROM facility f), "
                "  ST_Area(ST_Intersection(p.g, cover.g)) "
                "FROM parcel p, cover ORDER BY p.id"
            )
        ).all()
    columns = ["id", "area", "perimeter", "ellipsoid_area", "distance", "overlap"]
    return pd.DataFrame(rows, columns=columns)


PARCELS = stars(200, seed=1)
FACILITIES = GeoSeries(
    shapely.points(
        np.random.default_rng(2).uniform(0, 3000, (30, 2)) + np.array([413_000, 3_320_000])
    ),
    crs=CRS,
)
AREAS = stars(40, seed=3)


def test_plane_area_and_perimeter_agree(measured):
    np.testing.assert_allclose(plane_area(PARCELS), measured["area"], rtol=1e-9)
    np.testing.assert_allclose(perimeter(PARCELS), measured["perimeter"], rtol=1e-9)


def test_area_on_the_ellipsoid_agrees(measured):
    # PostGIS carries degrees of about a tenth of a millimetre into a sum of geodesics
    np.testing.assert_allclose(ellipsoid_area(PARCELS), measured["ellipsoid_area"], rtol=1e-6)


def test_the_distance_to_the_nearest_facility_agrees(measured):
    found = nearest(PARCELS, FACILITIES)["distance"]
    np.testing.assert_allclose(found, measured["distance"], atol=1e-6)


def test_the_area_under_a_layer_agrees(measured):
    found = overlap_area(PARCELS, AREAS)
    assert (found > 0).sum() > 20
    np.testing.assert_allclose(found, measured["overlap"], atol=1e-5)
