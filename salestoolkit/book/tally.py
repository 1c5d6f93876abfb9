"""How many rows have each combination of keys, by packing the keys into one integer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from salestoolkit.book.encode import UNKNOWN_DAY, Codes, Ints, Mask, Wide

Key = Codes | Ints | Mask
"""A column to count by: coded text, whole numbers (days may be unknown), or true and false."""

WIDEST = 1 << 62
"""Combinations that one packed integer holds."""

Rows = Wide | slice
"""Which rows to count; a slice for all of them, which spares a copy of every key."""


@dataclass(frozen=True)
class Packing:
    """How one key became a digit: ``lowest`` number, ``width``, and what was renumbered before it."""

    lowest: int
    width: int
    renumbered: Wide | None


def rows_of(kept: Mask) -> Rows:
    """Places of the rows kept."""
    return slice(None) if kept.all() else np.flatnonzero(kept)


def tally(keys: Mapping[str, Key], rows: Rows) -> pd.DataFrame:
    """One line for each combination of keys among ``rows``, with its number of rows ``n``."""
    packed, size, packing = _pack(keys, rows)
    found, n = _count(packed, size)
    return pd.DataFrame({**_columns(keys, found, packing), "n": n})


def tally_money(keys: Mapping[str, Key], rows: Rows, value: pa.ChunkedArray) -> pd.DataFrame:
    """`tally` with the rows that have a value (``value_n``) and their exact sum (``value_sum``)."""
    packed, size, packing = _pack(keys, rows)
    found, n = _count(packed, size)
    chosen = value if isinstance(rows, slice) else value.take(pa.array(rows))
    money = chosen.cast(pa.decimal128(38, 4))
    sums = (
        pa.table({"packed": packed, "value": money})
        .group_by("packed")
        .aggregate([("value", "count"), ("value", "sum")])
        .sort_by("packed")
    )
    totals = [float(total or 0) for total in sums["value_sum"].to_pylist()]
    return pd.DataFrame(
        {
            **_columns(keys, found, packing),
            "n": n,
            "value_n": sums["value_count"].to_numpy(),
            "value_sum": np.array(totals, dtype=np.float64),
        }
    )


def _count(packed: Wide, size: int) -> tuple[Wide, Wide]:
    """The packed numbers that occur, in order, and how often each does."""
    if size <= max(4 * len(packed), 1 << 16):
        counted = np.bincount(packed, minlength=1)
        found = np.flatnonzero(counted)
        return found, counted[found]
    found, n = np.unique(packed, return_counts=True)
    return found, n


def _pack(keys: Mapping[str, Key], rows: Rows) -> tuple[Wide, int, list[Packing]]:
    """Keys as digits of one integer, the first the most significant; its size; how to read it."""
    digits = [_digit(key, rows) for key in keys.values()]
    packed = np.zeros(len(digits[0][0]), dtype=np.int64)
    size, packing = 1, []
    for digit, lowest, width in digits:
        renumbered = None
        if size * width > WIDEST:
            renumbered, packed = np.unique(packed, return_inverse=True)
            size = len(renumbered)
        if width > 1:
            packed *= width
            packed += digit
        packing.append(Packing(lowest, width, renumbered))
        size *= width
    return packed, size, packing


def _digit(key: Key, rows: Rows) -> tuple[Ints | Wide | Mask, int, int]:
    """A key as numbers from 0, what 0 stands for, and how many numbers there may be."""
    if isinstance(key, Codes):
        return key.codes[rows], 0, max(len(key.values), 1)
    if key.dtype == np.bool_:
        return key[rows], 0, 2
    numbers = key[rows]
    if not numbers.any():
        return numbers, 0, 1
    numbers = np.maximum(numbers, -1) + 1
    return numbers, -1, int(numbers.max(initial=0)) + 1


def _columns(keys: Mapping[str, Key], found: Wide, packing: list[Packing]) -> dict[str, Any]:
    """The keys that the packed numbers stand for."""
    columns: dict[str, Any] = {}
    for (name, key), how in zip(reversed(list(keys.items())), reversed(packing), strict=True):
        found, digit = np.divmod(found, how.width)
        columns[name] = _column(key, digit + how.lowest)
        if how.renumbered is not None:
            found = how.renumbered[found]
    return {name: columns[name] for name in keys}


def _column(key: Key, numbers: Wide) -> Any:
    if isinstance(key, Codes):
        return text(numbers, key.values)
    if key.dtype == np.bool_:
        return numbers.astype(np.bool_)
    return whole_days(np.where(numbers < 0, UNKNOWN_DAY, numbers).astype(np.int32))


def text(places: Ints | Wide, values: Sequence[str | None]) -> Any:
    """Values at these places as a text column; none at -1."""
    table = np.array([*values, None], dtype=object)
    return pd.array(table[places], dtype="str")


def whole_days(numbers: Ints) -> Any:
    """Whole days as a nullable column."""
    unknown = numbers == UNKNOWN_DAY
    return pd.arrays.IntegerArray(np.where(unknown, 0, numbers).astype(np.int64), unknown)
