"""A change of a parcel looked at before it is published: for whoever edits it to see and decide."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sitesel.api.callers import Now
from sitesel.api.dependencies import Shelved
from sitesel.api.parcels import Id, Kind, told_here
from sitesel.api.revisions import ChangesSent, Editor, looked_at
from sitesel.api.seen import Seeing
from sitesel.catalogue.revisions.checked import Checked, CheckedValue, checked
from sitesel.catalogue.revisions.revision import Change
from sitesel.catalogue.revisions.value import plain
from sitesel.columns import Value
from sitesel.findings import Severity
from sitesel.language import LANGUAGES, Text
from sitesel.schema import Schema, SiteKind
from sitesel.wording import found_words
from sitesel.workdays import day_of

router = APIRouter(prefix="/api", tags=["修订 / Revisions"])


class CheckedValueOut(BaseModel):
    """A value as it is and as it would be."""

    attribute: str
    label: Text
    old: Any = Field(description="As the schema has it, in its unit.")
    new: Any = Field(description="As the schema has it; null where it is refused.")
    old_said: Text
    new_said: Text
    changed: bool = Field(description="Whether publishing changes it.")
    follows: bool = Field(description="Whether it was not asked for, but comes with what was.")
    refused: Text | None = Field(description="Why it can't be; null where it can.")


class ClashOut(BaseModel):
    """A value that somebody else changed since the caller looked."""

    attribute: str
    seen: Any
    now: Any
    wanted: Any = Field(None, description="What the caller wants; null where nothing is.")


class MindOut(BaseModel):
    """Something to mind; it does not stand against publishing."""

    code: str
    severity: Severity
    attribute: str | None
    found: Text


class CheckedOut(BaseModel):
    """What changes would come to; nothing is stored."""

    catalogue: str = Field(description="Id of the catalogue that they were held against.")
    parcel: str
    sites: SiteKind
    can_be_published: bool
    values: list[CheckedValueOut]
    clashes: list[ClashOut]
    findings: list[MindOut]
    next_statuses: list[str] = Field(description="Which status may follow the one it has.")


@router.post("/parcels/{parcel:path}/check", summary="修改前的核对 / Check a change")
def check_change(
    sent: ChangesSent,
    parcel: Id,
    shelf: Shelved,
    seen: Seeing,
    _: Editor,
    now: Now,
    sites: Kind = "parcels",
) -> CheckedOut:
    """Tell old and new of each value, and what stands against publishing; nothing is stored.

    Unlike a change itself it answers 200 where values are refused or somebody else changed the
    parcel since `expects`: each is told.
    """
    current = shelf.current()
    with told_here(sites, parcel):
        current.columns(sites).row(parcel)
    changes = [
        Change(parcel, name, value, sent.document, sent.note, sites)
        for name, value in sent.changes.items()
    ]
    before = None if sent.expects is None else looked_at(shelf.store, sent.expects)
    found = checked(current, changes, seen=before, today=day_of(now))
    seen.note(current, f"{sites[:-1]}:{parcel}")
    return _out(found, parcel, sites, current.schema)


def _out(found: Checked, parcel: str, sites: SiteKind, schema: Schema) -> CheckedOut:
    return CheckedOut(
        catalogue=found.catalogue,
        parcel=parcel,
        sites=sites,
        can_be_published=found.can_be_published,
        values=[_value(each, schema) for each in found.values],
        clashes=[
            ClashOut(
                attribute=clash["attribute"],
                seen=clash["seen"],
                now=clash["now"],
                wanted=clash.get("wanted"),
            )
            for clash in found.clashes
        ],
        findings=[
            MindOut(
                code=each.code,
                severity=each.severity,
                attribute=each.column,
                found=Text(each.found("zh"), each.found("en")),
            )
            for each in found.findings
        ],
        next_statuses=list(found.next_statuses),
    )


def _value(one: CheckedValue, schema: Schema) -> CheckedValueOut:
    known = one.attribute
    return CheckedValueOut(
        attribute=one.name,
        label=Text.of(one.name) if known is None else known.label,
        old=plain(one.old),
        new=plain(one.new),
        old_said=_said(one.old, one, schema),
        new_said=_said(one.new, one, schema),
        changed=one.is_changed,
        follows=one.follows,
        refused=one.refused,
    )


def _said(value: Value, of: CheckedValue, schema: Schema) -> Text:
    if of.attribute is None:
        return Text("–", "–")
    words = {lang: found_words(value, None, None, of.attribute, schema, lang) for lang in LANGUAGES}
    return Text(words["zh"], words["en"])
