"""Cut dates of every usual writing into moments, a whole column at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SECOND = 1_000_000
DAY = 86_400 * SECOND
SERIAL_ZERO = np.datetime64("1899-12-30", "us")
"""Day 0 of Excel's calendar, as it stands for all dates after February 1900."""
TWO_DIGIT_PIVOT = 70

TIME = (
    r"(?:(?:[T,]\s*|\s+|,\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<offset>Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
YEAR_FIRST = r"^(?P<a>\d{4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,2})" + TIME
YEAR_LAST = r"^(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})[./-](?P<c>\d{4}|\d{2})\.?" + TIME
COMPACT = r"^(?P<a>(?:19|20|21)\d{2})(?P<b>\d{2})(?P<c>\d{2})" + TIME
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


def date_parts(texts: pa.Array, *, day_first: bool) -> DateParts:
    """Read every text by the first pattern that fits; ``day_first`` decides 03/04/2024."""
    count = len(texts)
    parts = DateParts(
        moment=np.full(count, np.datetime64(0, "us")),
        known=np.zeros(count, bool),
        timed=np.zeros(count, bool),
        local_time=np.zeros(count, bool),
        absolute=np.zeros(count, bool),
    )
    left = np.arange(count)
    for pattern in (YEAR_FIRST, YEAR_LAST, COMPACT):
        left = _read_pattern(texts, left, pattern, parts, day_first=day_first)
    left = _read_serials(texts, left, parts)
    _read_milliseconds(texts, left, parts)
    return parts


def _read_pattern(
    texts: pa.Array, left: np.ndarray, pattern: str, parts: DateParts, *, day_first: bool
) -> np.ndarray:
    """Fill in the texts that fit a pattern; the positions that do not fit are left."""
    if len(left) == 0:
        return left
    found = pc.extract_regex(texts.take(pa.array(left)), pattern)
    fits = np.asarray(found.is_valid())
    if not fits.any():
        return left
    found = found.drop_null()
    at = left[fits]
    year, month, day = _calendar(found, pattern, day_first=day_first)
    moment, exists = _moments(year, month, day)
    clock, valid_clock = _clock(found)
    offset, has_offset = _offsets(found)
    parts.moment[at] = moment + clock.astype("timedelta64[us]") - offset.astype("timedelta64[us]")
    parts.known[at] = exists & valid_clock
    parts.timed[at] = (clock != 0) | has_offset
    parts.local_time[at] = (clock != 0) & ~has_offset
    parts.absolute[at] = has_offset
    rest: np.ndarray = left[~fits]
    return rest


def _number(found: pa.StructArray, name: str) -> np.ndarray:
    """A part as whole numbers, 0 where it was not written."""
    part = pc.struct_field(found, name)
    filled = pc.if_else(pc.equal(part, ""), "0", part)
    return np.asarray(filled.cast(pa.int64()))


def _calendar(
    found: pa.StructArray, pattern: str, *, day_first: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    a, b, c = (_number(found, name) for name in "abc")
    if pattern != YEAR_LAST:
        return a, b, c
    short = np.asarray(pc.equal(pc.utf8_length(pc.struct_field(found, "c")), 2))
    year = np.where(short, np.where(c < TWO_DIGIT_PIVOT, 2000, 1900) + c, c)
    dotted = np.asarray(pc.equal(pc.struct_field(found, "sep"), "."))
    first_is_day = dotted | day_first
    return year, np.where(first_is_day, b, a), np.where(first_is_day, a, b)


def _moments(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Midnights, and which of them exist: no month 13, no 30 February."""
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = (np.where(exists, year, 1970) - 1970) * 12 + np.where(exists, month, 1) - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]")
    length = ((months + 1).astype("datetime64[M]").astype("datetime64[D]") - start).astype(np.int64)
    exists &= day <= length
    days = start + (np.where(exists, day, 1) - 1).astype("timedelta64[D]")
    return days.astype("datetime64[us]"), exists


def _clock(found: pa.StructArray) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds since midnight, and which of them a clock can show."""
    hour, minute, second = (_number(found, name) for name in ("hour", "minute", "second"))
    half = pc.utf8_lower(pc.utf8_slice_codeunits(pc.struct_field(found, "half"), 0, 1))
    morning, afternoon = (np.asarray(pc.equal(half, letter)) for letter in "ap")
    halved = morning | afternoon
    valid = (
        np.where(halved, (hour >= 1) & (hour <= 12), hour <= 23) & (minute <= 59) & (second <= 59)
    )
    hour = np.where(halved, hour % 12 + 12 * afternoon, hour)
    padded = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.struct_field(found, "fraction"), 6, "0"), 0, 6)
    micros = np.asarray(padded.cast(pa.int64()))
    return ((hour * 60 + minute) * 60 + second) * SECOND + micros, valid


def _offsets(found: pa.StructArray) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds east of Greenwich, and which texts state them."""
    offset = pc.struct_field(found, "offset")
    stated = np.asarray(pc.not_equal(offset, ""))
    if not stated.any():
        return np.zeros(len(offset), np.int64), stated
    digits = pc.utf8_rpad(pc.replace_substring_regex(offset, r"\D", ""), 4, "0")
    number = np.asarray(digits.cast(pa.int64()))
    minutes = (number // 100) * 60 + number % 100
    west = np.asarray(pc.starts_with(offset, "-"))
    return np.where(west, -minutes, minutes) * 60 * SECOND, stated


def _read_serials(texts: pa.Array, left: np.ndarray, parts: DateParts) -> np.ndarray:
    """Excel's day numbers; the part after the point is the time of day, to the second."""
    if len(left) == 0:
        return left
    chosen = texts.take(pa.array(left))
    fits = np.asarray(pc.match_substring_regex(chosen, SERIAL))
    serials = pc.replace_substring(chosen.filter(pa.array(fits)), ",", ".").cast(pa.float64())
    seconds = np.round(np.asarray(serials) * 86_400).astype(np.int64)
    at = left[fits]
    parts.moment[at] = SERIAL_ZERO + (seconds * SECOND).astype("timedelta64[us]")
    parts.known[at] = True
    parts.timed[at] = parts.local_time[at] = seconds % 86_400 != 0
    rest: np.ndarray = left[~fits]
    return rest


def _read_milliseconds(texts: pa.Array, left: np.ndarray, parts: DateParts) -> None:
    """Milliseconds since 1970 in UTC, as interfaces give them: thirteen digits can be nothing else."""
    if len(left) == 0:
        return
    chosen = texts.take(pa.array(left))
    fits = np.asarray(pc.match_substring_regex(chosen, MILLISECONDS))
    millis = np.asarray(chosen.filter(pa.array(fits)).cast(pa.int64()))
    at = left[fits]
    parts.moment[at] = (millis * 1000).astype("datetime64[us]")
    parts.known[at] = parts.timed[at] = parts.absolute[at] = True
