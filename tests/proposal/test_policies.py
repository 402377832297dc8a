from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sitesel.datasets import dataset
from sitesel.errors import PoliciesError
from sitesel.proposal import read_policies

TABLE = """
note: {zh: 由招商部门维护, en: kept by the bureau}
policies:
  - {id: everywhere, title: 甲}
  - {id: listed-land, title: 乙, where: {status: [listed]}, document: 某文, date: 2026-01-01}
  - {id: levelled, title: 丙, where: {status: [listed], levelled: yes}}
  - {id: sold, title: 丁, where: {status: [sold]}}
  - {id: chemicals, title: 戊, sectors: [chemicals]}
  - {id: halls, title: 己, sites: [halls]}
  - {id: past, title: 庚, until: 2026-01-31}
  - {id: to-come, title: 辛, date: 2026-12-01}
"""


def at(town, row, *, sectors=(), sites="parcels", table=TABLE, day=date(2026, 2, 13)):
    policies = read_policies(table)
    return [one.id for one in policies.at(town.columns(sites), row, sectors=sectors, day=day)]


def test_policies_apply_by_place_industry_kind_and_day(town):
    assert at(town, 0) == ["everywhere", "listed-land", "levelled"]
    assert at(town, 0, sectors=("chemicals",)) == [
        "everywhere", "listed-land", "levelled", "chemicals",
    ]  # fmt: skip
    assert at(town, 3) == ["everywhere", "sold"]
    assert at(town, 0, sites="halls") == ["everywhere", "halls"]


def test_what_is_not_known_of_a_place_is_no_reason_to_promise_it(town):
    assert at(town, 2) == ["everywhere"]  # its status is not known


def test_a_csv_tells_the_same_as_yaml(town, tmp_path: Path):
    path = tmp_path / "policies.csv"
    path.write_text(
        "id,title_zh,title_en,date,until,sectors,where.status,sites\n"
        "a,甲,One,2026-01-01,2026-12-31,chemicals;food,listed;unsold,parcels\n",
        "utf-8-sig",
    )
    [policy] = read_policies(path).policies
    assert (policy.title.zh, policy.title.en) == ("甲", "One")
    assert policy.where == (("status", ("listed", "unsold")),)
    assert policy.applies(town.columns("parcels"), 0, ("food",), date(2026, 6, 1))
    assert not policy.applies(town.columns("parcels"), 0, ("food",), date(2027, 1, 1))
    assert not policy.applies(town.columns("halls"), 0, ("food",), date(2026, 6, 1))


@pytest.mark.parametrize(
    "text", ["policies: 3", "[]", "policies: [{id: a}]", "policies: [{id: a, title: b, whree: {}}]",
             "policies: [{id: a, title: b, date: soon}]", "policies: ["],
)  # fmt: skip
def test_what_is_no_table_of_policies_is_refused(text):
    with pytest.raises(PoliciesError):
        read_policies(text)


def test_each_policy_of_the_demonstration_has_its_document_and_department():
    policies = read_policies(dataset("zhoushan/policies.yaml")).policies
    assert len(policies) >= 5
    for policy in policies:
        assert policy.document.zh
        assert policy.department.en
        assert policy.what.zh != policy.what.en
        assert policy.since is not None
