"""Lesson 04 in a real JupyterLab in both languages: every cell runs, and a lead is qualified by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow

LESSON = "04_qualify_leads.ipynb"
LANGUAGES = ("en", "pl")
ENGLISH = re.compile(
    r"\b(the|and|with|deals?|leads are|chance|won|lost|known|budget|need|yes|is|are)\b", re.I
)
CELLS = {
    "scheme": "workshop.show_scheme()",
    "notes": 'workshop.show_call_notes("first")',
    "exercise": 'workshop.check("04.1", answer_1)',
    "lead": 'workshop.show_verdict("second")',
    "profile": "workshop.show_ideal_customer()",
    "leads": "workshop.show_present_leads()",
    "out": "workshop.show_out()",
    "off": "workshop.show_taken_off()",
    "score": "workshop.show_score()",
    "refused": "workshop.show_score(everything=True)",
    "form": "workshop.qualification_form()",
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    for language in LANGUAGES:
        make_workshop(folder / language, language=language)
    with running_lab(folder) as lab:
        yield lab


@pytest.fixture(scope="module", params=LANGUAGES)
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


def test_every_cell_runs_in_its_language_and_nothing_is_cut_off(
    opened: tuple[Page, str], keep_picture: Callable[[Page, str], None]
) -> None:
    page, language = opened
    for name, text in CELLS.items():
        shown = cell(page, text)
        output = shown.locator(".jp-OutputArea").first
        expect(shown.locator(".jp-OutputArea-output").first).to_be_visible(timeout=30_000)
        assert not shown.locator('[data-mime-type*="error"], [data-mime-type*="stderr"]').count()
        page.wait_for_timeout(300)
        keep_picture(page, f"qualify_{language}_{name}")
        if language == "pl":
            said = re.sub(r"\S+\.(?:toml|csv)|\{[^}]*\}|`[^`]*`", " ", output.inner_text())
            assert not ENGLISH.search(said), ENGLISH.findall(said)
        cut_off = output.evaluate(
            "node => [...node.querySelectorAll('td, th, p, li, h3, h4, label')].filter("
            "part => part.scrollWidth > part.clientWidth + 1).map(part => part.textContent)"
        )
        assert not cut_off


def test_a_lead_is_qualified_with_the_keyboard_and_kept(
    opened: tuple[Page, str], lab: Lab, keep_picture: Callable[[Page, str], None]
) -> None:
    page, language = opened
    words = load_words(language)
    form = cell(page, CELLS["form"])
    company = form.get_by_label(words.text("qualification.form.company"), exact=True)
    company.focus()
    page.keyboard.type("Alfa")
    page.keyboard.press("Tab")
    expect(form.get_by_role("status").filter(has_text="Alfa")).to_be_visible(timeout=15_000)
    yes = form.get_by_label(words.text("qualification.answer.yes"), exact=True)
    for place in range(4):
        yes.nth(place).focus()
        page.keyboard.press("Space")
    hot = words.text("qualification.says.hot_all", company="Alfa", yes=4, n=4)
    expect(form.get_by_text(hot)).to_be_visible(timeout=15_000)
    keep_picture(page, f"qualify_{language}_hot")
    yes.nth(2).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
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
