"""Lesson 08 in a real JupyterLab, in Polish: deals are filtered with the keyboard, listed and saved."""

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

LESSON = "08_audit_the_funnel.ipynb"


def test_a_team_is_chosen_a_number_opened_with_the_keyboard_and_its_deals_saved(
    page: Page, lab: Lab, language: str, keep_picture: Callable[[Page, str], None]
) -> None:
    words = load_words(language)
    box = cell(page, "look_into()")
    expect(box.locator("svg").first).to_be_visible()
    figure = box.locator("ul li").first
    whole = figure.inner_text()
    team = box.get_by_label(words.text("report.dimension.team"), exact=True)
    team.select_option(index=1)
    expect(figure).not_to_have_text(whole)
    stage = {"en": "Proposal sent", "pl": "Oferta wysłana"}[language]
    box.get_by_role("button", name=stage, exact=True).press("Enter")
    lost = re.compile("^" + words.text("funnel_desk.what.lost_here"))
    choice = box.get_by_role("button", name=lost)
    expect(choice).to_be_visible()
    number = re.search(r"\((\d+)\)", choice.inner_text())
    assert number is not None
    choice.press("Enter")
    expect(box.get_by_text(re.compile(rf"^{number[1]} (deal|szan)")).first).to_be_visible()
    keep_picture(page, f"funnel_{language}_opened")
    save = box.get_by_role("button", name=words.text("funnel_desk.form.csv"))
    save.press("Enter")
    expect(box.get_by_text(re.compile(r"\.csv\.$")).first).to_be_visible()
    folder = lab.folder / FOLDERS[language] / "team" / "deals"
    (saved,) = folder.glob("*.csv")
    assert len(saved.read_text(encoding="utf-8-sig").splitlines()) == int(number[1]) + 1


def test_both_ends_of_the_months_bear_a_name(page: Page, language: str) -> None:
    label = load_words(language).text("funnel_desk.form.created")
    ends = [load_words(language).text(f"funnel_desk.form.{end}") for end in ("from", "to")]
    for end in ends:
        handle = page.get_by_role("slider", name=f"{label}: {end}", exact=True)
        expect(handle).to_have_count(1)


def test_what_is_typed_into_the_sentence_is_kept(page: Page, lab: Lab, language: str) -> None:
    label = {"en": "The sentence", "pl": "Zdanie"}[language]
    box = cell(page, 'form("funnel_finding")').get_by_label(re.compile(rf"^{label}")).first
    box.fill("33 z 100")
    page.keyboard.press("Tab")
    saved = {"en": "Saved", "pl": "Zapisano"}[language]
    form = cell(page, 'form("funnel_finding")')
    expect(form.get_by_text(saved).first).to_be_visible()
    file = lab.folder / FOLDERS[language] / "team" / "sheets" / "funnel_finding.toml"
    assert read_sheet(file, load_sheet("funnel_finding", language))[0]["sentence"] == "33 z 100"
