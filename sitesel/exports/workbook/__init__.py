"""A selection as a workbook whose suitability is live formulas over visible values and weights.

Change a weight in the first sheet: suitability, guaranteed and possible values, shares and ranks
follow. Text from outside is written as text, never as a formula.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime

import xlsxwriter

from sitesel.catalogue import Catalogue
from sitesel.exports.reasons import Reasons
from sitesel.exports.workbook.about import about
from sitesel.exports.workbook.candidates import candidates
from sitesel.exports.workbook.ledger import ledger
from sitesel.exports.workbook.near_misses import near_misses
from sitesel.exports.workbook.paper import Paper
from sitesel.exports.workbook.reasons import reasons
from sitesel.exports.workbook.routes import routes
from sitesel.exports.workbook.rules import rules
from sitesel.language import Lang
from sitesel.selection import Selection


def workbook(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:
    """Return the selection as XLSX.

    Sheets: candidates, reasons, near misses, routes and rules where the catalogue has a network
    and rules, ledger, about.
    """
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    paper = Paper(book, selection, catalogue, lang, Reasons(selection, catalogue, lang))
    for write in (candidates, reasons, near_misses, routes, rules, ledger, about):
        write(paper)
    book.close()
    return target.getvalue()
