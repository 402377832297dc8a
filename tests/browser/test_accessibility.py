"""WCAG 2.2 AA on every page and main state: axe-core's rules, and what it can't see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import faces
from tests.browser.faces import FACES, settle
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_BROKEN = """async (tags) => {
  const rules = { "target-size": { enabled: true } };
  const options = { runOnly: tags, rules, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message)[0] ?? "";
      return `${id}: ${target.join(" ")} ${why.slice(0, 200)}`;
    }));
}"""


def broken_rules(visitor: Visitor) -> list[str]:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; run `make setup`")
    settle(visitor.page)
    visitor.page.evaluate(AXE.read_text("utf-8"))
    return visitor.page.evaluate(_BROKEN, TAGS)


@pytest.mark.parametrize(("size", "lang"), [(DESK, "zh"), (PHONE, "en")], ids=["desk", "phone"])
def test_the_map_breaks_no_rule_on_the_way_to_an_answer(visit, size, lang):
    visitor: Visitor = visit(size=size, lang=lang)
    broken = {"first": broken_rules(visitor)}
    for name, act in faces.ON_THE_WAY.items():
        act(visitor)
        broken[name] = broken_rules(visitor)
    assert {name: rules for name, rules in broken.items() if rules} == {}


@pytest.mark.parametrize(
    ("name", "size", "lang"),
    [
        ("parcel-enquiry", DESK, "en"),
        ("parcel-enquiry", PHONE, "zh"),
        ("compare", DESK, "zh"),
        ("compare", PHONE, "en"),
        ("about", PHONE, "zh"),
        ("about", DESK, "en"),
        ("halls", PHONE, "zh"),
        ("empty", DESK, "en"),
        ("link-failed", DESK, "zh"),
    ],
    ids=lambda one: {DESK: "desk", PHONE: "phone"}.get(one, one),
)
def test_a_page_breaks_no_rule(visit, name, size, lang):
    visitor: Visitor = visit(FACES[name].path, size=size, lang=lang)
    settle(visitor.page)
    scroll_through(visitor)
    FACES[name].go(visitor)
    assert broken_rules(visitor) == []


def scroll_through(visitor: Visitor) -> None:
    """Go down to the end of the page, so that all that waits to be seen is there."""
    page = visitor.page
    for _ in range(12):
        page.evaluate("document.querySelector('.app-main').scrollBy(0, innerHeight * 0.8)")
        page.wait_for_timeout(100)
    settle(page)


@pytest.mark.parametrize(("name", "lang"), [("answer", "en"), ("parcel", "zh"), ("compare", "en")])
def test_letters_twice_as_large_lose_nothing(visit, name, lang):
    visitor: Visitor = visit(FACES[name].path, lang=lang, size=(720, 900))
    visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
    settle(visitor.page)
    FACES[name].go(visitor)
    settle(visitor.page)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 720
    assert visitor.page.evaluate(_CUT) == []


# a text is cut where its own box, or one around it that can't be scrolled, ends before it
_CUT = """() => {
  const cut = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim();
    const owner = node.parentElement;
    const how = { opacityProperty: true, visibilityProperty: true };
    if (!text || !owner.checkVisibility(how)) continue;
    if (owner.closest(".only-read, .maplibregl-map, svg, select, [aria-hidden=true]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    for (let box = owner; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      const inner = box.getBoundingClientRect();
      const across = right > inner.right + 1 || left < inner.left - 1;
      const below = bottom > inner.bottom + 1 || top < inner.top - 1;
      const scrolls = box.scrollWidth > box.clientWidth + 1;
      if (["hidden", "clip"].includes(style.overflowX) && across)
        { cut.push(`${text.slice(0, 40)} across ${box.className}`); break; }
      if (["auto", "scroll"].includes(style.overflowX) && scrolls) break;
      if (["auto", "scroll"].includes(style.overflowY)) {
        if (right > inner.right + 1) cut.push(`${text.slice(0, 40)} beyond ${box.className}`);
        break;
      }
      if (["hidden", "clip"].includes(style.overflowY) && below)
        { cut.push(`${text.slice(0, 40)} below ${box.className}`); break; }
    }
  }
  return cut;
}"""


@pytest.mark.parametrize("path", ["/", FACES["parcel"].path, FACES["compare"].path])
def test_the_keyboard_is_always_seen_where_it_is(visit, path):
    visitor: Visitor = visit(path)
    settle(visitor.page)
    unseen = []
    for _ in range(30):
        visitor.press("Tab")
        told = visitor.page.evaluate(_UNSEEN)
        # a ring around a part of an element can't be asked for, but be seen
        if told and not visitor.shows_focus():
            unseen.extend(told)
    assert unseen == []


_UNSEEN = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return [];
  const shows = (box) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(box);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  };
  const said = (one.ariaLabel ?? one.textContent).trim().slice(0, 30);
  const name = `${one.tagName} ${one.className} ${said}`;
  const around = [one, one.parentElement, one.nextElementSibling, one.parentElement.parentElement];
  if (!around.filter(Boolean).some(shows)) return [`no ring: ${name}`];
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const off = bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth;
  return off ? [`off the page: ${name}`] : [];
}"""


def test_nothing_moves_for_those_who_asked_for_less_motion(visit):
    visitor: Visitor = visit(reduced_motion="reduce")
    settle(visitor.page)
    faces.answered(visitor)
    faces.choose(visitor)
    moving = """() => [
      ...document.getAnimations()
        .filter(({ playState }) => playState === "running")
        .filter(({ effect }) => effect.getComputedTiming().duration > 1)
        .map(({ effect }) => effect.target.className),
      ...(document.querySelector(".map-view")?.map?.isMoving() ? ["map"] : []),
    ]"""
    assert visitor.page.evaluate(moving) == []


def test_fingers_have_room(visit):
    visitor: Visitor = visit(size=PHONE)
    settle(visitor.page)
    small = {"first": visitor.page.evaluate(_SMALL)}
    faces.answered(visitor)
    small["answer"] = visitor.page.evaluate(_SMALL)
    faces.ledger(visitor)
    small["ledger"] = visitor.page.evaluate(_SMALL)
    visitor.open(FACES["parcel"].path)
    scroll_through(visitor)
    small["parcel"] = visitor.page.evaluate(_SMALL)
    assert {name: boxes for name, boxes in small.items() if boxes} == {}


# WCAG 2.2, 2.5.8: 24 px, but for links within sentences and what is drawn in another's place
_SMALL = """() => [
  ...document.querySelectorAll("button, a[href], input, select, summary, [role=button]"),
]
  .filter((one) => one.checkVisibility())
  .filter((one) => !one.closest("p, dd, .only-read, .skip, [aria-hidden=true]"))
  .map((one) => (one.matches("input") && one.closest("label")) || one)
  .map((one) => ({ one, box: one.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(({ one, box }) => `${one.className} ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
