"""`sitesel audit`: prove the record, hand it to inspectors, seal old years of it."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import FOUND, CannotWrite, FileMissing, WrongUse
from sitesel.cli.manual import family
from sitesel.cli.output import write_file, write_out
from sitesel.cli.terminal import show, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sitesel.record.chain import Chain
    from sitesel.record.head import Head

_SHORT = Text("检验、导出、封存操作记录", "verify, export and seal the record")
_LONG = Text(
    """操作记录写明何人、何时、对何物做了何事：登录、查看非公开内容、修改、选址、专家意见、分享。
记录只增不改，逐条以 SHA-256 相连，改动、删除或调换任何一条都能发现。""",
    """The record tells who did what, when and to what: sign-ins, views of what is not public,
edits, selections, overrides, shares. It is only added to, and each entry is chained to the one
before by SHA-256, so that none can be changed, taken out or moved without notice.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel audit verify
  sitesel audit export --since 2026-01-01 --until 2026-12-31 -o 2026.ndjson
  sitesel audit export --csv -o 操作记录.csv
  sitesel audit seal --before 2024-01-01 -o 至2023年.ndjson
  sitesel audit verifier verify_record.py""",
    """Examples:
  sitesel audit verify
  sitesel audit export --since 2026-01-01 --until 2026-12-31 -o 2026.ndjson
  sitesel audit export --csv -o record.csv
  sitesel audit seal --before 2024-01-01 -o until-2023.ndjson
  sitesel audit verifier verify_record.py""",
)
_VERIFY = Text("检验记录是否完整，指出第一条被破坏的",
               "prove that the record is whole, or name the first broken entry")  # fmt: skip
_VERIFY_LONG = Text(
    """检验数据库中的记录，或导出的文件，是否原样；若否，指出第一条被破坏的。

末条缺失、或有人从某条起全部重写，只有另处记下末条的人才能发现：检验后请把显示的末条“序号:摘要”
抄存他处，下次用 --until 给出（其后新增的记录不影响）。退出码：0 完整，1 有破坏。""",
    """Prove that the record in the database, or in an exported file, is as it was written; or name
the first broken entry.

Entries missing at the end, or all written anew from one on, are noticed only by who knows the
last entry: note NUMBER:DIGEST, as told here, somewhere else, and give it with --until next time
(entries added since don't matter). Exit codes: 0 whole, 1 broken.""",
)
_EXPORT = Text("导出一段时间的记录", "export the record of a time")
_EXPORT_LONG = Text(
    """导出一段时间的记录，供检查人员使用。NDJSON（每行一条）可用 `sitesel audit verify` 或独立的
检验程序检验；--csv 供电子表格阅读，不能再检验。导出本身也记入记录。""",
    """Export the record of a time for inspectors. NDJSON, one entry a line, can be verified by
`sitesel audit verify` or by the stand-alone verifier; --csv is for reading in a spreadsheet and
can't. The export is itself an entry.""",
)
_SEAL = Text("把旧记录移到文件中，其余的接着它", "take old entries out into a file")
_SEAL_LONG = Text(
    """把某日以前的记录写入文件，检验无误后移出数据库；其末条的序号和摘要留下，其余记录仍可检验。
请妥善保存文件：数据库中不再有这些记录。""",
    """Write the entries of before a day to a file and, once it is verified, take them out of the
database; the number and digest of the last stay, so that the rest can still be verified. Keep
the file well: the database has these entries no more.""",
)
_VERIFIER = Text("写出独立的检验程序（只需 Python）",
                 "write out the stand-alone verifier, which needs only Python")  # fmt: skip
_FILE = Text("导出的 NDJSON 文件；留空检验数据库", "an exported NDJSON file; else the database")
_OUT_VERIFIER = Text("写到哪个文件", "the file to write")
_UNTIL_HEAD = Text("所知的一条：“序号:摘要”，必须在记录中",
                   "NUMBER:DIGEST of an entry known to be there")  # fmt: skip
_AFTER = Text("文件之前的末条：“序号:摘要”", "NUMBER:DIGEST of the entry before the file's first")
_SINCE = Text("从这一天（或时刻）起，如 2026-01-01", "from this day or time on, like 2026-01-01")
_UNTIL = Text("到这一天（含）或这一时刻为止", "to the end of this day, or before a time")
_BEFORE = Text("这一天以前的，如 2024-01-01", "entries of before this day, like 2024-01-01")
_OUT = Text("写入文件，而非标准输出", "write to a file, not to standard output")
_OUT_SEAL = Text("写入哪个文件（不得已存在）", "the file to write; it must not be there yet")
_CSV = Text("CSV，可用电子表格打开", "as CSV for a spreadsheet")
_JSON = Text("JSON", "as JSON")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_WHOLE = Text("完整：{count} 条（{first}–{last}）", "whole: {count} entries ({first}–{last})")
_NONE = Text("记录为空", "the record is empty")
_HEAD = Text("末条 {head}", "last entry {head}")
_KEEP = Text("请把末条抄存他处，下次检验用 --until 给出",
             "note the last entry somewhere else, and give it with --until next time")  # fmt: skip
_BROKEN = Text("记录有破坏：{why}", "the record is broken: {why}")
_EXPORTED = Text("已导出 {count} 条", "exported {count} entries")
_SEALED = Text("已封存 {count} 条，至第 {last} 条；文件 SHA-256 {file}",
               "sealed {count} entries, up to {last}; SHA-256 of the file {file}")  # fmt: skip
_NOTHING = Text("没有这么早的记录；什么也没有封存", "no entries so old; nothing was sealed")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the commands."""
    audit = family("audit", _LONG, _SHORT, _EXAMPLES, lang)
    _add_verify(audit, command, settings, lang)
    _add_export(audit, command, settings, lang)
    _add_seal(audit, command, settings, lang)

    @audit.command(
        "verifier", cls=command, help=_VERIFIER.say(lang), short_help=_VERIFIER.say(lang)
    )
    def verifier(
        out: Annotated[Path, typer.Argument(metavar="FILE", help=_OUT_VERIFIER.say(lang))],
    ) -> None:
        source = Path(__file__).parents[1] / "record" / "verify_record.py"
        write_file(out, [source.read_bytes()])

    app.add_typer(audit)


def _add_verify(
    audit: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @audit.command("verify", cls=command, help=_VERIFY_LONG.say(lang), short_help=_VERIFY.say(lang))
    def verify(
        file: Annotated[Path | None, typer.Argument(metavar="FILE", help=_FILE.say(lang))] = None,
        until: Annotated[
            str, typer.Option("--until", metavar="HEAD", help=_UNTIL_HEAD.say(lang))
        ] = "",
        after: Annotated[str, typer.Option("--after", metavar="HEAD", help=_AFTER.say(lang))] = "",
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.state import database_at  # noqa: PLC0415  # slow to load
        from sitesel.record.lines import verify as verify_record  # noqa: PLC0415

        known = _head(until, "--until") if until else None
        if file is not None:
            chain = _of_file(file, _head(after, "--after") if after else None, known)
        elif after:
            raise WrongUse("--after goes with a file", "--after 用于检验文件")
        else:
            with database_at(settings, store) as database, database.reading() as session:
                chain = verify_record(session, until=known)
        if as_json:
            body = json.dumps(_wire(chain, lang), ensure_ascii=False, indent=2)
            write_out(f"{body}\n".encode(), "json")
        else:
            _say(chain, lang)
        if chain.broken is not None:
            raise typer.Exit(FOUND)


def _add_export(
    audit: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @audit.command("export", cls=command, help=_EXPORT_LONG.say(lang), short_help=_EXPORT.say(lang))
    def export(
        since: Annotated[str, typer.Option("--since", metavar="DAY", help=_SINCE.say(lang))] = "",
        until: Annotated[str, typer.Option("--until", metavar="DAY", help=_UNTIL.say(lang))] = "",
        out: Annotated[
            Path | None, typer.Option("-o", "--output", metavar="FILE", help=_OUT.say(lang))
        ] = None,
        as_csv: Annotated[bool, typer.Option("--csv", help=_CSV.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.state import database_at, user_of_machine  # noqa: PLC0415  # slow to load
        from sitesel.record import write  # noqa: PLC0415
        from sitesel.record.exporting import as_table  # noqa: PLC0415
        from sitesel.record.lines import lines, span  # noqa: PLC0415
        from sitesel.record.lines import verify as verify_record  # noqa: PLC0415

        begin = _moment(since, "--since") if since else None
        end = _moment(until, "--until", whole_day=True) if until else None
        with database_at(settings, store) as database:
            with database.reading() as session:
                chain = verify_record(session)
                after, last = span(session, begin, end)
                with closing(lines(session, after=after, until=last)) as each:
                    _put(as_table(each, lang) if as_csv else each, out, "csv" if as_csv else "json")
            told = {"since": since, "until": until, "entries": last - after, "last": last}
            with database.writing() as session:
                now, who = datetime.now(UTC), user_of_machine()
                write(session, now=now, who=who, what="export", of="record", told=told)
        tell(_EXPORTED.format(count=last - after).say(lang))
        if chain.broken is not None:
            tell(_BROKEN.format(why=chain.broken.words.say(lang)).say(lang))
            raise typer.Exit(FOUND)


def _add_seal(
    audit: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @audit.command("seal", cls=command, help=_SEAL_LONG.say(lang), short_help=_SEAL.say(lang))
    def seal(
        before: Annotated[str, typer.Option("--before", metavar="DAY", help=_BEFORE.say(lang))],
        out: Annotated[
            Path, typer.Option("-o", "--output", metavar="FILE", help=_OUT_SEAL.say(lang))
        ],
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.state import database_at, user_of_machine  # noqa: PLC0415  # slow to load
        from sitesel.record.sealing import seal as seal_record  # noqa: PLC0415

        day = _moment(before, "--before")
        now = datetime.now(UTC)
        try:
            with database_at(settings, store) as database:
                done = seal_record(database, out, before=day, now=now, who=user_of_machine())
        except OSError as error:
            why = error.strerror or str(error)
            raise CannotWrite(
                f"can't write {out}: {why}; nothing was sealed",
                f"无法写入 {out}：{why}；没有封存",
            ) from error
        if done is None:
            tell(_NOTHING.say(lang))
            return
        show(_SEALED.format(count=done.entries, last=done.until, file=done.file).say(lang))


def _of_file(file: Path, after: "Head | None", until: "Head | None") -> "Chain":
    from sitesel.record.chain import follow  # noqa: PLC0415

    try:
        with file.open("rb") as lines:
            return follow(lines, after=after, until=until)
    except OSError as error:
        why = error.strerror or str(error)
        raise FileMissing(f"can't read {file}: {why}", f"无法读取 {file}：{why}") from error


def _say(chain: "Chain", lang: Lang) -> None:
    if chain.broken is not None:
        show(_BROKEN.format(why=chain.broken.words.say(lang)).say(lang))
    elif not chain.end.number:
        show(_NONE.say(lang))
    else:
        first, last = chain.start.number + 1, chain.end.number
        show(_WHOLE.format(count=chain.entries, first=first, last=last).say(lang))
        show(_HEAD.format(head=chain.end).say(lang))
        tell(_KEEP.say(lang))


def _wire(chain: "Chain", lang: Lang) -> dict[str, object]:
    broken = chain.broken
    told = broken and {
        "line": broken.line,
        "number": broken.number,
        "why": broken.why,
        "words": broken.words.say(lang),
    }
    start, end = str(chain.start), str(chain.end)
    return {"entries": chain.entries, "start": start, "end": end, "broken": told}


def _head(words: str, option: str) -> "Head":
    from sitesel.record.head import Head  # noqa: PLC0415

    found = Head.read(words)
    if found is None:
        raise WrongUse(
            f"{option} is NUMBER:DIGEST as `sitesel audit verify` tells it, not {words!r}",
            f"{option} 应为 `sitesel audit verify` 给出的“序号:摘要”，不是 {words!r}",
        )
    return found


def _moment(words: str, option: str, *, whole_day: bool = False) -> datetime:
    try:
        found = datetime.fromisoformat(words).astimezone()  # of this machine's clock if not told
        return found + timedelta(days=1) if whole_day and len(words) <= len("2026-01-01") else found
    except (ValueError, OverflowError) as error:
        raise WrongUse(
            f"{option} is a day like 2026-11-20, not {words!r}",
            f"{option} 应为日期，如 2026-11-20，不是 {words!r}",
        ) from error


def _put(blocks: Iterable[bytes], out: Path | None, form: str) -> None:
    if out is None:
        for block in blocks:
            write_out(block, form)
        return
    with _private():
        write_file(out, blocks)


@contextmanager
def _private() -> Iterator[None]:
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
