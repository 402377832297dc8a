"""Parcels and halls as plain data: the columns of a few rows, with outlines."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import numpy as np
import shapely

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns, Value
from sitesel.exports.origin import origins
from sitesel.exports.said import values_said
from sitesel.interval import Interval
from sitesel.schema import SiteKind


def plain(value: Value) -> Any:  # noqa: ANN401  # what JSON can hold
    """Return a value as JSON holds it: dates as text, intervals as their ends, no infinity.

    >>> plain(Interval(lower=1.2)) == {
    ...     "lower": 1.2, "upper": None, "lower_open": False, "upper_open": False}
    True
    """
    if isinstance(value, Interval):
        return {
            "lower": value.lower if math.isfinite(value.lower) else None,
            "upper": value.upper if math.isfinite(value.upper) else None,
            "lower_open": value.lower_open,
            "upper_open": value.upper_open,
        }
    if isinstance(value, float) and not math.isfinite(value):
        return None  # unreachable: the attribute's state column says why
    return value.isoformat() if isinstance(value, date) else value


def row_of(columns: Columns, row: int) -> dict[str, Any]:
    """Return all attributes of one row; None where not known."""
    return {name: plain(columns.value(name, row)) for name in columns}


def page_of(catalogue: Catalogue, sites: SiteKind, offset: int, limit: int) -> dict[str, Any]:
    """Return some parcels in catalogue order."""
    columns = catalogue.columns(sites)
    stop = min(columns.count, offset + limit)
    part = columns.slice(min(offset, stop), stop)
    ids = part.ids.to_pylist()
    return {
        "catalogue": catalogue.id,
        "sites": sites,
        "total": columns.count,
        "offset": offset,
        "parcels": [{"id": id_, "attributes": row_of(part, row)} for row, id_ in enumerate(ids)],
    }


def described(catalogue: Catalogue, sites: SiteKind, parcel: str) -> dict[str, Any]:
    """Return one parcel as a GeoJSON feature, with meaning and source of each attribute.

    `point` is inside the outline, or on it; `bounds` are west, south, east, north, degrees.

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    """
    columns = catalogue.columns(sites)
    row = columns.row(parcel)
    outline = catalogue.geometry(sites, np.array([row])).iloc[0]
    values = row_of(columns, row)
    inside = shapely.point_on_surface(outline)
    origin, say = origins(catalogue, sites, row), values_said(catalogue, sites, row)
    return {
        "type": "Feature",
        "id": parcel,
        "name": called(columns, row),
        "sites": sites,
        "row": row,
        "point": [inside.x, inside.y],
        "bounds": list(outline.bounds),
        "geometry": json.loads(shapely.to_geojson(outline)),
        "properties": values,
        "catalogue": catalogue.id,
        "attributes": [
            {
                **(attribute := columns.schema[name]).to_dict(),
                "value": value,
                "said": say(attribute),
                "from": None if value is None else origin(attribute),
            }
            for name, value in values.items()
        ],
    }


def called(columns: Columns, row: int) -> str:
    """Return the name of a site, its id where it has none."""
    name = columns.value("name", row) if "name" in columns else None
    return str(name or columns.ids[row].as_py())
