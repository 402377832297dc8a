"""Shares of proposals: a link for somebody outside, who sees a marked PDF and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.callers import Now, State
from sitesel.api.proposal_files import handed_out
from sitesel.api.proposals import MANAGED, Kept, Manager, Work, pinned
from sitesel.errors import ShareNotFound
from sitesel.language import Lang, Text
from sitesel.people.naming import names
from sitesel.projects.inputs import wanted_of
from sitesel.projects.making import marked
from sitesel.projects.proposals import MadeProposal, proposal_of
from sitesel.projects.requirements import requirement_of
from sitesel.projects.shares import (
    LONGEST_DAYS,
    Share,
    check_shareable,
    end,
    note_view,
    opened,
    share,
    share_named,
    shares_of,
    watermark,
)
from sitesel.record import write
from sitesel.workdays import day_of

router = APIRouter(prefix="/api", tags=["分享 / Shares"])

Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
Token = Annotated[str, Path(max_length=100)]
_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


class ShareSent(BaseModel):
    """For whom to share a proposal, and for how long."""

    model_config = ConfigDict(extra="forbid")

    made_for: str = Field(min_length=1, max_length=45, description="Stands on every page.")
    days: int = Field(30, ge=1, le=LONGEST_DAYS)


class ShareOut(BaseModel):
    """A share; its link is told once, when it is made."""

    id: str
    proposal: int
    made_for: str
    expires: datetime
    ended: datetime | None
    good: bool = Field(description="Whether its link opens.")
    views: int = Field(description="How often its files were opened.")
    last_view: datetime | None
    files: list[str]
    who: str
    by: str
    at: datetime


class NewShareOut(ShareOut):
    """A share, and its link."""

    link: str = Field(
        description="Path of this service to send; it is told this once.",
        examples=["/p/ab23cd45.…"],
    )


class SharesOut(BaseModel):
    """Shares of a proposal, the newest first."""

    shares: list[ShareOut]


class SharedFileOut(BaseModel):
    """A file that a link opens."""

    name: str
    lang: Lang
    bytes: int
    url: str


class SharedOut(BaseModel):
    """What a link opens."""

    title: Text
    made_for: str
    made: datetime
    until: datetime
    files: list[SharedFileOut]


@router.post("/proposals/{proposal}/shares", status_code=201, summary="分享方案 / Share a proposal")
def create_share(
    proposal: Id,
    sent: ShareSent,
    request: Request,
    caller: Manager,
    state: State,
    kept: Kept,
    making: Work,
    now: Now,
) -> NewShareOut:
    """Share the PDF of a proposal, marked on every page with whom it is made for, and the day.

    It is typeset anew, so that this takes some ten seconds.
    """
    with state.reading() as session:
        found = proposal_of(session, proposal)
        made_for = check_shareable(found, sent.made_for)
        asked = requirement_of(session, found.project_id, found.requirement).asked()
        wanted = wanted_of(found, kept)
        session.expunge(found)
    with making.turn:  # one at a time is set, whoever asks
        catalogue, selection = pinned(found, asked, request)
        set_anew = marked(catalogue, selection, wanted, watermark(made_for, day_of(now)))
    files = {
        name: {"sha256": kept.keep(body), "bytes": len(body)} for name, body in set_anew.items()
    }
    with state.writing() as session:
        found = proposal_of(session, proposal)
        check_shareable(found, made_for)  # nobody closed it meanwhile
        made, told = share(session, found, made_for, files, days=sent.days, who=caller.who, now=now)
        more = {"share": made.id, "made_for": made_for, "expires": made.expires.isoformat(),
                "files": {name: file["sha256"] for name, file in files.items()}}  # fmt: skip
        write(session, now=now, who=caller.who, what="share", of=f"proposal:{proposal}", told=more)
        by = names(session, [made.who])
        return NewShareOut(link=f"/p/{told}", **_out(made, now, by).model_dump())


@router.get(
    "/proposals/{proposal}/shares",
    summary="方案的分享 / Shares of a proposal",
    dependencies=[MANAGED],
)
def list_shares(proposal: Id, state: State, now: Now) -> SharesOut:
    """List to whom a proposal was shared, until when, and how often it was seen."""
    with state.reading() as session:
        proposal_of(session, proposal)
        listed = shares_of(session, proposal)
        by = names(session, {each.who for each in listed})
        return SharesOut(shares=[_out(each, now, by) for each in listed])


@router.delete("/shares/{share}", status_code=204, summary="终止分享 / End a share")
def end_share(
    share: Annotated[str, Path(max_length=40)],
    caller: Manager,
    state: State,
    now: Now,
) -> Response:
    """End a share: its link opens nothing from now on."""
    with state.writing() as session:
        held = share_named(session, share)
        if end(held, now):
            more = {"share": held.id, "made_for": held.made_for}
            write(session, now=now, who=caller.who, what="share_end",
                  of=f"proposal:{held.proposal_id}", told=more)  # fmt: skip
    return Response(status_code=204)


@router.get("/shared/{token}", summary="打开分享 / Open a share")
def read_shared(token: Token, response: Response, state: State, now: Now) -> SharedOut:
    """Tell what a link opens; 404 where it is unknown, over or ended, whichever it is."""
    response.headers.update(_PRIVATE)
    with state.reading() as session:
        held = opened(session, token, now=now)
        found = proposal_of(session, held.proposal_id)
        return SharedOut(
            title=found.called,
            made_for=held.made_for,
            made=held.at,
            until=held.expires,
            files=[
                SharedFileOut(
                    name=name,
                    lang=_lang(found, name),
                    bytes=file["bytes"],
                    url=f"/api/shared/{token}/{quote(name)}",
                )
                for name, file in held.files.items()
            ],
        )


@router.get(
    "/shared/{token}/{file:path}",
    summary="分享的文件 / A file that is shared",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
def read_shared_file(
    token: Token, file: Annotated[str, Path(max_length=100)], state: State, kept: Kept, now: Now
) -> Response:
    """Return a file that is shared; that it was seen is counted, and on record."""
    with state.writing() as session:
        held = opened(session, token, now=now)
        told: dict[str, Any] | None = held.files.get(file)
        if told is None:
            raise ShareNotFound(
                f"the share has no file {file[:60]!r}", f"分享中没有文件 {file[:60]}"
            )
        note_view(held, now)
        more = {"share": held.id, "made_for": held.made_for, "file": file}
        write(session, now=now, who=f"share:{held.id}", what="share_view",
              of=f"proposal:{held.proposal_id}", told=more)  # fmt: skip
        found = proposal_of(session, held.proposal_id)
    title = found.called.say(_lang(found, file)).replace("/", " ")
    answer = handed_out(kept.read(told["sha256"]), file, f"{title}.pdf")
    answer.headers.update(_PRIVATE)
    return answer


def _lang(proposal: MadeProposal, name: str) -> Lang:
    folder, _, _ = name.rpartition("/")
    return "en" if (folder or proposal.langs[0]) == "en" else "zh"


def _out(made: Share, now: datetime, by: Mapping[str, str]) -> ShareOut:
    return ShareOut(
        id=made.id,
        proposal=made.proposal_id,
        made_for=made.made_for,
        expires=made.expires,
        ended=made.ended,
        good=made.is_good(now),
        views=made.views,
        last_view=made.last_view,
        files=list(made.files),
        who=made.who,
        by=by[made.who],
        at=made.at,
    )
