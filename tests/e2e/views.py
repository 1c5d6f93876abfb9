"""How pages are looked at: on a projector, enlarged, on a phone, and as they are heard."""

from __future__ import annotations

from collections import Counter
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, TimeoutError

VIEWS = {"projector": (1024, 768), "200 %": (640, 400), "phone": (390, 800)}
"""Pixels of a style sheet; one of 1280 x 800 that is enlarged to 200 % has half of them each way."""
OVERFLOWS = """
() => {
  const page = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > page + 1) found.push("the page");
  const parts = "h1, h2, h3, p, li, dt, dd, th, td, label, button, summary, svg";
  for (const part of document.querySelectorAll(parts)) {
    const box = part.getBoundingClientRect();
    if (!box.width || part.closest("[tabindex='0'], details:not([open])")) continue;
    if (box.right > page + 1 || box.left < -1) found.push(part.textContent.trim().slice(0, 60));
  }
  return found;
}
"""


def overflows_at(page: Page, width: int, height: int) -> list[str]:
    """What stands beyond the edges of a page of this size, once it has had time to take it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("width => window.innerWidth === width", arg=width)
    try:
        page.wait_for_function(f"() => ({OVERFLOWS})().length === 0", timeout=5_000)
    except TimeoutError:
        found: list[str] = page.evaluate(OVERFLOWS)
        return found
    return []


def violations(page: Page) -> list[tuple[str, str]]:
    """Rules that the page breaks, with the first element that does."""
    found: dict[str, Any] = Axe().run(page).response
    assert found["passes"]
    return [(one["id"], one["nodes"][0]["html"][:300]) for one in found["violations"]]


def tables_told(page: Page) -> list[int]:
    """How many tables those meet who hear the page, and cells below their headers."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    roles = Counter(one["role"]["value"] for one in nodes if not one.get("ignored"))
    return [roles["table"], roles["rowheader"] + roles["cell"]]
