"""When a run is due: holidays, short months, and clocks that go forward and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.schedule_times import (
    WEEKDAYS,
    Due,
    Rule,
    due_moments,
    next_due,
    working_day,
    zone_named,
)
from salestoolkit.errors import InvalidValue

WARSAW = ZoneInfo("Europe/Warsaw")
ZONES = (
    "Europe/Warsaw",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
SEVEN = time(7)

rules = st.one_of(
    st.builds(Rule, every=st.just("week"), on=st.sampled_from(WEEKDAYS), at=st.times()),
    st.builds(
        Rule, every=st.sampled_from(("month", "quarter")), day=st.integers(1, 31), at=st.times()
    ),
    st.builds(
        Rule,
        every=st.sampled_from(("week", "month", "quarter")),
        day=st.integers(1, 31),
        at=st.times(),
        country=st.sampled_from(("PL", "US", "DE", "IL", "CN")),
        on_holiday=st.just("next_working_day"),
    ),
    st.builds(
        Rule,
        every=st.just("first_working_day"),
        at=st.times(),
        country=st.sampled_from(("PL", "US", "AE")),
    ),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def dues(rule: Rule, first: str, last: str, zone: str = "Europe/Warsaw") -> tuple[Due, ...]:
    """Due from the beginning of one day to the end of another, by the clock of the zone."""
    place = ZoneInfo(zone)
    after = datetime.fromisoformat(first).replace(tzinfo=place) - timedelta(seconds=1)
    until = datetime.fromisoformat(last).replace(tzinfo=place) + timedelta(days=1)
    return due_moments(rule, place, after=after, until=until)


def days(rule: Rule, first: str, last: str, zone: str = "Europe/Warsaw") -> list[str]:
    return [due.moment.date().isoformat() for due in dues(rule, first, last, zone)]


@given(rule=rules, zone=zones, after=moments)
def test_due_moments_come_one_after_the_other(rule: Rule, zone: ZoneInfo, after: datetime) -> None:
    found = [
        due.moment.astimezone(UTC)
        for due in due_moments(rule, zone, after=after, until=after + timedelta(days=400))
    ]
    assert found
    assert all(before < later for before, later in pairwise(found))
    assert after < found[0] and found[-1] <= after + timedelta(days=400)


@given(
    zone=zones,
    start=st.dates(date(2005, 1, 1), date(2039, 1, 1)),
    on=st.sampled_from(WEEKDAYS),
    at=st.times(),
)
def test_each_week_has_exactly_one_run(zone: ZoneInfo, start: date, on: str, at: time) -> None:
    monday = start - timedelta(days=start.weekday())
    rule = Rule(every="week", on=on, at=at)
    after = datetime.combine(monday, time(), UTC)
    found = due_moments(rule, zone, after=after, until=after + timedelta(weeks=60))
    weeks = [due.planned - timedelta(days=due.planned.weekday()) for due in found]
    assert weeks == [weeks[0] + timedelta(weeks=place) for place in range(len(weeks))]
    assert 59 <= len(weeks) <= 61


@given(zone=zones, year=st.integers(2005, 2039), day=st.integers(1, 31), at=st.times())
def test_each_month_has_exactly_one_run(zone: ZoneInfo, year: int, day: int, at: time) -> None:
    rule = Rule(every="month", day=day, at=at)
    first = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    found = due_moments(rule, zone, after=first, until=first + timedelta(days=369))
    months = [due.planned.month for due in found if due.planned.year == year]
    assert months == list(range(1, 13))


@given(rule=rules, zone=zones, now=moments)
def test_nothing_is_due_again_once_it_is_done(rule: Rule, zone: ZoneInfo, now: datetime) -> None:
    done = due_moments(rule, zone, after=now - timedelta(days=200), until=now)[-1].moment
    assert due_moments(rule, zone, after=done, until=now) == ()


@given(rule=rules, zone=zones, after=moments, parts=st.lists(st.integers(1, 90), max_size=6))
def test_looking_more_often_finds_the_same(
    rule: Rule, zone: ZoneInfo, after: datetime, parts: list[int]
) -> None:
    found: list[datetime] = []
    here = after
    for part in parts:
        there = here + timedelta(days=part)
        found += [due.moment for due in due_moments(rule, zone, after=here, until=there)]
        here = there
    at_once = due_moments(rule, zone, after=after, until=here)
    assert found == [due.moment for due in at_once]


@given(rule=rules, zone=zones, after=moments)
def test_the_next_run_is_the_first_of_those_to_come(
    rule: Rule, zone: ZoneInfo, after: datetime
) -> None:
    following = next_due(rule, zone, after=after)
    assert due_moments(rule, zone, after=after, until=following.moment) == (following,)


@pytest.mark.parametrize(
    ("zone", "day", "at", "due"),
    [
        ("Europe/Warsaw", "2027-03-28", time(2, 30), "2027-03-28T03:00:00+02:00"),
        ("Europe/Warsaw", "2027-03-28", time(2), "2027-03-28T03:00:00+02:00"),
        ("America/St_Johns", "2027-03-14", time(2, 59), "2027-03-14T03:00:00-02:30"),
        ("Australia/Lord_Howe", "2026-10-04", time(2, 10), "2026-10-04T02:30:00+11:00"),
        ("America/Santiago", "2026-09-06", time(0, 15), "2026-09-06T01:00:00-03:00"),
    ],
)
def test_a_time_that_spring_skips_is_due_when_the_gap_ends(
    zone: str, day: str, at: time, due: str
) -> None:
    rule = Rule(every="week", on="sunday", at=at)
    (found,) = dues(rule, day, day, zone)
    assert found.moment.isoformat() == due
    assert found.clock == "skipped"


@pytest.mark.parametrize(
    ("zone", "day", "at", "due"),
    [
        ("Europe/Warsaw", "2026-10-25", time(2, 30), "2026-10-25T02:30:00+02:00"),
        ("America/St_Johns", "2026-11-01", time(1, 30), "2026-11-01T01:30:00-02:30"),
        ("Australia/Lord_Howe", "2027-04-04", time(1, 45), "2027-04-04T01:45:00+11:00"),
    ],
)
def test_a_time_that_autumn_shows_twice_is_due_once_at_the_first(
    zone: str, day: str, at: time, due: str
) -> None:
    (found,) = dues(Rule(every="week", on="sunday", at=at), day, day, zone)
    assert found.moment.isoformat() == due
    assert found.clock == "twice"


def test_a_run_keeps_its_hour_when_the_clocks_change() -> None:
    rule = Rule(every="week", on="monday", at=SEVEN)
    found = dues(rule, "2026-10-19", "2026-10-26")
    assert [due.moment.isoformat() for due in found] == [
        "2026-10-19T07:00:00+02:00",
        "2026-10-26T07:00:00+01:00",
    ]
    assert {due.clock for due in found} == {"once"}


def test_a_day_that_a_zone_left_out_is_due_when_the_next_begins() -> None:
    rule = Rule(every="week", on="friday", at=SEVEN)
    (found,) = dues(rule, "2011-12-28", "2012-01-03", "Pacific/Apia")
    assert found.moment.isoformat() == "2011-12-31T00:00:00+14:00"
    assert (found.clock, found.put_off) == ("skipped", False)


def test_a_zone_of_odd_minutes_has_its_own_seven_o_clock() -> None:
    (found,) = dues(Rule(every="month", at=SEVEN), "2026-12-01", "2026-12-01", "Asia/Kathmandu")
    assert found.moment.astimezone(UTC).isoformat() == "2026-12-01T01:15:00+00:00"


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    rule = Rule(every="month", day=31, at=SEVEN)
    assert days(rule, "2027-12-31", "2028-05-01") == [
        *("2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"),
    ]
    assert days(Rule(every="month", day=29, at=SEVEN), "2027-02-01", "2027-02-28") == ["2027-02-28"]


def test_a_quarter_is_due_in_its_first_month() -> None:
    rule = Rule(every="quarter", day=2, at=SEVEN)
    assert days(rule, "2026-11-01", "2027-08-01") == ["2027-01-02", "2027-04-02", "2027-07-02"]


def test_the_first_working_day_waits_for_weekends_and_polish_holidays() -> None:
    rule = Rule(every="first_working_day", at=SEVEN, country="PL")
    assert days(rule, "2026-01-01", "2026-12-31") == [
        *("2026-01-02", "2026-02-02", "2026-03-02", "2026-04-01", "2026-05-04", "2026-06-01"),
        *("2026-07-01", "2026-08-03", "2026-09-01", "2026-10-01", "2026-11-02", "2026-12-01"),
    ]
    assert days(rule, "2031-11-01", "2031-11-30") == ["2031-11-03"]


@pytest.mark.parametrize("day", ["2026-11-01", "2026-05-01", "2026-05-03", "2026-11-11"])
def test_poland_rests_on_its_holidays(day: str) -> None:
    assert not working_day("PL", date.fromisoformat(day))


def test_a_weekly_run_can_wait_for_the_day_after_thanksgiving() -> None:
    at = {"every": "week", "on": "thursday", "at": SEVEN, "country": "US"}
    waits = Rule(**at, on_holiday="next_working_day")
    assert days(waits, "2026-11-23", "2026-12-04", "America/New_York") == [
        "2026-11-27",
        "2026-12-03",
    ]
    assert days(Rule(**at), "2026-11-23", "2026-11-27", "America/New_York") == ["2026-11-26"]


def test_a_run_that_waits_over_long_holidays_is_found_while_it_waits() -> None:
    # China rested from 29 September 2023 and worked on the weekend of 7 October
    rule = Rule(every="week", on="sunday", at=SEVEN, country="CN", on_holiday="next_working_day")
    assert days(rule, "2023-10-04", "2023-10-09", "Asia/Shanghai") == ["2023-10-07", "2023-10-08"]


def test_a_holiday_of_one_part_of_a_country_holds_there_only() -> None:
    epiphany = date(2027, 1, 6)
    assert not working_day("DE", epiphany, part="BY")
    assert working_day("DE", epiphany, part="HH")


def test_weekends_are_those_of_the_country() -> None:
    friday, sunday = date(2027, 3, 5), date(2027, 3, 7)
    assert not working_day("IL", friday) and working_day("IL", sunday)


def test_two_weeks_that_wait_for_the_same_day_are_one_run() -> None:
    # in 2023 China rested from 29 September to 6 October, and worked on Saturday the 7th
    rule = Rule(every="week", on="friday", at=SEVEN, country="CN", on_holiday="next_working_day")
    found = dues(rule, "2023-09-25", "2023-10-15", "Asia/Shanghai")
    assert [(due.moment.date().isoformat(), due.planned.isoformat()) for due in found] == [
        ("2023-10-07", "2023-10-06"),
        ("2023-10-13", "2023-10-13"),
    ]


def test_a_year_ends_without_a_run_too_many() -> None:
    rule = Rule(every="month", day=31, at=time(23, 59, 59))
    assert days(rule, "2026-12-30", "2027-01-30") == ["2026-12-31"]


@pytest.mark.parametrize("name", ["Europe/Warszawa", "Europe", "", "../etc/passwd", "UTC\0"])
def test_a_zone_that_there_is_not_is_named(name: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        zone_named(name)
    assert (caught.value.code, caught.value.fields["value"]) == ("unknown_timezone", name)


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"every": "first_working_day"}, "whose_working_days"),
        ({"every": "month", "on_holiday": "next_working_day"}, "whose_working_days"),
        ({"every": "first_working_day", "country": "XX"}, "unknown_country"),
        ({"every": "week", "country": "DE", "part": "ZZ"}, "unknown_country_part"),
    ],
)
def test_a_rule_knows_whose_working_days_it_minds(given_: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Rule(at=SEVEN, **given_)  # type: ignore[arg-type]  # texts, whatever the field
    assert caught.value.code == code
