"""What is told was true on some day: sources and records that were not looked at for too long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.revisions.history import pasts
from sitesel.catalogue.revisions.reservation import expired
from sitesel.catalogue.spelling import day
from sitesel.catalogue.store import Store
from sitesel.columns import Columns, QuantityColumn
from sitesel.datasets import dataset
from sitesel.schema import SITE_KINDS, SiteKind

Revised = Mapping[tuple[SiteKind, str], date]

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Stale:
    """Something that has to be looked at again.

    Parameters
    ----------
    what
        A source, the record of a site, or a reservation that is over.
    name
        The source's name, or the site's id.
    sites
        The kind of the site; None for a source.
    as_of
        The day it was true; None for a source that tells none. The last day of a reservation.
    days
        How long it stays fresh; 0 for a reservation.
    overdue
        How many days too old; None where no day is told.
    """

    what: Literal["source", "record", "reservation"]
    name: str
    sites: SiteKind | None
    as_of: date | None
    days: int
    overdue: int | None


@cache
def intervals() -> Mapping[str, Mapping[str, int]]:
    """Return how many days sources and records stay fresh, by role and kind."""
    told: dict[str, dict[str, int]] = yaml.safe_load(dataset("freshness.yaml").read_text("utf-8"))
    return told


def stale(catalogue: Catalogue, today: date, revised: Revised | None = None) -> list[Stale]:
    """Return what is not fresh: sources first, then the records oldest first, then reservations.

    Parameters
    ----------
    catalogue
        As the caller may see it.
    today
        The day to tell it for.
    revised
        When sites were last revised (see `last_revised`).
    """
    return [*_sources(catalogue, today), *_records(catalogue, today, revised or {}),
            *_reservations(catalogue, today)]  # fmt: skip


def last_revised(store: Store) -> dict[tuple[SiteKind, str], date]:
    """Return the day on which each site was last revised, of those that were."""
    found: dict[tuple[SiteKind, str], date] = {}
    for past in pasts(store):
        for revision in past.revisions:
            when = date.fromisoformat(revision.when[:10])
            found.setdefault((revision.sites, revision.site), when)
    return found


def _sources(catalogue: Catalogue, today: date) -> list[Stale]:
    found = []
    for source in catalogue.manifest.sources:
        days = intervals()["sources"].get(source.role)
        if days is None:
            continue
        as_of = _day(source.date or catalogue.manifest.date)
        overdue = None if as_of is None else (today - as_of).days - days
        if overdue is None or overdue > 0:
            found.append(Stale("source", source.name, None, as_of, days, overdue))
    return found


def _records(catalogue: Catalogue, today: date, revised: Revised) -> list[Stale]:
    found = []
    for kind in SITE_KINDS:
        columns, days = catalogue.columns(kind), intervals()["records"][kind]
        last = _told(columns)
        known = {site: (when - _EPOCH).days for (k, site), when in revised.items() if k == kind}
        for site, number in known.items():
            row = _row(columns, site)
            if row is not None:
                last[row] = np.fmax(last[row], number)
        oldest = (today - timedelta(days=days) - _EPOCH).days
        rows = np.flatnonzero(last < oldest)
        for row in rows[np.argsort(last[rows], kind="stable")].tolist():
            as_of = _EPOCH + timedelta(days=int(last[row]))
            name = columns.ids[row].as_py()
            found.append(Stale("record", name, kind, as_of, days, int(oldest - last[row])))
    return found


def _told(columns: Columns) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    column = columns["as_of"] if "as_of" in columns.schema else None
    if isinstance(column, QuantityColumn):
        return np.array(column.values)
    return np.full(columns.count, np.nan)


def _row(columns: Columns, site: str) -> int | None:
    row: int = pc.index(columns.ids, pa.scalar(site, columns.ids.type)).as_py()
    return None if row < 0 else row


def _reservations(catalogue: Catalogue, today: date) -> list[Stale]:
    return [
        Stale("reservation", each.site, each.sites, each.until, 0, (today - each.until).days)
        for each in expired(catalogue, today)
        if each.until is not None
    ]


def _day(words: str | None) -> date | None:
    try:
        return None if words is None else _EPOCH + timedelta(days=day(words.strip()[:10]))
    except ValueError:
        return None
