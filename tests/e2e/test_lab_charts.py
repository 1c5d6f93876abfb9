"""Charts in a real JupyterLab: drawn there from their JSON, without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page
from running_lab import RUN_SECONDS, Lab, run_all, running_lab

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "data" / "marmalade_lighthouse"
PREPARE = """
from pathlib import Path
from salestoolkit.charts.render import use_charts
from salestoolkit.charts.curves import win_curve_chart
from salestoolkit.charts.funnel import funnel_chart
from salestoolkit.charts.leaks import leak_chart
from salestoolkit.charts.time_in_stage import time_in_stage_chart
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.sources.books.store import open_book
from salestoolkit.words import load_words

use_charts(static=False)
audit, words = audit_funnel(open_book("book")), load_words("en")
"""
CHARTS = ("funnel_chart", "time_in_stage_chart", "win_curve_chart", "leak_chart")
CELLS = [PREPARE.strip(), *(f"{chart}(audit, words)" for chart in CHARTS)]

DRAWN = """
() => [...document.querySelectorAll(".jp-OutputArea-output svg")].map((svg) => {
  const room = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map((text) => text.textContent);
  const marks = [...svg.querySelectorAll(".mark-rect path, .mark-area path, .mark-rule line")]
    .filter((mark) => mark.getBoundingClientRect().width > 1).length;
  return { width: room.width, height: room.height, texts, marks };
})
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab in a folder with a deal book and a notebook."""
    folder = tmp_path_factory.mktemp("lab")
    prepare(folder)
    with running_lab(folder) as lab:
        yield lab


def prepare(folder: Path) -> None:
    """A deal book and the notebook that draws it."""
    files = [SAMPLE / name for name in ("deals.csv", "stage_history.json", "stages.json")]
    options = ["--exported-at", "2026-10-31", "--timezone", "Europe/London"]
    program = "from salestoolkit.cli import main; main()"
    command = [sys.executable, "-c", program, "import", *map(str, files), "--to", "book", *options]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell-{at}") for at, cell in enumerate(CELLS)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / "charts.ipynb")


def test_jupyterlab_draws_the_charts_without_a_network(
    lab: Lab, browser: Browser, keep_picture: Callable[[Page, str], None]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 3200})
    page = context.new_page()
    outside: list[str] = []
    errors: list[str] = []
    local = (lab.address, lab.address.replace("http", "ws", 1), "data:", "blob:")
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(local) else outside.append(asked.url),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda box: (errors.append(box.message), box.dismiss()))
    page.goto(f"{lab.address}/lab/tree/charts.ipynb?token={lab.token}&reset")
    run_all(page)
    page.wait_for_function(
        f"() => document.querySelectorAll('.jp-OutputArea-output svg').length >= {len(CHARTS)}",
        timeout=60_000,
    )
    charts: list[dict[str, Any]] = page.evaluate(DRAWN)
    keep_picture(page, "lab")
    context.close()
    assert not outside and not errors
    assert len(charts) == len(CHARTS)
    titles = [chart["texts"] for chart in charts]
    assert any("How far deals get" in texts for texts in titles)
    assert all(chart["width"] > 600 and chart["height"] > 200 for chart in charts)
    assert all(chart["marks"] >= 3 for chart in charts)


def test_what_jupyterlab_keeps_is_json_and_words(lab: Lab) -> None:
    """Checked by running the same cells as a batch does: no picture is made in the kernel."""
    from nbclient import NotebookClient

    notebook = nbformat.read(lab.folder / "charts.ipynb", as_version=4)
    client = NotebookClient(
        notebook, timeout=RUN_SECONDS, resources={"metadata": {"path": str(lab.folder)}}
    )
    client.execute()
    for cell in notebook.cells[1:]:
        (output,) = cell.outputs
        assert set(output.data) == {"application/vnd.vegalite.v5+json", "text/plain"}
        json.dumps(output.data)
