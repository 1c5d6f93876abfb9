"""Entries of a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from salestoolkit.core.calendar_event import CalendarEvent, event_uid
from salestoolkit.errors import InvalidValue

DAY = date(2026, 12, 1)


def test_a_date_is_a_whole_day_and_a_datetime_is_not() -> None:
    assert CalendarEvent(uid="a", start=DAY, summary="Call").all_day
    assert not CalendarEvent(uid="a", start=datetime(2026, 12, 1, tzinfo=UTC), summary="C").all_day


@pytest.mark.parametrize(
    "end", [DAY, date(2026, 11, 30), datetime(2026, 12, 2, tzinfo=UTC)], ids=str
)
def test_an_event_ends_after_it_starts_and_in_the_same_kind_of_time(end: date) -> None:
    with pytest.raises(InvalidValue) as caught:
        CalendarEvent(uid="a", start=DAY, end=end, summary="Call")
    assert caught.value.code == "event_end"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        CalendarEvent(uid="a", start=datetime(2026, 12, 1, 9), summary="Call")
    assert caught.value.code == "event_without_zone"


def test_an_event_says_what_it_is() -> None:
    with pytest.raises(InvalidValue) as caught:
        CalendarEvent(uid="a", start=DAY, summary=" ")
    assert caught.value.fields["field"] == "summary"


def test_a_uid_tells_parts_apart_that_read_alike_side_by_side() -> None:
    assert event_uid("a", "bc") != event_uid("ab", "c")
    assert "Anna" not in event_uid("Anna")
