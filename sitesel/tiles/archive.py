"""All tiles of a catalogue in one PMTiles file, for those who host files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import IO, Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer as _Writer

import sitesel
from sitesel.language import Text
from sitesel.progress import Progress, silent
from sitesel.tiles.features import Place
from sitesel.tiles.mercator import MOST_ZOOM
from sitesel.tiles.shapes import Shapes
from sitesel.tiles.sites import PARCELS, LayerNames
from sitesel.tiles.tiler import Tiler

USUAL_ZOOM = 14
_HALLS = LayerNames("halls", "hall_labels", "hall_clusters")
_STEP = Text("编码瓦片", "encoding tiles")
_E7 = 10_000_000
_UNTYPED: Any = _Writer  # has no types of its own


def write_archive(
    tiler: Tiler, file: IO[bytes], *, max_zoom: int, progress: Progress = silent
) -> int:
    """Write an archive of all tiles that have anything, and return how many there are.

    A tile has the layers of the parcels, those of the halls (`halls`, `hall_labels`,
    `hall_clusters`) and those of the surroundings.

    Parameters
    ----------
    tiler
        The tiles of a catalogue.
    file
        Open for writing; the same catalogue and version give the same bytes.
    max_zoom
        The last zoom that is written.
    progress
        Told how far it is.
    """
    writer: Any = _UNTYPED(file)
    count = 0
    places: list[Place] = [(0, 0, 0)]
    weights = [4.0 ** min(zoom, 8) for zoom in range(max_zoom + 1)]
    for zoom in range(max_zoom + 1):
        there = []
        places.sort(key=lambda place: zxy_to_tileid(*place))
        for done, place in enumerate(places):
            share = sum(weights[:zoom]) + weights[zoom] * done / len(places)
            progress(_STEP, share / sum(weights))
            content = _content(tiler, place)
            if content:
                writer.write_tile(zxy_to_tileid(*place), gzip.compress(content, 6, mtime=0))
                there.append(place)
        count += len(there)
        places = list(_below(tiler, there))
    if not count:  # an archive has at least one tile
        writer.write_tile(0, gzip.compress(b"", 6, mtime=0))
    writer.finalize(_header(tiler, max_zoom), _about(tiler, max_zoom))
    return count


def usual_zoom(tiler: Tiler) -> int:
    """Return the last zoom worth writing: sites are drawn one by one there."""
    return max(USUAL_ZOOM, tiler.sites("parcels").from_zoom, tiler.sites("halls").from_zoom)


def _content(tiler: Tiler, place: Place) -> bytes:
    # layers may follow one another in any number: tiles are joined by joining their bytes
    return (
        tiler.sites("parcels").tile(place)
        + tiler.sites("halls").tile(place, names=_HALLS)
        + tiler.ground().tile(place)
    )


def _below(tiler: Tiler, places: list[Place]) -> Iterator[Place]:
    for z, x, y in places:
        if z >= MOST_ZOOM:
            return
        for place in ((z + 1, 2 * x + i, 2 * y + j) for i in (0, 1) for j in (0, 1)):
            if any(len(shapes.near(*place)) for shapes in _shapes(tiler)):
                yield place


def _shapes(tiler: Tiler) -> list[Shapes]:
    ground = tiler.ground().layers.values()
    return [tiler.sites("parcels").shapes, tiler.sites("halls").shapes, *(g.shapes for g in ground)]


def _header(tiler: Tiler, max_zoom: int) -> dict[str, Any]:
    west, south, east, north = tiler.catalogue.manifest.bounds or (-180.0, -85.0, 180.0, 85.0)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": round(west * _E7),
        "min_lat_e7": round(south * _E7),
        "max_lon_e7": round(east * _E7),
        "max_lat_e7": round(north * _E7),
        "center_zoom": min(max_zoom, 10),
        "center_lon_e7": round((west + east) / 2 * _E7),
        "center_lat_e7": round((south + north) / 2 * _E7),
    }


def _about(tiler: Tiler, max_zoom: int) -> dict[str, Any]:
    manifest = tiler.catalogue.manifest
    from_zoom = {kind: tiler.sites(kind).from_zoom for kind in tiler.kinds()}
    names = {"parcels": PARCELS, "halls": _HALLS}
    layers = []
    for kind, zoom in from_zoom.items():
        told = dict.fromkeys(tiler.sites(kind).told, "String")
        ranges = {
            names[kind].clusters: ({"count": "Number"}, 0, zoom - 1),
            names[kind].drawn: (told, zoom, max_zoom),
            names[kind].labels: ({k: told[k] for k in ("id", "name") if k in told}, zoom, max_zoom),
        }
        layers += [
            {"id": name, "fields": fields, "minzoom": first, "maxzoom": last}
            for name, (fields, first, last) in ranges.items()
            if first <= last
        ]
    layers += [
        {"id": name, "fields": dict.fromkeys(one.told, "String"), "minzoom": 0, "maxzoom": max_zoom}
        for name, one in tiler.ground().layers.items()
    ]
    return {
        "name": f"{manifest.title.zh} {manifest.title.en}",
        "description": f"{manifest.notice.zh} {manifest.notice.en}" if manifest.notice else "",
        "attribution": manifest.licence or "",
        "version": manifest.id,
        "generator": f"sitesel {sitesel.__version__}",
        "vector_layers": layers,
    }
