"""When a run is due: a rule on the calendar, read on the clock of a time zone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from salestoolkit.errors import InvalidValue

EVERY = ("week", "month", "quarter", "first_working_day")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ON_HOLIDAY = ("run", "next_working_day")
MONTHS = {"month": 1, "quarter": 3, "first_working_day": 1}
"""Months from one run to the next."""
LONGEST_REST = timedelta(days=31)
"""No country rests longer in a row, so no run is put off further."""
HORIZON = timedelta(days=190)
"""A quarter and a rest are over by then: the next run is never further away."""

Clock = Literal["once", "skipped", "twice"]
"""Whether a clock on the wall shows the time of a run once, never, or two times on its day."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What the calendar says of a run.

    Parameters
    ----------
    every : str
        Of `EVERY`. A quarter begins in January, April, July and October.
    at : time
        On the clock of the schedule's zone.
    on : str
        Weekday of a weekly run: of `WEEKDAYS`.
    day : int
        Day of the month, or of the quarter's first month; the last one where a month is shorter.
    country, part : str, optional
        Whose working days (ISO codes: ``PL``; ``DE`` and ``BY``).
    on_holiday : str
        ``run`` as ever, or on the ``next_working_day``. The first working day is always one.

    Raises
    ------
    InvalidValue
        ``unknown_country``, ``unknown_country_part``; ``whose_working_days`` where working days are
        asked for and nobody says whose.
    """

    every: str
    at: time
    on: str = "monday"
    day: int = 1
    country: str | None = None
    part: str | None = None
    on_holiday: str = "run"

    def __post_init__(self) -> None:
        if self.country is not None:
            _calendar(self.country, self.part)
        elif self.minds_holidays:
            raise InvalidValue("whose_working_days", value=self.every)

    @property
    def minds_holidays(self) -> bool:
        """Whether a run waits for a working day."""
        return self.every == "first_working_day" or self.on_holiday == "next_working_day"


@dataclass(frozen=True, kw_only=True)
class Due:
    """One moment at which a run is due.

    ``planned`` is the day that the rule names, ``put_off`` whether the run waits for a working day after
    it, and ``clock`` what daylight saving does to the time. A time that is skipped in spring is due at
    the first moment after the gap; one that is shown twice in autumn is due once, at the first.
    """

    moment: datetime
    planned: date
    put_off: bool = False
    clock: Clock = "once"


def due_moments(rule: Rule, zone: ZoneInfo, *, after: datetime, until: datetime) -> tuple[Due, ...]:
    """When a run is due in (after, until]: one moment a period, in order.

    Two periods that are put off to the same day, by a holiday of more than a week, are one run.

    Examples
    --------
    >>> rule = Rule(every="week", on="monday", at=time(7))
    >>> warsaw, now = ZoneInfo("Europe/Warsaw"), datetime(2026, 11, 27, tzinfo=UTC)
    >>> for due in due_moments(rule, warsaw, after=now, until=now + timedelta(days=14)):
    ...     print(due.moment)
    2026-11-30 07:00:00+01:00
    2026-12-07 07:00:00+01:00
    """
    # two times of one zone are compared by the wall clock, which shows some twice
    after, until = after.astimezone(UTC), until.astimezone(UTC)
    first = after.astimezone(zone).date() - LONGEST_REST - timedelta(days=1)
    last = until.astimezone(zone).date() + timedelta(days=1)
    by_moment: dict[datetime, Due] = {}
    for planned in _planned_days(rule, first, last):
        due = _due(rule, zone, planned)
        moment = due.moment.astimezone(UTC)
        if after < moment <= until:
            # of two periods the later one: its day is nearer to the moment
            by_moment[moment] = due
    return tuple(by_moment[moment] for moment in sorted(by_moment))


def next_due(rule: Rule, zone: ZoneInfo, *, after: datetime) -> Due:
    """The first moment after another at which a run is due.

    >>> rule = Rule(every="first_working_day", at=time(7), country="PL")
    >>> str(next_due(rule, ZoneInfo("Europe/Warsaw"), after=datetime(2026, 10, 31, tzinfo=UTC)).moment)
    '2026-11-02 07:00:00+01:00'
    """
    return due_moments(rule, zone, after=after, until=after + HORIZON)[0]


@lru_cache
def zone_named(name: str) -> ZoneInfo:
    """A time zone by its name; InvalidValue ``unknown_timezone`` names what there is not."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        # a folder of zones ("Europe") and a path out of them ("../x") are faults of other kinds
        raise InvalidValue("unknown_timezone", value=name) from error


def working_day(country: str, day: date, *, part: str | None = None) -> bool:
    """Whether people work on a day: neither a weekend of that country nor a public holiday.

    >>> working_day("PL", date(2026, 11, 11)), working_day("PL", date(2026, 11, 12))
    (False, True)
    """
    return bool(_calendar(country, part).is_working_day(day))


@lru_cache(maxsize=64)
def _calendar(country: str, part: str | None) -> holidays.HolidayBase:
    known = holidays.list_supported_countries()
    if country not in known:
        raise InvalidValue("unknown_country", value=country, allowed=", ".join(sorted(known)))
    if part is not None and part not in known[country]:
        allowed = ", ".join(known[country]) or "\N{EN DASH}"
        raise InvalidValue("unknown_country_part", value=part, country=country, allowed=allowed)
    return holidays.country_holidays(country, subdiv=part)


def _planned_days(rule: Rule, first: date, last: date) -> Iterator[date]:
    """The days that the rule names in [first, last], before any holiday."""
    if rule.every == "week":
        day = first + timedelta(days=(WEEKDAYS.index(rule.on) - first.weekday()) % 7)
        while day <= last:
            yield day
            day += timedelta(days=7)
        return
    step = MONTHS[rule.every]
    number = 1 if rule.every == "first_working_day" else rule.day
    month = (first.year * 12 + first.month - 1) // step * step
    while month <= last.year * 12 + last.month - 1:
        year, place = divmod(month, 12)
        yield date(year, place + 1, min(number, monthrange(year, place + 1)[1]))
        month += step


def _due(rule: Rule, zone: ZoneInfo, planned: date) -> Due:
    day = planned
    if rule.minds_holidays and rule.country is not None:
        while not working_day(rule.country, day, part=rule.part):
            day += timedelta(days=1)
    moment, clock = _on_the_clock(datetime.combine(day, rule.at), zone)
    return Due(moment=moment, planned=planned, put_off=day != planned, clock=clock)


def _on_the_clock(wall: datetime, zone: ZoneInfo) -> tuple[datetime, Clock]:
    """The moment at which a clock in the zone shows a time, and how often it does."""
    before, after = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if before.utcoffset() == after.utcoffset():
        return before, "once"
    moment = before.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return before, "twice"
    return _end_of_gap(after.astimezone(UTC), moment, zone).astimezone(zone), "skipped"


def _end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset of the zone changes in (low, high], found by halving."""
    new = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle
    return high
