"""An entry of a calendar: a date to keep, a promise, a contact that is planned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from salestoolkit.errors import InvalidValue

DOMAIN = "salestoolkit"


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """Something that happens on a day or at a time.

    Parameters
    ----------
    uid : str
        What a calendar knows the event by: the same again replaces it. See `event_uid`.
    start : date or datetime
        A date is a whole day; a datetime needs a time zone.
    end : date or datetime, optional
        First day or moment after the event, of the kind of ``start``; None for one day, or for a
        moment.
    summary, description, location : str
        What a calendar shows; the description may have several lines.

    Raises
    ------
    InvalidValue
        ``event_without_zone``, ``event_end`` or ``event_empty``.

    Examples
    --------
    >>> CalendarEvent(uid=event_uid("call", 7), start=date(2026, 12, 1), summary="Call").all_day
    True
    """

    uid: str
    start: date
    summary: str
    end: date | None = None
    description: str = ""
    location: str = ""

    def __post_init__(self) -> None:
        for field in ("uid", "summary"):
            if not getattr(self, field).strip():
                raise InvalidValue("event_empty", field=field)
        for moment in (self.start, self.end):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise InvalidValue("event_without_zone", value=str(moment))
        if self.end is None:
            return
        if isinstance(self.end, datetime) == self.all_day or self.end <= self.start:
            raise InvalidValue("event_end", value=str(self.end), allowed=str(self.start))

    @property
    def all_day(self) -> bool:
        """Whether it takes whole days."""
        return not isinstance(self.start, datetime)


def event_uid(*parts: object) -> str:
    """What a calendar knows an event by: the same parts give the same, whenever it is written.

    It tells nobody what it was made of.

    >>> event_uid("lead", 7, 1) == event_uid("lead", 7, 1) != event_uid("lead", 71)
    True
    """
    told = "\x1f".join(str(part) for part in parts)
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@{DOMAIN}"
