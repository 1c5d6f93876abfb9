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


@dataclass(frozen=True)
class Groups:
    """Combinations in order of their keys: their packed number, rows each, and one row as example."""

    packed: Wide
    found: Wide
    n: Wide
    example: Wide


def tally(keys: Mapping[str, Key], rows: Wide) -> pd.DataFrame:
    """One line for each combination of keys among ``rows``, with its number of rows ``n``."""
    groups = _group(keys, rows)
    return pd.DataFrame({**_columns(keys, rows[groups.example]), "n": groups.n})


def tally_money(keys: Mapping[str, Key], rows: Wide, value: pa.ChunkedArray) -> pd.DataFrame:
    """`tally` with the rows that have a value (``value_n``) and their exact sum (``value_sum``)."""
    groups = _group(keys, rows)
    money = value.take(pa.array(rows)).cast(pa.decimal128(38, 4))
    sums = (
        pa.table({"packed": groups.packed, "value": money})
        .group_by("packed")
        .aggregate([("value", "count"), ("value", "sum")])
        .sort_by("packed")
    )
    totals = [float(total or 0) for total in sums["value_sum"].to_pylist()]
    return pd.DataFrame(
        {
            **_columns(keys, rows[groups.example]),
            "n": groups.n,
            "value_n": sums["value_count"].to_numpy(),
            "value_sum": np.array(totals, dtype=np.float64),
        }
    )


def _group(keys: Mapping[str, Key], rows: Wide) -> Groups:
    packed, size = _pack(keys, rows)
    if size <= max(4 * len(packed), 1 << 16):
        counted = np.bincount(packed, minlength=1)
        found = np.flatnonzero(counted)
        example = np.zeros(len(counted), dtype=np.int64)
        example[packed[::-1]] = np.arange(len(packed) - 1, -1, -1)
        return Groups(packed, found, counted[found], example[found])
    found, example, n = np.unique(packed, return_index=True, return_counts=True)
    return Groups(packed, found, n, example)


def _pack(keys: Mapping[str, Key], rows: Wide) -> tuple[Wide, int]:
    """Keys as the digits of one integer, the first the most significant; and how many it may hold."""
    packed, size = np.zeros(len(rows), dtype=np.int64), 1
    for key in keys.values():
        digit, width = _digit(key, rows)
        if size * width > WIDEST:
            found, packed = np.unique(packed, return_inverse=True)
            size = len(found)
        packed = packed * width + digit
        size *= width
    return packed, size


def _digit(key: Key, rows: Wide) -> tuple[Wide, int]:
    if isinstance(key, Codes):
        return key.codes[rows].astype(np.int64), max(len(key.values), 1)
    numbers = key[rows].astype(np.int64)
    numbers[numbers == UNKNOWN_DAY] = -1
    low = min(int(numbers.min(initial=0)), 0)
    return numbers - low, int(numbers.max(initial=0)) - low + 1


def _columns(keys: Mapping[str, Key], rows: Wide) -> dict[str, Any]:
    return {name: _column(key, rows) for name, key in keys.items()}


def _column(key: Key, rows: Wide) -> Any:
    if isinstance(key, Codes):
        return text(key.codes[rows], key.values)
    return key[rows] if key.dtype == np.bool_ else whole_days(key[rows].astype(np.int32))


def text(places: Ints, values: Sequence[str | None]) -> Any:
    """Values at these places as a text column; none at -1."""
    table = np.array([*values, None], dtype=object)
    return pd.array(table[places], dtype="str")


def whole_days(numbers: Ints) -> Any:
    """Whole days as a nullable column."""
    unknown = numbers == UNKNOWN_DAY
    return pd.arrays.IntegerArray(np.where(unknown, 0, numbers).astype(np.int64), unknown)
