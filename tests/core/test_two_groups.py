from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from salestoolkit.core.incidence import aalen_johansen
from salestoolkit.core.two_groups import permutation_p, two_groups
from salestoolkit.errors import InvalidValue


def _group(random, n, share, last=60):
    """Deals that win with a chance, or are lost, at a random age, some still open."""
    ages = random.integers(1, 90, n)
    causes = np.where(random.random(n) < share, 1, 2)
    causes[ages > last] = 0
    return np.minimum(ages, last), causes


def test_without_open_deals_it_is_the_difference_of_two_shares():
    first = aalen_johansen([1] * 10, [1] * 4 + [2] * 6)
    second = aalen_johansen([1] * 20, [1] * 14 + [2] * 6)
    found = two_groups(first, second, 1)
    assert found.difference == pytest.approx(0.3)
    assert found.standard_error == pytest.approx(np.sqrt(0.4 * 0.6 / 10 + 0.7 * 0.3 / 20))
    assert found.low == pytest.approx(0.3 - 1.959964 * found.standard_error)


def test_swapping_the_groups_turns_the_sign_and_nothing_else():
    random = np.random.default_rng(1)
    curves = [aalen_johansen(*_group(random, 80, share)) for share in (0.3, 0.5)]
    one, two = two_groups(*curves, 45), two_groups(*reversed(curves), 45)
    assert one.difference == -two.difference
    assert (one.low, one.high) == pytest.approx((-two.high, -two.low))
    assert one.p_value == two.p_value


def test_past_the_follow_up_of_a_group_nothing_is_told():
    short, long = aalen_johansen([5], [1]), aalen_johansen([5, 90], [1, 2])
    found = two_groups(short, long, 30)
    assert (found.first, found.second) == (None, 0.5)
    assert found.difference is found.low is found.p_value is None
    assert permutation_p([5, 5, 90], [1, 1, 2], [False, True, True], 30) is None


def test_before_the_first_end_both_are_zero_and_no_error_is_told():
    curve = aalen_johansen([10, 20], [1, 2])
    found = two_groups(curve, curve, 5)
    assert (found.difference, found.z, found.p_value) == (0.0, None, None)


def test_the_permutation_p_value_agrees_with_the_exact_one_without_open_deals():
    ages, second = np.ones(200), np.arange(200) >= 100
    causes = np.where(np.arange(200) % 100 < np.where(second, 45, 30), 1, 2)
    p = permutation_p(ages, causes, second, 1)
    exact = stats.fisher_exact([[30, 70], [45, 55]]).pvalue
    assert p == pytest.approx(exact, abs=0.012)


@pytest.mark.slow
def test_groups_that_do_not_differ_are_told_apart_in_one_case_of_twenty():
    random = np.random.default_rng(3)
    ps = []
    for _ in range(300):
        one = _group(random, 60, 0.35)
        # the second group is younger: fewer of its deals were watched for long
        two = _group(random, 40, 0.35, last=35)
        ages, causes = (np.concatenate(pair) for pair in zip(one, two, strict=True))
        ps.append(permutation_p(ages, causes, np.arange(100) >= 60, 30, shuffles=199))
    assert 0.02 <= np.mean(np.array(ps) <= 0.05) <= 0.085


def test_columns_of_different_length_are_refused():
    with pytest.raises(InvalidValue, match="unequal_lengths"):
        permutation_p([1, 2], [1, 2], [True], 1)
