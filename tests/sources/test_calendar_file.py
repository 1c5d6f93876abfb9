"""Calendar files: valid, stable, whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from salestoolkit.core.calendar_event import CalendarEvent, event_uid
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.calendar_file import calendar_content, write_calendar

WARSAW = ZoneInfo("Europe/Warsaw")
TODAY = date(2026, 11, 26)
DAY = CalendarEvent(
    uid=event_uid("day"),
    start=date(2026, 12, 1),
    summary="Zażółć: gęślą; jaźń, „cytat”",
    description="Pierwszy wiersz\nDrugi wiersz: " + "ł" * 90,
)
HOUR = CalendarEvent(
    uid=event_uid("hour"),
    start=datetime(2027, 3, 29, 9, 0, tzinfo=WARSAW),
    end=datetime(2027, 3, 29, 9, 30, tzinfo=WARSAW),
    summary="Telefon",
    location="Łódź",
)


def test_what_is_written_reads_back_the_same() -> None:
    parsed = Calendar.from_ical(calendar_content([DAY, HOUR], written_on=TODAY))
    first, second = parsed.events
    assert (str(first["SUMMARY"]), str(first["DESCRIPTION"])) == (DAY.summary, DAY.description)
    assert (first.start, first.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert (second.start, second.end) == (HOUR.start, HOUR.end)
    assert first.stamp == datetime(2026, 11, 26, tzinfo=UTC)
    assert not any(component.errors for component in parsed.walk())


def test_a_local_time_brings_the_rules_of_its_zone_for_its_own_years() -> None:
    text = calendar_content([DAY, HOUR], written_on=TODAY).decode()
    assert text.count("BEGIN:VTIMEZONE") == 1 and "TZID:Europe/Warsaw" in text
    # the clock has gone forward on 28 March: the zone's own rule must say +02:00
    zone = Calendar.from_ical(text).timezones[0].to_tz(lookup_tzid=False)
    assert HOUR.start.replace(tzinfo=zone).utcoffset() == HOUR.start.utcoffset()
    assert "1977" not in text


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_asks() -> None:
    content = calendar_content([DAY], written_on=TODAY)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_same_events_give_the_same_bytes() -> None:
    again = [calendar_content([DAY, HOUR], written_on=TODAY, name="Plan") for _ in range(2)]
    assert again[0] == again[1]


def test_a_control_character_does_not_break_the_file() -> None:
    odd = CalendarEvent(
        uid="x", start=TODAY, summary="A\x00B\x07", description="END:VCALENDAR\r\nX"
    )
    parsed = Calendar.from_ical(calendar_content([odd], written_on=TODAY))
    assert str(parsed.events[0]["SUMMARY"]) == "AB"
    assert len(parsed.events) == 1


def test_an_amount_keeps_its_space() -> None:
    event = CalendarEvent(uid="x", start=TODAY, summary="690\u00a0000\u00a0zł")
    parsed = Calendar.from_ical(calendar_content([event], written_on=TODAY))
    assert str(parsed.events[0]["SUMMARY"]) == "690\u00a0000\u00a0zł"


def test_two_events_of_one_uid_and_no_events_are_refused() -> None:
    for events, code in (([DAY, DAY], "event_twice"), ([], "no_events")):
        with pytest.raises(InvalidValue) as caught:
            calendar_content(events, written_on=TODAY)
        assert caught.value.code == code


def test_another_file_of_that_name_is_kept_as_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    assert write_calendar(path, [DAY], written_on=TODAY) is None
    assert write_calendar(path, [DAY], written_on=TODAY) is None
    copy = write_calendar(path, [HOUR], written_on=TODAY)
    assert copy is not None and b"20261201" in copy.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plan.before-1.ics", "plan.ics"]
