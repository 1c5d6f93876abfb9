"""Lesson 10 in a real JupyterLab, in both languages: it runs, its sliders move, its sheet is there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lesson import cell, look_through
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

LESSON = "10_keep_and_grow.ipynb"
ENGLISH = re.compile(
    r"\b(the|and|with|deals?|won|customers?|your?|is|are|of|years?|months?|renewed|lost|leave|more)\b",
    re.I,
)
VIEWS = {
    "leavers": "show_leavers()",
    "renewals": "show_renewals()",
    "revenue": "show_revenue()",
    "cohorts": "show_cohorts()",
    "moments": "show_moments()",
    "nps": "show_nps()",
    "feedback": "show_feedback()",
    "referrals": "show_referrals()",
    "rounds": "show_rounds()",
    "cycle": "show_cycle()",
    "sliders": "growth_whatif()",
    "form": "form(",
    "own": "show_own_customers()",
}


def test_every_cell_runs_in_its_language_and_nothing_is_cut_off(
    page: Page, language: str, keep_picture: Callable[[Page, str], None]
) -> None:
    look_through(
        page,
        VIEWS,
        keep=keep_picture,
        named=f"keep_{language}",
        english=ENGLISH if language == "pl" else None,
    )


def test_a_slider_moves_the_number_of_customers_with_the_keyboard(page: Page) -> None:
    box = cell(page, "growth_whatif()")
    expect(box.locator("svg").first).to_be_visible(timeout=20_000)
    answer = box.locator("p[aria-live]").first
    before = answer.inner_text()
    assert before in cell(page, "show_cycle()").inner_text()
    box.scroll_into_view_if_needed()
    handle = box.locator(".noUi-handle").nth(4)
    handle.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(answer).not_to_have_text(before, timeout=20_000)
    assert not box.get_by_role("alert").count()
