"""Features as GeoJSON (RFC 7946): lon/lat, outer rings anticlockwise, no NaN and no infinity."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame

DIGITS = 7
"""Of a degree: a centimetre; RFC 7946 section 11.2 asks not to write more than is meant."""


def geometries(shapes: np.ndarray[Any, Any]) -> list[dict[str, Any] | None]:
    """Return shapes in OGC:CRS84 as GeoJSON geometries; None where there is none.

    >>> geometries(np.array([shapely.Point(122.12345678, 30), None], dtype=object))
    [{'type': 'Point', 'coordinates': [122.1234568, 30.0]}, None]
    """
    rounded = shapely.transform(shapes, lambda points: np.round(points, DIGITS))
    written = shapely.to_geojson(shapely.orient_polygons(rounded))
    return [json.loads(one) if one else None for one in written]


def collection(frame: GeoDataFrame, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a feature collection; each other column is a property.

    Parameters
    ----------
    frame
        In OGC:CRS84.
    members
        Foreign members of the collection (RFC 7946 section 6.1).
    """
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    features = [
        {
            "type": "Feature",
            "geometry": geometry,
            "properties": {str(name): _plain(value) for name, value in row.items()},
        }
        for row, geometry in zip(rows, geometries(frame.geometry.to_numpy()), strict=True)
    ]
    return {"type": "FeatureCollection", **members, "features": features}


def _plain(value: Any) -> Any:  # noqa: ANN401  # what JSON can hold
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
