from __future__ import annotations

import pytest

from sitesel.errors import FiguresError
from sitesel.language import Text
from sitesel.proposal import read_figures


def test_figures_are_read_with_their_units():
    told = read_figures(
        "{investor: {zh: 某公司, en: A firm}, land: 410 亩, investment: 35 亿元,"
        " output: 100 亿元/年,"
        " energy: 150000 tce, emissions: 300 t, rd_share: 3%, jobs: 800, sectors: [chemicals]}"
    )
    assert told.investor == Text("某公司", "A firm")
    assert told.land == pytest.approx(410 * 2000 / 3)
    assert (told.investment, told.output) == (350_000.0, 1_000_000.0)
    assert (told.energy, told.emissions, told.rd_share, told.jobs) == (150_000, 300_000, 3, 800)
    assert told.sectors == ("chemicals",)
    assert told.tax is None


def test_all_faults_are_told_at_once_in_both_languages():
    with pytest.raises(FiguresError) as refused:
        read_figures("{investmint: 3 亿元, land: 5 km, tax: [1], jobs: -4}")
    for name in ("investmint", "land", "tax", "jobs"):
        assert name in str(refused.value)
        assert name in refused.value.text.zh


@pytest.mark.parametrize("text", ["[1, 2]", "a: [", "just words", "- 1\n- 2"])
def test_what_is_no_table_of_figures_is_refused(text):
    with pytest.raises(FiguresError):
        read_figures(text)


def test_a_figures_file_may_not_be_endless():
    with pytest.raises(FiguresError, match="characters"):
        read_figures("title: " + "x" * 200_000)
