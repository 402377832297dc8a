"""A file of parcels is uploaded, its difference shown, and on a word it is published.

Whoever edits parcels may upload and see the difference; publishing so much at once is for those who
may publish catalogues, who see what all uploaded.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sitesel.api.callers import Now, State, inside
from sitesel.api.dependencies import CurrentCatalogue, Shelved
from sitesel.api.measuring import Measures
from sitesel.api.parcels import Kind
from sitesel.api.revisions import Editor, RevisedOut, publish
from sitesel.api.step import StepOut, step_out
from sitesel.catalogue.revisions.difference import Difference
from sitesel.catalogue.revisions.pending import MOST_BYTES, Upload, Uploads
from sitesel.errors import UploadRefused
from sitesel.language import Text
from sitesel.people import Person
from sitesel.record import write
from sitesel.schema import Schema, SiteKind

router = APIRouter(prefix="/api/uploads", tags=["修订 / Revisions"])

_MOST_TOLD = 1000
_AT_ONCE = 1 << 20
_MOST_COLUMNS = 200
Token = Annotated[str, Path(max_length=64)]
_Word = Annotated[str | None, Query(max_length=200)]
_Pair = Annotated[str, StringConstraints(min_length=3, max_length=300, pattern="^[^=]+=.+$")]
_NOT_YOURS = Text(
    "差异供查看；发布需由数据管理员或系统管理员进行，他们可以看到此上传",
    "You see the difference; a data keeper or an administrator, who sees this upload, publishes it",
)


Publisher = Annotated[Person, inside("publish")]


class ChangedOut(BaseModel):
    """A value that would be another."""

    parcel: str
    attribute: str
    label: Text
    old: Any
    new: Any


class MovedOut(BaseModel):
    """An outline that would be another."""

    parcel: str
    metres: float = Field(description="How far its boundary lies from where it was, at most.")
    area_before: float
    area_after: float


class RefusedOut(BaseModel):
    """A change that can't be made."""

    parcel: str
    attribute: str
    why: Text


class NoticedOut(BaseModel):
    """Something noticed about the file."""

    code: str
    severity: str
    parcel: str | None
    found: Text
    lon: float | None = Field(description="Where to look; degrees.")
    lat: float | None


class UploadOut(BaseModel):
    """What an upload would change; nothing is published yet."""

    upload: str = Field(description="Publish it by this.")
    expires: datetime
    catalogue: str = Field(description="What it was held against.")
    name: str
    sites: SiteKind
    rows: int
    counts: dict[str, int]
    changed: list[ChangedOut] = Field(description="The first thousand; `counts` has all.")
    moved: list[MovedOut]
    new: list[str]
    gone: list[str]
    refused: list[RefusedOut] = Field(description="While there are any, nothing can be published.")
    columns: dict[str, str] = Field(description="By attribute, the column it was read from.")
    unread: list[str] = Field(description="Columns that mean nothing here.")
    findings: list[NoticedOut]
    who: str = Field(description="Who uploaded it, as the record names people.")
    may_publish: bool = Field(description="Whether the caller may publish it.")
    can_move: bool = Field(
        description="Whether outlines that moved can be published here, measured anew, and parcels "
        "added and taken away; otherwise only values can."
    )
    notice: Text | None = Field(description="Who may, where the caller may not.")


class WaitingOut(BaseModel):
    """An upload that waits to be published."""

    upload: str
    name: str
    sites: SiteKind
    who: str
    when: datetime
    expires: datetime
    catalogue: str = Field(description="What it was held against.")


class WaitingListOut(BaseModel):
    """Uploads that wait: one's own, or all where one may publish."""

    may_publish: bool
    uploads: list[WaitingOut]


class PublishSent(BaseModel):
    """The word on which an upload is published."""

    model_config = ConfigDict(extra="forbid")

    document: str | None = Field(None, min_length=1, max_length=500)
    note: str | None = Field(None, min_length=1, max_length=500)
    only_values: bool = Field(
        False,
        description="Publish values alone: outlines that moved, and parcels that are new or gone, "
        "are left as they are.",
    )
    add_new: bool | None = Field(
        None,
        description="Whether parcels that are new are added; to be told where there are any. The "
        "whole catalogue is built again for it, which may take minutes.",
    )
    remove_gone: bool = Field(
        False,
        description="Take away the parcels that a whole list lacks; they stay where it is not "
        "told. The whole catalogue is built again for it.",
    )


class PublicationOut(BaseModel):
    """How far the publication of an upload is."""

    progress: StepOut | None = Field(description="While a catalogue is built for it.")


@router.post(
    "",
    status_code=201,
    max_body_size=MOST_BYTES,
    summary="上传并比较 / Upload and compare",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string",
                                                                "format": "binary"}}},
        }
    },
)  # fmt: skip
async def create_upload(
    request: Request,
    *,
    name: Annotated[str, Query(min_length=1, max_length=300, description="Of the file.")],
    catalogue: CurrentCatalogue,
    shelf: Shelved,
    caller: Editor,
    state: State,
    now: Now,
    measures: Measures,
    sites: Kind = "parcels",
    whole: Annotated[bool, Query(description="Whether it lists all parcels.")] = False,
    id_column: Annotated[_Word, Query(alias="id", description="The column of the id.")] = None,
    layer: _Word = None,
    crs: _Word = None,
    column: Annotated[
        list[_Pair] | None,
        Query(max_length=_MOST_COLUMNS, description="attribute=column; only these are read then."),
    ] = None,
) -> UploadOut:
    """Upload a file of parcels or halls, and see what it would change; nothing is published.

    The body is the file itself: a sheet (CSV, Excel) or any layer that sitesel reads, a shapefile
    as a zip of its parts. Columns are known by the names and labels of attributes, or as told.
    """
    told = Upload("", name, caller.who, now.isoformat(), sites, whole, id_column, layer, crs,
                  catalogue.id, _columns(column))  # fmt: skip
    with tempfile.SpooledTemporaryFile(max_size=_AT_ONCE) as body:
        async for piece in request.stream():
            body.write(piece)
        body.seek(0)

        def look() -> UploadOut:
            uploads = Uploads(shelf.store.path)
            upload = uploads.take(iter(lambda: body.read(_AT_ONCE), b""), told)
            try:
                found = uploads.difference(upload, catalogue)
            except BaseException:
                uploads.drop(upload)
                raise
            with state.writing() as session:
                of = f"catalogue:{catalogue.id}"
                entry = {"name": upload.name, "sha256": found.sha256, "rows": found.rows}
                write(session, now=now, who=caller.who, what="upload", of=of, told=entry)
            return _out(upload, found, catalogue.schema, caller, can_move=measures.can)

        return await run_in_threadpool(look)


@router.post("/{upload}/publish", summary="发布上传 / Publish an upload")
def publish_upload(
    upload: Token,
    sent: PublishSent,
    shelf: Shelved,
    caller: Publisher,
    state: State,
    now: Now,
    measures: Measures,
) -> RevisedOut:
    """Publish what an upload changes, just as it was shown; whoever uploaded it.

    An outline that moved is measured again, with what lies around it and its neighbours; that takes
    the build config (`SITESEL_CONFIG`). Answers 409 where one of its parcels was changed meanwhile.
    So does adding parcels and taking them away, for which the whole catalogue is built again.
    """
    uploads = Uploads(shelf.store.path)
    found = uploads.find(upload, None, now)
    looked = uploads.difference(found, shelf.store.catalogue(found.catalogue))
    moves = bool(looked.moved) and not sent.only_values
    adds = bool(looked.new) and bool(sent.add_new) and not sent.only_values
    removes = bool(looked.gone) and sent.remove_gone and not sent.only_values
    _check_wanted(looked, sent, can=measures.can)
    changes = looked.changes(outlines=moves, document=sent.document, note=sent.note)
    amended, measure = None, None
    if adds or removes:
        from sitesel.catalogue.amending import Wanted  # noqa: PLC0415  # slow to load

        wanted = Wanted(add=adds, remove=removes, document=sent.document, note=sent.note)
        amended = measures.amended(
            shelf.store, looked, wanted, upload=upload, who=caller.who, now=now
        )
    elif moves:
        measure = measures.of(shelf.store.current())
    made = publish(
        shelf.store, lambda _: changes, expects=found.catalogue, who=caller.who, state=state,
        now=now, deed="publish", of=f"upload:{upload}",
        told={"name": found.name, "sha256": looked.sha256, "values": len(changes),
              "uploaded_by": found.who, "outlines": len(looked.moved) if moves else 0,
              "added": len(looked.new) if adds else 0, "gone": len(looked.gone) if removes else 0},
        measure=measure, amended=amended,
    )  # fmt: skip
    uploads.drop(found)
    return made


def _check_wanted(found: Difference, sent: PublishSent, *, can: bool) -> None:
    """Check that what is asked for can be made here, and that the new are not forgotten.

    Raises
    ------
    UploadRefused
        It can't, or they are.
    """
    if sent.only_values:
        return
    if found.new and sent.add_new is None:
        raise UploadRefused(
            f"{len(found.new)} are new: tell whether to add them (add_new), or publish the values "
            "alone (only_values)",
            f"有 {len(found.new)} 宗新增：请写明是否新增（add_new），或只发布属性（only_values）",
        )
    new = len(found.new) if sent.add_new else 0
    gone = len(found.gone) if sent.remove_gone else 0
    if (found.moved or new or gone) and not can:
        raise UploadRefused(
            f"{len(found.moved)} outlines moved, {new} are new, {gone} gone, which takes the build "
            "config: have it told to this service (SITESEL_CONFIG), use `sitesel build`, or "
            "publish the values alone (only_values)",
            f"有 {len(found.moved)} 宗边界变动、{new} 宗新增、{gone} 宗减少，须有构建配置："
            "请为本服务设置 SITESEL_CONFIG，或用 `sitesel build` 构建，或只发布属性（only_values）",
        )


@router.delete("/{upload}", status_code=204, summary="放弃上传 / Drop an upload")
def drop_upload(upload: Token, shelf: Shelved, caller: Editor, now: Now) -> None:
    """Forget an upload: one's own, or anybody's where one may publish."""
    uploads = Uploads(shelf.store.path)
    uploads.drop(uploads.find(upload, whose(caller), now))


@router.get("", summary="待发布的上传 / Uploads that wait")
def list_uploads(shelf: Shelved, caller: Editor, now: Now) -> WaitingListOut:
    """List one's own uploads that wait, the latest first; all of them where one may publish."""
    found = Uploads(shelf.store.path).waiting(whose(caller), now)
    return WaitingListOut(may_publish=caller.may("publish"), uploads=list(map(_waiting, found)))


@router.get("/{upload}", summary="上传的差异 / Difference of an upload")
def read_upload(
    upload: Token, shelf: Shelved, caller: Editor, now: Now, measures: Measures
) -> UploadOut:
    """Show again what an upload would change, against the catalogue that it was held against."""
    uploads = Uploads(shelf.store.path)
    found = uploads.find(upload, whose(caller), now)
    catalogue = shelf.store.catalogue(found.catalogue)
    looked = uploads.difference(found, catalogue)
    return _out(found, looked, catalogue.schema, caller, can_move=measures.can)


@router.get("/{upload}/progress", summary="发布进度 / How far a publication is")
def read_progress(
    upload: Token, shelf: Shelved, caller: Editor, now: Now, measures: Measures
) -> PublicationOut:
    """Tell how far the catalogue is that an upload's publication builds; null where none is."""
    Uploads(shelf.store.path).find(upload, whose(caller), now)
    return PublicationOut(progress=step_out(measures.under_way.step(upload)))


def whose(caller: Person) -> str | None:
    """Return whose uploads somebody sees: their own, or anybody's (None)."""
    return None if caller.may("publish") else caller.who


def _columns(pairs: list[str] | None) -> dict[str, str] | None:
    if not pairs:
        return None
    split = [pair.partition("=") for pair in pairs]
    return {name.strip(): column for name, _, column in split}


def _waiting(one: Upload) -> WaitingOut:
    return WaitingOut(
        upload=one.token,
        name=one.name,
        sites=one.sites,
        who=one.who,
        when=datetime.fromisoformat(one.when),
        expires=one.expires,
        catalogue=one.catalogue,
    )


def _out(
    upload: Upload, found: Difference, schema: Schema, caller: Person, *, can_move: bool
) -> UploadOut:
    return UploadOut(
        upload=upload.token,
        expires=upload.expires,
        catalogue=found.catalogue,
        name=upload.name,
        sites=found.sites,
        rows=found.rows,
        counts={
            "changed": len(found.changed),
            "moved": len(found.moved),
            "new": len(found.new),
            "gone": len(found.gone),
            "refused": len(found.refused),
            "unchanged": found.unchanged,
        },
        changed=[
            ChangedOut(
                parcel=each.site,
                attribute=each.attribute,
                label=schema[each.attribute].label,
                old=each.old,
                new=each.new,
            )
            for each in found.changed[:_MOST_TOLD]
        ],
        moved=[
            MovedOut(
                parcel=each.site,
                metres=each.metres,
                area_before=each.area_before,
                area_after=each.area_after,
            )
            for each in found.moved[:_MOST_TOLD]
        ],
        new=list(found.new[:_MOST_TOLD]),
        gone=list(found.gone[:_MOST_TOLD]),
        refused=[
            RefusedOut(parcel=each.site, attribute=each.attribute, why=each.why)
            for each in found.refused[:_MOST_TOLD]
        ],
        columns=dict(found.columns),
        unread=list(found.unread),
        findings=[
            NoticedOut(
                code=each.code,
                severity=each.severity,
                parcel=each.parcel,
                found=Text(each.found("zh"), each.found("en")),
                lon=each.lon,
                lat=each.lat,
            )
            for each in found.findings[:_MOST_TOLD]
        ],
        who=upload.who,
        may_publish=caller.may("publish"),
        can_move=can_move,
        notice=None if caller.may("publish") else _NOT_YOURS,
    )
