"""Rates known and learned, and what is believed of their product."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.goal_chance import chance_of_hitting
from salestoolkit.core.goal_rates import Belief, StageRate, belief_in, followed
from salestoolkit.core.quadrature import gauss_points
from salestoolkit.errors import InvalidValue

learned = st.tuples(st.integers(0, 300), st.integers(1, 600)).map(
    lambda pair: StageRate(passed=min(pair), entered=max(pair))
)


@settings(max_examples=12)
@given(st.lists(learned, min_size=1, max_size=4), st.floats(0.05, 1.0))
def test_the_mean_of_a_product_is_the_product_of_the_means(stages, known):
    belief = belief_in([*stages, StageRate(rate=known)])
    expected = known * np.prod([stage.beta[0] / sum(stage.beta) for stage in stages])
    assert belief.mean == pytest.approx(expected, rel=1e-4)
    assert belief.weights.sum() == pytest.approx(1.0)
    assert belief.n == min(stage.entered for stage in stages)


def test_two_learned_stages_agree_with_the_integral_over_both():
    one, other = StageRate(passed=12, entered=40), StageRate(passed=20, entered=50)
    middles = (np.arange(500) + 0.5) / 500
    first, second = (stats.beta.ppf(middles, *stage.beta) for stage in (one, other))
    expected = stats.binom.sf(19, 150, np.outer(first, second)).mean()
    assert chance_of_hitting(20, 150, [one, other]) == pytest.approx(expected, abs=1e-4)


def test_a_few_points_stand_for_the_whole_belief():
    belief = belief_in(StageRate(passed=10, entered=100))
    expected = stats.betabinom.sf(89, 900, *belief.beta)
    assert stats.binom.sf(89, 900, belief.coarse.rates) @ belief.coarse.weights == pytest.approx(
        expected, abs=1e-5
    )
    assert belief.coarse.rates.size <= 64


@given(st.lists(st.floats(0, 1), min_size=5, max_size=60, unique=True))
def test_gauss_points_keep_the_moments(values):
    x = np.array(values)
    weights = np.linspace(1, 2, x.size)
    points, chances = gauss_points(x, weights, 4)
    for power in range(6):
        assert chances @ points**power == pytest.approx(
            weights / weights.sum() @ x**power, abs=1e-8
        )


def test_known_stages_multiply_exactly():
    belief = belief_in([StageRate(rate=0.7), StageRate(rate=0.1)])
    assert belief.certain
    assert belief.mean == 0.07
    assert belief.n is None
    assert belief_in(()).mean == 1.0


def test_a_belief_is_taken_as_it_is():
    belief = Belief(np.array([0.1, 0.3]), np.array([0.5, 0.5]))
    assert belief_in(belief) is belief
    expected = (stats.binom.sf(4, 20, 0.1) + stats.binom.sf(4, 20, 0.3)) / 2
    assert chance_of_hitting(5, 20, belief) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("given_fields", "code", "field"),
    [
        ({"rate": 1.2}, "goal_not_share", "rate"),
        ({"rate": -0.1}, "goal_not_share", "rate"),
        ({"rate": float("nan")}, "goal_not_number", "rate"),
        ({"rate": "10%"}, "goal_not_number", "rate"),
        ({}, "goal_rate_missing", "rate"),
        ({"passed": 3}, "goal_rate_missing", "rate"),
        ({"passed": 3, "entered": 2}, "goal_more_passed", "passed"),
        ({"passed": -1, "entered": 2}, "goal_below_zero", "passed"),
        ({"passed": 1, "entered": "two"}, "goal_not_number", "entered"),
    ],
)
def test_what_is_no_rate_is_refused_by_its_field(given_fields, code, field):
    with pytest.raises(InvalidValue) as error:
        StageRate(**given_fields)
    assert (error.value.code, error.value.fields["field"]) == (code, field)


def test_calls_that_were_followed_to_the_end_are_one_rate():
    calls, talks, offers = (
        StageRate(passed=60, entered=300),
        StageRate(passed=30, entered=60),
        StageRate(passed=12, entered=30),
    )
    assert followed([calls, talks, offers]) == (StageRate(passed=12, entered=300),)
    other = StageRate(passed=12, entered=40)
    assert followed([calls, other]) == (calls, other)
    half = StageRate(rate=0.5)
    assert followed([calls, half, talks]) == (calls, half, talks)
    assert followed([]) == ()
