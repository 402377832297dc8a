from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from tests.tiles.conftest import decoded, in_units, tile_of

LON, LAT = 122.1, 30.0
SEEN = box(-64, -64, 4160, 4160)
# a busy machine is no fault
CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def features(content: bytes, layer: str) -> list[dict]:
    return decoded(content).get(layer, {"features": []})["features"]


def drawn(tiles, place, layer="parcels") -> dict[int, shapely.Geometry]:
    return {
        f["id"]: shapely.geometry.shape(f["geometry"]) for f in features(tiles.tile(place), layer)
    }


def test_a_parcel_is_drawn_where_it_is_with_its_hole(tiled):
    parcel = box(LON, LAT, LON + 0.002, LAT + 0.002) - box(
        LON + 0.0005, LAT + 0.0005, LON + 0.001, LAT + 0.001
    )
    place = tile_of(LON + 0.0001, LAT + 0.0001, 14)
    shape = drawn(tiled([parcel]), place)[0]
    expected = in_units(parcel, *place)
    assert shape.geom_type == "Polygon"
    assert len(shape.interiors) == 1
    assert shape.hausdorff_distance(expected.intersection(SEEN)) < 1


@pytest.mark.parametrize("shell_turned", [False, True])
@pytest.mark.parametrize("hole_turned", [False, True])
def test_a_hole_is_a_hole_whichever_way_its_ring_goes(tiled, shell_turned, hole_turned):
    shell = list(box(LON, LAT, LON + 0.004, LAT + 0.004).exterior.coords)
    hole = list(box(LON + 0.001, LAT + 0.001, LON + 0.002, LAT + 0.002).exterior.coords)
    parcel = Polygon(shell[:: 1 - 2 * shell_turned], [hole[:: 1 - 2 * hole_turned]])
    place = tile_of(LON + 0.001, LAT + 0.001, 14)
    shape = drawn(tiled([parcel]), place)[0]
    assert shape.geom_type == "Polygon"
    assert len(shape.interiors) == 1


def test_a_parcel_across_four_tiles_is_cut_to_each_and_named_in_one(tiled):
    z, x, y = tile_of(LON, LAT, 14)
    corner = (
        x * 360 / 2**z - 180,
        math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z)))),
    )
    parcel = Point(corner).buffer(0.003)
    tiles = tiled([parcel])
    area, names = 0.0, 0
    for place in itertools.product([z], [x - 1, x], [y - 1, y]):
        shape = drawn(tiles, place)[0]
        expected = in_units(parcel, *place).intersection(SEEN)
        assert abs(shape.area - expected.area) < expected.length
        area += shape.intersection(box(0, 0, 4096, 4096)).area
        names += len(features(tiles.tile(place), "labels"))
    whole = in_units(parcel, z, x, y)
    assert abs(area - whole.area) < whole.length
    assert names == 1


def test_a_parcel_smaller_than_a_unit_is_the_smallest_square(tiled):
    tiny = box(LON, LAT, LON + 1e-7, LAT + 1e-7)
    tiles = tiled([tiny])
    for z in (0, 5, 14):
        shape = drawn(tiles, tile_of(LON, LAT, z))[0]
        assert shape.area == 1
        assert shape.distance(in_units(tiny.centroid, *tile_of(LON, LAT, z))) < 1


def test_a_strip_thinner_than_a_unit_is_seen_in_each_tile_that_it_crosses(tiled):
    strip = Polygon([(LON, LAT), (LON + 0.2, LAT + 0.2), (LON + 0.2, LAT + 0.2 + 1e-9)])
    tiles = tiled([strip])
    for share in np.linspace(0.02, 0.98, 30):
        place = tile_of(LON + 0.2 * share, LAT + 0.2 * share, 13)
        assert 0 in drawn(tiles, place)


def test_a_parcel_that_only_its_box_reaches_into_a_tile_is_not_drawn_there(tiled):
    around = box(LON, LAT, LON + 0.2, LAT + 0.2) - box(LON + 0.01, LAT + 0.01, LON + 1, LAT + 1)
    place = tile_of(LON + 0.1, LAT + 0.1, 13)
    assert tiled([around]).tile(place) == b""


def test_a_hall_that_is_a_point_is_a_point(tiled):
    tiles = tiled([Point(LON, LAT)])
    place = tile_of(LON, LAT, 16)
    assert drawn(tiles, place)[0].geom_type == "Point"
    assert drawn(tiles, place, "labels").keys() == {0}


def test_parcels_on_one_outline_are_all_there(tiled):
    condominium = box(LON, LAT, LON + 0.0003, LAT + 0.0003)
    tiles = tiled([condominium] * 832)
    for z in (0, 10, 18):
        content = tiles.tile(tile_of(LON + 0.00015, LAT + 0.00015, z))
        assert {f["id"] for f in features(content, "parcels")} == set(range(832))
        assert [f["id"] for f in features(content, "labels")] == list(range(832))


def test_properties_are_what_the_columns_say_and_what_is_not_known_is_left_out(tiled):
    boxes = [box(LON + i / 100, LAT, LON + i / 100 + 0.005, LAT + 0.005) for i in range(12)]
    names = ["<b>甲</b>", None, "甲" * 200, "", None, "e", "f", None, "h", "i", None, None]
    tiles = tiled(boxes, name=names)
    content = tiles.tile(tile_of(LON, LAT, 6))
    told = {f["id"]: f["properties"] for f in features(content, "parcels")}
    assert told == {
        i: {"id": f"P{i}"} if name is None else {"id": f"P{i}", "name": name}
        for i, name in enumerate(names)
    }
    assert {f["id"]: f["properties"] for f in features(content, "labels")} == told


def test_the_same_place_gives_the_same_bytes(tiled):
    boxes = [box(LON + i / 100, LAT, LON + i / 100 + 0.005, LAT + 0.005) for i in range(30)]
    assert tiled(boxes).tile((9, 429, 211)) == tiled(boxes).tile((9, 429, 211))


@pytest.mark.parametrize("lonlat", [(-180, 85.2), (180, -85.2), (179.9999999, 0), (0, 0)])
def test_a_parcel_at_the_edge_of_the_world_is_in_one_tile(tiled, lonlat):
    tiles = tiled([box(*lonlat, *lonlat).buffer(1e-6), Point(lonlat)])
    for z in (0, 1, 3):
        every = itertools.product([z], range(2**z), range(2**z))
        assert sum(len(features(tiles.tile(place), "labels")) for place in every) == 2


def test_where_there_are_too_many_each_is_counted_once(tiled):
    rng = np.random.default_rng(4)
    where = rng.normal((LON, LAT), 0.2, (200, 2))
    tiles = tiled([box(x, y, x + 1e-4, y + 1e-4) for x, y in where], from_zoom=12)
    for z in range(12):
        places = {tile_of(x + 5e-5, y + 5e-5, z) for x, y in where}
        counted = 0
        for place in places:
            units = [in_units(Point(x + 5e-5, y + 5e-5), *place) for x, y in where]
            cells = Counter((int(u.x // 512), int(u.y // 512)) for u in units)
            for f in features(tiles.tile(place), "clusters"):
                x, y = f["geometry"]["coordinates"]
                assert 0 <= min(x, y) <= max(x, y) < 4096
                assert f["properties"]["count"] == cells[x // 512, y // 512]
                counted += f["properties"]["count"]
        assert counted == 200


def test_clusters_tell_how_a_selection_ended(tiled):
    tiles = tiled([Point(LON + k * 1e-6, LAT) for k in range(5)], from_zoom=5)
    standings = np.array([-1, -1, -2, 0.25, 0.75], np.float32)
    [cluster] = features(tiles.tile(tile_of(LON, LAT, 4), standings), "clusters")
    assert cluster["properties"] == {
        "count": 5,
        "candidates": 2,
        "rejected": 2,
        "undecided": 1,
        "best": 0.75,
    }


def test_clusters_without_a_candidate_have_no_best(tiled):
    tiles = tiled([Point(LON, LAT)], from_zoom=5)
    standings = np.array([-1], np.float32)
    [cluster] = features(tiles.tile(tile_of(LON, LAT, 4), standings), "clusters")
    assert cluster["properties"] == {"count": 1, "candidates": 0, "rejected": 1, "undecided": 0}


def star(rng: np.random.Generator, x: float, y: float, size: float, corners: int) -> Polygon:
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radius = rng.uniform(0.2, 1, corners) * size
    ring = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    return shapely.make_valid(Polygon(ring)).buffer(0)


def outline(kind: str, seed: int, exponent: float) -> shapely.Geometry:
    rng = np.random.default_rng(seed)
    x, y = LON + rng.uniform(-0.1, 0.1), LAT + rng.uniform(-0.1, 0.1)
    size = 10.0**exponent
    match kind:
        case "point":
            return Point(x, y)
        case "sliver":
            turn = rng.uniform(0, 2 * np.pi)
            far = x + size * np.cos(turn), y + size * np.sin(turn)
            return Polygon([(x, y), far, (far[0], far[1] + 1e-8)])
        case "hole":
            return box(x, y, x + size, y + size) - box(
                x + size / 4, y + size / 4, x + size / 2, y + size / 2
            )
        case "parts":
            parts = [box(x + k * size, y, x + (k + 0.5) * size, y + size / 9) for k in range(3)]
            return MultiPolygon(parts)
    shape = star(rng, x, y, size, int(rng.integers(3, 40)))
    return (
        shape
        if shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty
        else Point(x, y)
    )


outlines = st.lists(
    st.builds(
        outline,
        st.sampled_from(["point", "sliver", "hole", "parts", "star"]),
        st.integers(0, 2**32 - 1),
        st.floats(-7, -0.7),
    ),
    min_size=1,
    max_size=12,
)


def places(shapes: list[shapely.Geometry], points: np.ndarray, z: int) -> set[tuple[int, int, int]]:
    """Return the tiles that shapes may be in: all of a few, else those around their points."""
    found = set()
    for shape, (px, py) in zip(shapes, points, strict=True):
        west, south, east, north = shape.bounds
        _, left, top = tile_of(west, north, z)
        _, right, bottom = tile_of(east, south, z)
        if (right - left + 1) * (bottom - top + 1) > 30:
            column, row = int(px * 2**z), int(py * 2**z)
            left, right, top, bottom = column - 1, column + 1, row - 1, row + 1
        found |= {
            (z, x, y)
            for x, y in itertools.product(range(left, right + 1), range(top, bottom + 1))
            if 0 <= min(x, y) <= max(x, y) < 2**z
        }
    return found


@given(shapes=outlines)
@settings(max_examples=25, suppress_health_check=CALM)
def test_at_every_zoom_each_site_is_named_once_and_drawn_wherever_it_is(tiled, shapes):
    tiles = tiled(shapes)
    for z in range(23):
        named: Counter[int] = Counter()
        for place in places(shapes, tiles.shapes.points, z):
            content = tiles.tile(place)
            here = {f["id"] for f in features(content, "parcels")}
            names = [f["id"] for f in features(content, "labels")]
            named.update(names)
            assert here >= set(names)
            inside = box(0, 0, 4096, 4096)
            assert here >= {
                i
                for i, shape in enumerate(shapes)
                if in_units(shape, *place).buffer(-1e-6).intersects(inside)
            }
        assert named == Counter(range(len(shapes)))


@given(shapes=outlines, z=st.integers(0, 22))
@settings(max_examples=80, suppress_health_check=CALM)
def test_what_is_drawn_is_the_outline_cut_to_the_tile_to_a_unit(tiled, shapes, z):
    tiles = tiled(shapes)
    for place in sorted(places(shapes, tiles.shapes.points, z))[:20]:
        found = drawn(tiles, place)
        for i, shape in enumerate(shapes):
            if shape.geom_type == "Point":
                continue
            expected = in_units(shape, *place).intersection(SEEN)
            if i not in found:
                assert expected.area < expected.length + 4
                continue
            # cut by itself, a hole may run along the side of the box as its shell does
            sound = shapely.make_valid(found[i], method="structure", keep_collapsed=False)
            apart = sound.symmetric_difference(expected).area
            assert apart <= expected.length + 4
            assert SEEN.buffer(1).contains(found[i])
