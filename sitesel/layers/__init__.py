"""Raw layers of every format become frames with a known CRS, and what is wrong is told."""

from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile

__all__ = ["Layer", "Provenance", "ReadOptions", "SourceFile"]
