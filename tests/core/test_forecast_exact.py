"""Exact forecasts: sums of chances and values, against enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.forecast_exact import (
    arrivals_won,
    count_pmf,
    pmf_at_least,
    pmf_interval,
    revenue_pmf,
    shared_rate_pmf,
    together,
    win_chance_within,
    wins_pmf,
)
from salestoolkit.core.incidence import aalen_johansen
from salestoolkit.errors import InvalidValue

CHANCES = st.lists(st.floats(0, 1), max_size=8)


@given(CHANCES)
def test_wins_are_a_distribution_with_the_mean_of_the_chances(chances: list[float]) -> None:
    likely = wins_pmf(chances)
    assert likely.size == len(chances) + 1
    assert likely.sum() == pytest.approx(1)
    assert likely @ np.arange(likely.size) == pytest.approx(sum(chances))


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 0.1, 0.2, 5, 12.5])), max_size=6))
def test_revenue_is_what_enumeration_gives(deals: list[tuple[float, float]]) -> None:
    chances, values = [one[0] for one in deals], [one[1] for one in deals]
    amounts, likely = revenue_pmf(chances, values)
    assert likely.sum() == pytest.approx(1)
    by_hand: dict[float, float] = {}
    for ends in product((0, 1), repeat=len(deals)):
        amount = round(sum(e * v for e, v in zip(ends, values, strict=True)), 6)
        chance = float(np.prod([p if e else 1 - p for e, p in zip(ends, chances, strict=True)]))
        by_hand[amount] = by_hand.get(amount, 0) + chance
    found = {round(float(a), 6): float(p) for a, p in zip(amounts, likely, strict=True)}
    for amount, chance in by_hand.items():
        assert found.get(amount, 0.0) == pytest.approx(chance, abs=1e-12)


def test_equal_sums_are_one_amount_whatever_rounding_does() -> None:
    amounts, likely = revenue_pmf([0.5, 0.5, 0.5], [0.1, 0.2, 0.3])
    assert amounts.size == 7
    assert likely[np.isclose(amounts, 0.3)].sum() == pytest.approx(0.25)


def test_amounts_without_a_common_step_are_refused_in_a_sentence() -> None:
    with pytest.raises(InvalidValue, match="goal_too_much"):
        revenue_pmf([0.5, 0.5], [1_234_567.89, 9_876_543.21])


def test_a_chance_outside_0_1_is_refused() -> None:
    with pytest.raises(InvalidValue):
        wins_pmf([1.2])


def test_bursts_widen_a_number_and_keep_its_mean() -> None:
    plain, bursts = count_pmf(4.0), count_pmf(4.0, spread=3.0)
    for likely, spread in ((plain, 1.0), (bursts, 3.0)):
        k = np.arange(likely.size)
        mean = likely @ k
        assert mean == pytest.approx(4.0, abs=1e-6)
        assert likely @ (k - mean) ** 2 == pytest.approx(4.0 * spread, abs=1e-4)
    assert count_pmf(0.0).tolist() == [1.0]


def test_thinned_arrivals_and_open_deals_add_up() -> None:
    mean = arrivals_won(6.0, [0.05, 0.12, 0.2, 0.26])
    likely = together(wins_pmf([0.5, 0.5]), count_pmf(mean))
    assert likely @ np.arange(likely.size) == pytest.approx(1 + mean, abs=1e-6)
    assert pmf_at_least(likely, 0) == 1.0
    assert pmf_at_least(likely, 2) == pytest.approx(likely[2:].sum())


def test_a_shared_rate_is_wider_than_independent_deals() -> None:
    shared, alone = shared_rate_pmf(50, 12, 28), wins_pmf([0.3] * 50)
    assert pmf_interval(shared, 0.9) == (8, 23)
    assert pmf_interval(alone, 0.9) == (10, 20)


def test_no_chance_is_told_beyond_the_last_follow_up_or_without_deals() -> None:
    curve = aalen_johansen([3, 5, 9], [1, 2, 1])
    assert win_chance_within(curve, 4, 6) is None
    assert win_chance_within(curve, 9, 0) is None
    assert win_chance_within(aalen_johansen([], []), 0, 1) is None
    assert win_chance_within(curve, 4, 5) == pytest.approx(0.5)
