from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sitesel.catalogue.config import SiteSource
from sitesel.catalogue.declared import declared
from sitesel.catalogue.union import joined
from sitesel.columns import CategoryColumn, Columns
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.schema import Attribute, default_schema

SCHEMA = default_schema().with_attributes(
    [Attribute("grade", "category", Text.of("grade"), Text.of("grade"), "trade")]
)


def read(columns: dict, mapping: dict, **source):
    """Return the values of each attribute, and the findings."""
    frame = pd.DataFrame(columns)
    ids = [f"P{i}" for i in range(len(frame))]
    told = SiteSource(path="x.shp", columns=mapping, **source)
    made, findings = declared(frame, told, SCHEMA, ids)
    table = Columns("parcels", pa.array(ids), made, SCHEMA)
    values = {name: [table.value(name, row) for row in range(len(frame))] for name in made}
    return values, findings


def codes(findings):
    return [(f.code, f.facts.get("value"), f.count) for f in findings]


def test_plain_numbers_are_in_the_unit_of_the_source():
    values, _ = read({"mu": [3.0, np.nan]}, {"stated_area": {"column": "mu", "unit": "亩"}})
    assert values["stated_area"] == [2000.0, None]


def test_numbers_in_text_bring_their_own_units():
    column = {"p": ["30 万元/亩", "375", "1,234元/平方米", "面议", ""]}
    values, findings = read(column, {"price": "p"})
    assert values["price"] == [pytest.approx(450), 375, 1234, None, None]
    assert codes(findings) == [("unreadable-value", "面议", 1)]
    assert (findings[0].parcel, findings[0].row, findings[0].column) == ("P3", 3, "p")


def test_zero_can_mean_not_known():
    values, _ = read({"v": [0, 12]}, {"price": {"column": "v", "unknown": "0"}})
    assert values["price"] == [None, 12]


def test_a_value_out_of_bounds_is_unknown_and_told():
    values, findings = read({"e": [-9999.0, 12.5]}, {"elevation": "e"})
    assert values["elevation"] == [None, 12.5]
    assert codes(findings) == [("impossible-value", "-9999", 1)]
    assert findings[0].parcel == "P0"


def test_many_impossible_values_are_told_one_by_one_up_to_a_limit():
    _, findings = read({"e": [-9999.0] * 100}, {"elevation": "e"})
    assert [f.count for f in findings] == [1] * 30 + [70]
    assert findings[-1].code == "more-values"


def test_intervals_are_read_from_words():
    column = {"r": ["≥1.2", "0.7-1.8", "1.0≤容积率<2.0", "高", None, "1.5"]}
    values, findings = read(column, {"plot_ratio": "r"})
    assert values["plot_ratio"] == [
        Interval(1.2),
        Interval(0.7, 1.8),
        Interval(1, 2, upper_open=True),
        None,
        None,
        Interval(1.5, 1.5),
    ]
    assert codes(findings) == [("unreadable-value", "高", 1)]


def test_a_number_alone_is_the_limit_that_the_config_says():
    column = {"d": [40.0, np.nan]}
    values, _ = read(column, {"building_density": {"column": "d", "bare": "at_most"}})
    assert values["building_density"] == [Interval(upper=40), None]
    values, _ = read({"d": ["40%"]}, {"building_density": {"column": "d", "bare": "at_least"}})
    assert values["building_density"] == [Interval(lower=40)]


def test_shares_become_per_cent():
    mapping = {"green_ratio": {"column": "g", "unit": "1", "bare": "at_most"}}
    values, _ = read({"g": [0.2]}, mapping)
    assert values["green_ratio"] == [Interval(upper=20)]


def test_intervals_are_put_together_from_two_columns_and_their_signs():
    columns = {
        "low": [1.0, np.nan, 2.0, np.nan, 1.0],
        "high": [2.0, 3.0, 1.0, np.nan, 2.0],
        "low_FH": [">", "≥", "≥", None, "≈"],
        "high_FH": ["≤", "<", "≤", None, "≤"],
    }
    mapping = {
        "lower": "low", "upper": "high", "lower_sign": "low_FH", "upper_sign": "high_FH",
    }  # fmt: skip
    values, findings = read(columns, {"plot_ratio": mapping})
    assert values["plot_ratio"] == [
        Interval(1, 2, lower_open=True),
        Interval(upper=3, upper_open=True),
        None,
        None,
        None,
    ]
    assert codes(findings) == [("unreadable-value", "≈", 1), ("empty-interval", "2", 1)]


def test_categories_are_mapped_and_known_by_key_or_label():
    column = {"s": ["挂牌", "listed", "在售", "GP", "?", None]}
    mapping = {"status": {"column": "s", "values": {"gp": "listed", "?": None}}}
    values, findings = read(column, mapping)
    assert values["status"] == ["listed", "listed", None, "listed", None, None]
    assert codes(findings) == [("unmapped-value", "在售", 1)]


def test_a_category_without_a_list_takes_the_words_of_the_source():
    values, findings = read({"d": ["定海", " 普陀", None]}, {"district": "d"})
    assert values["district"] == ["定海", "普陀", None]
    assert findings == []


def test_codes_are_read_by_their_system():
    column = {"c": ["0601", "1101"]}
    survey, _ = read(column, {"planning_use": "c"}, land_use_system="third-survey")
    current, _ = read(column, {"planning_use": "c"}, land_use_system="land-use-2023")
    assert survey["planning_use"][0] == "1001"
    assert current["planning_use"][0] == "0601"


def test_what_a_code_leaves_open_is_told():
    _, findings = read({"c": ["0601"]}, {"planning_use": "c"}, land_use_system="third-survey")
    assert codes(findings) == [("class-not-derivable", "0601", 1)]
    assert findings[0].facts["code"] == "1001"


def test_codes_with_names_behind_names_alone_and_padded_zeros_are_read():
    column = {"c": ["100103 三类工业用地", "三类工业用地", "100100", "M3"]}
    values, findings = read(column, {"planning_use": "c"}, land_use_system="land-use-2023")
    assert values["planning_use"] == ["100103", "100103", "1001", None]
    assert values["planning_use_stated"] == column["c"]
    assert codes(findings) == [("unknown-code", "M3", 1)]


def test_flags_and_dates_are_read():
    columns = {"f": ["是", "无", None], "d": ["2026年6月", "2026-06-02", "即日"]}
    values, findings = read(columns, {"levelled": "f", "available_from": "d"})
    assert values["levelled"] == [True, False, None]
    assert [str(v) for v in values["available_from"]] == ["2026-06-01", "2026-06-02", "None"]
    assert codes(findings) == [("unreadable-value", "即日", 1), ("vague-date", "2026年6月", 1)]


def test_dates_of_a_date_column_are_days():
    stamps = pd.to_datetime(pd.Series(["2026-06-01 23:00", None]))
    values, _ = read({"d": stamps}, {"available_from": "d"})
    assert [str(v) for v in values["available_from"]] == ["2026-06-01", "None"]


def test_a_constant_holds_for_all_rows():
    mapping = {"status": {"constant": "listed"}, "planning_use": {"constant": "100102"}}
    values, _ = read({"x": [1, 2]}, mapping, land_use_system="third-survey")
    assert values == {"status": ["listed"] * 2, "planning_use": ["100102"] * 2}


def test_no_rows_are_no_trouble():
    empty = {"p": pd.Series([], dtype="str")}
    mapping = dict.fromkeys(
        ("price", "plot_ratio", "status", "levelled", "available_from", "name"), "p"
    )
    values, findings = read(empty, mapping)
    assert all(column == [] for column in values.values())
    assert findings == []


def test_a_partition_is_read_as_the_whole_is():
    column = {"r": ["≥1.2", "0.7-1.8", "bad", "1"], "s": ["listed", "sold", "listed", None]}
    mapping = {"plot_ratio": "r", "status": "s"}
    whole, _ = read(column, mapping)
    halves = [read({k: v[a:b] for k, v in column.items()}, mapping)[0] for a, b in ((0, 2), (2, 4))]
    assert whole == {name: halves[0][name] + halves[1][name] for name in whole}


def test_columns_of_two_sources_are_joined_by_name():
    one = {"grade": CategoryColumn(np.array([0, -1], np.int32), ("b",))}
    other = {
        "grade": CategoryColumn(np.array([1, 0], np.int32), ("a", "c")),
        **declared(
            pd.DataFrame({"p": [1.0, 2.0]}),
            SiteSource(path="x", columns={"price": "p"}),
            SCHEMA,
            ["A", "B"],
        )[0],
    }
    table = Columns(
        "parcels", pa.array(list("abcd")), joined([(2, one), (2, other)], SCHEMA), SCHEMA
    )
    assert [table.value("grade", row) for row in range(4)] == ["b", None, "c", "a"]
    assert [table.value("price", row) for row in range(4)] == [None, None, 1.0, 2.0]
