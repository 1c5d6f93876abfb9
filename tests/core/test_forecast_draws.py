"""Common draws: sums over people add up to the team, and shared luck widens it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.forecast_draws import NewBusiness, draw_outcomes, stretches
from salestoolkit.core.forecast_exact import shared_rate_pmf


def _made(n: int = 6, draws: int = 500):
    random = np.random.default_rng(2)
    values = np.where(np.arange(n) % 3 == 0, np.nan, 10.0 * (1 + np.arange(n)))
    new = NewBusiness(means=random.gamma(4, 1, 20), bursts=2.0, sizes=np.array([5.0, 9.0, 14.0]))
    return draw_outcomes(random.random((20, n)), values, new=new, draws=draws, seed=4)


@given(st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_what_people_win_adds_up_to_the_team_draw_by_draw(owner: list[int]) -> None:
    made, whose = _made(draws=50), np.array(owner)
    places = stretches({"0": 1.0, "1": 2.0, "2": 0.5})
    parts = [made.totals(whose == who, new=places[str(who)]) for who in range(3)]
    whole = made.totals()
    assert sum(part[0] for part in parts) == pytest.approx(whole[0])
    assert sum(part[1] for part in parts) == pytest.approx(whole[1])


def test_the_same_question_gets_the_same_answer() -> None:
    assert np.array_equal(_made().totals()[1], _made().totals()[1])


def test_one_uncertain_rate_for_all_deals_widens_the_number_of_wins() -> None:
    random = np.random.default_rng(1)
    rate = random.beta(12, 28, 4000)
    made = draw_outcomes(np.tile(rate[:, None], (1, 50)), np.full(50, 1.0), draws=20_000)
    expected = shared_rate_pmf(50, 12, 28)
    k = np.arange(51)
    assert made.wins_of().mean() == pytest.approx(expected @ k, rel=0.03)
    assert made.wins_of().var() == pytest.approx(23.05, rel=0.08)


def test_a_deal_without_a_value_gets_one_of_those_won_before() -> None:
    made = draw_outcomes(np.ones((5, 1)), np.array([np.nan]), sizes=np.array([3.0, 4.0]), draws=200)
    assert set(made.values_of()) == {3.0, 4.0}


def test_certain_and_hopeless_deals_are_what_they_are() -> None:
    made = draw_outcomes(np.array([[1.0, 0.0]]), np.array([7.0, 100.0]), draws=100)
    assert set(made.wins_of()) == {1.0} and set(made.values_of()) == {7.0}


def test_nothing_open_and_nothing_new_is_nothing() -> None:
    made = draw_outcomes(np.zeros((1, 0)), np.zeros(0), draws=10)
    assert made.totals()[0].tolist() == [0.0] * 10
    assert stretches({"a": 0.0}) == {"a": (0.0, 0.0)}
