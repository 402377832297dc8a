"""`sitesel enquiries`: what visitors asked, for the staff."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import CannotRead, WrongUse
from sitesel.cli.output import write_out
from sitesel.cli.terminal import printable, show, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sitesel.api.enquiry_book import Enquiry

_SHORT = Text("列出访客留下的咨询", "list what visitors asked")
_LONG = Text(
    """按收到的先后列出访客在网页上留下的咨询，供工作人员答复；转为项目用
`sitesel project enquiry`，或在网页上办理。咨询含个人信息：存放在存放目录的文件夹里
（enquiries/，仅服务的用户可读），只有可管理项目的用户能在网页上看到；不再需要时请删除对应的文件。""",
    """List what visitors asked on the pages, in the order it came, for the staff to answer;
`sitesel project enquiry` makes a project of one, as the pages do. Enquiries hold personal data:
they lie in the store (enquiries/, readable by the service's user only), and on the pages only those
see them who may manage projects. Delete a file once nobody needs it.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel enquiries --since 2026-11-20
  sitesel enquiries --csv > 咨询.csv""",
    """Examples:
  sitesel enquiries --since 2026-11-20
  sitesel enquiries --csv > enquiries.csv""",
)
_JSON = Text("JSON，每条一个对象", "as JSON, one object each")
_CSV = Text("CSV，可用电子表格打开", "as CSV for a spreadsheet")
_SINCE = Text(
    "只列这一天（或时刻）起的，如 2026-11-20", "only from this day or time on, like 2026-11-20"
)
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_COUNT = Text("咨询 {count} 条", "enquiries: {count}")
_LABELS = {
    "id": Text("编号", "number"),
    "received": Text("收到时间", "received"),
    "sites": Text("对象", "kind"),
    "parcels": Text("地块", "parcels"),
    "name": Text("姓名", "name"),
    "organisation": Text("单位", "organisation"),
    "contact": Text("联系方式", "contact"),
    "message": Text("留言", "message"),
    "lang": Text("语言", "language"),
    "selection": Text("选址结果", "selection"),
    "catalogue": Text("目录", "catalogue"),
}
_HALLS = Text("厂房", "halls")
# control characters but line ends and tabs, and those that turn the direction of what follows
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "enquiries",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def enquiries(
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.say(lang))] = False,  # noqa: FBT002
        as_csv: Annotated[bool, typer.Option("--csv", help=_CSV.say(lang))] = False,  # noqa: FBT002
        since: Annotated[str, typer.Option("--since", metavar="DAY", help=_SINCE.say(lang))] = "",
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.api.enquiry_book import EnquiryBook  # noqa: PLC0415

        if as_json and as_csv:
            raise WrongUse("give --json or --csv, not both", "--json 与 --csv 只能选一个")
        start = _moment(since) if since else None
        try:
            found = EnquiryBook(store).all(since=start)
        except OSError as error:
            why = error.strerror or str(error)
            raise CannotRead(
                f"the enquiries in {store} can't be read: {why}; run this as the service's user",
                f"{store} 中的咨询无法读取：{why}；请以服务的用户身份运行",
            ) from error
        if as_json:
            write_out(json_of(found), "json")
        elif as_csv:
            write_out(csv_of(found, lang), "csv")
        else:
            for enquiry in found:
                show(*_block(enquiry, lang), "")
            tell(_COUNT.format(count=len(found)).say(lang))


def _moment(since: str) -> datetime:
    try:
        return datetime.fromisoformat(since).astimezone()  # of this machine's clock if not told
    except (ValueError, OverflowError) as error:
        raise WrongUse(
            f"--since is a day like 2026-11-20, not {since!r}",
            f"--since 应为日期，如 2026-11-20，不是 {since!r}",
        ) from error


def json_of(found: "Sequence[Enquiry]") -> bytes:
    """Return enquiries as JSON; what would steer a terminal is escaped."""
    text = json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2)
    text = _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return f"{text}\n".encode(errors="replace")


def csv_of(found: "Sequence[Enquiry]", lang: Lang) -> bytes:
    """Return enquiries as CSV in which no cell is taken for a formula or steers a terminal."""
    from sitesel.exports.table import harmless  # noqa: PLC0415  # slow to load

    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(label.say(lang) for label in _LABELS.values())
    for one in found:
        told = {**asdict(one), "parcels": " ".join(one.parcels)}
        cells = (_STEERING.sub("\ufffd", str(told[name] or "")) for name in _LABELS)
        writer.writerow(harmless(cell) for cell in cells)
    return page.getvalue().encode("utf-8-sig", errors="replace")


def _block(one: "Enquiry", lang: Lang) -> list[str]:
    """Return the lines of one enquiry; those of its message are set in and pass for no field."""
    when = datetime.fromisoformat(one.received).astimezone().isoformat(" ", "minutes")
    stop = "、" if lang == "zh" else ", "
    lines = [f"{printable(one.id)}  {when}"]
    told = {name: getattr(one, name) for name in ("name", "organisation", "contact")}
    told["parcels"] = stop.join(one.parcels)
    told["message"] = one.message
    for name, words in told.items():
        if not words:
            continue
        label = _LABELS[name].say(lang)
        if name == "parcels" and one.sites == "halls":
            label = _HALLS.say(lang)
        first, *more = (printable(line.expandtabs(4)) for line in str(words).splitlines())
        lines.append(f"  {label}{'：' if lang == 'zh' else ': '}{first}")
        lines += [f"      {line}" for line in more]
    return lines
