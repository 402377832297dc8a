"""Land-use codes: the 2023 classification, and the crosswalk from other systems to it.

The same digits mean different land in different systems, so no code is read without its system.
What a code can't tell stays unknown: 三调 0601 is industry, of a class that nobody knows.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from sitesel.datasets import dataset
from sitesel.errors import SiteselError
from sitesel.language import Lang, Text

CURRENT = "land-use-2023"

SYSTEMS: Mapping[str, Text] = {
    CURRENT: Text("用地用海分类指南（2023）", "Classification of land and sea use (2023)"),
    "gb-50137-2011": Text("城市用地分类 GB 50137-2011", "Urban land classes GB 50137-2011"),
    "gbt-21010-2017": Text("土地利用现状分类 GB/T 21010-2017", "Land-use classes GB/T 21010-2017"),
    "third-survey": Text("第三次全国国土调查", "Third national land survey"),
}


class UnknownSystem(SiteselError):
    """A land-use code system that sitesel does not know."""

    code = "unknown-land-use-system"


@cache
def _current() -> Mapping[str, Text]:
    with dataset("codes/land-use-2023.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: Text(row["name_zh"], row["name_en"]) for row in csv.DictReader(lines)}


@cache
def _crosswalk() -> Mapping[tuple[str, str], tuple[str, tuple[str, ...]]]:
    with dataset("codes/crosswalk.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["system"], row["code"]): (row["name_zh"], tuple(row["to_2023"].split("|")))
            for row in csv.DictReader(lines)
        }


def check_system(system: str) -> None:
    """Check that a code system is known.

    Raises
    ------
    UnknownSystem
        It is not.
    """
    if system not in SYSTEMS:
        known = ", ".join(SYSTEMS)
        raise UnknownSystem(
            f"no land-use code system {system!r}; known are {known}",
            f"没有用地分类 {system!r}；可用：{known}",
        )


def is_known(code: str, system: str = CURRENT) -> bool:
    """Tell whether a system has a code; zeros padded on the right are taken off.

    >>> is_known("100103"), is_known("100100"), is_known("9999"), is_known("M2", "gb-50137-2011")
    (True, True, False, True)
    """
    return _known(code, system) is not None


def to_2023(code: str, system: str) -> str | None:
    """Return the 2023 code that a code of any system stands for.

    Where it may stand for several, their common ancestor; None where there is none, or where the
    code is not known.

    Raises
    ------
    UnknownSystem
        The system is not known.

    Examples
    --------
    The same digits, two systems:

    >>> to_2023("0601", "third-survey"), to_2023("0601", "land-use-2023")
    ('1001', '0601')

    Class 三类 can be told from M3, not from 0601; 0604 is logistics or a reserve depot:

    >>> to_2023("M3", "gb-50137-2011"), to_2023("0604", "gbt-21010-2017")
    ('100103', '11')
    """
    check_system(system)
    known = _known(code, system)
    if known is None or system == CURRENT:
        return known
    return _common_ancestor(_crosswalk()[system, known][1])


def parents(code: str) -> tuple[str, ...]:
    """Return the classes that a 2023 code lies in, widest first.

    >>> parents("100103")
    ('10', '1001')
    """
    return tuple(code[:length] for length in range(2, len(code), 2) if code[:length] in _current())


def codes() -> tuple[str, ...]:
    """Return all codes of the 2023 classification."""
    return tuple(_current())


def label(code: str, lang: Lang, system: str = CURRENT) -> str:
    """Say a code in words; the code itself where it is not known.

    >>> label("100103", "zh"), label("0601", "zh", "third-survey"), label("0601", "zh")
    ('三类工业用地', '工业用地', '农村道路')
    """
    known = _known(code, system)
    if known is None:
        return code
    if system == CURRENT:
        return _current()[known].say(lang)
    target = to_2023(known, system)
    own = _crosswalk()[system, known][0]
    return own if lang == "zh" or target is None else label(target, lang)


def _known(code: str, system: str) -> str | None:
    known = _codes_of(system)
    text = code.strip().upper()
    if text in known:
        return text
    while text.endswith("00") and len(text) > 2:  # two digits are a level
        text = text[:-2]
        if text in known:
            return text
    return None


@cache
def _codes_of(system: str) -> frozenset[str]:
    if system == CURRENT:
        return frozenset(_current())
    return frozenset(code for other, code in _crosswalk() if other == system)


def _common_ancestor(targets: tuple[str, ...]) -> str | None:
    common = targets[0]
    for target in targets[1:]:
        while common and not target.startswith(common):
            common = common[:-2]
    return common or None
