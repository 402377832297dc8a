"""What a visitor does with the panel in which the need is said."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.visit import Visit


class Need(Visit):
    """A visitor who says what a project needs."""

    @property
    def need(self) -> Locator:
        """The panel, or on a narrow screen the tab, of the need."""
        wide = self.region(self.word("项目需要什么"))
        return wide.or_(self.page.get_by_role("tabpanel", name=self.word("需求"), exact=True))

    def goes_to_need(self) -> None:
        """On a narrow screen, turn to the need."""
        tab = self.page.get_by_role("tab", name=self.word("需求"), exact=True)
        if tab.count():
            self.click(tab)

    def start_from_template(self, title: str) -> None:
        """Begin with what projects of an industry often ask."""
        beginning = self.need.get_by_role("region", name=self.word("从哪里开始"))
        self.click(beginning.get_by_role("button", name=self.word(title), exact=True))
        expect(beginning).to_contain_text(self.word("从模板开始"))

    def start_from_sample(self, title: str) -> None:
        """Begin with the need of a sample project."""
        beginning = self.need.get_by_role("region", name=self.word("从哪里开始"))
        self.click(beginning.get_by_role("button", name=re.compile(self.word("参考案例"))))
        self.click(beginning.get_by_role("button", name=self.word(title), exact=True))
        expect(beginning).to_contain_text(self.word("从模板开始"))

    def needs_a_hall(self) -> None:
        """Ask for existing halls in place of land."""
        halls = self.need.get_by_role("radio", name=re.compile(self.word("现成厂房")))
        self.click(halls)

    def needs_size(self, *, at_least: str = "", at_most: str = "") -> None:
        """Ask for a size, with its unit as people write it."""
        for word, text in (("至少", at_least), ("至多", at_most)):
            if text:
                field = self.need.get_by_role("textbox", name=self.word(word)).first
                self.types(field, text)
                field.press("Enter")

    def needs_wharf(self, *, cargo: str) -> None:
        """Ask for a wharf of the same island that handles a cargo."""
        self.click(self.need.get_by_role("button", name=re.compile(f"^{self.word('要用的码头')}")))
        self.click(self.need.get_by_role("button", name=self.word("填写码头需求")))
        self.chooses(self.need.get_by_role("combobox", name=self.word("货类")), self.word(cargo))
        must = self.need.get_by_role("checkbox", name=self.word("本岛必须有合用的码头"))
        if not must.is_checked():
            must.check()
            self.clicks += 1

    def opens_file(self, name: str, content: bytes) -> None:
        """Open a requirement file."""
        files = self.need.locator("input[type=file]")
        files.set_input_files({"name": name, "mimeType": "application/yaml", "buffer": content})
