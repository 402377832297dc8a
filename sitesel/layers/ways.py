"""The door to ways: an OpenStreetMap extract or any line layer in, roads and ferries out."""

from __future__ import annotations

from pathlib import Path

from sitesel.layers.osm import is_extract, read_osm
from sitesel.layers.read import read_layer
from sitesel.layers.way_lines import WayOptions, Ways
from sitesel.layers.ways_of_lines import ways_of_lines

__all__ = ["WayOptions", "Ways", "read_ways", "ways_of_lines"]


def read_ways(source: str | Path, options: WayOptions | None = None) -> Ways:
    """Read roads, bridges, tunnels and ferries of an OpenStreetMap extract or of a line layer.

    Parameters
    ----------
    source
        A path (`.osm.pbf`, `.osm` or any line layer), or a database's URL.
    options
        What the source doesn't tell.

    Raises
    ------
    LayerError
        The source can't be read, a mapped column is not there, or the extra `osm` is not
        installed.
    UnknownCrs
        The layer's CRS is not told.
    """
    options = options or WayOptions()
    if is_extract(source):
        return read_osm(Path(source), name=options.read.name)
    return ways_of_lines(read_layer(source, options.read), options)
