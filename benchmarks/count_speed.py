"""How fast a deal book is reduced to counts: our engine against pandas as one would write it.

Run with ``python benchmarks/count_speed.py [--quick] [--entries N]``. Both start from the same Arrow
tables in memory and count the same visits by team; the run fails where they differ. Each figure is
the best of some runs. ``first`` is a new book (everything is encoded and sorted), ``again`` the next
question to the same book, ``filtered`` a question to a part of it, as a widget's filter asks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.counts import Counts
from salestoolkit.core.process import SalesProcess, Stage

STAGES = [f"stage {place}" for place in range(1, 7)]
ENDS = ["won", "lost"]
TEAMS = ["North", "South", "Centre", "East"]
DAY = 86_400_000_000
BEGIN = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
AS_OF = date(2026, 6, 30)


def make_book(entries: int, *, shuffled: bool, seed: int = 1) -> DealBook:
    """A book of about so many log entries: deals move on, some skip a stage, most are closed."""
    random = np.random.default_rng(seed)
    deals = round(entries / 3.5)
    length = random.integers(2, 6, deals)
    deal = np.repeat(np.arange(deals), length)
    seq = np.arange(len(deal)) - np.repeat(np.cumsum(length) - length, length)
    fate = random.integers(0, 3, deals)
    last = np.append(deal[1:] != deal[:-1], True)
    entry = seq + random.integers(0, 2, deals)[deal] * (seq > 0)
    entry = np.where(last & (fate[deal] > 0), len(STAGES) + fate[deal] - 1, entry)
    created = BEGIN + random.integers(0, 700, deals) * DAY
    moment = created[deal] + seq * 8 * DAY + random.integers(0, DAY, len(deal))
    order = random.permutation(len(deal)) if shuffled else np.arange(len(deal))
    ids = np.array([f"D{number:07d}" for number in range(deals)], dtype=object)
    log = {
        "source_name": constant("crm", len(deal)),
        "deal_id": pa.array(ids).take(pa.array(deal[order])),
        "seq": pa.array((seq[order] + 1).astype(np.int32)),
        "entry": pa.array(STAGES + ENDS).take(pa.array(entry[order])),
        "entered_at": instants(moment[order]),
        "provenance": constant("observed", len(deal)),
    }
    rows = {
        "source_name": constant("crm", deals),
        "deal_id": pa.array(ids),
        "team": pa.array(TEAMS).take(pa.array(random.integers(0, len(TEAMS), deals))),
        "status": pa.array(["open", *ENDS]).take(pa.array(fate)),
        "created_at": instants(created),
        "value": pa.array(random.integers(1, 10**6, deals)).cast(pa.decimal128(19, 0)),
    }
    process = SalesProcess(name="sales", stages=tuple(Stage(key=key, name=key) for key in STAGES))
    return DealBook(
        deals=filled(rows, DEALS, deals),
        stage_log=filled(log, STAGE_LOG, len(deal)),
        processes={None: process},
        as_of=AS_OF,
    )


def constant(text: str, n: int) -> pa.Array:
    """The same text n times."""
    return pa.array([text]).take(pa.array(np.zeros(n, dtype=np.int64)))


def instants(numbers: np.ndarray[Any, Any]) -> pa.Array:
    """Microseconds as instants."""
    return pa.array(numbers).cast(pa.timestamp("us", tz="UTC"))


def filled(columns: dict[str, pa.Array], schema: pa.Schema, n: int) -> pa.Table:
    """A table of the schema; columns that are not given are null."""
    return pa.table(
        [columns.get(field.name, pa.nulls(n, field.type)).cast(field.type) for field in schema],
        schema=schema,
    )


def fresh(book: DealBook) -> DealBook:
    """The same book in new tables, of which nothing is known yet."""
    deals = pa.Table.from_batches(book.deals.to_batches(), schema=book.deals.schema)
    log = pa.Table.from_batches(book.stage_log.to_batches(), schema=book.stage_log.schema)
    return DealBook(deals=deals, stage_log=log, processes=book.processes, as_of=book.as_of)


def pandas_counts(book: DealBook) -> dict[str, pd.DataFrame]:
    """The same four tables with pandas, as one would write it (for a log without oddities)."""
    log = book.stage_log.select(["deal_id", "seq", "entry", "entered_at"]).to_pandas()
    deals = book.deals.select(["deal_id", "team", "status", "created_at", "value"]).to_pandas()
    deals["value"] = deals["value"].astype(float)
    as_of = pd.Timestamp(book.as_of)
    log["day"] = log["entered_at"].dt.tz_convert(book.timezone).dt.tz_localize(None).dt.normalize()
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
    created = deals["created_at"].dt.tz_convert(book.timezone).dt.tz_localize(None).dt.normalize()
    deals["days"] = (deals["closed"].fillna(as_of) - created).dt.days
    by = ["team", "entry", "next"]
    return {
        "visits": staged.groupby([*by, "days", "first"]).size().rename("n").reset_index(),
        "passages": staged[staged["first"]].groupby([*by, "days"]).size().reset_index(),
        "cycles": deals.groupby(["team", "status", "days"]).size().reset_index(),
        "deals": deals.groupby(["team", "furthest", "status"])["value"].agg(["size", "sum"]),
    }


def best(run: Callable[[], object], times: int) -> float:
    """Seconds of processor time of the fastest of some runs."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def all_tables(counts: Counts) -> list[pd.DataFrame]:
    """The four tables, each of which is worked out when it is looked at."""
    return [counts.visits, counts.passages, counts.cycles, counts.deals]


def check_same(book: DealBook) -> None:
    """Fail where the two count other visits."""
    ours = book.counts(dimension="team").visits
    ours = ours.set_index(["part", "stage", "next", "days", "first"])["n"]
    theirs = pandas_counts(book)["visits"].set_index(["team", "entry", "next", "days", "first"])
    if ours.to_dict() != theirs["n"].to_dict():
        raise SystemExit("the two engines disagree")


def measure(entries: int, *, shuffled: bool, times: int) -> dict[str, Any]:
    """Seconds of each way to count a book of about so many entries."""
    book = make_book(entries, shuffled=shuffled)
    check_same(book)
    books = [fresh(book) for _ in range(times)]
    first = best(lambda: all_tables(books.pop().counts(dimension="team")), times)
    again = best(
        lambda: all_tables(book.counts(dimension="team", entered_from=date(2025, 1, 1))), times
    )
    filtered = best(lambda: all_tables(book.where(team="South").counts()), times)
    peer = best(lambda: pandas_counts(book), min(times, 3))
    return {
        "entries": book.stage_log.num_rows,
        "order": "shuffled" if shuffled else "sorted",
        "first": first,
        "again": again,
        "filtered": filtered,
        "pandas": peer,
        "times faster": peer / first,
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="50,000 entries only")
    parser.add_argument("--entries", type=int, help="this many entries only")
    chosen = parser.parse_args()
    sizes = (
        [chosen.entries] if chosen.entries else [50_000] if chosen.quick else [50_000, 1_000_000]
    )
    rows = [
        measure(size, shuffled=shuffled, times=5 if size <= 10**6 else 2)
        for size in sizes
        for shuffled in (False, True)
    ]
    print(pd.DataFrame(rows).to_string(index=False, float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
