"""What the tests of lessons in a real JupyterLab share: both languages, cells, and what may not be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop

FOLDERS = {"en": "workshop", "pl": "warsztat"}
CUT_OFF = """
node => [...node.querySelectorAll('td, th, p, li, h4, label, button')].filter(
  part => part.scrollWidth > part.clientWidth + 1).map(part => part.textContent)
"""


@contextmanager
def lab_with_workshops(folder: Path) -> Iterator[Lab]:
    """A JupyterLab over a workshop's folder in each language."""
    for language, name in FOLDERS.items():
        make_workshop(folder / name, language=language)
    with running_lab(folder) as lab:
        yield lab


@contextmanager
def lesson_page(lab: Lab, browser: Browser, language: str, lesson: str) -> Iterator[Page]:
    """A lesson, all of whose cells have run."""
    context = browser.new_context(viewport={"width": 1400, "height": 1300})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/{FOLDERS[language]}/{lesson}?token={lab.token}&reset")
    run_all(page)
    yield page
    context.close()


def cell(page: Page, text: str) -> Locator:
    """The cell whose code holds a text, scrolled into view."""
    found = page.locator(".jp-CodeCell").filter(has_text=f"workshop.{text}").first
    found.scroll_into_view_if_needed()
    return found


def look_through(
    page: Page,
    views: Mapping[str, str],
    *,
    keep: Callable[[Page, str], None],
    named: str,
    english: re.Pattern[str] | None = None,
    names: str = r"\S+\.toml",
) -> None:
    """Every view is shown without an error, nothing is cut off, and no English word stands in it.

    ``views`` are what each cell calls, by the name of its picture; ``english`` the words that a page in
    another language must not hold, ``names`` what may be English there, such as names of files.
    """
    for name, text in views.items():
        shown = cell(page, text)
        output = shown.locator(".jp-OutputArea").first
        expect(shown.locator(".jp-OutputArea-output").first).to_be_visible(timeout=30_000)
        assert not shown.locator('[data-mime-type*="error"], [data-mime-type*="stderr"]').count()
        page.wait_for_timeout(400)
        keep(page, f"{named}_{name}")
        if english is not None:
            said = re.sub(names, " ", output.inner_text())
            assert not english.search(said), english.findall(said)
        assert not output.evaluate(CUT_OFF)
