"""Attempts over time: cohorts convolved within each rate, then averaged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.goal_chance import chance_of_hitting
from salestoolkit.core.goal_outcomes import Cohort, in_cohorts, outcome, required_over_time
from salestoolkit.core.goal_rates import Belief, StageRate

cohorts = st.lists(
    st.builds(Cohort, attempts=st.integers(0, 60), in_time=st.floats(1e-6, 1)), max_size=9
)


def convolved(made, rate, chances=()):
    pmf = np.array([1.0])
    for one in made:
        part = stats.binom.pmf(np.arange(one.attempts + 1), one.attempts, rate * one.in_time)
        pmf = np.convolve(pmf, part)
    for chance in chances:
        pmf = np.convolve(pmf, [1 - chance, chance])
    return pmf


@given(cohorts, st.floats(1e-6, 1), st.lists(st.floats(0, 1), max_size=5))
def test_an_outcome_is_the_convolution_of_its_cohorts(made, rate, chances):
    found = outcome(made, rate, open_chances=chances).chances
    expected = convolved(made, rate, chances)
    shared = min(found.size, expected.size)
    assert np.abs(found[:shared] - expected[:shared]).max() < 1e-9
    assert expected[shared:].sum() < 1e-9


@pytest.mark.parametrize(
    ("passed", "entered", "attempts"),
    [(50, 500, 110_000), (5, 10, 6_000), (1, 50, 30_000), (2_500, 5_000, 20_500)],
)
def test_many_successes_of_a_learned_rate_are_told_as_closely_as_few(passed, entered, attempts):
    rate = StageRate(passed=passed, entered=entered)
    found = outcome([Cohort(attempts=attempts)], rate)
    usual = attempts * (passed + 0.5) / (entered + 1)
    for goal in (round(usual * share) for share in (0.7, 0.9, 1, 1.1, 1.5)):
        exactly = chance_of_hitting(goal, attempts, rate)
        assert found.chance(goal) == pytest.approx(exactly, abs=5e-4)


def test_very_many_successes_of_a_known_rate_are_told_too():
    found = outcome([Cohort(attempts=1_000_000)], 0.3)
    for goal in (299_000, 299_800, 300_000, 300_500):
        exactly = float(stats.binom.sf(goal - 1, 1_000_000, 0.3))
        assert found.chance(goal) == pytest.approx(exactly, abs=5e-4)
    assert found.mean == pytest.approx(300_000, abs=1)


@given(cohorts, st.floats(0.01, 0.99), st.integers(0, 50))
def test_what_is_expected_adds_up(made, rate, done):
    mean = rate * sum(one.attempts * one.in_time for one in made)
    assert outcome(made, rate, done=done).mean == pytest.approx(mean + done, abs=1e-6)


def test_one_lucky_rate_lifts_all_months():
    belief = Belief(np.array([0.05, 0.15]), np.array([0.5, 0.5]))
    year = [Cohort(attempts=50, in_time=share) for share in (1, 1, 0.5, 0.2)]
    found = outcome(year, belief).chance(15)
    mixed = (convolved(year, 0.05)[15:].sum() + convolved(year, 0.15)[15:].sum()) / 2
    each_alone = convolved(year, 0.10)[15:].sum()
    assert found == pytest.approx(mixed, abs=1e-12)
    assert abs(found - each_alone) > 0.05


def test_what_is_done_is_not_random():
    found = outcome([Cohort(attempts=100)], 0.1, done=12)
    assert found.chance(12) == 1.0
    assert found.chance(20) == pytest.approx(stats.binom.sf(7, 100, 0.1))
    assert found.interval(0.9) == tuple(12 + stats.binom.ppf([0.05, 0.95], 100, 0.1))


def test_all_in_time_is_the_plain_plan():
    shares = [1] * 12
    assert required_over_time(90, 0.1, shares=shares, in_time=shares).attempts == 975
    learned = StageRate(passed=10, entered=100)
    assert required_over_time(90, learned, shares=shares, in_time=shares).attempts == 1165


def test_the_plan_over_time_is_the_smallest_that_does():
    shares, ends = [20, 21, 18, 22], [1, 0.9, 0.5, 0.1]
    learned = StageRate(passed=30, entered=200)
    found = required_over_time(20, learned, shares=shares, in_time=ends, open_chances=[0.4] * 6)

    def chance(n):
        made = in_cohorts(n, shares, ends)
        return outcome(made, learned, open_chances=[0.4] * 6).chance(20)

    assert chance(found.attempts) >= 0.8 > chance(found.attempts - 1)
    assert found.chance == pytest.approx(chance(found.attempts))


def test_open_deals_and_what_is_done_save_attempts():
    year = {"shares": [1] * 4, "in_time": [1, 1, 0.8, 0.3]}
    alone = required_over_time(40, 0.1, **year).attempts
    helped = required_over_time(40, 0.1, open_chances=[0.5] * 10, **year).attempts
    begun = required_over_time(40, 0.1, done=10, **year).attempts
    assert helped < alone
    assert begun == required_over_time(30, 0.1, **year).attempts
    assert required_over_time(10, 0.1, done=10, **year).attempts == 0


@pytest.mark.parametrize(
    ("rate", "shares", "ends", "chance", "reason"),
    [
        (0.1, [1, 1], [0, 0], 0.8, "too_late"),
        (0.1, [0, 0], [1, 1], 0.8, "no_time"),
        (0.1, [0, 1], [1, 0], 0.8, "too_late"),
        (0.0, [1, 1], [1, 1], 0.8, "rate_zero"),
        (0.1, [1, 1], [1, 0.5], 1.0, "certainty"),
        (StageRate(passed=0, entered=0), [1], [1], 0.8, "no_history"),
    ],
)
def test_what_cannot_be_done_in_time_has_a_reason(rate, shares, ends, chance, reason):
    found = required_over_time(5, rate, shares=shares, in_time=ends, chance=chance)
    assert (found.attempts, found.reason) == (None, reason)
