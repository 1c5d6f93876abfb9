"""A new report in a real JupyterLab: run from top to bottom, its chart is drawn without a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from running_lab import run_all, running_lab

from salestoolkit.reports.own.new_report import new_report

pytestmark = pytest.mark.slow

CHART = "() => [...document.querySelectorAll('.jp-OutputArea-output svg .mark-rect path')].length"


def test_a_new_report_works_in_jupyterlab_as_it_is(
    sample_folder: Callable[[str], Path],
    tmp_path: Path,
    browser: Browser,
    keep_picture: Callable[[Page, str], None],
) -> None:
    shutil.copytree(sample_folder("kwarcowa_sowa"), tmp_path / "book")
    new_report("miks", to=tmp_path, language="pl")
    outside: list[str] = []
    with running_lab(tmp_path) as lab:
        page = browser.new_context(viewport={"width": 1280, "height": 4200}).new_page()
        local = (lab.address, lab.address.replace("http", "ws", 1), "data:", "blob:")
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(local) else outside.append(asked.url),
        )
        page.goto(f"{lab.address}/lab/tree/miks.ipynb?token={lab.token}&reset")
        run_all(page)
        page.wait_for_function(f"{CHART.replace('length', 'length >= 2')}", timeout=60_000)
        said = page.inner_text(".jp-Notebook")
        keep_picture(page, "own-report")
        page.context.close()
    assert not outside
    assert "Nowe szanse w ostatnich czterech tygodniach" in said
    assert "policzone, a" in said and "Definicje" in said
    assert "Error" not in said
