"""`sitesel user`: who may sign in; the first administrator is made here."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import WrongUse
from sitesel.cli.manual import family
from sitesel.cli.terminal import show, table, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sitesel.people import Account, Role

_SHORT = Text("用户：新增、列出、停用、口令、密钥", "users: add, list, disable, password, key")
_LONG = Text(
    """管理可以登录的用户。第一名系统管理员由此建立，其余可在网页上邀请。每一次改动都记入操作记录。""",
    """Manage who may sign in. The first administrator is made here; others can be invited on the
pages. Every change is told to the record.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel user add 王芳 --role admin             询问口令
  sitesel user add li.ming --role staff --invite  显示一次性邀请链接
  sitesel user password li.ming                   忘记口令时
  sitesel user key li.ming --label 同步 --scope read_staff --scope edit
  sitesel user disable li.ming""",
    """Examples:
  sitesel user add wang.fang --role admin         asks for a password
  sitesel user add li.ming --role staff --invite  shows an invitation, good once
  sitesel user password li.ming                   where it was forgotten
  sitesel user key li.ming --label sync --scope read_staff --scope edit
  sitesel user disable li.ming""",
)
_ADD = Text("新增用户", "add a user")
_LIST = Text("列出用户", "list the users")
_DISABLE = Text(
    "停用用户：会话立即结束，密钥失效", "disable a user: sessions end, keys are refused"
)
_ENABLE = Text("重新启用用户", "let a disabled user in again")
_PASSWORD = Text("重设口令，并结束其全部会话", "set a password anew; all sessions end")
_KEY = Text("生成 API 密钥", "make an API key")
_NAME = Text("登录名", "name to sign in with")
_ROLE = Text("角色：{roles}", "role: {roles}")
_FULL_NAME = Text("姓名", "full name")
_DEPARTMENT = Text("部门（部门审核人必填）", "department, of a department reviewer")
_INVITE = Text("不设口令，显示一次性邀请链接", "no password now; show an invitation, good once")
_DAYS = Text("有效天数", "days that it is good for")
_LABEL = Text("用途", "what it is for")
_SCOPE = Text("授予的权限，可多次给出：{all}", "what it may, again and again: {all}")
_JSON = Text("JSON", "as JSON")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_ASK = Text("口令（不显示）：", "password (it is not shown): ")
_AGAIN = Text("再输入一次：", "once more: ")
_DIFFERENT = Text("两次输入不同", "the two differ")
_ADDED = Text("已新增 {name}（{role}）", "added {name}, {role}")
_INVITED = Text(
    "在服务地址后接上此路径，发给本人；{days} 天内有效，只能用一次：",
    "send this path, after the address of the service, to the user; good once, for {days} days:",
)
_DISABLED = Text("已停用 {name}", "disabled {name}")
_ENABLED = Text("已启用 {name}", "{name} may sign in again")
_SET = Text("已设口令", "the password is set")
_MADE = Text("密钥只显示这一次；有效至 {day}：", "the key is shown this once; good until {day}:")
_NOBODY = Text("还没有用户", "there are no users yet")
_HEADS = (
    Text("编号", "id"),
    Text("登录名", "name"),
    Text("姓名", "full name"),
    Text("角色", "role"),
    Text("部门", "department"),
    Text("状态", "state"),
    Text("上次登录（UTC）", "last sign-in (UTC)"),
)
_FIELDS = ("id", "name", "full_name", "role", "department", "state", "last_sign_in")
_STATES = {
    "disabled": Text("停用", "disabled"),
    "invited": Text("未设口令", "no password"),
    "active": Text("可登录", "may sign in"),
}


# as `sitesel.people.roles` has them, which takes long to load
GIVEN_ROLES = ("investor", "staff", "reviewer", "keeper", "admin")
SCOPES = (
    "read_investor",
    "read_staff",
    "edit",
    "publish",
    "projects",
    "opinions",
    "users",
    "record",
)


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the commands."""
    user = family("user", _LONG, _SHORT, _EXAMPLES, lang)
    _add_add(user, command, settings, lang)
    _add_list(user, command, settings, lang)
    _add_standing(user, command, settings, lang)
    _add_password(user, command, settings, lang)
    _add_key(user, command, settings, lang)
    app.add_typer(user)


def _add_add(
    user: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    role_help = _ROLE.say(lang).format(roles=", ".join(GIVEN_ROLES))

    @user.command("add", cls=command, help=_ADD.say(lang), short_help=_ADD.say(lang))
    def add_one(
        name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME.say(lang))],
        role: Annotated[str, typer.Option("--role", metavar="ROLE", help=role_help)],
        full_name: Annotated[
            str, typer.Option("--full-name", metavar="NAME", help=_FULL_NAME.say(lang))
        ] = "",
        department: Annotated[
            str, typer.Option("--department", metavar="NAME", help=_DEPARTMENT.say(lang))
        ] = "",
        invited: Annotated[bool, typer.Option("--invite", help=_INVITE.say(lang))] = False,  # noqa: FBT002
        days: Annotated[int, typer.Option("--days", min=1, max=30, help=_DAYS.say(lang))] = 7,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.people.management import add_user  # noqa: PLC0415
        from sitesel.people.roles import ROLE_WORDS, ROLES  # noqa: PLC0415

        found = next((each for each in ROLES if each == role and each in GIVEN_ROLES), None)
        if found is None:
            raise WrongUse(
                f"no role {role!r}; there are {', '.join(GIVEN_ROLES)}",
                f"没有角色 {role!r}；应为 {', '.join(GIVEN_ROLES)}",
            )
        asks = not invited and sys.stdin.isatty()
        password = _asked(lang) if asks else None
        with _writing(settings, store) as (session, by, now):
            account = add_user(
                session,
                name,
                found,
                full_name=full_name,
                department=department or None,
                by=by,
                now=now,
            )
            link = _let_in(session, account, password, days=days, by=by, now=now)
        tell(_ADDED.say(lang).format(name=account.name, role=ROLE_WORDS[found].say(lang)))
        _tell_link(link, days, lang)


def _add_list(
    user: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @user.command("list", cls=command, help=_LIST.say(lang), short_help=_LIST.say(lang))
    def list_all(
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.state import database_at  # noqa: PLC0415
        from sitesel.people.accounts import accounts  # noqa: PLC0415
        from sitesel.people.roles import ROLE_WORDS  # noqa: PLC0415

        with database_at(settings, store) as database, database.reading() as session:
            found = [_plain(one) for one in accounts(session)]
        if as_json:
            show(json.dumps(found, ensure_ascii=False, indent=2))
            return
        if not found:
            tell(_NOBODY.say(lang))
            return
        words = {role: label.say(lang) for role, label in ROLE_WORDS.items()}
        rows = [([_cell(field, one, words, lang) for field in _FIELDS], "") for one in found]
        table("", [head.say(lang) for head in _HEADS], rows)


def _add_standing(
    user: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    def changing(word: str, disabled: bool, about: Text, done: Text) -> None:  # noqa: FBT001
        @user.command(word, cls=command, help=about.say(lang), short_help=about.say(lang))
        def change(
            name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME.say(lang))],
            store: Annotated[
                Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
            ] = settings.store,
        ) -> None:
            from sitesel.people.management import change_user  # noqa: PLC0415

            with _writing(settings, store) as (session, by, now):
                account = _named(session, name)
                change_user(session, account, disabled=disabled, by=by, now=now)
            tell(done.say(lang).format(name=account.name))

    changing("disable", True, _DISABLE, _DISABLED)
    changing("enable", False, _ENABLE, _ENABLED)


def _add_password(
    user: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @user.command("password", cls=command, help=_PASSWORD.say(lang), short_help=_PASSWORD.say(lang))
    def password(
        name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME.say(lang))],
        invited: Annotated[bool, typer.Option("--invite", help=_INVITE.say(lang))] = False,  # noqa: FBT002
        days: Annotated[int, typer.Option("--days", min=1, max=30, help=_DAYS.say(lang))] = 7,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        new = _asked(lang) if not invited and sys.stdin.isatty() else None
        with _writing(settings, store) as (session, by, now):
            account = _named(session, name)
            link = _let_in(session, account, new, days=days, by=by, now=now)
        if link is None:
            tell(_SET.say(lang))
        _tell_link(link, days, lang)


def _add_key(
    user: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    scope_help = _SCOPE.say(lang).format(all=", ".join(SCOPES))

    @user.command("key", cls=command, help=_KEY.say(lang), short_help=_KEY.say(lang))
    def key(
        name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME.say(lang))],
        label: Annotated[str, typer.Option("--label", metavar="WORDS", help=_LABEL.say(lang))],
        scope: Annotated[list[str], typer.Option("--scope", metavar="PERMISSION", help=scope_help)],
        days: Annotated[int, typer.Option("--days", min=1, max=366, help=_DAYS.say(lang))] = 90,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.people.keys import add_key  # noqa: PLC0415
        from sitesel.people.roles import PERMISSIONS  # noqa: PLC0415
        from sitesel.record import write  # noqa: PLC0415

        unknown = [each for each in scope if each not in PERMISSIONS]
        if unknown:
            raise WrongUse(
                f"no permission {unknown[0]!r}; there are {', '.join(PERMISSIONS)}",
                f"没有权限 {unknown[0]!r}；应为 {', '.join(PERMISSIONS)}",
            )
        scopes = [each for each in PERMISSIONS if each in scope]
        with _writing(settings, store) as (session, by, now):
            account = _named(session, name)
            made, told = add_key(session, account, label, scopes, days=days, now=now)
            more = {"scopes": made.scopes, "days": days, "for": f"user:{account.id}"}
            write(session, now=now, who=by, what="key_add", of=f"key:{made.id}", told=more)
        tell(_MADE.say(lang).format(day=f"{made.expires:%Y-%m-%d}"))
        show(told)


@contextmanager
def _writing(settings: Settings, store: Path) -> "Iterator[tuple[Session, str, datetime]]":
    from sitesel.cli.state import database_of, user_of_machine  # noqa: PLC0415

    database = database_of(settings, store)
    database.upgrade()
    try:
        with database.writing() as session:
            yield session, user_of_machine(), datetime.now(UTC)
    finally:
        database.close()


def _named(session: "Session", name: str) -> "Account":
    from sitesel.errors import AccountNotFound  # noqa: PLC0415
    from sitesel.people.accounts import account_named  # noqa: PLC0415

    account = account_named(session, name)
    if account is None:
        raise AccountNotFound(
            f"no user {name!r}; `sitesel user list` lists them",
            f"没有用户 {name!r}；`sitesel user list` 列出全部",
        )
    return account


def _let_in(
    session: "Session",
    account: "Account",
    password: str | None,
    *,
    days: int,
    by: str,
    now: datetime,
) -> str | None:
    """Set a password; or invite, and return the path of the invitation."""
    from sitesel.people.management import invite_user, set_user_password  # noqa: PLC0415

    if password is None:
        return invite_user(session, account, days=days, by=by, now=now).link
    set_user_password(session, account, password, by=by, now=now)
    return None


def _tell_link(link: str | None, days: int, lang: Lang) -> None:
    if link is not None:
        tell(_INVITED.say(lang).format(days=days))
        show(link)


def _asked(lang: Lang) -> str:
    password = getpass(_ASK.say(lang))
    if getpass(_AGAIN.say(lang)) != password:
        raise WrongUse(_DIFFERENT.en, _DIFFERENT.zh)
    return password


def _state(account: "Account") -> str:
    if account.disabled:
        return "disabled"
    return "invited" if account.password is None else "active"


def _cell(
    field: str, one: Mapping[str, str | int | None], roles: "Mapping[Role, str]", lang: Lang
) -> str:
    told = one[field]
    if field == "role":
        return next((words for role, words in roles.items() if role == told), str(told))
    if field == "state":
        return _STATES[str(told)].say(lang)
    if field == "last_sign_in":
        return str(told or "").replace("T", " ")[:16]
    return "" if told is None else str(told)


def _plain(account: "Account") -> dict[str, str | int | None]:
    return {
        "id": account.id,
        "name": account.name,
        "full_name": account.full_name,
        "role": account.role,
        "department": account.department,
        "state": _state(account),
        "last_sign_in": account.last_sign_in.isoformat() if account.last_sign_in else None,
    }
