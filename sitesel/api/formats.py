"""The forms a selection can be asked for, by `format=` or Accept, and the answer in one of them."""

from __future__ import annotations

from enum import StrEnum

from fastapi import Request, Response

from sitesel.catalogue import Catalogue
from sitesel.exports import write
from sitesel.language import Lang
from sitesel.selection import Selection

# the map page is one file with its scripts inside, so that it can be saved and opened anywhere
MAP_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


class Format(StrEnum):
    """A form of a selection."""

    JSON = "json"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """The media type that answers carry."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.GEOJSON: "application/geo+json",
    Format.GPKG: "application/geopackage+sqlite3",
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.HTML: "text/html",
    Format.PDF: "application/pdf",
}


def chosen_format(asked: Format | None, request: Request) -> Format:
    """Return the form asked for, else the first one that Accept names, else JSON."""
    if asked is not None:
        return asked
    accepted = (part.split(";")[0].strip() for part in request.headers.get("accept", "").split(","))
    named = (form for part in accepted for form in Format if form.media_type == part)
    return next(named, Format.JSON)


def rendered(
    selection: Selection,
    catalogue: Catalogue,
    form: Format,
    lang: Lang,
    request: Request,
    *,
    bounds: tuple[float, float, float, float] | None = None,
) -> Response:
    """Return a selection in one of its forms, with an ETag; 304 where the caller has it.

    `bounds` (west, south, east, north; degrees) are what the map of a PDF shows.
    """
    view = "" if bounds is None or form is not Format.PDF else f"-{bounds}"
    tier = "" if catalogue.tier == "public" else f"-{catalogue.tier}"  # exports tell all seen
    tag = f'"{selection.digest}-{form}-{lang}{view}{tier}"'
    headers = {
        "ETag": tag,
        "Vary": "Accept, Accept-Language",
        "Location": f"/api/selections/{selection.digest}",
    }
    if form is Format.HTML:  # with a 304 too: it replaces what the browser kept
        headers["Content-Security-Policy"] = MAP_POLICY
    if request.method == "GET" and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if form not in (Format.JSON, Format.HTML):
        name = f"sitesel-{selection.digest[:12]}.{form}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    body = write(selection, catalogue, form, lang=lang, bounds=bounds)
    charset = "; charset=utf-8" if form in (Format.CSV, Format.HTML) else ""
    return Response(body, media_type=f"{form.media_type}{charset}", headers=headers)
