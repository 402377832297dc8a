"""Where the command line writes: answers to standard output, everything else to standard error."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unicodedata import category

from sitesel.language import Lang, Text
from sitesel.progress import Progress, silent

if TYPE_CHECKING:
    from rich.console import Console

Say = Callable[[Text], str]
STYLE = {
    "candidate": "green",
    "rejected": "red",
    "undecided": "yellow",
    "holds": "green",
    "fails": "red",
    "unknown": "yellow",
    "fatal": "bold red",
    "error": "red",
    "warning": "yellow",
    "note": "dim",
}
_WIDE = 160
_BROAD = 90
_STRANGE = "\ufffd"
# control characters, and those that turn the direction of what follows
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def console(*, errors: bool = False) -> Console:
    """Return a console; colours only on a terminal, and not with NO_COLOR."""
    from rich.console import Console  # noqa: PLC0415  # slow to import, and --help needs none

    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def show(*words: str) -> None:
    """Write lines of an answer."""
    sys.stdout.write("".join(f"{_STEERING.sub(_STRANGE, line)}\n" for line in words))


def tell(words: str) -> None:
    """Write one line about how it went."""
    sys.stderr.write(f"{_STEERING.sub(_STRANGE, words)}\n")


def table(
    title: str,
    heads: Sequence[str],
    rows: Iterable[tuple[Sequence[str], str]],
    *,
    numbers: Sequence[int] = (),
    whole: Sequence[int] = (),
) -> None:
    """Write a table; each row comes with a style. Text from data is never read as markup.

    `numbers` stand to the right, `whole` are never broken over lines where there is width enough.

    Without a title there is none, and heads that are all empty are not shown.
    """
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text as Words  # noqa: PLC0415

    drawn = Table(
        title=Words(printable(title)) if title else None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        show_header=any(heads),
    )
    paper = console()
    for place, head in enumerate(heads):
        drawn.add_column(
            Words(printable(head)),
            justify="right" if place in numbers else "left",
            overflow="fold",
            no_wrap=place in whole and paper.width >= _BROAD,
        )
    for cells, style in rows:
        drawn.add_row(*(Words(printable(cell)) for cell in cells), style=style)
    paper.print(drawn)


def printable(words: str) -> str:
    r"""Return text without the characters that steer a terminal.

    >>> printable("A1\x1b[31m\nB")
    'A1�[31m�B'
    """
    return "".join(c if c.isprintable() or category(c) == "Zs" else _STRANGE for c in words)


@contextmanager
def bar(lang: Lang) -> Iterator[Progress]:
    """Show a progress bar on standard error while work goes on; none where nobody looks."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich import progress as bars  # noqa: PLC0415

    columns = (
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=console(errors=True), transient=True) as shown:
        task = shown.add_task("", total=1.0)

        def progress(step: Text, done: float, /) -> None:
            shown.update(task, description=step.say(lang), completed=done)

        yield progress
