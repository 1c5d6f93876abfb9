"""Hands on the keyboard alone: Tab goes through every control of a place, in its order, and is seen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

CONTROLS = """
(root) => {
  const wanted = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const found = [...root.querySelectorAll(wanted)].filter(
    (one) => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length > 0);
  found.forEach((one, at) => { one.dataset.control = at; });
  return found.length;
}
"""
FOCUS_FIRST = "(root) => root.querySelector('[data-control=\"0\"]').focus({ focusVisible: true })"
FOCUSED = """
(root) => {
  const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
  // what holds the place may scroll: how far down is counted from its beginning
  const begins = root.firstElementChild.getBoundingClientRect().top;
  const text = ['BUTTON', 'A', 'SUMMARY'].includes(one.tagName) ? one.textContent : '';
  const labels = [...(one.labels ?? [])].map((label) => label.textContent).join(' ');
  return {
    at: one.dataset.control ?? null,
    name: (one.getAttribute('aria-label') ?? '').trim() || labels.trim() || text.trim(),
    // the browser's own ring is wider than the pixel that it says
    ring: { none: 0, auto: 3 }[look.outlineStyle] ?? parseFloat(look.outlineWidth),
    left: box.left, right: box.right, top: box.top - begins, html: one.outerHTML.slice(0, 160),
    seen: box.bottom > 0 && box.top < innerHeight,
    slider: one.classList.contains('noUi-handle'),
    stands: [one.getAttribute('aria-valuenow'), one.getAttribute('aria-valuemax')].map(Number),
  };
}
"""
RING = 2
"""Pixels that a ring around the focus has at least."""


def walk(page: Page, root: Locator) -> int:
    """Tab through all controls of a place; how many there are.

    Each is reached once, in its order; has a name, a ring, and stands where it is seen; none is above
    the one before it in the same column; a slider's handle answers to the arrow keys.
    """
    number: int = root.evaluate(CONTROLS)
    if not number:
        return 0
    root.evaluate(FOCUS_FIRST)
    before = None
    for place in range(number):
        one = root.evaluate(FOCUSED)
        assert one["at"] == str(place), (place, number, one)
        assert one["name"] and one["seen"] and one["ring"] >= RING, one
        if before is not None and one["left"] < before["right"] and one["right"] > before["left"]:
            assert one["top"] > before["top"] - 1, (before, one)
        if one["slider"]:
            _moves(page, root, one)
        before = one
        for _ in range(6):
            # a date has a stop for each of its parts
            page.keyboard.press("Tab")
            if root.evaluate(FOCUSED)["at"] != one["at"]:
                break
    return number


def _moves(page: Page, root: Locator, one: dict[str, Any]) -> None:
    """The handle goes one step, and back again."""
    now, most = one["stands"]
    there, back = ("ArrowLeft", "ArrowRight") if now >= most else ("ArrowRight", "ArrowLeft")
    page.keyboard.press(there)
    assert root.evaluate(FOCUSED)["stands"][0] != now, one
    page.keyboard.press(back)
    assert root.evaluate(FOCUSED)["stands"][0] == now, one
