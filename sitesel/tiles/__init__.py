"""Vector tiles of a catalogue, encoded when asked for from coordinates kept in memory."""

from __future__ import annotations

from sitesel.tiles.features import Place
from sitesel.tiles.mercator import MOST_ZOOM
from sitesel.tiles.sites import MAX_ZOOM
from sitesel.tiles.tiler import Tile, Tiler, TileSet
from sitesel.tiles.warm import warm

LAYOUT = 1
"""Counts up when the same catalogue gives other tiles, so that browsers ask for them anew."""

__all__ = ["LAYOUT", "MAX_ZOOM", "MOST_ZOOM", "Place", "Tile", "TileSet", "Tiler", "warm"]
