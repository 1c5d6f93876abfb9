"""Forecasts as they were on their days: a file in the book's folder that is only added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.core.forecast_kept import COLUMNS, KeptForecast, new_lines
from salestoolkit.errors import BookError
from salestoolkit.sources.books.folder import writing
from salestoolkit.sources.books.names import FORECAST_DEALS, FORECASTS
from salestoolkit.sources.books.store import is_book
from salestoolkit.sources.channel_columns import days_of, rows_of
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.growing_csv import add_rows
from salestoolkit.sources.safe_csv import Value

SIZE_COLUMNS = ("as_of", "source_name", "deal_id", "value", "currency")
DAYS = ("as_of", "start", "until")
TEXTS = ("dimension", "part", "pipeline", "currency", "metric", "model")
EXPORTED = "exported"
WHOLE = ("n", "version")
OPTIONAL = ("target", "chance")

Sizes = Mapping[tuple[str, str], float]


def read_forecasts(book: Path | str) -> tuple[KeptForecast, ...]:
    """Forecasts that were kept of a book, in the order in which they were.

    Raises
    ------
    BookError
        ``forecasts_broken`` with file and line.
    """
    path = Path(book) / FORECASTS
    if not path.is_file():
        return ()
    table = _table(path, [name for name in COLUMNS if name != EXPORTED])
    days = {name: days_of(table, name) for name in DAYS}
    days[EXPORTED] = days_of(table, EXPORTED if EXPORTED in table.columns else None)
    found = []
    for place, row in enumerate(rows_of(table)):
        try:
            found.append(_kept(row, {name: known[place] for name, known in days.items()}))
        except ValueError as error:
            raise _broken(path, table.line(place)) from error
    return tuple(found)


def keep_forecasts(book: Path | str, made: Iterable[KeptForecast]) -> int:
    """Add forecasts to those of a book; how many lines were added.

    The same numbers of the same day are not added twice; other numbers become a new version below the
    old one, which stays.

    Raises
    ------
    BookError
        ``forecasts_broken``, ``growing_broken``.
    ImportFailed
        ``book_locked`` where another program writes in the book, ``cannot_write``.
    """
    folder = Path(book)
    with writing(folder, known=is_book):
        new = new_lines(read_forecasts(folder), made)
        rows: list[Mapping[str, Value]] = [
            {name: getattr(one, name) for name in COLUMNS} for one in new
        ]
        add_rows(folder / FORECASTS, rows)
    return len(new)


def read_sizes(book: Path | str, as_of: date) -> Sizes | None:
    """Values of the open deals on a day on which a forecast was kept; None where none was."""
    kept = _sizes(Path(book) / FORECAST_DEALS).get(as_of)
    if kept is None:
        return None
    return {deal: value for deal, value in kept.items() if value is not None}


def keep_sizes(book: Path | str, as_of: date, deals: Sequence[Mapping[str, Any]]) -> int:
    """Keep the values of a day's open deals, each once a day; how many lines were added.

    Parameters
    ----------
    deals : sequence of mappings
        source_name, deal_id, value, currency of each open deal.
    """
    folder = Path(book)
    with writing(folder, known=is_book):
        there = _sizes(folder / FORECAST_DEALS).get(as_of, {})
        rows: list[Mapping[str, Value]] = [
            {"as_of": as_of, **{name: deal[name] for name in SIZE_COLUMNS[1:]}}
            for deal in deals
            if (deal["source_name"], deal["deal_id"]) not in there
        ]
        add_rows(folder / FORECAST_DEALS, rows)
    return len(rows)


def _sizes(path: Path) -> dict[date, dict[tuple[str, str], float | None]]:
    """Values by day and deal; None for a deal without one."""
    found: dict[date, dict[tuple[str, str], float | None]] = {}
    if not path.is_file():
        return found
    table = _table(path, SIZE_COLUMNS)
    days = days_of(table, "as_of")
    for place, (row, day) in enumerate(zip(rows_of(table), days, strict=True)):
        try:
            value = _number(row["value"]) if row["value"] else None
        except ValueError as error:
            raise _broken(path, table.line(place)) from error
        if day is None:
            raise _broken(path, table.line(place))
        found.setdefault(day, {})[row["source_name"], row["deal_id"]] = value
    return found


def _table(path: Path, columns: Sequence[str]) -> RawTable:
    table = read_tables(path)[0]
    if table.broken:
        raise _broken(path, table.broken[0][0])
    if not set(columns) <= set(table.columns):
        raise _broken(path, 1)
    return table


def _kept(row: Mapping[str, str], days: Mapping[str, date | None]) -> KeptForecast:
    """A line of the file; ValueError where it is none."""
    found: dict[str, Any] = {**days, **{name: row[name] for name in TEXTS}}
    if None in [days[name] for name in DAYS] or not row["metric"]:
        raise ValueError
    for name in (one.name for one in fields(KeptForecast) if one.name not in found):
        cell = row[name]
        if name in WHOLE:
            found[name] = int(cell)
        else:
            found[name] = None if name in OPTIONAL and not cell else _number(cell)
    return KeptForecast(**found)


def _number(cell: str) -> float:
    # a spreadsheet that writes 1,5 for 1.5 may have saved the file
    return float(cell.replace(",", "."))


def _broken(path: Path, line: int) -> BookError:
    return BookError("forecasts_broken", file=str(path), line=line)
