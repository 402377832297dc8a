"""Vector tiles of parcels, against PostGIS `ST_AsMVT` and mapbox-vector-tile.

The same tiles of the same parcels with the same two properties and a label point each, at the
lowest zoom that draws sites (14 or more), two dozen spread evenly over the parcels. PostGIS has
outlines and points in Web Mercator with an index, and is asked over a socket of this machine;
mapbox-vector-tile has the outlines of the tile given in Web Mercator, cut by shapely.

`python tests/benchmarks/bench_tiles.py [n …]`
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import mapbox_vector_tile
import numpy as np
import psycopg
import pyarrow as pa
import shapely
from geopandas import GeoSeries

from sitesel.catalogue.outlines import Outlines
from sitesel.columns import Columns, TextColumn
from sitesel.schema import Schema, default_schema
from sitesel.tiles import Place, Tile, warm
from sitesel.tiles.shapes import Shapes
from sitesel.tiles.sites import MOST_SITES, SiteTiles, lowest_zoom

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))
import synthetic

from tests.postgresql_server import postgis_server

SIZES = (10_000, 100_000, 1_000_000)
_TILES = 24
_HALF = 20037508.342789244
Encode = Callable[[Place], bytes]


def measure(n: int) -> dict[str, Any]:
    """Return milliseconds a tile and how many times as fast ours are."""
    parcels = synthetic.parcels(n)
    warm()
    outlines = Outlines.of(parcels.to_crs("OGC:CRS84").to_numpy())
    start = perf_counter()
    sites = _sites(outlines)
    ready = perf_counter() - start
    places = _places(sites)
    mercator = parcels.to_crs("EPSG:3857")
    ours = _each(sites.tile, places)
    packed = [len(Tile.of(sites.tile(place)).packed) for place in places]
    theirs = _each(_by_mapbox(mercator, sites), places[:: max(1, len(places) // 4)])
    told = {
        "parcels": n,
        "ready ms": 1e3 * ready,
        "zoom": places[0][0],
        "parcels a tile": _drawn(sites.tile, places) / len(places),
        "kB a tile, packed": float(np.mean(packed)) / 1e3,
        "ms a tile": ours,
        "mapbox-vector-tile ms": theirs,
        "ratio": theirs / ours,
    }
    with postgis_server() as url:
        if url is None:
            return told | {"PostGIS ms": "not here", "ratio ": "–"}
        with psycopg.connect(url) as connection:
            encode = _by_postgis(connection, mercator, sites)
            asked = _each(encode, places)
            alike = _drawn(encode, places[:4]) / _drawn(sites.tile, places[:4])
    return told | {"PostGIS ms": asked, "ratio ": asked / ours, "drawn by it": alike}


def _sites(outlines: Outlines) -> SiteTiles:
    shapes = Shapes.of_outlines(outlines)
    whole = default_schema().of("parcels")
    schema = Schema({"name": whole["name"]}, whole.groups)
    ids = [f"P{i:07}" for i in range(outlines.count)]
    names = TextColumn(pa.array([f"地块 {one}" for one in ids]))
    columns = Columns("parcels", pa.array(ids), {"name": names}, schema)
    told = {"id": "id", "name": "name"}
    return SiteTiles(shapes, columns, told, lowest_zoom(shapes.points, MOST_SITES))


def _places(sites: SiteTiles) -> list[Place]:
    z = max(sites.from_zoom, 14)
    cells = np.unique(np.floor(sites.shapes.points * 2**z).astype(int), axis=0)
    chosen = cells[:: max(1, len(cells) // _TILES)]
    return [(z, int(x), int(y)) for x, y in chosen]


def _each(encode: Encode, places: list[Place]) -> float:
    """Return milliseconds a tile, of the quickest of five encodings of each.

    Each tile by itself: on a busy machine hardly a whole round is left alone.
    """
    total = 0.0
    for place in places:
        taken = []
        for _ in range(5):
            start = perf_counter()
            encode(place)
            taken.append(perf_counter() - start)
        total += min(taken)
    return 1e3 * total / len(places)


def _drawn(encode: Encode, places: list[Place]) -> int:
    tiles = (mapbox_vector_tile.decode(encode(place)) for place in places)
    return sum(len(tile["parcels"]["features"]) for tile in tiles)


def _box(place: Place, buffer: float = 0.0) -> tuple[float, float, float, float]:
    z, x, y = place
    side = 2 * _HALF / 2**z
    west, north, more = x * side - _HALF, _HALF - y * side, buffer * side
    return west - more, north - side - more, west + side + more, north + more


def _by_mapbox(mercator: GeoSeries, sites: SiteTiles) -> Encode:
    tree = shapely.STRtree(mercator.to_numpy())
    points = shapely.points((sites.shapes.points * (2, -2) + (-1, 1)) * _HALF)
    ids, names = sites.columns.ids.to_pylist(), sites.columns["name"].words.to_pylist()

    def encode(place: Place) -> bytes:
        box = shapely.box(*_box(place, 64 / 4096))
        rows = np.sort(tree.query(box, predicate="intersects"))
        cut = shapely.intersection(tree.geometries[rows], box)
        inside = shapely.box(*_box(place))
        layers = {"parcels": cut, "labels": points[rows]}
        return mapbox_vector_tile.encode(
            [
                {
                    "name": name,
                    "features": [
                        {
                            "geometry": shape,
                            "id": row,
                            "properties": {"id": ids[row], "name": names[row]},
                        }
                        for shape, row in zip(shapes, rows.tolist(), strict=True)
                        if name == "parcels" or inside.intersects(shape)
                    ],
                }
                for name, shapes in layers.items()
            ],
            default_options={"quantize_bounds": _box(place), "extents": 4096},
        )

    return encode


def _by_postgis(connection: psycopg.Connection, mercator: GeoSeries, sites: SiteTiles) -> Encode:
    connection.execute("SET jit = off")
    connection.execute(
        "CREATE TEMP TABLE parcel (row int, id text, name text, g geometry(Geometry, 3857), "
        "p geometry(Point, 3857))"
    )
    ids, names = sites.columns.ids.to_pylist(), sites.columns["name"].words.to_pylist()
    points = shapely.points((sites.shapes.points * (2, -2) + (-1, 1)) * _HALF)
    shapes = [
        shapely.to_wkb(shapely.set_srid(part, 3857)) for part in (mercator.to_numpy(), points)
    ]
    with connection.cursor().copy("COPY parcel FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "text", "text", "bytea", "bytea"])
        for row in zip(range(len(ids)), ids, names, *shapes, strict=True):
            copy.write_row(row)
    connection.execute("CREATE INDEX ON parcel USING gist (g)")
    connection.execute("CREATE INDEX ON parcel USING gist (p)")
    connection.execute("ANALYZE parcel")

    def encode(place: Place) -> bytes:
        z, x, y = place
        found = connection.execute(_ASKED, {"z": z, "x": x, "y": y}, prepare=True).fetchone()
        return bytes(found[0])

    return encode


_ASKED = """
WITH place AS (
  SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS inside,
         ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625) AS around
), drawn AS (
  SELECT row, id, name, ST_AsMVTGeom(g, inside, 4096, 64, true) AS g
  FROM parcel, place WHERE parcel.g && place.around
), named AS (
  SELECT row, id, name, ST_AsMVTGeom(p, inside, 4096, 0, true) AS g
  FROM parcel, place WHERE parcel.p && place.inside
)
SELECT (SELECT ST_AsMVT(drawn, 'parcels', 4096, 'g', 'row') FROM drawn WHERE g IS NOT NULL)
    || (SELECT ST_AsMVT(named, 'labels', 4096, 'g', 'row') FROM named WHERE g IS NOT NULL)
"""


if __name__ == "__main__":
    sizes = [int(float(word)) for word in sys.argv[1:]] or SIZES
    print(synthetic.table([measure(n) for n in sizes]))
