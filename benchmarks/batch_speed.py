"""How long a batch of pages takes, held against papermill; and whether a thousand come out right.

A book of fictional deals with a team for each page. `salestoolkit batch` makes the short funnel page
(kind ``funnel``) of each team, as HTML and JSON, from the start of Python to the last
page; then the whole audit (``funnel_audit``) the same way. The peers run the short page's notebook and
leave a notebook: no page, no data, no check that anything is up to date, no second try. They are
papermill's command line in a loop, and `papermill.execute_notebook` in a pool of two processes, whose
imports and first notebook are not counted. Both run a few pages; what a hundred would take is reckoned.

    python benchmarks/batch_speed.py                 # 100 pages
    python benchmarks/batch_speed.py --thousand      # 1,000 pages: memory, and each held against its figures
    python benchmarks/batch_speed.py --quick         # four pages, one or two of the peers
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from batch_checked import check_pages
from long_books import Kind, write_long_book

from salestoolkit.sources.packaged import packaged_path

SHORT, WHOLE = "funnel", "funnel_audit"
COMMAND = "import sys; from salestoolkit.cli import main; sys.exit(main())"
"""What the installed command does."""
GOAL_SECONDS, GOAL_LOOP, GOAL_POOL = 30.0, 15.0, 8.0
"""For a hundred short pages, and times faster than the command line in a loop and the pool."""
ENTRIES_A_PAGE = 500
"""Log entries, of about a hundred deals."""


@dataclass(frozen=True)
class Size:
    """How much is measured: pages of ours, how often, and pages of the peers."""

    pages: int
    runs: int
    loop: int
    pool: int


def make_book(folder: Path, pages: int) -> Path:
    """A book with a team for each page."""
    write_long_book(folder, ENTRIES_A_PAGE * pages, Kind(teams=pages))
    return folder


def batch_file(folder: Path, book: Path, kind: str, *, to: str = "pages") -> Path:
    """A batch of one page for each team."""
    path = folder / f"{kind}.toml"
    path.write_text(
        f'book = "{book}"\nto = "{to}"\nformats = ["html", "json"]\n'
        f'[[report]]\nnotebook = "{kind}"\nper = "team"\n',
        encoding="utf-8",
    )
    return path


def time_batch(book: Path, kind: str, pages: int) -> float:
    """Seconds of one `salestoolkit batch` command, the start of Python included."""
    with tempfile.TemporaryDirectory() as folder:
        file = batch_file(Path(folder), book, kind)
        begun = time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-c", COMMAND, "batch", str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
        made = len(list((Path(folder) / "pages" / "latest").glob(f"{kind}_*.json")))
        if run.returncode or made != pages:
            raise SystemExit(f"{made} of {pages} pages, exit code {run.returncode}\n{run.stderr}")
    return seconds


def notebook_of(kind: str) -> str:
    """Path of a kind's notebook."""
    return str(packaged_path(f"notebooks/reports/{kind}.ipynb"))


def time_loop(book: Path, pages: int) -> float:
    """Seconds a page of papermill's command line, one after the other."""
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", notebook_of(SHORT)]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        for number in range(pages):
            told = ["-p", "book", str(book), "-p", "dimension", "team"]
            told += ["-p", "value", f"Team {number:04d}"]
            subprocess.run(
                [*papermill, str(Path(folder) / f"{number}.ipynb"), *told],
                capture_output=True,
                check=True,
            )
        return (time.perf_counter() - begun) / pages


def time_pool(book: Path, pages: int) -> float:
    """Seconds a page of `execute_notebook` in a pool of two processes that have done one already."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        jobs = [(str(book), f"Team {number:04d}", f"{folder}/{number}") for number in range(pages)]
        list(pool.map(execute_one, jobs[:2]))
        begun = time.perf_counter()
        list(pool.map(execute_one, jobs))
        return (time.perf_counter() - begun) / pages


def execute_one(job: tuple[str, str, str]) -> None:
    """Papermill as one would call it."""
    import papermill

    book, team, to = job
    told = {"book": book, "dimension": "team", "value": team}
    papermill.execute_notebook(notebook_of(SHORT), f"{to}.ipynb", told, progress_bar=False)


def compare(book: Path, size: Size) -> None:
    """Time ours and the peers in turn, and print what each takes."""
    short = statistics.median(time_batch(book, SHORT, size.pages) for _ in range(size.runs))
    loop = time_loop(book, size.loop)
    pool = time_pool(book, size.pool)
    whole = time_batch(book, WHOLE, size.pages)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    cores = os.process_cpu_count() if sys.version_info >= (3, 13) else os.cpu_count()
    print(f"{size.pages} pages, {cores} cores, load of the machine at the end: {load:.1f}")
    print(f"short pages, whole command, median of {size.runs}      {short:8.1f} s")
    print(f"  goal for 100 pages                        {GOAL_SECONDS:8.1f} s")
    print(f"whole audit, whole command, one run         {whole:8.1f} s")
    for name, each, of, goal in (
        ("papermill's command line in a loop", loop, size.loop, GOAL_LOOP),
        ("execute_notebook in a pool of two ", pool, size.pool, GOAL_POOL),
    ):
        reckoned = each * size.pages
        print(f"{name}: {each:.2f} s a page ({of} pages), reckoned {reckoned:8.1f} s")
        print(
            f"  short pages are so many times faster      {reckoned / short:8.1f} (goal {goal:.0f})"
        )


def thousand(book: Path, pages: int) -> None:
    """Make all pages in one batch, watch the memory, and hold each page against its figures."""
    folder = Path(tempfile.mkdtemp())
    try:
        file = batch_file(folder, book, SHORT)
        faults = check_pages(file, book, pages)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(faults) if faults else "each page is there, is its own, and has its figures")
    if faults:
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--pages", type=int, help="pages of ours (100; --thousand 1,000; --quick 4)"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of the short pages (3)")
    parser.add_argument("--thousand", action="store_true", help="memory and figures of 1,000 pages")
    parser.add_argument("--quick", action="store_true", help="whether it works, no more")
    told = parser.parse_args()
    pages = told.pages or (4 if told.quick else 1000 if told.thousand else 100)
    with tempfile.TemporaryDirectory() as folder:
        book = make_book(Path(folder) / "book", pages)
        if told.thousand:
            thousand(book, pages)
        elif told.quick:
            compare(book, Size(pages, 1, 1, 2))
        else:
            compare(book, Size(pages, told.runs, 4, 12))


if __name__ == "__main__":
    main()
