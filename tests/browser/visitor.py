"""A visitor of the pages, who speaks of needs, candidates and parcels, not of elements."""

from __future__ import annotations

from tests.browser.answer import Answer
from tests.browser.keys import Keys
from tests.browser.map_side import MapSide
from tests.browser.need import Need
from tests.browser.network import Network

PHONE = (390, 844)
DESK = (1440, 900)


class Visitor(Need, Answer, MapSide, Keys, Network):
    """One visitor, who says what is needed, reads the answer, and looks closely."""

    def searches(self, text: str) -> list[str]:
        """Type into the search over every page; return what is offered."""
        field = self.page.get_by_role("combobox", name=self.word("查找地块、地名、编号、拼音"))
        self.types(field, text)
        offered = self.page.get_by_role("option")
        offered.first.wait_for()
        return offered.all_inner_texts()
