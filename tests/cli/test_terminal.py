from __future__ import annotations

import io

from sitesel.cli.terminal import bar, printable, show, table, tell
from sitesel.language import Text

STEP = Text("量算", "measuring")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at_terminal(monkeypatch) -> tuple[Terminal, Terminal]:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out, errors = Terminal(), Terminal()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", errors)
    return out, errors


def test_long_work_shows_its_step_on_standard_error(monkeypatch):
    out, errors = at_terminal(monkeypatch)
    with bar("zh") as progress:
        progress(STEP, 0.5)
    assert "量算" in errors.getvalue()
    assert out.getvalue() == ""


def test_nothing_is_shown_where_nobody_looks(capsys):
    with bar("en") as progress:
        progress(STEP, 0.5)
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_colours(monkeypatch):
    out, _ = at_terminal(monkeypatch)
    table("", ["a"], [(["x"], "red")])
    assert "\x1b[31m" in out.getvalue()


def test_no_colour_is_respected(monkeypatch):
    out, _ = at_terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    table("", ["a"], [(["x"], "red")])
    assert "\x1b[31m" not in out.getvalue()


def test_square_brackets_in_data_are_not_markup(capsys):
    table("", ["a"], [(["[red]x[/red]"], "")])
    assert "[red]x[/red]" in capsys.readouterr().out


def test_words_from_outside_never_steer_the_terminal(capsys):
    hostile = "A\x1b]0;x\x07B\u202eC\x9b31m"
    show(hostile)
    tell(hostile)
    table(hostile, [hostile], [([hostile], "")])
    out, errors = capsys.readouterr()
    assert not set(out + errors) & {"\x1b", "\x07", "\u202e", "\x9b"}
    assert errors == "A\ufffd]0;x\ufffdB\ufffdC\ufffd31m\n"


def test_a_wide_space_in_a_name_is_a_space():
    assert printable("舟山\u3000一号") == "舟山\u3000一号"


def test_heads_without_words_are_not_shown(capsys):
    table("", ["", ""], [(["x", "y"], "")])
    assert len(capsys.readouterr().out.strip().splitlines()) == 1
