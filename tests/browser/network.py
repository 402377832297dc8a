"""What happens to a visitor between the browser and the service."""

from __future__ import annotations

from playwright.sync_api import Route

from tests.browser.visit import Visit

_ASKED = "**/{api,tiles}/**"
_FRAMES = 3_000  # until a question counts as never asked


class Network(Visit):
    """A visitor whose network or service has its troubles."""

    def loses_the_service(self, *, behind_a_proxy: bool = False) -> None:
        """Have the service answer no more; a proxy before it says so with a page of its own."""

        def refuse(route: Route) -> None:
            if behind_a_proxy:
                route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")
            else:
                route.abort("connectionrefused")

        self.expect_trouble("Failed to load resource", "AJAXError", "Failed to fetch")
        self.page.route(_ASKED, refuse)

    def regains_the_service(self) -> None:
        """Have the service answer again."""
        self.page.unroute(_ASKED)

    def goes_offline(self) -> None:
        """Lose the network."""
        self.expect_trouble("Failed to load resource", "AJAXError", "Failed to fetch")
        self.context.set_offline(True)

    def comes_online(self) -> None:
        """Have the network back."""
        self.context.set_offline(False)

    def holds(self, pattern: str, *, first: int | None = None) -> Held:
        """Keep questions to an address waiting until they are let go: all, or so many."""
        return Held(self, pattern, first=first)

    def asks_for(self, path: str) -> list[str]:
        """Return the list to which each further question to an address is added."""
        asked: list[str] = []
        self.page.on(
            "request", lambda request: asked.append(request.url) if path in request.url else None
        )
        return asked


class Held:
    """Questions that wait.

    Parameters
    ----------
    visit
        Whose they are.
    pattern
        Addresses, as a glob.
    first
        How many are kept; None keeps all.
    """

    def __init__(self, visit: Visit, pattern: str, *, first: int | None = None) -> None:
        self._page = visit.page
        self._pattern = pattern
        self.routes: list[Route] = []
        times = {} if first is None else {"times": first}
        self._page.route(pattern, self._hold, **times)

    def _hold(self, route: Route) -> None:
        self.routes.append(route)

    def waits_for(self, number: int) -> None:
        """Wait until so many questions are held."""
        for _ in range(_FRAMES):
            if len(self.routes) >= number:
                return
            self._page.evaluate("() => new Promise(requestAnimationFrame)")
        message = f"{len(self.routes)} questions came to {self._pattern}, not {number}"
        raise AssertionError(message)

    def let_go(self) -> None:
        """Let all that waits, and all that comes, go on."""
        while self.routes:
            self.routes.pop(0).continue_()
        self._page.unroute(self._pattern)
