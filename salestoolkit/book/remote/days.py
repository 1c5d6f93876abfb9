"""Calendar dates of a time zone as whole numbers, in any engine's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

DAY = 86_400
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=16)
def offsets(timezone: str) -> tuple[tuple[int, int], ...]:
    """When a time zone's distance from UTC changes, and what it is from then on, in seconds.

    The first pair holds for all time before the second.

    Examples
    --------
    >>> [seconds for _, seconds in offsets("Europe/Warsaw")[-2:]]
    [7200, 3600]
    """
    zone = ZoneInfo(timezone)

    def offset(moment: int) -> int:
        told = datetime.fromtimestamp(moment, zone).utcoffset()
        return int(told.total_seconds()) if told is not None else 0

    start, end = int(FIRST.timestamp()), int(LAST.timestamp())
    found = [(start, offset(start))]
    for moment in range(start + DAY, end, DAY):
        if offset(moment) != found[-1][1]:
            low, high = moment - DAY, moment
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == found[-1][1] else (low, middle)
            found.append((high, offset(high)))
    return tuple(found)


def local_day(column: Any, timezone: str, *, between: tuple[int, int] | None = None) -> Any:
    """Days since 1970-01-01 of a column of instants, as its time zone has them; null where it is null.

    A column of dates is taken as it is; times without a zone are UTC. ``between`` are the earliest and
    latest second that occur, so that only the changes of the clock between them are asked about.
    """
    if column.type().is_date():
        return (_seconds(column.cast("timestamp")) / DAY).floor().cast("int64")
    seconds = _seconds(column)
    changes = _between(offsets(timezone), between)
    shift: Any = changes[0][1]
    if len(changes) > 1:
        import ibis

        later = [(seconds >= moment, offset) for moment, offset in reversed(changes[1:])]
        shift = ibis.cases(*later, else_=changes[0][1])
    return ((seconds + shift) / DAY).floor().cast("int64")


def _seconds(column: Any) -> Any:
    """Whole seconds since 1970; engines differ in whether they count parts of one."""
    return column.epoch_seconds().cast("float64").floor().cast("int64")


def _between(
    changes: tuple[tuple[int, int], ...], span: tuple[int, int] | None
) -> list[tuple[int, int]]:
    """The changes that matter between two moments; the first is the one that held before them."""
    if span is None:
        return list(changes)
    before = [change for change in changes if change[0] <= span[0]] or [changes[0]]
    return [before[-1], *(change for change in changes if span[0] < change[0] <= span[1])]


def span_of(columns: Iterable[Any]) -> tuple[int, int] | None:
    """Earliest and latest second in some columns of instants; None where there is none."""
    ends: list[int] = []
    for column in columns:
        if column.type().is_date():
            continue
        seconds = _seconds(column)
        row = column.as_table().aggregate(low=seconds.min(), high=seconds.max()).to_pyarrow()
        ends += [value for value in (*row["low"].to_pylist(), *row["high"].to_pylist()) if value]
    return (int(min(ends)), int(max(ends))) if ends else None
