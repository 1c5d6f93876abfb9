"""Batches in processes of their own: nothing heavy for nothing, nothing left behind, nothing lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from batch_notebooks import write_notebook

from salestoolkit.reports.batch import processes
from salestoolkit.reports.batch.manifest import read_manifest
from salestoolkit.reports.batch.orders import Order
from salestoolkit.reports.batch.processes import make_here

pytestmark = pytest.mark.slow

HEAVY = (
    "pandas",
    "numpy",
    "pyarrow",
    "altair",
    "scipy",
    "papermill",
    "nbformat",
    "IPython",
    "rich",
)
COMMAND = """
import sys
from salestoolkit.cli import main
try:
    main(sys.argv[1:])
finally:
    print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""


def salestoolkit(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND.format(heavy=HEAVY), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_batch_of_pages_says_what_it_made_and_then_imports_nothing_heavy(
    team_book: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "batch.toml"
    batch.write_text(
        f'book = "{team_book}"\nto = "out"\nformats = ["html", "json", "xlsx"]\n'
        '[[report]]\nnotebook = "funnel_audit"\nper = "team"\n',
        encoding="utf-8",
    )
    planned = salestoolkit("batch", str(batch), "--dry-run")
    assert planned.returncode == 0 and "3" in planned.stdout, planned.stderr
    assert not (tmp_path / "out").exists(), "a plan writes nothing"
    first = salestoolkit("batch", str(batch))
    assert first.returncode == 0, first.stderr
    assert "Made: 3." in first.stdout
    # the pages' own figures are those of each team's deals
    sizes = {
        json.loads(path.read_text(encoding="utf-8"))["part"]["value"]: json.loads(
            path.read_text(encoding="utf-8")
        )["totals"]["deals"]
        for path in (tmp_path / "out" / "latest").glob("funnel*.json")
    }
    assert sizes == {"": 140, "Południe": 140, "Północ": 140}
    second = salestoolkit("batch", str(batch), "--language", "pl")
    assert second.returncode == 0
    assert "Wszystko aktualne (3 raporty)" in second.stdout
    assert second.stderr.splitlines()[-1] == "[]"


def test_a_worker_that_is_killed_costs_a_try_and_no_report(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    source = (
        "import os, pathlib, signal\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "def parent(pid):\n"
        "    text = pathlib.Path(f'/proc/{pid}/stat').read_text()\n"
        "    return int(text.rpartition(')')[2].split()[1])\n"
        "if not mark.exists():\n"
        "    mark.touch()\n"
        # a forked kernel's grandparent is the worker
        "    os.kill(parent(os.getppid()), signal.SIGKILL)\n"
        "print('alive', language)"
    )
    killer = write_notebook(tmp_path / "killer.ipynb", source)
    well = write_notebook(tmp_path / "well.ipynb", "print('well', language)")
    orders = [
        Order(key=path.stem, notebook=path, kind=None, label="", language="en")
        for path in (killer, well)
    ]
    found = {one.key: one for one in make_here(orders, workers=2)}
    assert all(one.well for one in found.values())
    assert (found["killer"].tries, found["well"].tries) == (2, 1)
    assert b"alive en" in found["killer"].files["html"]


def of_this_run(folder: Path) -> list[int]:
    """Processes whose temporary folder is this one: the batch, its workers, their kernels."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            state = (path.parent / "stat").read_text().rpartition(")")[2].split()[0]
            if f"TMPDIR={folder}".encode() in path.read_bytes() and state != "Z":
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def wait_until(done: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.05)
    return done()


def test_a_worker_that_died_while_it_waited_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    killed = []
    ours, theirs = multiprocessing.Pipe()
    theirs.close()
    dead = (SimpleNamespace(kill=lambda: killed.append("dead")), ours)
    new_ours, new_theirs = multiprocessing.Pipe()
    fresh = (SimpleNamespace(kill=lambda: killed.append("fresh")), new_ours)
    monkeypatch.setattr(processes, "_process", lambda: fresh)
    order = Order(key="a", notebook=Path("a.ipynb"), kind=None, label="A", language="en")
    begun = processes._begun([dead], order, 1)  # type: ignore[list-item]
    assert new_theirs.recv() == order
    assert (killed, begun.pipe, begun.tries) == (["dead"], new_ours, 1)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_nothing_outlives_a_batch_that_is_stopped(tmp_path: Path, name: str) -> None:
    begun = tmp_path / "begun"
    source = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(1000)"
    write_notebook(tmp_path / "sleeps.ipynb", source)
    batch = tmp_path / "batch.toml"
    batch.write_text('to = "out"\n[[report]]\nnotebook = "sleeps.ipynb"\n', encoding="utf-8")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND.format(heavy=()), "batch", str(batch)],
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert wait_until(begun.exists, 120)
        assert len(of_this_run(temporary)) >= 3
        process.send_signal(getattr(signal, name))
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert wait_until(lambda: not of_this_run(temporary)), "an orphan is left"
    assert not (tmp_path / "out" / "latest").exists()
    if name == "SIGINT":
        assert process.returncode == 130 and "Traceback" not in said
    assert wait_until(lambda: not list(temporary.glob("salestoolkit-*"))), "a folder is left"


def test_plain_papermill_forks_its_kernels_too(tmp_path: Path) -> None:
    source = "import os, pathlib\nprint(pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_bytes())"
    notebook = write_notebook(tmp_path / "own.ipynb", source)
    done = tmp_path / "done.ipynb"
    command = [sys.executable, "-m", "papermill", "--no-progress-bar"]
    subprocess.run(
        [*command, "--engine", "salestoolkit-fork", str(notebook), str(done), "-p", "team", "x"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = done.read_text(encoding="utf-8")
    assert "salestoolkit.reports.zygote" in text and 'team = \\"x\\"' in text


def test_two_machines_of_a_cluster_make_a_batch(team_book: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    from datetime import UTC, datetime

    from salestoolkit.reports.batch.batch_file import read_batch
    from salestoolkit.reports.batch.run import run_batch

    source = "import os\nprint('made by', os.getppid(), team)"
    write_notebook(tmp_path / "own.ipynb", source)
    batch = tmp_path / "batch.toml"
    batch.write_text(
        f'book = "{team_book}"\nto = "out"\n[[report]]\nnotebook = "own.ipynb"\nper = "team"\n'
        '[[report]]\nnotebook = "funnel_audit"\n',
        encoding="utf-8",
    )
    workers = {
        name: {
            "cls": distributed.Nanny,
            "options": {"nthreads": 1, "local_directory": str(tmp_path / name)},
        }
        for name in ("first", "second")
    }
    scheduler = {"cls": distributed.Scheduler, "options": {"dashboard_address": None}}
    with (
        distributed.SpecCluster(workers=workers, scheduler=scheduler) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.wait_for_workers(2, timeout=60)
        result = run_batch(
            read_batch(batch), started=datetime.now(UTC), executor=client.get_executor()
        )
        directories = {
            one["local_directory"] for one in client.scheduler_info()["workers"].values()
        }
    assert len(directories) == 2
    assert (result.made, result.failed) == (4, ())
    assert result.manifest is not None
    manifest = read_manifest(result.manifest)
    assert manifest is not None
    for entry in manifest.reports:
        (file,) = entry.files
        text = (result.manifest.parent / file.name).read_text(encoding="utf-8")
        if entry.kind is None:
            assert entry.values["team"] in text, "a page is about another team"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another thing there")
@pytest.mark.parametrize("after", [0.0, 0.1, 0.3])
def test_ctrl_c_at_the_start_of_a_worker_is_left_to_its_parent(after: float) -> None:
    process, pipe = processes._process()
    time.sleep(after)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    pipe.close()
    process.join(60)
    assert process.exitcode == 0
