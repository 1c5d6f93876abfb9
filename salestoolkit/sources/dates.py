"""Turn a column of text into instants, refusing to guess.

Each different text is read once. ISO dates go through Arrow's own reader; whatever else a column holds is
cut apart by patterns, and the order of day and month is settled by the column as a whole, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import INSTANT
from salestoolkit.errors import AmbiguousInput, ImportFailed
from salestoolkit.sources.date_parts import DateParts, date_parts

NAIVE = pa.timestamp("us")
ORDERS = ("dmy", "mdy")
DAY = 86_400_000_000
EARLIEST_PLAUSIBLE = np.datetime64("2000-01-01", "us")
LATEST_PLAUSIBLE = np.datetime64("2101-01-01", "us")
EXAMPLES = 3
EXAMPLE_ZONE = "Europe/Warsaw"


@dataclass(frozen=True, kw_only=True)
class ParsedDates:
    """Instants read from text, and the rows where that failed or looks odd.

    ``instants`` is null where a cell is empty or bad; ``bad`` marks text that is no date;
    ``suspicious`` marks dates before 2000 or after 2100; ``has_time`` tells whether any value holds a
    time of day (midnight throughout counts as dates).
    """

    instants: pa.Array
    bad: np.ndarray
    has_time: bool
    suspicious: np.ndarray


def parse_dates(
    column: pa.ChunkedArray | pa.Array,
    *,
    field: str,
    timezone: str | None,
    order: str | None = None,
) -> ParsedDates:
    """Read a column of dates.

    Parameters
    ----------
    column : Arrow array of strings
        Cells, trimmed; null where empty.
    field : str
        The column's header, for messages.
    timezone : str or None
        Zone of times that carry none (``Europe/Warsaw``); dates without a time are midnight there.
    order : {"dmy", "mdy"} or None
        Order of day and month in ``03/04/2024`` and ``03-04-2024``; None lets the column settle it.
        ``03.04.2024`` is always day first.

    Raises
    ------
    AmbiguousInput
        ``ambiguous_date_order`` where nothing settles the order, ``ambiguous_timezone`` where there
        are times of day and no zone.
    ImportFailed
        ``unknown_timezone``, ``unknown_date_order``.

    Examples
    --------
    >>> parse_dates(pa.array(["31/12/2024", "01/02/2024"]), field="Created", timezone=None).instants[1]
    <pyarrow.TimestampScalar: '2024-02-01T00:00:00.000000Z'>
    """
    if order is not None and order not in ORDERS:
        raise ImportFailed("unknown_date_order", value=order, allowed=", ".join(ORDERS))
    zone = check_timezone(timezone) if timezone is not None else None
    texts, rows = _distinct(column)
    parts = _iso(texts) or _mixed(texts, field=field, order=order)
    timed = parts.local_time & parts.known
    has_time = bool((parts.timed & parts.known).any())
    if zone is None and timed.any():
        raise AmbiguousInput(
            "ambiguous_timezone",
            field=field,
            readings=_zone_readings(texts, parts, np.flatnonzero(timed)[:EXAMPLES]),
            option=f"--timezone {EXAMPLE_ZONE}",
        )
    instants = _instants(parts, zone)
    odd = parts.known & ((parts.moment < EARLIEST_PLAUSIBLE) | (parts.moment >= LATEST_PLAUSIBLE))
    return ParsedDates(
        instants=instants.take(rows),
        bad=_spread(~parts.known, rows),
        has_time=has_time,
        suspicious=_spread(odd, rows),
    )


def check_timezone(name: str) -> str:
    """The zone's name, where it is one (IANA: ``Europe/Warsaw``, ``UTC``).

    Raises
    ------
    ImportFailed
        ``unknown_timezone``.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        allowed = "Europe/Warsaw, Europe/London, America/New_York, UTC"
        raise ImportFailed("unknown_timezone", value=name, allowed=allowed) from error
    return name


def parse_date_option(text: str) -> date:
    """Read a date given as an option: year, month and day, such as 2026-11-23.

    Raises
    ------
    ImportFailed
        ``bad_date_option``.
    """
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError as error:
        raise ImportFailed("bad_date_option", value=text, allowed="2026-11-23") from error


def _distinct(column: pa.ChunkedArray | pa.Array) -> tuple[pa.Array, pa.Array]:
    """The different texts, and for each row which of them it holds (null where empty)."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array.cast(pa.string()).dictionary_encode()
    return encoded.dictionary, encoded.indices


def _spread(marks: np.ndarray, rows: pa.Array) -> np.ndarray:
    """Marks of texts as marks of rows; empty rows are never marked."""
    if not marks.any():
        return np.zeros(len(rows), bool)
    held = np.asarray(rows.is_valid())
    return np.asarray(marks[np.asarray(rows.fill_null(0))] & held)


def _iso(texts: pa.Array) -> DateParts | None:
    """The quick way, for a column that is ISO without offsets from top to bottom."""
    try:
        moments = texts.cast(NAIVE)
    except pa.ArrowInvalid:
        return None
    moment = np.asarray(moments).astype("datetime64[us]")
    timed = (moment.astype(np.int64) % DAY) != 0
    return DateParts(
        moment=moment,
        known=np.ones(len(moment), bool),
        timed=timed,
        local_time=timed,
        absolute=np.zeros(len(moment), bool),
    )


def _mixed(texts: pa.Array, *, field: str, order: str | None) -> DateParts:
    """The careful way: every pattern in turn, then one order of day and month for all of the column."""
    if order is None:
        order = date_order(texts, field=field)
    return date_parts(texts, day_first=order != "mdy")


def date_order(column: pa.ChunkedArray | pa.Array, *, field: str) -> str | None:
    """Order of day and month that a column's own values settle: dmy, mdy, or None where none matters.

    A part above 12 must be the day. Values that contradict the greater evidence are read as bad.

    Raises
    ------
    AmbiguousInput
        ``ambiguous_date_order`` where values can be read both ways and nothing settles it.
    """
    texts, _ = _distinct(column)
    found = pc.extract_regex(
        texts, r"^(?P<a>\d{1,2})(?P<s>[/-])(?P<b>\d{1,2})[/-](?:\d{4}|\d{2})(?:\D|$)"
    )
    found = found.drop_null()
    if len(found) == 0:
        return None
    first = np.asarray(pc.struct_field(found, "a").cast(pa.int16()))
    second = np.asarray(pc.struct_field(found, "b").cast(pa.int16()))
    day_first = int(((first > 12) & (second <= 12)).sum())
    month_first = int(((second > 12) & (first <= 12)).sum())
    if day_first != month_first:
        return "dmy" if day_first > month_first else "mdy"
    either = (first <= 12) & (second <= 12) & (first != second)
    if day_first == 0 and not either.any():
        return None
    raise AmbiguousInput(
        "ambiguous_date_order",
        field=field,
        readings=_both_readings(texts, field=field),
        option="--date-order dmy, --date-order mdy",
    )


def _both_readings(texts: pa.Array, *, field: str) -> str:
    """Three values that differ with the order, each as both orders read it."""
    as_day = date_parts(texts, day_first=True)
    as_month = date_parts(texts, day_first=False)
    differ = np.flatnonzero(as_day.known & as_month.known & (as_day.moment != as_month.moment))
    if len(differ) == 0:
        differ = np.flatnonzero(as_day.known | as_month.known)
    return "; ".join(
        f"{texts[int(i)].as_py()} = {_day(as_day, i)} (dmy) / {_day(as_month, i)} (mdy)"
        for i in differ[:EXAMPLES]
    )


def _day(parts: DateParts, position: int) -> str:
    return str(parts.moment[position].astype("datetime64[D]")) if parts.known[position] else "-"


def _zone_readings(texts: pa.Array, parts: DateParts, positions: np.ndarray) -> str:
    """Values as they would be in UTC, were the clock that of UTC, or that of a zone."""
    moments = pa.array(parts.moment[positions], NAIVE)
    shifted = np.asarray(_local(moments, EXAMPLE_ZONE).cast(NAIVE))
    return "; ".join(
        f"{texts[int(i)].as_py()} = {_minute(parts.moment[i])} UTC (UTC)"
        f" / {_minute(moved)} UTC ({EXAMPLE_ZONE})"
        for i, moved in zip(positions, shifted, strict=True)
    )


def _minute(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[m]")).replace("T", " ")


def _local(moments: pa.Array, zone: str) -> pa.Array:
    """Instants of a zone's clock. In autumn's repeated hour the first is meant; spring's gap ends at once."""
    return pc.assume_timezone(moments, zone, ambiguous="earliest", nonexistent="latest").cast(
        INSTANT
    )


def _instants(parts: DateParts, zone: str | None) -> pa.Array:
    """Instants in UTC: what carries an offset by that, the rest on the zone's clock."""
    moments = pa.array(parts.moment, NAIVE, mask=~parts.known)
    utc = moments.cast(INSTANT)
    if zone is None or zone == "UTC":
        return utc
    local = _local(moments, zone)
    return pc.if_else(pa.array(parts.absolute), utc, local) if parts.absolute.any() else local
