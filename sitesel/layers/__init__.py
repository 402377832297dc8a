"""Raw layers of every format become frames with a known CRS, and what is wrong is told."""

from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile
from sitesel.layers.read import Listing, list_layers, read_layer

__all__ = [
    "Layer",
    "Listing",
    "Provenance",
    "ReadOptions",
    "SourceFile",
    "list_layers",
    "read_layer",
]
