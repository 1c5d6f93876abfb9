"""The sliders of the cadence in a real JupyterLab: named, moved with the keyboard, followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect
from running_lab import Lab, run_all, running_lab

pytestmark = pytest.mark.slow

CELL = """
from datetime import date

from salestoolkit.core.cadence import read_cadence
from salestoolkit.core.cadence_stop import ReplyWorth
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.touches import read_touches
from salestoolkit.widgets.cadence import cadence_whatif

log = read_touches(packaged_path("data/kwarcowa_sowa/touches.csv"))
worth = ReplyWorth(chance=0.2, value=5_000, cost=30, currency="PLN")
found = read_cadence(log.frame, as_of=date(2026, 10, 30))
cadence_whatif(found, worth, start=date(2026, 12, 1), language="pl")
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    cell = nbformat.v4.new_code_cell(CELL.strip(), id="sliders")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(notebook, folder / "cadence.ipynb")
    with running_lab(folder) as lab:
        yield lab


def test_a_dearer_touch_shortens_the_sequence_and_its_dates(
    lab: Lab, browser: Browser, keep_picture: Callable[[Page, str], None]
) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 1100})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/cadence.ipynb?token={lab.token}&reset")
    run_all(page)
    page.wait_for_selector(".salestoolkit-cadence svg", timeout=60_000)
    expect(page.locator("b", has_text="Po 4. próbie warto przestać")).to_be_visible()
    handles = page.locator(".salestoolkit-cadence .noUi-handle")
    page.wait_for_selector('.noUi-handle[aria-label="Koszt próby (PLN)"]', timeout=60_000)
    names = handles.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    assert len(names) == 5 and all(names)
    keep_picture(page, "cadence_lab")
    cost = page.get_by_role("slider", name="Koszt próby (PLN)")
    cost.press("End")
    expect(page.locator("b", has_text="Po 3. próbie warto przestać")).to_be_visible()
    expect(page.get_by_text("Wiadomość końcowa: 17 grudnia 2026")).to_be_visible()
    context.close()
