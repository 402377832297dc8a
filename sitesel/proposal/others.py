"""Who else there is: the near misses, and what is not known of undecided sites."""

from __future__ import annotations

from collections.abc import Iterator

from sitesel.exports.sites import called
from sitesel.proposal.case import Case
from sitesel.proposal.content import NearMissLine, UndecidedLine
from sitesel.wording import failing_words

_MOST_UNDECIDED, _MOST_NEAR = 20, 5


def near_misses(case: Case) -> Iterator[NearMissLine]:
    """Go through the sites that fail the fewest constraints."""
    none = case.words("放宽也无法满足", "no relaxing would do")
    for told in case.told["near_misses"][:_MOST_NEAR]:
        yield NearMissLine(
            parcel=told["parcel"],
            row=told["row"],
            name=told["name"],
            brief=tuple(told["facts"]),
            failing=tuple((one["text"], one["way"] or none) for one in told["failing"]),
            open=tuple(told["open"]),
        )


def undecided(case: Case) -> Iterator[UndecidedLine]:
    """Go through the first undecided sites of the ledger."""
    if not case.selection.counts.undecided:
        return
    asked = {one.id: one for one in case.selection.requirement.constraints}
    schema, found = case.columns.schema, 0
    for line in case.selection.ledger():
        if line.disposition != "undecided":
            continue
        yield UndecidedLine(
            parcel=line.parcel,
            row=line.row,
            name=called(case.columns, line.row),
            unknown=tuple(
                failing_words(one, asked[one.constraint], schema, case.lang) for one in line.unknown
            ),
        )
        found += 1
        if found >= _MOST_UNDECIDED:
            return
