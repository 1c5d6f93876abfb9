"""The plan by division: exact, rounded once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.goal_funnel import expected_outcome, reverse_funnel, share_before_lag
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.errors import InvalidValue

percents = st.integers(1, 100).map(lambda n: n / 100)


def test_a_product_of_rates_is_not_off_by_a_float():
    assert reverse_funnel(7, [0.7, 0.1]).top == 100


def test_only_the_top_is_rounded():
    found = reverse_funnel(20, [0.25, 0.5, 0.4, 0.3])
    assert found.top == 1334
    assert found.entries == (
        Fraction(4000, 3),
        Fraction(1000, 3),
        Fraction(500, 3),
        Fraction(200, 3),
    )


@given(st.integers(0, 500), st.lists(percents, max_size=6))
def test_going_down_again_gives_the_goal(goal, rates):
    found = reverse_funnel(goal, rates)
    assert found.entries is not None
    down = (found.entries or (Fraction(goal),))[0] if rates else Fraction(goal)
    for rate in found.rates:
        down *= rate
    assert down == goal
    assert found.top - 1 < (found.entries[0] if rates else goal) <= found.top


@given(st.integers(1, 500), st.lists(percents, min_size=1, max_size=4))
def test_more_is_needed_for_a_larger_goal_and_never_more_for_a_better_rate(goal, rates):
    top = reverse_funnel(goal, rates).top
    assert reverse_funnel(goal + 1, rates).top >= top
    assert reverse_funnel(goal, [1.0, *rates[1:]]).top <= top


def test_a_stage_that_passes_nobody_has_its_reason_and_place_and_no_number():
    found = reverse_funnel(5, [0.5, 0, 0.2])
    assert (found.top, found.entries, found.reason, found.stage) == (None, None, "rate_zero", 1)
    unknown = reverse_funnel(5, [0.5, StageRate(passed=0, entered=0)])
    assert (unknown.top, unknown.reason, unknown.overall) == (None, "no_history", None)


@pytest.mark.parametrize("rate", [1.01, -0.1, float("nan"), float("inf"), "0.1", True, None])
def test_what_is_no_rate_is_refused_by_name(rate):
    with pytest.raises(InvalidValue) as error:
        reverse_funnel(10, [rate])
    assert error.value.fields["field"] == "rate"


@pytest.mark.parametrize("goal", [-1, float("nan"), "90"])
def test_what_is_no_goal_is_refused_by_name(goal):
    with pytest.raises(InvalidValue) as error:
        reverse_funnel(goal, [0.1])
    assert error.value.fields["field"] == "amount"


def test_calls_of_the_last_days_close_next_year_and_the_carry_in_makes_up_for_them():
    share = share_before_lag(365, 60)
    assert float(expected_outcome(900, 0.1, in_time=share)) == pytest.approx(75.20547945)
    carried = 90 * (1 - share)
    assert expected_outcome(900, 0.1, in_time=share, carried_in=carried) == 90
    assert share_before_lag(30, 60) == 0
    assert share_before_lag(0, 60) == 0
