"""`sitesel backup` and `sitesel restore`: people, projects, the record and what visitors left."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from sitesel.cli.terminal import show, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_SHORT = Text("备份数据库与存放目录中的文件", "back up the database and the store's files")
_LONG = Text(
    """把数据库（人员、项目、操作记录）和存放目录中的咨询、短链接、文件、选址结果写入一个文件。服务运行
时也可备份；SQLite 与 PostgreSQL 的备份通用。目录可由原始数据重新构建，要一并备份请加 --catalogues。

备份含个人信息和口令的散列值：文件只有本用户可读，请加密保存。登录状态不在其中。""",
    """Write the database (people, projects, the record) and the store's enquiries, short links,
documents and selections to one file. The service may be running; a backup of SQLite can be
restored into PostgreSQL and the other way round. Catalogues can be built again from their raw
layers; --catalogues takes them along.

A backup holds personal data and hashes of passwords: the file is readable by this user only; keep
it encrypted. Who is signed in is not in it.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel backup /backup/sitesel-2026-11-21.zip
  sitesel restore /backup/sitesel-2026-11-21.zip --store 新目录""",
    """Examples:
  sitesel backup /backup/sitesel-2026-11-21.zip
  sitesel restore /backup/sitesel-2026-11-21.zip --store elsewhere""",
)
_RESTORE_SHORT = Text("恢复备份：全部恢复，或原样不动", "restore a backup: all of it, or nothing")
_RESTORE_LONG = Text(
    """恢复 `sitesel backup` 写出的文件；也可恢复到另一种数据库，或恢复旧版本的备份。先停止服务。

文件先经完整检查；数据库和存放目录不是空的就拒绝，除非加 --replace。恢复记入操作记录，
所有人需重新登录。""",
    """Restore what `sitesel backup` wrote, also into the other kind of database, or from an older
version. Stop the service first.

All of the file is checked beforehand; where the database or the store is not empty it is refused,
but for --replace. The restoring is put on record; everybody has to sign in again.""",
)
_FILE = Text("要写的文件，.zip", "the file to write, .zip")
_FROM = Text("要恢复的备份", "the backup to restore")
_CATALOGUES = Text("一并备份所有目录", "take all catalogues along")
_REPLACE = Text("覆盖现有的数据库和文件", "let what is there go")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_DONE = Text(
    "已备份 {rows} 行（{tables} 个表）和 {files} 个文件，{size:.1f} MB；文件 SHA-256 {digest}",
    "backed up {rows} rows of {tables} tables and {files} files, {size:.1f} MB; "
    "SHA-256 of the file {digest}",
)
_RESTORED = Text("已恢复 {made} 的备份：{rows} 行，{files} 个文件",
                 "restored the backup of {made}: {rows} rows, {files} files")  # fmt: skip
_BROKEN = Text("备份中的操作记录有破坏：{why}", "the record in the backup is broken: {why}")
_MOMENTARY = ("session", "attempt")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the commands."""

    @app.command(
        "backup",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def backup(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE.say(lang))],
        catalogues: Annotated[  # noqa: FBT002
            bool, typer.Option("--catalogues", help=_CATALOGUES.say(lang))
        ] = False,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.state import database_at, user_of_machine  # noqa: PLC0415  # slow to load
        from sitesel.record import write  # noqa: PLC0415
        from sitesel.record.head import head  # noqa: PLC0415
        from sitesel.state.backup import back_up  # noqa: PLC0415

        now = datetime.now(UTC)
        with database_at(settings, store) as database:
            done = back_up(
                database,
                store,
                file,
                now=now,
                catalogues=catalogues,
                momentary=_MOMENTARY,
                told=lambda session: {"record": str(head(session))},
            )
            told = {"sha256": done.sha256, "record": done.told["record"]}
            with database.writing() as session:
                who = user_of_machine()
                write(session, now=now, who=who, what="backup", of="state", told=told)
        words = _DONE.format(
            rows=sum(done.rows.values()),
            tables=len(done.rows),
            files=done.files,
            size=done.bytes / 1e6,
            digest=done.sha256,
        )
        show(words.say(lang))

    @app.command(
        "restore",
        cls=command,
        help=_RESTORE_LONG.say(lang),
        short_help=_RESTORE_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def restore(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=_FROM.say(lang))],
        replace: Annotated[bool, typer.Option("--replace", help=_REPLACE.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.state import database_of, user_of_machine  # noqa: PLC0415  # slow to load
        from sitesel.record import write  # noqa: PLC0415
        from sitesel.record.head import Head  # noqa: PLC0415
        from sitesel.record.lines import verify  # noqa: PLC0415
        from sitesel.state.restoring import restore as put_back  # noqa: PLC0415

        broken: list[Text] = []

        def then(session: "Session", manifest: dict[str, Any]) -> None:
            known = Head.read(str(manifest["told"].get("record", "")))
            chain = verify(session, until=known)
            if chain.broken is not None:
                broken.append(chain.broken.words)
            now, who, told = datetime.now(UTC), user_of_machine(), {"made": manifest["made"]}
            write(session, now=now, who=who, what="restore", of="state", told=told)

        database = database_of(settings, store)
        try:
            manifest = put_back(database, store, file, replace=replace, then=then)
        finally:
            database.close()
        words = _RESTORED.format(
            made=manifest["made"][:16],
            rows=sum(table["rows"] for table in manifest["tables"].values()),
            files=len(manifest["files"]),
        )
        show(words.say(lang))
        for why in broken:
            tell(_BROKEN.format(why=why.say(lang)).say(lang))
