"""Days on which clients can be reached."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.work_calendar import (
    QUIET,
    WorkCalendar,
    months_of,
    quiet_days,
    saturday_holidays,
    weeks_of,
)
from salestoolkit.errors import InvalidValue

years = st.integers(2023, 2032)
calendars = st.builds(
    WorkCalendar,
    country=st.sampled_from(["PL", "US", "DE", None]),
    quiet=st.lists(st.sampled_from(QUIET), unique=True).map(tuple),
    day_in_lieu=st.booleans(),
)


@settings(max_examples=20)
@given(calendars, years)
def test_months_and_weeks_add_up_to_the_year(calendar, year):
    whole = date(year, 1, 1), date(year + 1, 1, 1)
    assert sum(calendar.days(*span) for span in months_of(*whole)) == calendar.days(*whole)
    assert sum(calendar.days(*span) for span in weeks_of(*whole)) == calendar.days(*whole)


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 500))
def test_spans_cover_a_period_without_gaps(start, length):
    end = start + timedelta(days=length)
    for spans in (months_of(start, end), weeks_of(start, end)):
        edges = [start, *(last for _, last in spans)]
        assert [first for first, _ in spans] == edges[:-1]
        assert edges[-1] == end
        assert all(first < last for first, last in spans)


def test_poland_gives_a_day_for_a_holiday_on_a_saturday():
    year = date(2026, 1, 1), date(2027, 1, 1)
    assert WorkCalendar(country="PL").days(*year) == 251
    assert WorkCalendar(country="PL", day_in_lieu=False).days(*year) == 253
    assert WorkCalendar(country="US").days(*year) == WorkCalendar(
        country="US", day_in_lieu=False
    ).days(*year)


def test_christmas_eve_is_a_holiday_in_poland_from_2025():
    eve = [WorkCalendar().days(date(year, 12, 24), date(year, 12, 25)) for year in (2024, 2025)]
    assert eve == [1, 0]


def test_quiet_times_are_left_out_and_can_be_asked_for():
    quiet = WorkCalendar(quiet=("august",))
    august = date(2026, 8, 1), date(2026, 9, 1)
    assert quiet.days(*august) == 0
    assert quiet.days(*august, with_quiet=True) == WorkCalendar().days(*august) == 20


def test_the_quiet_time_at_the_end_of_the_year_runs_over_it():
    days = (*quiet_days("year_end", 2026), *quiet_days("year_end", 2027))
    assert date(2026, 12, 20) in days
    assert date(2026, 12, 19) not in days
    assert date(2027, 1, 6) in days
    assert date(2027, 1, 7) not in days


@given(years)
def test_the_may_week_is_the_week_of_the_third(year):
    days = quiet_days("may_week", year)
    assert len(days) == 7
    assert days[0].weekday() == 0
    assert date(year, 5, 3) in days


def test_saturday_holidays_are_named():
    assert saturday_holidays("PL", 2027) == (date(2027, 5, 1), date(2027, 12, 25))


def test_own_days_off_count_once():
    calendar = WorkCalendar(days_off=(date(2026, 8, 15), date(2026, 8, 14)))
    august = date(2026, 8, 1), date(2026, 9, 1)
    # the 15th is a holiday on a Saturday, off anyway; the 14th is one day less
    assert calendar.days(*august) == WorkCalendar().days(*august) - 1


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"country": "XX"}, "goal_country", "country"),
        ({"country": "Polska"}, "goal_country", "country"),
        ({"country": 7}, "goal_country", "country"),
        ({"quiet": ("july",)}, "goal_quiet", "quiet"),
        ({"days_off": ("2026-08-14",)}, "goal_not_date", "days_off"),
    ],
)
def test_what_is_no_calendar_is_refused_by_its_field(fields, code, field):
    with pytest.raises(InvalidValue) as error:
        WorkCalendar(**fields)
    assert (error.value.code, error.value.fields["field"]) == (code, field)
