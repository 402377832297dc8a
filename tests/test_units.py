from __future__ import annotations

import pytest

from sitesel.schema import default_schema
from sitesel.units import MU, UnitError, check_unit, format_quantity, parse_quantity


@pytest.mark.parametrize(
    ("words", "unit", "number"),
    [
        ("410 亩", "m2", 410 * 2000 / 3),
        ("15亩", "ha", 1.0),
        ("27 ha", "m2", 270_000),
        ("1 公里", "m", 1000),
        ("20 min", "h", 1 / 3),
        ("30.1亿元", "10^4 CNY", 301_000),
        ("25 万元/亩", "CNY/m2", 375),
        ("1 万元/亩", "10^4 CNY/mu", 1),
        ("3万平方米", "m2", 30_000),
        ("2 t/m2", "kN/m2", 19.6133),
        ("1.5 元/㎡·月", "CNY/m2/month", 1.5),
        ("20000 kVA", "MVA", 20),
        ("1,234.5 m", "m", 1234.5),
        ("１２３ 米", "m", 123),
        ("2.5 km²", "m2", 2_500_000),
        ("40 cm²", "m2", 0.004),
        ("3 m³", "m3", 3),
    ],
)
def test_quantities_are_read_as_people_write_them(words, unit, number):
    assert parse_quantity(words, unit) == pytest.approx(number, rel=1e-12)


def test_a_bare_number_is_in_the_units_of_the_attribute():
    assert parse_quantity(7, "m") == 7
    assert parse_quantity("7", "m") == 7


@pytest.mark.parametrize("words", ["410 亩", "abc", "", "10 foo", "nan"])
def test_what_is_no_length_is_refused_with_both_languages(words):
    with pytest.raises(UnitError) as refused:
        parse_quantity(words, "m")
    assert refused.value.say("zh") != refused.value.say("en")


@pytest.mark.parametrize(
    "words",
    [
        "1 9**9**9**9*m2",
        "1 m**9**9**9**9",
        "1 ((9**9)**9)**9*m2",
        "1 9⁹⁹⁹⁹⁹⁹⁹⁹⁹*m2",
        "1 9^999999999*m2",
        f"1 {'m' * 100_000}",
        "1,1" * 100_000,
        "1" + " " * 100_000 + "x",
    ],
)
def test_no_quantity_keeps_the_machine_busy(words):
    with pytest.raises(UnitError) as refused:
        parse_quantity(words, "m2")
    assert len(refused.value.say("en")) < 300


def test_a_number_that_leaves_the_range_of_numbers_is_refused():
    with pytest.raises(UnitError):
        parse_quantity("1e308 km2", "m2")


def test_a_truth_value_is_not_a_number():
    with pytest.raises(UnitError):
        parse_quantity(True, "m")


def test_fifteen_mu_are_one_hectare_to_the_last_bit():
    assert parse_quantity("15 亩", "m2") == 10_000
    assert 15 * MU == 10_000


def test_every_unit_of_the_schema_is_known():
    for attribute in default_schema().values():
        check_unit(attribute.unit)


def test_small_areas_stay_in_square_metres():
    assert format_quantity(120, "m2", "zh") == "120 m²"
    assert format_quantity(0, "m", "en") == "0 m"
