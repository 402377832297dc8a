from __future__ import annotations

import pytest

from sitesel.land_use import UnknownSystem, codes, is_known, label, parents, to_2023


@pytest.mark.parametrize(
    ("digits", "in_2023", "in_third_survey"),
    [
        ("0601", "农村道路", "工业用地"),
        ("1001", "工业用地", "铁路用地"),
        ("1003", "盐田", "公路用地"),
        ("1101", "物流仓储用地", "河流水面"),
        ("1202", "公路用地", "设施农用地"),
        ("05", "湿地", "商业服务业用地"),
    ],
)
def test_the_same_digits_are_other_land_in_another_system(digits, in_2023, in_third_survey):
    assert label(digits, "zh") == in_2023
    assert label(digits, "zh", "third-survey") == in_third_survey
    assert to_2023(digits, "land-use-2023") != to_2023(digits, "third-survey")


def test_military_land_of_the_2017_standard_is_not_commerce():
    assert label("0901", "zh") == "商业用地"
    assert label("0901", "zh", "gbt-21010-2017") == "军事设施用地"
    assert to_2023("0901", "gbt-21010-2017") == "15"


def test_the_class_of_industry_can_not_be_derived_from_the_survey():
    assert to_2023("0601", "third-survey") == "1001"
    assert to_2023("0601", "gbt-21010-2017") == "1001"
    assert to_2023("M3", "gb-50137-2011") == "100103"


def test_a_code_with_several_targets_becomes_their_common_ancestor():
    assert to_2023("W", "gb-50137-2011") == "11"
    assert to_2023("05H1", "third-survey") == "09"


def test_zeros_padded_on_the_right_are_taken_off():
    assert to_2023("100100", "land-use-2023") == "1001"
    assert to_2023("060100", "third-survey") == "1001"


def test_an_unknown_code_stays_unknown():
    assert to_2023("7777", "third-survey") is None
    assert not is_known("", "third-survey")


def test_an_unknown_system_is_told_with_the_known_ones():
    with pytest.raises(UnknownSystem, match="third-survey"):
        to_2023("0601", "4th-survey")


def test_every_code_has_its_ancestors_in_the_table():
    orphans = [code for code in codes() if len(parents(code)) != len(code) // 2 - 1]
    assert orphans == []


def test_every_target_of_the_crosswalk_is_a_code_of_2023():
    from sitesel.land_use import _crosswalk

    targets = {target for _, several in _crosswalk().values() for target in several}
    assert targets - set(codes()) == set()
