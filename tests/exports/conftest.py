from __future__ import annotations

import pytest

from sitesel.catalogue import Catalogue
from sitesel.requirement import read_requirement
from sitesel.selection import Selection, select

INDUSTRY_NEAR_THE_WHARF = """
title: {zh: 码头边的工业, en: Industry by the wharf}
constraints:
  - {attribute: planning_use, among: ["100103", "100102"]}
  - {attribute: share_in_wetland, at_most: 10}
criteria:
  - {id: wharf, attribute: distance_to_wharf, value: {linear: {best: 0 m, worst: 1 km}}, weight: 60}
  - {id: ground, attribute: bearing_capacity, value: {linear: {best: 200, worst: 50}}, weight: 40}
"""


@pytest.fixture
def selection(town: Catalogue) -> Selection:
    """Return a selection of the town: A, B candidates; E, F rejected; C, D undecided."""
    return select(town, read_requirement(INDUSTRY_NEAR_THE_WHARF, schema=town.schema))
