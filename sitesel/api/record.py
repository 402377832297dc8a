"""The record: who did what, when and to what, for whoever may read it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from sitesel.api.callers import Now, State, may
from sitesel.language import Text
from sitesel.people import Person
from sitesel.record import DEED_WORDS, Deed, Entry, write
from sitesel.record.entry import plain
from sitesel.record.head import head, sealed
from sitesel.record.reading import entries

router = APIRouter(prefix="/api", tags=["记录 / Record"])

_FIRST_YEAR, _LAST_YEAR = 1970, 9990  # outside, other time zones run out of years


def _sensible(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
Whoever = Annotated[
    str, Query(max_length=200, description="Who, like `user:3`, or all of a kind, `user:`.")
]
Whatever = Annotated[
    str, Query(max_length=200, description="What it was done to, like `parcel:DS-10`, `parcel:`.")
]


class EntryOut(BaseModel):
    """An entry of the record."""

    number: int = Field(description="1, 2, 3, …, without gaps.")
    at: datetime
    who: str = Field(examples=["user:3"])
    what: str
    what_label: Text
    of: str = Field(examples=["parcel:DS-10"])
    told: dict[str, Any]
    digest: str = Field(description="SHA-256; each is chained to the one before.")

    @classmethod
    def of_entry(cls, entry: Entry) -> EntryOut:
        """Return what goes on the wire."""
        return cls(
            number=entry.number,
            at=entry.at,
            who=entry.who,
            what=entry.what,
            what_label=DEED_WORDS.get(entry.what, Text.of(entry.what)),
            of=entry.of,
            told=dict(entry.told),
            digest=entry.digest,
        )


class RecordOut(BaseModel):
    """A page of the record, the latest first."""

    entries: list[EntryOut]
    next: int | None = Field(description="`before` of the next page; null on the last.")
    last: str = Field(description="NUMBER:DIGEST of the last entry there was; note it elsewhere.")
    sealed: int = Field(description="Entries up to this number are no longer here; 0 for none.")


class DeedOut(BaseModel):
    """Something that can be done."""

    id: Deed
    label: Text


class DeedsOut(BaseModel):
    """All that can be done and is told in the record."""

    deeds: list[DeedOut]


@router.get("/record", summary="操作记录 / The record")
def read_record(  # noqa: PLR0917 - FastAPI names them all
    caller: Annotated[Person, may("record")],
    state: State,
    now: Now,
    who: Whoever = "",
    what: Deed | None = None,
    of: Whatever = "",
    since: Moment | None = None,
    until: Moment | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    most: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RecordOut:
    """Read the record, the latest entry first; that it was read is on record too."""
    asked = {
        "who": plain(who),
        "what": what,
        "of": plain(of),
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "before": before,
    }
    with state.writing() as session:
        found = entries(
            session,
            most=most + 1,
            before=before,
            who=plain(who),
            what=what,
            of=plain(of),
            since=since,
            until=until,
        )
        last, behind = head(session), sealed(session).number
        told = {name: value for name, value in asked.items() if value}
        write(session, now=now, who=caller.who, what="view", of="record", told=told)
    page = found[:most]
    return RecordOut(
        entries=[EntryOut.of_entry(entry) for entry in page],
        next=page[-1].number if len(found) > most else None,
        last=str(last),
        sealed=behind,
    )


@router.get("/record/deeds", summary="记录的行为 / What the record tells of")
def list_deeds(_caller: Annotated[Person, may("record")]) -> DeedsOut:
    """List what can be done that the record tells of, in words."""
    return DeedsOut(deeds=[DeedOut(id=deed, label=words) for deed, words in DEED_WORDS.items()])
