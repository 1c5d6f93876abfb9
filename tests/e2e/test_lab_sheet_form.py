"""The form of a sheet in a real JupyterLab: filled in with the keyboard, saved as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.sources.sheets import load_sheet, read_sheet

pytestmark = pytest.mark.slow

CELL = """
from salestoolkit.widgets.sheets import sheet_form

sheet_form("evidence", "karty/dowody.toml", language="pl")
"""
PASTED = '<img src=x onerror="document.title=1"> =HYPERLINK("x") ' * 180


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    cell = nbformat.v4.new_code_cell(CELL.strip(), id="form")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), folder / "form.ipynb")
    with running_lab(folder) as lab:
        yield lab


def test_a_sheet_is_filled_in_with_the_keyboard_and_saved_as_it_goes(
    lab: Lab, browser: Browser, keep_picture: Callable[[Page, str], None]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 2000})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/form.ipynb?token={lab.token}&reset")
    run_all(page)
    name = page.get_by_label("Krótka nazwa *", exact=True)
    name.click()
    page.keyboard.type("Alfa – reklamacje")
    for text in ("", "Alfa Logistyka", "logistyka"):  # the choice between them is passed over
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(PASTED)
    page.get_by_label("Zgoda udzielona *", exact=True).select_option(label="tak")
    page.get_by_label("Zgoda do dnia", exact=True).fill("2026-12-31")
    page.get_by_label("Liczba", exact=True).fill("dużo")
    page.keyboard.press("Tab")
    expect(page.get_by_text("„Liczba”: „dużo” nie jest liczbą").first).to_be_visible()
    keep_picture(page, "sheet_fault")
    page.get_by_label("Liczba", exact=True).fill("12,5")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status").filter(has_text="Zapisano o")).to_be_visible()
    keep_picture(page, "sheet_saved")
    title = page.title()
    context.close()
    (entry,) = read_sheet(lab.folder / "karty" / "dowody.toml", load_sheet("evidence", "pl"))
    assert (entry["name"], entry["client"]) == ("Alfa – reklamacje", "Alfa Logistyka")
    assert (entry["industry"], entry["figure"]) == ("logistyka", 12.5)
    assert entry["situation"] == PASTED
    assert (entry["consent"], str(entry["consent_until"])) == (True, "2026-12-31")
    assert title != "1"
