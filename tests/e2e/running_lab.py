"""A real JupyterLab on this machine, with settings of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

START_SECONDS, RUN_SECONDS = 120, 180
NEWS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
"""Where JupyterLab keeps that nobody wants to be asked about news."""

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
RUN = """
() => {
  const end = () => { window.hasRun = true; };
  window.hasRun = false;
  window.jupyterapp.commands.execute('notebook:run-all-cells').then(end, end);
}
"""
COUNTS = """
() => {
  const cells = window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells;
  const code = cells.filter((cell) => cell.cell_type === 'code');
  return code.map((cell) => cell.execution_count);
}
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


@contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """A JupyterLab that shows this folder, until the block ends."""
    lab = Lab(f"http://127.0.0.1:{(port := free_port())}", secrets.token_hex(16), folder)
    quiet = folder / ".settings" / NEWS
    quiet.parent.mkdir(parents=True, exist_ok=True)
    quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}', encoding="utf-8")
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
    """Run all cells to the end: JupyterLab takes the focus once more when it has run the last."""
    assert page.evaluate(READY) == "ok"
    page.evaluate(RUN)
    deadline = time.monotonic() + RUN_SECONDS
    while not page.evaluate("() => window.hasRun") or None in page.evaluate(COUNTS):
        failures = page.locator('.jp-OutputArea-output[data-mime-type*="error"]').all_inner_texts()
        assert not failures, failures
        assert time.monotonic() < deadline, page.evaluate(COUNTS)
        page.wait_for_timeout(300)
