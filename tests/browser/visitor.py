"""A visitor of the pages, who speaks of needs, candidates and parcels, not of elements."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

PHONE = (390, 844)
DESK = (1440, 900)
# what software drawing says of itself
_ANYWAY = re.compile(r"GPU stall|WebGL-0x|GroupMarkerNotSet|Automatic fallback to software")


class Visitor:
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
    context
        Further options of the browser's context.
    """

    def __init__(
        self, browser: Browser, address: str, *, lang: str, size: tuple[int, int], **context: Any
    ) -> None:
        width, height = size
        self.address = address
        self.lang = lang
        self.is_phone = width < 760
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=self.is_phone, **context
        )
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

    def click(self, what: Locator) -> None:
        """Click something, and count it."""
        what.click()
        self.clicks += 1

    def sees(self, text: str | re.Pattern[str], *, within: float = 10) -> None:
        """Wait until a text is seen; seconds."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=within * 1000)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._troubles.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._troubles.append(f"asked outside: {request.url}")
