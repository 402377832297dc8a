"""`sitesel revise` and `sitesel diff`: change what is told of parcels, by hand or by a file."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.difference import MOST_SHOWN, line, show_difference
from sitesel.cli.exits import FOUND, WrongUse
from sitesel.cli.media import MediaAsked, MediaKind
from sitesel.cli.opening import catalogue_at, must_exist
from sitesel.cli.state import database_of, user_of_machine
from sitesel.cli.terminal import bar, show, tell
from sitesel.language import Lang, Text
from sitesel.schema import SiteKind, Tier
from sitesel.settings import Settings
from sitesel.workdays import day_of

if TYPE_CHECKING:
    from sitesel.catalogue import Catalogue, Store
    from sitesel.catalogue.amending import Amended
    from sitesel.catalogue.revisions.difference import Asked, Difference
    from sitesel.catalogue.revisions.outlined import Measure
    from sitesel.catalogue.revisions.revision import Change

_SHORT = Text("修改地块，立即发布", "change parcels, live at once")
_LONG = Text(
    """修改地块（或厂房）的登记内容并立即发布：只写入改动，原有目录保持不变、仍可按标识打开。状态只能按
流转表变更；两人改同一宗时后者会得到提示。`--file` 发布 `sitesel diff` 所示的差异；边界变动须写明
`--config`，只重新量算所涉地块及其相邻地块；`--add-new`、`--remove-gone` 新增、移除地块，整个目录
重新构建。""",
    """Change what is told of parcels (or halls) and publish it at once: only what changed is
written, and the catalogue as it was still opens by its id. A status changes by the steps of its
life only. `--file` publishes what `sitesel diff` shows; outlines that moved take `--config`, and
only their parcels and those beside are measured again; `--add-new` and `--remove-gone` add parcels
and take them away, for which the whole catalogue is built again.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel revise DS-06 status=挂牌 price=30万元/亩 --document 浙自然资规〔2026〕7号
  sitesel revise DS-06 --hold 甲项目 --until 2026-12-31
  sitesel revise DS-06 --release
  sitesel revise --release-expired
  sitesel revise DS-06 --add-media 航拍.jpg --title 北望 --tier investor
  sitesel revise --file 月报.xlsx""",
    """Examples:
  sitesel revise DS-06 status=listed "price=30 万元/亩" --document "Notice 7/2026"
  sitesel revise DS-06 --hold "Project A" --until 2026-12-31
  sitesel revise DS-06 --release
  sitesel revise --release-expired
  sitesel revise DS-06 --add-media aerial.jpg --title "Looking north" --tier investor
  sitesel revise --file monthly.xlsx""",
)
_DIFF_SHORT = Text("看文件会改动什么，不发布", "what a file would change; nothing is published")
_DIFF_LONG = Text(
    """把文件与已发布的目录比较：改动的属性逐项列出，边界移动多少米，新增、减少哪些地块，文件有什么
问题。不作任何改动。列按属性名或中英文名称识别；空单元格表示不改。""",
    """Hold a file against the published catalogue: values that change one by one, outlines that
moved and by how many metres, parcels that are new or gone, faults of the file. Nothing is
changed. Columns are known by names and labels of attributes; an empty cell changes nothing.""",
)
_DIFF_EXAMPLES = Text(
    "示例：\n  sitesel diff 月报.xlsx\n  sitesel diff 地块.zip --whole",
    "Examples:\n  sitesel diff monthly.xlsx\n  sitesel diff parcels.zip --whole",
)
_PARCEL = Text("地块编号，其后为 属性=值", "a parcel, then attribute=value")
_DOCUMENT = Text("依据的文件", "the document it rests on")
_NOTE = Text("说明", "why")
_EXPECTS = Text("所依据的目录标识；该宗此后若已改动则不发布",
                "id of the catalogue looked at; refused if the parcel changed since")  # fmt: skip
_HOLD = Text("为项目预留", "hold it for a project")
_UNTIL = Text("预留的最后一天", "the last day it is held")
_RELEASE = Text("解除预留，恢复原状态", "release it to the status it had")
_EXPIRED = Text("解除所有到期的预留", "release all whose time is over")
_FILE = Text("发布文件中的改动", "publish the changes of a file")
_CONFIG = Text("构建配置：边界变动据此重新量算并发布；默认 SITESEL_CONFIG",
               "build config, to measure outlines that moved; SITESEL_CONFIG")  # fmt: skip
_ADD = Text("添加图片或 PDF 文件；去除其元数据",
            "add a picture or PDF; its metadata are left out")  # fmt: skip
_REMOVE = Text("移除图片或文件，按历史所列的文件名",
               "take a picture or document off, by the file name in the history")  # fmt: skip
_KIND = Text("photo 照片、panorama 全景、plan 图纸、document 文件；默认按内容",
             "photo, panorama, plan or document; by its content when left out")  # fmt: skip
_TITLE = Text("图片或文件的标题", "title of the picture or document")
_TIER = Text("谁可以看：public 公众、investor 受邀投资方、staff 内部",
             "who may see it: public, investor or staff")  # fmt: skip
_HALLS = Text("是厂房而非地块", "halls, not parcels")
_WHOLE = Text("文件列有全部地块，未列者为减少", "it lists all; what it lacks is gone")
_ID = Text("编号所在的列", "the column of the id")
_LAYER = Text("图层或工作表", "layer or sheet")
_CRS = Text("坐标系代号，文件未写明时", "CRS code, where the file doesn't tell")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_PUBLISHED = Text("已发布 {id}：改动 {count} 项", "published {id}: {count} values changed")
_ALREADY = Text("无需改动：已是如此（{id}）", "nothing to change: all is so already ({id})")
_NONE = Text("没有到期的预留", "no reservation is over")
_ADD_NEW = Text(
    "新增文件中目录没有的地块；须有 --config，整个目录重新构建",
    "add the parcels of the file that are new; takes --config, and builds all again",
)
_REMOVE_GONE = Text(
    "文件列有全部地块：移除其中没有的地块；须有 --config，整个目录重新构建",
    "the file lists all: take away the parcels that it lacks; takes --config, and builds all again",
)
_LEFT = Text(
    "新增的地块不随之发布：请用 --add-new 与 --config，或用 `sitesel build` 构建",
    "parcels that are new are left: use --add-new with --config, or `sitesel build`",
)
_TAKES_CONFIG = Text(
    "--add-new 和 --remove-gone 须与 --file 及构建配置同用：请用 --config 或 SITESEL_CONFIG 指明，"
    "或用 `sitesel build` 构建",
    "--add-new and --remove-gone take --file, and the build config: tell it by --config or "
    "SITESEL_CONFIG, or use `sitesel build`",
)
_STAY = Text(
    "边界变动不随之发布：请用 --config 指明构建配置，或用 `sitesel build` 构建",
    "outlines that moved are left: tell the build config by --config, or use `sitesel build`",
)


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the commands."""

    @app.command(
        "revise",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def revise(
        words: Annotated[
            list[str] | None, typer.Argument(metavar="PARCEL NAME=VALUE…", help=_PARCEL.say(lang))
        ] = None,
        *,
        document: Annotated[str | None, typer.Option(help=_DOCUMENT.say(lang))] = None,
        note: Annotated[str | None, typer.Option(help=_NOTE.say(lang))] = None,
        expects: Annotated[str | None, typer.Option(metavar="ID", help=_EXPECTS.say(lang))] = None,
        hold: Annotated[str | None, typer.Option(metavar="PROJECT", help=_HOLD.say(lang))] = None,
        until: Annotated[str | None, typer.Option(metavar="DAY", help=_UNTIL.say(lang))] = None,
        release: Annotated[bool, typer.Option("--release", help=_RELEASE.say(lang))] = False,
        release_expired: Annotated[
            bool, typer.Option("--release-expired", help=_EXPIRED.say(lang))
        ] = False,
        file: Annotated[
            Path | None, typer.Option("--file", metavar="FILE", help=_FILE.say(lang))
        ] = None,
        config: Annotated[
            Path | None, typer.Option("--config", metavar="FILE", help=_CONFIG.say(lang))
        ] = settings.config,
        add_new: Annotated[bool, typer.Option("--add-new", help=_ADD_NEW.say(lang))] = False,
        remove_gone: Annotated[
            bool, typer.Option("--remove-gone", help=_REMOVE_GONE.say(lang))
        ] = False,
        add_media: Annotated[
            Path | None, typer.Option("--add-media", metavar="FILE", help=_ADD.say(lang))
        ] = None,
        remove_media: Annotated[
            str | None, typer.Option("--remove-media", metavar="NAME", help=_REMOVE.say(lang))
        ] = None,
        kind: Annotated[
            MediaKind | None, typer.Option("--kind", metavar="KIND", help=_KIND.say(lang))
        ] = None,
        title: Annotated[str | None, typer.Option("--title", help=_TITLE.say(lang))] = None,
        tier: Annotated[
            Tier, typer.Option("--tier", metavar="TIER", help=_TIER.say(lang))
        ] = "public",
        halls: Annotated[bool, typer.Option("--halls", help=_HALLS.say(lang))] = False,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.catalogue import Store  # noqa: PLC0415  # slow to load

        of: SiteKind = "halls" if halls else "parcels"
        if [bool(words), file is not None, release_expired].count(True) != 1:
            raise WrongUse(
                "name a parcel and what to change, or --file, or --release-expired",
                "请写明地块和要改的内容，或用 --file、--release-expired 之一",
            )
        if (add_new or remove_gone) and (file is None or config is None):
            raise WrongUse(_TAKES_CONFIG.en, _TAKES_CONFIG.zh)
        now = datetime.now(UTC)
        about = _About(Store(store), catalogue_at(store), of, document, note, now)
        amended: Amended | None = None
        if release_expired:
            changes, deed = _over(about), "release"
        elif file is not None:
            found = _difference(about.current, file, _asked(about.kind, whole=remove_gone))
            changes = _of_file(about, found, lang, moves=config is not None, adds=add_new)
            deed = "publish"
            if config is not None and ((add_new and found.new) or found.gone):
                amended = _amended(about, found, config, lang, add=add_new, remove=remove_gone)
        else:
            asked = MediaAsked(add_media, remove_media, kind, title, tier)
            changes, deed = _of_words(about, words or [], hold, until, asked, release=release)
        seen = expects if words else about.current.id
        if not changes and release_expired:
            show(_NONE.say(lang))
            return
        measure = None if amended else _measure(config, about.current, changes, lang)
        _publish(settings, about, changes, deed, lang, seen, measure, amended)

    @app.command(
        "diff",
        cls=command,
        help=_DIFF_LONG.say(lang),
        short_help=_DIFF_SHORT.say(lang),
        epilog=_DIFF_EXAMPLES.say(lang),
    )
    def diff(
        file: Annotated[Path, typer.Argument(metavar="FILE")],
        *,
        whole: Annotated[bool, typer.Option("--whole", help=_WHOLE.say(lang))] = False,
        halls: Annotated[bool, typer.Option("--halls", help=_HALLS.say(lang))] = False,
        id_column: Annotated[
            str | None, typer.Option("--id", metavar="COLUMN", help=_ID.say(lang))
        ] = None,
        layer: Annotated[
            str | None, typer.Option("--layer", metavar="NAME", help=_LAYER.say(lang))
        ] = None,
        crs: Annotated[
            str | None, typer.Option("--crs", metavar="CODE", help=_CRS.say(lang))
        ] = None,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        asked = _asked("halls" if halls else "parcels", id_column, layer, crs, whole=whole)
        found = _difference(catalogue_at(store), file, asked)
        show_difference(found, lang)
        if found.refused:
            raise typer.Exit(FOUND)


@dataclass(frozen=True)
class _About:
    store: "Store"
    current: "Catalogue"
    kind: SiteKind
    document: str | None
    note: str | None
    now: datetime

    @property
    def today(self) -> date:
        return day_of(self.now)


def _over(about: _About) -> "list[Change]":
    from sitesel.catalogue.revisions import reservation  # noqa: PLC0415

    return [
        change
        for each in reservation.expired(about.current, about.today)
        for change in reservation.release(
            about.store, about.current, each.site, sites=each.sites, note=about.note
        )
    ]


def _of_file(
    about: _About, found: "Difference", lang: Lang, *, moves: bool, adds: bool
) -> "list[Change]":
    show_difference(found, lang)
    if found.new and not adds:
        tell(_LEFT.say(lang))
    if found.moved and not moves:
        tell(_STAY.say(lang))
    return found.changes(outlines=moves, document=about.document, note=about.note)


def _amended(
    about: _About, found: "Difference", config: Path, lang: Lang, *, add: bool, remove: bool
) -> "Amended":
    """Build the catalogue with the parcels that are added and without those taken away."""
    from sitesel.catalogue.amending import Wanted, amended  # noqa: PLC0415  # slow to load
    from sitesel.catalogue.reading import read_config  # noqa: PLC0415

    must_exist(config)
    wanted = Wanted(add=add, remove=remove, document=about.document, note=about.note)
    with bar(lang) as progress:
        return amended(about.store, read_config(config), found, wanted, who=user_of_machine(),
                       now=about.now, progress=progress)  # fmt: skip


def _measure(
    config: Path | None, current: "Catalogue", changes: "Sequence[Change]", lang: Lang
) -> "Measure | None":
    """Return what measures outlines that change; None where none does."""
    from sitesel.catalogue.revisions.outlined import is_of_outline  # noqa: PLC0415

    if config is None or not any(map(is_of_outline, changes)):
        return None
    from sitesel.catalogue.reading import read_config  # noqa: PLC0415  # slow to load
    from sitesel.catalogue.shared import surroundings_for  # noqa: PLC0415

    must_exist(config)
    with bar(lang) as progress:
        return surroundings_for(read_config(config), current, progress).measured


def _of_words(
    about: _About,
    words: Sequence[str],
    hold: str | None,
    until: str | None,
    media: MediaAsked,
    *,
    release: bool,
) -> "tuple[list[Change], str]":
    from sitesel.catalogue.revisions import reservation  # noqa: PLC0415
    from sitesel.catalogue.revisions.revision import Change  # noqa: PLC0415

    site, *pairs = words
    told = [_pair(pair) for pair in pairs]
    of_media = [media.add is not None, media.remove is not None]
    if [hold is not None, release, bool(told), *of_media].count(True) != 1:
        raise WrongUse(
            "after the parcel: attribute=value, or --hold with --until, or --release, "
            "or --add-media, or --remove-media",
            "地块之后请写 属性=值，或 --hold 与 --until，或 --release，"
            "或 --add-media，或 --remove-media",
        )
    if any(of_media):
        return [media.change(site, about.kind, about.document, about.note)], "edit"
    if hold is not None:
        held = reservation.hold(about.current, site, hold, until=_day(until), today=about.today,
                                sites=about.kind, document=about.document)  # fmt: skip
        return held, "reserve"
    if release:
        freed = reservation.release(about.store, about.current, site, sites=about.kind,
                                    note=about.note)  # fmt: skip
        return freed, "release"
    return [Change(site, n, v, about.document, about.note, about.kind) for n, v in told], "edit"


def _asked(
    kind: SiteKind,
    id_column: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    *,
    whole: bool = False,
) -> "Asked":
    from sitesel.catalogue.revisions.difference import Asked  # noqa: PLC0415
    from sitesel.layers import ReadOptions  # noqa: PLC0415

    return Asked(kind, whole, id_column, options=ReadOptions(layer=layer, crs=crs))


def _difference(current: "Catalogue", file: Path, asked: "Asked") -> "Difference":
    from sitesel.catalogue.revisions.difference import difference  # noqa: PLC0415

    must_exist(file)
    return difference(current, file, asked)


def _publish(
    settings: Settings,
    about: _About,
    changes: "Sequence[Change]",
    deed: str,
    lang: Lang,
    expects: str | None,
    measure: "Measure | None",
    amended: "Amended | None" = None,
) -> None:
    from sitesel.record import write  # noqa: PLC0415

    who, store, now = user_of_machine(), about.store, about.now
    database = database_of(settings, store.path)
    database.upgrade()
    with database.writing() as session:
        before = store.current_id()
        if amended is None:
            made = store.revise(changes, who=who, now=now, expects=expects, measure=measure)
        else:
            made = store.amend(amended)
        revised = made.revised
        if made.id == before or revised is None:
            show(_ALREADY.format(id=made.id).say(lang))
            return
        revisions = revised.state.revisions
        sites = list(dict.fromkeys((each.sites, each.site) for each in revisions))
        of = f"{sites[0][0][:-1]}:{sites[0][1]}" if len(sites) == 1 else f"catalogue:{made.id}"
        told = {"catalogue": made.id, "before": before, "values": len(revisions)}
        write(session, now=now, who=who, what=deed, of=of, told=told)  # type: ignore[arg-type]
    for each in revisions[:MOST_SHOWN]:
        show(line(each, made.schema, lang))
    show(_PUBLISHED.format(id=made.id, count=len(revisions)).say(lang))


def _pair(word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign or not name.strip():
        raise WrongUse(
            f"{word!r} is not attribute=value; write status=listed",
            f"{word!r} 不是 属性=值；请写成 status=挂牌",
        )
    return name.strip(), value


def _day(word: str | None) -> date:
    try:
        return date.fromisoformat(word or "")
    except ValueError as error:
        raise WrongUse(
            f"--until is a day like 2026-12-31, not {word!r}",
            f"--until 应为日期，如 2026-12-31，不是 {word!r}",
        ) from error
