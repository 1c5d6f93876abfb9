"""The whole cycle: sums of all rounds below one, none beyond, and what a small step changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.whole_cycle import (
    CycleRates,
    cycle_ahead,
    cycle_levers,
    whole_cycle,
)
from salestoolkit.errors import InvalidValue

RATES = CycleRates(win=0.25, churn=0.2, introductions=0.2, conversion=0.5, value=1000, leads=40)


def test_a_lead_is_worth_all_rounds_together() -> None:
    found = whole_cycle(RATES)
    # 0.25 x 1000 / (0.2 - 0.2 x 0.5), and without referrals 0.25 x 1000 / 0.2
    assert found.lead_value == pytest.approx(2500)
    assert found.first_round == pytest.approx(1250)
    assert found.from_referrals == pytest.approx(0.5)
    assert found.customers == pytest.approx(0.25 / (1 - 0.5))
    assert found.steady == pytest.approx(100) and found.periods == 5


def test_rounds_counted_one_by_one_approach_the_sum() -> None:
    value, leads, customers = 0.0, 0.0, RATES.win
    for _ in range(400):
        value += customers * RATES.value
        leads, customers = (
            customers * RATES.introductions,
            customers * (1 - RATES.churn) + leads * RATES.conversion,
        )
    assert whole_cycle(RATES).lead_value == pytest.approx(value, rel=1e-6)


@given(
    st.integers(0, 100).map(lambda value: value / 100),
    st.integers(0, 30).map(lambda value: value / 10),
    st.integers(0, 100).map(lambda value: value / 100),
)
def test_no_total_is_ever_negative(churn: float, introductions: float, conversion: float) -> None:
    rates = CycleRates(
        win=0.3, churn=churn, introductions=introductions, conversion=conversion, value=10, leads=5
    )
    found = whole_cycle(rates)
    assert (found.lead_value is None) == (found.reason is not None)
    for value in (found.lead_value, found.customers, found.steady):
        assert value is None or value >= 0
    assert min(cycle_ahead(rates, start=50, periods=12)) >= 0


def test_a_point_less_churn_is_worth_what_the_sum_says() -> None:
    gains = {one.lever: one for one in cycle_levers(RATES)}
    assert gains["churn"].lead_value == pytest.approx(250 / 0.09 - 2500)
    assert gains["introductions"].reaches is False
    assert gains["introductions"].lead_value == pytest.approx(250 / 0.05 - 2500)
    assert gains["value"].lead_value == pytest.approx(250)


def test_a_step_that_reaches_one_has_no_gain_and_says_so() -> None:
    near = CycleRates(win=0.25, churn=0.11, introductions=0.2, conversion=0.5, value=1000)
    gains = {one.lever: one for one in cycle_levers(near)}
    assert gains["churn"].reaches and gains["churn"].lead_value is None


def test_a_step_stops_at_the_end_of_the_scale() -> None:
    full = CycleRates(win=1, churn=0.005, introductions=0, conversion=1, value=1)
    steps = {one.lever: one.step for one in cycle_levers(full)}
    assert steps["win"] == 0 and steps["churn"] == pytest.approx(-0.005)


@pytest.mark.parametrize(("field", "value"), [("win", 1.2), ("churn", -0.1), ("value", -5)])
def test_impossible_rates_are_refused_by_name(field: str, value: float) -> None:
    rates = {"win": 0.2, "churn": 0.1, "introductions": 0, "conversion": 0.1, "value": 1.0}
    with pytest.raises(InvalidValue) as error:
        CycleRates(**{**rates, field: value})
    assert error.value.fields["field"] == field
