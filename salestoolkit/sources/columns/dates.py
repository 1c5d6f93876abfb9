"""Turn a column of text into instants, refusing to guess.

ISO dates go through Arrow's own reader; whatever else a column holds is cut into numbers first, and the
order of day and month is settled by the column as a whole, or not at all.
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
from salestoolkit.sources.columns.date_parts import DateParts, date_parts, order_evidence
from salestoolkit.sources.columns.date_writings import Written, writings

NAIVE = pa.timestamp("us")
ORDERS = ("dmy", "mdy")
DAY = 86_400_000_000
EARLIEST_PLAUSIBLE = np.datetime64("2000-01-01", "us")
LATEST_PLAUSIBLE = np.datetime64("2101-01-01", "us")
EXAMPLES, MANY = 3, 1000
EXAMPLE_ZONE = "Europe/Warsaw"
FAR_ZONE = "America/New_York"


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
        are times of day and no zone, ``zone_of_days`` where times carry their offset but nothing
        tells whose calendar day they fall on.
    ImportFailed
        ``unknown_timezone``, ``unknown_date_order``.

    Examples
    --------
    >>> found = parse_dates(pa.array(["31/12/2024", "01/02/2024"]), field="Created", timezone=None)
    >>> print(found.instants[1].as_py())
    2024-02-01 00:00:00+00:00
    """
    if order is not None and order not in ORDERS:
        raise ImportFailed("unknown_date_order", value=order, allowed=", ".join(ORDERS))
    zone = check_timezone(timezone) if timezone is not None else None
    texts = _flat(column)
    parts = _iso(texts)
    if parts is None:
        parts = _mixed(texts, field=field, order=order)
    timed = parts.local_time & parts.known
    if zone is None and timed.any():
        raise AmbiguousInput(
            "ambiguous_timezone",
            field=field,
            readings=_zone_readings(texts, parts, np.flatnonzero(timed)[:MANY]),
            option=f"--timezone {EXAMPLE_ZONE}",
        )
    offset = parts.timed & parts.known & ~parts.local_time
    if zone is None and offset.any():
        raise AmbiguousInput(
            "zone_of_days",
            field=field,
            readings=_day_readings(texts, parts, np.flatnonzero(offset)[:MANY]),
            option=f"--timezone {EXAMPLE_ZONE}",
        )
    odd = parts.known & ((parts.moment < EARLIEST_PLAUSIBLE) | (parts.moment >= LATEST_PLAUSIBLE))
    return ParsedDates(
        instants=_instants(parts, zone),
        bad=~parts.known & np.asarray(texts.is_valid()),
        has_time=bool((parts.timed & parts.known).any()),
        suspicious=odd,
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


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array.cast(pa.string())


def _iso(texts: pa.Array) -> DateParts | None:
    """The quick way, for a column that is ISO without offsets from top to bottom.

    A million texts that Arrow cannot read take it seconds to refuse, so the first are tried alone.
    """
    try:
        texts.slice(0, MANY).cast(NAIVE)
        moments = texts.cast(NAIVE)
    except pa.ArrowInvalid:
        return None
    known = np.asarray(moments.is_valid())
    moment = np.asarray(moments.cast(pa.int64()).fill_null(0)).view("datetime64[us]")
    timed = moment.view(np.int64) % DAY != 0
    return DateParts(
        moment=moment,
        known=known,
        timed=timed,
        local_time=timed,
        absolute=np.zeros(len(moment), bool),
    )


def _mixed(texts: pa.Array, *, field: str, order: str | None) -> DateParts:
    """The careful way: every writing in turn, then one order of day and month for all of the column."""
    written, rest = writings(texts)
    if order is None:
        order = _settled_order(texts, written, field=field)
    return date_parts(texts, written, rest, day_first=order != "mdy")


def date_order(column: pa.ChunkedArray | pa.Array, *, field: str) -> str | None:
    """Order of day and month that a column's own values settle: dmy, mdy, or None where none matters.

    A part above 12 must be the day. Values that contradict each other settle nothing.

    Raises
    ------
    AmbiguousInput
        ``ambiguous_date_order`` where values can be read both ways and nothing settles it, or where
        some need one order and some the other.
    """
    texts = _flat(column)
    return _settled_order(texts, writings(texts)[0], field=field)


def _settled_order(texts: pa.Array, written: list[Written], *, field: str) -> str | None:
    day_first, month_first, both = order_evidence(written)
    if bool(day_first) != bool(month_first):
        return "dmy" if day_first > month_first else "mdy"
    if day_first == 0 and both == 0:
        return None
    raise AmbiguousInput(
        "ambiguous_date_order",
        field=field,
        readings=_both_readings(texts, written),
        option="--date-order dmy|mdy",
    )


def _both_readings(texts: pa.Array, written: list[Written]) -> str:
    """Three values that differ with the order, each as both orders read it."""
    nothing = np.zeros(0, np.int64)
    as_day = date_parts(texts, written, nothing, day_first=True)
    as_month = date_parts(texts, written, nothing, day_first=False)
    differ = np.flatnonzero(as_day.known & as_month.known & (as_day.moment != as_month.moment))
    if len(differ) == 0:
        differ = np.flatnonzero(as_day.known | as_month.known)
    shown = dict.fromkeys(
        f"{texts[int(i)].as_py()} = {_day(as_day, i)} (dmy) / {_day(as_month, i)} (mdy)"
        for i in differ[:MANY]
    )
    return "; ".join(list(shown)[:EXAMPLES])


def _day(parts: DateParts, position: int) -> str:
    return str(parts.moment[position].astype("datetime64[D]")) if parts.known[position] else "-"


def _zone_readings(texts: pa.Array, parts: DateParts, positions: np.ndarray) -> str:
    """Three values as they would be in UTC, were the clock that of UTC, or that of a zone."""
    _, first = np.unique(parts.moment[positions], return_index=True)
    positions = positions[np.sort(first)[:EXAMPLES]]
    moments = pa.array(parts.moment[positions], NAIVE)
    shifted = np.asarray(_local(moments, EXAMPLE_ZONE).cast(NAIVE))
    return "; ".join(
        f"{texts[int(i)].as_py()} = {_minute(parts.moment[i])} UTC (UTC)"
        f" / {_minute(moved)} UTC ({EXAMPLE_ZONE})"
        for i, moved in zip(positions, shifted, strict=True)
    )


def _day_readings(texts: pa.Array, parts: DateParts, positions: np.ndarray) -> str:
    """Three values with the day they fall on in two zones, those that differ first."""
    utc = pa.array(parts.moment[positions], NAIVE).cast(INSTANT)
    days = [
        np.asarray(pc.local_timestamp(utc.cast(pa.timestamp("us", tz=zone)))).astype(
            "datetime64[D]"
        )
        for zone in ("UTC", FAR_ZONE)
    ]
    shown = np.argsort(days[0] == days[1], kind="stable")[:EXAMPLES]
    return "; ".join(
        f"{texts[int(positions[i])].as_py()} = {days[0][i]} (UTC) / {days[1][i]} ({FAR_ZONE})"
        for i in shown
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
