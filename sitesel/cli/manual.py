"""The built-in manual: `--help` in one language, with examples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from sitesel.language import Lang, Text

_USAGE = Text("用法", "Usage")
_OPTIONS = Text("选项", "Options")
_ARGUMENTS = Text("参数", "Arguments")
_COMMANDS = Text("命令", "Commands")
_HELP = Text("显示本说明", "show this and exit")
_GAP = 2


def family(name: str, long: Text, short: Text, examples: Text, lang: Lang) -> typer.Typer:
    """Return an application for the commands that stand behind one word."""
    return typer.Typer(
        name=name,
        cls=classes(lang)[0],
        help=long.say(lang),
        short_help=short.say(lang),
        epilog=examples.say(lang),
        no_args_is_help=True,
        rich_markup_mode=None,
    )


def classes(lang: Lang) -> tuple[type[TyperGroup], type[TyperCommand]]:
    """Return group and command classes that show their help in one language."""

    class Group(TyperGroup):
        def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
            formatter.write(page(self, ctx, lang))

    class Command(TyperCommand):
        def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
            formatter.write(page(self, ctx, lang))

    return Group, Command


def page(command: Any, ctx: Any, lang: Lang) -> str:  # noqa: ANN401
    """Return the manual page of a command or group."""
    colon = "：" if lang == "zh" else ": "
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    words = [ctx.command_path, f"[{_OPTIONS.say(lang)}]"]
    words += [_argument(p) for p in arguments]
    commands: dict[str, Any] = dict(getattr(command, "commands", None) or {})
    if commands:
        words.append(f"{_COMMANDS.say(lang)}…")
    parts = [f"{_USAGE.say(lang)}{colon}{' '.join(words)}", command.help or ""]
    parts += _block(_ARGUMENTS, ((_argument(p), p.help or "") for p in arguments), lang)
    parts += _block(_COMMANDS, ((n, c.short_help or "") for n, c in commands.items()), lang)
    parts += _block(
        _OPTIONS,
        ((_option(p), _HELP.say(lang) if p.name == "help" else p.help or "") for p in options),
        lang,
    )
    if command.epilog:
        parts.append(command.epilog)
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _block(head: Text, rows: Iterable[tuple[str, str]], lang: Lang) -> list[str]:
    pairs = list(rows)
    if not pairs:
        return []
    wide = max(len(name) for name, _ in pairs) + _GAP
    lines = [head.say(lang) + ":" if lang == "en" else f"{head.zh}："]
    for name, text in pairs:
        first, *more = text.split("\n")
        lines.append(f"  {name.ljust(wide)}{first}".rstrip())
        lines += [f"  {' ' * wide}{line}" for line in more]
    return ["\n".join(lines)]


def _argument(param: Any) -> str:  # noqa: ANN401
    name = (param.metavar or param.name).upper()
    many = "…" if param.nargs == -1 else ""
    return f"{name}{many}" if param.required else f"[{name}{many}]"


def _option(param: Any) -> str:  # noqa: ANN401
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    return f"{names} {param.metavar}" if param.metavar else names
