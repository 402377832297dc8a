"""What a day of the staff begins with: which of all that there is has to be looked at now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from sitesel.catalogue import Catalogue
from sitesel.catalogue.revisions.reservation import Reservation, reservations
from sitesel.projects.issues import IssueKept, Wanted, count_issues, issues_of
from sitesel.projects.proposals import MadeProposal, open_proposals

MOST = 20
"""So many of each are listed; all are counted."""
SOON = timedelta(days=7)
"""An issue is due soon that is due within these days."""
ENDING = timedelta(days=14)
"""A reservation is about to end that ends within these days."""


@dataclass(frozen=True, slots=True)
class Points:
    """Issues that have to be looked at: how many, and the first of them."""

    total: int
    first: Sequence[IssueKept]


def overdue(session: Session, today: date) -> Points:
    """Return the open issues whose day is over, the oldest first."""
    wanted = Wanted(status="open", due_by=today - timedelta(days=1))
    return Points(count_issues(session, wanted), issues_of(session, wanted, limit=MOST))


def due_soon(session: Session, today: date) -> Points:
    """Return the open issues that are due today or within some days, the next first."""
    past = count_issues(session, Wanted(status="open", due_by=today - timedelta(days=1)))
    wanted = Wanted(status="open", due_by=today + SOON)
    listed = issues_of(session, wanted, offset=past, limit=MOST)
    return Points(count_issues(session, wanted) - past, listed)


def changed(session: Session) -> list[MadeProposal]:
    """Return the open proposals that the catalogue has left behind, the newest first."""
    return [each for each in open_proposals(session) if each.standing != "unchanged"]


def ending(catalogue: Catalogue, today: date) -> list[Reservation]:
    """Return the reservations that are about to end, the next first."""
    found = [
        each
        for each in reservations(catalogue)
        if each.until is not None and today <= each.until <= today + ENDING
    ]
    return sorted(found, key=lambda each: (each.until or today, each.site))
