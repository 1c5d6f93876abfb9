"""Deal books on disk: a folder that is read and written whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.lazy_table import whole
from salestoolkit.book.schema import CLOSE_DATES, DEALS, FLAGS, QUARANTINE, STAGE_LOG
from salestoolkit.errors import BookError
from salestoolkit.sources.books.folder import remove_leftovers, writing
from salestoolkit.sources.books.names import PROCESS, RECORD
from salestoolkit.sources.books.stored import read_stored
from salestoolkit.sources.processes import dump_processes, parse_processes, read_processes
from salestoolkit.sources.whole_files import (
    keep_copy,
    new_file,
    saying_what_cannot_be_written,
    write_whole,
)

QUARANTINE_FOR_PEOPLE = "quarantine.csv"
FORMAT = 1
"""Layout of the folder; a later layout gets a later number, and older programs say so."""
READ_ATTEMPTS = 10
"""A reader that is overtaken by an import so often in a row is told that the book is broken."""

_SCHEMAS = {
    "deals": DEALS,
    "stage_log": STAGE_LOG,
    "quarantine": QUARANTINE,
    "flags": FLAGS,
    "close_dates": CLOSE_DATES,
}
_RUN_BY_EXCEL = ("=", "+", "-", "@", "\t", "\r")


def is_book(path: Path | str) -> bool:
    """Whether a folder holds a deal book."""
    return (Path(path) / RECORD).is_file()


def open_book(path: Path | str, *, as_of: date | None = None, at_once: bool = False) -> DealBook:
    """Read a deal book.

    ``book.tables`` holds the optional tables, and ``flags`` and ``quarantine`` beside them;
    ``book.provenance`` what ``import.json`` says.

    Parameters
    ----------
    as_of : date, optional
        See the book as of the end of this day; by default as of its last export.
    at_once : bool
        Read every table whole; else columns of long ones are read when they are asked for.

    Raises
    ------
    BookError
        ``not_a_book``, ``book_broken``, ``book_newer``, or what is wrong with ``process.toml``.
    """
    folder = Path(path)
    record, tables = _read_whole(folder, at_once=at_once)
    book = DealBook(
        deals=tables.pop("deals"),
        stage_log=tables.pop("stage_log"),
        processes=_processes(folder, record),
        as_of=date.fromisoformat(record["as_of"]),
        timezone=record["timezone"],
        tables=tables,
        provenance=record,
    )
    return book if as_of is None or as_of == book.as_of else book.at(as_of)


def save_book(book: DealBook, path: Path | str) -> None:
    """Write a deal book as a whole; an interruption leaves the book that was there.

    Raises
    ------
    ImportFailed
        Where the folder cannot be written, is not one of ours, or another program writes in it.
    """
    folder = Path(path)
    with writing_book(folder):
        text = dump_processes(book.processes.values())
        write_book(book, folder, process_text=text, process_before=book.provenance.get("process"))


@contextmanager
def writing_book(folder: Path) -> Iterator[None]:
    """Hold the folder of a deal book for writing: see `salestoolkit.sources.books.folder.writing`."""
    with writing(folder, known=is_book):
        remove_leftovers(folder)
        yield


def read_record(folder: Path) -> dict[str, Any]:
    """What ``import.json`` says; BookError where there is none or it is broken."""
    if not is_book(folder):
        raise BookError("not_a_book", value=str(folder))
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        layout, _ = record["format"], (record["as_of"], record["timezone"], record["tables"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BookError("book_broken", value=str(folder), reason=RECORD) from error
    if layout > FORMAT:
        raise BookError("book_newer", value=str(folder), format=layout, allowed=FORMAT)
    return dict(record)


def write_book(
    book: DealBook, folder: Path, *, process_text: str, process_before: str | None
) -> Path | None:
    """Write a book into a folder that the caller holds; see `writing_book`.

    Tables lie under names made of their content, and the record that names them is replaced
    last: until then a reader sees the old book, from then on the new one.

    Parameters
    ----------
    process_text : str
        What ``process.toml`` is to say.
    process_before : str or None
        What we wrote there last; where it says something else now, a person edited it.

    Returns
    -------
    Path or None
        The copy of a ``process.toml`` that a person had edited and that was replaced.
    """
    tables = {**book.tables, "deals": book.deals, "stage_log": book.stage_log}
    try:
        with saying_what_cannot_be_written(folder, also=(pa.ArrowException,)):
            names = {name: _write_table(table, folder, name) for name, table in tables.items()}
            _write_quarantine(tables.get("quarantine"), folder)
            copy, ours = _replace_process(folder, process_text, process_before)
            record = {
                **book.provenance,
                "format": FORMAT,
                "as_of": (book.exported_on or book.as_of).isoformat(),
                "timezone": book.timezone,
                "tables": names,
                "process": ours,
            }
            content = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
            write_whole(folder / RECORD, content.encode())
    finally:
        _remove_what_no_record_names(folder)
    return copy


def _remove_what_no_record_names(folder: Path) -> None:
    """Remove the tables of the book before, or of one that could not be finished."""
    kept = set(read_record(folder)["tables"].values()) if is_book(folder) else set()
    unnamed = [path for path in folder.glob("*-*.parquet") if path.name not in kept]
    if not is_book(folder):
        unnamed += [folder / PROCESS, folder / QUARANTINE_FOR_PEOPLE]
    for path in unnamed:
        # A reader on Windows may hold the file: the next import removes it.
        with suppress(OSError):
            path.unlink()


def _read_whole(folder: Path, *, at_once: bool) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """The record and its tables; read again where an import swaps them between the two."""
    for _ in range(READ_ATTEMPTS - 1):
        record = read_record(folder)
        with suppress(FileNotFoundError):
            return record, _read_tables(folder, record, at_once=at_once)
    record = read_record(folder)
    return record, _read_tables(folder, record, at_once=at_once, last=True)


def _read_tables(
    folder: Path, record: Mapping[str, Any], *, at_once: bool, last: bool = False
) -> dict[str, pa.Table]:
    tables = {}
    for name, file in record["tables"].items():
        try:
            tables[name] = read_stored(folder / file, _SCHEMAS.get(name), at_once=at_once)
        except FileNotFoundError as error:
            if not last:
                raise
            raise BookError("book_broken", value=str(folder), reason=file) from error
    for name in ("deals", "stage_log"):
        if name not in tables:
            raise BookError("book_broken", value=str(folder), reason=name)
    return tables


def _processes(folder: Path, record: Mapping[str, Any]) -> dict[Any, Any]:
    path = folder / PROCESS
    if path.is_file():
        return read_processes(path)
    return parse_processes(record["process"], file=str(folder / RECORD))


def _write_table(table: pa.Table, folder: Path, name: str) -> str:
    with new_file(folder, name) as path:
        pq.write_table(whole(table), path, compression="zstd", compression_level=1)
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()[:16]
    final = f"{name}-{digest}.parquet"
    path.replace(folder / final)
    return final


def _write_quarantine(table: pa.Table | None, folder: Path) -> None:
    """The quarantine for people: a file that Excel opens and in which it runs nothing."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(QUARANTINE.names)
    for batch in table.to_batches(max_chunksize=10_000) if table is not None else ():
        for row in batch.to_pylist():
            writer.writerow([harmless(row[name]) for name in QUARANTINE.names])
    write_whole(folder / QUARANTINE_FOR_PEOPLE, text.getvalue().encode("utf-8-sig"))


def harmless(value: Any) -> Any:
    """A cell that a spreadsheet shows and does not run: a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN_BY_EXCEL) else value


def _replace_process(folder: Path, text: str, before: str | None) -> tuple[Path | None, str]:
    """Write ``process.toml``; what a person made of it is copied first.

    Returns the copy, and what we wrote there last.
    """
    path = folder / PROCESS
    old = path.read_text(encoding="utf-8-sig") if path.is_file() else None
    if old == text:
        return None, before or text
    copy = keep_copy(path) if old is not None and old != before else None
    write_whole(path, text.encode())
    return copy, text
