from __future__ import annotations

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from sitesel.cli import app, create_app, exits
from sitesel.settings import Settings

COMMANDS = ("check", "build", "select", "compare", "place", "explain", "attributes", "serve",
            "enquiries", "project", "follow-up", "propose", "audit", "backup", "restore",
            "doctor")  # fmt: skip


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sitesel.cli import main; main()", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_explains_itself_in_the_language_asked(sitesel, capsys, command, lang):
    assert sitesel(command, "--help", "--lang", lang) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("用法：" if lang == "zh" else "Usage: ")
    assert ("显示本说明" in shown) == (lang == "zh")
    assert f"sitesel {command}" in shown


def test_english_help_has_no_chinese_but_for_units(sitesel, capsys):
    for command in COMMANDS:
        sitesel(command, "--help", "--lang", "en")
        shown = capsys.readouterr().out.replace("亩", "")
        kept = "码头生态保护红线"
        assert [c for c in shown if "一" <= c <= "鿿" and c not in kept] == []


def test_help_tells_what_the_exit_codes_mean(sitesel, capsys):
    sitesel("--help", "--lang", "en")
    shown = capsys.readouterr().out
    assert all(words.en in shown for words in exits.MEANING.values())


def test_all_commands_are_there_and_completion_is_not():
    shown = CliRunner().invoke(create_app(Settings(), "en"), ["--help"]).output
    assert all(f"\n  {command}" in shown for command in COMMANDS)
    assert "--install-completion" not in shown


def test_no_arguments_show_the_help(sitesel, capsys):
    assert sitesel() == 2
    assert "用法：sitesel" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("selct",), "没有命令 'selct'（是不是 select？）"),
        (("select",), "缺少 REQUIREMENT"),
        (("select", "a.yaml", "--catalog", "x"), "没有选项 --catalog（是不是 --catalogue？）"),
        (("select", "a.yaml", "--format", "docx"), "--format 的值不对"),
        (("serve", "--port", "many"), "--port 的值不对"),
        (("explain", "A"), "缺少 REQUIREMENT"),
        (("--lang", "zh"), "用法：sitesel"),
        (("--lang", "fr", "attributes"), "--lang 应为 zh 或 en"),
    ],
)
def test_a_wrong_command_line_is_told_with_the_way_out(sitesel, capsys, words, told):
    assert sitesel(*words) == 2
    assert told in capsys.readouterr().err


def test_a_wrong_command_line_is_told_in_english_too(sitesel, capsys):
    assert sitesel("selct", "--lang=en") == 2
    assert "no command 'selct' (did you mean select?); `sitesel --help`" in capsys.readouterr().err


def test_the_version_is_shown(sitesel, capsys):
    assert sitesel("--version") == 0
    assert capsys.readouterr().out.strip() == "0.1.0"


def test_a_word_after_two_dashes_is_no_option():
    assert app.spoken(["explain", "--", "--lang"], "zh") == ("zh", ["explain", "--", "--lang"])


def test_an_unforeseen_error_is_one_line(sitesel, wanted, capsys, monkeypatch):
    monkeypatch.setattr("sitesel.selection.select", lambda *_: 1 / 0)
    assert sitesel("select", wanted, "--lang", "en") == 70
    shown = capsys.readouterr().err
    assert "unforeseen error (ZeroDivisionError: division by zero)" in shown
    assert "Traceback" not in shown


def test_an_unforeseen_error_shows_where_it_arose_when_asked(sitesel, wanted, monkeypatch):
    monkeypatch.setattr("sitesel.selection.select", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sitesel("select", wanted, trace=True)


def test_an_interrupt_is_told_and_exits_with_130(sitesel, wanted, capsys, monkeypatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sitesel.selection.select", interrupt)
    assert sitesel("select", wanted) == 130
    assert "已中断" in capsys.readouterr().err


def test_the_language_comes_from_the_environment():
    assert process("--help", SITESEL_LANG="en").stdout.startswith("Usage: sitesel")


def test_the_language_is_chinese_unless_told():
    assert process("--help").stdout.startswith("用法：sitesel")


def test_a_wrong_setting_exits_with_2():
    done = process("attributes", SITESEL_LANG="fr")
    assert (done.returncode, "SITESEL_LANG" in done.stderr) == (2, True)


def test_scripts_see_the_exit_code_of_a_process(tmp_path):
    assert (
        process("select", str(tmp_path / "none.yaml"), SITESEL_STORE=str(tmp_path)).returncode == 5
    )


def test_output_to_a_pipe_has_no_colours_and_no_bars(tmp_path):
    done = process("attributes", SITESEL_STORE=str(tmp_path / "none"), FORCE_COLOR="")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


def test_a_reader_that_stops_early_gets_no_traceback(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", "from sitesel.cli import main; main()", "attributes"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "SITESEL_STORE": str(tmp_path / "none")},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


def test_help_loads_nothing_slow():
    code = (
        "import sys; from sitesel.cli import run; from sitesel.settings import Settings;"
        "run(['--help'], Settings());"
        "print([m for m in ('pandas', 'geopandas', 'shapely', 'numba', 'fastapi', 'rich.table')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
