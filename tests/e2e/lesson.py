"""What the tests of lessons in a real JupyterLab share: a folder in each language, and a lesson's cells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop

FOLDERS = {"en": "workshop", "pl": "warsztat"}


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
