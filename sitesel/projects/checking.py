"""Open proposals and a newer catalogue: whether the order still is what was proposed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from sitesel.columns import Columns
from sitesel.errors import ParcelNotFound, SiteselError
from sitesel.exports.sites import called
from sitesel.language import Text
from sitesel.projects.proposals import MadeProposal, Standing, open_proposals
from sitesel.requirement import leaves
from sitesel.selection import Disposition, Selection

Answer = Callable[[MadeProposal], Selection]
"""Answers the requirement of a proposal on the current catalogue, at the tier of the proposal."""

_DISPOSITIONS = {
    "rejected": Text("已淘汰", "rejected"),
    "undecided": Text("待定", "undecided"),
    "absent": Text("目录中已无", "no longer in the catalogue"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """How a proposal stands to a catalogue; `told` holds which sites, as JSON has it."""

    standing: Standing
    told: dict[str, Any]


def checked(
    proposal: MadeProposal, after: Selection, held: Collection[str] = frozenset()
) -> Checked:
    """Hold the shortlist of a proposal against the answer of a newer catalogue.

    A candidate is lost that is none any more; one is better that was not proposed and now comes
    before a proposed one; another order of those proposed is told where nothing worse is.

    Parameters
    ----------
    proposal, after
        What was proposed, and the newer answer to the same requirement.
    held
        Sites that are reserved for the proposal's own project: where nothing but the status
        rejects one, it is not lost.
    """
    columns, shortlist = after.columns, proposal.shortlist
    stands: list[tuple[str, int]] = []
    lost, moved, kept = [], [], []
    for place, parcel in enumerate(shortlist, 1):
        try:
            found = after.disposition(parcel)
        except ParcelNotFound:
            lost.append({"parcel": parcel, "name": parcel, "from": place, "now": "absent"})
            continue
        name = called(columns, found.row)
        if found.rank is None and parcel in held and _only_by_status(after, found):
            kept.append({"parcel": parcel, "name": name, "from": place})
        elif found.rank is None:
            lost.append({"parcel": parcel, "name": name, "from": place, "now": found.disposition})
        else:
            stands.append((parcel, found.rank))
            if found.rank != place:
                moved.append({"parcel": parcel, "name": name, "from": place, "to": found.rank})
    better = list(_better(proposal, after, {parcel for parcel, _ in stands}))
    order = [parcel for parcel, _ in sorted(stands, key=lambda one: one[1])]  # ties stay as told
    if not shortlist and after.candidates:
        better = [_entered(proposal, columns, one) for one in after.candidates[: proposal.top]]
    as_told = [parcel for parcel in shortlist if parcel in order]
    if order == as_told and not better:
        moved = []  # they follow up, no more
    standing: Standing = "unchanged" if order == as_told else "reordered"
    if lost or better:
        standing = "lost" if lost else "better"
    return Checked(standing, {"lost": lost, "better": better, "moved": moved, "held": kept})


def _only_by_status(after: Selection, found: Disposition) -> bool:
    asked = {each.id: each for each in after.requirement.constraints}
    failing = [asked[each.constraint] for each in found.rejected_by]
    return bool(failing) and {leaf.attribute for leaf in leaves(failing)} == {"status"}


def _better(proposal: MadeProposal, after: Selection, left: set[str]) -> Iterator[dict[str, Any]]:
    """Go through those that were not proposed and come before one that was."""
    proposed = set(proposal.shortlist)
    places = [k for k, one in enumerate(after.candidates) if one.parcel in left]
    # those that were proposed and are not listed any more come after all that are
    last = len(after.candidates) if len(places) < len(left) else max(places, default=0)
    last_rank = after.candidates[last].rank if last < len(after.candidates) else None
    for one in after.candidates[:last]:
        if one.parcel not in proposed and one.rank != last_rank:
            yield _entered(proposal, after.columns, one)


def _entered(proposal: MadeProposal, columns: Columns, one: Any) -> dict[str, Any]:  # noqa: ANN401
    before = proposal.ranked.index(one.parcel) + 1 if one.parcel in proposal.ranked else None
    return {"parcel": one.parcel, "name": called(columns, one.row), "from": before, "to": one.rank}


def unchecked(session: Session, catalogue: str) -> list[MadeProposal]:
    """Return the open proposals that were not checked on a catalogue."""
    return [each for each in open_proposals(session) if each.checked != catalogue]


def check(
    proposal: MadeProposal, catalogue: str, answer: Answer, held: Collection[str] = frozenset()
) -> Checked:
    """Check one proposal on a catalogue; `held` is reserved for its own project."""
    if proposal.catalogue == catalogue:
        return Checked("unchanged", {})
    try:
        return checked(proposal, answer(proposal), held)
    except SiteselError as error:  # the newer catalogue can't be asked this
        return Checked("unanswerable", {"why": {"zh": error.text.zh, "en": error.text.en}})


def keep(session: Session, found: Mapping[int, Checked], catalogue: str) -> None:
    """Keep how proposals (by their ids) stand to a catalogue: they are not checked again on it."""
    for identity, each in found.items():
        proposal = session.get(MadeProposal, identity)
        if proposal is not None:
            proposal.checked = catalogue
            proposal.standing, proposal.standing_told = each.standing, each.told


def words_of(standing: str, told: Mapping[str, Any]) -> Text:
    """Say how a proposal stands to the catalogue that it was checked on.

    >>> words_of("better", {"better": [{"name": "丙", "parcel": "C", "from": 4, "to": 1}]}).en
    '丙 (C) is now 1st; it was 4th'
    """
    if standing == "unanswerable":
        why = Text.of(told.get("why") or "")
        return Text(f"新目录无法回答此需求：{why.zh}", f"the new catalogue can't tell: {why.en}")
    said = [
        *(_held(each) for each in told.get("held", ())),
        *(_lost(each) for each in told.get("lost", ())),
        *(_risen(each) for each in told.get("better", ())),
        *(_moved(each) for each in told.get("moved", ()) if standing != "unchanged"),
    ]
    if not said:
        return Text("推荐地块及次序未变", "the same candidates in the same order")
    return Text("；".join(each.zh for each in said), "; ".join(each.en for each in said))


def _lost(told: Mapping[str, Any]) -> Text:
    now = _DISPOSITIONS[told["now"]]
    name = f"{told['name']} ({told['parcel']})"
    return Text(
        f"{_zh(told)}原列第 {told['from']} 位，{now.zh}",
        f"{name} was {_nth(told['from'])} and is {now.en}",
    )


def _held(told: Mapping[str, Any]) -> Text:
    name = f"{told['name']} ({told['parcel']})"
    return Text(
        f"{_zh(told)}列第 {told['from']} 位，已为本项目预留",
        f"{name}, the {_nth(told['from'])}, is held for this project",
    )


def _risen(told: Mapping[str, Any]) -> Text:
    before = told["from"]
    was = (
        Text("原未入选", "it was no candidate")
        if before is None
        else Text(f"原第 {before} 位", f"it was {_nth(before)}")
    )
    name = f"{told['name']} ({told['parcel']})"
    return Text(
        f"{_zh(told)}现列第 {told['to']} 位（{was.zh}）",
        f"{name} is now {_nth(told['to'])}; {was.en}",
    )


def _moved(told: Mapping[str, Any]) -> Text:
    return Text(
        f"{_zh(told)}由第 {told['from']} 位变为第 {told['to']} 位",
        f"{told['name']} ({told['parcel']}) moved from {_nth(told['from'])} to {_nth(told['to'])}",
    )


def _zh(told: Mapping[str, Any]) -> str:
    return f"{told['name']}（{told['parcel']}）"


def _nth(number: int) -> str:
    """Write an ordinal.

    >>> [_nth(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    teens = 10 < number % 100 < 14
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
