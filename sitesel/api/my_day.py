"""My day: what the staff have to look at now, each of it counted, the first of it listed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from sitesel.api.callers import Now, State, may
from sitesel.api.dependencies import CurrentCatalogue, Shelved
from sitesel.api.enquiry_book import EnquiryBook
from sitesel.api.evaluations import SheetBriefOut, own_department, waiting_sheets
from sitesel.api.issues import IssueOut, issues_out
from sitesel.api.proposal_standing import ProposalStandingOut, check_open, standing_out
from sitesel.api.proposals import Tables
from sitesel.api.revisions import StaleOut, stale_out
from sitesel.catalogue.revisions.freshness import last_revised, stale
from sitesel.language import Text
from sitesel.people import Person
from sitesel.projects.enquiries import handled
from sitesel.projects.my_day import ENDING, MOST, SOON, changed, due_soon, ending, overdue
from sitesel.projects.project import project_of
from sitesel.schema import SiteKind
from sitesel.workdays import day_of

router = APIRouter(prefix="/api/my-day", tags=["工作台 / My day"])


class NewEnquiryOut(BaseModel):
    """An enquiry that nobody has dealt with; who asks is told where it is opened."""

    id: str
    received: datetime
    organisation: str
    parcels: list[str]


class NewEnquiriesOut(BaseModel):
    """Enquiries that nobody has dealt with, the oldest first."""

    total: int
    listed: list[NewEnquiryOut]


class PointsOut(BaseModel):
    """Issues, by due date."""

    total: int
    listed: list[IssueOut]


class StaleSomeOut(BaseModel):
    """What is not fresh any more."""

    total: int
    listed: list[StaleOut]


class ChangedProposalOut(BaseModel):
    """A proposal that the catalogue has left behind."""

    id: int
    project: int
    project_title: Text
    day: date
    standing: ProposalStandingOut


class ChangedProposalsOut(BaseModel):
    """Open proposals that the catalogue has left behind, the newest first."""

    total: int
    listed: list[ChangedProposalOut]


class EndingOut(BaseModel):
    """A reservation that is about to end."""

    parcel: str
    sites: SiteKind
    held_for: str | None
    until: date
    days: int = Field(description="Left after today.")


class EndingsOut(BaseModel):
    """Reservations that are about to end, the next first."""

    total: int
    listed: list[EndingOut]


class WaitingSheetsOut(BaseModel):
    """Access evaluations that wait for the caller's department; for any, of who has none."""

    total: int
    listed: list[SheetBriefOut]


class MyDayOut(BaseModel):
    """What has to be looked at; null where it is not the caller's to see."""

    today: date
    catalogue: str
    soon_days: int = Field(description="Issues are due soon within so many days.")
    ending_days: int = Field(description="Reservations are about to end within so many days.")
    enquiries: NewEnquiriesOut | None
    overdue: PointsOut | None
    due: PointsOut | None
    changed: ChangedProposalsOut | None
    evaluations: WaitingSheetsOut | None
    stale: StaleSomeOut
    reservations: EndingsOut


@router.get("", summary="工作台 / My day")
def read_my_day(
    caller: Annotated[Person, may("read_staff")],
    request: Request,
    catalogue: CurrentCatalogue,
    shelf: Shelved,
    state: State,
    bureau: Tables,
    now: Now,
) -> MyDayOut:
    """Tell what has to be looked at: at most twenty of each, and how many there are."""
    today = day_of(now)
    manages, reviews = caller.may("projects"), caller.may("opinions")
    old = stale(catalogue, today, last_revised(shelf.store))
    held = ending(catalogue, today)
    if manages:
        check_open(request, state, catalogue.id)
    with state.reading() as session:
        told = MyDayOut(
            today=today,
            catalogue=catalogue.id,
            soon_days=SOON.days,
            ending_days=ENDING.days,
            enquiries=None,
            overdue=None,
            due=None,
            changed=None,
            evaluations=None,
            stale=StaleSomeOut(total=len(old), listed=[stale_out(each) for each in old[:MOST]]),
            reservations=EndingsOut(
                total=len(held),
                listed=[
                    EndingOut(
                        parcel=each.site,
                        sites=each.sites,
                        held_for=each.project,
                        until=each.until or today,
                        days=((each.until or today) - today).days,
                    )
                    for each in held[:MOST]
                ],
            ),
        )
        if manages or reviews:
            sheets = waiting_sheets(session, own_department(caller, bureau))
            told.evaluations = WaitingSheetsOut(total=len(sheets), listed=sheets[:MOST])
        if manages:
            book: EnquiryBook = request.app.state.enquiry_book
            done = handled(session)
            new = [each for each in book.all() if each.id not in done]
            told.enquiries = NewEnquiriesOut(
                total=len(new),
                listed=[
                    NewEnquiryOut(
                        id=each.id,
                        received=datetime.fromisoformat(each.received),
                        organisation=each.organisation,
                        parcels=list(each.parcels),
                    )
                    for each in new[:MOST]
                ],
            )
            late, soon = overdue(session, today), due_soon(session, today)
            told.overdue = PointsOut(
                total=late.total, listed=issues_out(session, list(late.first), today)
            )
            told.due = PointsOut(
                total=soon.total, listed=issues_out(session, list(soon.first), today)
            )
            left = changed(session)
            told.changed = ChangedProposalsOut(
                total=len(left),
                listed=[
                    ChangedProposalOut(
                        id=each.id,
                        project=each.project_id,
                        project_title=project_of(session, each.project_id).title,
                        day=each.day,
                        standing=standing_out(each),
                    )
                    for each in left[:MOST]
                ],
            )
    return told
