"""Ways to travel on land: roads, bridges and tunnels as the source has them, not yet a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.findings import Finding
from sitesel.layers.ferries import Ferries
from sitesel.layers.layer import ReadOptions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROAD, BRIDGE, TUNNEL = 0, 1, 2
"""Kinds of ways on land."""

BOTH, FORWARD, BACKWARD = 0, 1, -1
"""Directions in which vehicles may go along the vertices."""


@dataclass(frozen=True, eq=False)
class Ways:
    """Roads, bridges and tunnels; one row a line.

    Parameters
    ----------
    table
        One row a line, with the columns

        - `id`, `name`: text; of several lines with one id, a scenario means all;
        - `road_class`: a class of `parcels/schema/network.yaml`, or a word that is none;
        - `kind`: ROAD, BRIDGE or TUNNEL;
        - `level`: lines of different levels cross without meeting;
        - `oneway`: BOTH, FORWARD or BACKWARD, for vehicles;
        - `speed`: km/h that is driven, `limit`: km/h that is allowed, `truck_limit`; NaN where not
          told;
        - `toll`: whether one is paid;
        - `max_weight` (t), `max_height` (m): NaN where there is no limit;
        - `dangerous_goods`: 1 let pass, 0 refused, -1 not told;
        - `allowed`, `refused`: bits of the modes that the source lets pass or refuses; for those
          in neither the class decides;
        - `open_from`: days since 1970-01-01, NaN where it is open.
    xy
        Vertices of all lines, shape (v, 2), easting or longitude first.
    starts
        First vertex of each line, and the end; shape (rows + 1,).
    node
        What the source calls each vertex; lines meet at vertices of one name. -1: no name, lines
        meet where they touch. Shape (v,).
    crs
        Of `xy`.
    ferries
        Those the source has too.
    findings
        What was noticed.
    name
        Of the layer.
    set_aside
        Ids of the rows that the source has and `table` has not.
    """

    table: pd.DataFrame
    xy: Floats
    starts: Ints
    node: Ints
    crs: CRS
    ferries: Ferries
    findings: tuple[Finding, ...]
    name: str
    set_aside: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.table)


WAY_COLUMNS = {
    "id": "str", "name": "str", "road_class": "str", "kind": "int8", "level": "int16",
    "oneway": "int8", "speed": "float64", "limit": "float64", "truck_limit": "float64",
    "toll": "bool", "max_weight": "float64", "max_height": "float64", "dangerous_goods": "int8",
    "allowed": "uint8", "refused": "uint8", "open_from": "float64",
}  # fmt: skip
"""Columns of `Ways.table`, with their types."""


@dataclass(frozen=True)
class WayOptions:
    """What a person tells about a source of ways.

    Parameters
    ----------
    columns
        Column of the source by what it tells: id, name, class, speed, limit, oneway, kind, bridge,
        tunnel, toll, max_weight, max_height, dangerous_goods, open_from, layer, modes. For lines
        that are ferries those of `FerryOptions` too. An OpenStreetMap extract needs none.
    classes
        Class of `parcels/schema/network.yaml` by the word that the source has for it.
    road_class
        The class of all lines, where no column tells it.
    read
        How the layer is read.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    road_class: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
