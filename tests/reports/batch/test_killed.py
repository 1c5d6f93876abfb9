"""A batch that is killed with -9: nothing half written, nothing left running, the next run goes on."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc"),
]

KILLS = int(os.environ.get("SALESTOOLKIT_KILLS", "5"))
MARK = "SALESTOOLKIT_TEST_MARK"
REPORTS = 5
GONE_SECONDS = 30.0
"""How long what the batch started may take to notice that it is gone; a busy machine is slow."""
BATCH = """
to = "out"
languages = ["pl"]
parallel = 2
keep = {{ runs = 3 }}
[[report]]
notebook = "tiny.ipynb"
list = "teams.csv"
[report.parameters]
day = {day}
"""


@dataclass
class Killed:
    """A batch of five small reports, and the processes that it starts."""

    folder: Path
    mark: str

    def __post_init__(self) -> None:
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell("team = ''\nday = 0", metadata={"tags": ["parameters"]}),
                nbformat.v4.new_code_cell("import time\ntime.sleep(0.2)\nprint(team, day)"),
            ],
            metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
        )
        nbformat.write(notebook, self.folder / "tiny.ipynb")
        teams = "".join(f"team {number}\n" for number in range(REPORTS))
        (self.folder / "teams.csv").write_text(f"team\n{teams}", encoding="utf-8")

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def start(self, day: int) -> subprocess.Popen[str]:
        """Begin to make the reports of a day, in a process group of their own."""
        (self.folder / "batch.toml").write_text(BATCH.format(day=day), encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, "-m", "salestoolkit.cli", "batch", "batch.toml"],
            cwd=self.folder,
            env={**os.environ, MARK: self.mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, day: int) -> str:
        """Make them to the end."""
        with self.start(day) as batch:
            said, _ = batch.communicate(timeout=300)
        assert batch.returncode == 0, said
        return said

    def running(self) -> list[int]:
        """Processes that carry our mark, and those that they started."""
        return [pid for pid in _processes() if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state != "Z" and f"{MARK}={self.mark}".encode() in environment

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "latest" / "manifest.json").read_text())
        return found

    def made(self) -> list[str]:
        """Keys of the reports that the log says were made, in order."""
        lines = [json.loads(line) for line in (self.out / ".state" / "log.jsonl").open()]
        return [line["key"] for line in lines if line["event"] == "report"]


def _processes() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Killed]:
    batch = Killed(tmp_path, uuid.uuid4().hex)
    yield batch
    for pid in batch.running():
        os.kill(pid, signal.SIGKILL)


def check_whole(out: Path) -> None:
    """Every run in the folder has all the files that its manifest names, and no other page."""
    for run in (out / "runs").iterdir():
        manifest = json.loads((run / "manifest.json").read_text())
        files = [file for report in manifest["reports"] for file in report["files"]]
        for file in files:
            content = (run / file["name"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file["sha256"], run / file["name"]
        named = {file["name"] for file in files} | {"manifest.json", "index.html"}
        assert {path.name for path in run.iterdir()} == named


def test_a_batch_killed_at_any_moment_leaves_nothing_half_and_nothing_running(
    killed: Killed,
) -> None:
    began = time.monotonic()
    killed.run(0)
    whole = time.monotonic() - began
    draw = random.Random()
    for day in range(1, KILLS + 1):
        moment = draw.uniform(0.0, whole)
        before = len(killed.made())
        batch = killed.start(day)
        time.sleep(moment)
        # the batch alone, as when memory is short; or all at once, as when a container ends
        (os.kill if day % 2 else os.killpg)(batch.pid, signal.SIGKILL)
        batch.communicate()
        said = f"killed {moment:.2f} of {whole:.2f} seconds after it began, day {day}"
        _check_gone(killed, said)
        check_whole(killed.out)
        days = {report["parameters"]["day"] for report in killed.manifest()["reports"]}
        assert days in ({day}, {day - 1}), said
        first = killed.made()[before:]
        killed.run(day)
        second = killed.made()[before + len(first) :]
        check_whole(killed.out)
        reports = killed.manifest()["reports"]
        assert {report["parameters"]["day"] for report in reports} == {day}, said
        assert [report["status"] for report in reports].count("failed") == 0, said
        assert not set(first) & set(second), f"{said}: made twice"
        # one may have been kept in the moment before its line in the log
        assert REPORTS - 1 <= len(first) + len(second) <= REPORTS, said
    assert not killed.running()


def _check_gone(killed: Killed, said: str) -> None:
    deadline = time.monotonic() + GONE_SECONDS
    while killed.running() and time.monotonic() < deadline:
        time.sleep(0.05)
    left = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in killed.running()]
    assert left == [], f"{said}: still running"
