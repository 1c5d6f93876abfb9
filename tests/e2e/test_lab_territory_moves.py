"""Accounts moved between people in a real JupyterLab: seen at once, taken back, kept as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect
from running_lab import Lab, run_all, running_lab

pytestmark = pytest.mark.slow

CELL = """
from datetime import date
import pandas as pd
from salestoolkit.core.territory import cover_territories
from salestoolkit.core.territory_field import field_work
from salestoolkit.widgets.territory_moves import territory_moves

owners = ["Łucja Mżawka", "Bogusz Wiatrołomek", "Nawojka Gżegżółkowa"]
accounts = pd.DataFrame(
    {
        "account": [f"Firma {n} <b>sp. z o.o.</b>" for n in range(30)],
        "territory": ["śląskie", "łódzkie", "mazowieckie"] * 10,
        "owner": owners * 10,
        "tier": ["A", "B", "C", "A", "A"] * 6,
        "potential": [1000.0 * n for n in range(30)],
    }
)
visits = pd.DataFrame({"account": accounts["account"][::4], "rep": owners[0], "day": date(2026, 3, 2)})
work = field_work(accounts, visits, as_of=date(2026, 3, 31), currency="PLN")
found = cover_territories(work, start=date(2026, 1, 1), end=date(2026, 4, 1))
territory_moves(found, language="pl", folder="plany")
"""
BOX = ".salestoolkit-territory-moves"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    cell = nbformat.v4.new_code_cell(CELL.strip(), id="moves")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(notebook, folder / "moves.ipynb")
    with running_lab(folder) as lab:
        yield lab


@pytest.fixture
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1500, "height": 1200})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/moves.ipynb?token={lab.token}&reset")
    run_all(page)
    page.wait_for_selector(f"{BOX} table", timeout=60_000)
    yield page
    context.close()


def test_accounts_are_moved_taken_back_and_kept(
    page: Page, lab: Lab, keep_picture: Callable[[Page, str], None]
) -> None:
    box = page.locator(BOX)
    expect(box.get_by_role("button", name="Przenieś", exact=True)).to_be_disabled()
    box.locator("select[multiple]").select_option(index=0)
    expect(box.get_by_text("ale jeszcze nie przeniesione")).to_be_visible()
    expect(box.locator("table")).to_contain_text("10 → 9")
    keep_picture(page, "territory_moves_chosen")
    box.get_by_role("button", name="Przenieś", exact=True).click()
    expect(box.get_by_text("ale jeszcze nie przeniesione")).to_be_hidden()
    expect(box.get_by_text("Plan przeniesienia: 1 firma")).to_be_visible()
    box.get_by_role("button", name="Zapisz plan").click()
    expect(box.get_by_text("Zapisano:")).to_be_visible()
    assert "Firma 28" in (lab.folder / "plany" / "przeniesienia-firm.csv").read_text("utf-8")
    box.get_by_role("button", name="Cofnij ostatnie przeniesienie").click()
    expect(box.get_by_text("Nie przeniesiono jeszcze żadnej firmy")).to_be_visible()
    assert box.locator("table b").count() == 0
    page.set_viewport_size({"width": 700, "height": 1600})
    keep_picture(page, "territory_moves_narrow")
