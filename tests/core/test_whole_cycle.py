"""The whole cycle: sums of all rounds below one, none beyond, and what a small step changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.cycle_year import YearCycle, a_month, year_levers
from salestoolkit.core.whole_cycle import CycleRates, cycle_ahead, whole_cycle
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


YEAR = YearCycle(
    customers=100, leads=40, win=0.25, value=12000, churn=0.2, introductions=2, conversion=0.3
)


def test_a_point_less_churn_a_year_is_worth_what_the_sum_of_that_year_says() -> None:
    gains = {one.lever: one for one in year_levers(YEAR)}
    monthly = [1 - (1 - churn) ** (1 / 12) - 0.2 * 0.3 / 12 for churn in (0.2, 0.19)]
    before, after = (0.25 * 1000 / each for each in monthly)
    assert gains["churn"].lead_value == pytest.approx(after - before)
    assert gains["churn"].steady == pytest.approx(10 / monthly[1] - 10 / monthly[0])
    assert gains["value"].lead_value == pytest.approx(before / 10)
    assert gains["introductions"].reaches is False


def test_a_step_that_reaches_one_has_no_gain_and_says_so() -> None:
    near = replace(YEAR, introductions=7)
    assert whole_cycle(near.rates()).reason is None
    gains = {one.lever: one for one in year_levers(near)}
    assert gains["introductions"].reaches and gains["introductions"].lead_value is None


def test_a_step_stops_at_the_end_of_the_scale() -> None:
    full = replace(YEAR, win=1, churn=0.005, introductions=0, conversion=1)
    steps = {one.lever: one.step for one in year_levers(full)}
    assert steps["win"] == 0 and steps["churn"] == pytest.approx(-0.005)


def test_a_year_in_months_is_the_same_year() -> None:
    left = 1.0
    for _ in range(12):
        left *= 1 - a_month(0.2)
    assert left == pytest.approx(0.8)


@pytest.mark.parametrize(("field", "value"), [("win", 1.2), ("churn", -0.1), ("value", -5)])
def test_impossible_rates_are_refused_by_name(field: str, value: float) -> None:
    rates = {"win": 0.2, "churn": 0.1, "introductions": 0, "conversion": 0.1, "value": 1.0}
    with pytest.raises(InvalidValue) as error:
        CycleRates(**{**rates, field: value})
    assert error.value.fields["field"] == field
