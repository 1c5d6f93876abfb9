"""Notebooks that hang, die, flood or pull the rug: each fails by itself, its neighbours come out right."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from batch_notebooks import write_notebook

from salestoolkit.reports.batch.batch_file import read_batch
from salestoolkit.reports.batch.manifest import Entry, Manifest, read_manifest
from salestoolkit.reports.batch.run import BatchResult, run_batch

pytestmark = pytest.mark.slow

HOSTILE = {
    "endless": "while True:\n    pass",
    "deaf": "import time\nwhile True:\n    try:\n        time.sleep(60)\n"
    "    except KeyboardInterrupt:\n        pass",
    "prints_a_gigabyte": "for _ in range(1_000):\n    print('x' * 1_000_000)",
    "prints_at_once": "print('x' * 1_000_000_000)",
    "shows_a_gigabyte": "from IPython.display import HTML, display\n"
    "for _ in range(100):\n    display(HTML('x' * 10_000_000))",
    "segfault": "import ctypes\nctypes.string_at(0)",
    "exits": "import os\nos._exit(0)",
    "raises": "1 / 0",
}
SURVIVES = {
    "closes_stdout": "import sys\nsys.stdout.close()",
    "closes_one": "import os\nos.close(1)\nos.close(2)",
    "exits_well": "import sys\nsys.exit()",
    "well": "print('neighbour', language)",
}
EXPECTED = {
    "endless": "page_timed_out",
    "deaf": "page_timed_out",
    "prints_a_gigabyte": "report_output_too_large",
    "prints_at_once": "report_output_too_large",
    "shows_a_gigabyte": "report_output_too_large",
    "segfault": "page_kernel_lost",
    "exits": "page_kernel_lost",
    "raises": "page_failed",
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[BatchResult, Manifest, Path]:
    """One batch of all of them, in two processes; a cell has ten seconds."""
    folder = tmp_path_factory.mktemp("hostile")
    text = 'to = "out"\nseconds = 10\nparallel = 2\nformats = ["html", "ipynb"]\n'
    for name, source in (HOSTILE | SURVIVES).items():
        write_notebook(folder / f"{name}.ipynb", source)
        text += f'[[report]]\nnotebook = "{name}.ipynb"\n'
    (folder / "batch.toml").write_text(text, encoding="utf-8")
    result = run_batch(read_batch(folder / "batch.toml"), started=datetime.now(UTC))
    assert result.manifest is not None
    manifest = read_manifest(result.manifest)
    assert manifest is not None
    return result, manifest, result.manifest.parent


def entry(manifest: Manifest, notebook: str) -> Entry:
    return next(one for one in manifest.reports if one.notebook == f"{notebook}.ipynb")


def test_what_went_wrong_is_judged_by_what_happened(
    ran: tuple[BatchResult, Manifest, Path],
) -> None:
    result, manifest, _ = ran
    codes = {
        one.notebook.removesuffix(".ipynb"): one.error["code"]
        for one in manifest.reports
        if one.error
    }
    assert codes == EXPECTED
    assert result.exit_code == 1


def test_only_a_kernel_that_died_or_hung_is_tried_again(
    ran: tuple[BatchResult, Manifest, Path],
) -> None:
    tries = {one.notebook.removesuffix(".ipynb"): one.tries for one in ran[1].reports}
    twice = {
        name for name, code in EXPECTED.items() if code in ("page_timed_out", "page_kernel_lost")
    }
    assert {name for name, n in tries.items() if n == 2} == twice


def test_neighbours_come_out_right(ran: tuple[BatchResult, Manifest, Path]) -> None:
    _, manifest, folder = ran
    assert {entry(manifest, name).status for name in SURVIVES} == {"made"}
    (page,) = (file for file in entry(manifest, "well").files if file.format == "html")
    assert "neighbour en" in (folder / page.name).read_text(encoding="utf-8")


def test_a_partial_notebook_begins_with_the_sentence_and_is_of_bearable_size(
    ran: tuple[BatchResult, Manifest, Path],
) -> None:
    _, manifest, folder = ran
    for name in EXPECTED:
        failed = entry(manifest, name)
        assert failed.partial is not None, name
        path = folder / failed.partial
        assert path.stat().st_size < 45_000_000, name
        notebook = nbformat.read(path, as_version=4)
        assert notebook.cells[0].cell_type == "markdown", name
        assert "could not be made" in notebook.cells[0].source, name


def test_no_kernel_is_left(ran: tuple[BatchResult, Manifest, Path]) -> None:
    def left() -> list[str]:
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                text = (path.parent / "cmdline").read_bytes().decode(errors="replace")
                parent = (path.parent / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if "salestoolkit.reports." in text and parent in ("1", str(os.getpid())):
                found.append(text)
        return found

    deadline = time.monotonic() + 20
    while left() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not left()
