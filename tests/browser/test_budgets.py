"""What a first visit may cost: scripts, requests, shifts; and what its pages may load at all."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response

from tests.browser.conftest import BUILT
from tests.browser.visitor import Visitor

MOST_SCRIPT = 700_000  # bytes, as gzip has them
MOST_REQUESTS = 60
MOST_SHIFT = 0.1
LATER = ("src/charts/echarts.ts", "@photo-sphere-viewer", "PanoramaPanel", "pmtiles", "map/drawn")
_WATCH = """
window.shifted = 0;
window.refused = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });
addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
_MARKED = "() => performance.getEntriesByName('sitesel:first-map').length > 0"


class Sent(NamedTuple):
    """An answer that the browser took."""

    path: str
    status: int
    kind: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_script(self) -> bool:
        return "javascript" in self.headers.get("content-type", "")


class Visited(NamedTuple):
    """A first visit, from the address to the map that stands still."""

    visitor: Visitor
    answers: list[Sent]


@pytest.fixture
def first_visit(visit: Callable[..., Visitor]) -> Visited:
    visitor = visit(None, stub=_WATCH)
    came: list[Response] = []
    # the context's, so that what workers load is counted too
    visitor.context.on("response", lambda one: came.append(one))  # noqa: PLW0108 - it looks at it
    visitor.open("/")
    visitor.page.wait_for_function(_MARKED)
    visitor.sees_the_map()
    visitor.page.wait_for_load_state("networkidle")
    return Visited(visitor, [_sent(one) for one in came])


def _sent(one: Response) -> Sent:
    body = one.body() if one.status == 200 else b""
    address = urlsplit(one.url)
    return Sent(address.path, one.status, one.request.resource_type, one.all_headers(), body)


def test_the_first_page_costs_no_more_script_than_it_may(first_visit: Visited) -> None:
    scripts = {one.path: one for one in first_visit.answers if one.is_script}
    assert any("worker" in path for path in scripts)  # or what it loads would not be counted
    assert any("maplibre-gl-" in path for path in scripts)
    plain = [path for path, one in scripts.items() if one.headers.get("content-encoding") != "gzip"]
    assert plain == []
    assert sum(len(gzip.compress(one.body, 9)) for one in scripts.values()) < MOST_SCRIPT


def test_charts_and_panorama_come_when_they_are_asked_for(first_visit: Visited) -> None:
    parts = json.loads((BUILT / "manifest.json").read_bytes())
    later = {
        "/built/" + part["file"]
        for name, part in parts.items()
        if any(word in name for word in LATER)
    }
    assert len(later) >= len(LATER)
    assert later.isdisjoint(one.path for one in first_visit.answers)


@pytest.mark.parametrize("path", ["/", "/parcel", "/compare", "/about", "/s/x"])
def test_pages_let_no_script_stand_inside_and_none_come_from_outside(
    visit: Callable[..., Visitor], path: str
) -> None:
    visitor = visit(None)
    policy = visitor.page.request.get(visitor.address + path).headers["content-security-policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'"]
    assert rules["connect-src"] == ["'self'"]
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", ["/", "/about", "/compare?id=DH-13&id=DH-01", "/parcel?id=DH-13"])
def test_no_page_asks_for_what_it_may_not_load(visit: Callable[..., Visitor], path: str) -> None:
    # a visitor who leaves also tells of anything that was asked of another host
    visitor = visit(path, stub=_WATCH)
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.evaluate("window.refused") == []


def test_parts_that_never_change_are_asked_for_once(first_visit: Visited) -> None:
    paths = [one.path for one in first_visit.answers if one.path.startswith("/built/assets/")]
    assert len(paths) == len(set(paths)) > 5
    kept = {
        one.headers.get("cache-control")
        for one in first_visit.answers
        if one.path.startswith(("/built/assets/", "/tiles/")) and not one.path.endswith(".json")
    }
    assert kept == {"public, max-age=31536000, immutable"}


def test_long_answers_come_compressed(first_visit: Visited) -> None:
    asked = [one for one in first_visit.answers if one.path.startswith(("/api/", "/tiles/"))]
    plain = {
        one.path
        for one in asked
        if len(one.body) >= 2_000 and one.headers.get("content-encoding") != "gzip"
    }
    assert len(asked) > 5
    assert plain == set()


def test_the_first_page_asks_for_little_and_holds_still(first_visit: Visited) -> None:
    assert 10 < len(first_visit.answers) < MOST_REQUESTS
    assert first_visit.visitor.page.evaluate("window.shifted") < MOST_SHIFT


def test_nothing_is_asked_for_twice(first_visit: Visited) -> None:
    tellings = [one.path for one in first_visit.answers if one.path.startswith("/api/")]
    twice = {path for path in tellings if tellings.count(path) > 1}
    assert twice - {"/api/counts"} == set()  # each kind of sites has its own counts
