"""Lesson 09 in a real JupyterLab, in both languages: it runs, and its sliders and moves follow the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lesson import cell, look_through
from playwright.sync_api import Page, expect

from salestoolkit.widgets.pipeline_what_if import NAMED

pytestmark = pytest.mark.slow

LESSON = "09_forecast_and_quota.ipynb"
ENGLISH = re.compile(
    r"\b(the|and|with|deals?|won|quota|open|stages?|your?|is|are|of|chance|team|visits?|accounts?)\b",
    re.I,
)
VIEWS = {
    "numbers": "show_numbers()",
    "range": "show_forecast()",
    "models": "show_models()",
    "moves": "show_moves()",
    "sliders": "pipeline_whatif()",
    "quotas": "show_quotas()",
    "why": "show_why(",
    "coverage": "show_coverage()",
    "moving": "moves_whatif()",
    "own": "show_own_outlook()",
}


def test_every_cell_runs_in_its_language_and_nothing_is_cut_off(
    page: Page, language: str, keep_picture: Callable[[Page, str], None]
) -> None:
    look_through(
        page,
        VIEWS,
        keep=keep_picture,
        named=f"forecast_{language}",
        english=ENGLISH if language == "pl" else None,
    )


def test_a_slider_moves_the_totals_with_the_keyboard(page: Page) -> None:
    box = cell(page, "pipeline_whatif()")
    expect(box.locator("svg").first).to_be_visible(timeout=20_000)
    shown = box.locator(f".{NAMED}")
    before = shown.inner_text()
    handle = box.locator(".noUi-handle").first
    handle.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1_500)
    assert shown.inner_text() != before
    assert not box.get_by_role("alert").count()
