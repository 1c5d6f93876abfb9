"""Calendar dates of instants in a time zone, as days since 1970-01-01."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.signedinteger[Any]]
"""Whole numbers, in the narrowest type that holds them."""
Wide = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

UNKNOWN_DAY = np.int32(np.iinfo(np.int32).min)
"""A date that is not known."""

INSTANT = "us"
MINUTE = 60_000_000
QUARTER = 15 * MINUTE
"""Clocks are put forward and back at quarters of an hour, so that a quarter lies within one date."""
QUARTERS_A_DAY = 96
MINUTES_A_DAY = 1440
USUAL = (date(1990, 1, 1), date(2045, 1, 1))
"""Where a column's dates lie wide apart, those in this span are looked up and the others worked out."""
LONGEST = 60 * 366
"""Days that a table of quarters may span."""
FEW = 20_000
"""Dates that are sooner worked out than looked up."""


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def days(column: pa.ChunkedArray, timezone: str) -> Ints:
    """Calendar dates of instants in a time zone, as days since 1970-01-01."""
    if column.null_count == len(column):
        return np.full(len(column), UNKNOWN_DAY, dtype=np.int32)
    instants = pa.types.is_timestamp(column.type) and column.type.unit == INSTANT
    if len(column) < FEW or not instants or column.type.tz is None:
        return _worked_out(column, timezone)
    chunks = [_of_chunk(chunk, timezone) for chunk in column.chunks if len(chunk)]
    return chunks[0] if len(chunks) == 1 else np.concatenate(chunks)


def _of_chunk(chunk: pa.Array, timezone: str) -> Ints:
    if chunk.null_count == len(chunk):
        return np.full(len(chunk), UNKNOWN_DAY, dtype=np.int32)
    moments = np.frombuffer(chunk.buffers()[1], dtype=np.int64)[chunk.offset :][: len(chunk)]
    unknown = None
    if chunk.null_count:
        unknown = np.asarray(pc.is_null(chunk).to_numpy(zero_copy_only=False), dtype=np.bool_)
        moments = np.where(unknown, moments[np.argmin(unknown)], moments)
    number = _looked_up(moments, timezone)
    if unknown is not None:
        number[unknown] = UNKNOWN_DAY
    return number


def _looked_up(moments: Wide, timezone: str) -> Ints:
    """Dates of instants that are all known."""
    quarter = moments // QUARTER
    first, last = (int(end) // QUARTERS_A_DAY for end in (quarter.min(), quarter.max()))
    if last - first > LONGEST:
        return _far_apart(moments, timezone)
    table = _table_of(timezone, first, last)
    if table is None:
        return _worked_out(_as_column(moments), timezone)
    quarter -= table.first
    return table.day[quarter]


def _far_apart(moments: Wide, timezone: str) -> Ints:
    """Dates of which some lie centuries off: those are worked out one by one."""
    start, end = (day_number(day) * QUARTERS_A_DAY * QUARTER for day in USUAL)
    usual = (moments >= start) & (moments < end)
    number = np.empty(len(moments), dtype=np.int32)
    if usual.any():
        number[usual] = _looked_up(moments[usual], timezone)
    number[~usual] = _worked_out(_as_column(moments[~usual]), timezone)
    return number


def _as_column(moments: Wide) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(moments).cast(pa.timestamp(INSTANT, tz="UTC"))])


def _worked_out(column: pa.ChunkedArray, timezone: str) -> Ints:
    """Dates as Arrow finds them, instant by instant."""
    local = pc.local_timestamp(pc.cast(column, pa.timestamp(INSTANT, tz=timezone)))
    whole = pc.cast(pc.floor_temporal(local, unit="day"), pa.date32())
    numbers = pc.fill_null(pc.cast(whole, pa.int32()), UNKNOWN_DAY.item())
    return np.array(numbers.to_numpy(), dtype=np.int32)


@dataclass(frozen=True)
class _Quarters:
    """The date of each quarter of an hour from ``first`` on."""

    first: int
    day: Ints


def _table_of(timezone: str, first: int, last: int) -> _Quarters | None:
    """The table for days ``first`` to ``last`` of UTC, rounded out so that columns share it."""
    year = 366
    return _quarters(timezone, first // year * year, (last // year + 1) * year)


@lru_cache(maxsize=8)
def _quarters(timezone: str, first: int, last: int) -> _Quarters | None:
    """Dates of the quarters of days ``first`` to before ``last``; None where one lies in two dates."""
    midnights = np.arange(first, last + 1, dtype=np.int64) * QUARTERS_A_DAY * QUARTER
    ahead = _ahead_of_utc(midnights, timezone)
    if (ahead % QUARTER).any():
        return None
    quarter = np.arange(first * QUARTERS_A_DAY, last * QUARTERS_A_DAY, dtype=np.int64)
    day = (quarter + np.repeat(ahead[:-1] // QUARTER, QUARTERS_A_DAY)) // QUARTERS_A_DAY
    for place in np.flatnonzero(np.diff(ahead)):
        minutes = midnights[place] + np.arange(MINUTES_A_DAY) * MINUTE
        exact = _worked_out(_as_column(minutes), timezone).reshape(QUARTERS_A_DAY, -1)
        if (exact != exact[:, :1]).any():
            return None
        day[place * QUARTERS_A_DAY :][:QUARTERS_A_DAY] = exact[:, 0]
    return _Quarters(first * QUARTERS_A_DAY, day.astype(np.int32))


def _ahead_of_utc(moments: Wide, timezone: str) -> Wide:
    """Microseconds by which a time zone's clocks are ahead at some instants."""
    local = pc.local_timestamp(pc.cast(_as_column(moments), pa.timestamp(INSTANT, tz=timezone)))
    return np.asarray(pc.cast(local, pa.int64()).to_numpy(), dtype=np.int64) - moments
