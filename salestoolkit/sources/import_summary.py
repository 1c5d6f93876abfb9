"""What an import read, made and found: for the command line, the widget and the book's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.build import FileCount, Note
from salestoolkit.sources.recognition.recognise import Recognised


@dataclass(frozen=True, kw_only=True)
class FileSummary:
    """One table of one file: what it was recognised as, and where its rows went.

    ``used`` maps the header of a column to the field that it carries; ``rows == in_book + repeated +
    quarantined``.
    """

    file: str
    sheet: str | None
    sha256: str
    kind: str
    encoding: str | None
    separator: str | None
    language: str | None
    used: Mapping[str, str]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]
    rows: int
    in_book: int
    repeated: int
    quarantined: int

    def to_record(self) -> dict[str, Any]:
        """Plain values for ``import.json``."""
        return {**vars(self), "used": dict(self.used)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> FileSummary:
        """A table's summary as ``import.json`` keeps it."""
        lists = {name: tuple(record[name]) for name in ("ignored", "missing")}
        return cls(**{**record, **lists})


@dataclass(frozen=True, kw_only=True)
class ImportSummary:
    """What an import did.

    ``already_read`` tells that the very same files had been imported in the same way; nothing was
    done then. ``nothing_new`` tells that the book is what it was. ``added``, ``changed``, ``moved``,
    ``absent`` and ``older`` are those of `salestoolkit.sources.books.merge.Merged`. ``deals``, ``won``,
    ``lost`` and ``open`` count the whole book; ``flags`` and ``reasons`` what this import found.
    ``other_sources`` names those whose last export is older than the book's day.
    """

    book: Path
    source: str
    files: tuple[FileSummary, ...]
    as_of: date
    timezone: str
    first: bool = False
    already_read: bool = False
    nothing_new: bool = False
    older: bool = False
    added: int = 0
    changed: int = 0
    moved: int = 0
    absent: int = 0
    deals: int = 0
    won: int = 0
    lost: int = 0
    open: int = 0
    currencies: tuple[str | None, ...] = ()
    flags: Mapping[str, int]
    reasons: Mapping[str, int]
    tables: Mapping[str, int]
    processes: tuple[SalesProcess, ...]
    stages_added: Mapping[str | None, list[str]]
    process_copy: Path | None = None
    other_sources: Mapping[str, date] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def rows(self) -> int:
        """Rows read: those in the book, repeated and in quarantine together."""
        return sum(file.rows for file in self.files)

    @property
    def in_book(self) -> int:
        """Rows that the deal book was made from."""
        return sum(file.in_book for file in self.files)

    @property
    def repeated(self) -> int:
        """Rows that say nothing new: repeated, or a change that is none of stage, status or close date."""
        return sum(file.repeated for file in self.files)

    @property
    def quarantined(self) -> int:
        """Rows that could not be counted; they lie in the quarantine with their reason."""
        return sum(file.quarantined for file in self.files)

    def refuse_if_nothing_counted(self) -> None:
        """Say that the files were of no use; ImportFailed ``no_deal_counted``."""
        if set(self.reasons) - {"deleted"} and not self.deals:
            raise ImportFailed("no_deal_counted", value=self.quarantined, path=str(self.book))


def file_summary(recognised: Recognised, count: FileCount) -> FileSummary:
    """Summary of one table from what the reader and the builder say of it."""
    table = recognised.table
    return FileSummary(
        file=table.path.name,
        sheet=table.sheet,
        sha256=table.sha256,
        kind=recognised.kind,
        encoding=table.encoding,
        separator=table.separator,
        language=recognised.language,
        used={header: name for name, header in recognised.fields.items()}
        | _stage_dates(recognised),
        ignored=recognised.ignored,
        missing=recognised.missing,
        rows=count.rows,
        in_book=count.used,
        repeated=count.repeated,
        quarantined=count.quarantined,
    )


def _stage_dates(recognised: Recognised) -> dict[str, str]:
    """Columns that hold the day on which a stage was entered or left."""
    names = ("entered_at", "exited_at")
    return {
        header: name
        for pair in recognised.stage_dates.values()
        for name, header in zip(names, pair, strict=True)
        if header
    }


def book_counts(book: DealBook) -> dict[str, Any]:
    """What a summary says of the whole book: deals by status, currencies."""
    statuses = tally(book.deals["status"])
    return {
        "as_of": book.as_of,
        "timezone": book.timezone,
        "deals": book.deals.num_rows,
        "won": statuses.get("won", 0),
        "lost": statuses.get("lost", 0),
        "open": statuses.get("open", 0),
        "currencies": tuple(book.currencies()),
    }


def summary_of_earlier(folder: Path, book: DealBook, entry: Mapping[str, Any]) -> ImportSummary:
    """Summary of an import whose files had been read before: the book stays as it is."""
    return ImportSummary(
        book=folder,
        source=entry["source"],
        files=tuple(FileSummary.from_record(file) for file in entry["files"]),
        already_read=True,
        nothing_new=True,
        flags=entry["flags"],
        reasons=entry["reasons"],
        tables={},
        processes=tuple(book.processes.values()),
        stages_added={},
        **book_counts(book),
    )


def tally(column: pa.ChunkedArray) -> dict[str, int]:
    """How often each value stands in a column, most frequent first."""
    counts = pc.value_counts(column).to_pylist()
    ranked = sorted(counts, key=lambda row: (-row["counts"], str(row["values"])))
    return {str(row["values"]): row["counts"] for row in ranked}
