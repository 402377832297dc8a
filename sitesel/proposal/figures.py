"""The figures of a project: what it invests, yields, uses and wants to build.

A figures file is YAML with units as people write them:

    title: {zh: 年产 20 万吨电池正极前驱体, en: "Battery cathode precursor, 200 kt a year"}
    investor: {zh: 某新能源材料公司, en: A maker of new-energy materials}
    sectors: [new_energy_materials, chemicals]
    land: 410 亩
    investment: 35 亿元
    output: 100 亿元
    jobs: 800
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from sitesel.errors import FiguresError
from sitesel.language import Text
from sitesel.units import UnitError, parse_quantity

UNITS: Mapping[str, str] = {
    "land": "m2",
    "investment": "10^4 CNY",
    "output": "10^4 CNY",
    "added_value": "10^4 CNY",
    "tax": "10^4 CNY",
    "energy": "tce",
    "emissions": "kg",
    "jobs": "1",
    "floor_area": "m2",
    "rd_share": "%",
}
"""What each figure is kept in; output, added value, tax, energy and emissions are of one year."""
LABELS: Mapping[str, Text] = {
    "land": Text("拟用地", "Land wanted"),
    "investment": Text("固定资产投资", "Fixed-asset investment"),
    "output": Text("年产值", "Output a year"),
    "added_value": Text("年工业增加值", "Added value a year"),
    "tax": Text("年税收", "Tax a year"),
    "energy": Text("年综合能耗", "Energy a year"),
    "emissions": Text("年排放量", "Emissions a year"),
    "jobs": Text("就业人数", "Jobs"),
    "floor_area": Text("计容建筑面积", "Floor area"),
    "rd_share": Text("研发投入占比", "R&D share"),
}
_WORDS = ("title", "investor", "industry", "contact")
_LISTS = ("sectors", "classes", "upstream", "downstream")
_LONGEST = 200
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class ProjectFigures:
    """What is known of a project; None where it is not told.

    Parameters
    ----------
    title, investor, industry, contact
        In words; `title` is what the proposal is called, else the requirement's own title is.
    sectors
        Words that policies are told for, as the templates of requirements are called.
    classes
        Kinds of projects that rules bind (`hazardous_production`).
    upstream, downstream
        Kinds of facilities of the catalogue where suppliers and customers are.
    land, floor_area
        m².
    investment, output, added_value, tax
        10⁴ CNY; all but the investment a year.
    energy, emissions
        tce and kg a year.
    jobs
        People.
    rd_share
        R&D in the revenue, %.

    Examples
    --------
    >>> ProjectFigures(investment=350_000.0).told()
    [('investment', 350000.0, '10^4 CNY')]
    """

    title: Text | None = None
    investor: Text | None = None
    industry: Text | None = None
    contact: Text | None = None
    sectors: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    land: float | None = None
    investment: float | None = None
    output: float | None = None
    added_value: float | None = None
    tax: float | None = None
    energy: float | None = None
    emissions: float | None = None
    jobs: float | None = None
    floor_area: float | None = None
    rd_share: float | None = None

    def told(self) -> list[tuple[str, float, str]]:
        """Return the figures that are known: name, number, unit."""
        known = ((name, getattr(self, name), unit) for name, unit in UNITS.items())
        return [(name, number, unit) for name, number, unit in known if number is not None]


def read_figures(source: Path | str | Mapping[str, Any]) -> ProjectFigures:
    """Read the figures of a project from a YAML file, its text, or plain data.

    Raises
    ------
    FiguresError
        Not YAML, an unknown entry, or a figure that can't be read; all faults at once.

    Examples
    --------
    >>> read_figures("{land: 410 亩, investment: 35 亿元}").investment
    350000.0
    """
    entries = _entries(source)
    known = {one.name for one in fields(ProjectFigures)}
    faults: list[tuple[str, str]] = []
    told: dict[str, Any] = {}
    for name, value in entries.items():
        if name not in known:
            listed = ", ".join(sorted(known))
            faults.append((f"no figure {name!r}; known are {listed}",
                           f"没有指标 {name!r}；可写 {listed}"))  # fmt: skip
            continue
        try:
            told[name] = _read(name, value)
        except (UnitError, FiguresError) as error:
            faults.append((f"{name}: {error}", f"{name}：{error.text.zh}"))
    if faults:
        raise FiguresError("; ".join(en for en, _ in faults), "；".join(zh for _, zh in faults))
    return ProjectFigures(**told)


def _entries(source: Path | str | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(source, Mapping):
        return dict(source)
    try:
        text = source.read_text("utf-8") if isinstance(source, Path) else source
        if len(text) > _LARGEST:
            raise FiguresError(
                f"a figures file of {len(text):,} characters; it may have {_LARGEST:,}",
                f"指标文件有 {len(text):,} 字，最多 {_LARGEST:,} 字",
            )
        read = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        place = source if isinstance(source, Path) else "text"
        raise FiguresError(
            f"{place} is no YAML of project figures: {error}", f"{place} 不是项目指标 YAML：{error}"
        ) from error
    if not isinstance(read, dict):
        raise FiguresError(
            "project figures are a list of name: value", "项目指标应为“名称: 值”的列表"
        )
    return {str(name): value for name, value in read.items()}


def _read(name: str, value: Any) -> Any:  # noqa: ANN401
    if name in _WORDS:
        return _text(value)
    if name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise FiguresError("a list of words is wanted", "应为词语列表")
        return tuple(value)
    if not isinstance(value, str | int | float):
        raise FiguresError("a number with a unit is wanted", "应为带单位的数字")
    if isinstance(value, str) and name in ("energy", "emissions", "output", "added_value", "tax"):
        value = value.removesuffix("/年").removesuffix("/a")
    number = parse_quantity(value, UNITS[name])
    if number < 0 or (name == "land" and number == 0):
        raise FiguresError(f"{value!r} is too low", f"{value!r} 过小")
    return number


def _text(value: Any) -> Text:  # noqa: ANN401
    if isinstance(value, str) or (
        isinstance(value, dict)
        and all(key in ("zh", "en") and isinstance(said, str) for key, said in value.items())
    ):
        words = Text.of(value)
    else:
        raise FiguresError("words are wanted, or {zh: …, en: …}", "应为文字，或 {zh: …, en: …}")
    if max(len(words.zh), len(words.en)) > _LONGEST:
        raise FiguresError(f"more than {_LONGEST} characters", f"超过 {_LONGEST} 字")
    return words
