"""Open a deal book that lies in a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.book.remote.rows import key_columns
from salestoolkit.book.remote.tables import EPOCH
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.errors import BookError
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.recognition.mapping import write_new
from salestoolkit.sources.remote_books.address import Address, is_address, read_address
from salestoolkit.sources.remote_books.connect import connect, saying_what_the_engine_refused
from salestoolkit.sources.remote_books.draft import draft_remote_mapping
from salestoolkit.sources.remote_books.mapping import ENDS, RemoteMapping, read_remote_mapping
from salestoolkit.sources.remote_books.tables import (
    last_day,
    open_table,
    with_our_names,
    with_status,
)


def open_any_book(book: Path | str, *, as_of: date | None = None) -> DealBook | RemoteBook:
    """The book in a folder, or in the database at an address."""
    if is_address(book):
        return open_remote_book(str(book), as_of=as_of)
    return open_book(book, as_of=as_of)


def open_remote_book(
    address: str, *, mapping: Path | None = None, as_of: date | None = None
) -> RemoteBook:
    """The book in a database.

    Parameters
    ----------
    address : str
        ``postgresql://user@host/database`` or ``duckdb://file``, see ``docs/remote_books.md``.
    mapping : Path, optional
        The mapping file; may stand behind a ``#`` in the address instead.
    as_of : date, optional
        See the book as of the end of this day; else of the mapping's, else of the latest event.

    Raises
    ------
    BookError
        Where the database cannot be reached or the mapping does not fit it.
    """
    place = read_address(address, mapping=mapping)
    if place.mapping is None:
        raise BookError("remote_mapping_needed", value=place.shown)
    said = read_remote_mapping(place.mapping)
    return remote_book_of(connect(place), said, as_of=as_of, name=place.shown)


def remote_book_of(
    connection: Any, mapping: RemoteMapping | Path, *, as_of: date | None = None, name: str = ""
) -> RemoteBook:
    """The book that an Ibis connection leads to: DuckDB, PostgreSQL, or a Spark session.

    ``ibis.pyspark.connect(spark)`` makes a connection of a session.
    """
    said = read_remote_mapping(mapping) if isinstance(mapping, Path) else mapping
    with saying_what_the_engine_refused(name or connection.name):
        log = with_our_names(open_table(connection, said, "stage_log"), said, "stage_log")
        deals = with_our_names(open_table(connection, said, "deals"), said, "deals")
        deals = with_status(deals, log)
        _check_once(deals, said)
        latest = said.as_of or _day(last_day((deals, log), said.timezone))
    if latest is None:
        raise BookError("remote_no_dates", value=said.tables["deals"], file=said.file)
    book = RemoteBook(
        deals=deals,
        stage_log=log,
        processes=said.processes,
        as_of=latest,
        timezone=said.timezone,
        name=name or str(connection.name),
    )
    return book if as_of is None else book.at(as_of)


def _check_once(deals: Any, mapping: RemoteMapping) -> None:
    """Refuse deals that occur twice: every number would count them twice."""
    own = [name for name in ("source_name", "deal_id") if name in deals.columns]
    all_ = deals.count().name("n")
    apart = deals.select(*own).distinct().count().name("apart")
    n, different = int(all_.to_pyarrow().as_py()), int(apart.to_pyarrow().as_py())
    if n != different:
        raise BookError(
            "remote_deals_twice",
            value=n - different,
            table=mapping.tables["deals"],
            column=mapping.columns["deals"]["deal_id"],
        )


def _day(number: int | None) -> date | None:
    return None if number is None else EPOCH + timedelta(days=number)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is read from a database: deals by fate, and what becomes of the entries of the log.

    ``entries`` = ``used`` + ``no_stage`` (they mean none of the process) + ``strangers`` (of deals that
    the table of deals does not hold).
    """

    as_of: date
    deals: int
    won: int
    lost: int
    open: int
    entries: int
    used: int
    no_stage: int
    strangers: int


def look_at(address: str) -> Seen:
    """What is read from a database at an address, all rows accounted for; see `open_remote_book`."""
    book = open_remote_book(address)
    keys = {stage.key for process in book.processes.values() for stage in process.stages}
    log, own = book.stage_log, key_columns(book.deals, book.stage_log)
    with saying_what_the_engine_refused(book.name):
        sums: dict[str | None, int] = {}
        for pipeline in book.processes:
            totals = book.counts(pipeline=pipeline).deals.groupby("fate")["n"].sum()
            for fate, n in totals.items():
                sums[str(fate)] = sums.get(str(fate), 0) + int(n)
        entries = int(log.count().to_pyarrow().as_py())
        staged = log.filter(log.entry.isin([*sorted(keys), *ENDS]))
        meant = int(staged.count().to_pyarrow().as_py())
        used = int(staged.semi_join(book.deals, own).count().to_pyarrow().as_py())
    won, lost, still = (sums.get(fate, 0) for fate in (WON, LOST, OPEN))
    return Seen(
        as_of=book.as_of,
        deals=won + lost + still,
        won=won,
        lost=lost,
        open=still,
        entries=entries,
        used=used,
        no_stage=entries - meant,
        strangers=meant - used,
    )


def write_draft(place: Address, to: Path, *, language: str = "en") -> None:
    """Write a mapping to fill in for a database; a file that is there already is left alone."""
    connection = connect(place)
    with saying_what_the_engine_refused(place.shown):
        text = draft_remote_mapping(connection, language=language)
    write_new(to, text)
