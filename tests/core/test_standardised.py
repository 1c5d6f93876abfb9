from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.standardised import standardise
from salestoolkit.errors import InvalidValue

counts = st.integers(0, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
strata = st.lists(st.tuples(counts, counts), min_size=1, max_size=5)


def _of(rows):
    return standardise(
        first_won=[a[0] for a, _ in rows],
        first_n=[a[1] for a, _ in rows],
        second_won=[b[0] for _, b in rows],
        second_n=[b[1] for _, b in rows],
    )


def test_kidney_stones_are_the_textbook_reversal():
    """Charig et al. 1986: open surgery wins in both sizes and loses overall."""
    found = standardise(
        first_won=[81, 192], first_n=[87, 263], second_won=[234, 55], second_n=[270, 80]
    )
    assert found.crude == pytest.approx((273 / 350, 289 / 350))
    assert found.crude_difference > 0 > max(found.differences)
    assert found.reversal
    assert found.standardised == pytest.approx(
        (
            (81 / 87 * 357 + 192 / 263 * 343) / 700,
            (234 / 270 * 357 + 55 / 80 * 343) / 700,
        )
    )


@given(strata)
def test_the_standardised_difference_lies_between_those_of_the_strata(rows):
    found = _of(rows)
    told = [difference for difference in found.differences if difference is not None]
    if not told:
        assert found.standardised == (None, None)
        return
    assert min(told) - 1e-9 <= found.difference <= max(told) + 1e-9


@given(strata)
def test_a_reversal_stands_whichever_group_comes_first(rows):
    assert _of(rows).reversal == _of([(b, a) for a, b in rows]).reversal


@given(strata)
def test_no_deal_is_lost(rows):
    found = _of(rows)
    compared = sum(a[1] + b[1] for a, b in rows if a[1] and b[1])
    assert compared + found.left_out == sum(a[1] + b[1] for a, b in rows)


def test_the_same_mix_in_both_groups_changes_nothing():
    found = _of([((3, 10), (5, 10)), ((2, 30), (9, 30))])
    assert found.standardised == pytest.approx(found.crude)
    assert not found.reversal


def test_nobody_gives_no_rate():
    found = _of([((0, 0), (1, 2))])
    assert found.crude == (None, 0.5)
    assert found.standardised == (None, None)
    assert found.crude_difference is None
    assert found.left_out == 2


@pytest.mark.parametrize("won", [11, -1])
def test_more_wins_than_deals_are_refused(won):
    with pytest.raises(InvalidValue, match="count_outside_total"):
        _of([((won, 10), (1, 2))])
