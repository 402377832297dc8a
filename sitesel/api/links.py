"""Short links: what a visitor looks at is kept, and its address can be shared."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.kept import Kept
from sitesel.errors import LinkExpired, LinkNotFound, LinkRefused, NotKept

router = APIRouter(prefix="/api/links", tags=["分享 / Sharing"])

MOST_BYTES = 64_000
"""The most that a state may take, as UTF-8."""
_DEEPEST = 40
_LENGTHS = (12, 20, 32)  # characters of 5 bits; longer where a shorter one is taken
_ID = re.compile(r"[a-z2-7]{12,32}")

Now = Callable[[], datetime]


class LinkSent(BaseModel):
    """What to keep."""

    model_config = ConfigDict(extra="forbid")

    state: dict[str, Any] = Field(
        description=f"What the page shows, {MOST_BYTES // 1000} kB at most; no personal data."
    )


class LinkOut(BaseModel):
    """A short link."""

    id: str
    address: str = Field(description="Path on this service.", examples=["/s/mfrggzdfmztw"])
    expires: datetime


class LinkedOut(BaseModel):
    """What a short link leads to."""

    state: dict[str, Any]
    made: datetime
    expires: datetime


class Links:
    """What short links lead to, by their ids, which follow from the content.

    Parameters
    ----------
    kept
        The files.
    days
        How long a link is good for after it was last made.
    now
        The time.
    """

    def __init__(self, kept: Kept, *, days: int, now: Now = lambda: datetime.now(UTC)) -> None:
        self._kept = kept
        self._for = timedelta(days=days)
        self._now = now

    def make(self, state: dict[str, Any]) -> LinkOut:
        """Keep a state; the same state has the same link, good anew.

        Raises
        ------
        LinkRefused
            It is too large, too deep, or holds what JSON can't.
        NotKept
            The store can't be written to.
        """
        body = canonical(state)
        digest = b32encode(hashlib.sha256(body).digest()).decode().lower()
        made = self._now().replace(microsecond=0)
        for length in _LENGTHS:
            identity = digest[:length]
            held = self._read(identity)
            if held is None or canonical(held["state"]) == body:
                break
        whole = b'{"made":"%s","state":%s}' % (made.isoformat().encode(), body)
        try:
            self._kept.write(f"{identity}.json", whole)
        except OSError as error:
            raise NotKept(
                "the link can't be kept, because the store can't be written to; "
                "share the long address instead",
                "链接无法保存（存储不可写）；请直接分享完整地址",
            ) from error
        return LinkOut(id=identity, address=f"/s/{identity}", expires=made + self._for)

    def state(self, identity: str) -> LinkedOut:
        """Return what a link leads to.

        Raises
        ------
        LinkNotFound
            There is none.
        LinkExpired
            It is too old.
        """
        held = self._read(identity) if _ID.fullmatch(identity) else None
        if held is None:
            raise LinkNotFound(
                f"no link {identity[:40]!r} is known here; check that all of it was copied, "
                "or start from the first page",
                f"没有“{identity[:40]}”这个链接；请检查是否复制完整，或从首页重新开始",
            )
        made = datetime.fromisoformat(held["made"])
        expires = made + self._for
        if self._now() >= expires:
            raise LinkExpired(
                f"this link was good until {expires:%Y-%m-%d}; ask who sent it to share it again, "
                "or start from the first page",
                f"此链接有效期至 {expires:%Y-%m-%d}，已过期；请让发送者重新分享，或从首页重新开始",
            )
        return LinkedOut(state=held["state"], made=made, expires=expires)

    def _read(self, identity: str) -> dict[str, Any] | None:
        body = self._kept.read(f"{identity}.json")
        if body is None:
            return None
        try:
            held: dict[str, Any] = json.loads(body)
        except ValueError:  # cut short by a full disk
            return None
        return held


def canonical(state: dict[str, Any]) -> bytes:
    """Return a state as the JSON that its id follows from.

    Raises
    ------
    LinkRefused
        It is too large, too deep, or holds what JSON can't.

    Examples
    --------
    >>> canonical({"b": 1, "a": "甲"}).decode()
    '{"a":"甲","b":1}'
    """
    if _deeper_than(state, _DEEPEST):
        raise LinkRefused(
            f"the state is nested deeper than {_DEEPEST} levels; send it flat",
            f"state 嵌套超过 {_DEEPEST} 层；请展开后提交",
        )
    try:
        body = json.dumps(
            state, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        ).encode()
    except ValueError as error:  # not a number, infinity, half a surrogate pair
        raise LinkRefused(
            "the state holds what JSON can't (NaN, Infinity or half a character); leave it out",
            "state 含有 JSON 不能表示的内容（NaN、Infinity 或残缺字符）；请去掉",
        ) from error
    if len(body) > MOST_BYTES:
        raise LinkRefused(
            f"the state takes {len(body):,} bytes, {MOST_BYTES:,} are the most; "
            "share fewer parcels or a simpler requirement",
            f"state 有 {len(body):,} 字节，最多 {MOST_BYTES:,} 字节；请减少地块或简化需求",
        )
    return body


def _deeper_than(value: object, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        inner: list[object] = []
        for one in layer:
            inner += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        if not inner:
            return False
        layer = inner
    return any(isinstance(one, dict | list) for one in layer)


def _links(request: Request) -> Links:
    links: Links = request.app.state.links
    return links


KeptLinks = Annotated[Links, Depends(_links)]


@router.post("", status_code=201, summary="生成短链接 / Make a short link")
def create_link(sent: LinkSent, links: KeptLinks, request: Request, response: Response) -> LinkOut:
    """Keep what a visitor looks at; the same state gives the same link, good anew."""
    request.app.state.link_allowance.take(request)
    link = links.make(sent.state)
    response.headers["Location"] = f"/api/links/{link.id}"
    return link


@router.get("/{link}", summary="打开短链接 / What a short link leads to")
def read_link(
    link: Annotated[str, Path(max_length=100)], links: KeptLinks, response: Response
) -> LinkedOut:
    """Return what was kept; 404 where nothing is, 410 where it is too old."""
    response.headers["Cache-Control"] = "no-cache"
    return links.state(link)
