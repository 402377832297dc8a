"""The command line: it asks the other parts and shows what they answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from pydantic import ValidationError

from sitesel import __version__
from sitesel.cli import (
    attributes,
    audit,
    backup,
    build,
    check,
    compare,
    doctor,
    enquiries,
    exits,
    explain,
    follow_up,
    history,
    place,
    project,
    propose,
    revise,
    routes,
    rules,
    select,
    serve,
    service_area,
    tiles,
    user,
)
from sitesel.cli.manual import classes
from sitesel.cli.refusal import UsageError, refusal
from sitesel.cli.terminal import show, tell
from sitesel.errors import SiteselError
from sitesel.language import LANGUAGES, Lang, Text
from sitesel.settings import Settings

_ABOUT = Text(
    """地块选址，逐宗有据：杂乱的地块文件进来，构建成目录；把项目的需求交给它，
每一宗地都有交代：候选、淘汰（写明全部理由）或待定（写明缺什么数据）。""",
    """Site selection that accounts for every parcel: messy parcel files become a catalogue; a
project's requirement is put to it; and every parcel comes back as candidate, rejected (with
all reasons) or undecided (with what is not known).""",
)
_EXAMPLES = Text(
    """示例：
  sitesel check 地块.shp                        看看文件是什么、有什么问题
  sitesel build parcels/zhoushan/build.yaml     构建示范目录
  sitesel select 需求.yaml                      列出候选地块
  sitesel select 需求.yaml -o 结果.xlsx         同样的结果，写成表格
  sitesel explain DS-06 需求.yaml               这一宗为什么行、为什么不行
  sitesel routes DS-06                          到各类最近设施怎么走

退出码：""",
    """Examples:
  sitesel check parcels.shp                     what is this file, and what is wrong with it
  sitesel build parcels/zhoushan/build.yaml     build the demonstration catalogue
  sitesel select wanted.yaml                    list the candidates
  sitesel select wanted.yaml -o shortlist.xlsx  the same answer, as a workbook
  sitesel explain DS-06 wanted.yaml             why this parcel, or why not
  sitesel routes DS-06                          how to get from it to what is nearest

Exit codes:""",
)
_LANG = Text("中文 zh 或英文 en；默认取环境变量 SITESEL_LANG，否则 zh",
             "zh or en; else SITESEL_LANG, else zh")  # fmt: skip
_VERSION = Text("显示版本号", "show the version and exit")


def create_app(settings: Settings, lang: Lang) -> typer.Typer:
    """Return the command line in one language."""
    group, command = classes(lang)
    codes = "\n".join(f"  {code:<5}{words.say(lang)}" for code, words in exits.MEANING.items())
    app = typer.Typer(
        name="sitesel",
        cls=group,
        help=_ABOUT.say(lang),
        epilog=f"{_EXAMPLES.say(lang)}\n{codes}",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    def whole(
        language: str = typer.Option(lang, "--lang", metavar="zh|en", help=_LANG.say(lang)),
        version: bool = typer.Option(  # noqa: FBT001
            False, "--version", help=_VERSION.say(lang), is_eager=True, callback=_show_version
        ),
    ) -> None:
        del language, version  # one is read at the door, the other has ended the program

    app.callback(invoke_without_command=False)(whole)
    parts = (
        check,
        build,
        select,
        compare,
        place,
        propose,
        explain,
        routes,
        service_area,
        attributes,
        rules,
        tiles,
        serve,
        enquiries,
        project,
        follow_up,
        revise,
        history,
        user,
        audit,
        backup,
        doctor,
    )
    for part in parts:
        part.add(app, command, settings, lang)
    return app


def _show_version(asked: bool) -> None:  # noqa: FBT001
    if asked:
        show(__version__)
        raise typer.Exit


def run(arguments: Sequence[str], settings: Settings) -> int:
    """Run one command line and return its exit code; nothing it meets is a traceback."""
    try:
        lang, rest = spoken(arguments, settings.lang)
    except ValueError as error:
        tell(str(error))
        return exits.USAGE
    try:
        code = create_app(settings, lang)(args=rest, prog_name="sitesel", standalone_mode=False)
    except UsageError as error:
        tell(refusal(error, lang))
        return exits.USAGE
    except SiteselError as error:
        tell(error.say(lang))
        return exits.exit_code(error)
    except KeyboardInterrupt:
        code = exits.INTERRUPTED
    except Exception as error:
        if settings.trace:
            raise
        tell(_unforeseen(error).say(lang))
        return exits.UNFORESEEN
    if code == exits.INTERRUPTED:
        tell(Text("已中断；没有留下半成品", "interrupted; nothing half-made was left").say(lang))
    return code if isinstance(code, int) else exits.FINE


def spoken(arguments: Sequence[str], usual: Lang) -> tuple[Lang, list[str]]:
    """Take `--lang` out of the arguments, wherever it stands before a bare `--`.

    >>> spoken(["select", "a.yaml", "--lang", "en"], "zh")
    ('en', ['select', 'a.yaml'])
    """
    lang, rest, words = usual, [], iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        if word != "--lang" and not word.startswith("--lang="):
            rest.append(word)
            continue
        asked = word[7:] if "=" in word else next(words, "")
        known = [each for each in LANGUAGES if each == asked]
        if not known:
            raise ValueError(
                f"--lang 应为 zh 或 en，不是 {asked!r} / --lang is zh or en, not {asked!r}"
            )
        lang = known[0]
    return lang, rest


def _unforeseen(error: Exception) -> Text:
    what = f"{type(error).__name__}: {error}"
    return Text(
        f"意外错误（{what}）。设 SITESEL_TRACE=1 再运行可看到详情",
        f"unforeseen error ({what}); run again with SITESEL_TRACE=1 to see where",
    )


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"SITESEL_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        tell(f"环境变量有误 / environment variables are wrong: {wrong}")
        sys.exit(exits.USAGE)
    sys.exit(run(sys.argv[1:], settings))
