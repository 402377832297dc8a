"""A visit of the pages: a browser of one's own, what is clicked, and what the pages complain of."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests.browser.words import said

# what software drawing says of itself
_ANYWAY = re.compile(r"GPU stall|WebGL-0x|GroupMarkerNotSet|Automatic fallback to software")
_PATIENCE = 60_000  # ms; a busy machine is no fault

expect.set_options(timeout=_PATIENCE)


class Visit:
    """One visitor with a browser of their own.

    Parameters
    ----------
    browser
        Debian's Chromium.
    address
        Of the service.
    lang
        Language they read.
    size
        Width and height of their screen in px.
    stub
        Script that each page runs before its own, for a browser that lacks something.
    context
        Further options of the browser's context.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        lang: str,
        size: tuple[int, int],
        stub: str = "",
        **context: Any,
    ) -> None:
        width, height = size
        self.address = address
        self.lang = lang
        self.is_phone = width < 760
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=self.is_phone, **context
        )
        self.context.set_default_timeout(_PATIENCE)
        if stub:
            self.context.add_init_script(stub)
        self.page: Page = self.context.new_page()
        self.clicks = 0
        self.expected: list[str] = []
        self._troubles: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._troubles.append(str(error)))
        self.page.on("request", self._asked)

    def open(self, path: str) -> None:
        """Open an address of the service."""
        joint = "&" if "?" in path else "?"
        self.page.goto(f"{self.address}{path}{joint}lang={self.lang}")

    def leave(self) -> list[str]:
        """Close the browser; return what the pages complained of."""
        self.context.close()
        return [
            trouble
            for trouble in self._troubles
            if not _ANYWAY.search(trouble) and not any(one in trouble for one in self.expected)
        ]

    def expect_trouble(self, *parts: str) -> None:
        """Say what the page may complain of in this test."""
        self.expected.extend(parts)

    def word(self, zh: str) -> str:
        """Return what the pages say for a Chinese word, in the visitor's language."""
        return said(zh, self.lang)

    def click(self, what: Locator) -> None:
        """Click something, and count it."""
        what.click()
        self.clicks += 1

    def types(self, where: Locator, text: str) -> None:
        """Click into a field and type; the click is counted, what is typed is not."""
        where.fill(text)
        self.clicks += 1

    def chooses(self, where: Locator, label: str | re.Pattern[str]) -> None:
        """Choose from a list: a click that opens it, and one that takes."""
        option = where.locator("option")
        if isinstance(label, re.Pattern):
            option = option.filter(has_text=label)
            expect(option).not_to_have_count(0)
            label = option.first.inner_text()
        where.select_option(label=label)
        self.clicks += 2

    def sees(self, text: str | re.Pattern[str], *, within: float = 30) -> None:
        """Wait until a text is seen; seconds."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=within * 1000)

    def region(self, name: str | re.Pattern[str]) -> Locator:
        """Return a part of the page by its name."""
        exact = {} if isinstance(name, re.Pattern) else {"exact": True}
        return self.page.get_by_role("region", name=name, **exact)

    def fits_the_screen(self) -> bool:
        """Tell whether nothing runs over the right edge."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._troubles.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._troubles.append(f"asked outside: {request.url}")
