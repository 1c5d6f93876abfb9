"""“Reports every Monday” in the README: its commands and files, as they stand, in an empty folder."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from salestoolkit.sources.packaged import packaged_path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(sh|toml)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Readme:
    """A README, its section, and what the reader of it is assumed to have."""

    file: str
    heading: str
    sample: str
    export: str
    to: str
    weekly: str
    unchanged: str

    @property
    def section(self) -> str:
        text = (ROOT / self.file).read_text(encoding="utf-8")
        return text.split(f"## {self.heading}\n", 1)[1].split("\n## ", 1)[0]

    @property
    def blocks(self) -> list[tuple[str, str]]:
        return BLOCK.findall(self.section)


BOTH = [
    Readme(
        file="README.md",
        heading="Reports every Monday",
        sample="marmalade_lighthouse",
        export="deals.csv",
        to="reports",
        weekly="weekly-mix",
        unchanged="nothing was made",
    ),
    Readme(
        file="README.pl.md",
        heading="Raporty w każdy poniedziałek",
        sample="kwarcowa_sowa",
        export="szanse.csv",
        to="raporty",
        weekly="miks-tygodnia",
        unchanged="Wszystko aktualne",
    ),
]
readmes = pytest.mark.parametrize("readme", BOTH, ids=lambda one: one.file)


@readmes
def test_the_section_has_the_files_and_commands_that_it_speaks_of(readme: Readme) -> None:
    kinds = [kind for kind, _ in readme.blocks]
    assert kinds == ["sh", "toml", "sh", "toml", "sh"]
    for name in re.findall(r"\]\((docs/[^)]+)\)", readme.section):
        assert (ROOT / name).is_file(), name


@pytest.mark.slow
@readmes
def test_the_section_leads_from_an_export_to_reports(readme: Readme, tmp_path: Path) -> None:
    deals = packaged_path(f"data/{readme.sample}/deals.csv")
    shutil.copyfile(deals, tmp_path / readme.export)
    printed = ""
    for kind, text in readme.blocks:
        if kind == "toml":
            name = text.split("\n", 1)[0].removeprefix("# ")
            (tmp_path / name).write_text(text, encoding="utf-8")
        else:
            printed += run(text, tmp_path)
    latest = tmp_path / readme.to / "latest"
    manifest = json.loads((latest / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["made"] == manifest["counts"]["reports"]
    assert {one["notebook"].split(".")[0] for one in manifest["reports"]} >= {"funnel"}
    for report in manifest["reports"]:
        for file in report["files"]:
            assert (latest / file["name"]).stat().st_size == file["bytes"]
    own = [one for one in manifest["reports"] if one["stem"].startswith(readme.weekly)]
    assert {one["values"]["team"] for one in own} == teams_in(deals)
    assert (latest / "index.html").is_file()
    assert readme.unchanged in printed
    assert "run-due" in printed and "*/15 * * * *" in printed


def run(commands: str, folder: Path) -> str:
    """What the commands print; each must end well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", commands],
        cwd=folder,
        env=os.environ | {"PATH": path, "IPYTHONDIR": str(folder / ".ipython")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def teams_in(export: Path) -> set[str]:
    with export.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    (column,) = (name for name in rows[0] if name.endswith((" Team", " Zespół")))
    return {row[column] for row in rows if row[column]}
