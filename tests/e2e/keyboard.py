"""Hands on the keyboard alone: Tab goes through every control of a place, in its order, and is seen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

CONTROLS = """
  const wanted = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const controls = [...root.querySelectorAll(wanted)].filter(
    (one) => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length > 0);
"""
FOCUS_FIRST = f"""
(root) => {{
  {CONTROLS}
  controls[0]?.focus({{ focusVisible: true }});
  return controls.length;
}}
"""
FOCUSED = f"""
(root) => {{
  {CONTROLS}
  const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
  // what holds the place may scroll: how far down is counted from its beginning
  const begins = root.firstElementChild.getBoundingClientRect().top;
  const text = ['BUTTON', 'A', 'SUMMARY'].includes(one.tagName) ? one.textContent : '';
  const labels = [...(one.labels ?? [])].map((label) => label.textContent).join(' ');
  return {{
    // counted anew each time: what a slider changes may be drawn anew
    at: controls.indexOf(one),
    name: (one.getAttribute('aria-label') ?? '').trim() || labels.trim() || text.trim(),
    // the browser's own ring is wider than the pixel that it says
    ring: {{ none: 0, auto: 3 }}[look.outlineStyle] ?? parseFloat(look.outlineWidth),
    left: box.left, right: box.right, top: box.top - begins, html: one.outerHTML.slice(0, 160),
    seen: box.bottom > 0 && box.top < innerHeight,
    slider: one.classList.contains('noUi-handle'),
    stands: [one.getAttribute('aria-valuenow'), one.getAttribute('aria-valuemax')].map(Number),
  }};
}}
"""
SETTLED = """
async () => {
  const app = window.jupyterapp;
  // Voilà runs nothing that is asked; in JupyterLab only what is run waits for what was asked before
  const ask = app.widgetManager
    ? () => app.widgetManager.kernel.requestKernelInfo()
    : () => app.shell.currentWidget.sessionContext.session.kernel
        .requestExecute({ code: '', silent: true }).done;
  // a widget keeps one message back while another is on its way
  for (let turn = 0; turn < 2; turn++) await ask();
  // what it answered is drawn by and by
  const still = () => new Promise((done) => {
    let timer = setTimeout(end, 150);
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 150); });
    const last = setTimeout(end, 10_000);
    watch.observe(document.body, { subtree: true, childList: true });
    function end() { clearTimeout(last); clearTimeout(timer); watch.disconnect(); done(); }
  });
  await still();
}
"""
"""In JupyterLab as in Voilà: the kernel has answered all that was done, and the answers are shown."""
RING = 2
"""Pixels that a ring around the focus has at least."""


def walk(page: Page, root: Locator) -> int:
    """Tab through all controls of a place; how many there are.

    Each is reached once, in its order; has a name, a ring, and stands where it is seen; none is above
    the one before it in the same column; a slider's handle answers to the arrow keys.
    """
    page.evaluate(SETTLED)
    number: int = root.evaluate(FOCUS_FIRST)
    if not number:
        return 0
    before: dict[str, Any] | None = None
    one: dict[str, Any] = root.evaluate(FOCUSED)
    for place in range(number):
        assert one["at"] == place, (place, number, one)
        assert one["name"] and one["seen"] and one["ring"] >= RING, one
        if before is not None and one["left"] < before["right"] and one["right"] > before["left"]:
            assert one["top"] > before["top"] - 1, (before, one)
        if one["slider"]:
            _moves(page, root, one)
        before = one
        for _ in range(6):
            # a date has a stop for each of its parts
            page.keyboard.press("Tab")
            one = root.evaluate(FOCUSED)
            if one["at"] != before["at"]:
                break
    return number


def _moves(page: Page, root: Locator, one: dict[str, Any]) -> None:
    """The handle goes one step, and back again."""
    now, most = one["stands"]
    there, back = ("ArrowLeft", "ArrowRight") if now >= most else ("ArrowRight", "ArrowLeft")
    page.keyboard.press(there)
    page.evaluate(SETTLED)
    assert root.evaluate(FOCUSED)["stands"][0] != now, one
    page.keyboard.press(back)
    page.evaluate(SETTLED)
    assert root.evaluate(FOCUSED)["stands"][0] == now, one
