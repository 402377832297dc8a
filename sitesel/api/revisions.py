"""Changing what is told of a parcel, and what became of it: revisions, reservations, registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.callers import Now, State, inside, may
from sitesel.api.dependencies import CurrentCatalogue, Shelved
from sitesel.api.parcels import Id, Kind, told_here
from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.revisions.freshness import Stale, last_revised, stale
from sitesel.catalogue.revisions.history import Past, history, pasts
from sitesel.catalogue.revisions.life_cycle import after, steps
from sitesel.catalogue.revisions.outlined import Measure
from sitesel.catalogue.revisions.register import Idle, register
from sitesel.catalogue.revisions.reservation import hold, release
from sitesel.catalogue.revisions.revision import GONE, Change, Revision
from sitesel.catalogue.revisions.value import plain
from sitesel.columns import Value
from sitesel.errors import CatalogueNotFound, RevisionRefused
from sitesel.language import Text
from sitesel.people import Person
from sitesel.people.naming import names
from sitesel.record import Deed, write
from sitesel.schema import Schema, SiteKind
from sitesel.state import Database
from sitesel.workdays import day_of

if TYPE_CHECKING:
    from sitesel.catalogue.amending import Amended

router = APIRouter(prefix="/api", tags=["修订 / Revisions"])


Editor = Annotated[Person, inside("edit")]
_MOST_CHANGES = 200
_Said = Annotated[str, Field(min_length=1, max_length=500)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    expects: str | None = Field(
        None, max_length=64, description="Id of the catalogue looked at; or send it as If-Match."
    )
    document: _Said | None = Field(None, description="Which document it rests on.")
    note: _Said | None = Field(None, description="Why, in a sentence.")


class ChangesSent(_Sent):
    """What to change of a parcel or hall; all of it is published, or nothing."""

    changes: dict[str, Any] = Field(
        min_length=1,
        max_length=_MOST_CHANGES,
        description="By attribute, the new value as people write it; null for not known.",
        examples=[{"status": "listed", "price": "30 万元/亩"}],
    )


class ReservationSent(_Sent):
    """For whom to hold a parcel or hall, and until when."""

    project: str = Field(min_length=1, max_length=200)
    until: date = Field(description="The last day.")


class ReleaseSent(_Sent):
    """To what a parcel that is held goes back."""

    to: str | None = Field(
        None, max_length=40, description="A status; what it was before when left out."
    )


class RevisionOut(BaseModel):
    """One value that was changed."""

    sites: SiteKind
    parcel: str
    attribute: str
    label: Text
    old: Any
    new: Any
    who: str
    by: str | None = Field(description="What they are called; null where one did it oneself.")
    when: datetime
    document: str | None
    note: str | None
    catalogue: str | None = Field(description="Id of the state that it made; null in a list.")


class RevisedOut(BaseModel):
    """What was published."""

    catalogue: str = Field(description="Id of what is current now.")
    before: str = Field(description="Id of what was current before; the same where all was so.")
    revisions: list[RevisionOut]


class HistoryOut(BaseModel):
    """What became of a parcel, the latest first."""

    parcel: str
    sites: SiteKind
    next_statuses: list[str] = Field(description="Which status may follow the one it has.")
    revisions: list[RevisionOut]


class StateOut(BaseModel):
    """A state of the catalogue."""

    id: str
    base: str | None = Field(description="The catalogue that was built; null where it is one.")
    before: str | None
    who: str | None
    by: str | None = Field(description="What they are called.")
    when: datetime | None
    date: str | None = Field(description="Of a catalogue that was built, as its config says.")
    values: int = Field(description="How many values were changed.")
    parcels: list[str] = Field(description="Of which parcels and halls, the first twenty.")


class StatesOut(BaseModel):
    """States of the catalogue, the latest first."""

    current: str
    states: list[StateOut]


class IdleOut(BaseModel):
    """A parcel of the register."""

    parcel: str
    told: dict[str, Any] = Field(description="What is told of it, by attribute.")
    reasons: list[Text]
    reclaim_from: date | None = Field(description="From when on it may be reclaimed.")


class RegisterOut(BaseModel):
    """Idle and inefficient land."""

    catalogue: str
    on: date
    notice: Text
    parcels: list[IdleOut]


class StaleOut(BaseModel):
    """Something to be looked at again."""

    what: str = Field(description="source, record or reservation.")
    name: str
    sites: SiteKind | None
    as_of: date | None
    days: int
    overdue: int | None


class StaleListOut(BaseModel):
    """What is not fresh."""

    catalogue: str
    on: date
    stale: list[StaleOut]


class LifeCycleOut(BaseModel):
    """Which status may follow which, by kind of site."""

    steps: dict[SiteKind, dict[str, list[str]]]


_NOTICE = Text(
    "按登记状态与登记数字列出，供核查；是否构成闲置土地，以主管部门认定为准。",
    "Listed by status and figures as told, to be looked into; whether land is idle in law is for "
    "the authority to say.",
)
_IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=80)]


@router.patch("/parcels/{parcel:path}", summary="修改地块 / Change a parcel")
def change_parcel(
    sent: ChangesSent,
    parcel: Id,
    shelf: Shelved,
    caller: Editor,
    state: State,
    now: Now,
    sites: Kind = "parcels",
    if_match: _IfMatch = None,
) -> RevisedOut:
    """Change what is told of a parcel or hall: a new state of the catalogue is published.

    Answers 409 with both values where somebody else changed it since `expects`.
    """
    changes = [
        Change(parcel, name, value, sent.document, sent.note, sites)
        for name, value in sent.changes.items()
    ]
    return publish(
        shelf.store,
        lambda _: changes,
        expects=_expected(sent, if_match),
        who=caller.who,
        state=state,
        now=now,
        deed="edit",
        of=f"{sites[:-1]}:{parcel}",
    )


@router.post("/parcels/{parcel:path}/reservation", summary="为项目预留 / Hold for a project")
def hold_parcel(
    sent: ReservationSent,
    parcel: Id,
    shelf: Shelved,
    caller: Editor,
    state: State,
    now: Now,
    sites: Kind = "parcels",
    if_match: _IfMatch = None,
) -> RevisedOut:
    """Hold a parcel or hall for a project until a day; for the same project, longer."""

    def changes(current: Catalogue) -> list[Change]:
        return hold(
            current, parcel, sent.project, until=sent.until, today=day_of(now),
            sites=sites, document=sent.document,
        )  # fmt: skip

    return publish(
        shelf.store,
        changes,
        expects=_expected(sent, if_match),
        who=caller.who,
        state=state,
        now=now,
        deed="reserve",
        of=f"{sites[:-1]}:{parcel}",
    )


@router.post("/parcels/{parcel:path}/release", summary="解除预留 / Release")
def release_parcel(
    sent: ReleaseSent,
    parcel: Id,
    shelf: Shelved,
    caller: Editor,
    state: State,
    now: Now,
    sites: Kind = "parcels",
    if_match: _IfMatch = None,
) -> RevisedOut:
    """Give a parcel or hall that is held back to the status that it had."""

    def changes(current: Catalogue) -> list[Change]:
        return release(shelf.store, current, parcel, to=sent.to, sites=sites, note=sent.note)

    return publish(
        shelf.store,
        changes,
        expects=_expected(sent, if_match),
        who=caller.who,
        state=state,
        now=now,
        deed="release",
        of=f"{sites[:-1]}:{parcel}",
    )


@router.get(
    "/parcels/{parcel:path}/history",
    summary="地块的修订 / History of a parcel",
    dependencies=[may("read_staff")],
)
def read_history(
    catalogue: CurrentCatalogue,
    shelf: Shelved,
    parcel: Id,
    state: State,
    sites: Kind = "parcels",
) -> HistoryOut:
    """Tell what was changed of a parcel or hall: who, when, old, new, on which document.

    One that was taken away has its history still.
    """
    found = history(shelf.store, parcel, sites)
    following: tuple[str, ...] = ()
    if not found or found[0].attribute != GONE:
        with told_here(sites, parcel):
            row = catalogue.columns(sites).row(parcel)
        columns = catalogue.columns(sites)
        status = columns.value("status", row) if "status" in columns.schema else None
        following = after(status if isinstance(status, str) else None, sites)
    return HistoryOut(
        parcel=parcel,
        sites=sites,
        next_statuses=list(following),
        revisions=_seen(found, catalogue.schema, state),
    )


@router.get(
    "/catalogues",
    summary="目录的历次状态 / States of the catalogue",
    dependencies=[may("read_staff")],
)
def list_catalogues(
    shelf: Shelved,
    state: State,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> StatesOut:
    """List what was published: any of it opens by its id."""
    current = shelf.current().id
    found = islice(pasts(shelf.store, current), offset, offset + limit)
    told = list(found)
    with state.reading() as session:
        called = names(session, {past.who for past in told if past.who})
    return StatesOut(current=current, states=[_state(past, called) for past in told])


@router.get("/register", summary="闲置低效用地 / Idle and inefficient land")
def read_register(catalogue: CurrentCatalogue, now: Now) -> RegisterOut:
    """List idle and inefficient land with its release route, as far as the caller may see."""
    today = day_of(now)
    listed = [_idle(each) for each in register(catalogue, today)]
    return RegisterOut(catalogue=catalogue.id, on=today, notice=_NOTICE, parcels=listed)


@router.get("/stale", summary="待更新 / What is not fresh", dependencies=[may("read_staff")])
def list_stale(
    catalogue: CurrentCatalogue,
    shelf: Shelved,
    now: Now,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> StaleListOut:
    """List sources, records and reservations whose time is over."""
    today = day_of(now)
    found = stale(catalogue, today, last_revised(shelf.store))[:limit]
    return StaleListOut(catalogue=catalogue.id, on=today, stale=[stale_out(each) for each in found])


@router.get("/life-cycle", summary="地块状态的流转 / Life cycle of a parcel")
def read_life_cycle() -> LifeCycleOut:
    """Tell which status may follow which."""
    return LifeCycleOut(
        steps={kind: {s: list(f) for s, f in told.items()} for kind, told in steps().items()}
    )


def _expected(sent: _Sent, if_match: str | None) -> str:
    """Return the id of the catalogue that was looked at.

    Raises
    ------
    RevisionRefused
        It is not told.
    """
    expects = sent.expects or (if_match or "").strip().removeprefix("W/").strip('"')
    if not expects:
        raise RevisionRefused(
            "tell which catalogue you looked at: expects, or If-Match, with its id",
            "请注明您查看的目录：expects 或 If-Match，值为目录的标识",
        )
    return expects


def publish(
    store: Store,
    changes: Callable[[Catalogue], Sequence[Change]],
    *,
    expects: str | None,
    who: str,
    state: Database,
    now: datetime,
    deed: Deed,
    of: str,
    told: Mapping[str, Any] | None = None,
    measure: Measure | None = None,
    amended: Amended | None = None,
) -> RevisedOut:
    """Publish changes, and enter them in the record; where that fails nothing is entered."""
    if expects is not None:
        looked_at(store, expects)
    with state.writing() as session:
        before = store.current()
        if amended is None:
            made = store.revise(changes(before), who=who, now=now, expects=expects, measure=measure)
        else:
            made = store.amend(amended)
        revised = made.revised
        revisions = () if revised is None or made.id == before.id else revised.state.revisions
        if revisions:
            entry = {"catalogue": made.id, "before": before.id, **(told or {})}
            if len(revisions) <= _MOST_CHANGES:
                entry["attributes"] = sorted({each.attribute for each in revisions})
            write(session, now=now, who=who, what=deed, of=of, told=entry)
        out = [_revision(each, made.schema, made.id) for each in revisions]
        return RevisedOut(catalogue=made.id, before=before.id, revisions=out)


def looked_at(store: Store, identity: str) -> Catalogue:
    """Return the catalogue that somebody says they looked at.

    Raises
    ------
    RevisionRefused
        There is none of that id.
    """
    try:
        return store.catalogue(identity)
    except CatalogueNotFound as error:
        raise RevisionRefused(
            f"no catalogue {identity[:20]!r} is kept here; look at the parcel again",
            f"这里没有目录 {identity[:20]!r}；请重新查看地块",
        ) from error


def _seen(revisions: Sequence[Revision], schema: Schema, state: Database) -> list[RevisionOut]:
    """Return the revisions of what the caller may see."""
    with state.reading() as session:
        called = names(session, {each.who for each in revisions})
    return [
        _revision(each, schema, by=called[each.who])
        for each in revisions
        if each.attribute in schema or each.attribute in _WORDS
    ]


_WORDS = {
    "outline": Text("边界", "Outline"),
    "media": Text("图片与文件", "Pictures and documents"),
    "added": Text("新增", "Added"),
    "gone": Text("移除", "Taken away"),
}


def _revision(
    one: Revision, schema: Schema, catalogue: str | None = None, *, by: str | None = None
) -> RevisionOut:
    known = schema.get(one.attribute)
    return RevisionOut(
        sites=one.sites,
        parcel=one.site,
        attribute=one.attribute,
        label=known.label if known else _WORDS.get(one.attribute, Text.of(one.attribute)),
        old=one.old,
        new=one.new,
        who=one.who,
        by=by,
        when=datetime.fromisoformat(one.when),
        document=one.document,
        note=one.note,
        catalogue=catalogue,
    )


def _state(past: Past, called: Mapping[str, str]) -> StateOut:
    parcels = list(dict.fromkeys(each.site for each in past.revisions))
    return StateOut(
        id=past.id,
        base=past.base,
        before=past.before,
        who=past.who,
        by=called[past.who] if past.who else None,
        when=datetime.fromisoformat(past.when) if past.when else None,
        date=past.date,
        values=len(past.revisions),
        parcels=parcels[:20],
    )


def _idle(one: Idle) -> IdleOut:
    told: dict[str, Value] = dict(one.told)
    return IdleOut(
        parcel=one.site,
        told={name: plain(value) for name, value in told.items()},
        reasons=list(one.reasons),
        reclaim_from=one.reclaim_from,
    )


def stale_out(one: Stale) -> StaleOut:
    """Return what is not fresh, as it goes on the wire."""
    return StaleOut(
        what=one.what,
        name=one.name,
        sites=one.sites,
        as_of=one.as_of,
        days=one.days,
        overdue=one.overdue,
    )
