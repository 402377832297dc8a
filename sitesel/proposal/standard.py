"""The standard-land test: figures of the project per 亩 against what the land asks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import Figure, StandardLine, Test
from sitesel.proposal.figures import LABELS
from sitesel.units import MU, format_number, format_quantity
from sitesel.wording import difference, interval

TESTS: dict[Test, Text] = {
    "meets": Text("达标", "met"),
    "misses": Text("未达标", "missed"),
    "no_figure": Text("项目未提供，待评估", "not told by the project; to be evaluated"),
    "no_threshold": Text("地块未设门槛", "the land has no threshold"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the standard land: one figure of the project over another.

    `over` is `land` (in 亩), `area` (the same in m²), another figure, or empty where the figure
    stands for itself.
    """

    attribute: str
    figure: str
    over: str = ""


INDICATORS = (
    Indicator("investment_intensity", "investment", "land"),
    Indicator("output_intensity", "output", "land"),
    Indicator("added_value_intensity", "added_value", "land"),
    Indicator("tax_intensity", "tax", "land"),
    Indicator("energy_intensity", "energy", "added_value"),
    Indicator("emission_intensity", "emissions", "added_value"),
    Indicator("rd_share", "rd_share"),
    Indicator("plot_ratio", "floor_area", "area"),
)


def land_of(case: Case, row: int) -> Figure | None:
    """Return the land that figures are reckoned with, m²: what is wanted of it, or all of it.

    All of it is the stated area, as that is what is sold; the measured one where none is stated.
    """
    if case.columns.sites != "parcels":
        return None
    name = next((n for n in ("stated_area", "area") if _number(case, n, row) is not None), None)
    if name is None:
        return None
    whole = _number(case, name, row) or 0.0
    label = Text("计算用地面积", "Land reckoned with").say(case.lang)
    wanted = case.project.land
    if wanted is not None and wanted < whole:
        said = format_quantity(wanted, "m2", case.lang)
        why = Text("项目拟用地，小于地块面积", "the land wanted, less than the parcel").say(
            case.lang
        )
        return Figure(label, said, wanted, "m2", None, why)
    source = case.sources(row)(case.columns.schema[name])
    said = format_quantity(whole, "m2", case.lang)
    label_of = case.say(case.columns.schema[name].label)
    return Figure(label, said, whole, "m2", name, f"{label_of} · {source}")


def standard(case: Case, row: int, land: Figure | None) -> Iterator[StandardLine]:
    """Test a project on one parcel; an indicator without figure and threshold is left out."""
    if land is None or not isinstance(land.value, float):
        return
    for indicator in INDICATORS:
        if indicator.attribute not in case.columns.schema:
            continue
        figure = figure_of(case, indicator, land.value)
        threshold = case.columns.value(indicator.attribute, row)
        ends = threshold if isinstance(threshold, Interval) else None
        if figure is None and ends is None:
            continue
        yield _line(case, indicator, figure, ends)


def figure_of(case: Case, indicator: Indicator, land: float) -> float | None:
    """Return the project's own figure for an indicator; None when not all of it is told."""
    number = getattr(case.project, indicator.figure)
    if number is None or not indicator.over:
        return None if number is None else float(number)
    below = {"land": land / MU, "area": land}.get(indicator.over)
    if below is None:
        below = getattr(case.project, indicator.over)
    return None if not below else number / below


def _line(
    case: Case, indicator: Indicator, figure: float | None, ends: Interval | None
) -> StandardLine:
    attribute, lang = case.columns.schema[indicator.attribute], case.lang
    test: Test = "no_threshold" if ends is None else "no_figure"
    margin = ""
    if figure is not None and ends is not None:
        test = "meets" if figure in ends else "misses"
        margin = _margin(case, indicator, figure, ends)
    said = "" if figure is None else format_quantity(figure, attribute.unit, lang)
    return StandardLine(
        attribute=indicator.attribute,
        label=case.say(attribute.label),
        unit=attribute.unit,
        figure=figure,
        figure_said=said or "—",
        lower=None if ends is None or not math.isfinite(ends.lower) else ends.lower,
        upper=None if ends is None or not math.isfinite(ends.upper) else ends.upper,
        lower_open=bool(ends and ends.lower_open),
        upper_open=bool(ends and ends.upper_open),
        threshold_said="—" if ends is None else interval(ends, attribute, lang),
        test=test,
        test_said=case.say(TESTS[test]),
        margin_said=margin,
        formula=_formula(case, indicator),
    )


def _margin(case: Case, indicator: Indicator, figure: float, ends: Interval) -> str:
    """Say how far a figure lies from the end of the range that it is nearest to."""
    attribute = case.columns.schema[indicator.attribute]
    known = [end for end in (ends.lower, ends.upper) if math.isfinite(end)]
    if not known:
        return ""
    end = min(known, key=lambda each: abs(each - figure))
    amount = difference(figure - end, attribute, case.lang)
    percent = "" if not end else f"{format_number(abs(figure - end) / abs(end) * 100, 'en', 3)}%"
    share = case.words(f"（{percent}）", f" ({percent})") if percent else ""
    if attribute.unit == "%":  # of percentages neither a difference nor a share is one
        points = format_number(abs(figure - end), "en", 3)
        amount, share = case.words(f"{points} 个百分点", f"{points} percentage points"), ""
    if figure == end:
        return case.words("恰在门槛上", "just at the threshold")
    if figure > end:
        return case.words(f"高于门槛 {amount}{share}", f"{amount} above the threshold{share}")
    return case.words(f"低于门槛 {amount}{share}", f"{amount} below the threshold{share}")


def _formula(case: Case, indicator: Indicator) -> str:
    figure = case.say(LABELS[indicator.figure])
    if not indicator.over:
        return figure
    land = Text("计算用地面积", "land reckoned with").say(case.lang)
    below = land if indicator.over in ("land", "area") else case.say(LABELS[indicator.over])
    return f"{figure} ÷ {below}"


def _number(case: Case, name: str, row: int) -> float | None:
    value = case.columns.value(name, row) if name in case.columns else None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
