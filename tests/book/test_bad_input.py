"""Books that are odd or huge are counted rightly, or said to be so, in bounded time and memory."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.process import SalesProcess, Stage

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
AS_OF = date(2026, 6, 30)


def process(stages: int) -> SalesProcess:
    return SalesProcess(
        name="sales", stages=tuple(Stage(key=f"s{n}", name=f"S {n}") for n in range(stages))
    )


def book_of(deals: list[dict[str, Any]], log: list[dict[str, Any]], stages: int = 3) -> DealBook:
    common = {"source_name": "crm"}
    return DealBook(
        deals=pa.Table.from_pylist([common | row for row in deals], schema=DEALS),
        stage_log=pa.Table.from_pylist([common | row for row in log], schema=STAGE_LOG),
        processes={None: process(stages)},
        as_of=AS_OF,
    )


def entry(deal: str, seq: int, stage: str, when: datetime | None = NOON) -> dict[str, Any]:
    return {
        "deal_id": deal,
        "seq": seq,
        "entry": stage,
        "entered_at": when,
        "provenance": "observed",
    }


def test_a_log_without_deals_counts_nothing() -> None:
    book = book_of([], [entry("1", 1, "s0"), entry("1", 2, "won")])
    counts = book.counts(dimension="team")
    assert all(getattr(counts, name).empty for name in ("visits", "passages", "cycles", "deals"))
    assert audit_funnel(book).figures["deals"].value == 0


def test_deals_without_a_log_are_counted_and_stand_where_the_export_says() -> None:
    book = book_of([{"deal_id": "1", "status": "open", "stage": "s1", "created_at": NOON}], [])
    counts = book.counts()
    assert counts.deals[["furthest", "fate", "n"]].values.tolist() == [["s1", "open", 1]]
    assert counts.visits[["stage", "next", "n"]].values.tolist() == [["s1", "open", 1]]
    assert counts.visits["days"].isna().all()


def test_entries_of_one_second_are_in_order_of_their_numbers_and_take_no_day() -> None:
    deals = [{"deal_id": str(n), "status": "won", "created_at": NOON} for n in range(200)]
    names = ["s0", "s1", "s2", "won"]
    log = [entry(str(n), seq, names[seq]) for seq in (3, 1, 0, 2) for n in range(200)]
    visits = book_of(deals, log).counts().visits
    assert visits[["stage", "next", "days", "n"]].values.tolist() == [
        ["s0", "s1", 0, 200],
        ["s1", "s2", 0, 200],
        ["s2", "won", 0, 200],
    ]


@pytest.mark.parametrize("stages", [120, 128, 300])
def test_a_deal_may_pass_hundreds_of_stages(stages: int) -> None:
    log = [entry("1", n, f"s{n}", NOON + timedelta(days=n // 4)) for n in range(stages)]
    log.append(entry("1", stages, "won", NOON + timedelta(days=stages // 4)))
    book = book_of([{"deal_id": "1", "status": "won", "created_at": NOON}], log, stages)
    counts = book.counts()
    assert counts.visits["n"].sum() == counts.passages["n"].sum() == stages
    assert set(counts.visits["stage"]) == {f"s{n}" for n in range(stages)}
    assert counts.deals["furthest"].tolist() == [f"s{stages - 1}"]
    last = counts.passages[counts.passages["stage"] == f"s{stages - 1}"].iloc[0]
    assert (last["next"], last["days"]) == ("won", stages // 4 - (stages - 1) // 4)


def test_what_lies_in_the_future_has_not_happened() -> None:
    later = datetime(2999, 1, 1, tzinfo=UTC)
    deals = [
        {"deal_id": "1", "status": "open", "stage": "s1", "created_at": NOON},
        {"deal_id": "2", "status": "open", "created_at": later},
    ]
    log = [entry("1", 1, "s0"), entry("1", 2, "s1", later), entry("2", 1, "s0", later)]
    counts = book_of(deals, log).counts()
    assert counts.visits[["stage", "next", "n"]].values.tolist() == [["s0", "open", 1]]
    assert counts.deals["n"].sum() == 1


def test_a_stage_that_the_process_lacks_is_passed_over() -> None:
    log = [entry("1", 1, "s0"), entry("1", 2, "elsewhere"), entry("1", 3, "s2")]
    counts = book_of([{"deal_id": "1", "status": "open", "created_at": NOON}], log).counts()
    assert counts.visits[["stage", "next"]].values.tolist() == [["s0", "s2"], ["s2", "open"]]


def many_moves(moves: int) -> DealBook:
    """One deal that goes back and forth between two stages, a minute apart, and is lost at last."""
    place = np.arange(moves) % 2
    place[-1] = 2
    when = pa.array(int(NOON.timestamp() * 1e6) + np.arange(moves) * 1_000_000)
    same = pa.array(np.zeros(moves, np.int32))
    log = {
        "source_name": pa.DictionaryArray.from_arrays(same, ["crm"]).cast(pa.string()),
        "deal_id": pa.DictionaryArray.from_arrays(same, ["1"]).cast(pa.string()),
        "seq": pa.array(np.arange(moves, dtype=np.int32)),
        "entry": pa.DictionaryArray.from_arrays(pa.array(place), ["s0", "s1", "lost"]).cast(
            pa.string()
        ),
        "entered_at": when.cast(pa.timestamp("us", tz="UTC")),
        "provenance": pa.DictionaryArray.from_arrays(same, ["observed"]).cast(pa.string()),
    }
    columns = [log.get(field.name, pa.nulls(moves, field.type)) for field in STAGE_LOG]
    book = book_of([{"deal_id": "1", "status": "lost", "created_at": NOON}], [])
    return DealBook(
        deals=book.deals,
        stage_log=pa.table(columns, schema=STAGE_LOG),
        processes=book.processes,
        as_of=AS_OF,
    )


def check_many_moves(moves: int) -> None:
    counts = many_moves(moves).counts()
    assert counts.visits["n"].sum() == moves - 1
    assert counts.passages[["stage", "next", "n"]].values.tolist() == [
        ["s0", "s1", 1],
        ["s1", "lost", 1],
    ]
    assert counts.deals[["furthest", "fate", "n"]].values.tolist() == [["s1", "lost", 1]]


def test_a_deal_of_thousands_of_moves_is_one_deal() -> None:
    check_many_moves(30_001)


@pytest.mark.slow
def test_a_deal_of_ten_million_moves_is_counted_in_bounded_time_and_memory() -> None:
    program = (
        "import resource, time\n"
        "from tests.book.test_bad_input import check_many_moves\n"
        "start = time.process_time()\n"
        "check_many_moves(10_000_000)\n"
        "print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root
    )
    seconds, kib = map(float, done.stdout.split())
    # Seconds of the processor, the making of the log included; a pessimistic machine is twice as slow.
    assert seconds < 20
    assert kib < 4 * 2**20
