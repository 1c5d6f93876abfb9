"""How fast a whole funnel audit is, from the folder of a deal book: ours against what else could be used.

Run with ``python benchmarks/audit_speed.py [--quick | --large] [--only NAME ...] [--pm4py PYTHON]
[--books DIR] [--plot FILE]``. Every way runs in a process of its own on the same files: once to warm up,
then some times for the median; the memory is the most that the process ever held.

``audit``: `audit_funnel` of the opened book, every section of the page. ``counts``: the four tables of
counts of all deals and by team, nothing more; that is what the peers count too (without first passages,
exact sums and odd cases): ``pandas`` and ``duckdb`` as one would write them. ``memory``: the audit of a book
that lies in memory. ``decode``: only reading the columns that the counts need. ``pm4py``: who follows whom,
how long it takes and where cases begin and end, in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from long_books import AS_OF, Kind, write_long_book

LOG = ["source_name", "deal_id", "seq", "entry", "entered_at", "provenance", "observed_from"]
DEALS = ["source_name", "deal_id", "team", "status", "stage", "created_at", "closed_at"]
DEALS += ["observed_from", "value", "currency"]
ENDS = ["won", "lost"]
ZONE = "Europe/Warsaw"
SLOW = {"pm4py": 1_000_000}
"""Ways that take minutes from so many entries on are run once there."""


def audit(folder: Path) -> Callable[[], Any]:
    """Every section of the page."""
    from salestoolkit.core.funnel import audit_funnel
    from salestoolkit.sources.books.store import open_book

    return lambda: audit_funnel(open_book(folder))


def counts(folder: Path) -> Callable[[], Any]:
    """The tables of counts, of all deals and by team."""
    from salestoolkit.sources.books.store import open_book

    def run() -> list[pd.DataFrame]:
        book = open_book(folder)
        told = [book.counts(), book.counts(dimension="team")]
        return [
            getattr(one, name) for one in told for name in ("visits", "passages", "cycles", "deals")
        ]

    return run


def memory(folder: Path) -> Callable[[], Any]:
    """The audit of a book whose columns are in memory, but not yet encoded."""
    from dataclasses import replace

    from salestoolkit.core.funnel import audit_funnel
    from salestoolkit.sources.books.store import open_book

    book = open_book(folder, at_once=True)

    def run() -> Any:
        fresh = replace(book, deals=book.deals.slice(0), stage_log=book.stage_log.slice(0))
        return audit_funnel(fresh)

    return run


def decode(folder: Path) -> Callable[[], Any]:
    """Reading the columns, texts that repeat as dictionaries, and no more."""
    import pyarrow.parquet as pq

    log, deals = _files(folder)
    repeated = ["source_name", "entry", "provenance", "team", "status", "stage", "currency"]

    def run() -> int:
        read = pq.read_table(log, columns=LOG, read_dictionary=repeated)
        return int(
            read.num_rows + pq.read_table(deals, columns=DEALS, read_dictionary=repeated).num_rows
        )

    return run


def pandas(folder: Path) -> Callable[[], Any]:
    """The counts with pandas."""
    return lambda: pandas_counts(folder)


def pandas_counts(folder: Path) -> dict[str, pd.DataFrame]:
    """Visits, cycles and deals by team with pandas, as one would write it."""
    files = _files(folder)
    log = pd.read_parquet(files[0], columns=["deal_id", "seq", "entry", "entered_at"])
    deals = pd.read_parquet(files[1], columns=["deal_id", "team", "status", "created_at", "value"])
    deals["value"] = deals["value"].astype(float)
    as_of = pd.Timestamp(AS_OF)
    log["day"] = log["entered_at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    log = log.sort_values(["deal_id", "seq"]).merge(deals[["deal_id", "team"]], on="deal_id")
    log["next"] = log.groupby("deal_id")["entry"].shift(-1).fillna("open")
    log["until"] = log.groupby("deal_id")["day"].shift(-1).fillna(as_of)
    log["first"] = ~log.duplicated(["deal_id", "entry"])
    staged = log[~log["entry"].isin(ENDS)].assign(
        days=lambda rows: (rows["until"] - rows["day"]).dt.days
    )
    furthest = staged.groupby("deal_id")["entry"].max().rename("furthest")
    closed = log[log["entry"].isin(ENDS)].groupby("deal_id")["day"].last().rename("closed")
    deals = deals.merge(furthest, on="deal_id", how="left").merge(closed, on="deal_id", how="left")
    created = deals["created_at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    deals["days"] = (deals["closed"].fillna(as_of) - created).dt.days
    by = ["team", "entry", "next"]
    return {
        "visits": staged.groupby([*by, "days", "first"]).size().rename("n").reset_index(),
        "cycles": deals.groupby(["team", "status", "days"]).size().rename("n").reset_index(),
        "deals": deals.groupby(["team", "furthest", "status"])["value"].agg(["size", "sum"]),
    }


SQL = """
create or replace temp table moves as
select l.deal_id, team, entry, seq,
  cast(timezone('{zone}', entered_at) as date) as day,
  lead(entry) over w as next, lead(cast(timezone('{zone}', entered_at) as date)) over w as until,
  row_number() over (partition by l.deal_id, entry order by seq) = 1 as first
from read_parquet('{log}') l join read_parquet('{deals}') d using (deal_id)
window w as (partition by l.deal_id order by seq);
create or replace temp table visits as
select team, entry, coalesce(next, 'open') as next,
  coalesce(until, date '{as_of}') - day as days, first, count(*) as n
from moves where entry not in ('won', 'lost') group by all;
create or replace temp table whole as
select d.deal_id, d.team, d.status, d.value, furthest,
  coalesce(closed, date '{as_of}') - cast(timezone('{zone}', created_at) as date) as days
from read_parquet('{deals}') d left join (
  select deal_id, max(entry) filter (entry not in ('won', 'lost')) as furthest,
    max(day) filter (entry in ('won', 'lost')) as closed
  from moves group by deal_id) using (deal_id);
create or replace temp table cycles as select team, status, days, count(*) as n from whole group by all;
create or replace temp table deals as
select team, furthest, status, count(*) as n, sum(value) as value from whole group by all;
"""


def duckdb(folder: Path) -> Callable[[], Any]:
    """The counts in SQL."""
    import duckdb as engine

    log, deals = _files(folder)
    query = SQL.format(log=log, deals=deals, as_of=AS_OF, zone=ZONE)

    def run() -> int:
        with engine.connect(config={"threads": 2}) as connection:
            connection.execute(query)
            return len(connection.execute("select * from visits").fetchall())

    return run


def pm4py(folder: Path) -> Callable[[], Any]:
    """What its users ask it for; it knows no teams and no open cases."""
    import pm4py as engine  # type: ignore[import-not-found]  # in its own environment only

    def run() -> Any:
        log = pd.read_parquet(_files(folder)[0], columns=["deal_id", "entry", "entered_at"])
        log = engine.format_dataframe(
            log, case_id="deal_id", activity_key="entry", timestamp_key="entered_at"
        )
        return (
            engine.discover_dfg(log),
            engine.discover_performance_dfg(log),
            engine.get_all_case_durations(log),
        )

    return run


WAYS = {way.__name__: way for way in (audit, counts, memory, decode, pandas, duckdb, pm4py)}


def _files(folder: Path) -> tuple[Path, Path]:
    named = json.loads((folder / "import.json").read_text())["tables"]
    return folder / named["stage_log"], folder / named["deals"]


def check_same(folder: Path) -> None:
    """Fail where ours and pandas count other visits or cycles."""
    from salestoolkit.sources.books.store import open_book

    ours, theirs = open_book(folder).counts(dimension="team"), pandas_counts(folder)
    keys = {
        "visits": (
            ["part", "stage", "next", "days", "first"],
            ["team", "entry", "next", "days", "first"],
        ),
        "cycles": (["part", "fate", "days"], ["team", "status", "days"]),
    }
    for name, (mine, other) in keys.items():
        found = getattr(ours, name).groupby(mine)["n"].sum().to_dict()
        if found != theirs[name].set_index(other)["n"].to_dict():
            raise SystemExit(f"{name}: the two engines disagree")


def in_child(folder: Path, way: str, times: int, python: str) -> dict[str, float]:
    """Run one way in a process of its own."""
    root = Path(__file__).parents[1]
    command = [python, __file__, "--child", way, "--book", str(folder), "--times", str(times)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=root, env=_environment(root)
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _environment(root: Path) -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(root)}


def _most_held() -> float:
    """GiB that the process held at most."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    # The other figure counts what the parent held before it started this process.
    held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(held.split()[1]) / 2**20


def child(folder: Path, way: str, times: int) -> None:
    """Median seconds of some warm runs, of the wall and of the processor, and the most memory held."""
    run = WAYS[way](folder)
    wall, processor = [], []
    for _ in range(times + (times > 1)):
        start, used = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    kept = slice(1, None) if times > 1 else slice(None)
    told = {
        "seconds": statistics.median(wall[kept]),
        "processor": statistics.median(processor[kept]),
        "gib": _most_held(),
    }
    print(json.dumps(told))


def measure(
    books: Path, size: int, kind: Kind, ways: list[str], *, times: int, pm4py_python: str | None
) -> list[dict[str, Any]]:
    """One row a way for one book."""
    folder = (
        books
        / f"{size}-{'shuffled' if kind.shuffled else 'sorted'}-{'text' if kind.text else 'number'}"
    )
    if not (folder / "import.json").is_file():
        write_long_book(folder, size, kind)
    rows = []
    for way in ways:
        once = size >= SLOW.get(way, 20_000_000)
        python = pm4py_python if way == "pm4py" and pm4py_python else sys.executable
        told = in_child(folder, way, 1 if once else times, python)
        rows.append({"entries": size, "book": str(kind), "way": way, **told})
        print(
            f"{size:>11,}  {kind!s:24} {way:8} {told['seconds']:8.3f} s  "
            f"{told['processor']:8.3f} s of processor  {told['gib']:.2f} GiB",
            flush=True,
        )
    return rows


def plot(rows: list[dict[str, Any]], file: Path) -> None:
    """Processor time by entries, both on a logarithmic scale."""
    import altair as alt

    table = pd.DataFrame(rows)
    table = table[table["book"] == str(Kind())]
    lines = alt.Chart(table, width=520, height=520).encode(
        x=alt.X("entries:Q", title="log entries").scale(type="log").axis(format="~s"),
        y=alt.Y("processor:Q", title="seconds of processor time").scale(type="log", nice=False),
    )
    names = lines.transform_window(
        last="last_value(entries)", groupby=["way"], frame=[None, None], sort=[{"field": "entries"}]
    ).transform_filter("datum.entries === datum.last")
    shown = {"color": alt.Color("way:N", legend=None), "shape": alt.Shape("way:N", legend=None)}
    chart = (
        lines.mark_line(strokeWidth=1.5).encode(color=shown["color"])
        + lines.mark_point(filled=True, size=50).encode(**shown)
        + names.mark_text(align="left", dx=8).encode(text="way:N", color=shown["color"])
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    chart.save(str(file))


def main() -> None:
    """Measure, print the table, draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10,000 entries only")
    parser.add_argument("--large", action="store_true", help="100 million entries too: ours alone")
    parser.add_argument("--sizes", type=int, nargs="+", help="these numbers of entries only")
    parser.add_argument("--only", nargs="+", choices=WAYS, help="these ways only")
    parser.add_argument("--times", type=int, default=5, help="warm runs that the median is of")
    parser.add_argument("--pm4py", help="Python of an environment that has pm4py")
    parser.add_argument("--books", type=Path, help="where the books are kept for the next time")
    parser.add_argument(
        "--plot", type=Path, help="draw processor time by entries into this SVG or PNG"
    )
    parser.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--book", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.book, chosen.child, chosen.times)
        return
    sizes = [10_000] if chosen.quick else [10_000, 50_000, 100_000, 1_000_000, 10_000_000]
    sizes = chosen.sizes or sizes
    ways = chosen.only or [way for way in WAYS if way != "pm4py" or chosen.pm4py]
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch:
        books = chosen.books or Path(scratch)
        options = {"times": 1 if chosen.quick else chosen.times, "pm4py_python": chosen.pm4py}
        for size in sizes:
            rows += measure(books, size, Kind(), ways, **options)
        check_same(books / f"{sizes[0]}-shuffled-number")
        for kind in (Kind(shuffled=False), Kind(text=True)):
            rows += measure(books, sizes[-1], kind, ways, **options)
        if chosen.large:
            ours = [way for way in ways if way in ("audit", "counts")]
            rows += measure(books, 100_000_000, Kind(), ours, **options)
    for value in ("seconds", "processor"):
        table = pd.DataFrame(rows).pivot_table(
            index=["entries", "book"], columns="way", values=value, sort=False
        )
        print(f"\n{value}")
        print(table[[way for way in WAYS if way in table]].to_string(float_format="{:.3f}".format))
    if chosen.plot:
        plot(rows, chosen.plot)


if __name__ == "__main__":
    main()
