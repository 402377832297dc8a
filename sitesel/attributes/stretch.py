"""Stretches of links: where a polyline is cut at a share of its length."""

from __future__ import annotations

import numpy as np

from sitesel.attributes.network import Network
from sitesel.attributes.rings import Floats


def stretch(network: Network, link: int, start: float, stop: float) -> Floats:
    """Return the vertices of a link from one point to another, turned round where needed.

    Parameters
    ----------
    network
        In metres.
    link
        Row of the link.
    start, stop
        Shares of its length, 0 at its tail to 1 at its head.

    Returns
    -------
    xy
        At least two vertices, shape (v, 2); twice the same where `start` is `stop`.
    """
    xy = np.array(network.xy[network.starts[link] : network.starts[link + 1]], np.float64)
    low, high = min(start, stop), max(start, stop)
    if low > 0 or high < 1:
        metres = np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))
        ends = np.array([low, high]) * metres[-1]
        cut = np.column_stack([np.interp(ends, metres, xy[:, axis]) for axis in range(2)])
        between = xy[(metres > ends[0]) & (metres < ends[1])]
        xy = np.concatenate([cut[:1], between, cut[1:]])
    return xy[::-1] if start > stop else xy
