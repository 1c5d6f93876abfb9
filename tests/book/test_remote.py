"""The same counts where the data is: Ibis on DuckDB held against numpy, row for row."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.book.remote.days import local_day, offsets
from salestoolkit.core.counts import Counts
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.errors import BookError
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.samples import COMPANIES, import_sample

TABLES = ("visits", "passages", "cycles", "deals")


def _generated() -> Any:
    """The generator of books with every oddity that the local engine is held to."""
    path = Path(__file__).parent / "test_local.py"
    spec = importlib.util.spec_from_file_location("generated_books", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


GENERATED = _generated()


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Any]:
    """A database in memory, closed in the end."""
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


def _remote(book: DealBook, connection: Any, **changed: Any) -> RemoteBook:
    """A book's tables put into a database, and seen from there."""
    names = {"deals": book.deals, "stage_log": book.stage_log}
    for name, table in names.items():
        connection.con.register(f"given_{name}", table)
        connection.con.execute(f"create or replace table {name} as select * from given_{name}")
    remote = RemoteBook(
        deals=connection.table("deals"),
        stage_log=connection.table("stage_log"),
        processes=book.processes,
        as_of=book.as_of,
        timezone=book.timezone,
        exported_on=book.exported_on,
    )
    return replace(remote, **changed)


def _rows(table: pd.DataFrame) -> list[tuple[str, ...]]:
    plain = table.astype(object).where(table.notna(), None)
    return sorted(tuple(map(str, row)) for row in plain.itertuples(index=False))


def _same(one: Counts, other: Counts) -> None:
    for name in TABLES:
        first, second = getattr(one, name), getattr(other, name)
        assert list(first.columns) == list(second.columns), name
        assert _rows(first) == _rows(second), name
    assert one.since == other.since


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    GENERATED.books(),
    st.sampled_from([None, "team"]),
    st.integers(0, 12),
    st.booleans(),
    st.tuples(st.none() | st.integers(0, 8), st.none() | st.integers(4, 12)),
)
def test_counts_are_those_of_the_local_engine(
    duckdb: Any,
    tables: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    dimension: str | None,
    as_of: int,
    back: bool,
    window: tuple[int | None, int | None],
) -> None:
    later = {"exported_on": 12} if back else {}
    book = GENERATED.make_book(*tables, as_of=as_of, **later)
    start, before = (
        None if day is None else GENERATED.FIRST_DAY + timedelta(days=day) for day in window
    )
    asked = {"dimension": dimension, "entered_from": start, "entered_before": before}
    _same(book.counts(**asked), _remote(book, duckdb).counts(**asked))


@pytest.mark.slow
def test_an_audit_of_the_sample_company_is_the_same_from_there(tmp_path: Path, duckdb: Any) -> None:
    import_sample(COMPANIES[0], to=tmp_path / "book")
    sample_book = open_book(tmp_path / "book")
    here, there = audit_funnel(sample_book), audit_funnel(_remote(sample_book, duckdb))
    assert {name: figure.value for name, figure in here.figures.items()} == pytest.approx(
        {name: figure.value for name, figure in there.figures.items()}, nan_ok=True
    )
    assert here.leak_stage == there.leak_stage


def test_an_unknown_column_or_pipeline_is_named(duckdb: Any) -> None:
    book = GENERATED.make_book([{"deal_id": "1", "status": "open"}], [], as_of=3)
    remote = _remote(book, duckdb, as_of=date(2026, 1, 1))
    with pytest.raises(BookError, match="unknown_dimension"):
        remote.counts(dimension="colour")
    with pytest.raises(BookError, match="unknown_pipeline"):
        replace(remote, processes={"a": book.process_of(), "b": book.process_of()}).counts(
            pipeline="c"
        )


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "America/New_York", "Asia/Kolkata", "UTC"])
def test_days_are_those_of_the_time_zone_also_around_a_change_of_the_clock(
    duckdb: Any, zone: str
) -> None:
    moments = pd.date_range("2023-12-30", "2026-01-02", freq="37min", tz="UTC")
    extra = pd.to_datetime([seconds for seconds, _ in offsets(zone)], unit="s", utc=True)
    every = moments
    for shift in (-1, 0, 1):
        every = every.union(extra + pd.Timedelta(seconds=shift))
    table = ibis.memtable(pd.DataFrame({"at": every}))
    found = duckdb.execute(table.select("at", day=local_day(table["at"], zone)))
    local = pd.DatetimeIndex(found["at"]).tz_convert(zone).tz_localize(None).normalize()
    expected = (local - pd.Timestamp("1970-01-01")).days
    assert (found["day"].to_numpy() == expected.to_numpy()).all()
