"""How many rows have each combination of keys, by packing the keys into one integer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from salestoolkit.book.encode import UNKNOWN_DAY, Codes, Ints, Mask, Wide
from salestoolkit.book.slabs import on_threads, ranges

Key = Codes | Ints | Mask
"""A column to count by: coded text, whole numbers (days may be unknown), or true and false."""

TEXT: Any = pd.StringDtype(storage="pyarrow", na_value=np.nan)
"""The text of pandas: what ``"str"`` means where there is Arrow."""
WIDEST = 1 << 62
"""Combinations that one packed integer holds."""
DENSE = 1 << 16
"""So many combinations are counted in a table of all of them, however few the rows are."""


@dataclass(frozen=True)
class Column:
    """How a key lies in packed integers: ``width`` numbers from ``lowest`` on.

    ``kind`` is its texts, or the type of its numbers; a column without a name stands for all those
    behind it together, ``renumbered`` as they occur.
    """

    name: str
    kind: Sequence[str | None] | type
    lowest: int
    width: int
    renumbered: Ints | None = None


@dataclass(frozen=True)
class Packed:
    """One integer below ``size`` for each row, the first of ``columns`` its most significant digit."""

    rows: Ints
    size: int
    columns: tuple[Column, ...] = ()

    def take(self, which: slice | Mask) -> Packed:
        """Only some of the rows."""
        return Packed(self.rows[which], self.size, self.columns)

    def by(self, name: str, key: Key, which: slice | Ints = slice(None)) -> Packed:
        """The rows with one more key before the others, ``which`` of its rows belongs to each."""
        column = _column(name, key)
        rows, size, columns = self.rows, self.size, self.columns
        if size * column.width > WIDEST:
            found, rows = np.unique(rows, return_inverse=True)
            size, columns = len(found), (Column("", int, 0, len(found), found), *columns)
        digit = _digit(key)[which].astype(_kind(size * column.width))
        if column.lowest:
            digit = np.maximum(digit, column.lowest) - column.lowest
        digit *= size
        digit += rows
        return Packed(digit, size * column.width, (column, *columns))


def packed(keys: Mapping[str, Key]) -> Packed:
    """Rows with all these keys, as one integer each."""
    columns = tuple(_column(name, key) for name, key in keys.items())
    size = prod(column.width for column in columns)
    rows = np.zeros(len(_digit(next(iter(keys.values())))), dtype=_kind(size))
    if size > WIDEST:
        found = Packed(rows, 1)
        for name, key in reversed(list(keys.items())):
            found = found.by(name, key)
        return found
    told = [pair for pair in zip(columns, keys.values(), strict=True) if pair[0].width > 1]

    def fill(part: slice) -> None:
        mine = rows[part]
        for column, key in told:
            digit = _digit(key)[part]
            mine *= column.width
            mine += np.maximum(digit, column.lowest) - column.lowest if column.lowest else digit

    list(on_threads(fill, ranges(len(rows))))
    return Packed(rows, size, columns)


def _kind(size: int) -> type[np.signedinteger[Any]]:
    return np.int32 if size < np.iinfo(np.int32).max else np.int64


def _digit(key: Key) -> Ints | Mask:
    return key.codes if isinstance(key, Codes) else key


def _column(name: str, key: Key) -> Column:
    """What a key's numbers mean, and how many there may be."""
    if isinstance(key, Codes):
        return Column(name, key.values, 0, max(len(key.values), 1))
    if key.dtype == np.bool_:
        return Column(name, bool, 0, 2)
    if not key.any():
        return Column(name, int, 0, 1)
    # Days that are not known are counted as the day before the first.
    return Column(name, int, -1, int(key.max(initial=0)) + 2)


def count_packed(rows: Packed) -> tuple[Wide, Wide]:
    """The packed numbers that occur, in order, and how often each does."""
    if _few(rows):
        counted = np.bincount(rows.rows, minlength=1)
        found = np.flatnonzero(counted)
        return found, counted[found]
    return np.unique(rows.rows, return_counts=True)


def places_of(rows: Packed, found: Wide) -> Ints:
    """Place of each row among the packed numbers that occur."""
    if not _few(rows):
        return np.searchsorted(found, rows.rows)
    table = np.zeros(rows.size, dtype=np.int32)
    table[found] = np.arange(len(found), dtype=np.int32)
    return table[rows.rows]


def _few(rows: Packed) -> bool:
    """Whether a table of all combinations is not much longer than the rows."""
    return rows.size <= max(4 * len(rows.rows), DENSE)


def tally(rows: Packed) -> pd.DataFrame:
    """One line for each combination of keys, with its number of rows ``n``."""
    found, n = count_packed(rows)
    return pd.DataFrame({**read(rows, found), "n": n})


def read(rows: Packed, found: Wide) -> dict[str, Any]:
    """The keys that packed numbers stand for."""
    read: dict[str, Any] = {}
    for place, column in enumerate(rows.columns):
        if column.renumbered is not None:
            found = column.renumbered[found]
            continue
        digit, found = np.divmod(found, _below(rows.columns[place + 1 :]))
        read[column.name] = _texts(column, digit + column.lowest)
    return read


def _below(columns: Sequence[Column]) -> int:
    """Combinations of these columns, up to where they were renumbered."""
    size = 1
    for column in columns:
        size *= column.width
        if column.renumbered is not None:
            break
    return size


def _texts(column: Column, numbers: Wide) -> Any:
    if not isinstance(column.kind, type):
        return text(numbers, column.kind)
    if column.kind is bool:
        return numbers.astype(np.bool_)
    return whole_days(np.where(numbers < 0, UNKNOWN_DAY, numbers).astype(np.int32))


def text(places: Ints | Wide, values: Sequence[str | None]) -> Any:
    """Values at these places as a text column; none at -1."""
    known = pa.array(values, type=pa.large_string())
    return TEXT.__from_arrow__(known.take(pa.array(places, mask=places < 0)))


def whole_days(numbers: Ints) -> Any:
    """Whole days as a nullable column."""
    unknown = numbers == UNKNOWN_DAY
    return pd.arrays.IntegerArray(np.where(unknown, 0, numbers).astype(np.int64), unknown)
