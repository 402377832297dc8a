"""Pandana as an independent oracle of travel times on real roads; skipped where it is absent."""

import numpy as np
import pytest
from geopandas import GeoSeries
from pandas import DataFrame, Series
from pyproj import CRS
from shapely import points

from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import JOINED, join
from sitesel.attributes.network_build import build_network
from sitesel.attributes.travel import REACHABLE, travel
from sitesel.layers.ways import read_ways


@pytest.mark.real
@pytest.mark.parametrize("mode", ["car", "foot"])
@pytest.mark.filterwarnings("ignore:Unsigned integer:UserWarning")
def test_pandana_finds_the_same_minutes_in_baltimore(shared, mode):
    pandana = pytest.importorskip("pandana")
    pytest.importorskip("osmium")
    ways = read_ways(shared / "baltimore-parcels" / "baltimore.osm.pbf")
    network, _ = build_network(ways, crs=CRS.from_epsg(26918))
    graph = Graph(network, mode)
    rng = np.random.default_rng(1)
    bit = 1 << ["car", "truck", "truck_dg", "foot"].index(mode)
    ends = np.unique(network.tail[(network.joinable & bit) > 0])
    start, stop = rng.choice(ends, 300, replace=False), rng.choice(ends, 12, replace=False)
    parcels, facilities = (
        join(GeoSeries(points(network.nodes[some]), crs=26918), network, mode)
        for some in (start, stop)
    )
    assert (parcels.status == JOINED).all()
    np.testing.assert_allclose(parcels.gap, 0, atol=1e-6)
    told = travel(parcels, graph, facilities)

    arcs = graph.onward
    arc = DataFrame({"a": arcs.tail, "b": arcs.head, "seconds": arcs.minutes * 60})
    arc = arc.groupby(["a", "b"], as_index=False)["seconds"].min()
    rows = Series(np.arange(len(network.nodes)))
    x, y = (Series(network.nodes[:, axis], index=rows) for axis in range(2))
    other = pandana.Network(x, y, arc["a"], arc["b"], arc[["seconds"]], twoway=False)
    pairs = np.repeat(start, len(stop)), np.tile(stop, len(start))
    seconds = np.array(other.shortest_path_lengths(*pairs)).reshape(len(start), len(stop))
    nearest = seconds.min(axis=1)
    reached = (told["state"] == REACHABLE).to_numpy()
    assert 0.5 < reached.mean() <= 1
    np.testing.assert_array_equal(nearest < 1e6, reached)
    np.testing.assert_allclose(told["minutes"][reached] * 60, nearest[reached], atol=0.5)
