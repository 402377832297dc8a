"""What a requirement asks beside its constraints, told under the heading of an answer."""

from __future__ import annotations

from sitesel.catalogue import Catalogue
from sitesel.cli.terminal import show
from sitesel.language import Lang
from sitesel.requirement import Requirement
from sitesel.shore_words import shore_word, shore_words
from sitesel.wording import asked_words


def show_asked(requirement: Requirement, catalogue: Catalogue, lang: Lang) -> None:
    """Show scenario, wharf and development in one line; none where none is asked for."""
    labels, cargo = shore_words("cargo"), {}
    if requirement.wharf is not None and (word := requirement.wharf.cargo) is not None:
        meant = shore_word(word, "cargo")
        cargo = {word: labels[meant]} if meant is not None else {}
    said = asked_words(
        requirement,
        lang,
        scenarios={name: each.title for name, each in catalogue.scenarios().items()},
        cargo=cargo,
        layers=catalogue.constraint_layers(),
    )
    if said:
        show(said)
