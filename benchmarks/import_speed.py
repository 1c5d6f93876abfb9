"""How long it takes to import a million deals, held against DuckDB parsing the same file.

Writes a Pipedrive-like export (20 columns, seeded), imports it into a deal book in a process of its
own as the command line does, and lets DuckDB read every column of the same file into a table, twice:
with types told by itself, and as text. Prints medians of several warm runs, and the peak of memory.

    python benchmarks/import_speed.py            # a million rows, five runs
    python benchmarks/import_speed.py --quick    # twenty thousand rows, one run
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

SECONDS, MEMORY_GIB, TIMES_DUCKDB = 10.0, 2.0, 6.0
"""Goals."""

STAGES = ("Qualification", "Contact made", "Presentation", "Offer", "Negotiation")
REASONS = ("Price", "Timing", "Competitor", "No answer", "No need")
IMPORT = """
import sys
from salestoolkit.cli import main
main(["import", sys.argv[1], "--to", sys.argv[2], "--timezone", "Europe/Warsaw"])
"""
DUCKDB = """
import sys, duckdb
connection = duckdb.connect()
connection.execute(
    f"create table deals as select * from read_csv('{sys.argv[1]}', all_varchar={sys.argv[2]})"
)
print(connection.execute("select count(*) from deals").fetchone()[0])
"""


def make_export(path: Path, rows: int, seed: int = 20261123) -> None:
    """A CSV file as Pipedrive exports it: text quoted, dates with times, empty cells."""
    random = np.random.default_rng(seed)
    start = datetime(2022, 1, 1)
    created = random.integers(0, 4 * 365 * 86_400, rows)
    status = random.choice(3, rows, p=(0.25, 0.25, 0.5))
    length = random.gamma(2.0, 20 * 86_400, rows).astype(int)
    stage = random.integers(0, len(STAGES), rows)

    def instants(seconds: np.ndarray, known: np.ndarray) -> pa.Array:
        moments = np.datetime64(start, "s") + seconds.astype("timedelta64[s]")
        return pa.array(
            np.datetime_as_string(moments).astype(object), mask=~known, type=pa.string()
        ).cast(pa.string())

    def texts(
        values: tuple[str, ...], places: np.ndarray, known: np.ndarray | None = None
    ) -> pa.Array:
        codes = pa.array(places, pa.int32(), mask=None if known is None else ~known)
        return pa.DictionaryArray.from_arrays(codes, pa.array(values)).cast(pa.string())

    every = np.ones(rows, dtype=bool)
    ids = np.arange(1, rows + 1)
    owners = tuple(f"Handlowiec Łączny {n}" for n in range(60))
    companies = tuple(f"Firma Żółta {n} sp. z o.o." for n in range(40_000))
    value = np.round(random.lognormal(9, 1, rows), 2)
    closed = created + length
    table = pa.table(
        {
            "Deal - ID": ids,
            "Deal - Title": [f"Szansa {n} dla działu, etap próbny" for n in ids],
            "Deal - Owner": texts(owners, random.integers(0, len(owners), rows)),
            "Deal - Value": value,
            "Deal - Currency of Value": texts(("PLN",), np.zeros(rows, int)),
            "Deal - Weighted value": np.round(value * 0.4, 2),
            "Deal - Probability": pa.array(random.integers(0, 20, rows) * 5, mask=status == 2),
            "Deal - Pipeline": texts(("Sprzedaż",), np.zeros(rows, int)),
            "Deal - Stage": texts(STAGES, stage),
            "Deal - Status": texts(("Open", "Won", "Lost"), status),
            "Deal - Deal created": instants(created, every),
            "Deal - Update time": instants(closed + 3600, every),
            "Deal - Last stage change": instants(created + length // 2, every),
            "Deal - Won time": instants(closed, status == 1),
            "Deal - Lost time": instants(closed, status == 2),
            "Deal - Lost reason": texts(
                REASONS, random.integers(0, len(REASONS), rows), status == 2
            ),
            "Deal - Expected close date": instants(closed + 86_400, status == 0),
            "Deal - Organization": texts(companies, random.integers(0, len(companies), rows)),
            "Deal - Total activities": random.integers(0, 40, rows),
            "Deal - Label": texts(("Hot", "Warm", "Cold"), random.integers(0, 3, rows), stage > 1),
        }
    )
    pa.csv.write_csv(_spaced(table), path)


def _spaced(table: pa.Table) -> pa.Table:
    """Instants written with a space, as Pipedrive does."""
    import pyarrow.compute as pc

    for place, name in enumerate(table.column_names):
        if table[name].type == pa.string() and (
            "time" in name or "change" in name or "created" in name
        ):
            table = table.set_column(place, name, pc.replace_substring(table[name], "T", " "))
        if name == "Deal - Expected close date":
            table = table.set_column(place, name, pc.utf8_slice_codeunits(table[name], 0, 10))
    return table


def measured(*command: str) -> tuple[float, float, float]:
    """Seconds, seconds of processor and peak GiB of a process of its own."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"a run failed with code {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**30


@dataclass(frozen=True)
class Median:
    """Medians of some runs after one that warms the caches, the highest peak, and every run."""

    seconds: float
    processor: float
    peak: float
    runs: tuple[float, ...]

    def __str__(self) -> str:
        each = " ".join(f"{one:.2f}" for one in self.runs)
        return (
            f"{self.seconds:6.2f} s   processor {self.processor:6.2f} s   "
            f"peak {self.peak:.2f} GiB   runs {each}"
        )


def median_of(runs: int, *command: str, fresh: Path | None = None) -> Median:
    """Run a program several times, each time into a new folder of ``fresh`` where there is one."""
    found = []
    for number in range(runs + 1):
        extra = [] if fresh is None else [str(fresh / str(number))]
        found.append(measured(*command, *extra))
    return Median(
        seconds=statistics.median(run[0] for run in found[1:]),
        processor=statistics.median(run[1] for run in found[1:]),
        peak=max(run[2] for run in found),
        runs=tuple(run[0] for run in found[1:]),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="20,000 rows, one run")
    options = parser.parse_args()
    rows, runs = (20_000, 1) if options.quick else (options.rows, options.runs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "deals.csv"
        make_export(path, rows)
        size = path.stat().st_size / 2**20
        print(
            f"{rows:,} rows x 20 columns, {size:,.0f} MiB, {os.cpu_count()} cores, median of {runs}"
        )
        ours = median_of(runs, IMPORT, str(path), fresh=folder)
        print(f"import                  {ours}")
        theirs = median_of(runs, DUCKDB, str(path), "false")
        print(f"DuckDB, types by itself {theirs}")
        as_text = median_of(runs, DUCKDB, str(path), "true")
        print(f"DuckDB, all text        {as_text}")
    ratio = ours.seconds / theirs.seconds
    print(
        f"an import takes {ratio:.1f} times DuckDB with types by itself, "
        f"{ours.seconds / as_text.seconds:.1f} times DuckDB with all text"
    )
    met = ours.seconds <= SECONDS and ours.peak <= MEMORY_GIB and ratio <= TIMES_DUCKDB
    goals = f"{SECONDS:.0f} s, {MEMORY_GIB:.0f} GiB, {TIMES_DUCKDB:.0f} times the first"
    print(f"goals: {goals}: {'met' if met else 'NOT met'}; load {os.getloadavg()[0]:.1f}")
    if not options.quick:
        sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
