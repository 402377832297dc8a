from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sitesel.interval import Interval
from sitesel.proposal.standard import INDICATORS, _margin
from sitesel.schema import default_schema


@pytest.mark.parametrize(
    ("name", "figure", "said"),
    [
        ("rd_share", 6.0, "3 percentage points above the threshold"),
        ("rd_share", 2.5, "0.5 percentage points below the threshold"),
        ("plot_ratio", 4.5, "1.5 above the threshold (50%)"),
    ],
)
def test_a_share_is_told_from_its_threshold_by_percentage_points(name, figure, said):
    schema = SimpleNamespace(schema=default_schema())
    case: Any = SimpleNamespace(columns=schema, lang="en", words=lambda _, en: en)
    [indicator] = [one for one in INDICATORS if one.attribute.startswith(name)]
    assert _margin(case, indicator, figure, Interval(3.0)) == said
