"""How many calls a team can make: working days, people, ramp, leave, and time for selling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from salestoolkit.core.goal_checks import a_count, a_number, a_share, exact
from salestoolkit.core.team import HOURS_A_DAY, Rep, Team, calls_a_day, ramp_share
from salestoolkit.core.work_calendar import months_of

__all__ = [
    "HOURS_A_DAY",
    "Capacity",
    "CapacityMonth",
    "Rep",
    "Team",
    "attempts_possible",
    "calls_a_day",
    "capacity",
    "ramp_share",
    "ramped_capacity",
]


def attempts_possible(
    *, working_days: float, reps: float, per_day: float, availability: float = 1.0
) -> Fraction:
    """Calls that fit in: working days x reps x calls per rep and day x availability.

    Examples
    --------
    >>> float(attempts_possible(working_days=253, reps=2, per_day=2.5, availability=0.85))
    1075.25
    """
    days, people = a_number(working_days, "working_days"), a_number(reps, "reps")
    calls = a_number(per_day, "calls_per_day")
    here = a_share(availability, "availability")
    return exact(days) * exact(people) * exact(calls) * exact(here)


def ramped_capacity(
    full_per_month: float,
    ramp: Sequence[float],
    spans: Sequence[tuple[int, int | None]],
    *,
    months: int = 12,
) -> tuple[Fraction, ...]:
    """Capacity of each month from 0, with people who start and leave.

    Parameters
    ----------
    full_per_month : float
        What a full rep does in a month.
    ramp : sequence of float
        Shares of a full rep by months since the start.
    spans : sequence
        For each rep the month of the start (negative: before the first) and the first month in
        which the rep is gone, or None.

    Examples
    --------
    >>> [float(n) for n in ramped_capacity(60, [0, 0.5, 1], [(-12, None), (1, 3)], months=4)]
    [60.0, 60.0, 90.0, 60.0]
    """
    full = exact(a_number(full_per_month, "calls_per_month"))
    return tuple(
        full
        * sum(
            (
                exact(ramp_share(month - start, ramp))
                for start, gone in spans
                if gone is None or month < gone
            ),
            start=Fraction(0),
        )
        for month in range(a_count(months, "months"))
    )


@dataclass(frozen=True, kw_only=True)
class CapacityMonth:
    """One month: its days, and what the team can do in them."""

    start: date
    end: date
    working_days: int
    rep_days: float
    attempts: float | None


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What a team can do in a period; ``total`` is None where the calls of a day are not known.

    ``headcount`` is what as many full reps would do without ramp, leave and absence: it overstates.
    """

    months: tuple[CapacityMonth, ...]
    rep_days: float
    total: float | None
    headcount: float | None

    def covers(self, need: float | None) -> bool | None:
        """Whether there is room for so many attempts; None where either is not known."""
        if need is None or self.total is None:
            return None
        return need <= self.total + 1e-9

    def utilisation(self, need: float) -> float | None:
        """Need as a share of capacity; None without capacity."""
        return need / self.total if self.total else None


def capacity(team: Team, start: date, end: date) -> Capacity:
    """Calls a team can make in [start, end), month by month.

    sum over months of working days x reps x ramp x availability x calls per day.

    Examples
    --------
    >>> team = Team.of(2, calls_per_day=2.5, availability=0.85)
    >>> round(capacity(team, date(2026, 1, 1), date(2027, 1, 1)).total, 2)
    1066.75
    """
    per_day = team.per_day
    months = tuple(
        CapacityMonth(
            start=first,
            end=last,
            working_days=team.calendar.days(first, last),
            rep_days=(days := team.rep_days(first, last)),
            attempts=None if per_day is None else days * per_day,
        )
        for first, last in months_of(start, end)
    )
    rep_days = math.fsum(month.rep_days for month in months)
    whole = sum(month.working_days for month in months) * len(team.reps)
    return Capacity(
        months=months,
        rep_days=rep_days,
        total=None if per_day is None else rep_days * per_day,
        headcount=None if per_day is None else whole * per_day,
    )
