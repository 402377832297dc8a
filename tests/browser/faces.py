"""Every page and main state of the application, and how a visitor comes to it."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.visitor import Visitor

# a parcel and a chemical plant whose answer holds it
PARCEL = "DS-10"
COMPARED = ("DS-10", "DS-08", "DH-06")
NOBODY = {"attribute": "area", "id": "area", "at_least": 90_000_000}

_SETTLED = """() => {
  const map = document.querySelector(".map-view")?.map;
  const isSeen = (one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return one.checkVisibility() && bottom > 0 && top < innerHeight;
  };
  const waits = [...document.querySelectorAll(".skeleton, [aria-busy=true], .psv-loader-container")]
    .some(isSeen);
  return !waits && (!map || (map.loaded() && !map.isMoving()));
}"""


@dataclass(frozen=True)
class Face:
    """A page in one of its states.

    Parameters
    ----------
    path
        Address that it begins at, without the language.
    go
        What the visitor does then.
    """

    path: str = "/"
    go: Callable[[Visitor], None] = lambda _: None


def need(**parts: object) -> str:
    """Return the address of the map with a need, as the application writes it."""
    whole = {
        "title": {"zh": "我的需求", "en": "My requirement"},
        "sites": "parcels",
        "constraints": [],
        "criteria": [],
        "aggregation": "weighted_sum",
        "limit": 50,
        "near_misses": 10,
        **parts,
    }
    packer = zlib.compressobj(wbits=-15)
    raw = packer.compress(json.dumps(whole).encode()) + packer.flush()
    return "/?need=" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def settle(page: Page, *, within: float = 60) -> None:
    """Wait until nothing is loading and the map stands still; seconds."""
    page.wait_for_function(_SETTLED, timeout=within * 1000)
    page.wait_for_timeout(400)  # what fades in has faded in
    page.wait_for_function(_SETTLED, timeout=within * 1000)


def to_need(visitor: Visitor) -> None:
    """Turn to the need, which on a phone is a tab of the sheet."""
    if visitor.is_phone:
        visitor.page.locator("#tab-need").click()


def to_answer(visitor: Visitor) -> None:
    """Turn to the answer, and on a phone pull the sheet up."""
    if visitor.is_phone:
        visitor.page.locator("#tab-answer").click()
        if visitor.page.locator(".sheet.full").count() == 0:
            visitor.page.locator(".sheet .handle").click()


def template(visitor: Visitor) -> None:
    """Begin with the first industry."""
    to_need(visitor)
    visitor.page.locator(".start .tile").first.click()
    visitor.page.locator(".answer-panel .row").first.wait_for(state="attached")
    settle(visitor.page)


def answered(visitor: Visitor) -> None:
    """Begin with the first industry, and turn to the answer."""
    template(visitor)
    to_answer(visitor)


def choose(visitor: Visitor) -> None:
    """Open the best candidate."""
    visitor.page.locator("#answer-tab-shortlist").click()
    visitor.page.locator(".answer-panel .row .head").first.click()
    visitor.page.locator(".answer-panel .row .inside").wait_for()


def ledger(visitor: Visitor) -> None:
    """Turn to the ledger, and ask whom the first reason rejects."""
    visitor.page.locator("#answer-tab-ledger").click()
    visitor.page.locator(".answer-panel .reason .rejected:enabled").first.click()
    visitor.page.locator(".answer-panel .concerned li").first.wait_for()


def near_misses(visitor: Visitor) -> None:
    """Turn to those that nearly fit."""
    visitor.page.locator("#answer-tab-misses").click()


def scenarios(visitor: Visitor) -> None:
    """See who comes and goes once the network changes."""
    visitor.page.locator(".answer-panel .head .line > .a-quiet").first.click()
    visitor.page.locator(".answer-panel .counts").wait_for()


def condition(visitor: Visitor) -> None:
    """Open the first condition."""
    to_need(visitor)
    one = visitor.page.locator(".need-panel [data-condition] .toggle").first
    one.click()
    one.evaluate("one => one.scrollIntoView({ block: 'center' })")


def picker(visitor: Visitor) -> None:
    """See what could be asked besides."""
    to_need(visitor)
    one = visitor.page.locator(".need-panel .add").first
    one.click()
    one.evaluate("one => one.scrollIntoView({ block: 'start' })")


def shares(visitor: Visitor) -> None:
    """Make a link."""
    visitor.answer.get_by_role("button", name=visitor.word("分享")).click()
    visitor.answer.get_by_role("textbox", name=visitor.word("链接")).wait_for()


def exports(visitor: Visitor) -> None:
    """Open the list of exports."""
    visitor.answer.get_by_role("button", name=visitor.word("导出"), exact=True).click()


def searches(visitor: Visitor) -> None:
    """Type into the search over every page."""
    visitor.searches("DS")


def layers(visitor: Visitor) -> None:
    """Open the list of what the map shows."""
    settle(visitor.page)
    visitor.page.locator(".map-view .tools [aria-expanded]").first.click()


def close_layers(visitor: Visitor) -> None:
    """Close the list of what the map shows, which on a phone lies over all else."""
    visitor.page.locator(".layers .close").click()


def _after(*acts: Callable[[Visitor], None]) -> Callable[[Visitor], None]:
    def go(visitor: Visitor) -> None:
        for act in acts:
            act(visitor)

    return go


def _part(part: str) -> Callable[[Visitor], None]:
    def go(visitor: Visitor) -> None:
        for _ in range(4):  # what lies above it is filled when it is passed
            visitor.page.evaluate("part => document.getElementById(part).scrollIntoView()", part)
            settle(visitor.page)

    return go


def _enquired(visitor: Visitor) -> None:
    _part("enquiry")(visitor)
    visitor.page.locator("#enquiry .send").click()
    visitor.page.evaluate("document.getElementById('enquiry').scrollIntoView()")


def _failed_link(visitor: Visitor) -> None:
    visitor.expect_trouble("404")


def _offline(visitor: Visitor) -> None:
    answered(visitor)
    visitor.goes_offline()
    visitor.page.locator(".notice").wait_for()


_PARCEL = f"/parcel?id={PARCEL}&sites=parcels"

FACES: dict[str, Face] = {
    "first": Face(),
    "answer": Face(go=answered),
    "need": Face(go=template),
    "condition": Face(go=_after(template, condition)),
    "chosen": Face(go=_after(answered, choose)),
    "ledger": Face(go=_after(answered, ledger)),
    "near-misses": Face(go=_after(answered, near_misses)),
    "empty": Face(need(constraints=[NOBODY]), to_answer),
    "scenarios": Face(go=_after(answered, scenarios)),
    "picker": Face(go=_after(template, picker)),
    "share": Face(go=_after(answered, shares)),
    "export": Face(go=_after(answered, exports)),
    "search": Face(go=searches),
    "layers": Face(go=layers),
    "halls": Face(need(sites="halls"), to_answer),
    "parcel": Face(_PARCEL),
    "parcel-evidence": Face(_PARCEL, _part("evidence")),
    "parcel-envelope": Face(_PARCEL, _part("envelope")),
    "parcel-panorama": Face(_PARCEL, _part("panorama")),
    "parcel-schematic": Face("/parcel?id=DH-06&sites=parcels", _part("panorama")),
    "parcel-media": Face(_PARCEL, _part("media")),
    "parcel-attributes": Face(_PARCEL, _part("attributes")),
    "parcel-enquiry": Face(_PARCEL, _enquired),
    "compare": Face("/compare?" + "&".join(f"id={one}" for one in COMPARED)),
    "compare-table": Face("/compare?" + "&".join(f"id={one}" for one in COMPARED), _part("table")),
    "compare-charts": Face(
        "/compare?" + "&".join(f"id={one}" for one in COMPARED), _part("charts")
    ),
    "compare-places": Face(
        "/compare?" + "&".join(f"id={one}" for one in COMPARED), _part("places")
    ),
    "about": Face("/about"),
    "about-gaps": Face("/about", _part("gaps")),
    "link-failed": Face("/s/nosuchlink", _failed_link),
    "offline": Face(go=_offline),
}
"""By name, in the order that a visitor meets them."""

ON_THE_WAY: dict[str, Callable[[Visitor], None]] = {
    "layers": layers,
    "need": _after(close_layers, template),
    "condition": condition,
    "picker": picker,
    "chosen": _after(to_answer, choose),
    "ledger": ledger,
    "near-misses": near_misses,
    "scenarios": scenarios,
    "share": shares,
    "search": searches,
}
"""What a visitor does one after the other on the page of the map."""
