"""From files to a deal book on disk: the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.books.import_record import (
    Given,
    behind,
    first_export,
    last_export,
    read_before,
    record_after,
)
from salestoolkit.sources.books.merge import Merged, begin, merge, same_book
from salestoolkit.sources.books.names import PROCESS
from salestoolkit.sources.books.rates import convert, load_rates
from salestoolkit.sources.books.store import is_book, open_book, write_book, writing_book
from salestoolkit.sources.building.build import BuildOptions, Built, build
from salestoolkit.sources.building.reader import HISTORY_KINDS
from salestoolkit.sources.columns.zones import in_timezone
from salestoolkit.sources.event_log_mapping import (
    SECTION,
    TIMEZONE,
    is_event_log,
    with_stage_order,
)
from salestoolkit.sources.event_logs import read_event_log
from salestoolkit.sources.files.tables import RawTable, read_tables
from salestoolkit.sources.import_summary import (
    ImportSummary,
    book_counts,
    file_summary,
    summary_of_earlier,
    tally,
)
from salestoolkit.sources.processes import Additions, dump_processes, with_new_stages
from salestoolkit.sources.recognition.mapping import load_mapping
from salestoolkit.sources.recognition.recognise import Recognised, recognise
from salestoolkit.sources.recognition.wide_plans import long_plan

CRMS = ("pipedrive", "hubspot", "salesforce")
SPREADSHEET = "spreadsheet"

Progress = Callable[[str, float], None]
"""Called with the step (``read``, ``build``, ``merge``, ``write``) and the share done, 0-1."""


def import_files(
    paths: Sequence[Path | str],
    *,
    to: Path | str,
    source: str | None = None,
    exported_at: date | None = None,
    timezone: str | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    mapping: Mapping[str, Any] | Path | None = None,
    as_table: str | None = None,
    rates: Path | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Read exports of one source into a deal book; an interruption leaves the book that was there.

    Parameters
    ----------
    paths : sequence of Path
        Files of one export: deals, and beside them stage histories, activities and so on.
    to : Path
        Folder of the book, made where it is missing.
    source : str, optional
        Name of the source; else what the files are (``pipedrive``, ``hubspot``, ... ``spreadsheet``).
    exported_at : date, optional
        Day of the export; else the latest event that is not a plan.
    timezone, date_order, decimal : str, optional
        What the files cannot tell. The time zone is kept in the book.
    mapping : mapping or Path, optional
        Columns, stages and words that are not known by themselves: see
        `salestoolkit.sources.recognition.mapping`.
    as_table : str, optional
        Read the files as an optional table (``reps``, ``quotas``, ...).
    rates : Path, optional
        Exchange rates into one currency, kept in the book: see `salestoolkit.sources.books.rates`.
    progress : callable, optional
        Told of each step.

    Raises
    ------
    ImportFailed, AmbiguousInput, InvalidValue, BookError
        Where something could not be read, recognised or written; nothing was changed then.
    """
    given = Given(
        exported_at=exported_at,
        timezone=timezone,
        date_order=date_order,
        decimal=decimal,
        mapping=load_mapping(mapping) if isinstance(mapping, Path) else dict(mapping or {}),
        as_table=as_table,
        rates=None if rates is None else load_rates(rates),
    )
    tell = progress or _silent
    folder = Path(to)
    with writing_book(folder):
        book = open_book(folder, at_once=True) if is_book(folder) else None
        given = _zoned(given.with_what_is_kept(book))
        recognised = _recognised([Path(path) for path in paths], given, tell)
        name = source or (SECTION if SECTION in given.mapping else _source_name(recognised))
        if book is not None:
            hashes = [one.table.sha256 for one in recognised]
            entry = read_before(book.provenance, name, hashes, given.fingerprint())
            if entry is not None:
                return summary_of_earlier(folder, book, entry)
        return _import(folder, book, name, recognised, given, tell)


def _zoned(given: Given) -> Given:
    """With the time zone of an event log where no other is told: it has no team that works in one."""
    if SECTION not in given.mapping or given.timezone is not None:
        return given
    return replace(given, timezone=str(given.mapping[SECTION].get(TIMEZONE, "UTC")))


def _silent(step: str, share: float) -> None:
    """Progress that nobody asked for."""


def _recognised(paths: Sequence[Path], given: Given, tell: Progress) -> list[Recognised]:
    tables: list[RawTable] = []
    for number, path in enumerate(paths):
        tell("read", 0.25 * number / len(paths))
        tables += read_tables(path)
    recognised: list[Recognised] = []
    for table in tables:
        if is_event_log(table, given.mapping, alone=len(tables) == 1):
            recognised += read_event_log(
                table, given.mapping, timezone=given.timezone, date_order=given.date_order
            )
        else:
            mapping = given.mapping or None
            plan = long_plan(table, named=given.as_table == "quotas")
            recognised.append(recognise(plan, mapping=mapping, as_table=given.as_table))
    return recognised


def _source_name(recognised: Sequence[Recognised]) -> str:
    """The CRM that the files are from; files of no CRM are a team's own spreadsheets."""
    words = [word for one in recognised for word in one.kind.split("_")]
    return next((word for word in words if word in CRMS), SPREADSHEET)


def _import(
    folder: Path,
    book: DealBook | None,
    name: str,
    recognised: Sequence[Recognised],
    given: Given,
    tell: Progress,
) -> ImportSummary:
    tell("build", 0.25)
    built = _built(name, recognised, given)
    tell("merge", 0.7)
    merged = _merged(book, built, name, told=given.exported_at is not None)
    process = _process(folder, book, built)
    summary = _summary(folder, name, recognised, built, merged, process)
    if book is not None:
        summary = replace(summary, other_sources=behind(book.provenance, name, summary.as_of))
    if book is not None and not process.stages and same_book(book, merged.book):
        return replace(summary, nothing_new=True)
    tell("write", 0.75)
    kept = record_after(book.provenance if book else {}, summary, built, given)
    copy = write_book(
        replace(merged.book, provenance=kept),
        folder,
        process_text=process.text,
        process_before=book.provenance["process"] if book else None,
    )
    tell("write", 1.0)
    return replace(summary, process_copy=copy)


def _built(name: str, recognised: Sequence[Recognised], given: Given) -> Built:
    options = BuildOptions(
        source_name=name,
        timezone=given.timezone,
        date_order=given.date_order,
        decimal=given.decimal,
        exported_at=given.exported_at,
        mapping=with_stage_order(given.mapping),
    )
    built = build(recognised, options)
    if given.rates is None:
        return built
    deals = convert(built.deals, given.rates, as_of=built.as_of, timezone=built.timezone)
    return replace(built, deals=deals)


def _merged(book: DealBook | None, built: Built, name: str, *, told: bool) -> Merged:
    """The book with this export; its day decides what is newer, so a guessed one must not hide news.

    Raises
    ------
    ImportFailed
        ``export_day_unclear`` where the day was not told, lies before the last export's, and
        deals stand elsewhere than they did then.
    """
    if book is None:
        return begin(built)
    last = last_export(book.provenance, name)
    merged = merge(
        in_timezone(book, built.timezone),
        built,
        source=name,
        first=first_export(book.provenance, name),
        last=last,
    )
    if merged.withheld and not told and any(file.kind not in HISTORY_KINDS for file in built.files):
        raise ImportFailed(
            "export_day_unclear",
            value=built.as_of,
            allowed=last,
            count=merged.withheld,
            option="--exported-at",
        )
    return merged


def _process(folder: Path, book: DealBook | None, built: Built) -> Additions:
    """The text of ``process.toml`` after the import, and the stages that are new in it."""
    path = folder / PROCESS
    if book is None or not path.is_file():
        known = book.processes if book else {}
        processes = {**built.processes, **known}
        return Additions(text=dump_processes(processes.values()), stages={})
    text = path.read_text(encoding="utf-8-sig")
    return with_new_stages(text, built.processes, book.provenance.get("stages", {}))


def _summary(
    folder: Path,
    name: str,
    recognised: Sequence[Recognised],
    built: Built,
    merged: Merged,
    process: Additions,
) -> ImportSummary:
    return ImportSummary(
        book=folder,
        source=name,
        files=tuple(map(file_summary, recognised, built.files)),
        first=merged.first,
        older=merged.older,
        added=merged.added,
        changed=merged.changed,
        moved=merged.moved,
        absent=merged.absent,
        flags=tally(built.flags["flag"]),
        reasons=tally(built.quarantine["reason"]),
        tables={table: rows.num_rows for table, rows in built.tables.items()},
        processes=tuple(built.processes.values()),
        stages_added=process.stages,
        notes=built.notes,
        **book_counts(merged.book),
    )
