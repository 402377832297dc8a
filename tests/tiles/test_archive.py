from __future__ import annotations

import gzip
import io

import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import TileType

from sitesel.tiles import Tiler
from sitesel.tiles.archive import usual_zoom, write_archive
from tests.tiles.conftest import decoded


@pytest.fixture
def archive(town):
    file = io.BytesIO()
    told = []
    count = write_archive(
        Tiler(town), file, max_zoom=13, progress=lambda _, done: told.append(done)
    )
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] < 1
    return file.getvalue(), count


def test_every_site_is_in_the_archive_at_every_zoom(archive):
    body, count = archive
    found = list(all_tiles(MemorySource(body)))
    assert len(found) == count
    named: dict[tuple[str, int], list[int]] = {}
    for (z, _, _), packed in found:
        tile = decoded(gzip.decompress(packed))
        for layer in ("labels", "hall_labels"):
            ids = [f["id"] for f in tile.get(layer, {"features": []})["features"]]
            named.setdefault((layer, z), []).extend(ids)
    for z in range(14):
        assert sorted(named["labels", z]) == list(range(6))
        assert named["hall_labels", z] == [0]


def test_a_tile_of_the_archive_has_all_sets_as_the_service_has_them(archive, town):
    packed = Reader(MemorySource(archive[0])).get(0, 0, 0)
    tile, tiler = decoded(gzip.decompress(packed)), Tiler(town)
    assert tile["parcels"] == decoded(tiler.tile("parcels", (0, 0, 0)).content)["parcels"]
    assert tile["halls"] == decoded(tiler.tile("halls", (0, 0, 0)).content)["parcels"]
    assert tile["roads"] == decoded(tiler.tile("ground", (0, 0, 0)).content)["roads"]


def test_the_archive_says_what_it_is(archive, town):
    reader = Reader(MemorySource(archive[0]))
    header, about = reader.header(), reader.metadata()
    assert header["tile_type"] == TileType.MVT
    assert (header["min_zoom"], header["max_zoom"]) == (0, 13)
    assert header["clustered"]
    assert header["min_lon_e7"] == round(town.manifest.bounds[0] * 1e7)
    assert about["attribution"] == "CC0-1.0"
    assert about["version"] == town.id
    assert "The parcels are illustrative." in about["description"]
    layers = {layer["id"]: layer for layer in about["vector_layers"]}
    assert layers.keys() >= {"parcels", "labels", "halls", "hall_labels", "land", "facilities"}
    assert "clusters" not in layers


def test_the_same_catalogue_gives_the_same_bytes(archive, town):
    again = io.BytesIO()
    write_archive(Tiler(town), again, max_zoom=13)
    assert again.getvalue() == archive[0]


def test_the_usual_archive_draws_each_site(town, monkeypatch):
    assert usual_zoom(Tiler(town)) == 14
    monkeypatch.setattr("sitesel.tiles.sites.MOST_SITES", 1)
    tiler = Tiler(town)
    assert usual_zoom(tiler) == tiler.sites("parcels").from_zoom > 14
