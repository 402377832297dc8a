"""What is told of the rules of an answer agrees with how the answer judged."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest

from sitesel.catalogue import Catalogue
from sitesel.catalogue.rule_changes import VERDICT_LABELS
from sitesel.evidence import evidence as gathering
from sitesel.exports import write
from sitesel.requirement import read_requirement
from sitesel.selection import Selection, select

AGREEING = {"holds": {"holds"}, "fails": {"fails"}, "unknown": {"unknown", "evaluate"}}


@pytest.fixture(scope="module")
def battery(demonstration: Catalogue, zhoushan: Path) -> Selection:
    path = zhoushan / "requirements/battery-cathode-precursor.yaml"
    return select(demonstration, read_requirement(path, demonstration.schema))


def ledger(selection: Selection) -> Mapping[tuple[str, str], str]:
    """Return the verdict of every constraint on every parcel."""
    told = {}
    for line in selection.ledger():
        for constraint in selection.requirement.constraints:
            told[line.parcel, constraint.id] = "holds"
        told |= {(line.parcel, one.constraint): "unknown" for one in line.unknown}
        told |= {(line.parcel, one.constraint): "fails" for one in line.rejected_by}
    return told


def sheet(body: bytes) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(body))["Rules"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_outcomes_of_the_sheet_are_the_verdicts_of_the_ledger(
    battery: Selection, demonstration: Catalogue
) -> None:
    verdicts, ids = ledger(battery), {v.en: k for k, v in VERDICT_LABELS.items()}
    rows = sheet(write(battery, demonstration, "xlsx", lang="en"))
    shown = gathering.evidence(battery, demonstration).exclusions
    rejected = 0
    for row, rule in zip(rows, shown["rule"], strict=True):
        verdict = verdicts.get((row["Id"], f"rule-{rule}"))
        outcome = ids[row["Outcome"]]
        assert outcome in ({"not_judged"} if verdict is None else AGREEING[verdict]), row
        rejected += outcome == "fails"
    assert rejected > 0


def test_a_distance_of_the_requirement_is_the_threshold(
    battery: Selection, demonstration: Catalogue
) -> None:
    rows = sheet(write(battery, demonstration, "xlsx", lang="en"))
    told = {row["How the rule stands"]: row["Threshold"] for row in rows if row["Threshold"] == 500}
    assert told == {"asked by the requirement": 500}


def test_a_rule_without_a_clause_says_so_in_every_export(
    battery: Selection, demonstration: Catalogue, tmp_path: Path
) -> None:
    rows = sheet(write(battery, demonstration, "xlsx", lang="en"))
    unstated = [row for row in rows if row["Clause"] == "clause not stated"]
    assert unstated
    assert all(row["Clause"] for row in rows)
    (tmp_path / "a.gpkg").write_bytes(write(battery, demonstration, "gpkg"))
    clauses = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="exclusions")["clause"]
    assert (clauses == "未注明条款").sum() == len(unstated)
