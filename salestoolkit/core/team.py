"""Who sells, when, and how many calls a day: people with their ramp, leave and time for selling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from salestoolkit.core.goal_checks import a_count, a_day, a_number, a_share, in_order
from salestoolkit.core.work_calendar import Span, WorkCalendar, months_of
from salestoolkit.errors import InvalidValue

HOURS_A_DAY = 8.0
MOST_REPS = 10_000


def ramp_share(months: int, ramp: Sequence[float]) -> float:
    """What a rep does in so many months after the start, as a share of a full rep; 0 before it.

    After the table ends its last value holds; without a table a rep is full from the first day.

    >>> [ramp_share(month, [0, 0.5, 1]) for month in (-1, 0, 1, 7)]
    [0.0, 0.0, 0.5, 1.0]
    """
    if months < 0:
        return 0.0
    return a_number(ramp[min(months, len(ramp) - 1)], "ramp") if ramp else 1.0


def calls_a_day(
    *, selling_share: float, minutes_a_call: float, hours_a_day: float = HOURS_A_DAY
) -> float:
    """Calls a person can make in a day: hours x share of them that is selling time / time a call takes.

    ``minutes_a_call`` includes what goes before and after it: looking up, dialling in vain, noting.

    >>> calls_a_day(selling_share=0.3, minutes_a_call=12)
    12.0
    """
    a_share(selling_share, "selling_share")
    minutes = a_number(minutes_a_call, "minutes_a_call")
    if not minutes:
        raise InvalidValue("goal_above_zero", field="minutes_a_call", value=minutes)
    return a_number(hours_a_day, "hours_a_day") * 60 * selling_share / minutes


@dataclass(frozen=True, kw_only=True)
class Rep:
    """One person: first day and first day gone (None: before, and beyond, the period), share of a full job."""

    name: str = ""
    starts: date | None = None
    leaves: date | None = None
    share: float = 1.0
    ramp: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        a_share(self.share, "share")
        for field_name in ("starts", "leaves"):
            if getattr(self, field_name) is not None:
                a_day(getattr(self, field_name), field_name)
        in_order(self.starts, self.leaves, field="leaves")
        for part in self.ramp or ():
            a_share(part, "ramp")

    def present(self, span: Span) -> Span:
        """The part of a span in which the person is there."""
        start, end = span
        return max(start, self.starts or start), min(end, self.leaves or end)

    def months_since_start(self, day: date) -> int | None:
        """Whole calendar months since the start, the first being 0; None for someone long there."""
        if self.starts is None:
            return None
        return 12 * (day.year - self.starts.year) + day.month - self.starts.month


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who makes the calls, when, and how many a day.

    Parameters
    ----------
    reps : tuple of Rep
        At least one; `Team.of` makes so many alike.
    calendar : WorkCalendar
        Days on which clients can be reached.
    calls_per_day : float, optional
        By a full rep on a day of work; worked out from ``selling_share`` and ``minutes_a_call``
        where both are given instead. None: not known, and then nothing is said of capacity.
    availability : float
        Share of working days that is not lost to illness, training and trade fairs.
    leave_days : float
        Paid leave of a rep in a year, spread evenly over its working days.
    ramp : tuple of float
        Shares of a full rep by months since the start, for reps without a table of their own.

    Raises
    ------
    InvalidValue
        ``goal_no_reps`` without a rep, and what the numbers may be.
    """

    reps: tuple[Rep, ...]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    calls_per_day: float | None = None
    selling_share: float | None = None
    minutes_a_call: float | None = None
    hours_a_day: float = HOURS_A_DAY
    availability: float = 1.0
    leave_days: float = 0.0
    ramp: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.reps:
            raise InvalidValue("goal_no_reps", field="reps", value=0)
        a_share(self.availability, "availability")
        a_number(self.leave_days, "leave_days")
        a_number(self.hours_a_day, "hours_a_day")
        for part in self.ramp:
            a_share(part, "ramp")
        if self.calls_per_day is not None:
            a_number(self.calls_per_day, "calls_per_day")
        if self.selling_share is not None:
            a_share(self.selling_share, "selling_share")
        if self.minutes_a_call is not None and not a_number(self.minutes_a_call, "minutes_a_call"):
            raise InvalidValue("goal_above_zero", field="minutes_a_call", value=self.minutes_a_call)

    @classmethod
    def of(cls, reps: int, **more: object) -> Team:
        """A team of so many reps alike."""
        return cls(reps=(Rep(),) * a_count(reps, "reps", most=MOST_REPS), **more)  # type: ignore[arg-type]

    @property
    def per_day(self) -> float | None:
        """Calls of a full rep on a day of work, None where not known."""
        if self.calls_per_day is not None:
            return self.calls_per_day
        if self.selling_share is None or self.minutes_a_call is None:
            return None
        return calls_a_day(
            selling_share=self.selling_share,
            minutes_a_call=self.minutes_a_call,
            hours_a_day=self.hours_a_day,
        )

    @property
    def most_a_day(self) -> float | None:
        """Calls that fill a whole working day, None where the time a call takes is not known."""
        if self.minutes_a_call is None:
            return None
        return calls_a_day(
            selling_share=1.0, minutes_a_call=self.minutes_a_call, hours_a_day=self.hours_a_day
        )

    def rep_days(self, start: date, end: date) -> float:
        """Days of full reps at work in [start, end): with ramp, leavers, leave and availability."""
        return sum(
            self._days_of(rep, month) for rep in self.reps for month in months_of(start, end)
        )

    def days_of(self, rep: Rep, start: date, end: date) -> float:
        """Days of one rep in [start, end), as days of a full one."""
        return sum(self._days_of(rep, month) for month in months_of(start, end))

    def _days_of(self, rep: Rep, month: Span) -> float:
        days = self.calendar.days(*rep.present(month))
        age = rep.months_since_start(month[0])
        ramp = self.ramp if rep.ramp is None else rep.ramp
        full = 1.0 if age is None else ramp_share(age, ramp)
        return days * full * rep.share * self._at_work(month[0].year)

    def _at_work(self, year: int) -> float:
        """Share of a year's working days that is neither leave nor lost otherwise."""
        whole = self.calendar.days(date(year, 1, 1), date(year + 1, 1, 1), with_quiet=True)
        left = max(0.0, 1 - self.leave_days / whole) if whole else 0.0
        return left * self.availability
