from __future__ import annotations

import pytest

from sitesel.requirement import Categories, Criterion, Decay, Linear, Step, Target, read_requirement


@pytest.mark.parametrize(
    ("value", "needs"),
    [
        (Linear(0, 10_000), "1 at 0, 0 at 10000 (m)"),
        (Target(100, 20, 50), "1 at 100, 0 at 80 and 150 (m)"),
        (Decay(0, 500), "1 at 0, 0.5 at 500 (m)"),
        (Step(((20, 1.0),)), "0 below, 1 from 20 (m)"),
    ],
)
def test_needs_say_what_is_best_in_the_schemas_unit(value, needs):
    assert Criterion("c", "width", value, unit="m").needs() == needs


def test_a_table_of_categories_tells_what_the_rest_are_worth():
    value = Categories((("yes", 1.0),), other=0.25)
    assert Criterion("c", "levelled", value, kind="flag").needs() == "1 for yes, 0.25 for others"


@pytest.mark.parametrize(
    "value",
    [
        "attribute: area, value: {linear: {best: 1 ha, worst: 2 ha}}",
        "attribute: area, value: {piecewise: {points: [[0, 0], [1 ha, 1], [2 ha, 0.5]]}}",
        "attribute: area, value: {step: {at: 1 ha, above: 0.9, below: 0.1}}",
        "attribute: area, value: {target: {best: 1 ha, below: 10 亩, above: 20 亩}}",
        "attribute: area, value: {decay: {best: 0, half: 1 ha}}",
        "attribute: available_from, value: {target: {best: 2026-07-01, tolerance: 90 天}}",
        "attribute: planning_use, value: {categories: {1001: 1, '110101': 0.5, other: 0.1}}",
        "attribute: plot_ratio, end: upper, value: {linear: {best: 3, worst: 1}}",
    ],
)
def test_the_canonical_form_reads_back_as_the_same_criterion(value):
    wanted = read_requirement(f"criteria: [{{{value}, weight: 2, title: {{zh: 甲, en: A}}}}]")
    assert read_requirement(wanted.canonical()).criteria == wanted.criteria
