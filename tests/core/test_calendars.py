from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.calendars import (
    add_working_days,
    calendar_days,
    public_holidays,
    working_days,
)
from salestoolkit.errors import InvalidValue

dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(dates, dates, dates)
def test_working_days_of_adjoining_intervals_add_up(one, two, three):
    first, middle, last = sorted([one, two, three])
    assert working_days(first, middle) + working_days(middle, last) == working_days(first, last)


@given(dates, st.integers(0, 60))
def test_working_days_are_counted_one_by_one(start, length):
    end = start + timedelta(days=length)
    days = [start + timedelta(days=place) for place in range(length)]
    off = {day for year in range(start.year, end.year + 1) for day in public_holidays("PL", year)}
    assert working_days(start, end) == sum(day.weekday() < 5 and day not in off for day in days)


def test_a_year_of_work_in_poland_has_251_days_or_253_without_days_in_lieu():
    year = date(2026, 1, 1), date(2027, 1, 1)
    assert working_days(*year, day_in_lieu=True) == 251
    assert working_days(*year) == 253


def test_other_countries_have_their_own_holidays():
    july = date(2026, 7, 1), date(2026, 7, 8)
    assert working_days(*july, country="US") == 4
    assert working_days(*july, country="PL") == 5
    assert working_days(*july, country=None) == 5
    assert working_days(*july, country="US", day_in_lieu=True) == 4


def test_own_days_off_are_taken_off():
    monday = date(2026, 3, 2)
    assert working_days(monday, date(2026, 3, 7), days_off=[date(2026, 3, 4)]) == 4


def test_an_end_before_the_start_is_unknown():
    assert working_days(date(2026, 2, 2), date(2026, 2, 1)) is None
    assert calendar_days(date(2026, 2, 2), date(2026, 2, 1)) is None
    assert calendar_days(date(2026, 2, 2), date(2026, 2, 2)) == 0


def test_a_working_day_later_skips_the_long_weekend():
    assert add_working_days(date(2026, 4, 30), 1) == date(2026, 5, 4)
    with pytest.raises(InvalidValue, match="negative_days"):
        add_working_days(date(2026, 4, 30), -1)


@pytest.mark.parametrize("country", ["XX", "Poland", "pl"])
def test_an_unknown_country_is_named(country):
    with pytest.raises(InvalidValue) as error:
        working_days(date(2026, 1, 1), date(2026, 2, 1), country=country)
    assert error.value.fields["value"] == country


def test_both_codes_of_a_country_have_its_days_in_lieu():
    year = date(2026, 1, 1), date(2027, 1, 1)
    assert working_days(*year, country="POL", day_in_lieu=True) == 251
