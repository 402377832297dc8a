from __future__ import annotations

import numpy as np
import pytest

from sitesel.interval import Interval
from sitesel.requirement import Constraint
from sitesel.selection.found import bits, found, margin


@pytest.mark.parametrize(
    ("attribute", "row", "expected"),
    [
        ("area", 0, 400.0),
        ("area", 2, None),
        ("wharf", 4, "unreachable"),
        ("ready", 0, "1972-09-27"),
        ("ratio", 0, "[1, 2)"),
        ("ratio", 4, "≤ 0.8"),
        ("use", 2, "1001"),
        ("power", 0, "yes"),
        ("power", 2, None),
        ("remarks", 0, "a"),
    ],
)
def test_what_was_found_is_plain_data(table, attribute, row, expected):
    assert found(table.columns(), attribute, row) == expected


@pytest.mark.parametrize(
    ("attribute", "interval", "row", "expected"),
    [
        ("area", Interval(410), 0, 10.0),
        ("area", Interval(upper=250), 0, 150.0),
        ("area", Interval(410), 2, None),
        ("wharf", Interval(upper=1000), 4, None),
        ("ratio", Interval(2), 4, 1.2),
        ("ratio", Interval(upper=1.5), 3, 0.5),
        ("ratio", Interval(2), 0, 0.0),
        ("ratio", Interval(2), 2, None),
    ],
)
def test_a_margin_is_what_a_number_would_have_to_change_by(
    table, attribute, interval, row, expected
):
    leaf = Constraint("c", attribute, "between", interval)
    assert margin(leaf, table.columns(), row) == pytest.approx(expected)


def test_a_category_has_no_margin(table):
    leaf = Constraint("c", "use", "among", values=("05",), kind="code")
    assert margin(leaf, table.columns(), 0) is None


def test_bits_are_told_from_any_row_on():
    rng = np.random.default_rng(1)
    truth = rng.random((3, 256)) < 0.5
    planes = np.packbits(truth, axis=1, bitorder="little").view("<u8")
    for start, stop in ((0, 256), (1, 2), (63, 65), (70, 250), (128, 128)):
        assert np.array_equal(bits(planes, start, stop), truth[:, start:stop])
