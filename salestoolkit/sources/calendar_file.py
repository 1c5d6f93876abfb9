"""Calendar files (.ics) that Outlook, Google Calendar and Apple Calendar read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from salestoolkit.core.calendar_event import CalendarEvent
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.whole_files import write_keeping

if TYPE_CHECKING:
    from icalendar import Component

PRODUCT = "-//Sales Toolkit//Calendar//{}"
AROUND = timedelta(days=400)
"""Time zone rules are written for this long before and after the events."""


def write_calendar(
    path: Path | str,
    events: Sequence[CalendarEvent],
    *,
    written_on: date,
    name: str = "",
    language: str = "en",
) -> Path | None:
    """Write events as a calendar file (RFC 5545), whole or not at all.

    Parameters
    ----------
    written_on : date or datetime
        Stands in the file as the time it was made (DTSTAMP); a date is midnight UTC.
    name : str
        What a calendar program calls the calendar.

    Returns
    -------
    Path or None
        The copy that was made of another file of that name.

    Raises
    ------
    InvalidValue
        ``event_twice`` where two events bear one uid, ``no_events`` where there are none.
    ImportFailed
        ``cannot_write``, ``path_is_folder``.
    """
    content = calendar_content(events, written_on=written_on, name=name, language=language)
    return write_keeping(Path(path), content)


def calendar_content(
    events: Sequence[CalendarEvent], *, written_on: date, name: str = "", language: str = "en"
) -> bytes:
    """The bytes of a calendar file: the same events on the same day give the same bytes.

    Examples
    --------
    >>> event = CalendarEvent(uid="a@b", start=date(2026, 12, 1), summary="Call")
    >>> b"DTEND;VALUE=DATE:20261202" in calendar_content([event], written_on=date(2026, 11, 26))
    True
    """
    from icalendar import Calendar

    if not events:
        raise InvalidValue("no_events")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT.format(language.upper()))
    if name:
        calendar.add("x-wr-calname", _clean(name))
    stamp = _moment(written_on)
    seen: set[str] = set()
    for event in events:
        if event.uid in seen:
            raise InvalidValue("event_twice", value=event.summary)
        seen.add(event.uid)
        calendar.add_component(_component(event, stamp))
    first = min(_moment(event.start) for event in events)
    last = max(_moment(event.end or event.start) for event in events)
    calendar.add_missing_timezones((first - AROUND).date(), (last + AROUND).date())
    return bytes(calendar.to_ical())


def _component(event: CalendarEvent, stamp: datetime) -> Component:
    from icalendar import Event

    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", stamp)
    made.add("dtstart", event.start)
    end = event.end
    if end is None and event.all_day:
        end = event.start + timedelta(days=1)
    if end is not None:
        made.add("dtend", end)
    made.add("summary", _clean(event.summary))
    for key in ("description", "location"):
        if getattr(event, key):
            made.add(key, _clean(getattr(event, key)))
    if event.all_day:
        # a reminder for a day must not show its owner as busy all day
        made.add("transp", "TRANSPARENT")
    return made


def _moment(day: date) -> datetime:
    if isinstance(day, datetime):
        return day.astimezone(UTC)
    return datetime.combine(day, time(), tzinfo=UTC)


def _clean(text: str) -> str:
    """A text without control characters, which a calendar file may not hold."""
    return "".join(letter for letter in text if letter in "\n\t" or _may_stand(letter))


def _may_stand(letter: str) -> bool:
    """Whether a letter is one to see, or a space of any kind: amounts are written with one inside."""
    return letter.isprintable() or unicodedata.category(letter) == "Zs"
