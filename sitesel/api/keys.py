"""API keys of whoever is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.callers import InPerson, Now, State
from sitesel.people import Key, Permission
from sitesel.people.accounts import account_of
from sitesel.people.keys import LONGEST_DAYS, add_key, delete_key, keys_of
from sitesel.record import write

router = APIRouter(prefix="/api/keys", tags=["用户 / People"])


class KeyOut(BaseModel):
    """A key; what it says is told once, when it is made."""

    id: str
    label: str
    scopes: list[str] = Field(description="What it may; without read_… it sees what all see.")
    made: datetime
    expires: datetime
    used: datetime | None = Field(description="To the minute.")

    @classmethod
    def of(cls, key: Key) -> KeyOut:
        """Return what goes on the wire."""
        return cls.model_validate(key, from_attributes=True)


class NewKeyOut(KeyOut):
    """A key, and what it says."""

    key: str = Field(description="To be sent as `Authorization: Bearer …`; it is told this once.")


class KeysOut(BaseModel):
    """Keys, the newest first."""

    keys: list[KeyOut]


class KeySent(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(min_length=1, max_length=100, description="What it is for.")
    scopes: list[Permission] = Field(max_length=20, description="Of one's own permissions.")
    days: int = Field(90, ge=1, le=LONGEST_DAYS, description="How long it is good for.")


@router.get("", summary="我的 API 密钥 / One's API keys")
def list_keys(caller: InPerson, state: State) -> KeysOut:
    """List the keys of whoever is signed in."""
    with state.reading() as session:
        return KeysOut(keys=[KeyOut.of(key) for key in keys_of(session, caller.id or 0)])


@router.post("", status_code=201, summary="生成 API 密钥 / Make an API key")
def create_key(sent: KeySent, caller: InPerson, state: State, now: Now) -> NewKeyOut:
    """Make a key that acts for whoever is signed in, with no more than it is given."""
    with state.writing() as session:
        account = account_of(session, caller.id or 0)
        key, told = add_key(session, account, sent.label, sent.scopes, days=sent.days, now=now)
        more = {"scopes": key.scopes, "days": sent.days}
        write(session, now=now, who=caller.who, what="key_add", of=f"key:{key.id}", told=more)
        return NewKeyOut(key=told, **KeyOut.of(key).model_dump())


@router.delete("/{key}", status_code=204, summary="删除 API 密钥 / Delete an API key")
def remove_key(
    key: Annotated[str, Path(max_length=40)], caller: InPerson, state: State, now: Now
) -> Response:
    """Delete a key: whoever uses it is refused from now on."""
    with state.writing() as session:
        delete_key(session, caller.id or 0, key)
        write(session, now=now, who=caller.who, what="key_revoke", of=f"key:{key}")
    return Response(status_code=204)
