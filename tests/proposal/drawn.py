"""A proposal of the hand-drawn town, for the tests of what is drawn and set of it."""

from __future__ import annotations

from datetime import UTC, datetime

from sitesel.catalogue import Catalogue
from sitesel.language import Lang
from sitesel.proposal import Proposal, read_figures
from sitesel.proposal.propose import propose
from sitesel.requirement import read_requirement
from sitesel.selection import Selection, select
from tests.exports.conftest import INDUSTRY_NEAR_THE_WHARF

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
FIGURES = "{title: 码头厂, investor: 某公司, investment: 2 亿元, output: 5 亿元, tax: 1000 万元}"


def answer(town: Catalogue) -> Selection:
    """Return a selection of the town: A, B candidates; E, F rejected; C, D undecided."""
    return select(town, read_requirement(INDUSTRY_NEAR_THE_WHARF, schema=town.schema))


def of_the_town(town: Catalogue, lang: Lang = "zh") -> Proposal:
    """Return its proposal."""
    return propose(town, answer(town), project=read_figures(FIGURES), lang=lang, now=NOW)
