import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.shrinkage import kleinman_moments, shrink
from salestoolkit.errors import InvalidValue

GROUPS = st.lists(
    st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=8,
)


def of(groups):
    return shrink([k for k, _ in groups], [n for _, n in groups])


@settings(max_examples=10)
@given(GROUPS)
def test_every_rate_is_drawn_towards_the_common_one_and_lies_in_its_interval(groups):
    found = of(groups)
    for group, (k, n) in zip(found.groups, groups, strict=True):
        assert group.low <= group.value <= group.high
        assert group.own == k / n
        assert 0 <= group.weight <= 1
        ends = sorted((group.own, found.mean))
        # averaged over strengths, the pull may pass the mean of the means by a little
        assert ends[0] - 0.1 <= group.value <= ends[1] + 0.1


def test_three_lucky_leads_count_for_little_beside_groups_that_are_alike():
    found = shrink([66, 75, 60, 70, 3], [300, 300, 300, 300, 3])
    lucky = found.groups[-1]
    assert lucky.own == 1
    assert lucky.value < 0.45
    assert lucky.high - lucky.low > 0.2
    assert found.groups[0].value == pytest.approx(0.22, abs=0.02)


def test_the_method_follows_the_number_of_groups_and_what_they_show():
    random = np.random.default_rng(2)
    n = np.full(30, 60)
    apart = random.binomial(n, random.beta(4, 12, 30))
    assert shrink(apart, n).method == "mle"
    alike = np.full(30, 15)
    found = shrink(alike, n)
    assert (found.method, found.strength) == ("pooled", None)
    assert {group.value for group in found.groups} == {0.25}
    assert shrink([5, 9, 2], [20, 20, 20]).method == "grid"
    assert shrink([5, 9], [20, 20]).method == "weak_prior"
    assert shrink([0, 0, 0, 0], [20, 20, 5, 9]).method == "weak_prior"


def test_the_likeliest_spread_is_that_of_another_search():
    random = np.random.default_rng(3)
    n = random.integers(20, 120, 40)
    k = random.binomial(n, random.beta(3, 9, 40))
    found = shrink(k, n)
    a, b = found.mean * found.strength, (1 - found.mean) * found.strength

    def loss(one, other):
        return -stats.betabinom.logpmf(k, n, one, other).sum()

    best = loss(a, b)
    for one, other in ((a * 1.03, b), (a, b * 1.03), (a * 0.97, b), (a * 1.03, b * 1.03)):
        assert best <= loss(one, other)
    first = found.groups[0]
    assert first.value == pytest.approx((k[0] + a) / (n[0] + a + b), abs=1e-9)
    # the interval knows that neither is certain, so it is wider than with both taken for certain
    sure = stats.beta.ppf([0.025, 0.975], k[0] + a, n[0] - k[0] + b)
    assert first.high - first.low > sure[1] - sure[0]
    assert (first.low, first.high) == pytest.approx(tuple(sure), abs=0.02)


def test_moments_of_equal_groups_are_the_textbooks():
    k, n = np.array([2.0, 8.0, 5.0, 9.0]), np.full(4, 20.0)
    mean, strength = kleinman_moments(k, n)
    rate = k / n
    assert mean == pytest.approx(rate.mean())
    between = rate.var(ddof=1)
    sampling = mean * (1 - mean) / 20
    rho = (between - sampling) / (mean * (1 - mean) * (1 - 1 / 20))
    assert 1 / (1 + strength) == pytest.approx(rho, rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("groups", "strength"), [(30, 20), (25, 200), (8, 20), (8, 200)])
def test_intervals_hold_the_truth_and_the_error_is_smaller_than_of_own_rates(groups, strength):
    random = np.random.default_rng(4)
    held, error, plain = [], [], []
    for _ in range(40):
        rate = random.beta(0.2 * strength, 0.8 * strength, groups)
        n = random.integers(3, 80, groups)
        k = random.binomial(n, rate)
        for group, truth in zip(shrink(k, n).groups, rate, strict=True):
            held.append(group.low <= truth <= group.high)
            error.append((group.value - truth) ** 2)
            plain.append((group.own - truth) ** 2)
    assert np.mean(held) > 0.92
    assert np.mean(error) < 0.6 * np.mean(plain)


def test_empty_groups_get_the_common_rate_and_none_have_none():
    found = shrink([5, 9, 2, 0], [20, 20, 20, 0])
    assert found.groups[3].own is None
    assert found.groups[3].value == pytest.approx(found.mean, abs=1e-9)
    assert shrink([0], [0]) is None
    with pytest.raises(InvalidValue, match="count_outside_total"):
        shrink([5], [3])
