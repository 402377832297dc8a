"""The policies that apply at any site of the shortlist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sitesel.proposal.case import Case
from sitesel.proposal.content import AppliedPolicy, Candidate


def applied_policies(case: Case, candidates: tuple[Candidate, ...]) -> Iterator[AppliedPolicy]:
    """Go through the policies of all candidates, each once, with the sites that it applies to."""
    by_id = {one.id: one for candidate in candidates for one in candidate.policies}
    for id_, one in by_id.items():
        sites = [c.name for c in candidates if any(own.id == id_ for own in c.policies)]
        until = case.words(f"至 {one.until}", f"until {one.until}") if one.until else ""
        dated = case.words("", " ").join([one.date, until]) if one.date else until
        told = {field.name: getattr(one, field.name) for field in fields(one)}
        yield AppliedPolicy(**told, sites=tuple(sites), dated=dated)


def policies_said(case: Case, candidates: tuple[Candidate, ...]) -> str:
    """Say what the table of policies is, and that nothing of it applies where that is so."""
    if case.policies is None:
        return ""
    note = case.say(case.policies.note)
    if candidates and not any(one.policies for one in candidates):
        nothing = case.words(
            "政策表中没有适用于这些地点和产业的政策。",
            "The table of policies holds none that applies to these places and this industry.",
        )
        return f"{note} {nothing}".strip()
    return note
