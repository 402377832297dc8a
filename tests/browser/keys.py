"""What a visitor does without a mouse."""

from __future__ import annotations

from tests.browser.visit import Visit

_NAME = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const labels = [...(one.labels ?? [])].map((label) => label.innerText);
  return [one.getAttribute("aria-label") ?? "", one.innerText ?? "", ...labels].join(" ");
}"""
_BOX = """() => {
  const { x, y, right, bottom } = document.activeElement.getBoundingClientRect();
  const [left, top] = [Math.max(0, x - 6), Math.max(0, y - 6)];
  return { x: left, y: top, width: Math.min(innerWidth, right + 6) - left,
           height: Math.min(innerHeight, bottom + 6) - top };
}"""
_MOST = 150  # stops until something counts as out of reach


class Keys(Visit):
    """A visitor with a keyboard alone."""

    def press(self, key: str) -> None:
        """Press a key where the focus is."""
        self.page.keyboard.press(key)

    def focused(self) -> str:
        """Return what the focused element says of itself."""
        return str(self.page.evaluate(_NAME))

    def tabs_to(self, name: str, *, back: bool = False) -> int:
        """Press Tab until something with this name has the focus; return how often."""
        for presses in range(1, _MOST):
            self.press("Shift+Tab" if back else "Tab")
            if self.word(name) in self.focused():
                return presses
        message = f"{name} is not among {_MOST} stops"
        raise AssertionError(message)

    def shows_focus(self) -> bool:
        """Tell whether the focused element looks otherwise than without the focus."""
        clip = self.page.evaluate(_BOX)
        if clip["width"] <= 0 or clip["height"] <= 0:
            return False  # out of sight
        shown = self.page.screenshot(clip=clip, animations="disabled")
        element = self.page.evaluate_handle("document.activeElement").as_element()
        element.evaluate("one => one.blur()")
        hidden = self.page.screenshot(clip=clip, animations="disabled")
        element.focus()
        return shown != hidden
