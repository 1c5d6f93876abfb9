"""What the dates of a column say, once it is known whether the day or the month comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.columns.date_writings import Written

SECOND = 1_000_000
SERIAL_ZERO = np.datetime64("1899-12-30", "us")
"""Day 0 of Excel's calendar, as it stands for all dates after February 1900."""
TWO_DIGIT_PIVOT = 70
SERIAL = r"^\d{5}(?:[.,]\d+)?$"
MILLISECONDS = r"^\d{13}$"


@dataclass(frozen=True, kw_only=True)
class DateParts:
    """What each text of a column says.

    ``moment`` is the date and time as written, in UTC where ``absolute``; ``known`` marks texts that are
    dates; ``timed`` those with a time of day; ``local_time`` those with a time of day and no offset.
    """

    moment: np.ndarray
    known: np.ndarray
    timed: np.ndarray
    local_time: np.ndarray
    absolute: np.ndarray


def date_parts(
    texts: pa.Array, written: Iterable[Written], rest: np.ndarray, *, day_first: bool
) -> DateParts:
    """Moments of texts cut into numbers; ``rest`` may be serials, or milliseconds, or no dates."""
    count = len(texts)
    parts = DateParts(
        moment=np.full(count, np.datetime64(0, "us")),
        known=np.zeros(count, bool),
        timed=np.zeros(count, bool),
        local_time=np.zeros(count, bool),
        absolute=np.zeros(count, bool),
    )
    for group in written:
        _fill(parts, group, day_first=day_first)
    if len(rest):
        chosen = texts.take(pa.array(rest))
        _fill_serials(parts, chosen, rest)
        _fill_milliseconds(parts, chosen, rest)
    return parts


def order_evidence(written: Iterable[Written]) -> tuple[int, int, int]:
    """Dates that can only be day first, only be month first, and differently both.

    A part above 12 must be the day. Dates with points, and with the year first, tell nothing.
    """
    day_first = month_first = both = 0
    for group in written:
        if group.year_first:
            continue
        first, second = group.a[~group.dotted], group.b[~group.dotted]
        day_first += int(((first > 12) & (second <= 12)).sum())
        month_first += int(((second > 12) & (first <= 12)).sum())
        both += int(((first <= 12) & (second <= 12) & (first != second)).sum())
    return day_first, month_first, both


def _fill(parts: DateParts, group: Written, *, day_first: bool) -> None:
    moment, exists = _midnights(*_calendar(group, day_first=day_first))
    clock, shown = _clock(group)
    shift = clock - group.offset.astype(np.int64) * 60 * SECOND
    at = group.at
    parts.moment[at] = moment + shift.astype("timedelta64[us]")
    parts.known[at] = exists & shown
    parts.timed[at] = (clock != 0) | group.absolute
    parts.local_time[at] = (clock != 0) & ~group.absolute
    parts.absolute[at] = group.absolute


def _calendar(group: Written, *, day_first: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Year, month and day."""
    if group.year_first:
        return group.a, group.b, group.c
    century = np.where(group.c < TWO_DIGIT_PIVOT, 2000, 1900)
    year = np.where(group.short, century + group.c, group.c)
    first_is_day = group.dotted | day_first
    month = np.where(first_is_day, group.b, group.a)
    return year, month, np.where(first_is_day, group.a, group.b)


def _midnights(
    year: np.ndarray, month: np.ndarray, day: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Midnights, and which of them exist: no month 13, no 30 February."""
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = (np.where(exists, year, 1970) - 1970) * 12 + np.where(exists, month, 1) - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]")
    length = ((months + 1).astype("datetime64[M]").astype("datetime64[D]") - start).astype(np.int64)
    exists &= day <= length
    days = start + (np.where(exists, day, 1) - 1).astype("timedelta64[D]")
    return days.astype("datetime64[us]"), exists


def _clock(group: Written) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds since midnight, and which of them a clock can show."""
    halved = group.half > 0
    hours = np.where(halved, (group.hour >= 1) & (group.hour <= 12), group.hour <= 23)
    shown = hours & (group.minute <= 59) & (group.second <= 59)
    hour = np.where(halved, group.hour % 12 + 12 * (group.half == 2), group.hour)
    seconds = ((hour * 60 + group.minute) * 60 + group.second).astype(np.int64)
    return seconds * SECOND + group.micros, shown


def _fill_serials(parts: DateParts, chosen: pa.Array, rest: np.ndarray) -> None:
    """Excel's day numbers; the part after the point is the time of day, to the second."""
    fits = pc.fill_null(pc.match_substring_regex(chosen, SERIAL), False)
    serials = pc.replace_substring(chosen.filter(fits), ",", ".").cast(pa.float64())
    seconds = np.round(np.asarray(serials) * 86_400).astype(np.int64)
    at = rest[np.asarray(fits)]
    parts.moment[at] = SERIAL_ZERO + (seconds * SECOND).astype("timedelta64[us]")
    parts.known[at] = True
    parts.timed[at] = parts.local_time[at] = seconds % 86_400 != 0


def _fill_milliseconds(parts: DateParts, chosen: pa.Array, rest: np.ndarray) -> None:
    """Milliseconds since 1970 in UTC, as interfaces give them: thirteen digits can be nothing else."""
    fits = pc.fill_null(pc.match_substring_regex(chosen, MILLISECONDS), False)
    millis = np.asarray(chosen.filter(fits).cast(pa.int64()))
    at = rest[np.asarray(fits)]
    parts.moment[at] = (millis * 1000).astype("datetime64[us]")
    parts.known[at] = parts.timed[at] = parts.absolute[at] = True
