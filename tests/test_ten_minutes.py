"""“Ten minutes” in the documentation: its commands and files, as they stand, in an empty folder."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from salestoolkit.sources.packaged import packaged_path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(sh|toml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


@dataclass(frozen=True)
class Page:
    """A page of ten minutes, and what the reader of it is assumed to have."""

    file: str
    sample: str
    export: str
    pages: str
    sliders: str
    to: str
    weekly: str
    unchanged: str
    team: str

    @property
    def sections(self) -> list[str]:
        """What stands under each heading: installing, the manager's, the leader's and the engineer's way."""
        text = (ROOT / "docs" / self.file).read_text(encoding="utf-8")
        return text.split("\n## ")[1:]

    def blocks(self, section: int) -> list[tuple[str, str]]:
        return BLOCK.findall(self.sections[section])


BOTH = [
    Page(
        file="ten_minutes.md",
        sample="marmalade_lighthouse",
        export="deals.csv",
        pages="pages/funnel_audit_all_en.html",
        sliders="what-if.html",
        to="reports",
        weekly="weekly-mix",
        unchanged="nothing was made",
        team="room/team-1",
    ),
    Page(
        file="ten_minutes.pl.md",
        sample="kwarcowa_sowa",
        export="szanse.csv",
        pages="strony/funnel_audit_all_pl.html",
        sliders="co-jesli.html",
        to="raporty",
        weekly="miks-tygodnia",
        unchanged="Wszystko aktualne",
        team="sala/team-1",
    ),
]
INSTALL, MANAGER, LEADER, ENGINEER = range(4)
ALL = os.environ.get("SALESTOOLKIT_ALL_LESSONS") == "1"
"""Whether each way is walked in both languages; else in one."""
both = pytest.mark.parametrize("page", BOTH, ids=lambda one: one.file)
in_english = pytest.mark.parametrize("page", BOTH if ALL else BOTH[:1], ids=lambda one: one.file)
in_polish = pytest.mark.parametrize("page", BOTH if ALL else BOTH[1:], ids=lambda one: one.file)


@both
def test_the_page_has_a_way_for_everybody_and_the_files_that_it_speaks_of(page: Page) -> None:
    kinds = [[kind for kind, _ in page.blocks(part)] for part in range(4)]
    assert kinds == [["sh"], ["sh"] * 3, ["sh"] * 2, ["sh", "toml", "sh", "toml", "sh"]]
    assert f"`{page.export}`" in page.sections[MANAGER]
    assert f"`{page.pages}`" in page.sections[MANAGER]


@pytest.mark.slow
def test_what_is_installed_brings_the_command(tmp_path: Path) -> None:
    """With the libraries of this environment; `test_wheel` installs those anew."""
    tree = tmp_path / "toolkit"
    leave = shutil.ignore_patterns(".*", "__pycache__", "demo-output", "tests")
    shutil.copytree(ROOT, tree, ignore=leave)
    ((_, install),) = BOTH[0].blocks(INSTALL)
    assert [line.split("  #")[0] for line in install.splitlines()] == [
        line.split("  #")[0] for line in BOTH[1].blocks(INSTALL)[0][1].splitlines()
    ]
    ours = sysconfig.get_path("purelib")
    commands = f"{install}\nwhich salestoolkit\nsalestoolkit --help"
    printed = run(commands, tree, PYTHONPATH=ours)
    assert f"{tree}/.venv/bin/salestoolkit" in printed and "workshop" in printed
    assert "does not provide the extra" not in printed


@pytest.mark.slow
@in_english
def test_a_manager_comes_to_a_page(page: Page, tmp_path: Path) -> None:
    demo, first, more = (text for _, text in page.blocks(MANAGER))
    demo_pages = re.findall(r"\S+\.html", run(demo, tmp_path))
    assert len(demo_pages) > 2 and all((tmp_path / name).is_file() for name in demo_pages)
    shutil.copyfile(packaged_path(f"data/{page.sample}/deals.csv"), tmp_path / page.export)
    run(first, tmp_path)
    assert (tmp_path / page.pages).is_file()
    assert "%" in run(more, tmp_path)
    assert (tmp_path / page.sliders).is_file()


@pytest.mark.slow
@in_english
def test_a_leader_comes_to_a_lesson(page: Page, tmp_path: Path) -> None:
    (_, make), (_, start) = page.blocks(LEADER)
    run(make, tmp_path)
    assert (tmp_path / page.team / "00_start_here.ipynb").is_file()
    with started(start, tmp_path) as lines:
        link = next(found[0] for line in lines if (found := LINK.search(line)))
        with urllib.request.urlopen(link, timeout=60) as answer:
            assert answer.status == 200 and "JupyterLab" in answer.read().decode()


@pytest.mark.slow
@in_polish
def test_an_engineer_comes_from_an_export_to_reports(page: Page, tmp_path: Path) -> None:
    deals = packaged_path(f"data/{page.sample}/deals.csv")
    shutil.copyfile(deals, tmp_path / page.export)
    printed = ""
    for kind, text in page.blocks(ENGINEER):
        if kind == "toml":
            name = text.split("\n", 1)[0].removeprefix("# ")
            (tmp_path / name).write_text(text, encoding="utf-8")
        else:
            printed += run(text, tmp_path)
    latest = tmp_path / page.to / "latest"
    manifest = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["made"] == manifest["counts"]["reports"]
    assert {one["notebook"].split(".")[0] for one in manifest["reports"]} >= {"funnel"}
    for report in manifest["reports"]:
        for file in report["files"]:
            assert (latest / file["name"]).stat().st_size == file["bytes"]
    own = [one for one in manifest["reports"] if one["stem"].startswith(page.weekly)]
    assert {one["values"]["team"] for one in own} == teams_in(deals)
    assert (latest / "index.html").is_file()
    assert page.unchanged in printed
    assert "run-due" in printed and "*/15 * * * *" in printed


def surroundings(folder: Path) -> dict[str, str]:
    """The environment's commands before all others; nothing of the user's, and no window of a browser."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "IPYTHONDIR": str(folder / ".ipython"), "BROWSER": "true"}
    return os.environ | own | {"PYTHONUNBUFFERED": "1"}


def run(commands: str, folder: Path, **more: str) -> str:
    """What the commands print; each must end well."""
    done = subprocess.run(
        ["bash", "-e", "-c", commands],
        cwd=folder,
        env=surroundings(folder) | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}"
    return done.stdout


@contextmanager
def started(command: str, folder: Path) -> Iterator[IO[str]]:
    """The lines of a command that goes on until Ctrl+C; it is ended so on leaving."""
    process = subprocess.Popen(
        ["bash", "-c", f"exec {command}"],
        cwd=folder,
        env=surroundings(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)


def teams_in(export: Path) -> set[str]:
    with export.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    (column,) = (name for name in rows[0] if name.endswith((" Team", " Zespół")))
    return {row[column] for row in rows if row[column]}
