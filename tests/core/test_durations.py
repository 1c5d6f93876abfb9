import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.durations import (
    conditional_quantile,
    kaplan_meier,
    median_interval,
    weighted_median,
)
from salestoolkit.core.incidence import aalen_johansen

times = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=50)


@given(times)
def test_the_restricted_mean_is_the_area_under_the_curve(rows):
    ages, ended = zip(*rows, strict=True)
    fit = kaplan_meier(ages, ended)
    mean, _ = fit.restricted_mean(fit.last)
    grid = np.arange(0, int(fit.last))
    assert mean == pytest.approx(sum(fit.at(float(day)) for day in grid))


@given(times)
def test_quantiles_grow_with_their_share(rows):
    ages, ended = zip(*rows, strict=True)
    fit = kaplan_meier(ages, ended)
    found = [fit.quantile(share) for share in (0.25, 0.5, 0.75)]
    known = [value for value in found if value is not None]
    assert known == sorted(known)
    assert found[: len(known)] == known


def test_without_open_visits_the_mean_is_the_plain_one():
    ages = [3, 7, 7, 20]
    fit = kaplan_meier(ages, [1, 1, 1, 1])
    mean, error = fit.restricted_mean(20)
    assert mean == pytest.approx(np.mean(ages))
    assert error == pytest.approx(np.std(ages) / 2)


def test_the_mean_is_not_extrapolated_past_the_follow_up():
    fit = kaplan_meier([3, 10], [1, 0])
    assert fit.restricted_mean(11) == (None, None)
    assert fit.restricted_mean(10)[0] == pytest.approx(6.5)
    assert kaplan_meier([3, 10], [1, 1]).restricted_mean(11)[0] == pytest.approx(6.5)


def test_a_median_that_is_not_reached_is_unknown():
    fit = kaplan_meier([3, 10, 10], [1, 0, 0])
    assert fit.median is None
    assert fit.quantile_interval(0.5)[1] is None


def test_half_left_is_the_median_despite_rounding():
    assert kaplan_meier([1] * 3 + [2] * 4 + [3] * 7, [1] * 14).median == 2.0


def test_no_visits_are_no_error():
    fit = kaplan_meier([], [])
    assert fit.median is None
    assert fit.restricted_mean(5) == (None, None)
    assert fit.well_observed_until() is None


def test_the_horizon_of_the_mean_is_reached_by_ten():
    fit = kaplan_meier(range(1, 31), [1] * 30)
    assert fit.well_observed_until(10) == 21.0
    assert kaplan_meier([2, 5], [1, 1]).well_observed_until(10) == 2.0


def test_the_cycle_is_conditional_on_winning():
    curve = aalen_johansen([1, 2, 3, 4, 50, 60], [1, 1, 1, 1, 2, 2])
    assert conditional_quantile(curve, 0.5).value == 2.0
    assert conditional_quantile(aalen_johansen([5], [2])).value is None
    assert conditional_quantile(aalen_johansen([], [])).value is None


def test_open_deals_lengthen_the_cycle_of_closed_ones():
    random = np.random.default_rng(1)
    ages = np.floor(random.exponential(100, 2000))
    watched = random.integers(0, 400, 2000)
    seen = ages <= watched
    curve = aalen_johansen(np.minimum(ages, watched), seen.astype(int)).well_observed
    closed_only = np.median(ages[seen])
    assert conditional_quantile(curve).value > closed_only


@pytest.mark.parametrize(("deals", "watched"), [(100, 365), (100, 90), (300, 200)])
def test_the_interval_of_the_cycle_covers_the_truth(deals, watched):
    random = np.random.default_rng(2)
    chance, mean = 0.25, 40.0
    covered = []
    for _ in range(400):
        cause = np.where(random.random(deals) < chance, 1, 2)
        age = np.floor(random.exponential(np.where(cause == 1, mean, 20)))
        seen = random.integers(0, watched, deals)
        curve = aalen_johansen(
            np.minimum(age, seen), np.where(age <= seen, cause, 0), n_causes=2
        ).well_observed
        cycle = conditional_quantile(curve)
        if cycle.value is None:
            continue
        share = 1 - np.exp(-(np.arange(curve.last + 1) + 1) / mean)
        truth = np.argmax(share >= share[-1] / 2)
        covered.append((cycle.low or 0) <= truth <= (cycle.high or np.inf))
    assert np.mean(covered) > 0.917


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60))
def test_the_median_of_groups_is_the_median_of_all(values):
    distinct = sorted(set(values))
    weights = [values.count(value) for value in distinct]
    assert weighted_median(distinct, weights) == np.median(values)
    low, high = median_interval(distinct, weights)
    if low is not None:
        assert low <= np.median(values) <= high


def test_the_median_of_nothing_is_unknown():
    assert weighted_median([], []) is None
    assert median_interval([], []) == (None, None)
