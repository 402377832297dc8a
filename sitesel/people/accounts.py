"""Accounts: whom the service knows by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import AccountNotFound, AccountRefused, AccountTaken, Fault, LastAdmin
from sitesel.language import Text
from sitesel.people.person import Person
from sitesel.people.roles import ROLES, Permission, Role
from sitesel.state import Base

_NAME = re.compile(r"[\w.@+-]{1,64}")
_LONGEST = 100
_LONGEST_DEPARTMENT = 60


class Account(Base):
    """Somebody whom the service knows by name."""

    __tablename__ = "account"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - no id is ever given again

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    folded: Mapped[str] = mapped_column(String(200), unique=True)
    full_name: Mapped[str] = mapped_column(String(_LONGEST), default="")
    role: Mapped[str] = mapped_column(String(20))
    department: Mapped[str | None] = mapped_column(String(_LONGEST_DEPARTMENT))
    password: Mapped[str | None] = mapped_column(String(255))
    disabled: Mapped[bool] = mapped_column(default=False)
    made: Mapped[datetime]
    last_sign_in: Mapped[datetime | None]

    def person(self, *, scopes: frozenset[Permission] | None = None, who: str = "") -> Person:
        """Return what routes are told of it."""
        role: Role = next((each for each in ROLES if each == self.role), "public")
        return Person(self.id, self.name, role, scopes=scopes, department=self.department, who=who)


class Identity(Base):
    """Who an account is to a provider of OpenID Connect."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="uq_identity_issuer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))


def folded(name: str) -> str:
    """Return what tells two names apart: neither case, width nor spaces around.

    >>> folded(" Ｌi.Ming ")
    'li.ming'
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def steers(words: str) -> bool:
    """Tell whether text holds characters that are not seen."""
    return any(unicodedata.category(letter)[0] == "C" for letter in words)


def account_named(session: Session, name: str) -> Account | None:
    """Return the account of a name; None where there is none."""
    plain = folded(name)
    if not _NAME.fullmatch(plain):
        return None
    return session.scalar(select(Account).where(Account.folded == plain))


def account_of(session: Session, identity: int) -> Account:
    """Return an account by its id.

    Raises
    ------
    AccountNotFound
        There is none.
    """
    found = session.get(Account, identity)
    if found is None:
        raise AccountNotFound(
            f"no user {identity}; /api/users lists them", f"没有用户 {identity}；见 /api/users"
        )
    return found


def accounts(session: Session) -> Sequence[Account]:
    """Return all accounts, by name."""
    return session.scalars(select(Account).order_by(Account.folded)).all()


def known_elsewhere(session: Session, *accounts: int) -> set[int]:
    """Return which accounts, or of all, a provider of OpenID Connect knows."""
    wanted = select(Identity.account_id)
    if accounts:
        wanted = wanted.where(Identity.account_id.in_(accounts))
    return set(session.scalars(wanted))


def add_account(
    session: Session,
    name: str,
    role: Role,
    *,
    now: datetime,
    full_name: str = "",
    department: str | None = None,
) -> Account:
    """Add an account; nobody can sign in to it before it has a password or an identity.

    Raises
    ------
    AccountRefused
        The name or what it is to be has faults.
    AccountTaken
        There is one of that name.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    _check(plain, role, full_name, department)
    taken = AccountTaken(
        f"there is a user {plain!r} already; take another name",
        f"已有用户 {plain!r}；请换一个名称",
    )
    if account_named(session, plain) is not None:
        raise taken
    account = Account(
        name=plain,
        folded=folded(plain),
        full_name=full_name.strip(),
        role=role,
        department=department if role == "reviewer" else None,
        made=now,
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:  # added by somebody else at this very moment
        raise taken from error
    return account


def change_account(
    session: Session,
    account: Account,
    *,
    role: Role | None = None,
    department: str | None = None,
    full_name: str | None = None,
    disabled: bool | None = None,
) -> dict[str, list[str | bool | None]]:
    """Change what an account is; return what changed, old and new by name.

    Raises
    ------
    AccountRefused
        What it is to be has faults.
    LastAdmin
        Nobody could manage users any more.
    """
    after: dict[str, str | bool | None] = {
        "role": account.role if role is None else role,
        "department": account.department if department is None else department,
        "full_name": account.full_name if full_name is None else full_name.strip(),
        "disabled": account.disabled if disabled is None else disabled,
    }
    if after["role"] != "reviewer":
        after["department"] = None
    _check(account.name, str(after["role"]), str(after["full_name"]), after["department"])
    stays = after["role"] == "admin" and not after["disabled"]
    if _is_admin(account) and not stays and _admins(session) == 1:
        raise LastAdmin(
            f"{account.name} is the last administrator; make somebody else one first",
            f"{account.name} 是最后一名系统管理员；请先指定另一名",
        )
    changed = {}
    for field, value in after.items():
        before = getattr(account, field)
        if before != value:
            changed[field] = [before, value]
            setattr(account, field, value)
    session.flush()
    return changed


def _is_admin(account: Account) -> bool:
    return account.role == "admin" and not account.disabled


def _admins(session: Session) -> int:
    # locked: two administrators can't demote each other at once
    found = select(Account).where(Account.role == "admin", Account.disabled.is_(False))
    return len(session.scalars(found.with_for_update()).all())


def _check(name: str, role: str, full_name: str, department: object) -> None:
    faults = []
    if not _NAME.fullmatch(name):
        said = Text(
            "名称应为 1—64 个字母、汉字、数字或 . @ + - _",
            "a name is of 1 to 64 letters, digits or . @ + - _",
        )
        faults.append(Fault("bad-name", ("name",), None, said))
    if role not in ROLES or role == "public":
        known = ", ".join(each for each in ROLES if each != "public")
        said = Text(f"没有角色 {role!r}；应为 {known}", f"no role {role!r}; there are {known}")
        faults.append(Fault("unknown-role", ("role",), None, said))
    if len(full_name) > _LONGEST or steers(full_name):
        said = Text(
            f"姓名最多 {_LONGEST} 个字符，不含控制字符",
            f"a full name has {_LONGEST} characters at most, none of them control characters",
        )
        faults.append(Fault("bad-full-name", ("full_name",), None, said))
    if len(str(department)) > _LONGEST_DEPARTMENT or steers(str(department)):
        said = Text(
            f"部门最多 {_LONGEST_DEPARTMENT} 个字符，不含控制字符",
            f"a department has {_LONGEST_DEPARTMENT} characters at most, none of them control "
            "characters",
        )
        faults.append(Fault("bad-department", ("department",), None, said))
    if role == "reviewer" and not department:
        said = Text("部门审核人须注明部门", "say the department of a department reviewer")
        faults.append(Fault("no-department", ("department",), None, said))
    if faults:
        raise AccountRefused("the user has faults:", "用户信息有误：", faults)
