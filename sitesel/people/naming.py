"""What those are called whom the record names: `user:3` is Li Ming."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from sitesel.people.accounts import Account
from sitesel.people.keys import Key


def names(session: Session, whos: Iterable[str]) -> Mapping[str, str]:
    """Return what each is called; who is not known, as the record names them."""
    asked = set(whos)
    users = {int(number) for number in _parts(asked, "user") if number.isdecimal()}
    keys = set(_parts(asked, "key"))
    found_keys = session.scalars(select(Key).where(Key.id.in_(keys)))
    owners = {each.id: each.account_id for each in found_keys}
    wanted = users | set(owners.values())
    called = {
        account.id: account.full_name or account.name
        for account in session.scalars(select(Account).where(Account.id.in_(wanted)))
    }
    found = {who: who for who in asked}
    found |= {f"user:{each}": name for each, name in called.items()}
    found |= {f"key:{key}": called[owner] for key, owner in owners.items() if owner in called}
    return {who: found[who] for who in asked}


def _parts(whos: Iterable[str], kind: str) -> list[str]:
    return [who.split(":", 1)[1] for who in whos if who.startswith(f"{kind}:")]
