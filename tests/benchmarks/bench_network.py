"""Joining parcels to links, and travel to five kinds of facility, against STRtree and bare scipy.

`python tests/benchmarks/bench_network.py [n …]`
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sitesel.attributes import graph as graphs
from sitesel.attributes import joining, reach, travel
from sitesel.attributes.graph import Graph
from sitesel.attributes.joining import Joined
from sitesel.attributes.network import BRIDGE, FERRY, MODES, Network
from sitesel.attributes.rings import rings

sys.path.insert(0, str(Path(__file__).parent))
import synthetic

SIZES = (10_000, 100_000, 1_000_000)
POINTS = (30, 100, 300, 1_000, 3_000)
FERRIES = 40


def network(links: int, extent: float, *, seed: int = 5) -> Network:
    """Return a grid of roads with bends over a square, a tenth one-way, and some ferries."""
    rng = np.random.default_rng(seed)
    across = int(np.sqrt(links / 2)) + 1
    pitch = extent / (across - 1)
    row, column = np.divmod(np.arange(across * across), across)
    nodes = np.c_[column, row] * pitch + rng.uniform(-0.2, 0.2, (across**2, 2)) * pitch
    nodes += synthetic.ORIGIN
    at = np.arange(across * across).reshape(across, across)
    tail = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    head = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    order = np.lexsort((head, tail))
    tail, head = tail[order], head[order]
    ferries = rng.integers(0, len(nodes), (2, FERRIES))
    tail, head = np.append(tail, ferries[0]), np.append(head, ferries[1])
    count = len(tail)
    ferry = np.arange(count) >= count - FERRIES
    middle = (nodes[tail] + nodes[head]) / 2 + rng.uniform(-0.1, 0.1, (count, 2)) * pitch
    xy = np.stack([nodes[tail], middle, nodes[head]], axis=1)
    length = np.hypot(*np.diff(xy, axis=1).T).sum(axis=0)
    there = np.where(ferry, 45.0, length / rng.choice([300.0, 500.0, 800.0], count))
    back = np.where(rng.random(count) < 0.1, np.inf, there)
    return Network(
        nodes=nodes,
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length=np.where(ferry, 0.0, length),
        minutes=np.broadcast_to(np.stack([there, back]), (len(MODES), 2, count)).copy(),
        kind=np.where(ferry, FERRY, np.where(rng.random(count) < 0.01, BRIDGE, 0)).astype(np.int8),
        road_class=np.zeros(count, np.int16),
        classes=("road",),
        joinable=np.where(ferry, 0, 15).astype(np.uint8),
        landmass=np.where(ferry, -1, 0).astype(np.int32),
        landmasses=("main",),
        days_lost=np.where(ferry, 16.0, 0.0),
        last_sailing=np.where(ferry, 17.5, np.nan) * np.ones((2, 1)),
        boarding=np.where(ferry, 15.0, 0.0),
        why_not=np.zeros((len(MODES), count), np.uint8),
        way=np.zeros(count, np.int32),
        way_ids=("w",),
        way_names=("",),
        xy=xy.reshape(-1, 2),
        starts=np.arange(0, 3 * count + 1, 3),
        crs=CRS(synthetic.CRS),
    )


def measure(n: int) -> dict[str, Any]:
    """Return seconds and ratio of joining."""
    parcels, extent = synthetic.parcels(n), synthetic.side(n)
    net = network(n // 2, extent)
    joining.warm()
    flat, on = rings(parcels), np.zeros(n, np.int32)
    start = perf_counter()
    joined = joining.join(flat, net, "car", landmass=on)
    ours = perf_counter() - start

    may = np.flatnonzero(net.joinable)
    links = shapely.linestrings(net.xy.reshape(-1, 3, 2)[may])
    shapes = parcels.to_numpy()
    start = perf_counter()
    tree = shapely.STRtree(links)
    (rows, near), gap = tree.query_nearest(shapes, return_distance=True, all_matches=False)
    point = shapely.get_point(shapely.shortest_line(links[near], shapely.boundary(shapes[rows])), 0)
    shapely.line_locate_point(links[near], point, normalized=True)
    theirs = perf_counter() - start

    middles = parcels.centroid
    start = perf_counter()
    joining.join(middles, net, "car", landmass=on)
    ours_2 = perf_counter() - start
    middles = middles.to_numpy()
    start = perf_counter()
    rows_2, near_2 = shapely.STRtree(links).query_nearest(middles, all_matches=False)
    shapely.line_locate_point(links[near_2], middles[rows_2], normalized=True)
    theirs_2 = perf_counter() - start
    outside = gap > 0
    worst = np.abs(joined.gap[rows] - gap)[outside].max()
    return {
        "parcels": n,
        "links": len(may),
        "joining s": ours,
        "STRtree s": theirs,
        "ratio": theirs / ours,
        "middles s": ours_2,
        "STRtree  s": theirs_2,
        "ratio ": theirs_2 / ours_2,
        "largest difference m": float(worst),
        "other link": int((joined.link[rows] != may[near])[outside].sum()),
        **_searches(net, joined, extent),
    }


def _searches(net: Network, joined: Joined, extent: float) -> dict[str, Any]:
    """Return seconds and ratio of travel to five kinds, from ready joining and a ready graph."""
    points = [synthetic.points(count, extent, seed=count) for count in POINTS]
    kinds = [joining.join(one, net, "car", landmass=np.zeros(len(one), int)) for one in points]
    graph = Graph(net, "car")
    graph.ready()  # as scipy's matrix is
    graphs.warm()
    reach.warm()
    travel.warm()
    by_kind = dict(zip(map(str, POINTS), kinds, strict=True))
    ours, found = _best(lambda: list(travel.travels(joined, graph, by_kind).values()))

    arcs, nodes = graph.backward, len(net.nodes)
    matrix = csr_array((arcs.minutes, arcs.head, arcs.starts), shape=(nodes, nodes))
    ends = [np.unique(net.tail[kind.link]) for kind in kinds]
    theirs, _ = _best(lambda: [dijkstra(matrix, indices=end, min_only=True) for end in ends])
    assert all(np.isfinite(one["minutes"]).mean() > 0.9 for one in found)
    return {"five kinds s": ours, "bare scipy s": theirs, "ours / scipy": ours / theirs}


def _best(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of the best of five runs, and what came of it."""
    seconds = []
    for _ in range(5):
        start = perf_counter()
        done = work()
        seconds.append(perf_counter() - start)
    return min(seconds), done


if __name__ == "__main__":
    sizes = [int(float(word)) for word in sys.argv[1:]] or SIZES
    print(synthetic.table([measure(n) for n in sizes]))
