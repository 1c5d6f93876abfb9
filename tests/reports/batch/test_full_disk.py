"""A disk that is full: one sentence, and what was there stays. On a tiny disk in memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from salestoolkit.words import load_words

IN_A_TINY_DISK = 'mount -t tmpfs -o size=600k tmpfs "$1" && shift && exec "$@"'

FOLDER = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from batch_runs import MONDAY, WEEK, pages, planned, run_once
from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.folder import BatchFolder

disk = Path(sys.argv[1])
PLAN = [planned(f"team {number}", formats=("html", "json")) for number in range(6)]

def fill(left):
    room = disk / "filler"
    with room.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 1024):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - left))

run_once(disk / "out", PLAN)
before, seen = pages(disk / "out"), []
for left in range(0, 480_000, 8_192):
    fill(left)
    plan = [planned(report.key, fingerprint=str(left), formats=report.formats) for report in PLAN]
    try:
        run_once(disk / "out", plan, started=MONDAY + WEEK)
        seen.append("whole")
    except ReportError as error:
        seen.append(f"{error.code}: {error.fields['reason']}")
        assert pages(disk / "out") == before, left
        runs = [path.name for path in (disk / "out" / "runs").iterdir()]
        assert len(runs) == 1, runs
    (disk / "filler").unlink()
    if seen[-1] == "whole":
        break
plan = [planned(report.key, fingerprint="last", formats=report.formats) for report in PLAN]
run_once(disk / "out", plan, started=MONDAY + 2 * WEEK)
print(json.dumps(seen))
"""

BATCH = """
to = "disk/out"
languages = ["pl"]
[[report]]
notebook = "tiny.ipynb"
parameters = { day = DAY }
"""

COMMAND = """
import pathlib, subprocess, sys
here = pathlib.Path.cwd()

def batch(day):
    text = (here / "batch.template").read_text(encoding="utf-8").replace("DAY", str(day))
    (here / "batch.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "salestoolkit.cli", "batch", "batch.toml", "--language", "pl"]
    return subprocess.run(command, capture_output=True, text=True)

first = batch(0)
assert first.returncode == 0, first.stderr + first.stdout
before = (here / "disk/out/latest/manifest.json").read_bytes()
with (here / "disk/filler").open("wb", buffering=0) as file:
    try:
        while file.write(b"x" * 512):
            pass
    except OSError:
        pass
full = batch(1)
assert (here / "disk/out/latest/manifest.json").read_bytes() == before
(here / "disk/filler").unlink()
again = batch(1)
assert again.returncode == 0, again.stderr + again.stdout
print(full.returncode)
print(full.stderr, end="")
"""


def on_a_tiny_disk(disk: Path, *command: str) -> str:
    """Run a command where a folder is a disk of 600 kB; skip where the system lets nobody make one."""
    disk.mkdir()
    unshare = shutil.which("unshare")
    made = [str(unshare), "-rm", "sh", "-c", IN_A_TINY_DISK, "sh", str(disk)]
    if unshare is None or subprocess.run([*made, "true"], capture_output=True).returncode != 0:
        reason = "No disk could be made in memory here, so none was filled: unshare -rm is refused."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run(
        [*made, *command], capture_output=True, text=True, cwd=disk.parent, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_point_leaves_the_last_run_whole(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    tests = str(Path(__file__).parents[2])
    said = on_a_tiny_disk(disk, sys.executable, "-c", FOLDER, str(disk), tests)
    seen = json.loads(said)
    assert seen[-1] == "whole"
    assert len(seen) > 3
    assert set(seen[:-1]) == {f"output_not_writable: {os.strerror(28)}"}


@pytest.mark.slow
def test_a_batch_on_a_full_disk_is_one_sentence_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    import nbformat

    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("day = 0", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell("print(day)"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    (tmp_path / "batch.template").write_text(BATCH, encoding="utf-8")
    said = on_a_tiny_disk(tmp_path / "disk", sys.executable, "-c", COMMAND)
    code, *sentences = said.splitlines()
    assert int(code) in (1, 2)
    assert len(sentences) == 1
    assert sentences[0].startswith("Nie można zapisać „")
    assert load_words("pl").reason(os.strerror(28)) in sentences[0]
