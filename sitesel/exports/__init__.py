"""Exports: a selection as files that others open.

One door, `write`; each format is one module with one function, selection and catalogue in, bytes
out. The same selection gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sitesel.catalogue import Catalogue
from sitesel.exports.geojson import geojson
from sitesel.exports.geopackage import geopackage
from sitesel.exports.table import csv
from sitesel.exports.wire import wire_json
from sitesel.exports.workbook import workbook
from sitesel.language import Lang
from sitesel.selection import Selection

_WRITERS: Mapping[str, Callable[[Selection, Catalogue, Lang], bytes]] = {
    "json": wire_json,
    "geojson": geojson,
    "gpkg": geopackage,
    "csv": csv,
    "xlsx": workbook,
}
FORMATS = (*_WRITERS, "html", "pdf")


def write(
    selection: Selection,
    catalogue: Catalogue,
    form: str,
    *,
    lang: Lang = "zh",
    bom: bool = False,
    bounds: tuple[float, float, float, float] | None = None,
) -> bytes:
    """Return a selection as a file.

    Parameters
    ----------
    selection
        The whole answer.
    catalogue
        The catalogue that was judged; gives names and outlines.
    form
        json, geojson, gpkg, csv, xlsx, html or pdf.
    lang
        Language of headings and words; json and geojson have none.
    bom
        Whether CSV starts with a byte order mark, as Excel wants it for Chinese.

    bounds
        What the map of a PDF shows: west, south, east, north, degrees; None: the candidates.

    Raises
    ------
    KeyError
        No such format.
    FontMissing
        A PDF needs a font that this machine does not have.
    """
    if form == "pdf":
        from sitesel.exports.pdf import pdf  # noqa: PLC0415  # typst is slow to import

        return pdf(selection, catalogue, lang, bounds=bounds)
    if form == "html":
        from sitesel.webmap import page  # noqa: PLC0415  # folium is slow to import

        return page(selection, catalogue, lang).encode()
    body = _WRITERS[form](selection, catalogue, lang)
    return b"\xef\xbb\xbf" + body if bom and form == "csv" else body
