"""A static map as SVG: for pages without WebGL, small maps at one scale, and documents."""

from sitesel.webmap.picture.asked import Asked
from sitesel.webmap.picture.overlay import Key, Layer, Overlay, Sign
from sitesel.webmap.picture.picture import picture
from sitesel.webmap.picture.view import View

__all__ = ["Asked", "Key", "Layer", "Overlay", "Sign", "View", "picture"]
