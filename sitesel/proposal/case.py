"""The case that a proposal is made of: what was found, for whom, on which day, in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns
from sitesel.exports.journeys import facility_names
from sitesel.exports.origin import origins
from sitesel.exports.told import answer_told
from sitesel.interval import Interval
from sitesel.language import Lang, Text
from sitesel.proposal.content import Figure, IssueStatus, Opinion, Override, OwnPoint
from sitesel.proposal.departments import Departments
from sitesel.proposal.figures import ProjectFigures
from sitesel.proposal.policies import Policies
from sitesel.schema import Attribute
from sitesel.selection import Selection
from sitesel.selection.found import found, why
from sitesel.wording import found_words

_OF_FACILITIES = ("nearest_", "reached_", "matching_", "possible_")


@dataclass(frozen=True)
class Case:
    """What every part of a proposal is told from.

    Parameters
    ----------
    catalogue, selection
        What was judged, and the answer.
    project
        Its figures.
    lang, day
        Of the words; of the proposal.
    departments, policies
        Who settles what; what applies where, None without a table.
    statuses, dues
        Of issues, by their keys; `dues` where a day was told before, or set by a person.
    opinions, overrides
        Of points of access evaluations, by parcel and id of the point.
    points
        That staff put on the issue list.
    top
        How many candidates are told at length.
    """

    catalogue: Catalogue
    selection: Selection
    project: ProjectFigures
    lang: Lang
    day: date
    departments: Departments
    policies: Policies | None
    top: int
    statuses: Mapping[str, IssueStatus] = field(default_factory=dict)
    opinions: Mapping[tuple[str, str], Sequence[Opinion]] = field(default_factory=dict)
    overrides: Mapping[tuple[str, str], Override] = field(default_factory=dict)
    points: Sequence[OwnPoint] = ()
    dues: Mapping[str, date] = field(default_factory=dict)

    @property
    def columns(self) -> Columns:
        """The columns that were judged: of the scenario, with what was measured on demand."""
        return self.selection.columns

    def say(self, text: Text) -> str:
        """Say words in the language of the proposal."""
        return text.say(self.lang)

    def words(self, zh: str, en: str) -> str:
        """Return one of two."""
        return zh if self.lang == "zh" else en

    def joined(self, words: list[str]) -> str:
        """List words in one sentence."""
        return ("、" if self.lang == "zh" else ", ").join(words)

    def then(self, words: list[str]) -> str:
        """Put clauses into one sentence."""
        return ("；" if self.lang == "zh" else "; ").join(words)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The answer in words."""
        return answer_told(self.selection, self.catalogue, self.lang)

    @cached_property
    def listed(self) -> list[dict[str, Any]]:
        """The candidates of the shortlist, in words."""
        top: list[dict[str, Any]] = self.told["candidates"][: self.top]
        return top

    @cached_property
    def _facilities(self) -> Mapping[str, Text]:
        return facility_names(self.catalogue)

    def facility(self, id_: str) -> str:
        """Return what a facility is called."""
        named = self._facilities.get(id_)
        return id_ if named is None else named.say(self.lang)

    def attribute_said(self, name: str, row: int) -> str:
        """Say the value of an attribute as it was found, or why there is none."""
        attribute = self.columns.schema[name]
        value = found(self.columns, name, row)
        if attribute.kind == "category" and name.startswith(_OF_FACILITIES) and value is not None:
            return self.facility(str(value))
        state, place = why(self.columns, name, row)
        return found_words(value, state, place, attribute, self.columns.schema, self.lang)

    def sources(self, row: int) -> Callable[[Attribute], str]:
        """Return what says of an attribute of a site where its value comes from."""
        origin = origins(self.catalogue, self.columns.sites, row)

        def source(attribute: Attribute) -> str:
            told = origin(attribute)
            named = told["source"][self.lang] if told["source"] else ""
            parts = [told["method"][self.lang]] if told["method"] else []
            if named and told["row"] is not None:
                named += self.words(f" 第 {told['row'] + 1} 行", f", row {told['row'] + 1}")
            parts += [named] if named else []
            return " · ".join([*parts, *([told["date"]] if told["date"] else [])])

        return source

    def figure(self, name: str, row: int, source: Callable[[Attribute], str]) -> Figure | None:
        """Return one attribute of a site as a figure; None when nothing is known of it."""
        if name not in self.columns:
            return None
        value, attribute = self.columns.value(name, row), self.columns.schema[name]
        if value is None:
            return None
        return Figure(
            label=self.say(attribute.label),
            said=self.attribute_said(name, row),
            value=str(value) if isinstance(value, Interval | date) else value,
            unit=attribute.unit,
            attribute=name,
            source=source(attribute),
        )

    def rows(self) -> list[int]:
        """Return the rows of the shortlist."""
        return [one["row"] for one in self.listed]
