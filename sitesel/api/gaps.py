"""Known gaps: what was noticed about the data and what was done about it, and what is not told."""

from __future__ import annotations

import numpy as np
from fastapi import APIRouter
from pydantic import BaseModel, Field

from sitesel.api.dependencies import Shelved
from sitesel.api.language import CallerLang
from sitesel.columns import CategoryColumn, Column, IntervalColumn, QuantityColumn, TextColumn
from sitesel.findings import Severity, summarise
from sitesel.schema import SITE_KINDS, SiteKind

router = APIRouter(prefix="/api", tags=["目录 / Catalogue"])


class GapOut(BaseModel):
    """Findings of one kind about one column of one source."""

    code: str
    severity: Severity
    title: str
    layer: str
    column: str | None
    count: int = Field(description="Rows that it concerns.")
    done: str = Field(description="What was done about it.")
    example: str | None = Field(description="Only where the caller may see every attribute.")


class KnownOut(BaseModel):
    """For how many sites an attribute that a source declares is known."""

    attribute: str
    sites: SiteKind
    known: int
    total: int


class GapsOut(BaseModel):
    """What is known to be wanting in the catalogue."""

    catalogue: str
    report: bool = Field(description="Whether the whole report is at `/report`.")
    findings: list[GapOut]
    known: list[KnownOut]


@router.get("/gaps", summary="数据的已知不足 / Known gaps of the data")
def read_gaps(shelf: Shelved, lang: CallerLang) -> GapsOut:
    """Tell what was noticed about the data, the gravest first, and what the sources leave out.

    Findings quote values, so there are none where the caller may not see every attribute.
    """
    catalogue = shelf.current()
    whole = shelf.is_whole(catalogue.id)
    findings = []
    for summary in summarise(catalogue.findings(), examples=1) if whole else ():
        first = summary.examples[0]
        findings.append(
            GapOut(
                code=summary.kind.code,
                severity=summary.kind.severity,
                title=summary.kind.title.say(lang),
                layer=summary.layer,
                column=summary.column,
                count=summary.count,
                done=first.done(lang),
                example=first.found(lang),
            )
        )
    known = []
    for sites in SITE_KINDS:
        columns = catalogue.columns(sites)
        told = set(catalogue.known_attributes(sites))
        for name in columns if columns.count else ():
            if name in told and columns.schema[name].source == "declared":
                count = _known(columns[name])
                known.append(
                    KnownOut(attribute=name, sites=sites, known=count, total=columns.count)
                )
    return GapsOut(
        catalogue=catalogue.id,
        report=whole and (catalogue.path / f"report.{lang}.html").is_file(),
        findings=findings,
        known=known,
    )


def _known(column: Column) -> int:
    """Count the rows of which a value is known; no limit on either end is known too."""
    match column:
        case QuantityColumn(values):
            return int(np.count_nonzero(~np.isnan(values)))
        case CategoryColumn(codes):
            return int(np.count_nonzero(codes >= 0))
        case IntervalColumn(lower, upper):
            return int(np.count_nonzero(~(np.isnan(lower) & np.isnan(upper))))
        case TextColumn(words):
            return len(words) - int(words.null_count)
