"""Lesson 02 in a real JupyterLab, in Polish: a goal is planned with the keyboard, saved, and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from classroom import Classroom
from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.sources.goals import read_goals

pytestmark = pytest.mark.slow

LESSON = "02_set_smart_goals.ipynb"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    make_workshop(folder / "warsztat", language="pl")
    with running_lab(folder) as lab:
        yield lab


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
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


def test_a_fault_is_said_in_its_place_and_the_goal_is_saved_with_the_keyboard(
    page: Page, lab: Lab, keep_picture: Callable[[Page, str], None]
) -> None:
    form = cell(page, "workshop.goal_form()")
    amount = form.get_by_label("Wygrane szanse *", exact=True)
    picture = form.locator("svg").first
    expect(picture).to_be_visible()
    amount.fill("dużo")
    page.keyboard.press("Tab")
    expect(form.get_by_role("alert").filter(has_text="„dużo” nie jest liczbą")).to_be_visible()
    expect(form.locator("svg").first).to_be_visible()
    keep_picture(page, "goals_fault")
    amount.fill("60")
    page.keyboard.press("Tab")
    expect(form.get_by_text("Cel: 60 wygranych szans", exact=False).first).to_be_visible()
    who = form.get_by_label("Kto za niego odpowiada", exact=True)
    who.focus()
    page.keyboard.type("Ewa Lis")
    page.keyboard.press("Tab")
    save = form.get_by_role("button", name="Zapisz cel")
    save.press("Enter")
    expect(form.get_by_role("status").filter(has_text="Zapisano")).to_be_visible()
    keep_picture(page, "goals_saved")
    (kept,) = read_goals(lab.folder / "warsztat" / "team" / "goals.toml")
    assert (kept.goal.amount, kept.goal.who) == (60, "Ewa Lis")


def test_the_goal_is_there_again_after_a_restart(page: Page, lab: Lab) -> None:
    room = Classroom(lab, page)
    room.restart()
    *_, letters = room.run("parameters", "load", "letters-table")
    assert letters.startswith("Rok 2027")
