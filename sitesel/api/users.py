"""Users: whom the service knows, what they may, and how they are invited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from sitesel.api.callers import Now, State, may
from sitesel.api.sign_in import (
    MeOut,
    Password,
    address_of,
    entered,
    refuse_if_from_a_page_of_others,
)
from sitesel.errors import NotAllowed
from sitesel.language import Text
from sitesel.people import Account, Person, Role, invitations
from sitesel.people.accounts import account_of, accounts, known_elsewhere
from sitesel.people.management import add_user, change_user, invite_user
from sitesel.people.roles import ROLE_WORDS
from sitesel.people.signing_in import accept_invitation

router = APIRouter(prefix="/api", tags=["用户 / People"])

Admin = Annotated[Person, may("users")]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Name = Annotated[str, Field(max_length=200)]


class UserOut(BaseModel):
    """A user."""

    id: int
    name: str
    full_name: str
    role: Role
    role_label: Text
    department: str | None
    disabled: bool
    has_password: bool = Field(description="Whether one can sign in by name and password.")
    by_provider: bool = Field(description="Whether one is known by a provider of OpenID Connect.")
    made: datetime
    last_sign_in: datetime | None

    @classmethod
    def of(cls, account: Account, known: Collection[int]) -> UserOut:
        """Return what goes on the wire."""
        person = account.person()
        return cls(
            id=account.id,
            name=account.name,
            full_name=account.full_name,
            role=person.role,
            role_label=ROLE_WORDS[person.role],
            department=account.department,
            disabled=account.disabled,
            has_password=account.password is not None,
            by_provider=account.id in known,
            made=account.made,
            last_sign_in=account.last_sign_in,
        )


class UsersOut(BaseModel):
    """All users, by name."""

    users: list[UserOut]


class UserSent(BaseModel):
    """A user to be added."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="To sign in with.", examples=["li.ming"])
    role: Role
    full_name: Name = ""
    department: Name | None = Field(None, description="Of a department reviewer.")


class UserChange(BaseModel):
    """What to change of a user; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    full_name: Name | None = None
    department: Name | None = None
    disabled: bool | None = None
    sign_out: bool = Field(False, description="End all sessions of the user.")


class InvitationSent(BaseModel):
    """Whom to invite: a user there is, or one to be added."""

    model_config = ConfigDict(extra="forbid")

    user: Id | None = Field(None, description="Id of a user, who sets a new password by it.")
    add: UserSent | None = None
    days: int = Field(7, ge=1, le=invitations.LONGEST_DAYS)

    @model_validator(mode="after")
    def _one(self) -> InvitationSent:
        if (self.user is None) == (self.add is None):
            raise ValueError("either user or add")
        return self


class InvitationOut(BaseModel):
    """An invitation; its link is told this once."""

    user: UserOut
    link: str = Field(
        description="Path of this service to send to the user; the secret follows the #.",
        examples=["/invitation#ab23cd45.…"],
    )
    expires: datetime


class AcceptSent(BaseModel):
    """The secret of an invitation's link, and the password to set."""

    model_config = ConfigDict(extra="forbid")

    secret: SecretStr = Field(max_length=200)
    password: Password


@router.get("/users", summary="用户 / Users", dependencies=[may("users")])
def list_users(state: State) -> UsersOut:
    """List all users."""
    with state.reading() as session:
        known = known_elsewhere(session)
        return UsersOut(users=[UserOut.of(one, known) for one in accounts(session)])


@router.post("/users", status_code=201, summary="新增用户 / Add a user")
def create_user(sent: UserSent, caller: Admin, state: State, now: Now) -> UserOut:
    """Add a user, who can sign in once invited: by a password of their own or by the provider."""
    with state.writing() as session:
        account = add_user(
            session,
            sent.name,
            sent.role,
            full_name=sent.full_name,
            department=sent.department,
            by=caller.who,
            now=now,
        )
        return UserOut.of(account, known_elsewhere(session, account.id))


@router.patch("/users/{user}", summary="修改用户 / Change a user")
def update_user(
    user: Annotated[Id, Path()],
    sent: UserChange,
    caller: Admin,
    state: State,
    now: Now,
) -> UserOut:
    """Change role, department or name of a user, or disable them; their sessions end with it."""
    with state.writing() as session:
        account = account_of(session, user)
        change_user(
            session,
            account,
            role=sent.role,
            full_name=sent.full_name,
            department=sent.department,
            disabled=sent.disabled,
            sign_out=sent.sign_out,
            by=caller.who,
            now=now,
        )
        return UserOut.of(account, known_elsewhere(session, account.id))


@router.post("/invitations", status_code=201, summary="邀请 / Invite")
def create_invitation(
    sent: InvitationSent,
    caller: Annotated[Person, may("users", "projects")],
    state: State,
    now: Now,
) -> InvitationOut:
    """Invite somebody by a link, good once, by which they set their password.

    Who manages projects may invite investors; who manages users may invite anybody.
    """
    with state.writing() as session:
        role = account_of(session, sent.user).role if sent.user is not None else None
        wanted = sent.add.role if sent.add is not None else role
        if wanted != "investor" and not caller.may("users"):
            raise NotAllowed(
                "you may invite investors; ask an administrator to invite others",
                "您只能邀请投资方；其他人请由系统管理员邀请",
            )
        if sent.add is not None:
            account = add_user(
                session,
                sent.add.name,
                sent.add.role,
                full_name=sent.add.full_name,
                department=sent.add.department,
                by=caller.who,
                now=now,
            )
        else:
            account = account_of(session, sent.user or 0)
        invited = invite_user(session, account, days=sent.days, by=caller.who, now=now)
        user = UserOut.of(account, known_elsewhere(session, account.id))
        return InvitationOut(user=user, link=invited.link, expires=invited.expires)


@router.post("/invitations/{invitation}", summary="接受邀请 / Accept an invitation")
def accept(
    invitation: Annotated[str, Path(max_length=40)],
    sent: AcceptSent,
    request: Request,
    response: Response,
    state: State,
    now: Now,
) -> MeOut:
    """Set one's password and sign in; the invitation is used up."""
    refuse_if_from_a_page_of_others(request)
    found = accept_invitation(
        state,
        invitation,
        sent.secret.get_secret_value(),
        sent.password.get_secret_value(),
        address=address_of(request),
        now=now,
    )
    return entered(request, response, found)
