"""Lesson 01 in a real JupyterLab, in Polish, as somebody in a small property office does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.lessons.progress import read_progress
from salestoolkit.sources.processes import read_processes

pytestmark = pytest.mark.slow

LESSON = "01_map_your_process.ipynb"
ENGLISH = re.compile(
    r"\b(the|and|with|from|deals?|stages?|won|lost|open|owner|save|days?|your?|is|are)\b", re.I
)
CODE = ".jp-InputArea, .jp-InputPrompt, .jp-OutputPrompt"
"""Parts of a cell that hold code, which is the same in both languages."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    make_workshop(folder / "warsztat", language="pl", industry="real_estate")
    with running_lab(folder) as lab:
        yield lab


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/warsztat/{LESSON}?token={lab.token}&reset")
    run_all(page)
    yield page
    context.close()


def cell(page: Page, text: str) -> Locator:
    """The cell whose code holds a text, scrolled into view."""
    found = page.locator(".jp-CodeCell").filter(has_text=text).first
    found.scroll_into_view_if_needed()
    return found


def test_every_cell_runs_and_none_fails(
    page: Page, keep_picture: Callable[[Page, str], None]
) -> None:
    for name, text in {
        "map": "workshop.show_map(template)",
        "changes": "workshop.show_changes(template",
        "roles": 'workshop.show_roles(template, stage="presentation")',
        "exercise": 'workshop.check("01.1", answer_1)',
        "editor": "workshop.edit_process()",
        "missing": "workshop.show_missing()",
        "reality": "workshop.show_reality()",
        "saved": "workshop.save_map()",
    }.items():
        shown = cell(page, text)
        expect(shown.locator(".jp-OutputArea-output").first).to_be_visible(timeout=30_000)
        assert not shown.locator('[data-mime-type*="error"], [data-mime-type*="stderr"]').count()
        page.wait_for_timeout(300)
        keep_picture(page, f"lesson_{name}")


def test_nothing_that_the_lesson_shows_is_english_or_cut_off(page: Page) -> None:
    for text in ("show_map(template)", "show_missing()", "show_reality()", "edit_process()"):
        output = cell(page, text).locator(".jp-OutputArea").first
        said = re.sub(r"\S+\.(?:toml|pdf|png|svg)|`[^`]*`", " ", output.inner_text())
        assert not ENGLISH.search(said), ENGLISH.findall(said)
        cut_off = output.evaluate(
            "node => [...node.querySelectorAll('td, th, p, li, h4')].filter("
            "part => part.scrollWidth > part.clientWidth + 1).map(part => part.textContent)"
        )
        assert not cut_off


def test_a_solution_is_folded_until_somebody_opens_it(page: Page) -> None:
    hidden = cell(page, 'workshop.check("01.1", answer_1)').locator("xpath=following::div[1]")
    assert hidden.count()
    folded = page.locator(".jp-CodeCell .jp-InputPlaceholder, .jp-CodeCell .jp-Placeholder")
    assert folded.count() >= 3


def test_a_stage_is_added_with_the_keyboard_saved_and_read_back(
    page: Page, lab: Lab, keep_picture: Callable[[Page, str], None]
) -> None:
    editor = cell(page, "workshop.edit_process()")
    new = editor.get_by_label("Nowy etap", exact=True)
    new.scroll_into_view_if_needed()
    new.focus()
    page.keyboard.type("Sesja zdjęciowa")
    page.keyboard.press("Tab")
    expect(editor.get_by_role("button", name="Dodaj za wybranym etapem")).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor.get_by_label("Etapy", exact=True)).to_contain_text("Sesja zdjęciowa")
    save = editor.get_by_role("button", name="Zapisz", exact=True)
    save.focus()
    page.keyboard.press("Enter")
    expect(editor.get_by_text("Zapisano w").first).to_be_visible(timeout=15_000)
    keep_picture(page, "lesson_stage_saved")
    processes = read_processes(lab.folder / "warsztat" / "team" / "process.toml")
    assert any(
        stage.name == "Sesja zdjęciowa" for one in processes.values() for stage in one.stages
    )


def test_an_answer_is_checked_and_counted(page: Page, lab: Lab) -> None:
    page.evaluate(
        """
        async () => {
          const panel = window.jupyterapp.shell.currentWidget;
          const cells = panel.content.widgets;
          const place = cells.findIndex((one) => one.model.sharedModel.source.includes('answer_3)'));
          cells[place].model.sharedModel.setSource(
            'workshop.check("01.3", ("Badanie potrzeb", "Prezentacja"))');
          panel.content.activeCellIndex = place;
          await window.jupyterapp.commands.execute('notebook:run-cell');
        }
        """
    )
    said = cell(page, '("Badanie potrzeb", "Prezentacja")')
    expect(said.get_by_text("prowadzi sama mapa")).to_be_visible(timeout=15_000)
    progress = read_progress(lab.folder / "warsztat")
    assert progress["01.3"] == {"tries": 1, "solved": False}
