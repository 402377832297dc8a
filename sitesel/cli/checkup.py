"""The checks of `sitesel doctor`: each finds one thing out, and says the way out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from sitesel.catalogue import Store
from sitesel.cli.state import database_of
from sitesel.errors import (
    FontMissing,
    OidcSettingsError,
    ProviderUnavailable,
    SiteselError,
    StateError,
)
from sitesel.exports.typesetting import FONT, fonts
from sitesel.language import Text
from sitesel.record.lines import verify
from sitesel.settings import Settings
from sitesel.state import Database

State = Literal["fine", "note", "wrong"]

_LITTLE, _TIGHT = 5_000_000_000, 500_000_000  # bytes of a disk: worth a look, wrong
_DECEMBER = 12  # the State Council names the next year's holidays in November
_BUILT = Path(__file__).parents[1] / "api" / "built" / "index.html"


@dataclass(frozen=True, slots=True)
class Told:
    """What a check found.

    Parameters
    ----------
    id
        Of the check.
    state
        Fine, worth a note, or wrong.
    words
        What was found, and what to do where it is not fine.
    """

    id: str
    state: State
    words: Text


def checkup(settings: Settings, *, now: datetime) -> Iterator[Told]:
    """Check an installation, and change nothing of it."""
    store = Path(settings.store)
    database = database_of(settings, store)
    try:
        yield from _settings(settings)
        yield from _store(store)
        yield from _catalogues(store)
        yield from _database(database)
        yield from _private(store, database)
        yield from _room(store)
        yield from _font()
        yield from _pages(_BUILT)
        yield from _calendar(now)
        yield from _provider(settings)
    finally:
        database.close()


def _fine(check: str, zh: str, en: str) -> Told:
    return Told(check, "fine", Text(zh, en))


def _note(check: str, zh: str, en: str) -> Told:
    return Told(check, "note", Text(zh, en))


def _wrong(check: str, zh: str, en: str) -> Told:
    return Told(check, "wrong", Text(zh, en))


def _settings(settings: Settings) -> Iterator[Told]:
    known = {f"SITESEL_{name.upper()}" for name in type(settings).model_fields}
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith("SITESEL_") and name not in known and "_TEST_" not in name
    )
    if unknown:
        names = ", ".join(unknown)
        yield _note(
            "settings",
            f"设置：不认识的环境变量 {names}；请对照 README 检查拼写",
            f"settings: unknown environment variables {names}; compare their spelling with README",
        )
    else:
        yield _fine("settings", "设置：都认识", "settings: all known")
    for name in ("samples", "basemaps"):
        path = getattr(settings, name, None)
        if path is not None and not Path(path).exists():
            yield _wrong(
                f"settings_{name}",
                f"设置：SITESEL_{name.upper()} 指向的 {path} 不存在；请改正或去掉",
                f"settings: SITESEL_{name.upper()} names {path}, which is not there; mend or unset",
            )


def _provider(settings: Settings) -> Iterator[Told]:
    if not settings.oidc_issuer:
        return
    from sitesel.people.oidc_provider import Provider  # noqa: PLC0415  # slow to load
    from sitesel.people.oidc_roles import read_role_map  # noqa: PLC0415
    from sitesel.people.oidc_round import Round  # noqa: PLC0415

    try:
        read_role_map(settings.oidc_claim, settings.oidc_roles)
        Provider(settings.oidc_issuer, settings.oidc_client_id).address(Round.begun(), "")
    except OidcSettingsError as error:
        yield _wrong("provider", f"统一身份认证：{error.text.zh}", f"provider: {error.text.en}")
    except ProviderUnavailable:
        yield _wrong(
            "provider",
            f"统一身份认证：{settings.oidc_issuer} 没有响应，或自称并非此地址；请检查网络与 "
            "SITESEL_OIDC_ISSUER（口令登录不受影响）",
            f"provider: {settings.oidc_issuer} does not answer, or calls itself otherwise; check "
            "the network and SITESEL_OIDC_ISSUER (passwords work all the same)",
        )
    else:
        yield _fine(
            "provider",
            f"统一身份认证：{settings.oidc_issuer} 有响应",
            f"provider: {settings.oidc_issuer} answers",
        )


def _store(store: Path) -> Iterator[Told]:
    if not store.is_dir():
        yield _wrong(
            "store",
            f"存放目录：{store} 不存在；请用 `sitesel build` 构建目录，或设 SITESEL_STORE",
            f"store: {store} is not there; build a catalogue with `sitesel build`, or set "
            "SITESEL_STORE",
        )
    elif not os.access(store, os.W_OK | os.X_OK):
        yield _wrong(
            "store",
            f"存放目录：{store} 不可写；请把它的所有者改为服务的用户",
            f"store: {store} can't be written to; give it to the service's user",
        )
    elif left := sorted(path.name for path in store.glob(".restoring-*")):
        names = ", ".join(left)
        yield _wrong(
            "store",
            f"存放目录：恢复备份被中断（{names}）；请用 --replace 再恢复一次，然后删除它",
            f"store: restoring a backup was cut short ({names}); restore again with --replace, "
            "then delete it",
        )
    else:
        yield _fine("store", f"存放目录：{store}", f"store: {store}")


def _catalogues(store: Path) -> Iterator[Told]:
    if not store.is_dir():
        return
    shelf = Store(store)
    try:
        current, ids = shelf.current_id(), shelf.ids()
    except SiteselError as error:
        yield _wrong("catalogue", f"目录：{error.say('zh')}", f"catalogue: {error.say('en')}")
        return
    if current is None:
        yield _wrong(
            "catalogue",
            "目录：还没有发布；请用 `sitesel build` 构建",
            "catalogue: none is published; build one with `sitesel build`",
        )
    for identity in dict.fromkeys((*([current] if current else []), *ids)):
        is_current = identity == current
        try:
            damaged = shelf.catalogue(identity).damaged()
        except (SiteselError, OSError, ValueError, KeyError) as error:
            damaged = (str(error).splitlines()[0],)
        if damaged:
            what = ", ".join(damaged)
            yield _wrong(
                "catalogue",
                f"目录：{identity} 已损坏（{what}）；请重新构建，或从备份恢复",
                f"catalogue: {identity} is damaged ({what}); build it again, or restore it from a "
                "backup",
            )
        elif is_current:
            yield _fine(
                "catalogue",
                f"目录：{identity} 完好，已发布（共 {len(ids)} 个）",
                f"catalogue: {identity} is sound and published (of {len(ids)})",
            )


def _database(database: Database) -> Iterator[Told]:
    file = database.address.database
    where = "SQLite" if database.is_sqlite else "PostgreSQL"
    if database.is_sqlite and not (file and Path(file).is_file()):
        yield _note(
            "database",
            "数据库：还没有；`sitesel serve` 或 `sitesel user add` 会建立",
            "database: none yet; `sitesel serve` or `sitesel user add` makes it",
        )
        return
    try:
        version = database.version()
        if version != Database.latest():
            yield _wrong(
                "database",
                f"数据库：{where}，表的版本为 {version}，应为 {Database.latest()}；"
                "请先备份，再启动 `sitesel serve` 升级；若版本更新，请升级 sitesel",
                f"database: {where}, version {version} of the tables, not {Database.latest()}; "
                "back up and start `sitesel serve`, which upgrades them, or upgrade sitesel where "
                "theirs is later",
            )
            return
        yield from _integrity(database, where)
        yield from _record(database)
    except (SQLAlchemyError, StateError) as error:
        # not the error's own words: they may hold the address with its password
        why = type(getattr(error, "orig", None) or error).__name__
        yield _wrong(
            "database",
            f"数据库：{where} 无法访问（{why}）；请检查 SITESEL_DATABASE、服务是否运行及权限",
            f"database: {where} can't be used ({why}); check SITESEL_DATABASE, whether it runs, "
            "and permissions",
        )


def _integrity(database: Database, where: str) -> Iterator[Told]:
    with database.reading() as session:
        faults = []
        if database.is_sqlite:
            found = session.execute(text("PRAGMA integrity_check(3)")).scalars()
            faults = [line for line in found if line != "ok"]
            faults += [str(row[0]) for row in session.execute(text("PRAGMA foreign_key_check"))]
    if faults:
        what = "; ".join(faults[:3])
        yield _wrong(
            "database",
            f"数据库：文件已损坏（{what}）；请停止服务，从备份恢复",
            f"database: its file is damaged ({what}); stop the service and restore a backup",
        )
    else:
        version = database.version()
        yield _fine(
            "database",
            f"数据库：{where}，版本 {version}",
            f"database: {where}, version {version}",
        )


def _record(database: Database) -> Iterator[Told]:
    with database.reading() as session:
        chain = verify(session)
    if chain.broken is not None:
        words = chain.broken.words
        yield _wrong(
            "record",
            f"操作记录：{words.zh}；请保留现场，导出并报告，再从备份核对",
            f"record: {words.en}; keep all as it is, export and report it, and compare a backup",
        )
    else:
        yield _fine(
            "record",
            f"操作记录：完整，{chain.entries} 条",
            f"record: whole, {chain.entries} entries",
        )


def _private(store: Path, database: Database) -> Iterator[Told]:
    paths = [store / "enquiries", store / "documents"]
    if database.is_sqlite and database.address.database:
        paths += [Path(database.address.database + end) for end in ("", "-wal", "-shm")]
    seen = [path for path in paths if path.exists()]
    open_ = [path for path in seen if path.stat().st_mode & 0o077]
    foreign = [path for path in seen if not os.access(path, os.R_OK | os.W_OK)]
    if open_:
        names = " ".join(str(path) for path in open_)
        yield _wrong(
            "permissions",
            f"文件权限：其他用户可读个人信息；请运行 chmod go= {names}",
            f"permissions: others can read personal data; run chmod go= {names}",
        )
    if foreign:
        names = ", ".join(str(path) for path in foreign)
        yield _wrong(
            "permissions",
            f"文件权限：{names} 不可读写；请以服务的用户运行，或把它们的所有者改为该用户",
            f"permissions: {names} can't be read and written; run as the service's user, or give "
            "them to it",
        )
    if not (open_ or foreign):
        yield _fine(
            "permissions",
            "文件权限：个人信息仅本用户可读",
            "permissions: personal data is for this user alone",
        )


def _room(store: Path) -> Iterator[Told]:
    place = next((each for each in (store, *store.absolute().parents) if each.is_dir()), None)
    if place is None:
        return
    free = shutil.disk_usage(place).free
    make: Callable[[str, str, str], Told] = (
        _wrong if free < _TIGHT else _note if free < _LITTLE else _fine
    )
    zh, en = f"磁盘空间：剩余 {free / 1e9:.1f} GB", f"disk room: {free / 1e9:.1f} GB left"
    if free < _LITTLE:
        zh += "；请清理，或删除不再需要的旧目录"
        en += "; make room, or delete old catalogues that are no longer needed"
    yield make("disk", zh, en)


def _font() -> Iterator[Told]:
    try:
        fonts()
    except FontMissing as error:
        yield _wrong("font", f"字体：{error.say('zh')}", f"font: {error.say('en')}")
    else:
        yield _fine("font", f"字体：{FONT}", f"font: {FONT}")


def _pages(page: Path) -> Iterator[Told]:
    if page.is_file():
        yield _fine("pages", "网页：已构建", "pages: built")
    else:
        yield _wrong(
            "pages",
            "网页：尚未构建；请在源码目录运行 make setup。接口不受影响",
            "pages: not built; run `make setup` where the source lies. The API works without",
        )


def _calendar(now: datetime) -> Iterator[Told]:
    from sitesel.workdays import covered  # noqa: PLC0415 - a calendar is slow to load

    first, last = covered()
    if now.year > last:
        yield _wrong(
            "calendar",
            f"节假日日历：只到 {last} 年，工作日只按周末计算；"
            "请运行 pip install -U chinesecalendar",
            f"calendar of holidays: ends with {last}, so that working days leave out weekends "
            "alone; run pip install -U chinesecalendar",
        )
    elif now.year == last and now.month == _DECEMBER:
        yield _note(
            "calendar",
            f"节假日日历：只到今年（{last}）；明年的放假安排已公布，请运行 "
            "pip install -U chinesecalendar",
            f"calendar of holidays: ends with this year, {last}; next year's are published, run "
            "pip install -U chinesecalendar",
        )
    else:
        words = Text(f"节假日日历：{first}–{last} 年", f"calendar of holidays: {first} to {last}")
        yield Told("calendar", "fine", words)
