"""Advantages and gaps in plain sentences, each made of a contribution or a test."""

from __future__ import annotations

from collections.abc import Sequence

from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import ContributionLine, StandardLine
from sitesel.units import format_number

_GOOD = 0.5
SUPPLIES = (
    "water_supply", "drainage", "power_supply", "telecoms", "road_access", "gas_supply",
    "heat_supply",
)  # fmt: skip
_THERE = ("on_site", "at_boundary")


def advantages(
    case: Case, parts: Sequence[ContributionLine], tests: Sequence[StandardLine]
) -> tuple[str, ...]:
    """Say what speaks for a site: criteria worth half or more, and indicators that are met."""
    said = []
    for one in sorted(parts, key=lambda part: -part.share):
        if one.value is None or one.value < _GOOD:
            continue
        said.append(
            case.words(
                f"{one.label}：{one.found}，得分 {one.value_said}（满分 1），"
                f"为适宜度贡献 {one.share_said}。",
                f"{one.label}: {one.found}, worth {one.value_said} of 1; "
                f"it adds {one.share_said} to the suitability.",
            )
        )
    met = [one.label for one in tests if one.test == "meets"]
    if met:
        said.append(
            case.words(
                f"按项目指标计算，{'、'.join(met)}达到该地块门槛。",
                f"By the project's figures it meets the land's {', '.join(met)}.",
            )
        )
    return tuple(said)


def gaps(
    case: Case, row: int, parts: Sequence[ContributionLine], tests: Sequence[StandardLine]
) -> tuple[str, ...]:
    """Say what a site lacks: criteria worth less than half, unknown ones, indicators missed."""
    said = []
    for one in sorted(parts, key=lambda part: part.share - part.weight):
        lost = format_number(one.weight - one.share, "en", 2)
        if one.value is None:
            said.append(
                case.words(
                    f"{one.label}：{one.found}，暂按最低得分计入；权重 {one.weight_said}。",
                    f"{one.label}: {one.found}, counted as the least it can be; "
                    f"weight {one.weight_said}.",
                )
            )
        elif one.value < _GOOD:
            said.append(
                case.words(
                    f"{one.label}：{one.found}，得分仅 {one.value_said}（满分 1），"
                    f"比满分少贡献 {lost}。",
                    f"{one.label}: {one.found}, worth only {one.value_said} of 1; "
                    f"{lost} less than it could add.",
                )
            )
    said += [
        case.words(
            f"{one.label}：项目为 {one.figure_said}，门槛{one.threshold_said}，{one.margin_said}。",
            f"{one.label}: the project has {one.figure_said}, the land asks "
            f"{one.threshold_said}: {one.margin_said}.",
        )
        for one in tests
        if one.test == "misses"
    ]
    lacking = [
        f"{case.say(case.columns.schema[name].label)}"
        f"{case.words('（', ' (')}{case.attribute_said(name, row)}{case.words('）', ')')}"
        for name in supplies_open(case, row)
    ]
    if lacking:
        label = Text("配套尚未到位", "Utilities still to come").say(case.lang)
        said.append(f"{label}{case.words('：', ': ')}{case.joined(lacking)}{case.words('。', '.')}")
    return tuple(said)


def supplies_open(case: Case, row: int) -> list[str]:
    """Return the utilities that have not come as far as the boundary; unknown ones not."""
    names = [name for name in SUPPLIES if name in case.columns]
    return [
        name
        for name in names
        if (value := case.columns.value(name, row)) is not None and value not in _THERE
    ]
