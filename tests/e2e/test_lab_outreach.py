"""Lesson 03 in a real JupyterLab, in both languages: every cell runs, nothing is cut off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.widgets.channel_plan_desk import ChannelPlanDesk

pytestmark = pytest.mark.slow

LESSON = "03_find_and_contact_leads.ipynb"
ENGLISH = re.compile(
    r"\b(the|and|with|from|deals?|stages?|won|lost|owner|save|days?|your?|is|are)\b", re.I
)
CELLS = {
    "lead": "workshop.show_lead()",
    "questions": "workshop.show_next_questions()",
    "form": "workshop.show_form()",
    "sources": "workshop.show_sources()",
    "hours": "workshop.move_hours()",
    "example": "workshop.show_example_sources()",
    "consent": 'workshop.show_consent("email")',
    "contacts": "workshop.show_contacts()",
    "plan": "workshop.plan_test()",
    "looking": "workshop.show_looking()",
    "verdict": "workshop.show_test_verdict()",
    "tests": "workshop.show_tests()",
    "follow_up": "workshop.plan_follow_up()",
    "message": 'workshop.show_message("final")',
    "own": "workshop.open_lead(lead)",
}
CUT_OFF = """
node => [...node.querySelectorAll('td, th, p, li, h4, .widget-label, text')].filter(
    part => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0
).map(part => part.textContent)
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    for language in ("en", "pl"):
        make_workshop(folder / language, language=language)
    with running_lab(folder) as lab:
        yield lab


@pytest.fixture(scope="module", params=["en", "pl"])
def opened(request: Any, lab: Lab, browser: Browser) -> Iterator[tuple[Page, str]]:
    """The lesson in a language, run from top to bottom."""
    language = request.param
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/{language}/{LESSON}?token={lab.token}&reset")
    run_all(page)
    yield page, language
    context.close()


def cell(page: Page, text: str) -> Locator:
    """The cell whose code holds a text, scrolled into view."""
    found = page.locator(".jp-CodeCell").filter(has_text=text).first
    found.scroll_into_view_if_needed()
    return found


def test_every_cell_runs_is_whole_and_in_its_language(
    opened: tuple[Page, str], keep_picture: Callable[[Page, str], None]
) -> None:
    page, language = opened
    for name, text in CELLS.items():
        shown = cell(page, text)
        output = shown.locator(".jp-OutputArea-output").first
        expect(output).to_be_visible(timeout=60_000)
        assert not shown.locator('[data-mime-type*="error"], [data-mime-type*="stderr"]').count()
        output.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        keep_picture(page, f"lesson_03_{language}_{name}")
        assert not output.evaluate(CUT_OFF), name
        if language == "pl":
            said = re.sub(r"\S+\.(?:toml|csv)|`[^`]*`|\S+@\S+", " ", output.inner_text())
            assert not ENGLISH.search(said), (name, ENGLISH.findall(said))


def test_a_slider_changes_the_plan_in_words(
    opened: tuple[Page, str], keep_picture: Callable[[Page, str], None]
) -> None:
    page, language = opened
    shown = cell(page, "workshop.plan_test()")
    said = shown.locator("p[aria-live='polite']").first
    before = said.inner_text()
    label = ChannelPlanDesk(language=language).label("smallest")
    shown.get_by_role("slider", name=label, exact=True).focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(before, timeout=20_000)
    keep_picture(page, f"lesson_03_{language}_moved")
