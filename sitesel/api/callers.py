"""Who asks, and whether they may: what routes are handed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from sitesel.errors import CrossSite, NotAllowed, SignInNeeded
from sitesel.people import NOBODY, Permission, Person, keys, sessions
from sitesel.people.roles import ALLOWED, PERMISSION_WORDS, ROLE_WORDS, ROLES
from sitesel.state import Database

HEADER = "X-Sitesel"
"""A header that pages of other sites can not send; any value will do."""
_COOKIE = "sitesel"
_SAFE = {"GET", "HEAD", "OPTIONS"}

Clock = Callable[[], datetime]


def clock() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(clock)]


async def identified(request: Request, now: Now) -> Person:
    """Return who asks: the public, unless a session or a key says otherwise.

    Raises
    ------
    KeyRefused
        A key is sent that is not good.
    CrossSite
        Another site's page asks for a change in the name of somebody signed in.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":  # others are for a proxy before the service
        return await run_in_threadpool(_by_key, request, key.strip(), now)
    token = token_of(request)
    if not token:
        return NOBODY
    return await run_in_threadpool(_by_session, request, token, now)


def caller(request: Request, person: Annotated[Person, Depends(identified)]) -> Person:
    """Return who asks; the answer is kept by nobody who may hand it to somebody else."""
    request.state.caller = person
    return person


Caller = Annotated[Person, Depends(caller)]


def may(*permissions: Permission) -> Any:  # noqa: ANN401 - what FastAPI takes as a dependency
    """Return a dependency that gives the caller, and refuses who has none of the permissions.

    Examples
    --------
    ``def edit(parcel: str, caller: Annotated[Person, may("edit")])``, or
    ``@router.get("/record", dependencies=[may("record")])``.
    """

    def allowed(caller: Caller) -> Person:
        return _let_in(caller, permissions)

    return Depends(allowed)


def inside(*permissions: Permission) -> Any:  # noqa: ANN401 - what FastAPI takes as a dependency
    """Return `may`, for what tells things that the public does not see: a key has to see them too.

    What such a route answers, a conflict with what is there now above all, hangs on no scope but
    `read_staff`.
    """

    def allowed(caller: Caller) -> Person:
        return _let_in(_let_in(caller, permissions), ("read_staff",))

    return Depends(allowed)


def _let_in(caller: Person, permissions: tuple[Permission, ...]) -> Person:
    if caller.may(*permissions):
        return caller
    if caller.id is None:
        raise SignInNeeded("sign in first, or send an API key", "请先登录，或使用 API 密钥")
    who = [role for role in ROLES if any(role in ALLOWED[each] for each in permissions)]
    what = [PERMISSION_WORDS[each] for each in permissions]
    zh, en = ROLE_WORDS[caller.role].zh, ROLE_WORDS[caller.role].en
    if caller.role in who:  # a key that was given less than its owner may
        zh, en = "API 密钥", "an API key without that scope"
    raise NotAllowed(
        f"you are signed in as {en}, who may not {' or '.join(each.en for each in what)}; "
        f"that takes: {', '.join(ROLE_WORDS[role].en for role in who)}",
        f"您以{zh}身份登录，无权{'或'.join(each.zh for each in what)}；"
        f"需要：{'、'.join(ROLE_WORDS[role].zh for role in who)}",
    )


def _in_person(caller: Caller) -> Person:
    if caller.id is None:
        raise SignInNeeded("sign in first", "请先登录")
    if caller.scopes is not None:
        raise NotAllowed(
            "an API key can't do this; sign in with name and password",
            "API 密钥不能执行此操作；请用用户名和口令登录",
        )
    return caller


InPerson = Annotated[Person, Depends(_in_person)]
"""Somebody who is signed in, and no key."""


def _state(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


State = Annotated[Database, Depends(_state)]


def cookie_name(request: Request) -> str:
    """Return the name of the cookie: over HTTPS one that no other host and path can set."""
    return f"__Host-{_COOKIE}" if request.url.scheme == "https" else _COOKIE


def token_of(request: Request) -> str:
    """Return the token of the session that the caller is in; empty where in none."""
    return request.cookies.get(cookie_name(request), "")


def refuse_other_sites(request: Request) -> None:
    """Refuse what a page of another site sent.

    Raises
    ------
    CrossSite
        It can't be told that a page of this service or a program of the caller's sent it.
    """
    headers = request.headers
    origin = headers.get("origin", "")
    is_ours = (
        HEADER in headers
        or headers.get("sec-fetch-site") == "same-origin"
        or (origin != "" and urlsplit(origin).netloc == request.url.netloc)
    )
    if not is_ours:
        raise CrossSite(
            f"another site asked for this in your name; programs send the header {HEADER}: 1",
            f"此请求由其他网站以您的名义发出；程序调用请带请求头 {HEADER}: 1",
        )


def keep_private(request: Request, response: Response) -> None:
    """Say who may keep an answer, where it hangs on who asked."""
    person: Person | None = getattr(request.state, "caller", None)
    if person is None:
        return
    for header in ("Cookie", "Authorization"):
        response.headers.add_vary_header(header)
    if person.id is not None:
        how = "no-cache" if "etag" in response.headers else "no-store"
        response.headers["Cache-Control"] = f"private, {how}"


def _by_key(request: Request, key: str, now: datetime) -> Person:
    database = _state(request)
    with database.reading() as session:
        person, is_stale = keys.whose(session, key, now=now)
    if is_stale:
        with database.writing() as session:
            keys.touch(session, person, now=now)
    return person


def _by_session(request: Request, token: str, now: datetime) -> Person:
    database = _state(request)
    idle = timedelta(hours=request.app.state.settings.session_hours)
    with database.reading() as session:
        found = sessions.find(session, token, now=now, idle=idle)
    if found is None:
        return NOBODY
    if request.method not in _SAFE:
        refuse_other_sites(request)
    if found.is_stale:
        with database.writing() as session:
            sessions.touch(session, token, now=now)
    return found.person
