"""Columns of some rows of a table, read as texts, dates, amounts; what cannot be read is flagged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import INSTANT, MONEY
from salestoolkit.errors import AmbiguousInput
from salestoolkit.sources.building.quarantine import Ledger, Mask, Rows
from salestoolkit.sources.building.stages import hint, is_placeholder, truth
from salestoolkit.sources.columns.currencies import SYMBOLS
from salestoolkit.sources.columns.dates import ParsedDates, date_order, parse_dates
from salestoolkit.sources.columns.numbers import parse_money, parse_share
from salestoolkit.sources.recognition.recognise import Recognised

FORMULA = r"^\s*[=@]|^\s*[+-].*[(|!]"
MARKUP = r"<[/!a-zA-Z]"
MONTHS = (
    (r"^(\d{4})[-/.](\d{2})$", r"\1-\2-01"),
    (r"^(\d{2})[-/.](\d{4})$", r"\2-\1-01"),
)
"""How a month alone is written, and its first day."""

DATE_FIELDS = (
    "observed_from",
    "created_at",
    "closed_at",
    "won_at",
    "lost_at",
    "expected_close",
    "stage_changed_at",
    "updated_at",
    "last_activity_at",
    "next_activity_at",
)
"""Fields of deals that hold dates."""


@dataclass(frozen=True)
class Formats:
    """What the user told about dates and numbers."""

    timezone: str | None
    date_order: str | None
    decimal: str | None


@dataclass(frozen=True)
class Cells:
    """The rows of one table that are read, column by column; each defect goes to the ledger."""

    number: int
    part: Recognised
    rows: Rows
    ledger: Ledger
    formats: Formats

    def has(self, field: str) -> bool:
        """Whether the table has a column for the field."""
        return field in self.part.fields

    def raw(self, field: str) -> pa.Array:
        """Text of a field as it stands in the file; nulls where there is no such column."""
        return self.column(self.part.fields.get(field))

    def column(self, header: str | None) -> pa.Array:
        """Text under a header as it stands in the file; nulls where there is no such column."""
        column = self.part.table.columns.get(header) if header else None
        if column is None:
            return pa.nulls(len(self.rows), pa.string())
        whole = len(self.rows) == self.part.table.num_rows
        return flat(column if whole else column.take(pa.array(self.rows)))

    def text(self, field: str) -> pa.Array:
        """A text, kept as written; formulas and markup in it are flagged, for writers to disarm."""
        values = self.raw(field)
        self._flag_code(field, values)
        return values

    def category(self, field: str) -> pa.Array:
        """A text chosen from a list: what a form left behind where nobody chose becomes null."""
        coded = self.raw(field).dictionary_encode()
        kept, left = coded.dictionary, labelled(coded.dictionary, "placeholder", is_placeholder)
        if left.any():
            self.flag("form_placeholder", field, np.append(left, False)[_codes(coded)])
            kept = without(kept, left)
        for flag, pattern in (("formula", FORMULA), ("markup", MARKUP)):
            odd = np.append(_matches(coded.dictionary, pattern), False)
            if odd.any():
                self.flag(flag, field, odd[_codes(coded)])
        return kept.take(coded.indices)

    def instants(self, field: str, header: str | None = None, *, months: bool = False) -> pa.Array:
        """Moments of a date column (UTC); unreadable and unlikely ones become null and are flagged.

        ``months``: a month alone (2026-03, 03.2026) is its first day.
        """
        header = header or self.part.fields[field]
        column = self.column(header)
        for written, first_day in MONTHS if months else ():
            column = pc.replace_substring_regex(column, written, first_day)
        parsed = self._parsed_dates(column, header)
        bad, odd = (np.asarray(mask, dtype=np.bool_) for mask in (parsed.bad, parsed.suspicious))
        self.flag("unreadable_date", field, bad, column)
        self.flag("suspicious_date", field, odd & ~bad, column)
        return without(flat(parsed.instants).cast(INSTANT), bad | odd)

    def money(self, field: str) -> tuple[pa.Array, pa.Array]:
        """Amounts and the currencies named beside them; unreadable ones become null and are flagged."""
        parsed = parse_money(
            self.raw(field), field=self.part.fields[field], decimal=self.formats.decimal
        )
        bad = np.asarray(parsed.bad, dtype=np.bool_)
        self.flag("unreadable_number", field, bad)
        return without(flat(parsed.values).cast(MONEY), bad), flat(parsed.currencies)

    def share(self, field: str) -> pa.Array:
        """Shares between 0 and 1; what cannot be one becomes null and is flagged."""
        raw = self.raw(field)
        coded = raw.dictionary_encode()
        header, decimal = self.part.fields[field], self.formats.decimal
        distinct = flat(parse_share(coded.dictionary, field=header, decimal=decimal))
        shares = distinct.cast(pa.float64()).take(coded.indices)
        outside = true(pc.or_(pc.less(shares, 0.0), pc.greater(shares, 1.0)))
        unread = true(pc.and_(pc.is_valid(raw), pc.is_null(shares)))
        self.flag("unreadable_number", field, outside | unread)
        return without(shares, outside)

    def truths(self, field: str) -> pa.Array:
        """Yes or no; other words become null and are flagged."""
        raw = self.raw(field)
        answers = by_word(raw, truth, pa.bool_())
        self.flag("unreadable_truth", field, true(pc.and_(pc.is_valid(raw), pc.is_null(answers))))
        return answers

    def currencies(self, field: str) -> pa.Array:
        """Currency codes: ``zł`` and ``pln`` are ``PLN``."""
        return by_word(self.category(field), currency_code, pa.string())

    def flag(self, flag: str, field: str, mask: Mask, values: pa.Array | None = None) -> None:
        """Flag the rows where the mask is true; ``values`` are what stands in each row read."""
        if not mask.any():
            return
        chosen = None if values is None else values.filter(pa.array(mask))
        self.ledger.flag(flag, field=field, table=self.number, rows=self.rows[mask], values=chosen)

    def _parsed_dates(self, column: pa.Array, header: str) -> ParsedDates:
        """Dates of a column; where its days and months could be either, other columns may tell."""
        zone, order = self.formats.timezone, self.formats.date_order
        try:
            return parse_dates(column, field=header, timezone=zone, order=order)
        except AmbiguousInput as error:
            if error.code != "ambiguous_date_order":
                raise
            told = {self._date_order(name) for name in DATE_FIELDS} - {None}
            if len(told) != 1:
                raise
            return parse_dates(column, field=header, timezone=zone, order=told.pop())

    def _date_order(self, field: str) -> str | None:
        if not self.has(field):
            return None
        try:
            return date_order(self.raw(field), field=field)
        except AmbiguousInput:
            return None

    def _flag_code(self, field: str, values: pa.Array) -> None:
        # One look for both: nearly every text is free of either.
        odd = np.flatnonzero(_matches(values, f"{FORMULA}|{MARKUP}"))
        for flag, pattern in (("formula", FORMULA), ("markup", MARKUP)):
            mask = np.zeros(len(values), dtype=np.bool_)
            mask[odd] = _matches(values.take(pa.array(odd)), pattern)
            self.flag(flag, field, mask)


def currency_code(text: str) -> str:
    """A currency as a code of three letters where we know it, else as written, in capitals."""
    return SYMBOLS.get(text.strip().casefold(), text.strip().upper())


def flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def by_word(column: pa.Array, read: Callable[[str], object], type_: pa.DataType) -> pa.Array:
    """Apply a function to each distinct text of a column; null stays null."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    return pa.array([read(word) for word in coded.dictionary.to_pylist()], type_).take(
        coded.indices
    )


def labelled(texts: pa.Array, form: str, is_form: Callable[[str], bool]) -> Mask:
    """Where a text is one of the forms that ``is_form`` knows; only likely ones are looked at."""
    found = _matches(texts, hint(form))
    likely = np.flatnonzero(found)
    found[likely] = [is_form(text) for text in texts.take(pa.array(likely)).to_pylist()]
    return found


def _codes(coded: pa.DictionaryArray) -> Rows:
    return np.asarray(coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False))


def _matches(texts: pa.Array, pattern: str) -> Mask:
    return true(pc.match_substring_regex(texts, pattern))


def true(condition: pa.Array) -> Mask:
    """A condition as a numpy mask; what is not known is not true."""
    known = pc.fill_null(condition, False).to_numpy(zero_copy_only=False)
    return np.array(known, dtype=np.bool_)


def without(values: pa.Array, mask: Mask) -> pa.Array:
    """The column with nulls where the mask is true."""
    return (
        pc.if_else(pa.array(mask), pa.scalar(None, values.type), values) if mask.any() else values
    )
