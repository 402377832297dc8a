"""What a visitor reads from the answer, and does with it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.visit import Visit

_FOUR = re.compile(r"\d+\D+\d+\D+\d+\D+\d+")  # how the account is told in either language


class Answer(Visit):
    """A visitor who reads an answer."""

    @property
    def answer(self) -> Locator:
        """The panel, or on a narrow screen the tab, of the answer."""
        word = self.word("结果")
        tab = self.page.get_by_role("tabpanel", name=re.compile(f"^{word}"))
        return self.region(word).or_(tab)

    def goes_to_answer(self) -> None:
        """On a narrow screen, turn from the need to the answer."""
        tab = self.page.get_by_role("tab", name=re.compile(f"^{self.word('结果')}"))
        if tab.count():
            self.click(tab)

    def is_answered(self) -> None:
        """Wait until the latest question is answered."""
        expect(self._told).to_be_attached()
        expect(self.answer).to_have_attribute("aria-busy", "false")

    @property
    def _told(self) -> Locator:
        return self.answer.get_by_role("status").filter(has_text=_FOUR).first

    def account(self) -> tuple[int, int, int, int]:
        """Return all sites, candidates, rejected and undecided."""
        self.is_answered()
        text = self._told.inner_text()
        total, candidates, rejected, undecided = map(int, re.findall(r"\d+", text))
        return total, candidates, rejected, undecided

    def candidates(self) -> list[str]:
        """Return the ids of the candidates, best first."""
        self.is_answered()
        rows = self.answer.get_by_role("list", name=self.word("候选"), exact=True)
        return rows.locator("[data-parcel]").evaluate_all(
            "rows => rows.map((row) => row.dataset.parcel)"
        )

    def digest(self) -> str:
        """Return the digest of the answer."""
        self.is_answered()
        return self.answer.get_by_role("code").first.inner_text()

    def candidate(self, parcel: str) -> Locator:
        """Return the row of a candidate."""
        return self.answer.locator(f'[data-parcel="{parcel}"]')

    def chooses_candidate(self, parcel: str) -> None:
        """Open a candidate's row."""
        self.click(self.candidate(parcel).get_by_role("button", name=re.compile(parcel)).first)
        expect(self.candidate(parcel).get_by_role("button", expanded=True)).to_be_visible()

    def opens_parcel(self, parcel: str) -> None:
        """Go from the list to a candidate's own page."""
        self.chooses_candidate(parcel)
        self.click(self.candidate(parcel).get_by_role("link", name=self.word("详情")))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(parcel)

    def asks_why(self, parcel: str) -> Locator:
        """Ask why a site was chosen or rejected; return what is said."""
        self.click(self.answer.get_by_role("tab", name=re.compile(f"^{self.word('台账')}")))
        why = self.answer.get_by_role("searchbox", name=self.word("某一宗为什么入选或淘汰？"))
        self.types(why, parcel)
        hit = self.answer.get_by_role("tabpanel").get_by_role("button", name=re.compile(parcel))
        self.click(hit.first)
        heading = self.page.get_by_role("heading", level=3, name=re.compile(parcel))
        return self.answer.locator("section").filter(has=heading).last

    def compares(self, parcels: list[str]) -> None:
        """Set candidates side by side."""
        for parcel in parcels:
            self.chooses_candidate(parcel)
            button = self.candidate(parcel).get_by_role("button", name=self.word("加入对比"))
            self.click(button)
        self.click(self.answer.get_by_role("link", name=re.compile(self.word("去对比"))))

    def shares(self) -> str:
        """Make a link to what is seen, copy it, and return its path."""
        self.click(self.answer.get_by_role("button", name=self.word("分享")))
        link = self.answer.get_by_role("textbox", name=self.word("链接")).input_value()
        self.click(self.answer.get_by_role("button", name=self.word("复制")))
        self.sees(self.word("已复制"))
        return link.removeprefix(self.address)

    def exports(self) -> dict[str, str]:
        """Open the list of exports; return their addresses by their endings."""
        self.click(self.answer.get_by_role("button", name=self.word("导出"), exact=True))
        links = self.page.get_by_role("group", name=self.word("导出这份结果")).get_by_role("link")
        expect(links.first).to_be_visible()
        return {
            link.inner_text().rsplit(".", 1)[1].strip(): link.get_attribute("href") or ""
            for link in links.all()
        }
