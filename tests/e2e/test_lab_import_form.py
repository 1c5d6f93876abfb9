"""The import form in a real JupyterLab, as somebody who never opens a terminal uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.sources.books.store import open_book

pytestmark = pytest.mark.slow

EXPORT = """Numer;Klient;Kwota;Start;Koniec;Jak poszło
1;Żabka Łódź;1200,50;2025-01-03;2025-02-01;wygrana
2;Ślimak;800,00;2025-01-05;;otwarta
3;Ćma;950,25;2025-01-07;2025-01-30;przegrana
"""
KIND = ("Co to jest", "arkusz szans")
FIELDS = {
    "Numer": "numer szansy",
    "Kwota": "wartość",
    "Start": "data założenia",
    "Jak poszło": "status (otwarta, wygrana, przegrana)",
}
CELL = """
from salestoolkit.widgets.import_mapping import import_form

import_form(book="baza", language="pl")
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    (folder / "export.csv").write_text(EXPORT, encoding="cp1250")
    cell = nbformat.v4.new_code_cell(CELL.strip(), id="form")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), folder / "form.ipynb")
    with running_lab(folder) as lab:
        yield lab


def test_an_unknown_export_is_uploaded_pointed_at_and_imported(
    lab: Lab, browser: Browser, keep_picture: Callable[[Page, str], None]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1600})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/form.ipynb?token={lab.token}&reset")
    run_all(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Wybierz pliki").click()
    chooser.value.set_files(lab.folder / "export.csv")
    page.wait_for_selector("text=Numer", timeout=60_000)
    keep_picture(page, "form_uploaded")
    for label, choice in (KIND, *FIELDS.items()):
        page.get_by_label(label, exact=True).select_option(label=choice)
        page.wait_for_timeout(300)
    page.get_by_role("button", name="Importuj", exact=True).click()
    expect(page.get_by_role("heading", name="Rachunek")).to_be_visible()
    keep_picture(page, "form_imported")
    context.close()
    book = open_book(lab.folder / "baza")
    assert sorted(book.deals["status"].to_pylist()) == ["lost", "open", "won"]
