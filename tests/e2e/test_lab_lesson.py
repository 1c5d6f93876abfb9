"""Lesson 01 in a real JupyterLab, in Polish, as somebody in a small property office does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from classroom import Classroom
from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.sources.processes import read_processes

pytestmark = pytest.mark.slow

LESSON = "01_map_your_process.ipynb"


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
    new.press_sequentially("Sesja zdjęciowa")
    new.press("Tab")
    add = editor.get_by_role("button", name="Dodaj za wybranym etapem")
    expect(add).to_be_focused()
    add.press("Enter")
    expect(editor.get_by_label("Etapy", exact=True)).to_contain_text("Sesja zdjęciowa")
    save = editor.get_by_role("button", name="Zapisz", exact=True)
    save.press("Enter")
    expect(editor.get_by_text("Zapisano w").first).to_be_visible()
    keep_picture(page, "lesson_stage_saved")
    processes = read_processes(lab.folder / "warsztat" / "team" / "process.toml")
    assert any(
        stage.name == "Sesja zdjęciowa" for one in processes.values() for stage in one.stages
    )


def test_the_map_is_there_again_after_a_restart(page: Page, lab: Lab) -> None:
    room = Classroom(lab, page)
    room.restart()
    room.run("parameters", "load", "editor")
    editor = cell(page, "workshop.edit_process()")
    expect(editor.get_by_label("Etapy", exact=True)).to_contain_text("Sesja zdjęciowa")
