"""How fast a history is counted where it lies: Ibis on embedded DuckDB against pandas, with peak memory.

Run with ``python benchmarks/remote_speed.py [--quick] [--entries N]``. Both start from the same two
Parquet files (shuffled, text ids), each in a process of its own whose peak memory is taken. Ours counts
visits, first passages, cycles and deals by team and as a whole; pandas as one would write it counts the
same by team (`count_speed.py` holds the two equal). ``audit`` is what a page's figures, stages and leaks
take beyond that, ``warm`` the counts of a second book on the same connection.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from count_speed import AS_OF, STAGES, make_book, pandas_counts

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.process import SalesProcess, Stage

PROCESS = SalesProcess(name="sales", stages=tuple(Stage(key=key, name=key) for key in STAGES))


def ours(folder: Path) -> dict[str, float]:
    """Seconds of the counts, of the rest of an audit, and of a second book's counts."""
    import ibis

    from salestoolkit.book.remote.book import RemoteBook
    from salestoolkit.core.funnel import audit_funnel

    connection = ibis.duckdb.connect()
    connection.raw_sql("SET preserve_insertion_order = false")
    deals, log = (connection.read_parquet(str(folder / f"{name}.parquet")) for name in TABLES)
    processes = {None: PROCESS}
    books = [
        RemoteBook(deals=deals, stage_log=log, processes=processes, as_of=AS_OF) for _ in range(2)
    ]
    told = {
        "seconds": timed(lambda: (books[0].counts(), books[0].counts(dimension="team"))),
        "audit": timed(lambda: audit_funnel(books[0], whole=False)),
    }
    told["warm"] = timed(lambda: books[1].counts())
    # DuckDB complains at the end of Python of tables that outlive their connection
    connection.disconnect()
    return told


def theirs(folder: Path) -> dict[str, float]:
    """Seconds of pandas, reading of the files included."""

    def run() -> None:
        deals, log = (pq.read_table(folder / f"{name}.parquet") for name in TABLES)
        pandas_counts(DealBook(deals=deals, stage_log=log, processes={None: PROCESS}, as_of=AS_OF))

    return {"seconds": timed(run)}


TABLES = ("deals", "stage_log")
WAYS: dict[str, Callable[[Path], dict[str, float]]] = {"ours": ours, "pandas": theirs}


def timed(run: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(way: str, folder: Path) -> dict[str, Any]:
    """What a way takes in a process of its own, with its peak memory in GiB."""
    command = [sys.executable, __file__, "--way", way, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def one_way(way: str, folder: Path) -> None:
    """Run one way and print what it took."""
    told = WAYS[way](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps(told | {"peak": peak}))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="48,000 entries only")
    parser.add_argument("--entries", type=int, default=10_000_000)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if chosen.way:
        one_way(chosen.way, chosen.folder)
        return
    entries = 48_000 if chosen.quick else chosen.entries
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = make_book(entries, shuffled=True)
        pq.write_table(book.deals, folder / "deals.parquet")
        pq.write_table(book.stage_log, folder / "stage_log.parquet")
        del book
        found = {way: measure(way, folder) for way in WAYS}
    for way, told in found.items():
        print(f"{way:8}", "  ".join(f"{key} {value:.2f}" for key, value in told.items()))
    print(f"memory   {found['ours']['peak'] / found['pandas']['peak']:.2f} of pandas'")


if __name__ == "__main__":
    main()
