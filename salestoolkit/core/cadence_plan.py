"""A sequence of touches as dates: working days, a last message that leaves the door open, a revisit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

StepKind = Literal["touch", "final", "revisit"]
MESSAGES = ("first", "follow_1", "follow_2", "follow_3")
"""Message of each touch; later ones have none of ours, because there is nothing new left to say."""
FINAL: Literal["final"] = "final"
REVISIT: Literal["revisit"] = "revisit"
FAR = 400
"""Days within which a working day has to be found."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How leads are contacted.

    Parameters
    ----------
    touches : int
        Before the final message; 1 to 12.
    gaps : tuple of int
        Working days between a step and the next, the last one for all that follow.
    channels : tuple of str
        Channels of the touches in turn.
    revisit_months : int
        Months from the final message to the revisit, 1 to 24.
    a_day : int, optional
        Leads that begin on one day; None: all on the first.

    Raises
    ------
    InvalidValue
        ``cadence_plan_number`` with field, value and what is allowed.
    """

    touches: int = 4
    gaps: tuple[int, ...] = (3, 4, 5)
    channels: tuple[str, ...] = ("email", "phone")
    revisit_months: int = 4
    a_day: int | None = None

    def __post_init__(self) -> None:
        limits = {
            "touches": ((self.touches,), 1, 12),
            "gaps": (self.gaps or (0,), 1, 60),
            "revisit_months": ((self.revisit_months,), 1, 24),
            "a_day": (() if self.a_day is None else (self.a_day,), 1, 1000),
        }
        for field, (given, low, high) in limits.items():
            for value in given:
                if not low <= value <= high:
                    allowed = f"{low}-{high}"
                    raise InvalidValue(
                        "cadence_plan_number", field=field, value=value, allowed=allowed
                    )
        if not self.channels:
            raise InvalidValue("cadence_plan_number", field="channels", value="", allowed="1+")

    def gap(self, place: int) -> int:
        """Working days from a step (counted from 0) to the next."""
        return self.gaps[min(place, len(self.gaps) - 1)]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One contact that is planned: ``number`` counts touches from 1; ``message`` names the template."""

    kind: StepKind
    number: int
    on: date
    channel: str
    message: str | None


def plan_steps(
    sequence: Rhythm,
    *,
    start: date,
    calendar: WorkCalendar,
    allowed: Collection[str] | None = None,
) -> tuple[Step, ...]:
    """The steps for one lead: touches, the final message, the revisit, each on a working day.

    Parameters
    ----------
    start : date
        The first touch is on this day, or on the next working day.
    allowed : collection of str, optional
        Channels by which this lead may be contacted; none of them in the sequence: no steps.

    Examples
    --------
    >>> steps = plan_steps(Rhythm(touches=2), start=date(2026, 12, 23), calendar=WorkCalendar())
    >>> [(step.kind, str(step.on)) for step in steps][:3]
    [('touch', '2026-12-23'), ('touch', '2026-12-31'), ('final', '2027-01-08')]
    """
    channels = [one for one in sequence.channels if allowed is None or one in allowed]
    if not channels:
        return ()
    day = working_day_from(start, calendar)
    found: list[Step] = []
    for place in range(sequence.touches):
        message = MESSAGES[place] if place < len(MESSAGES) else None
        channel = channels[place % len(channels)]
        found.append(Step(kind="touch", number=place + 1, on=day, channel=channel, message=message))
        day = working_days_later(day, sequence.gap(place), calendar)
    # what is left to say is said in writing, where that is allowed
    written = next((one for one in channels if one != "phone"), channels[0])
    found.append(
        Step(kind=FINAL, number=sequence.touches + 1, on=day, channel=written, message=FINAL)
    )
    back = working_day_from(months_later(day, sequence.revisit_months), calendar)
    found.append(
        Step(kind=REVISIT, number=sequence.touches + 2, on=back, channel=written, message=REVISIT)
    )
    return tuple(found)


def starts(leads: int, *, start: date, calendar: WorkCalendar, a_day: int | None) -> Sequence[date]:
    """The day on which each lead begins: so many a working day.

    >>> [str(day) for day in starts(3, start=date(2026, 12, 24), calendar=WorkCalendar(), a_day=2)]
    ['2026-12-29', '2026-12-29', '2026-12-30']
    """
    day = working_day_from(start, calendar)
    found: list[date] = []
    for place in range(leads):
        if a_day is not None and place and place % a_day == 0:
            day = working_days_later(day, 1, calendar)
        found.append(day)
    return found


def working_day_from(day: date, calendar: WorkCalendar) -> date:
    """The day, or the next one on which the team works and clients can be reached."""
    for later in range(FAR):
        found = day + timedelta(days=later)
        if calendar.days(found, found + timedelta(days=1)):
            return found
    raise InvalidValue("cadence_no_working_day", value=str(day))


def working_days_later(day: date, days: int, calendar: WorkCalendar) -> date:
    """The working day that lies so many working days after a day."""
    for _ in range(days):
        day = working_day_from(day + timedelta(days=1), calendar)
    return day


def months_later(day: date, months: int) -> date:
    """The same day some months later, the month's last one where it has no such day.

    >>> months_later(date(2026, 10, 31), 4)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
