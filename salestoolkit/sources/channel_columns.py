"""Columns of the files of a test: which is which, and their cells as texts and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from salestoolkit.errors import AmbiguousInput
from salestoolkit.sources.building.cells import flat
from salestoolkit.sources.columns.dates import parse_dates
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.recognition.vocabulary import header_key, vocabularies
from salestoolkit.sources.safe_csv import as_written

KIND = "experiment"
LEAD_WORDS = ((KIND, "lead"), ("contacts", "contact"), ("contacts", "email"))
"""Fields of known tables by whose headers the column with a lead's id is found, in this order."""
MONTH_FIRST = ("us",)
"""Markets in which 3/4/2026 is the fourth of March."""


def field_header(columns: Iterable[str], field: str, *, kind: str = KIND) -> str | None:
    """The header of a field of a known kind of table; None where no column bears one of its names."""
    by_key = {header_key(name): name for name in reversed(list(columns))}
    words = (
        word
        for vocabulary in vocabularies()
        if vocabulary.kind == kind
        for listed in vocabulary.words.values()
        for word in listed.get(field, ())
    )
    return next((by_key[word] for word in words if word in by_key), None)


def lead_header(columns: Sequence[str]) -> str | None:
    """The header of the column that tells leads apart."""
    found = (field_header(columns, field, kind=kind) for kind, field in LEAD_WORDS)
    return next((header for header in found if header is not None), None)


def rows_of(table: RawTable) -> list[dict[str, str]]:
    """Rows as texts, empty where there is nothing, as they were before they were disarmed."""
    columns = {name: column.to_pylist() for name, column in table.columns.items()}
    return [
        {name: as_written(cells[place] or "") for name, cells in columns.items()}
        for place in range(table.num_rows)
    ]


def days_of(
    table: RawTable, header: str | None, *, order: str | None = None, market: str | None = None
) -> list[date | None]:
    """The days of a column; None where a cell is empty or no date.

    Where the column does not tell whether the day or the month comes first, the market does.

    Raises
    ------
    AmbiguousInput
        ``ambiguous_date_order`` where there is no market to tell.
    """
    if header is None:
        return [None] * table.num_rows
    column = table.columns[header]
    try:
        parsed = parse_dates(column, field=header, timezone="UTC", order=order)
    except AmbiguousInput as error:
        if error.code != "ambiguous_date_order" or market is None:
            raise
        known = "mdy" if market in MONTH_FIRST else "dmy"
        parsed = parse_dates(column, field=header, timezone="UTC", order=known)
    return [None if one is None else one.date() for one in flat(parsed.instants).to_pylist()]
