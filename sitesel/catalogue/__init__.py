"""Sites with everything known about them: validated, immutable, content-addressed."""

from sitesel.catalogue.catalogue import Catalogue, open_catalogue
from sitesel.catalogue.manifest import ConstraintLayer, Manifest, SourceRecord
from sitesel.catalogue.outlines import Outlines
from sitesel.catalogue.snapshot import Draft, Sites
from sitesel.catalogue.store import Store

__all__ = [
    "Catalogue",
    "ConstraintLayer",
    "Draft",
    "Manifest",
    "Outlines",
    "Sites",
    "SourceRecord",
    "Store",
    "open_catalogue",
]
