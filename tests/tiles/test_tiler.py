from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
from numba.core.dispatcher import Dispatcher

from sitesel.tiles import Tile, Tiler, features, layer, mercator, shapes, warm
from tests.tiles.conftest import decoded


def test_a_tile_is_kept_until_there_is_no_room(town):
    tiler = Tiler(town, most=2_500)
    first = tiler.tile("parcels", (0, 0, 0))
    assert tiler.tile("parcels", (0, 0, 0)) is first
    for z in range(1, 6):
        tiler.tile("ground", (z, 0, 0))
    assert tiler.tile("parcels", (0, 0, 0)) is not first
    assert tiler.tile("parcels", (0, 0, 0)) == first


def test_tiles_of_different_selections_are_kept_apart(town, monkeypatch):
    monkeypatch.setattr("sitesel.tiles.sites.MOST_SITES", 5)
    tiler = Tiler(town)

    def candidates(digest, suitability):
        standings = np.full(6, suitability, np.float32)
        made = tiler.tile("parcels", (0, 0, 0), selection=digest, standings=standings)
        [cluster] = decoded(made.content)["clusters"]["features"]
        return cluster["properties"]["candidates"]

    assert candidates("a", 0.5) == 6
    assert candidates("b", -1) == 0
    assert candidates("a", -1) == 6


def test_threads_get_the_same_tiles_as_one_after_another(town):
    asked = [
        (name, (z, x, y))
        for name, z in product(("parcels", "halls", "ground"), range(4))
        for x, y in product(range(2**z), range(2**z))
    ]
    single = Tiler(town)
    alone = [single.tile(*one) for one in asked]
    together = Tiler(town)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda one: together.tile(*one), asked)) == alone


def test_an_empty_tile_is_nothing_and_any_other_comes_back_as_it_was():
    assert Tile.of(b"").packed == b""
    assert Tile.of(b"").content == b""
    assert Tile.of(b"abc" * 100).content == b"abc" * 100
    assert Tile.of(b"abc").digest != Tile.of(b"abd").digest


def test_no_visitor_waits_for_a_kernel_to_be_compiled(town):
    warm()
    modules = (features, layer, mercator, shapes)
    kernels = [k for m in modules for k in vars(m).values() if isinstance(k, Dispatcher)]
    before = {k.py_func: len(k.signatures) for k in kernels}
    tiler = Tiler(town)
    for name, z in product(("parcels", "halls", "ground"), (0, 9)):
        tiler.tile(name, (z, 0, 0))
    tiler.warm()
    assert len(kernels) > 8
    assert {k.py_func: len(k.signatures) for k in kernels} == before
