from __future__ import annotations

import pytest

ASKED = """\
title: {zh: 小厂, en: Small works}
constraints: [{attribute: area, at_least: 1}]
wharf: {cargo: 干散货, depth: 11 m, dangerous_goods: yes}
development:
  buildings: {width: 30 m, depth: 20 m, count: 2}
  setbacks: {road: 5 m}
"""


EN = "wharf: bulk, water 11 m deep, dangerous goods · to be built: 2 of 30 × 20 m, 5 m from roads"
ZH = "码头：散货、水深 11 米、可作业危险货物 · 拟建：30 × 20 米 2 栋、退道路 5 米"


@pytest.mark.parametrize("command", [("select",), ("explain", "A")])
@pytest.mark.parametrize(("lang", "said"), [("en", EN), ("zh", ZH)])
def test_what_else_is_asked_is_told_at_the_top(sitesel, tmp_path, capsys, command, lang, said):
    wanted = tmp_path / "wanted.yaml"
    wanted.write_text(ASKED, "utf-8")
    assert sitesel(*command, wanted, "--lang", lang) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == said


def test_nothing_more_is_said_where_nothing_more_is_asked(sitesel, wanted, capsys):
    assert sitesel("select", wanted, "--lang", "en") == 0
    assert "to be built" not in capsys.readouterr().out
