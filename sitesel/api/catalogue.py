"""What the catalogue is, and what its attributes mean."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from sitesel.api.catalogue_forms import AttributesOut, CatalogueOut
from sitesel.api.dependencies import CurrentCatalogue, Writings
from sitesel.api.unchanged import Written, as_json, sent
from sitesel.catalogue import Catalogue
from sitesel.exports.wire import selection_schema

router = APIRouter(prefix="/api", tags=["目录 / Catalogue"])
_WITHIN = ("schema", "files", "layout")


@router.get("/catalogue", response_model=CatalogueOut, summary="目录 / Catalogue")
def read_catalogue(catalogue: CurrentCatalogue, written: Writings, request: Request) -> Response:
    """Tell what the catalogue is: id, title, date, sources with licences, counts, findings."""
    return sent(request, catalogue_told(catalogue, written))


@router.get(
    "/attributes", response_model=AttributesOut, summary="可用的属性 / Attributes to ask for"
)
def read_attributes(catalogue: CurrentCatalogue, written: Writings, request: Request) -> Response:
    """List the attributes that a requirement can name: label, unit, meaning, source, values."""
    return sent(request, attributes_told(catalogue, written))


@router.get("/schema", summary="选址结果的 JSON Schema / JSON Schema of a selection")
def read_schema(request: Request) -> Response:
    """Return the JSON Schema of a selection on the wire."""
    return sent(request, as_json(selection_schema()))


def catalogue_told(catalogue: Catalogue, written: Written) -> bytes:
    """Return what the catalogue is, as JSON."""

    def told() -> dict[str, Any]:
        whole = catalogue.manifest.to_dict()
        return {key: value for key, value in whole.items() if key not in _WITHIN}

    return written.of(catalogue, "catalogue", told)


def attributes_told(catalogue: Catalogue, written: Written) -> bytes:
    """Return the attributes and their groups, as JSON."""
    return written.of(catalogue, "attributes", catalogue.schema.to_dict)
