"""Lesson 04 in a real JupyterLab, in Polish: a lead is qualified by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow

LESSON = "04_qualify_leads.ipynb"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    make_workshop(folder / "pl", language="pl")
    with running_lab(folder) as lab:
        yield lab


@pytest.fixture(scope="module", params=["pl"])
def opened(
    lab: Lab, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, str]]:
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/{request.param}/{LESSON}?token={lab.token}&reset")
    run_all(page)
    yield page, request.param
    context.close()


def cell(page: Page, text: str) -> Locator:
    """The cell whose code holds a text, scrolled into view."""
    found = page.locator(".jp-CodeCell").filter(has_text=text).first
    found.scroll_into_view_if_needed()
    return found


def test_a_lead_is_qualified_with_the_keyboard_and_kept(
    opened: tuple[Page, str], lab: Lab, keep_picture: Callable[[Page, str], None]
) -> None:
    page, language = opened
    words = load_words(language)
    form = cell(page, "workshop.qualification_form()")
    company = form.get_by_label(words.text("qualification.form.company"), exact=True)
    company.press_sequentially("Alfa")
    company.press("Tab")
    expect(form.get_by_role("status").filter(has_text="Alfa")).to_be_visible()
    yes = form.get_by_label(words.text("qualification.answer.yes"), exact=True)
    for place in range(4):
        yes.nth(place).press("Space")
    hot = words.text("qualification.says.hot_all", company="Alfa", yes=4, n=4)
    expect(form.get_by_text(hot)).to_be_visible()
    keep_picture(page, f"qualify_{language}_hot")
    yes.nth(2).press("Tab")
    page.locator(":focus").press("Space")
    expect(form.get_by_role("status").filter(has_text="Alfa")).to_contain_text(
        words.text(
            "qualification.says.mend_out", name=load_sheet("bant", language).field("need").label
        )
    )
    keep_picture(page, f"qualify_{language}_out")
    kept = read_sheet(
        lab.folder / language / "team" / "sheets" / "bant.toml", load_sheet("bant", language)
    )
    assert [kept[0][key] for key in ("company", "budget", "need")] == ["Alfa", True, False]
