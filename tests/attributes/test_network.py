from dataclasses import fields

import numpy as np
import pytest
from pyproj import CRS

from sitesel.attributes.network import FERRY, MODES, ROAD, Network, UnknownMode, mode_row
from sitesel.errors import CatalogueError


@pytest.fixture
def triangle():
    """Return three nodes, two roads (the second one-way for cars) and a ferry for people."""
    inf = np.inf
    minutes = np.full((4, 2, 3), inf)
    minutes[0] = [[1, 2, inf], [1, inf, inf]]
    minutes[3] = [[10, 20, 30], [10, 20, 30]]
    return Network(
        nodes=np.array([[0, 0], [100, 0], [100, 200.0]]),
        tail=np.array([0, 1, 2], np.int32),
        head=np.array([1, 2, 0], np.int32),
        length=np.array([100, 200, 0.0]),
        minutes=minutes,
        kind=np.array([ROAD, ROAD, FERRY], np.int8),
        road_class=np.array([0, 0, 1], np.int16),
        classes=("primary", "ferry"),
        joinable=np.array([9, 9, 0], np.uint8),
        landmass=np.array([0, 0, -1], np.int32),
        landmasses=("金塘",),
        days_lost=np.array([0, 0, np.nan]),
        last_sailing=np.full((2, 3), np.nan),
        boarding=np.array([0, 0, 10.0]),
        why_not=np.zeros((4, 3), np.uint8),
        way=np.array([0, 0, 1], np.int32),
        way_ids=("a", "b"),
        way_names=("滨海路", ""),
        xy=np.array([[0, 0], [100, 0], [100, 0], [100, 200], [100, 200], [0, 0.0]]),
        starts=np.array([0, 2, 4, 6]),
        crs=CRS(4550),
    )


def test_arcs_are_the_passable_directions_in_order_of_their_tails(triangle):
    arcs = triangle.arcs("car")
    assert arcs.starts.tolist() == [0, 1, 3, 3]
    assert list(zip(arcs.tail, arcs.head, arcs.minutes, strict=True)) == [
        (0, 1, 1), (1, 0, 1), (1, 2, 2),
    ]  # fmt: skip
    assert arcs.link.tolist() == [0, 0, 1]
    assert arcs.forward.tolist() == [True, False, True]


def test_reversed_arcs_lead_back(triangle):
    arcs = triangle.arcs("car", reverse=True)
    assert list(zip(arcs.tail, arcs.head, arcs.minutes, strict=True)) == [
        (0, 1, 1), (1, 0, 1), (2, 1, 2),
    ]  # fmt: skip
    assert arcs.forward.tolist() == [False, True, True]


def test_a_mode_without_ways_has_no_arcs(triangle):
    assert len(triangle.arcs("truck").tail) == 0


def test_an_unknown_mode_is_refused_with_the_known_ones(triangle):
    with pytest.raises(UnknownMode, match="car, truck, truck_dg, foot") as told:
        triangle.arcs("boat")
    assert "没有出行方式" in told.value.say("zh")


def test_modes_have_rows_in_a_fixed_order():
    assert [mode_row(mode) for mode in MODES] == [0, 1, 2, 3]
    assert MODES == ("car", "truck", "truck_dg", "foot")


def test_a_written_network_is_mapped_and_the_same(triangle, tmp_path):
    triangle.write(tmp_path / "net")
    opened = Network.open(tmp_path / "net")
    for field in fields(Network):
        one, other = getattr(triangle, field.name), getattr(opened, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype
            assert isinstance(other.base, np.memmap)
        else:
            assert one == other


def test_what_is_no_network_says_so(tmp_path):
    with pytest.raises(CatalogueError, match="build the catalogue again"):
        Network.open(tmp_path)


def test_a_spoilt_file_says_so(triangle, tmp_path):
    triangle.write(tmp_path)
    (tmp_path / "minutes.npy").write_bytes(b"no array")
    with pytest.raises(CatalogueError, match="no network"):
        Network.open(tmp_path)
