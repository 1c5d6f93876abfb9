"""Where each row of a file went: the deal book (perhaps flagged), a repeat, or the quarantine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salestoolkit.book import schema
from salestoolkit.sources.files.tables import RawTable
from salestoolkit.sources.recognition.recognise import Recognised

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

REASONS = (
    "conflicting_rows",
    "deleted",
    "no_id",
    "no_status",
    "ragged_line",
    "total_row",
    "unknown_deal",
    "unknown_table",
    "unreadable_status",
)
"""Why a row cannot be counted; keys of content ``import.toml``, table ``reasons``."""

FLAGS = (
    "currency_conflict",
    "files_disagree",
    "form_placeholder",
    "formula",
    "future_date",
    "lost_value_zero",
    "markup",
    "negative_time",
    "no_close_date",
    "no_entry_date",
    "no_start_date",
    "product_spelling",
    "stage_after_close",
    "stage_spelling",
    "suspicious_date",
    "unknown_stage",
    "unreadable_date",
    "unreadable_number",
    "unreadable_truth",
    "won_with_lost_reason",
)
"""Defects of deals that are in the book; keys of content ``import.toml``, table ``flags``."""

NOT_KEPT, NO_DEAL = -1, -2
"""Instead of a deal's place: its row is not in the book; its table is not about deals."""

UNSEEN, USED, REPEATED, QUARANTINED = range(4)


@dataclass(frozen=True)
class Flag:
    """One defect in some rows of a table; ``values`` are what stood there."""

    flag: str
    field: str
    table: int
    rows: Rows
    values: pa.Array


@dataclass
class Ledger:
    """Books every row of every table exactly once, and remembers the defects."""

    tables: Sequence[Recognised]
    states: list[npt.NDArray[np.int8]] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    _set_aside: list[tuple[int, Rows, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.states = [np.zeros(part.table.num_rows, np.int8) for part in self.tables]

    def use(self, table: int, rows: Rows | Mask) -> None:
        """Rows that are in the book."""
        self._book(table, rows, USED)

    def repeat(self, table: int, rows: Rows | Mask) -> None:
        """Rows that add nothing to the book."""
        self._book(table, rows, REPEATED)

    def quarantine(self, table: int, rows: Rows | Mask, reason: str) -> None:
        """Rows that cannot be counted, and why."""
        chosen = _numbers(rows)
        if len(chosen):
            self._book(table, chosen, QUARANTINED)
            self._set_aside.append((table, chosen, reason))

    def used(self, table: int) -> Mask:
        """Rows of a table that are in the book."""
        used: Mask = self.states[table] == USED
        return used

    def flag(
        self, flag: str, *, field: str, table: int, rows: Rows, values: pa.Array | None = None
    ) -> None:
        """A defect in some rows; ``values`` default to what stands in the field's column."""
        if not len(rows):
            return
        if values is None:
            header = self.tables[table].fields.get(field)
            column = self.tables[table].table.columns.get(header) if header else None
            values = pa.nulls(len(rows), pa.string()) if column is None else _take(column, rows)
        self.flags.append(Flag(flag, field, table, rows, values))

    def count(self, table: int) -> tuple[int, int, int, int]:
        """Rows of a table: read, used, repeated, quarantined (broken lines among them)."""
        state, broken = self.states[table], len(self.tables[table].table.broken)
        assert (state != UNSEEN).all(), "a row was neither used, repeated nor set aside"
        used, repeated, aside = (
            int((state == kind).sum()) for kind in (USED, REPEATED, QUARANTINED)
        )
        return len(state) + broken, used, repeated, aside + broken

    def quarantine_table(self, source_name: str) -> pa.Table:
        """Rows set aside, in the order of files and lines."""
        found: list[tuple[int, int, str, str]] = []
        for number, part in enumerate(self.tables):
            found += [(number, line, "ragged_line", text) for line, text in part.table.broken]
        for number, rows, reason in self._set_aside:
            raw = self.tables[number].table
            texts = _rows_as_json(raw, rows)
            found += [
                (number, raw.line(int(row)), reason, text)
                for row, text in zip(rows, texts, strict=True)
            ]
        found.sort(key=lambda entry: entry[:2])
        columns = {
            "source_name": [source_name] * len(found),
            "file": [file_name(self.tables[entry[0]].table) for entry in found],
            "line": [entry[1] for entry in found],
            "reason": [entry[2] for entry in found],
            "row": [entry[3] for entry in found],
        }
        return pa.table(columns, schema=schema.QUARANTINE)

    def flag_table(
        self, source_name: str, deal_of: Sequence[npt.NDArray[np.int32]], deal_ids: pa.Array
    ) -> tuple[pa.Table, list[tuple[str, npt.NDArray[np.int32]]]]:
        """Flags of what is in the book, and by flag the deals that bear it.

        ``deal_of`` tells for each table the deal (its place in ``deal_ids``) of every row, `NO_DEAL`
        for rows of tables that are not about deals, `NOT_KEPT` for rows whose deal is not in the book.
        """
        tables: list[pa.Table] = []
        bearers: list[tuple[str, npt.NDArray[np.int32]]] = []
        # Columns are read several at a time: their flags come in any order.
        for flag in sorted(self.flags, key=lambda flag: (flag.table, flag.field, flag.flag)):
            deals = deal_of[flag.table][flag.rows]
            known = deals != NOT_KEPT
            if not known.any():
                continue
            bearers.append((flag.flag, deals[deals >= 0]))
            places = pa.array(deals[known], mask=deals[known] == NO_DEAL)
            tables.append(self._flag_rows(source_name, flag, known, deal_ids.take(places)))
        return pa.concat_tables([schema.FLAGS.empty_table(), *tables]), bearers

    def _flag_rows(self, source_name: str, flag: Flag, known: Mask, deal_ids: pa.Array) -> pa.Table:
        raw, n = self.tables[flag.table].table, len(deal_ids)
        columns = [
            pa.repeat(pa.scalar(source_name, pa.string()), n),
            deal_ids,
            pa.repeat(pa.scalar(flag.flag, pa.string()), n),
            pa.repeat(pa.scalar(flag.field, pa.string()), n),
            flag.values.filter(pa.array(known)).cast(pa.string()),
            pa.repeat(pa.scalar(file_name(raw), pa.string()), n),
            pa.array(raw.lines(flag.rows[known]), pa.int64()),
        ]
        return pa.table(columns, schema=schema.FLAGS)

    def _book(self, table: int, rows: Rows | Mask, state: int) -> None:
        states = self.states[table]
        assert (states[rows] == UNSEEN).all(), "a row was booked twice"
        states[rows] = state


def file_name(raw: RawTable) -> str:
    """Name of a table as the user knows it: the file, and the sheet where there are several."""
    return raw.path.name if raw.sheet is None else f"{raw.path.name} [{raw.sheet}]"


def joined_flags(bearers: Sequence[tuple[str, npt.NDArray[np.int32]]], deals: int) -> pa.Array:
    """Flag codes of each deal joined by ``;``, null for deals without one."""
    names = sorted({name for name, _ in bearers})
    held = np.zeros(deals, np.int64)
    for name, places in bearers:
        held[places] |= 1 << names.index(name)
    flagged = np.flatnonzero(held)
    sets, which = np.unique(held[flagged], return_inverse=True)
    texts = [
        ";".join(name for place, name in enumerate(names) if held_set >> place & 1)
        for held_set in sets.tolist()
    ]
    places = np.full(deals, len(texts), np.int32)
    places[flagged] = which
    return pa.array([*texts, None], pa.string()).take(pa.array(places))


def _numbers(rows: Rows | Mask) -> Rows:
    return np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)


def _take(column: pa.ChunkedArray, rows: Rows) -> pa.Array:
    taken = column.take(pa.array(rows))
    return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken


def _rows_as_json(raw: RawTable, rows: Rows) -> list[str]:
    cells = pa.table({name: _take(column, rows) for name, column in raw.columns.items()})
    return [json.dumps(row, ensure_ascii=False) for row in cells.to_pylist()]
