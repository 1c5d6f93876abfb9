"""How old an export may be before a page says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.freshness import Freshness
from salestoolkit.errors import InvalidValue

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


def test_an_export_of_exactly_that_age_is_still_good_and_a_day_more_is_not() -> None:
    rule, today = Freshness(days=8), date(2026, 11, 30)
    assert rule.stale(exported=date(2026, 11, 22), today=today) is None
    stale = rule.stale(exported=date(2026, 11, 21), today=today)
    assert stale is not None
    assert (stale.age, stale.exported, stale.today) == (9, date(2026, 11, 21), today)


def test_with_nought_days_only_an_export_of_today_is_good() -> None:
    rule, today = Freshness(days=0), date(2026, 3, 1)
    assert rule.stale(exported=today, today=today) is None
    assert rule.stale(exported=date(2026, 2, 28), today=today) is not None


@given(exported=DAYS, days=st.integers(0, 400), ahead=st.integers(-400, 400))
def test_an_export_is_old_exactly_where_more_days_have_passed(
    exported: date, days: int, ahead: int
) -> None:
    stale = Freshness(days=days).stale(exported=exported, today=exported + timedelta(days=ahead))
    assert (stale is not None) == (ahead > days)


def test_a_rule_of_less_than_no_days_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        Freshness(days=-1)
    assert caught.value.code == "negative_days"
