"""How long a page takes, held against a papermill command line that runs the same notebook.

Imports a sample company, makes its pages by team with ``salestoolkit report`` (HTML, published), and
runs the same notebook with the papermill command once a page, which leaves a notebook and no page.
Prints the seconds of each page after the first, of the whole command, and of papermill.

    python benchmarks/report_speed.py            # twelve pages, four papermill runs
    python benchmarks/report_speed.py --quick    # four pages, one papermill run
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path

SECONDS_A_PAGE = 1.5
"""Goal, after the first page."""
NOTEBOOK = "notebooks/reports/funnel_audit.ipynb"
OURS = """
import sys, time
begun = time.perf_counter()
from salestoolkit.lean import UNUSED_GRAMMAR, leave_out
leave_out(UNUSED_GRAMMAR)
from pathlib import Path
from salestoolkit.reports.make import plan_report
job = plan_report(
    "funnel_audit", book=Path(sys.argv[1]), to=Path(sys.argv[2]), per="team",
    languages=sys.argv[3].split(","),
)
for result in job.run():
    assert result.error is None, result.error
    print(time.perf_counter() - begun, flush=True)
"""


def sample_book(folder: Path) -> Path:
    """The Polish sample company as a deal book."""
    export = packaged_path("data/kwarcowa_sowa")
    names = ("deals.csv", "stage_history.json", "stages.json")
    import_files([export / name for name in names], to=folder, timezone="Europe/Warsaw")
    return folder


def time_ours(book: Path, to: Path, *, languages: str) -> list[float]:
    """Seconds from the start of the command at which each page was done."""
    command = [sys.executable, "-c", OURS, str(book), str(to), languages]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(line) for line in run.stdout.split()]


def time_papermill(book: Path, to: Path) -> float:
    """Seconds of one papermill command."""
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", "-p", "book", str(book)]
    begun = time.perf_counter()
    subprocess.run(
        [*papermill, str(packaged_path(NOTEBOOK)), str(to / "papermill.ipynb")],
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="four pages, one papermill run")
    quick = parser.parse_args().quick
    # One page for all and one for each of three teams, in each language; more by repeating one.
    languages = "pl" if quick else "pl,en,pl"
    with tempfile.TemporaryDirectory() as folder:
        book = sample_book(Path(folder) / "book")
        done = time_ours(book, Path(folder) / "pages", languages=languages)
        peer = [time_papermill(book, Path(folder)) for _ in range(1 if quick else 4)]
    each = (done[-1] - done[0]) / (len(done) - 1)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{len(done)} pages, HTML; load of the machine at the end: {load:.1f}")
    print(f"first page, with the start of everything   {done[0]:7.2f} s")
    print(f"each page after it (goal {SECONDS_A_PAGE} s)            {each:7.2f} s")
    print(f"papermill's command line, each run         {statistics.median(peer):7.2f} s")
    print(f"times faster after the first page          {statistics.median(peer) / each:7.1f}")


if __name__ == "__main__":
    main()
