"""A selection's candidates as rows: what CSV and spreadsheets show."""

from __future__ import annotations

import csv as _csv
import io
from collections.abc import Sequence
from typing import Any

from sitesel.catalogue import Catalogue
from sitesel.language import Lang, Text
from sitesel.requirement import Criterion
from sitesel.selection import UNREACHABLE_WORD, Candidate, Selection
from sitesel.units import unit_label
from sitesel.wording import state_words

RANK = Text("名次", "Rank")
PARCEL = Text("编号", "Id")
NAME = Text("名称", "Name")
SUITABILITY = Text("适宜度", "Suitability")
LOW = Text("保证值", "Guaranteed")
HIGH = Text("可能值", "Possible")
STATE = Text("状态", "state")
VALUE = Text("得分", "value")
HIGH_VALUE = Text("可能得分", "possible value")
WEIGHT = Text("权重", "weight")
SHARE = Text("贡献", "share")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(words: str) -> str:
    """Return text that no spreadsheet takes for a formula (OWASP, CSV injection).

    >>> harmless("=1+1"), harmless("码头")
    ("'=1+1", '码头')
    """
    return f"'{words}" if words.startswith(_FORMULA) else words


def name_of(selection: Selection, row: int) -> str:
    """Return the name of a parcel, empty where it has none."""
    columns = selection.columns
    return str(columns.value("name", row) or "") if "name" in columns else ""


def heading(catalogue: Catalogue, attribute: str, lang: Lang) -> str:
    """Return the label of an attribute with its unit."""
    known = catalogue.schema[attribute]
    unit = unit_label(known.unit, lang)
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{known.label.say(lang)}{left}{unit}{right}" if unit else known.label.say(lang)


def criterion_labels(catalogue: Catalogue, criteria: Sequence[Criterion], lang: Lang) -> list[str]:
    """Return what each criterion is called, all different: its title, else its attribute's label.

    Two of the same name are told apart by their ids.
    """
    called = [(c.title or catalogue.schema[c.attribute].label).say(lang) for c in criteria]
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    return [
        f"{label}{left}{criterion.id}{right}" if called.count(label) > 1 else label
        for label, criterion in zip(called, criteria, strict=True)
    ]


def shortened(number: float) -> float:
    """Return a number without the noise of its last binary digits: twelve digits are kept.

    >>> shortened(257599.99999999997), shortened(0.1 + 0.2)
    (257600.0, 0.3)
    """
    return float(f"{number:.12g}")


def csv(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:
    """Return the candidates as CSV: UTF-8, a heading, one row a candidate."""
    criteria = selection.requirement.criteria
    head = [text.say(lang) for text in (RANK, PARCEL, NAME, SUITABILITY, LOW, HIGH)]
    labels = criterion_labels(catalogue, criteria, lang)
    for criterion, label in zip(criteria, labels, strict=True):
        measured = heading(catalogue, criterion.attribute, lang)
        head += [measured, *(f"{label} {text.say(lang)}" for text in _parts(selection, criterion))]
    sheet = io.StringIO(newline="")
    writer = _csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    for candidate in selection.candidates:
        row = _row(candidate, name_of(selection, candidate.row), selection, lang)
        writer.writerow([_cell(value) for value in row])
    return sheet.getvalue().encode()


def _cell(value: float | str | None) -> float | str | None:
    if isinstance(value, str):
        return harmless(value)
    return shortened(value) if isinstance(value, float) else value


def _parts(selection: Selection, criterion: Criterion) -> list[Text]:
    """Return what follows what was measured: first the reason, where it may be unreachable."""
    state = selection.columns.schema[criterion.attribute].state
    return [*([STATE] if state else []), VALUE, WEIGHT, SHARE]


def _row(candidate: Candidate, name: str, selection: Selection, lang: Lang) -> list[Any]:
    low, high = candidate.interval
    row: list[Any] = [candidate.rank, candidate.parcel, name, candidate.suitability, low, high]
    told, schema = {c.criterion: c for c in candidate.contributions}, selection.columns.schema
    for criterion in selection.requirement.criteria:
        one, attribute = told[criterion.id], schema[criterion.attribute]
        unreachable = attribute.kind == "quantity" and one.found == UNREACHABLE_WORD
        row.append(None if unreachable else one.found)
        if attribute.state:
            row.append(state_words(one.state, one.place, attribute, schema, lang))
        row += [one.value, one.weight, one.share]
    return row
