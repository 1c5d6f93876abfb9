"""What the funnel audit's notebook calls: the page of all deals, or of one part of a book."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.part import Part
from salestoolkit.core.stage_targets import stage_targets
from salestoolkit.core.typed_days import optional_day
from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.kinds import FROM_DATABASES
from salestoolkit.reports.plan import check_day
from salestoolkit.reports.sections import SECTIONS, FunnelPage
from salestoolkit.reports.within import Within, narrowed, page_part
from salestoolkit.sources.books.names import PROCESS, RECORD
from salestoolkit.sources.lost_reason_words import words_for_nothing
from salestoolkit.sources.remote_books.address import is_address
from salestoolkit.sources.remote_books.opening import open_any_book
from salestoolkit.words import load_words

COUNTS_ONLY = "counts_only"
"""What a page cannot tell whose deals lie in a database: key of content ``limits.toml``."""


def read_book(
    path: str, as_of: str | None = None, currency: str | None = None, part: Part | None = None
) -> DealBook | RemoteBook:
    """The book that pages are made of; read once, and again when an import has changed it.

    One that lies in a database is asked anew each time, for nothing tells when it has changed.

    Parameters
    ----------
    as_of : str, optional
        Day at whose end the book is seen, YYYY-MM-DD; that of the last export where not given.
    currency : str, optional
        Only deals in this currency; ``""`` for deals without one.
    part : Part, optional
        What the page is about: only the deals that it is looked for among.
    """
    return _book_and_sources(path, as_of, currency, part)[0]


Sources = dict[str | None, Source]
"""What a book's pages were made from, by pipeline."""


def _book_and_sources(
    path: str, as_of: str | None, currency: str | None, part: Part | None
) -> tuple[DealBook | RemoteBook, Sources]:
    within = () if part is None else part.within
    if is_address(path):
        return narrowed(_opened(path, optional_day(as_of, "as_of"), currency), within), {}
    files = [Path(path) / name for name in (RECORD, PROCESS)]
    stamp = tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
    return _read_book(path, optional_day(as_of, "as_of"), currency, stamp, within)


def read_deals_of(
    report: str,
    path: str,
    as_of: str | None = None,
    currency: str | None = None,
    part: Part | None = None,
) -> DealBook:
    """The book of a page that shows single deals, which only a book in a folder can list.

    Raises
    ------
    ReportError
        ``remote_report`` for a book that lies in a database.
    """
    book = read_book(path, as_of, currency, part)
    if not isinstance(book, DealBook):
        raise ReportError("remote_report", value=report, allowed=", ".join(FROM_DATABASES))
    return book


@lru_cache(maxsize=4)
def _read_book(
    path: str, as_of: date | None, currency: str | None, stamp: tuple[int, ...], within: Within
) -> tuple[DealBook | RemoteBook, Sources]:
    """Kept by what was asked and when the files changed; forked kernels inherit what is kept."""
    if within:
        return narrowed(_read_book(path, as_of, currency, stamp, ())[0], within), {}
    return _opened(path, as_of, currency), {}


def _opened(path: str, as_of: date | None, currency: str | None) -> DealBook | RemoteBook:
    book = open_any_book(path, as_of=as_of)
    check_day(book)
    return book if currency is None else book.where(currency=currency or None)


def open_page(
    book: str | Path,
    *,
    dimension: str | None = None,
    value: str = "",
    language: str = "en",
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: str | None = None,
    for_leader: bool = False,
    targets: str | None = None,
    within: Mapping[str, str] | None = None,
    whole: bool = True,
) -> FunnelPage:
    """The page of all deals, or of those with one value of a column.

    Parameters
    ----------
    book : path
        Folder of the deal book.
    dimension : str, optional
        Column of the deals; None for the page of all deals.
    value : str
        The column's value; ``""`` for the deals without one.
    language : str
        ``en`` or ``pl``.
    currency, as_of : str, optional
        See `read_book`.
    pipeline : str, optional
        Name of the pipeline; the one with the most deals where not given.
    for_leader : bool
        Whether who reads it leads the people: deals are then broken down by owner too.
    targets : str, optional
        Shares that are to move on from the stages, which stages are then held against: see
        `salestoolkit.core.stage_targets.stage_targets`.
    within : mapping, optional
        Only deals with these values of other columns, ``{"territory": "West"}``: the part is then held
        against the others there. For the page of a part.
    whole : bool
        False for figures, stages and leaks alone, at a fraction of the work.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book or a parameter.
    """
    part = page_part(dimension, value, within)
    opened, sources = _book_and_sources(str(book), as_of, currency, part)
    if len(opened.processes) > 1:
        pipeline = opened.pipeline_or_largest(pipeline)
    aimed = None if targets is None else stage_targets(targets, opened.process_of(pipeline))
    audit = audit_funnel(
        opened,
        reference="auto" if aimed is None else aimed,
        pipeline=pipeline,
        part=part,
        currency=currency,
        whole=whole,
        for_leader=for_leader,
        no_reasons=words_for_nothing(),
        source=sources.setdefault(pipeline, Source(opened, pipeline)),
    )
    if not whole:
        # it may have been looked at what changed, to tell a leak from it: that is another page's to say
        audit = replace(audit, changes=None)
    if isinstance(opened, RemoteBook):
        audit = replace(audit, limits=(*audit.limits, COUNTS_ONLY))
    return FunnelPage(
        audit=audit,
        words=load_words(language),
        currency=currency,
        pipeline=pipeline,
        book=origin_of(opened),
        for_leader=for_leader,
        whole=whole,
    )


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: what its libraries set up once is then there for all pages.

    What is wrong with the parameters is left for the page itself to say.
    """
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()


def origin_of(book: DealBook | RemoteBook) -> dict[str, Any]:
    """Where the book comes from: its sources with their first and last export, and the rows read."""
    read = [entry["rows"] for entry in book.provenance.get("imports", ())]
    names = ("read", "in_book", "repeated", "quarantined")
    return {
        "timezone": book.timezone,
        "sources": dict(book.provenance.get("sources", {})),
        "rows": {name: sum(rows[name] for rows in read) for name in names} if read else None,
    }
