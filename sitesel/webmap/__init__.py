"""The selection as one self-contained map page."""

from sitesel.webmap.assets import assets
from sitesel.webmap.page import page

__all__ = ["assets", "page"]
