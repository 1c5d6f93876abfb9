"""Notebooks in forked kernels, and in ordinary ones where forks fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports import forks
from salestoolkit.reports.execute import Kernels, NotebookRunner

only_where_kernels_fork = pytest.mark.skipif(
    sys.platform != "linux", reason="kernels are forked on Linux only"
)
SCRIPT = """
import sys
from pathlib import Path
from salestoolkit.reports.execute import Kernels, NotebookRunner
with NotebookRunner(Path(sys.argv[1])) as runner:
    runner.run({"number": 1})
"""


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a notebook with one parameter and one cell."""

    def write(source: str) -> Path:
        cells = [
            nbformat.v4.new_code_cell("number = 0", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(source),
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = tmp_path / "tried.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        return path

    return write


def printed(executed: Any) -> str:
    return "".join(
        output.text
        for output in executed.cells[-1].outputs
        if output.output_type == "stream" and output.name == "stdout"
    ).strip()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(done: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.05)
    return done()


@only_where_kernels_fork
def test_a_forked_kernel_runs_the_notebook_with_its_parameters(
    notebook: Callable[[str], Path],
) -> None:
    source = (
        "import os, random, numpy; print(number, os.getpid(), random.random(), numpy.random.rand())"
    )
    with NotebookRunner(notebook(source), imports=["numpy"]) as runner:
        assert runner.kernels.forks
        lines = [printed(runner.run({"number": number})).split() for number in (1, 2, 3)]
    assert [line[0] for line in lines] == ["1", "2", "3"]
    for place in (1, 2, 3):
        assert len({line[place] for line in lines}) == 3, "pages share a process or their dice"
    assert not any(is_alive(int(line[1])) for line in lines)


@pytest.mark.slow
@only_where_kernels_fork
def test_what_was_warmed_is_there_and_its_changes_stay_in_the_page(
    notebook: Callable[[str], Path],
) -> None:
    source = (
        "import sys, decimal\n"
        "decimal.mark = getattr(decimal, 'mark', 0) + 1\n"
        "print('wave' in sys.modules, decimal.mark)"
    )
    with NotebookRunner(notebook(source), imports=["wave", "decimal"]) as runner:
        assert [printed(runner.run({"number": 1})) for _ in range(2)] == ["True 1", "True 1"]


@pytest.mark.slow
@only_where_kernels_fork
def test_an_import_that_fails_beforehand_leaves_the_server_to_fork(
    notebook: Callable[[str], Path],
) -> None:
    with NotebookRunner(notebook("print(number)"), imports=["salestoolkit.no_such"]) as runner:
        assert printed(runner.run({"number": 1})) == "1"
        assert runner.kernels.forks


def test_without_forks_an_ordinary_kernel_does_the_same(
    notebook: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError("not here")

    monkeypatch.setattr(forks, "ForkServer", refuse)
    with NotebookRunner(notebook("print(number + 1)")) as runner:
        assert not runner.kernels.forks
        assert printed(runner.run({"number": 41})) == "42"


@only_where_kernels_fork
@pytest.mark.slow
def test_a_kernel_that_is_lost_is_tried_once_more(
    notebook: Callable[[str], Path], tmp_path: Path
) -> None:
    mark = tmp_path / "died"
    source = (
        f"import os, pathlib\nmark = pathlib.Path({str(mark)!r})\n"
        "if not mark.exists():\n    mark.touch()\n    os._exit(1)\nprint('alive')"
    )
    with NotebookRunner(notebook(source)) as runner:
        assert printed(runner.run({"number": 1})) == "alive"
    assert mark.exists()


@pytest.mark.slow
@only_where_kernels_fork
def test_a_lost_fork_server_costs_time_and_no_page(notebook: Callable[[str], Path]) -> None:
    with NotebookRunner(notebook("print(number)")) as runner:
        assert printed(runner.run({"number": 1})) == "1"
        assert runner.kernels._server is not None
        runner.kernels._server._process.kill()
        runner.kernels._server._process.wait()
        assert printed(runner.run({"number": 2})) == "2"


@pytest.mark.slow
def test_a_notebook_that_always_dies_is_said_to_be_lost(notebook: Callable[[str], Path]) -> None:
    with (
        NotebookRunner(notebook("import os; os._exit(1)")) as runner,
        pytest.raises(ReportError) as caught,
    ):
        runner.run({"number": 1})
    assert caught.value.code == "page_kernel_lost"


@pytest.mark.slow
def test_a_notebook_that_hangs_is_given_up(notebook: Callable[[str], Path], tmp_path: Path) -> None:
    log = tmp_path / "pids"
    source = (
        f"import os, time\nopen({str(log)!r}, 'a').write(f'{{os.getpid()}}\\n')\ntime.sleep(1000)"
    )
    begun = time.monotonic()
    with (
        NotebookRunner(notebook(source), cell_seconds=1) as runner,
        pytest.raises(ReportError) as caught,
    ):
        runner.run({"number": 1})
    assert caught.value.code == "page_timed_out"
    assert time.monotonic() - begun < 60
    pids = [int(line) for line in log.read_text().split()]
    assert len(pids) == 2
    assert wait_until(lambda: not any(is_alive(pid) for pid in pids))


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["sys.exit()", "sys.exit(0)"])
def test_a_notebook_that_ends_itself_before_its_last_cell_is_no_whole_page(
    notebook: Callable[[str], Path], ending: str
) -> None:
    path = notebook(f"import sys\n{ending}")
    with NotebookRunner(path, fork=False) as runner:
        runner.run({"number": 1})
        whole = nbformat.read(path, as_version=4)
        whole.cells.append(nbformat.v4.new_code_cell("print('the rest')"))
        nbformat.write(whole, path)
        with pytest.raises(ReportError) as caught:
            runner.run({"number": 1})
    assert caught.value.code == "page_ended_early"


def test_an_error_in_a_cell_fails_the_page_at_once(
    notebook: Callable[[str], Path], tmp_path: Path
) -> None:
    tried = tmp_path / "tried.log"
    source = f"open({str(tried)!r}, 'a').write('x')\nraise ValueError('no such stage')"
    with (
        NotebookRunner(notebook(source), fork=False) as runner,
        pytest.raises(ReportError) as caught,
    ):
        runner.run({"number": 1})
    assert caught.value.code == "page_failed"
    assert caught.value.fields == {"kind": "ValueError", "details": "no such stage"}
    assert tried.read_text() == "x"


@pytest.mark.slow
@only_where_kernels_fork
def test_closing_ends_a_kernel_that_is_still_at_work(
    notebook: Callable[[str], Path], tmp_path: Path
) -> None:
    log = tmp_path / "pid"
    source = f"import os, time\nopen({str(log)!r}, 'w').write(str(os.getpid()))\ntime.sleep(1000)"
    runner = NotebookRunner(notebook(source))
    failures: list[ReportError] = []

    def work() -> None:
        try:
            runner.run({"number": 1})
        except ReportError as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert wait_until(lambda: log.exists() and log.read_text() != "", 60)
    runner.kernels.close()
    thread.join(30)
    assert [error.code for error in failures] == ["page_kernel_lost"]
    assert wait_until(lambda: not is_alive(int(log.read_text())))


@pytest.fixture
def command(notebook: Callable[[str], Path], tmp_path: Path) -> Iterator[tuple[Any, Path]]:
    """A command of its own whose kernel sleeps, and the file with the kernel's pid."""
    log = tmp_path / "pid"
    source = (
        f"import os, time\nlog = open({str(log)!r}, 'w')\n"
        "log.write(f'{os.getpid()} {os.getppid()}')\nlog.close()\ntime.sleep(1000)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(notebook(source))],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    yield process, log
    process.kill()
    process.wait()


@pytest.mark.slow
@only_where_kernels_fork
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_nothing_outlives_a_command_that_is_stopped(
    command: tuple[Any, Path], name: str, tmp_path: Path
) -> None:
    process, log = command
    assert wait_until(lambda: log.exists() and len(log.read_text().split()) == 2, 90)
    pids = [int(pid) for pid in log.read_text().split()]
    assert all(is_alive(pid) for pid in pids)
    process.send_signal(getattr(signal, name))
    process.wait(30)
    assert wait_until(lambda: not any(is_alive(pid) for pid in pids)), "an orphan is left"
    assert wait_until(lambda: not list(tmp_path.glob("salestoolkit-*"))), "a folder is left"


@pytest.mark.slow
def test_the_whole_notebook_has_a_limit_of_its_own(notebook: Callable[[str], Path]) -> None:
    kernels = Kernels(fork=False)
    source = "import time\ntime.sleep(1000)"
    made, tries = kernels.run(notebook(source), {}, cell_seconds=100, report_seconds=1)
    assert made.error is not None and made.error.code == "report_timed_out"
    assert (made.lost, tries) == (True, 2)
