from __future__ import annotations

import pytest

from sitesel.catalogue.config_rules import WindSource
from sitesel.catalogue.wind_table import read_wind
from sitesel.errors import LayerError


@pytest.fixture
def read(tmp_path):
    def reading(text, encoding="utf-8", **source):
        path = tmp_path / "wind.csv"
        path.write_text(text, encoding)
        return read_wind(path, WindSource.model_validate({"path": "wind.csv", **source}))

    return reading


def codes(table):
    return [f.code for f in table.findings if f.code.startswith("wind")]


def test_chinese_heads_and_points_are_read_in_gbk_too(read):
    table = read("风向,频率\n北,40\n北东北,3%\n东南,57\n静风,1\n", "gbk")
    assert table.least_frequent == (22.5,)
    assert codes(table) == []


def test_columns_may_be_named(read):
    columns = {"direction": "fx", "frequency": "pl"}
    assert read("fx,pl\n90,1\n270,99\n", columns=columns).least_frequent == (90,)


def test_a_row_that_can_not_be_read_is_told_and_does_not_hide_the_others(read):
    table = read("direction,frequency\nN,5\nupwards,1\nS,-3\nW,many\nE,95\n")
    assert table.least_frequent == (0,)
    assert codes(table) == ["wind-unreadable"] * 3
    told = [f for f in table.findings if f.code == "wind-unreadable"]
    assert [f.row for f in told] == [1, 2, 3]
    assert "upwards" in told[0].found("zh")
    assert (table.record.rows, table.record.published, table.record.set_aside) == (5, 2, 3)


def test_a_tie_is_told_in_words(read):
    table = read("direction,frequency\nN,10\nNNE,10\nS,80\n")
    assert table.least_frequent == (0, 22.5)
    (tie,) = [f for f in table.findings if f.code == "wind-tied"]
    assert tie.count == 2
    assert "北东北/NNE" in tie.found("en")


def test_a_table_that_does_not_add_up_is_told(read):
    assert "wind-partial" in codes(read("direction,frequency\nN,10\nS,30\n"))


def test_a_table_without_a_direction_has_no_least_frequent_wind(read):
    assert read("direction,frequency\nC,100\n").least_frequent == ()


def test_a_table_without_its_columns_is_refused_with_those_it_has(read):
    with pytest.raises(LayerError, match=r"no column 'frequency'.*direction") as refused:
        read("direction,share_of\nN,1\n")
    assert "没有列" in refused.value.say("zh")
