"""The same counts on real engines: DuckDB, PostgreSQL and Spark held against numpy, row for row.

`make setup-services` starts PostgreSQL and installs Java; a test says so where one is missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from book.odd_books import odd_book

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.book.remote.keep import Keeper
from salestoolkit.core.counts import Counts
from salestoolkit.core.drill import Selection

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
POSTGRES = "SALESTOOLKIT_POSTGRES"
DEALS = int(os.environ.get("SALESTOOLKIT_PARITY_DEALS", "100000"))
"""Deals of the book that DuckDB and PostgreSQL count; Spark counts it too in `make test-release`."""
FEW = int(os.environ.get("SALESTOOLKIT_SPARK_DEALS", "2000"))
EARLIER = date(2025, 9, 1)
QUESTIONS: dict[str, Any] = {
    "all": {},
    "by team": {"dimension": "team"},
    "by month": {"dimension": "created_month"},
    "by size": {"dimension": "size_band", "entered_from": EARLIER},
    "window": {"entered_from": date(2025, 3, 1), "entered_before": date(2026, 1, 1)},
    "the other pipeline": {"pipeline": "south"},
}


@pytest.fixture(scope="module")
def many() -> DealBook:
    return odd_book(DEALS, seed=1)


@pytest.fixture(scope="module")
def few() -> DealBook:
    return odd_book(FEW, seed=2)


@pytest.fixture(scope="module")
def duckdb(many: DealBook) -> Iterator[RemoteBook]:
    connection = ibis.duckdb.connect()
    for name, table in {"deals": many.deals, "stage_log": many.stage_log}.items():
        connection.con.register("given", table)
        connection.con.execute(f"create table {name} as select * from given")
    yield _remote(many, connection)
    connection.disconnect()


def postgres_address() -> str:
    """Address of the PostgreSQL that was started for tests; skips where there is none."""
    env = ROOT / ".services" / "env"
    lines = env.read_text().splitlines() if env.exists() else []
    told = dict(line.split("=", 1) for line in lines)
    address = os.environ.get(POSTGRES) or told.get(POSTGRES)
    if not address:
        pytest.skip("no PostgreSQL was started: make setup-services")
    return address


@pytest.fixture(scope="module")
def postgres(many: DealBook) -> Iterator[RemoteBook]:
    connection = ibis.connect(postgres_address())
    # a schema of its own, so that runs side by side do not meet
    schema = f"parity_{os.getpid()}"
    connection.raw_sql(f"CREATE SCHEMA {schema}").close()
    connection.raw_sql(f"SET search_path TO {schema}").close()
    for name, table in {"deals": many.deals, "stage_log": many.stage_log}.items():
        _fill(connection, name, table)
    connection.raw_sql("SET default_transaction_read_only = on").close()
    yield _remote(many, connection)
    connection.raw_sql("SET default_transaction_read_only = off").close()
    connection.raw_sql(f"DROP SCHEMA {schema} CASCADE").close()
    connection.disconnect()


def _fill(connection: Any, name: str, table: pa.Table) -> None:
    """A table filled by COPY: INSERT takes minutes."""
    empty = connection.create_table(name, schema=ibis.memtable(table.slice(0, 0)).schema())
    texts = [table.column(column).cast(pa.string()) for column in empty.columns]
    with (
        connection.con.cursor() as cursor,
        connection.con.transaction(),
        cursor.copy(f'COPY "{name}" FROM STDIN') as copy,
    ):
        for row in zip(*(column.to_pylist() for column in texts), strict=True):
            copy.write_row(row)


@pytest.fixture(scope="module")
def spark(few: DealBook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteBook]:
    if shutil.which("java") is None:
        pytest.skip("no Java for Spark is installed: make setup-services")
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[2]").appName("parity")
    for key, value in SPARK.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    connection = ibis.pyspark.connect(session)
    folder = tmp_path_factory.mktemp("spark")
    for name, table in {"deals": few.deals, "stage_log": few.stage_log}.items():
        pq.write_table(table, folder / f"{name}.parquet")
        connection.read_parquet(str(folder / f"{name}.parquet"), table_name=name)
    yield _remote(few, connection)
    session.stop()


SPARK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    # planning costs more than counting on one machine
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.log.level": "ERROR",
}


def _remote(book: DealBook, connection: Any) -> RemoteBook:
    return RemoteBook(
        deals=connection.table("deals"),
        stage_log=connection.table("stage_log"),
        processes=book.processes,
        as_of=book.as_of,
        timezone=book.timezone,
    )


def _rows(table: pd.DataFrame) -> list[tuple[str, ...]]:
    plain = table.astype(object).where(table.notna(), None)
    return sorted(tuple(map(str, row)) for row in plain.itertuples(index=False))


def _same(one: Counts, other: Counts) -> None:
    for name in ("visits", "passages", "cycles", "deals"):
        first, second = getattr(one, name), getattr(other, name)
        assert len(first) > 0, name
        assert list(first.columns) == list(second.columns), name
        assert _rows(first) == _rows(second), name
    assert one.since == other.since


@pytest.mark.parametrize("question", QUESTIONS)
def test_duckdb_counts_what_the_local_engine_counts(
    many: DealBook, duckdb: RemoteBook, question: str
) -> None:
    asked = QUESTIONS[question]
    _same(many.counts(**asked), duckdb.counts(**asked))


@pytest.mark.parametrize("question", QUESTIONS)
def test_postgresql_counts_what_the_local_engine_counts(
    many: DealBook, postgres: RemoteBook, question: str
) -> None:
    asked = QUESTIONS[question]
    _same(many.counts(**asked), postgres.counts(**asked))


@pytest.mark.parametrize("question", ["all", "by month", "window"])
def test_spark_counts_what_the_local_engine_counts(
    few: DealBook, spark: RemoteBook, question: str
) -> None:
    asked = QUESTIONS[question]
    _same(few.counts(**asked), spark.counts(**asked))


def test_an_earlier_day_and_a_part_of_the_book_are_counted_alike(
    many: DealBook, duckdb: RemoteBook, postgres: RemoteBook
) -> None:
    here = many.at(EARLIER).where(team="a").counts(dimension="currency")
    for there in (duckdb, postgres):
        _same(here, there.at(EARLIER).where(team="a").counts(dimension="currency"))


@pytest.mark.parametrize(
    "text",
    [
        "what=won,team=a,from=2026-01-01",
        "what=lost_here,stage=second,currency=EUR",
        "what=visited,stage=third,team=,from=2026-03-01",
        "what=advanced,stage=first,within=30,team=b,from=2026-03-01",
        "what=open,size_band!=,as_of=2025-03-01",
    ],
)
def test_the_deals_behind_a_number_are_the_same(few: DealBook, text: str) -> None:
    connection = ibis.duckdb.connect()
    for name, table in {"deals": few.deals, "stage_log": few.stage_log}.items():
        connection.con.register("given", table)
        connection.con.execute(f"create table {name} as select * from given")
    chosen = Selection.parse(text)
    here, there = few.select(chosen), _remote(few, connection).select(chosen)
    connection.disconnect()
    assert len(here) > 0
    assert _rows(here) == _rows(there)


def test_what_is_kept_nowhere_is_counted_alike(
    duckdb: RemoteBook, many: DealBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keeper, "keep", lambda self, table: table)
    monkeypatch.setattr(Keeper, "numbers", False)
    alone = replace(duckdb, _shared={})
    _same(many.counts(dimension="team"), alone.counts(dimension="team"))


def test_a_cube_that_is_too_large_to_travel_is_counted_over_there(
    many: DealBook, duckdb: RemoteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salestoolkit.book.remote.cube.FETCHED", 10)
    alone = replace(duckdb, _shared={})
    for question in ("by team", "window"):
        _same(many.counts(**QUESTIONS[question]), alone.counts(**QUESTIONS[question]))


def test_nothing_is_written_into_the_companys_schema(postgres: RemoteBook) -> None:
    postgres.counts(dimension="team")
    connection = postgres.deals.get_backend()
    schema = connection.current_database
    assert connection.list_tables(database=schema) == ["deals", "stage_log"]
