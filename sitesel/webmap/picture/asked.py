"""What somebody wants to see on a picture."""

from __future__ import annotations

from dataclasses import dataclass

from sitesel.language import Lang
from sitesel.schema import SiteKind
from sitesel.webmap.picture.view import Bounds


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see.

    Parameters
    ----------
    sites
        Of which kind.
    parcels
        Ids of those to be pointed out.
    bounds
        What has to be seen: west, south, east, north; degrees.
    metres_per_pixel
        The scale, around the middle of `bounds`, or of the parcels, or of the whole.
    width, height
        Pixels.
    lang
        Language of the words.
    furniture
        Whether scale, north, legend and notice are drawn.
    scenario
        Whose roads and ferries are drawn, where no selection tells.
    """

    sites: SiteKind = "parcels"
    parcels: tuple[str, ...] = ()
    bounds: Bounds | None = None
    metres_per_pixel: float | None = None
    width: int = 800
    height: int = 600
    lang: Lang = "zh"
    furniture: bool = True
    scenario: str | None = None
