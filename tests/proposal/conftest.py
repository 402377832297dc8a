from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.proposal import Policies, ProjectFigures, Proposal, propose
from sitesel.requirement import read_requirement
from sitesel.selection import Selection, select
from tests.conftest import town_draft
from tests.exports.conftest import INDUSTRY_NEAR_THE_WHARF

NOW = datetime(2026, 2, 12, 17, tzinfo=UTC)  # the 13th in China, a Friday before the holidays
KEPT = {"lang", "sites", "status", "outcome", "test", "kind", "catalogue"}

Proposing = Callable[..., Proposal]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return the town of `tests.conftest`, published once: nobody writes into it here."""
    return Store(tmp_path_factory.mktemp("town")).publish(town_draft())


@pytest.fixture(scope="session")
def selection(town: Catalogue) -> Selection:
    """Return a selection of the town: A, B candidates; E, F rejected; C, D undecided."""
    return select(town, read_requirement(INDUSTRY_NEAR_THE_WHARF, schema=town.schema))


@pytest.fixture(scope="session")
def proposing(town: Catalogue, selection: Selection) -> Proposing:
    kept: dict[str, Proposal] = {}

    def made(
        project: ProjectFigures | None = None, policies: Policies | None = None, **more: Any
    ) -> Proposal:
        key = repr((project, policies, more))
        if key in kept:
            return kept[key]
        figures = project or ProjectFigures(floor_area=15_000.0, investment=3_000.0)
        told = propose(town, selection, now=NOW, project=figures, policies=policies, **more)
        return kept.setdefault(key, told)

    return made


def with_words(told: Any, words: str, name: str = "") -> Any:
    """Return content with some words in place of each text that is no key."""
    if isinstance(told, str):
        return told if name in KEPT else words
    if is_dataclass(told) and not isinstance(told, type):
        return replace(
            told, **{f.name: with_words(getattr(told, f.name), words, f.name) for f in fields(told)}
        )
    if isinstance(told, tuple):
        return tuple(with_words(one, words, name) for one in told)
    return told
