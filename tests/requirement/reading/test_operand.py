from __future__ import annotations

import pytest

from sitesel.interval import Interval
from sitesel.requirement.number import days
from sitesel.requirement.reading import operand
from sitesel.requirement.reading.document import Node, plant
from sitesel.requirement.reading.faults import Faults
from sitesel.schema import default_schema

AREA, RATIO = default_schema()["area"], default_schema()["plot_ratio"]
DAY, USE = default_schema()["available_from"], default_schema()["planning_use"]
STATUS, LEVEL = default_schema()["status"], default_schema()["levelled"]


def node(data: object) -> Node:
    grown = plant(data, Faults())
    assert grown is not None
    return grown


def fault(read, data: object, *more: object) -> str:
    faults = Faults()
    assert read(node(data), *more, faults) is None
    return faults.found[0].code


@pytest.mark.parametrize(
    ("written", "metres"),
    [("15 亩", 10_000), ("1 ha", 10_000), ("1公顷", 10_000), (2500, 2500), ("0.5 km2", 500_000)],
)
def test_an_area_comes_in_square_metres(written, metres):
    assert operand.quantity(node(written), AREA, Faults()) == pytest.approx(metres, rel=1e-12)


@pytest.mark.parametrize("written", ["2026-06-30", "2026/6/30", "2026年6月30日"])
def test_a_date_comes_in_days(written):
    from datetime import date

    assert operand.quantity(node(written), DAY, Faults()) == days(date(2026, 6, 30))


@pytest.mark.parametrize(
    ("written", "attribute", "code"),
    [
        ("410 m", AREA, "wrong-unit"),
        ("many", AREA, "wrong-unit"),
        (True, AREA, "wrong-unit"),
        (None, AREA, "wrong-type"),
        ([1], AREA, "wrong-type"),
        (float("nan"), AREA, "wrong-unit"),
        ("2026-02-30", DAY, "not-a-date"),
        ("soon", DAY, "not-a-date"),
        (20260630, DAY, "not-a-date"),
    ],
)
def test_what_is_no_quantity_of_the_attribute_is_a_fault(written, attribute, code):
    assert fault(operand.quantity, written, attribute) == code


@pytest.mark.parametrize(
    ("written", "interval"),
    [
        ("[1.0, 2.5)", Interval(1, 2.5, upper_open=True)),
        ("（1，2］", Interval(1, 2, lower_open=True)),
        ("1.2-1.8", Interval(1.2, 1.8)),
        ("1.2 至 1.8", Interval(1.2, 1.8)),
        ([1, 2], Interval(1, 2)),
        ("[1, ∞)", Interval(1, upper_open=True)),
        ({"more_than": 1, "at_most": 2}, Interval(1, 2, lower_open=True)),
        ({"at_most": 2}, Interval(upper=2)),
        ([3, 3], Interval(3, 3)),
    ],
)
def test_a_range_is_read_in_any_of_its_forms(written, interval):
    assert operand.between(node(written), RATIO, Faults()) == interval


@pytest.mark.parametrize("written", ["10-30 亩", "[10, 30] 亩", "[10 亩, 2 ha]", "10亩~2公顷"])
def test_a_unit_behind_a_range_holds_for_both_ends(written):
    found = operand.between(node(written), AREA, Faults())
    assert found is not None
    assert (found.lower, found.upper) == pytest.approx((20_000 / 3, 20_000))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("[2, 1]", "reversed-range"),
        ([2, 1], "reversed-range"),
        ("(2, 2)", "empty-range"),
        ("(-∞, ∞)", "no-ends"),
        ("about two", "not-a-range"),
        ("[1,000, 2,000]", "not-a-range"),
        ("1e," * 100_000, "not-a-range"),
        ([1, 2, 3], "wrong-type"),
        ({"at_least": 1, "more_than": 2}, "two-ends"),
        ("[1 m, 2 m]", "wrong-unit"),
    ],
)
def test_what_is_no_range_is_a_fault(written, code):
    assert fault(operand.between, written, RATIO) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [(1001, "1001"), ("100103", "100103"), ("100100", "1001"), ("三类工业用地", "100103")],
)
def test_a_code_is_taken_as_a_number_as_text_padded_or_by_name(written, code):
    assert operand.values(node(written), USE, Faults()) == (code,)


def test_a_code_of_another_system_is_told_what_it_is_here():
    faults = Faults()
    operand.values(node("M3"), USE, faults)
    assert "it is 100103 if meant as" in faults.found[0].say("en")


def test_a_code_that_lost_its_zero_is_recognised():
    faults = Faults()
    operand.values(node(601), USE, faults)
    assert "'0601'" in faults.found[0].say("zh")


@pytest.mark.parametrize("written", ["listed", "挂牌", "on offer"])
def test_a_category_is_known_by_its_name_and_its_labels(written):
    assert operand.values(node(written), STATUS, Faults()) == ("listed",)


@pytest.mark.parametrize(("written", "flag"), [(True, "yes"), ("no", "no"), ("是", "yes")])
def test_yes_and_no_have_many_spellings(written, flag):
    assert operand.values(node(written), LEVEL, Faults()) == (flag,)


@pytest.mark.parametrize(
    ("written", "attribute", "code"),
    [
        ("solld", STATUS, "unknown-value"),
        ("maybe", LEVEL, "unknown-value"),
        ("9999", USE, "unknown-code"),
        ([], STATUS, "empty-list"),
        ([[1]], STATUS, "wrong-type"),
    ],
)
def test_what_is_no_value_of_the_attribute_is_a_fault(written, attribute, code):
    assert fault(operand.values, written, attribute) == code


def test_repeated_values_count_once():
    assert operand.values(node(["sold", "成交"]), STATUS, Faults()) == ("sold",)


def test_a_tolerance_must_be_above_nothing():
    assert fault(operand.span, "0 亩", AREA) == "out-of-range"


def test_a_tolerance_of_a_date_is_in_days():
    assert operand.span(node("90 天"), DAY, Faults()) == 90
