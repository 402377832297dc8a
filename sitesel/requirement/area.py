"""Where a client looks: an area drawn on a map, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Position = tuple[float, float]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class AreaOfInterest:
    """One polygon or several.

    Parameters
    ----------
    polygons
        Each its outer ring and then its holes; a ring is closed, its positions are longitude and
        latitude in degrees (OGC:CRS84), to seven decimals, a centimetre. Edges are straight in
        longitude and latitude, as RFC 7946 has it.

    Examples
    --------
    >>> corners = ((121.0, 30.0), (122.0, 30.0), (122.0, 31.0), (121.0, 30.0))
    >>> AreaOfInterest(((corners,),)).canonical()["type"]
    'Polygon'
    """

    polygons: tuple[Polygon, ...]

    def canonical(self) -> dict[str, Any]:
        """Return it as GeoJSON."""
        listed = [
            [[list(position) for position in ring] for ring in polygon] for polygon in self.polygons
        ]
        if len(listed) == 1:
            return {"type": "Polygon", "coordinates": listed[0]}
        return {"type": "MultiPolygon", "coordinates": listed}
