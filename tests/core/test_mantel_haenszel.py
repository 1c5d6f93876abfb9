import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from salestoolkit.core.mantel_haenszel import mantel_haenszel
from salestoolkit.errors import InvalidValue

DEALS = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 4)), min_size=1, max_size=80
)


def drawn(seed, deals=300, effect=0.0):
    random = np.random.default_rng(seed)
    strata = random.integers(0, 6, deals)
    had = random.random(deals) < 0.1 + 0.12 * strata
    moved = random.random(deals) < 0.1 + 0.12 * strata + effect * had
    return had, moved, strata


def test_the_p_value_is_that_of_statsmodels():
    had, moved, strata = drawn(1)
    tables = [
        np.array(
            [
                [(yes & moved & (strata == k)).sum(), (yes & ~moved & (strata == k)).sum()]
                for yes in (had, ~had)
            ]
        )
        for k in range(6)
    ]
    reference = StratifiedTable(tables).test_null_odds(correction=False).pvalue
    assert mantel_haenszel(had, moved, strata).p_value == pytest.approx(reference)


def test_what_only_the_mix_makes_is_taken_out():
    had, moved, strata = drawn(2, deals=4000)
    found = mantel_haenszel(had, moved, strata)
    without, with_ = found.crude
    assert with_ - without > 0.1
    assert found.low < 0 < found.high
    assert abs(found.difference) < 0.04


def test_a_true_difference_is_found_within_its_interval():
    found = mantel_haenszel(*drawn(3, deals=4000, effect=0.15))
    assert found.low < 0.15 < found.high
    assert found.p_value < 0.001


def test_a_stratum_with_one_group_only_is_left_out():
    found = mantel_haenszel([1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1])
    assert (found.compared, found.difference, found.p_value) == (0, None, None)


def test_with_a_handful_of_deals_no_p_value_is_given():
    assert mantel_haenszel([1, 0, 1, 0], [1, 0, 1, 1], [0] * 4).p_value is None


def test_unequal_lengths_are_refused():
    with pytest.raises(InvalidValue, match="unequal_lengths"):
        mantel_haenszel([1], [1, 0], [0])


@settings(max_examples=25)
@given(DEALS)
def test_all_deals_are_counted_and_the_difference_is_that_of_the_shares(deals):
    had, moved, strata = (list(column) for column in zip(*deals, strict=True))
    found = mantel_haenszel(had, moved, strata)
    assert sum(found.n) == len(deals)
    assert sum(found.successes) == sum(moved)
    if found.difference is not None:
        assert found.difference == pytest.approx(found.shares[1] - found.shares[0])
        assert -1 <= found.low <= found.difference <= found.high <= 1


@settings(max_examples=25)
@given(DEALS)
def test_swapping_the_groups_turns_the_difference_around(deals):
    had, moved, strata = (np.array(column) for column in zip(*deals, strict=True))
    one, two = mantel_haenszel(had, moved, strata), mantel_haenszel(~had, moved, strata)
    assert (one.difference is None) == (two.difference is None)
    if one.difference is not None:
        assert one.difference == pytest.approx(-two.difference)
        assert (one.low, one.high) == pytest.approx((-two.high, -two.low), abs=1e-9)
