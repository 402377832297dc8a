"""Signing in and out, and who is signed in."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sitesel.api.allowance import network
from sitesel.api.callers import (
    Caller,
    InPerson,
    Now,
    State,
    cookie_name,
    refuse_other_sites,
    token_of,
)
from sitesel.language import Text
from sitesel.people import Permission, Person, Role
from sitesel.people.passwords import LONGEST
from sitesel.people.roles import PERMISSIONS, ROLE_WORDS
from sitesel.people.sessions import LONGEST as LONGEST_SESSION
from sitesel.people.signing_in import Entered, change_password, sign_in, sign_out
from sitesel.schema import Tier

router = APIRouter(prefix="/api", tags=["用户 / People"])

Password = Annotated[SecretStr, Field(max_length=4 * LONGEST, description="As typed.")]


class MeOut(BaseModel):
    """Who asks, and what they may."""

    id: int | None = Field(description="Null for the public.")
    name: str
    role: Role
    role_label: Text
    tier: Tier = Field(description="The highest tier of attributes and documents that is seen.")
    department: str | None
    permissions: list[Permission]
    by: Literal["session", "key"] | None

    @classmethod
    def of(cls, person: Person) -> MeOut:
        """Return what goes on the wire."""
        by: Literal["session", "key"] | None = None if person.id is None else "session"
        return cls(
            id=person.id,
            name=person.name,
            role=person.role,
            role_label=ROLE_WORDS[person.role],
            tier=person.tier,
            department=person.department,
            permissions=[each for each in PERMISSIONS if person.may(each)],
            by="key" if person.scopes is not None else by,
        )


class SignInSent(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    password: Password


class SignOutSent(BaseModel):
    """What to end."""

    model_config = ConfigDict(extra="forbid")

    everywhere: bool = Field(False, description="All sessions, on whatever machine.")


class PasswordSent(BaseModel):
    """The old password and a new one."""

    model_config = ConfigDict(extra="forbid")

    old: Password
    new: Password


def address_of(request: Request) -> str:
    """Return what counts as one address of the caller."""
    return network(request.client.host if request.client is not None else "")


def entered(request: Request, response: Response, found: Entered) -> MeOut:
    """Hand the session's token to the browser alone, and tell who is signed in."""
    request.state.caller = found.person
    response.set_cookie(
        cookie_name(request),
        found.token,
        max_age=int(LONGEST_SESSION.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return MeOut.of(found.person)


@router.post("/sign-in", summary="登录 / Sign in")
def create_session(
    sent: SignInSent, request: Request, response: Response, state: State, now: Now
) -> MeOut:
    """Sign in by name and password; the session is a cookie that scripts can't read.

    A wrong name and a wrong password are answered alike (401); who guesses often waits (429).
    """
    refuse_if_from_a_page_of_others(request)
    found = sign_in(
        state,
        sent.name,
        sent.password.get_secret_value(),
        address=address_of(request),
        before=token_of(request),
        now=now,
    )
    return entered(request, response, found)


@router.post("/sign-out", status_code=204, summary="退出 / Sign out")
def end_session(
    request: Request,
    caller: Caller,
    state: State,
    now: Now,
    sent: SignOutSent | None = None,
) -> Response:
    """End the session, or all of one's sessions; who is in none is out already."""
    everywhere = sent is not None and sent.everywhere
    sign_out(state, caller, token_of(request), everywhere=everywhere, now=now)
    response = Response(status_code=204, headers={"Clear-Site-Data": '"cache"'})
    name = cookie_name(request)
    is_safe = request.url.scheme == "https"
    response.delete_cookie(name, path="/", secure=is_safe, httponly=True, samesite="lax")
    return response


@router.get("/me", summary="当前用户 / Who is signed in")
def read_me(caller: Caller) -> MeOut:
    """Tell who asks and what they may; of the public too."""
    return MeOut.of(caller)


@router.post("/me/password", summary="修改口令 / Change one's password")
def update_password(
    sent: PasswordSent,
    request: Request,
    response: Response,
    caller: InPerson,
    state: State,
    now: Now,
) -> MeOut:
    """Change one's password; all other sessions end."""
    found = change_password(
        state,
        caller,
        sent.old.get_secret_value(),
        sent.new.get_secret_value(),
        address=address_of(request),
        now=now,
    )
    return entered(request, response, found)


def refuse_if_from_a_page_of_others(request: Request) -> None:
    """Refuse what a browser sent for another site's page; programs say nothing of it.

    Raises
    ------
    CrossSite
        A page of another site sent it.
    """
    if any(header in request.headers for header in ("origin", "sec-fetch-site")):
        refuse_other_sites(request)
