"""Networks of real extracts: what their descriptions say of them, and what must hold of any."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pyproj import CRS
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from sitesel.attributes.network import BRIDGE, FERRY, MAY_PASS, MODES, NOT_FOR_MODE, QUAY, ROAD
from sitesel.attributes.network_build import build_network, piece_sizes
from sitesel.layers.ways import read_ways

pytest.importorskip("osmium")
pytestmark = pytest.mark.real

EXTRACTS = {
    "baltimore": ("baltimore-parcels/baltimore.osm.pbf", 32618),
    "ajaccio": ("osm-samples/ajaccio-ferry.osm.pbf", 32632),
    "andorra": ("osm-samples/andorra.osm.pbf", 32631),
    "helsinki": ("osm-samples/helsinki-centre.osm.pbf", 32635),
}


@cache
def _read(path: Path):
    return read_ways(path)


@cache
def _built(path: Path, code: int):
    return build_network(_read(path), crs=CRS(code))


@pytest.fixture
def ways(shared):
    return lambda name: _read(shared / EXTRACTS[name][0])


@pytest.fixture
def network(shared):
    return lambda name: _built(shared / EXTRACTS[name][0], EXTRACTS[name][1])


def facts(findings, code):
    return [finding.facts for finding in findings if finding.code == code]


def test_baltimore_has_nine_drivable_pieces_when_signs_are_left_out_of_account(ways):
    found = ways("baltimore")
    drivable = (
        found.table["road_class"].str.removesuffix("_link").isin(
            ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified",
             "residential", "living_street", "service"]
        )
    )  # fmt: skip
    table = found.table.assign(refused=np.where(drivable, 0, 15).astype(np.uint8), allowed=0)
    network, _ = build_network(replace(found, table=table), crs=CRS(32618))
    assert len(piece_sizes(network, "car")) == 9
    of_vertices = np.diff(found.starts)[drivable] - 1
    assert of_vertices.sum() == pytest.approx(16_668, abs=5)


def test_baltimores_water_taxis_take_people_and_no_vehicles(network, ways):
    assert len(ways("baltimore").ferries) == 13
    built, findings = network("baltimore")
    ferries = built.kind == FERRY
    assert ferries.sum() == 13
    assert (built.why_not[:3, ferries] == NOT_FOR_MODE).all()
    assert np.isinf(built.minutes[:3][:, :, ferries]).all()
    assert np.isfinite(built.minutes[3][:, ferries]).all()
    assert [f.count for f in findings if f.code == "ferry-vehicles-assumed"] == [13]
    assert facts(findings, "ferry-without-road") == []
    assert built.assumed[ferries].all()


def test_baltimores_tunnels_refuse_dangerous_goods(network):
    built, _ = network("baltimore")
    goods = np.isfinite(built.minutes[2]).any(axis=0)
    trucks = np.isfinite(built.minutes[1]).any(axis=0)
    assert (trucks & ~goods).sum() >= 29
    assert not (goods & ~trucks).any()
    assert built.toll.sum() >= 88


def test_ajaccio_has_five_ferries_and_seven_routes_of_which_members_are_missing(network, ways):
    found = ways("ajaccio")
    assert len(found.ferries) == 5
    names = {
        "Ajaccio - Toulon", "Marseille - Ajaccio", "Nice - Ajaccio", "Ajaccio - Porto Torres",
        "Genova - Ajaccio",
    }  # fmt: skip
    assert set(found.ferries.table["name"]) == names
    minutes = dict(zip(found.ferries.table["name"], found.ferries.table["sailing"], strict=True))
    assert minutes["Marseille - Ajaccio"] == 720
    assert minutes["Nice - Ajaccio"] == 385
    assert np.isnan(minutes["Ajaccio - Porto Torres"])
    cut = facts(found.findings, "ferry-route-cut")
    assert {f["id"] for f in cut} == {"relation/2209133", "relation/2398692", "relation/4140191"}


def test_ajaccios_ferries_land_in_ajaccio_and_nowhere_else(network):
    built, findings = network("ajaccio")
    lost = facts(findings, "ferry-without-road")
    assert {f["ferry"] for f in lost} == {
        "Ajaccio - Toulon", "Marseille - Ajaccio", "Nice - Ajaccio", "Ajaccio - Porto Torres",
        "Genova - Ajaccio",
    }  # fmt: skip
    quays = built.xy[built.starts[:-1][built.kind == QUAY]]
    assert len(quays) >= 1
    assert np.ptp(quays, axis=0).max() < 2000  # all in one harbour


def test_ajaccios_ferry_for_vehicles_takes_no_dangerous_goods_that_nobody_speaks_of(network):
    built, findings = network("ajaccio")
    genoa = [i for i, n in enumerate(built.way_names) if n == "Genova - Ajaccio"]
    link = np.flatnonzero(np.isin(built.way, genoa) & (built.kind == FERRY))
    assert built.why_not[:, link[0]].tolist() == [0, 0, 2, 0]
    assert len(facts(findings, "ferry-dangerous-goods-assumed")) == 1


def test_andorra_is_one_country_with_its_tunnels_and_bridges(network, ways):
    found = ways("andorra")
    assert len(found) == 1615 - 2  # but for two ways under construction
    assert len(found.ferries) == 0
    built, _ = network("andorra")
    sizes = piece_sizes(built, "car")
    assert sizes[0] > 0.97 * sizes.sum()
    assert (built.kind == BRIDGE).sum() >= 144
    heavy = (built.why_not[1] == 3).sum()
    assert heavy >= 2  # 4.3 m and 2.1 t


def test_helsinkis_ferry_goes_beyond_the_extract(network, ways):
    found = ways("helsinki")
    assert len(found.ferries) == 0
    assert [f["id"] for f in facts(found.findings, "ferry-beyond-extract")] == ["way/170463494"]
    cut = [f for f in found.findings if f.code == "ways-cut"]
    assert cut[0].count > 100
    built, _ = network("helsinki")
    assert not (built.kind == FERRY).any()


@pytest.mark.parametrize("name", EXTRACTS)
def test_nothing_leads_from_one_piece_to_another(network, name):
    built, _ = network(name)
    n = len(built.nodes)
    for mode in MODES:
        arcs = built.arcs(mode)
        graph = csr_matrix((arcs.minutes, arcs.head, arcs.starts), shape=(n, n))
        _, piece = connected_components(graph, directed=False)
        starts = np.unique(arcs.tail)[:: max(1, len(np.unique(arcs.tail)) // 20)]
        times = dijkstra(graph, indices=starts)
        assert np.isinf(times[piece[starts][:, None] != piece[None, :]]).all()
        assert (arcs.minutes >= 0).all()


@pytest.mark.parametrize("name", EXTRACTS)
def test_links_are_sound(network, name):
    built, _ = network(name)
    first, last = built.xy[built.starts[:-1]], built.xy[built.starts[1:] - 1]
    roads = np.isin(built.kind, (ROAD, BRIDGE))
    np.testing.assert_allclose(first[roads], built.nodes[built.tail[roads]], atol=1e-3)
    np.testing.assert_allclose(last[roads], built.nodes[built.head[roads]], atol=1e-3)
    straight = np.hypot(*(first - last).T)
    assert (built.length[roads] >= straight[roads] - 1e-6).all()
    assert (built.length[built.kind == FERRY] == 0).all()
    assert (built.joinable[built.kind != ROAD] == 0).all()
    passable = np.isfinite(built.minutes).any(axis=1)
    assert ((built.why_not == MAY_PASS) == passable).all()
    for row in range(len(MODES)):
        joinable = (built.joinable >> row) & 1 > 0
        assert passable[row][joinable].all()
