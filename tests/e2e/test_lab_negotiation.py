"""Lesson 07 in a real JupyterLab, in Polish: sliders follow the keyboard, a sheet is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lesson import FOLDERS, cell
from playwright.sync_api import Page, expect
from running_lab import Lab

from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow

LESSON = "07_close_and_negotiate.ipynb"


def test_a_slider_is_named_and_followed_and_what_is_wrong_is_said(
    page: Page, language: str, keep_picture: Callable[[Page, str], None]
) -> None:
    names = {
        "en": ("Discount (% of the price)", "What it costs us, net (GBP)"),
        "pl": ("Rabat (% ceny)", "Ile to kosztuje nas, netto (PLN)"),
    }
    share, cost = names[language]
    box = cell(page, "discount_whatif()")
    expect(box.locator("svg").first).to_be_visible()
    handle = box.get_by_role("slider", name=share, exact=True)
    for _ in range(8):
        handle.press("ArrowLeft")
    answer = {"en": "A discount of 6%", "pl": "Rabat 6%"}[language]
    expect(box.get_by_text(answer).first).to_be_visible()
    box.get_by_role("slider", name=cost, exact=True).press("End")
    expect(box.get_by_role("alert")).to_be_visible()
    keep_picture(page, f"negotiation_{language}_alert")
    end = load_words(language).text("negotiation.widget.high")
    assert box.get_by_role("slider", name=re.compile(end)).count() == 1


def test_what_is_typed_into_the_form_is_kept(page: Page, lab: Lab, language: str) -> None:
    label = {"en": "Deal", "pl": "Szansa"}[language]
    box = cell(page, 'form("negotiation")').get_by_label(re.compile(rf"^{label}")).first
    box.fill("Młyn")
    box.press("Tab")
    saved = {"en": "Saved", "pl": "Zapisano"}[language]
    expect(cell(page, 'form("negotiation")').get_by_text(saved).first).to_be_visible()
    file = lab.folder / FOLDERS[language] / "team" / "sheets" / "negotiation.toml"
    assert read_sheet(file, load_sheet("negotiation", language))[0]["deal"] == "Młyn"
