"""Real schedulers: cron calls run-due, systemd reads our units, jupyter-scheduler runs our notebook."""

from __future__ import annotations

import ast
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from scheduled_team import BATCH, DROP, MONDAY, TOP

from salestoolkit.reports.schedule.installing import call_of
from salestoolkit.reports.schedule.kept_runs import KeptRun, KeptRuns
from salestoolkit.reports.schedule.schedule_file import read_schedule
from salestoolkit.reports.schedule.units import (
    EVERY_MINUTES,
    Call,
    cron_block,
    on_calendar,
    service_unit,
    timer_unit,
)
from salestoolkit.sources.packaged import packaged_path

EXAMPLES = Path(__file__).parents[2] / "docs" / "schedulers"
ASKED_FOR = "SALESTOOLKIT_SCHEDULER_TEST"
ALONE = """
mount -t tmpfs none /run
mount -t tmpfs none /var/spool/cron
mkdir -m 1730 /var/spool/cron/crontabs
mount -t tmpfs none /etc/cron.d
mount --bind /dev/null /etc/crontab
"$1" -m salestoolkit.cli schedule install "$2" --cron --every-minutes 1
"$3" -f -L 15 &
tries=0
while [ ! -e "$4" ] && [ "$tries" -lt 300 ]; do sleep 0.5; tries=$((tries + 1)); done
"""
"""A cron with a crontab of its own until a file appears: the machine's is neither read nor changed.

The shell is the first process of its own world, so whatever cron started ends with it.
"""


def needed(name: str) -> str:
    """A program of this machine; a test skips without it, and fails in CI."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    return found or missing(f"{name} is not installed here: run make setup-schedulers.")


def missing(reason: str) -> str:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def as_root() -> list[str]:
    """What comes before a command so that it may mount."""
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    tried = [*before, "unshare", "--mount", "true"]
    if shutil.which(tried[0]) is None or subprocess.run(tried, capture_output=True).returncode:
        missing("Nothing may be mounted here, so cron was not started.")
    return before


@pytest.fixture
def odd_folder(tmp_path: Path) -> Path:
    """A folder whose name each scheduler would read in its own way."""
    folder = tmp_path / "Zespół 'A' \"B\" 50% $HOME"
    folder.mkdir()
    return folder


def scheduled(folder: Path) -> Path:
    """A schedule with a drop folder and a run that was due last Monday."""
    (folder / "monday.toml").write_text(BATCH, encoding="utf-8")
    file = folder / "schedule.toml"
    file.write_text(TOP + DROP + MONDAY, encoding="utf-8")
    before = datetime.now(UTC) - timedelta(days=8)
    KeptRuns(folder / ".schedule", {"monday": KeptRun(since=before)}).save()
    return file


@pytest.mark.slow
def test_a_real_cron_imports_what_was_dropped_and_makes_what_is_due(odd_folder: Path) -> None:
    cron, before = needed("cron"), as_root()
    needed("crontab")
    file = scheduled(odd_folder)
    inbox = odd_folder / "inbox"
    inbox.mkdir()
    for name in ("deals.csv", "stage_history.json"):
        shutil.copy(packaged_path(f"data/kwarcowa_sowa/{name}"), inbox)
    log, page = odd_folder / ".schedule" / "run-due.log", odd_folder / "pages" / "latest"
    stop = odd_folder / "stop"
    apart = ["unshare", "--mount", "--pid", "--fork", "--mount-proc"]
    words = ["sh", "-ec", ALONE, "sh", sys.executable, str(file), cron, str(stop)]
    with subprocess.Popen([*before, *apart, *words], stdout=subprocess.PIPE, text=True) as running:
        try:
            within(120, lambda: log.exists() and "monday, due" in log.read_text(encoding="utf-8"))
        finally:
            stop.touch()
        said = running.stdout.read() if running.stdout else ""
    assert "every minute" in said
    told = log.read_text(encoding="utf-8")
    assert "Read: deals.csv, stage_history.json." in told
    assert ": made." in told
    assert (page / "funnel_audit_all_en.html").is_file()
    assert not list(inbox.glob("*.*"))


@pytest.mark.slow
def test_systemd_reads_our_units_as_we_mean_them(odd_folder: Path) -> None:
    analyze = needed("systemd-analyze")
    schedule = read_schedule(scheduled(odd_folder))
    call = call_of(schedule)
    units = odd_folder.parent / "units"
    units.mkdir()
    service, timer = units / f"{call.name}.service", units / f"{call.name}.timer"
    service.write_text(service_unit(call, description="100% sales"), encoding="utf-8")
    timer.write_text(timer_unit(call, description="100% sales"), encoding="utf-8")
    verified = subprocess.run(
        [analyze, "--user", "--man=no", "verify", service, timer],
        env={
            **os.environ,
            "SYSTEMD_LOG_LEVEL": "debug",
            "XDG_RUNTIME_DIR": str(units),
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    read = next(line for line in verified.stdout.splitlines() if "Command Line:" in line)
    # systemd shows a word quoted for a shell, as it is before it looks for variables in it
    words = [word.replace("\\$\\$", "$") for word in shlex.split(read.partition(": ")[2])]
    assert tuple(words) == call.command
    assert "OnCalendar: *-*-* *:00/15:00 Europe/Warsaw" in verified.stdout
    assert "Persistent: yes" in verified.stdout


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Asia/Kathmandu", "America/St_Johns"])
def test_systemd_counts_our_minutes(zone: str, tmp_path: Path) -> None:
    analyze = needed("systemd-analyze")
    for minutes in EVERY_MINUTES:
        call = Call(program=("x",), schedule=tmp_path, log=tmp_path, minutes=minutes, zone=zone)
        command = [analyze, "calendar", "--iterations=3", on_calendar(call)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = [line.partition(": ")[2] for line in shown.splitlines() if "UTC" in line]
        moments = [datetime.strptime(one[4:23], "%Y-%m-%d %H:%M:%S") for one in found]
        assert len(moments) == 3
        steps = {later - earlier for earlier, later in pairwise(moments)}
        assert steps == {timedelta(minutes=minutes)}


@pytest.mark.slow
@pytest.mark.skipif(
    not os.environ.get(ASKED_FOR), reason=f"jupyter-scheduler is only tried where {ASKED_FOR}=1"
)
def test_jupyter_scheduler_calls_run_due_through_its_rest_interface(tmp_path: Path) -> None:
    python = with_scheduler(tmp_path / "venv")
    root = tmp_path / "root"
    root.mkdir()
    shutil.copy(EXAMPLES / "run_due.ipynb", root)
    file = scheduled(tmp_path)
    (tmp_path / "inbox").mkdir()
    shutil.copy(packaged_path("data/kwarcowa_sowa/deals.csv"), tmp_path / "inbox")
    body = json.loads((EXAMPLES / "jupyter_scheduler_job.json").read_text(encoding="utf-8"))
    body["parameters"] = {"schedule": json.dumps(str(file))}
    definition = {**body, "schedule": "0 0 1 1 *"}
    job = {key: value for key, value in body.items() if key not in ("schedule", "timezone")}
    with server(python, root) as ask:
        assert ask("scheduler/job_definitions", definition)["job_definition_id"]
        made = ask("scheduler/jobs", job)["job_id"]
        # a job that has not begun yet calls itself stopped
        within(120, lambda: ask(f"scheduler/jobs/{made}")["status"] in ("COMPLETED", "FAILED"))
        assert ask(f"scheduler/jobs/{made}")["status"] == "COMPLETED"
    (output,) = (root / "data").rglob("run_due-*.ipynb")
    assert "Read: deals.csv." in output.read_text(encoding="utf-8")
    assert list((tmp_path / "inbox" / "read").rglob("deals.csv"))


def test_the_example_of_a_schedule_says_what_there_is(tmp_path: Path) -> None:
    for name in ("monday.toml", "month.toml"):
        (tmp_path / name).touch()
    shutil.copy(EXAMPLES / "schedule.toml", tmp_path)
    schedule = read_schedule(tmp_path / "schedule.toml")
    assert [run.name for run in schedule.runs] == ["monday", "month"]
    assert schedule.drop is not None and list(schedule.drop.by_folder) == ["shop"]


def test_the_examples_for_cron_and_systemd_are_what_is_installed() -> None:
    call = Call(
        program=("/opt/salestoolkit/bin/salestoolkit",),
        schedule=Path("/srv/sales/schedule.toml"),
        log=Path("/srv/sales/.schedule/run-due.log"),
        zone="Europe/Warsaw",
    )
    said = "Sales pages: schedule"
    assert (EXAMPLES / "crontab").read_text() == "\n".join((*cron_block(call), ""))
    unit, timer = EXAMPLES / "salestoolkit.service", EXAMPLES / "salestoolkit.timer"
    assert unit.read_text() == service_unit(call, description=said)
    assert timer.read_text() == timer_unit(call, description=said)


def test_the_untried_examples_can_at_least_be_read_and_say_that_they_are_untried() -> None:
    dag = (EXAMPLES / "airflow_dag.py").read_text(encoding="utf-8")
    task = (EXAMPLES / "windows_task.xml").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(dag)) if isinstance(node, ast.Call)]
    assert any(getattr(call.func, "id", "") == "BashOperator" for call in calls)
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    arguments = ElementTree.fromstring(task).findtext(".//t:Arguments", namespaces=space)
    assert arguments is not None and arguments.startswith("run-due ")
    assert "not tried" in dag and "Not tried" in task


def test_the_example_for_jupyter_scheduler_names_its_notebook() -> None:
    body = json.loads((EXAMPLES / "jupyter_scheduler_job.json").read_text(encoding="utf-8"))
    notebook = json.loads((EXAMPLES / body["input_uri"]).read_text(encoding="utf-8"))
    cell = next(
        cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", ())
    )
    assert [line.split(" = ")[0] for line in cell["source"]] == list(body["parameters"])
    # as it is put into a cell, without quotation marks of its own
    assert tomllib.loads(f"schedule = {body['parameters']['schedule']}")


def within(seconds: float, well: Callable[[], bool]) -> None:
    """Wait until something is so; fail when it takes too long."""
    last = time.monotonic() + seconds
    while not well():
        if time.monotonic() > last:
            pytest.fail("that took too long")
        time.sleep(0.5)


def with_scheduler(folder: Path) -> Path:
    """Python of an environment with jupyter-scheduler, which sees what is installed here too."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    here = sysconfig.get_paths()["purelib"]
    (Path(paths["purelib"]) / "here.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "jupyter-scheduler>=2.12,<3"], check=False).returncode:
        missing("jupyter-scheduler could not be installed, so it was not tried.")
    return python


@contextmanager
def server(python: Path, root: Path) -> Iterator[Callable[..., Any]]:
    """A Jupyter server with jupyter-scheduler, and a function that asks it."""
    (root / "data").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"ip": "127.0.0.1", "port": port, "root_dir": root, "open_browser": False}
    settings = [f"--ServerApp.{name}={value}" for name, value in options.items()]
    settings += ["--ServerApp.jpserver_extensions={'jupyter_scheduler': True}", "--allow-root"]
    home = {f"JUPYTER_{name}_DIR": str(root / name.lower()) for name in ("DATA", "CONFIG")}
    # what is installed here brings templates, which lie beside its modules
    home["JUPYTER_PATH"] = str(Path(sys.prefix) / "share" / "jupyter")
    command = [python, "-m", "jupyter_server", *settings, "--IdentityProvider.token=asked"]

    def ask(path: str, body: object = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "token asked", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def answers() -> bool:
        try:
            return bool(ask("api"))
        except (urllib.error.URLError, OSError):
            return False

    log = root / "server.log"
    with log.open("w") as out:
        running = subprocess.Popen(
            command, env={**os.environ, **home}, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        within(60, answers)
        yield ask
    finally:
        running.terminate()
        running.wait(30)
