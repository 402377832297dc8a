"""Sites held for a project until a day, and given back to where they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.revisions.history import history
from sitesel.catalogue.revisions.life_cycle import HELD
from sitesel.catalogue.revisions.revision import Change
from sitesel.catalogue.revisions.value import value_of
from sitesel.catalogue.store import Store
from sitesel.columns import CategoryColumn, Columns, Value
from sitesel.errors import RevisionRefused
from sitesel.schema import SITE_KINDS, SiteKind

LONGEST = timedelta(days=730)
FOR, UNTIL = "reserved_for", "reserved_until"


@dataclass(frozen=True, slots=True)
class Reservation:
    """A site that is held.

    Parameters
    ----------
    sites, site
        Which.
    project
        For whom; None where that is not told.
    until
        The last day; None where that is not told.
    """

    sites: SiteKind
    site: str
    project: str | None
    until: date | None


def hold(
    catalogue: Catalogue,
    site: str,
    project: str,
    *,
    until: date,
    today: date,
    sites: SiteKind = "parcels",
    document: str | None = None,
) -> list[Change]:
    """Return the changes that hold a site for a project; for its own it is held longer.

    Raises
    ------
    RevisionRefused
        The day is over or too far, or it is held for another project.
    ParcelNotFound
        There is no such site.
    """
    if not today <= until <= today + LONGEST:
        raise RevisionRefused(
            f"{site} can be held from today until {today + LONGEST}, not until {until}",
            f"{site} 的预留期限应在今天至 {today + LONGEST} 之间，不能为 {until}",
        )
    held = _held(catalogue.columns(sites), site)
    if held is not None and held.project != project.strip():
        last = held.until or "further notice"
        raise RevisionRefused(
            f"{site} is held for {held.project or 'somebody'} until {last}; release it first",
            f"{site} 已为“{held.project or '某项目'}”预留，到期日 {held.until or '未定'}；请先解除",
        )
    told: dict[str, object] = {"status": HELD, FOR: project, UNTIL: until.isoformat()}
    return [Change(site, name, value, document, None, sites) for name, value in told.items()]


def release(
    store: Store, catalogue: Catalogue, site: str, *, to: str | None = None,
    sites: SiteKind = "parcels", note: str | None = None,
) -> list[Change]:  # fmt: skip
    """Return the changes that give a site back to the status that it had before it was held.

    Parameters
    ----------
    store, catalogue
        What is published, and where.
    to
        Another status, or the one where nobody kept what it was.

    Raises
    ------
    RevisionRefused
        It is not held, or nobody knows what it was before.
    """
    if _held(catalogue.columns(sites), site) is None:
        raise RevisionRefused(f"{site} is not held for a project", f"{site} 没有被预留")
    status = to or _before(store, site, sites)
    if status is None:
        raise RevisionRefused(
            f"nobody kept which status {site} had before it was held; tell it",
            f"没有留下 {site} 预留前的状态；请指明",
        )
    return [Change(site, "status", status, None, note, sites)]


def reservations(catalogue: Catalogue) -> list[Reservation]:
    """Return the sites that are held, in catalogue order."""
    return [
        _reservation(columns, row)
        for columns in map(catalogue.columns, SITE_KINDS)
        for row in _held_rows(columns)
    ]


def expired(catalogue: Catalogue, today: date) -> list[Reservation]:
    """Return the sites that are held and whose last day is over."""
    return [each for each in reservations(catalogue) if each.until and each.until < today]


def consequences(catalogue: Catalogue, changes: Sequence[Change]) -> list[Change]:
    """Return what else changes: who is no longer held is held for nobody."""
    told = {(c.sites, c.site, c.attribute) for c in changes}
    more = []
    for change in changes:
        if change.attribute != "status":
            continue
        columns = catalogue.columns(change.sites)
        held = _held(columns, change.site)
        if held is None or value_of(columns.schema["status"], change.value) == HELD:
            continue
        more += [
            Change(change.site, name, None, change.document, change.note, change.sites)
            for name, value in ((FOR, held.project), (UNTIL, held.until))
            if value is not None and (change.sites, change.site, name) not in told
        ]
    return more


def _held(columns: Columns, site: str) -> Reservation | None:
    row = columns.row(site)
    if "status" not in columns or columns.value("status", row) != HELD:
        return None
    return _reservation(columns, row)


def _reservation(columns: Columns, row: int) -> Reservation:
    project, until = (_told(columns, name, row) for name in (FOR, UNTIL))
    return Reservation(
        columns.sites,
        columns.ids[row].as_py(),
        project if isinstance(project, str) else None,
        until if isinstance(until, date) else None,
    )


def _told(columns: Columns, name: str, row: int) -> Value:
    return columns.value(name, row) if name in columns.schema else None


def _held_rows(columns: Columns) -> list[int]:
    status = columns["status"] if "status" in columns.schema else None
    if not isinstance(status, CategoryColumn) or HELD not in status.categories:
        return []
    rows: list[int] = np.flatnonzero(status.codes == status.categories.index(HELD)).tolist()
    return rows


def _before(store: Store, site: str, sites: SiteKind) -> str | None:
    for revision in history(store, site, sites):
        if revision.attribute == "status" and revision.new == HELD:
            return revision.old if isinstance(revision.old, str) else None
    return None
