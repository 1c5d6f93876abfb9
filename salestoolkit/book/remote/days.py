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


INSTANTS = ("created_at", "closed_at", "observed_from", "entered_at")


def local_day(column: Any, timezone: str, *, between: tuple[int, int] | None = None) -> Any:
    """Days since 1970-01-01 of a column of instants, as its time zone has them; null where it is null.

    A column of dates is taken as it is; times without a zone are UTC. ``between`` are the earliest and
    latest second that occur, so that only the changes of the clock between them are asked about.
    """
    import ibis

    if column.type().is_date():
        return _whole_days(_seconds(column.cast("timestamp")))
    seconds = _seconds(column)
    changes = _between(offsets(timezone), between)
    shift: Any = changes[0][1]
    if len(changes) > 1:
        later = [(seconds >= moment, offset) for moment, offset in reversed(changes[1:])]
        shift = ibis.cases(*later, else_=changes[0][1])
    return _whole_days(seconds + shift)


def _seconds(column: Any) -> Any:
    """Seconds since 1970; engines differ in whether they count parts of one, and say they do not."""
    return column.epoch_seconds().cast("float64")


def _whole_days(seconds: Any) -> Any:
    return (seconds / DAY).floor().cast("int32")


def _between(
    changes: tuple[tuple[int, int], ...], span: tuple[int, int] | None
) -> list[tuple[int, int]]:
    """The changes that matter between two moments; the first is the one that held before them."""
    if span is None:
        return list(changes)
    before = [change for change in changes if change[0] <= span[0]] or [changes[0]]
    return [before[-1], *(change for change in changes if span[0] < change[0] <= span[1])]


def span_of(tables: Iterable[Any]) -> tuple[int, int] | None:
    """Earliest and latest second in the columns of instants of some tables; None where there is none."""
    ends: list[int] = []
    for table in tables:
        names = [name for name in INSTANTS if name in table.columns]
        names = [name for name in names if table[name].type().is_timestamp()]
        if names:
            least = {f"low_{name}": table[name].min() for name in names}
            most = {f"high_{name}": table[name].max() for name in names}
            row = table.aggregate(**least, **most)
            seconds = row.select(**{name: _seconds(row[name]) for name in row.columns})
            found = seconds.to_pyarrow().to_pylist()[0].values()
            ends += [int(value) for value in found if value is not None]
    return (min(ends), max(ends)) if ends else None
