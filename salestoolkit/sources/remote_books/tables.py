"""A company's tables with the names, types and stages of the deal book, in Ibis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from salestoolkit.book.remote.days import local_day
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.errors import BookError
from salestoolkit.sources.remote_books.connect import refusals
from salestoolkit.sources.remote_books.mapping import RemoteMapping

SCHEMAS: Mapping[str, pa.Schema] = {"deals": DEALS, "stage_log": STAGE_LOG}
PARQUET = ".parquet"
USUAL_SCHEMAS = ("main", "public")
EVENTS = ("created_at", "closed_at", "entered_at")


def open_table(connection: Any, mapping: RemoteMapping, name: str) -> Any:
    """One of the company's tables, as it is.

    Raises
    ------
    BookError
        ``remote_table``, with the tables that there are.
    """
    called = mapping.tables[name]
    if called.endswith(PARQUET) and connection.name == "duckdb":
        return _parquet(connection, mapping, called)
    try:
        return table_named(connection, called)
    except refusals() as error:
        there = names_of_tables(connection)
        shown = ", ".join(there[:20]) or "–"
        raise BookError("remote_table", value=called, file=mapping.file, allowed=shown) from error


def names_of_tables(connection: Any) -> list[str]:
    """Tables and views that may be read, with their schema where it is not the usual one."""
    if connection.name not in ("duckdb", "postgres"):
        return sorted(connection.list_tables())
    asked = connection.raw_sql(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_schema NOT IN ('information_schema', 'pg_catalog')"
    )
    found = asked.fetchall()
    if connection.name == "postgres":
        asked.close()
    return sorted(
        table if schema in USUAL_SCHEMAS else f"{schema}.{table}"
        for schema, table in found
        if not schema.startswith("pg_")
    )


def table_named(connection: Any, name: str) -> Any:
    """A table by its name, with the schema before a dot where it is not the usual one."""
    schema, _, table = name.rpartition(".")
    return connection.table(table, **({"database": schema} if schema else {}))


def _parquet(connection: Any, mapping: RemoteMapping, called: str) -> Any:
    import duckdb

    path = mapping.folder / called
    if not path.is_file():
        raise BookError("file_missing", file=str(path))
    try:
        return connection.read_parquet(str(path))
    except duckdb.Error as error:
        raise BookError("remote_failed", value=str(path), reason=str(error)[:200]) from error


def with_our_names(table: Any, mapping: RemoteMapping, name: str) -> Any:
    """The table with our names, types and stages; BookError ``remote_column`` where one is missing."""
    found = {}
    for field, column in mapping.columns[name].items():
        if column not in table.columns:
            raise BookError(
                "remote_column",
                value=column,
                table=mapping.tables[name],
                file=mapping.file,
                allowed=", ".join(table.columns),
            )
        found[field] = _of_type(table[column], SCHEMAS[name].field(field).type)
    for field, means in (("status", mapping.status), ("stage", mapping.stages)):
        if field in found and means:
            found[field] = _meaning(found[field], means)
    if "entry" in found and mapping.stages:
        found["entry"] = _meaning(found["entry"], mapping.stages)
    return table.select(**found)


def with_status(deals: Any, log: Any) -> Any:
    """The deals with a status; where they have none, that of their last won, lost or re-opened entry."""
    import ibis

    if "status" in deals.columns:
        return deals
    order = [ibis.asc(log[name]) for name in ("seq", "entered_at") if name in log.columns]
    place = ibis.row_number().over(group_by="deal_id", order_by=order)
    told = log.select("deal_id", "entry", place=place).filter(log.entry.notnull())
    last = told.group_by("deal_id").aggregate(
        end=ibis.ifelse(told.entry.isin([WON, LOST]), told.place, -1).max(),
        other=ibis.ifelse(told.entry.isin([WON, LOST]), -1, told.place).max(),
        won=ibis.ifelse(told.entry == WON, told.place, -1).max(),
    )
    found = deals.left_join(last, "deal_id")
    closed = (found.end > found.other).fill_null(False)
    fate = ibis.ifelse(found.won == found.end, WON, LOST)
    return found.mutate(status=ibis.ifelse(closed, fate, OPEN)).select(*deals.columns, "status")


def _of_type(column: Any, wanted: pa.DataType) -> Any:
    """A column as a text, an instant or a number, where it is none."""
    type_ = column.type()
    if pa.types.is_string(wanted):
        return column if type_.is_string() else column.cast("string")
    if pa.types.is_timestamp(wanted):
        return column if type_.is_timestamp() or type_.is_date() else column.cast("timestamp")
    if pa.types.is_decimal(wanted):
        return column if type_.is_numeric() else column.cast("decimal(38, 4)")
    return column if type_.is_numeric() else column.cast("float64")


def _meaning(column: Any, means: Mapping[str, str]) -> Any:
    """What each value means; null for what is named nowhere, or means nothing."""
    import ibis

    told = [(value, meaning) for value, meaning in means.items() if meaning]
    return column.cases(*told, else_=ibis.null("string"))


def last_day(tables: tuple[Any, ...], timezone: str) -> int | None:
    """The latest day on which a deal was created or closed, or moved; None where no date is known."""
    days = []
    for table in tables:
        latest = {
            name: local_day(table[name], timezone).max() for name in EVENTS if name in table.columns
        }
        if latest:
            row = table.aggregate(**latest).to_pyarrow().to_pylist()[0]
            days += [int(day) for day in row.values() if day is not None]
    return max(days, default=None)
