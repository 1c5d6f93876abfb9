"""A deal book whose time zone became known only later."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import INSTANT


def in_timezone(book: DealBook, timezone: str) -> DealBook:
    """The book with its clock times read in another zone.

    For a book whose exports held days alone: midnight in UTC stands for a day that has a zone now.
    """
    if timezone == book.timezone:
        return book
    here = pa.timestamp(INSTANT.unit, tz=book.timezone)

    def moved(table: pa.Table) -> pa.Table:
        for place, column in enumerate(table.schema):
            if column.type == INSTANT:
                local = pc.local_timestamp(table[column.name].cast(here))
                there = pc.assume_timezone(
                    local, timezone, ambiguous="earliest", nonexistent="earliest"
                )
                table = table.set_column(place, column, there.cast(INSTANT))
        return table

    return replace(
        book,
        deals=moved(book.deals),
        stage_log=moved(book.stage_log),
        tables={name: moved(table) for name, table in book.tables.items()},
        timezone=timezone,
    )
