"""Charts in a real JupyterLab: drawn there from their JSON, without a network."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "data" / "marmalade_lighthouse"
START_SECONDS, RUN_SECONDS = 120, 180

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

READY = """
async () => {
  const deadline = Date.now() + 100000;
  const wait = () => new Promise((done) => setTimeout(done, 200));
  let panel = null;
  while (Date.now() < deadline) {
    panel = window.jupyterapp?.shell?.currentWidget;
    if (panel?.sessionContext?.isReady && panel.sessionContext.session?.kernel) break;
    panel = null;
    await wait();
  }
  if (!panel) return "no notebook became ready";
  const kernel = panel.sessionContext.session.kernel;
  await kernel.info;
  const reply = await kernel.requestExecute({ code: "1", silent: true }).done;
  return reply.content.status;
}
"""
COUNTS = """
() => {
  const cells = window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells;
  return cells.map((cell) => cell.execution_count);
}
"""
DRAWN = """
() => [...document.querySelectorAll(".jp-OutputArea-output svg")].map((svg) => {
  const room = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map((text) => text.textContent);
  const marks = [...svg.querySelectorAll(".mark-rect path, .mark-area path, .mark-rule line")]
    .filter((mark) => mark.getBoundingClientRect().width > 1).length;
  return { width: room.width, height: room.height, texts, marks };
})
"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    address: str
    token: str
    folder: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ask(lab: Lab, path: str, method: str = "GET") -> int:
    """Status of one request to JupyterLab's own interface; 0 while nobody answers."""
    headers = {"Authorization": f"token {lab.token}"}
    request = urllib.request.Request(f"{lab.address}{path}", method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except (urllib.error.URLError, OSError):
        return 0


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab with settings of its own, in a folder with a deal book and a notebook."""
    folder = tmp_path_factory.mktemp("lab")
    prepare(folder)
    lab = Lab(f"http://127.0.0.1:{(port := free_port())}", secrets.token_hex(16), folder)
    log = (folder / "lab.log").open("wb")
    process = subprocess.Popen(
        command(port, folder), stdout=log, stderr=log, env=settings(lab), cwd=folder
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while ask(lab, "/api/status") != 200:
            said = (folder / "lab.log").read_text(errors="replace")
            assert process.poll() is None and time.monotonic() < deadline, said
            time.sleep(0.3)
        yield lab
    finally:
        ask(lab, "/api/shutdown", "POST")
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


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


def command(port: int, folder: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"),
        *("--LabApp.news_url=None", "--LabApp.extension_manager=readonly"),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]


def settings(lab: Lab) -> dict[str, str]:
    """An environment in which nothing of the user's own Jupyter is read or written."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(lab.folder / f".{name.lower()}") for name in names}
    workspaces = {
        "JUPYTERLAB_SETTINGS_DIR": str(lab.folder / ".settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(lab.folder / ".workspaces"),
    }
    return {**os.environ, **own, **workspaces, "JUPYTER_TOKEN": lab.token}


def run_all(page: Page) -> None:
    """Start all cells, and wait until each has a number or one has failed."""
    assert page.evaluate(READY) == "ok"
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    deadline = time.monotonic() + RUN_SECONDS
    while None in page.evaluate(COUNTS):
        failures = page.locator('.jp-OutputArea-output[data-mime-type*="error"]').all_inner_texts()
        assert not failures, failures
        assert time.monotonic() < deadline, page.evaluate(COUNTS)
        page.wait_for_timeout(300)


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
    assert any("How far deals come" in texts for texts in titles)
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
