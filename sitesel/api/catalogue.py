"""What the catalogue is, and what its attributes mean."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.exports.wire import selection_schema

router = APIRouter(prefix="/api", tags=["目录 / Catalogue"])


@router.get("/catalogue", summary="目录 / Catalogue")
def read_catalogue(catalogue: CurrentCatalogue) -> dict[str, Any]:
    """Tell what the catalogue is: id, title, date, sources with licences, counts, findings."""
    told = catalogue.manifest.to_dict()
    return {key: value for key, value in told.items() if key not in ("schema", "files", "layout")}


@router.get("/attributes", summary="可用的属性 / Attributes to ask for")
def read_attributes(catalogue: CurrentCatalogue) -> dict[str, Any]:
    """List the attributes that a requirement can name: label, unit, meaning, source, values."""
    return catalogue.schema.to_dict()


@router.get("/schema", summary="选址结果的 JSON Schema / JSON Schema of a selection")
def read_schema() -> dict[str, Any]:
    """Return the JSON Schema of a selection on the wire."""
    return dict(selection_schema())
