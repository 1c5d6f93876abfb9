"""From recognised tables of text to the tables of a deal book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from salestoolkit.book.schema import CLOSE_DATES, INSTANT
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.cells import Formats
from salestoolkit.sources.building.close_dates import read_close_dates
from salestoolkit.sources.building.deal_files import DEAL_KINDS, read_deals
from salestoolkit.sources.building.defects import (
    last_event,
    settle_dates,
    settle_spans,
    settle_values,
)
from salestoolkit.sources.building.history import History, complete, latest, read_history
from salestoolkit.sources.building.optional import COLUMNS, NAMES, read_optional
from salestoolkit.sources.building.people import fill_from_tables
from salestoolkit.sources.building.quarantine import Ledger, file_name
from salestoolkit.sources.building.reader import HISTORY_KINDS
from salestoolkit.sources.building.results import deals_by_row, deals_table, note_currencies
from salestoolkit.sources.building.setup import SETUP_KINDS, Setup, read_setup
from salestoolkit.sources.building.spelling import product_key, settle_spelling, stage_key
from salestoolkit.sources.building.stage_log import log_table
from salestoolkit.sources.building.status import Settled, settle_status
from salestoolkit.sources.recognition.recognise import Recognised


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """What only the user can tell about an export.

    ``mapping`` is the mapping file as read from TOML. Of it the builder reads
    ``[stages] order`` (list of stages), ``[stages.names]`` (id = name), ``[stages.rename]`` (old = new),
    ``[stages.universal]`` (stage = one of the seven) and ``[status]`` (won, lost, open, deleted = lists
    of words).
    """

    source_name: str
    timezone: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    exported_at: date | None = None
    mapping: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FileCount:
    """Where the rows of one table went: ``rows == used + repeated + quarantined``.

    ``repeated`` rows add nothing: the same row again, or a change that is none of stage, status or close date.
    """

    file: str
    kind: str
    rows: int
    used: int
    repeated: int
    quarantined: int


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something the user should know that is no defect of a single row.

    ``code`` is a key of content ``import.toml``, table ``notes``; ``fields`` fill its sentence.
    """

    code: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Built:
    """Tables of a deal book made from the files of one source (see `salestoolkit.book.schema`).

    ``as_of`` is ``date.min`` where the files hold no deals at all (optional tables alone).
    ``stage_changed`` is the CRM's last stage change of each deal, in the order of ``deals``;
    ``close_dates`` the expected close dates that its history shows to have been moved.
    """

    deals: pa.Table
    stage_log: pa.Table
    quarantine: pa.Table
    flags: pa.Table
    tables: dict[str, pa.Table]
    processes: dict[str | None, SalesProcess]
    as_of: date
    timezone: str
    files: tuple[FileCount, ...]
    notes: tuple[Note, ...]
    stage_changed: pa.Array | None = None
    close_dates: pa.Table = field(default_factory=CLOSE_DATES.empty_table)


def build(recognised: Sequence[Recognised], options: BuildOptions) -> Built:
    """Make the deal book's tables from the recognised tables of one source.

    Every row read is used, a repeat, or set aside with its reason; see ``docs/import_defects.md``
    for what is done about each defect.

    Raises
    ------
    ImportFailed
        ``deal_id_missing``, ``status_missing``, ``too_many_stage_names``, ``export_day_missing``,
        ``unknown_universal_stage``.
    AmbiguousInput
        Where a date order, a decimal sign or a time zone must be told.
    """
    ledger = Ledger(recognised)
    notes = Notes()
    formats = Formats(options.timezone, options.date_order, options.decimal)
    timezone = options.timezone or "UTC"
    set_aside_unread(ledger)
    tables = read_optional(ledger, formats, options.source_name)
    setup = read_setup(ledger, formats, options.mapping)
    settled = _settled(ledger, formats, options, setup, notes.add, tables)
    history = read_history(settled, setup, ledger, formats, options.mapping, notes.add)
    moved = read_close_dates(ledger, formats, history.deals.get("deal_id"), options.source_name)
    deals = settle_spans(history.deals, ledger, timezone=timezone)
    history = complete(
        replace(history, deals=deals),
        setup,
        ledger,
        mapping=options.mapping,
        source_name=options.source_name,
        timezone=timezone,
    )
    as_of = options.exported_at or _last_day(history, settled.newest, timezone)
    flags, bearers = ledger.flag_table(
        options.source_name, deals_by_row(ledger, history.deals), history.deals.get("deal_id")
    )
    note_currencies(history.deals, notes.add)
    return Built(
        deals=deals_table(history.deals, options.source_name, bearers),
        stage_log=log_table(
            history.events,
            history.vocabulary.names,
            history.deals.get("deal_id"),
            options.source_name,
        ),
        quarantine=ledger.quarantine_table(options.source_name),
        flags=flags,
        tables=tables,
        processes=history.processes,
        as_of=as_of,
        timezone=timezone,
        files=tuple(_file_count(ledger, number) for number in range(len(recognised))),
        notes=notes.all,
        stage_changed=history.deals.get("stage_changed_at", INSTANT),
        close_dates=moved,
    )


class Notes:
    """What the user should know, each thing once."""

    def __init__(self) -> None:
        self.all: tuple[Note, ...] = ()

    def add(self, code: str, **fields: Any) -> None:
        """Keep a note."""
        note = Note(code=code, fields=fields)
        if note not in self.all:
            self.all = (*self.all, note)


def set_aside_unread(ledger: Ledger) -> None:
    """Tables of kinds that a deal book has no place for."""
    read = DEAL_KINDS | HISTORY_KINDS | SETUP_KINDS | set(COLUMNS) | set(NAMES)
    for number, part in enumerate(ledger.tables):
        if part.kind not in read:
            ledger.quarantine(number, np.arange(part.table.num_rows), "unknown_table")


def _settled(
    ledger: Ledger,
    formats: Formats,
    options: BuildOptions,
    setup: Setup,
    note: Callable[..., None],
    tables: Mapping[str, pa.Table],
) -> Settled:
    """Deals with their status, dates and values in order."""
    deals = setup.named(read_deals(ledger, formats, note))
    settled = settle_status(deals, ledger, options.mapping, note)
    for origin in settled.deals.origins:
        origin.book(ledger)
    timezone = options.timezone or "UTC"
    deals = settle_dates(settled.deals, ledger, timezone=timezone, exported_at=options.exported_at)
    deals = settle_values(deals, ledger)
    known = tables["products"]["product"].drop_null().to_pylist() if "products" in tables else ()
    deals = settle_spelling(deals, "product", ledger, key=product_key, known=known, note=note)
    listed = [name for names in setup.order.values() for name in names]
    deals = settle_spelling(deals, "stage", ledger, key=stage_key, known=listed, note=note)
    return replace(settled, deals=fill_from_tables(deals, tables))


def _last_day(history: History, newest: datetime | None, timezone: str) -> date:
    """Day of the latest event that is not a plan; where all deals were set aside, of the newest one.

    Raises
    ------
    ImportFailed
        ``export_day_missing`` where there are deals and no date of any event.
    """
    moments = [last_event(history.deals), latest(history.events)]
    known = [moment for moment in moments if moment is not None]
    if not history.deals.size:
        if newest is None:
            return date.min
        known = [newest]
    if not known:
        raise ImportFailed("export_day_missing", option="--exported-at 2026-01-31")
    return max(known).astimezone(ZoneInfo(timezone)).date()


def _file_count(ledger: Ledger, number: int) -> FileCount:
    part = ledger.tables[number]
    rows, used, repeated, quarantined = ledger.count(number)
    return FileCount(
        file=file_name(part.table),
        kind=part.kind,
        rows=rows,
        used=used,
        repeated=repeated,
        quarantined=quarantined,
    )
