"""Which attempts still end in a period."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.incidence import aalen_johansen
from salestoolkit.core.lead_time import LeadTime, share_in_time
from salestoolkit.errors import InvalidValue

YEAR = date(2026, 1, 1), date(2027, 1, 1)


def test_a_fixed_lag_leaves_out_what_begins_in_its_last_days():
    lead = LeadTime.fixed(60)
    assert lead.in_time(date(2026, 10, 1), date(2026, 11, 2), end=YEAR[1]) == 1.0
    assert lead.in_time(date(2026, 11, 2), date(2026, 11, 3), end=YEAR[1]) == 0.0
    assert share_in_time(None, *YEAR, end=YEAR[1]) == 1.0


@given(st.lists(st.integers(0, 200), min_size=1, max_size=30), st.integers(0, 400))
def test_the_share_by_a_day_is_that_of_the_times_seen(days, when):
    lead = LeadTime.seen(days)
    assert lead.by(when) == pytest.approx(sum(day <= when for day in days) / len(days))
    assert lead.by(max(days)) == pytest.approx(1.0)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=30))
def test_later_months_end_in_time_less_often(days):
    lead = LeadTime.seen(days)
    shares = [
        lead.in_time(start, start + timedelta(days=30), end=YEAR[1])
        for start in (YEAR[0] + timedelta(days=30 * place) for place in range(12))
    ]
    assert all(late <= early + 1e-9 for early, late in pairwise(shares))


def test_half_of_the_successes_have_come_by_the_median():
    assert LeadTime.seen([10, 20, 30, 40]).median == 20


def test_a_curve_gives_the_times_of_those_that_win():
    lead = LeadTime.from_curve(aalen_johansen([10, 20, 30, 40, 90], [1, 2, 1, 1, 0]))
    assert lead.days == (10.0, 30.0, 40.0)
    assert lead.shares[-1] == 1.0
    assert LeadTime.from_curve(aalen_johansen([10, 20], [2, 0])) is None
    assert LeadTime.from_curve(aalen_johansen([], [])) is None


@pytest.mark.parametrize(
    ("days", "shares"),
    [
        ((), ()),
        ((1, 2), (1.0,)),
        ((2, 1), (0.5, 1.0)),
        ((1, 2), (0.5, 0.9)),
        ((1, 2), (0.9, 0.5)),
        ((1e12,), (1,)),
    ],
)
def test_what_is_no_distribution_is_refused(days, shares):
    with pytest.raises(InvalidValue) as error:
        LeadTime(days=days, shares=shares)
    assert error.value.fields["field"] == "lead_days"
