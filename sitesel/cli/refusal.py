"""What is wrong with a command line, in the language of its writer."""

from __future__ import annotations

import difflib
from typing import Any

import typer

from sitesel.language import Lang, Text

# typer keeps its own copy of click from 0.26 on; this is the same class before and after
UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def refusal(error: Any, lang: Lang) -> str:  # noqa: ANN401
    """Say what is wrong with a command line, and where the manual is."""
    kind = type(error).__name__
    path = error.ctx.command_path if error.ctx is not None else "sitesel"
    if kind == "NoArgsIsHelpError":
        return str(error.ctx.get_help()).rstrip()
    said = _said(kind, error).say(lang)
    way_out = Text(f"用 `{path} --help` 查看用法", f"`{path} --help` tells how it is used")
    return f"{said}{'；' if lang == 'zh' else '; '}{way_out.say(lang)}"


def _said(kind: str, error: Any) -> Text:  # noqa: ANN401
    plain = str(error.format_message()).rstrip(".")
    if kind == "MissingParameter" and error.param is not None:
        name = (error.param.metavar or error.param.name).upper()
        if error.param.param_type_name == "option":
            name = max(error.param.opts, key=len)
        return Text(f"缺少 {name}", f"{name} is missing")
    if kind == "NoSuchOption":
        near = _near(error.option_name, _options(error.ctx))
        hint = Text(f"（是不是 {near}？）", f" (did you mean {near}?)") if near else Text("", "")
        return Text(
            f"没有选项 {error.option_name}{hint.zh}", f"no option {error.option_name}{hint.en}"
        )
    commands = list(getattr(error.ctx.command, "commands", None) or {}) if error.ctx else []
    if commands and plain == "Missing command":
        return Text("缺少命令", "a command is missing")
    if commands and "'" in plain and kind == "UsageError":
        asked = plain.split("'")[1]
        near = _near(asked, commands)
        hint = Text(f"（是不是 {near}？）", f" (did you mean {near}?)") if near else Text("", "")
        return Text(f"没有命令 {asked!r}{hint.zh}", f"no command {asked!r}{hint.en}")
    if kind == "BadParameter" and error.param is not None:
        name, about = max(error.param.opts, key=len), " ".join((error.param.help or "").split())
        return Text(f"{name} 的值不对（{about}）", f"{name} has a wrong value ({about})")
    return Text(f"命令行有误：{plain}", plain)


def _options(ctx: Any) -> list[str]:  # noqa: ANN401
    if ctx is None:
        return []
    return [name for param in ctx.command.get_params(ctx) for name in param.opts]


def _near(asked: str, known: list[str]) -> str | None:
    return next(iter(difflib.get_close_matches(asked, known, 1, 0.5)), None)
