"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitesel.catalogue import Store
from sitesel.requirement import read_requirement, templates
from sitesel.settings import Settings
from tests.conftest import town_draft

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)[number]


def test_the_requirements_of_the_readme_are_read_without_a_fault():
    assert len(read_requirement(block("yaml")).constraints) == 5
    wanted = read_requirement(block("yaml", 1))
    assert len(wanted.constraints) == 3
    assert wanted.scenario == "liuheng_bridge"
    assert wanted.development.buildings[0].count == 2
    assert wanted.wharf.depth == 11


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    Store(tmp_path / "store").publish(town_draft())
    (tmp_path / "wanted.yaml").write_text(
        "constraints: [{attribute: area, at_least: 10 亩}]\n"
        "criteria: [{attribute: price, value: {linear: {best: 300, worst: 500}}, weight: 1}]",
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "README.md", "exec"), {})  # noqa: S102
    assert capsys.readouterr().out.splitlines()[0] == "1 B 1.0"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name):
    assert f"`SITESEL_{name.upper()}`" in README


def test_every_template_is_in_the_readme():
    assert [name for name in templates() if name not in README] == []


def test_no_placeholder_is_left():
    assert "BENCHMARKS" not in README
