import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.channel_test_exact import (
    EXACT_UP_TO,
    boschloo,
    fisher,
    miettinen_nurminen,
    p_value_of,
    pooled_z,
)
from salestoolkit.core.two_rates import score_p_value

COUNTS = st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=15, deadline=None)
@given(COUNTS, COUNTS)
def test_boschloos_test_is_that_of_scipy(one, two):
    (k1, n1), (k2, n2) = one, two
    peer = stats.boschloo_exact([[k1, k2], [n1 - k1, n2 - k2]], n=64).pvalue
    assert boschloo(k1, n1, k2, n2) == pytest.approx(peer, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_the_exact_test_knows_no_order_and_is_never_timider_than_fishers_doubled_side(one, two):
    p_value = boschloo(*one, *two)
    assert p_value == pytest.approx(boschloo(*two, *one), abs=1e-9)
    failures = [(n - k, n) for k, n in (one, two)]
    assert p_value == pytest.approx(boschloo(*failures[0], *failures[1]), abs=1e-9)
    table = [[one[0], two[0]], [one[1] - one[0], two[1] - two[0]]]
    sides = [stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    assert p_value <= min(1.0, 2 * min(sides)) + 1e-9


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((48, 80, 56, 70), (0.0528, 0.3382)),  # Newcombe 1998, table II, method 5
        ((3, 10, 9, 10), (0.1700, 0.8406)),
        ((84, 84, 9, 10), None),
        ((0, 29, 5, 56), (-0.0326, 0.1933)),
        ((0, 20, 10, 10), (0.7156, 1.0)),
        ((0, 10, 10, 10), (0.6636, 1.0)),
    ],
)
def test_the_score_interval_has_newcombes_published_bounds(counts, expected):
    low, high = miettinen_nurminen(*counts)
    if expected is None:
        assert low <= 9 / 10 - 1 <= high <= 1
    else:
        assert (low, high) == pytest.approx(expected, abs=5e-5)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_the_score_interval_holds_what_was_seen_and_agrees_with_the_score_test(one, two):
    low, high = miettinen_nurminen(*one, *two)
    seen = two[0] / two[1] - one[0] / one[1]
    assert -1 <= low <= seen <= high <= 1
    back = miettinen_nurminen(*two, *one)
    assert (-back.high, -back.low) == pytest.approx((low, high), abs=1e-7)
    total = one[1] + two[1]
    z = (pooled_z(*one, *two) or 0.0) * ((total - 1) / total) ** 0.5
    if abs(abs(z) - 1.959964) > 1e-4:
        assert (low > 1e-9 or high < -1e-9) == (abs(z) > 1.959964)


def test_the_test_changes_with_the_size_and_says_which_it_was():
    small = p_value_of(37, EXACT_UP_TO, 62, EXACT_UP_TO)
    large = p_value_of(37, EXACT_UP_TO, 62, EXACT_UP_TO + 1)
    assert (small.test, large.test) == ("boschloo", "score")
    assert large.p_value == score_p_value(37, EXACT_UP_TO, 62, EXACT_UP_TO + 1)
    assert small.p_value == pytest.approx(large.p_value, rel=0.15)


def test_an_empty_arm_has_no_p_value():
    assert boschloo(0, 0, 1, 5) is None
    assert fisher(1, 5, 0, 0) is None
    assert pooled_z(0, 0, 1, 5) is None
    assert pooled_z(0, 10, 0, 10) is None and pooled_z(10, 10, 5, 5) is None
    assert p_value_of(0, 0, 1, 5).p_value is None
