"""The drop folder: exports that lie there are imported, then moved aside, with the reason where refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from salestoolkit.errors import BookError, ImportFailed, SalesToolkitError
from salestoolkit.reports.schedule.drop_options import Drop, ImportOptions
from salestoolkit.reports.schedule.moved_files import Move, finish_moves, move_all
from salestoolkit.reports.schedule.parcels import (
    READ,
    REFUSED,
    Parcel,
    links_in,
    newest_day,
    parcels_in,
    refuse_too_large,
)
from salestoolkit.reports.schedule.schedule_file import Schedule

if TYPE_CHECKING:
    from salestoolkit.sources.import_summary import ImportSummary
    from salestoolkit.words import Words

NOT_THE_FILE = ("book_", "cannot_write", "timezone_differs", "mapping_", "rates_")
"""Beginnings of codes that say that the files must wait, not that anything is wrong with them."""

Fate = Literal["read", "refused", "left", "waiting_files"]
"""``left``: nothing is wrong with the files, but they could not be imported now; ``waiting_files``: they are
still being written."""


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """What became of files of the drop folder.

    ``files`` are their paths from the drop folder, ``places`` where they lie now.
    """

    files: tuple[str, ...]
    fate: Fate
    summary: ImportSummary | None = None
    error: SalesToolkitError | None = None
    places: tuple[Path, ...] = ()


def import_dropped(schedule: Schedule, *, now: datetime, words: Words) -> Iterator[Dropped]:
    """Import what lies in the drop folder, one import after the other, and move it aside.

    A file is moved only when it has been read: an interruption leaves it, and what is imported twice
    changes nothing.
    """
    if schedule.drop is None:
        return
    clerk = _Clerk(schedule, schedule.drop, now, words)
    drop = schedule.drop
    try:
        finish_moves(schedule.state)
        drop.folder.mkdir(parents=True, exist_ok=True)
        for link in links_in(drop):
            yield clerk.refuse([link], ImportFailed("dropped_link", file=link.name))
        for parcel in parcels_in(drop, zone=schedule.zone, now=now):
            yield from clerk.receive(parcel)
    except (SalesToolkitError, OSError) as error:
        yield Dropped(files=(), fate="left", error=_ours(error, drop.folder))


@dataclass(frozen=True)
class _Clerk:
    """Receives the parcels of one call."""

    schedule: Schedule
    drop: Drop
    now: datetime
    words: Words

    def receive(self, parcel: Parcel) -> Iterator[Dropped]:
        """Import a parcel; files that nobody could read are refused by themselves, the rest read."""
        if not parcel.whole:
            yield Dropped(files=self._named(parcel.files), fate="waiting_files")
            return
        whole = self._try(parcel)
        if whole.fate != "refused":
            yield self._put(whole, parcel)
            return
        faults = {
            path: fault for path in parcel.files if (fault := self._fault(path, parcel.options))
        }
        rest = tuple(path for path in parcel.files if path not in faults)
        if not rest or not faults:
            yield self._put(whole, parcel)
            return
        for path, fault in faults.items():
            yield self.refuse([path], fault)
        yield from self.receive(replace(parcel, files=rest))

    def refuse(self, files: list[Path], error: SalesToolkitError) -> Dropped:
        """Set files aside with the reason beside them."""
        reason = self.words.text("schedule.reason", sentence=self.words.error(error))
        hint = self.words.text("schedule.reason_hint", schedule=str(self.schedule.file))
        text = f"{reason}\n\n{hint}\n"
        places = self._move(files, REFUSED, text)
        return Dropped(files=self._named(files), fate="refused", error=error, places=places)

    def _fault(self, path: Path, options: ImportOptions) -> SalesToolkitError | None:
        """What is wrong with a file by itself; None where it can be read and is recognised."""
        try:
            refuse_too_large(path, self.drop.largest_mb)
            _recognise(path, options)
        except (OSError, MemoryError):
            raise
        except Exception as error:
            return _fault_of(error)
        return None

    def _try(self, parcel: Parcel) -> Dropped:
        names, before = self._named(parcel.files), _states(parcel.files)
        try:
            summary = _import(parcel, self.schedule, self.drop)
        except SalesToolkitError as error:
            waits = isinstance(error, BookError) or error.code.startswith(NOT_THE_FILE)
            return Dropped(files=names, fate="left" if waits else "refused", error=error)
        except (OSError, MemoryError) as error:
            return Dropped(files=names, fate="left", error=_ours(error, self.drop.folder))
        except Exception as error:
            return Dropped(files=names, fate="refused", error=_fault_of(error))
        if _states(parcel.files) != before:
            return Dropped(files=names, fate="waiting_files", summary=summary)
        return Dropped(files=names, fate="read", summary=summary)

    def _put(self, dropped: Dropped, parcel: Parcel) -> Dropped:
        """Move the files where they belong now."""
        if dropped.fate == "refused" and dropped.error is not None:
            return self.refuse(list(parcel.files), dropped.error)
        if dropped.fate == "read":
            return replace(dropped, places=self._move(list(parcel.files), READ, None))
        return dropped

    def _move(self, files: list[Path], where: str, reason: str | None) -> tuple[Path, ...]:
        day = self.now.astimezone(self.schedule.zone).date().isoformat()
        moves = []
        for path in files:
            inside = path.parent.relative_to(self.drop.folder)
            folder = self.drop.folder / where / day / inside
            moves.append(Move.of(path, folder, reason=reason))
        places = tuple(move_all(moves, self.schedule.state))
        for path in files:
            self._tidy(path.parent)
        return places

    def _tidy(self, folder: Path) -> None:
        """Remove a folder that was dropped once it is empty; one that the schedule names stays."""
        while folder != self.drop.folder:
            if folder.parent == self.drop.folder and folder.name in self.drop.by_folder:
                return
            with suppress(OSError):
                folder.rmdir()
            folder = folder.parent

    def _named(self, files: tuple[Path, ...] | list[Path]) -> tuple[str, ...]:
        return tuple(path.relative_to(self.drop.folder).as_posix() for path in files)


def _import(parcel: Parcel, schedule: Schedule, drop: Drop) -> ImportSummary:
    from salestoolkit.sources.books.store import is_book
    from salestoolkit.sources.importer import import_files

    for path in parcel.files:
        refuse_too_large(path, drop.largest_mb)
    options = parcel.options
    # a book that has a zone keeps it; the first import is in the zone that the team works in
    zone = options.timezone or (None if is_book(options.book) else str(schedule.zone))
    by_file = options.exported_at == "file_date"
    summary = import_files(
        parcel.files,
        to=options.book,
        source=options.source,
        exported_at=newest_day(parcel.files, schedule.zone) if by_file else None,
        timezone=zone,
        date_order=options.date_order,
        decimal=options.decimal,
        mapping=options.mapping,
        as_table=options.as_table,
        rates=options.rates,
    )
    summary.refuse_if_nothing_counted()
    return summary


def _recognise(path: Path, options: ImportOptions) -> None:
    """Read one file and see what it is; ImportFailed where it is nothing that an import reads."""
    from salestoolkit.sources.files.tables import read_tables
    from salestoolkit.sources.recognition.mapping import load_mapping
    from salestoolkit.sources.recognition.recognise import recognise
    from salestoolkit.sources.recognition.wide_plans import long_plan

    mapping = load_mapping(options.mapping) if options.mapping else None
    for table in read_tables(path):
        if not mapping or "event_log" not in mapping:
            plan = long_plan(table, named=options.as_table == "quotas")
            recognise(plan, mapping=mapping, as_table=options.as_table)


def _states(files: tuple[Path, ...]) -> list[tuple[int, int]]:
    """What changes with the content of files, or when one is taken away."""
    known = (path.stat() if path.exists() else None for path in files)
    return [(-1, -1) if one is None else (one.st_size, one.st_mtime_ns) for one in known]


def _fault_of(error: Exception) -> SalesToolkitError:
    """What is wrong with a file; a fault of ours must not stop what else was dropped, nor the reports."""
    if isinstance(error, SalesToolkitError):
        return error
    fault = ImportFailed("dropped_unforeseen", kind=type(error).__name__, value=str(error))
    fault.__cause__ = error
    return fault


def _ours(error: BaseException, folder: Path) -> SalesToolkitError:
    """What the system would not do, as an error with a sentence."""
    if isinstance(error, SalesToolkitError):
        return error
    if isinstance(error, MemoryError):
        return ImportFailed("dropped_no_memory", path=str(folder))
    path = getattr(error, "filename", None) or folder
    reason = getattr(error, "strerror", None) or str(error)
    return ImportFailed("dropped_not_moved", path=str(path), reason=reason)
