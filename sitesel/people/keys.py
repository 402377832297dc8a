"""API keys: for machines that act for somebody, with no more than they are given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import Fault, KeyNotFound, KeyRefused, KeyUnfit
from sitesel.language import Text
from sitesel.people import tokens
from sitesel.people.accounts import Account, steers
from sitesel.people.person import Person
from sitesel.people.roles import PERMISSIONS, Permission, permissions_of
from sitesel.state import Base

LONGEST_DAYS = 366
MOST = 20
_BEGINS = "sitesel"
_LONGEST_LABEL = 100
_TOUCH = timedelta(minutes=1)


class Key(Base):
    """A key of an account."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(String(_LONGEST_LABEL))
    digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made: Mapped[datetime]
    expires: Mapped[datetime]
    used: Mapped[datetime | None]


def keys_of(session: Session, account: int) -> Sequence[Key]:
    """Return the keys of an account, the newest first."""
    wanted = select(Key).where(Key.account_id == account).order_by(Key.made.desc(), Key.id)
    return session.scalars(wanted).all()


def add_key(
    session: Session,
    account: Account,
    label: str,
    scopes: Collection[Permission],
    *,
    days: int,
    now: datetime,
) -> tuple[Key, str]:
    """Add a key; return it with its secret, which is told this once.

    Raises
    ------
    KeyUnfit
        Its owner may not give it that, has too many, or it would be good for too long.
    """
    mine = permissions_of(account.person().role)
    beyond = [each for each in scopes if each not in mine]
    faults = []
    if beyond or not scopes:
        said = Text(
            f"可授予的权限：{'、'.join(sorted(mine)) or '无'}",
            f"what you can give: {', '.join(sorted(mine)) or 'nothing'}",
        )
        faults.append(Fault("bad-scope", ("scopes",), None, said))
    if not 1 <= days <= LONGEST_DAYS:
        said = Text(f"有效期 1—{LONGEST_DAYS} 天", f"a key is good for 1 to {LONGEST_DAYS} days")
        faults.append(Fault("bad-expiry", ("days",), None, said))
    if not label.strip() or len(label) > _LONGEST_LABEL or steers(label):
        said = Text(
            f"名称应为 1—{_LONGEST_LABEL} 个字符，不含控制字符",
            f"a label has 1 to {_LONGEST_LABEL} characters, none of them control characters",
        )
        faults.append(Fault("bad-label", ("label",), None, said))
    if len(keys_of(session, account.id)) >= MOST:
        said = Text(f"最多 {MOST} 个密钥；请先删除不用的", f"{MOST} keys at most; delete one first")
        faults.append(Fault("too-many", (), None, said))
    if faults:
        raise KeyUnfit("the key can't be made:", "无法生成密钥：", faults)
    secret = tokens.secret()
    key = Key(
        id=tokens.name(),
        account_id=account.id,
        label=label.strip(),
        digest=tokens.digest(secret),
        scopes=[each for each in PERMISSIONS if each in scopes],
        made=now,
        expires=now + timedelta(days=days),
    )
    session.add(key)
    session.flush()
    return key, f"{_BEGINS}_{key.id}_{secret}"


def delete_key(session: Session, account: int, identity: str) -> None:
    """Delete a key of an account.

    Raises
    ------
    KeyNotFound
        It has none of that id.
    """
    key = session.get(Key, identity) if tokens.is_name(identity) else None
    if key is None or key.account_id != account:
        raise KeyNotFound(
            f"you have no key {identity[:20]!r}; /api/keys lists yours",
            f"您没有密钥 {identity[:20]!r}；见 /api/keys",
        )
    session.delete(key)
    session.flush()


def whose(session: Session, told: str, *, now: datetime) -> tuple[Person, bool]:
    """Return for whom a key acts, and whether its use has to be noted: see `touch`.

    Raises
    ------
    KeyRefused
        It is unknown, deleted or expired, or its owner's account is disabled.
    """
    parts = told.split("_", 2)
    known = len(parts) == 3 and parts[0] == _BEGINS and tokens.is_name(parts[1])
    key = session.get(Key, parts[1]) if known else None
    good = key is not None and tokens.is_same(parts[2], key.digest) and now < key.expires
    account = session.get(Account, key.account_id) if key is not None and good else None
    if key is None or account is None or account.disabled:
        raise KeyRefused(
            "the API key is unknown, deleted or expired; make one at /api/keys",
            "API 密钥无效、已删除或已过期；请在 /api/keys 重新生成",
        )
    scopes = frozenset(each for each in PERMISSIONS if each in key.scopes)
    person = account.person(scopes=scopes, who=f"key:{key.id}")
    return person, key.used is None or now - key.used >= _TOUCH


def touch(session: Session, person: Person, *, now: datetime) -> None:
    """Note that a key is in use."""
    session.execute(update(Key).where(Key.id == person.who.removeprefix("key:")).values(used=now))
