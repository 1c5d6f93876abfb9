import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.two_means import Mean, mean_of, needed_values, welch
from salestoolkit.core.two_rates import (
    needed_after,
    needed_each,
    needed_for_change,
    newcombe,
    score_p_value,
)

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, COUNTS)
def test_the_score_test_is_chi_square_without_correction(one, two):
    (k1, n1), (k2, n2) = one, two
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    p_value = score_p_value(k1, n1, k2, n2)
    if 0 in (k1 + k2, n1 - k1 + n2 - k2):
        assert p_value == 1.0
    else:
        assert p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


@given(COUNTS, COUNTS)
def test_swapping_the_sides_flips_the_interval_and_keeps_the_p_value(one, two):
    there, back = newcombe(*one, *two), newcombe(*two, *one)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert score_p_value(*one, *two) == pytest.approx(score_p_value(*two, *one))
    assert there.low <= two[0] / two[1] - one[0] / one[1] <= there.high


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((48, 80, 56, 70), (0.0524, 0.3339)),  # Newcombe 1998, table II, method 10
        ((3, 10, 9, 10), (0.1705, 0.8090)),
        ((0, 20, 10, 10), (0.6791, 1.0)),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(counts, expected):
    assert tuple(newcombe(*counts)) == pytest.approx(expected, abs=5e-5)


def test_the_interval_of_an_empty_side_says_nothing():
    assert tuple(newcombe(0, 0, 3, 10)) == (-1.0, 1.0)
    assert score_p_value(0, 0, 3, 10) is None


def test_sample_sizes_are_those_of_fleiss_without_correction():
    assert needed_each(0.05, 0.08) == 1059
    assert needed_each(0.5, 0.6) == 388
    assert needed_after(0.05, 0.08, 1059) == 1059
    assert needed_each(0.3, 0.3) is None


@given(st.floats(0.05, 0.9), st.floats(0.02, 0.3), st.integers(20, 3000))
def test_more_deals_before_the_change_need_fewer_after_it(rate, change, n):
    other = min(rate + change, 0.98)
    few, many = needed_after(rate, other, n), needed_after(rate, other, 2 * n)
    if few is not None:
        assert many is not None
        assert many <= few


def test_too_few_deals_before_the_change_are_never_made_up_for():
    assert needed_for_change(0.5, 150, smallest=0.1) is None
    assert needed_for_change(0.5, 400, smallest=0.1) == 376
    assert needed_for_change(0.05, 5000, smallest=0.1) == needed_after(0.05, 0.15, 5000)


VALUES = st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=40)


@example([0.0, 0.0], [0.0, 1.833229498004272e-88])
@given(VALUES, VALUES)
def test_welch_agrees_with_scipy(one, two):
    found = welch(mean_of(one), mean_of(two))
    assert found is not None
    if mean_of(one).variance + mean_of(two).variance < 1e-6:
        return
    theirs = stats.ttest_ind(two, one, equal_var=False)
    assert found.p_value == pytest.approx(theirs.pvalue, abs=1e-9)
    between = theirs.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((between.low, between.high), rel=1e-6, abs=1e-6)


def test_values_that_are_all_alike_differ_surely_or_not_at_all():
    same, other = mean_of([5.0] * 30), mean_of([6.0] * 30)
    assert welch(same, same).p_value == 1.0
    assert welch(same, other).p_value == 0.0
    assert welch(same, mean_of([1.0])) is None


def test_as_many_values_show_a_difference_as_the_formula_says():
    one = Mean(n=400, value=50.0, variance=900.0)
    n = needed_values(one, one, smallest=10.0)
    error = math.sqrt(900 / 400 + 900 / n)
    assert 10 / error == pytest.approx(1.96 + 0.8416, rel=0.02)
    assert needed_values(Mean(n=30, value=1.0, variance=900.0), one, smallest=1.0) is None
