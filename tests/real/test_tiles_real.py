"""Tiles of a real city: 238,000 parcels, of which up to 832 lie on one outline."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely

from sitesel.catalogue.outlines import Outlines
from sitesel.columns import Columns
from sitesel.schema import Schema
from sitesel.tiles import Tile
from sitesel.tiles.shapes import Shapes
from sitesel.tiles.sites import MOST_SITES, SiteTiles, lowest_zoom
from tests.tiles.conftest import decoded

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    from tests.conftest import SHARED

    path = SHARED / "baltimore-parcels" / "parcels.parquet"
    if not path.is_file():
        pytest.skip("the real data sets are not beside this checkout")
    outlines = gpd.read_parquet(path, columns=["geometry"]).geometry.to_crs("OGC:CRS84").to_numpy()
    outlines = outlines[
        np.isin(shapely.get_type_id(outlines), (3, 6)) & ~shapely.is_empty(outlines)
    ]
    shapes = Shapes.of_outlines(Outlines.of(outlines))
    ids = pa.array([f"B{i}" for i in range(shapes.count)])
    columns = Columns("parcels", ids, {}, Schema({}, {}))
    return SiteTiles(shapes, columns, {"id": "id"}, lowest_zoom(shapes.points, MOST_SITES))


def tiles_at(city, z):
    return [(z, int(x), int(y)) for x, y in np.unique(np.floor(city.shapes.points * 2**z), axis=0)]


def test_every_parcel_is_counted_at_every_zoom_where_they_are_too_many(city):
    assert city.from_zoom > 10
    for z in range(city.from_zoom):
        cells = [
            f for p in tiles_at(city, z) for f in decoded(city.tile(p))["clusters"]["features"]
        ]
        assert sum(f["properties"]["count"] for f in cells) == city.shapes.count


def test_every_parcel_of_a_dense_quarter_is_drawn_and_named_once(city):
    z = city.from_zoom
    cells, counts = np.unique(
        np.floor(city.shapes.points * 2 ** (z - 1)), axis=0, return_counts=True
    )
    x, y = (2 * cells[counts.argmax()]).astype(int).tolist()
    named: list[int] = []
    for place in ((z, x + i, y + j) for i in (0, 1) for j in (0, 1)):
        tile = decoded(city.tile(place))
        here = [f["id"] for f in tile["labels"]["features"]]
        assert {f["id"] for f in tile["parcels"]["features"]} >= set(here)
        assert len(here) <= MOST_SITES
        named += here
    within = (np.floor(city.shapes.points * 2 ** (z - 1)) == cells[counts.argmax()]).all(axis=1)
    assert sorted(named) == np.flatnonzero(within).tolist()


def test_no_tile_is_too_large_to_send(city):
    packed = [len(Tile.of(city.tile(place)).packed) for place in tiles_at(city, city.from_zoom)]
    assert max(packed) < 400_000
