"""Chance of a plan, and plan for a chance."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.goal_chance import (
    chance_of_hitting,
    required_attempts,
    success_quantile,
    successes_interval,
)
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.errors import InvalidValue

rates = st.floats(0.01, 0.99)
histories = st.tuples(st.integers(0, 60), st.integers(1, 200)).map(
    lambda pair: StageRate(passed=min(pair), entered=max(pair))
)
beliefs = rates | histories


def exact_chance(goal: int, n: int, p: float) -> float:
    """By adding up, without scipy."""
    below = (math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(min(goal, n + 1)))
    return 1 - math.fsum(below)


@given(st.integers(0, 30), st.integers(0, 60), rates)
def test_a_chance_is_the_sum_of_its_outcomes(goal, n, rate):
    assert chance_of_hitting(goal, n, rate) == pytest.approx(exact_chance(goal, n, rate), abs=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 30), st.integers(0, 80), histories)
def test_a_learned_rate_gives_a_beta_binomial(goal, n, rate):
    expected = stats.betabinom.sf(goal - 1, n, *rate.beta)
    assert chance_of_hitting(goal, n, rate) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 40), st.integers(0, 200), beliefs)
def test_the_chance_rises_with_attempts_and_falls_with_the_goal(goal, n, rate):
    chance = chance_of_hitting(goal, n, rate)
    assert chance_of_hitting(goal, n + 1, rate) >= chance - 1e-12
    assert chance_of_hitting(goal + 1, n, rate) <= chance + 1e-12


@given(st.integers(0, 40), st.integers(0, 200), rates, rates)
def test_the_chance_rises_with_the_rate(goal, n, one, other):
    low, high = sorted([one, other])
    assert chance_of_hitting(goal, n, high) >= chance_of_hitting(goal, n, low) - 1e-12


@settings(max_examples=20)
@given(st.integers(1, 60), beliefs, st.floats(0.05, 0.95))
def test_plan_and_chance_are_inverse(goal, rate, chance):
    found = required_attempts(goal, rate, chance=chance)
    assume(found.attempts is not None)
    assert found.chance == pytest.approx(chance_of_hitting(goal, found.attempts, rate), abs=1e-9)
    assert found.chance >= chance - 1e-9
    assert chance_of_hitting(goal, found.attempts - 1, rate) < chance + 1e-9


@given(st.integers(1, 60), rates, st.floats(0.05, 0.99))
def test_the_plan_is_the_negative_binomial_quantile(goal, rate, chance):
    expected = goal + int(stats.nbinom.ppf(chance, goal, rate))
    assert abs(required_attempts(goal, rate, chance=chance).attempts - expected) <= 1
    assert chance_of_hitting(goal, expected, rate) >= chance - 1e-9


def test_less_history_asks_for_more_calls():
    seen = [StageRate(passed=n, entered=10 * n) for n in (10, 100, 1000)]
    assert [required_attempts(90, one).attempts for one in seen] == [1165, 1006, 978]
    assert required_attempts(90, 0.1).attempts == 975


@pytest.mark.parametrize(
    ("goal", "rate", "chance", "reason"),
    [
        (5, 0.0, 0.8, "rate_zero"),
        (5, 0.3, 1.0, "certainty"),
        (5, StageRate(passed=3, entered=9), 1.0, "certainty"),
        (5, StageRate(passed=0, entered=0), 0.8, "no_history"),
        (500, 1e-6, 0.8, "too_many"),
        (5, [StageRate(rate=0.0), StageRate(passed=3, entered=9)], 0.8, "rate_zero"),
    ],
)
def test_what_cannot_be_done_has_a_reason_and_no_number(goal, rate, chance, reason):
    found = required_attempts(goal, rate, chance=chance)
    assert (found.attempts, found.reason) == (None, reason)


def test_a_rate_of_one_needs_as_many_as_the_goal_for_any_chance():
    assert required_attempts(5, 1.0, chance=1.0).attempts == 5
    assert required_attempts(5, 1.0).attempts == 5


def test_a_goal_of_nothing_is_reached_without_attempts():
    assert chance_of_hitting(0, 0, 0.1) == 1.0
    assert required_attempts(0, 0.1).attempts == 0
    assert required_attempts(0, 0.0).attempts == 0


def test_half_a_deal_counts_as_a_whole_one():
    assert required_attempts(89.5, 0.1).attempts == required_attempts(90, 0.1).attempts


@pytest.mark.parametrize("chance", [0, -0.1, 1.2, float("nan"), "0.8"])
def test_what_is_no_chance_is_refused_by_name(chance):
    with pytest.raises(InvalidValue) as error:
        required_attempts(5, 0.1, chance=chance)
    assert error.value.fields["field"] == "chance"


def test_the_interval_holds_nine_of_ten_outcomes():
    assert successes_interval(900, 0.1) == (75, 105)
    assert successes_interval(900, StageRate(passed=10, entered=100)) == (51, 145)
    assert success_quantile(900, 0.1, 0.5) == stats.binom.ppf(0.5, 900, 0.1)
    assert successes_interval(0, 0.1) == (0, 0)
