"""Why parcels fail, in words; each thing said is worked out once, however many parcels share it."""

from __future__ import annotations

from collections.abc import Iterable

from sitesel.catalogue import Catalogue
from sitesel.language import Lang
from sitesel.selection import FailingConstraint, Selection
from sitesel.wording import failing_words

MOST_IN_WORDS = 20_000  # rows of a long list; those beyond name constraints by their ids


class Reasons:
    """The words of failing and unknown constraints of one selection.

    Parameters
    ----------
    selection, catalogue
        The whole answer, and what gives labels and units.
    lang
        The language of the words.
    """

    def __init__(self, selection: Selection, catalogue: Catalogue, lang: Lang) -> None:
        self._constraints = {c.id: c for c in selection.requirement.constraints}
        self._schema = catalogue.schema
        self._lang: Lang = lang
        self._said: dict[FailingConstraint, str] = {}

    def words(self, failing: FailingConstraint) -> str:
        """Say what was needed, what was found, and by how much it falls short."""
        if failing not in self._said:
            constraint = self._constraints[failing.constraint]
            self._said[failing] = failing_words(failing, constraint, self._schema, self._lang)
        return self._said[failing]

    def listed(self, failing: Iterable[FailingConstraint], *, row: int = 0) -> str:
        """Say several, a line for each; by their ids alone from row `MOST_IN_WORDS` on."""
        if row < MOST_IN_WORDS:
            return "\n".join(self.words(one) for one in failing)
        return "; ".join(one.constraint for one in failing)
