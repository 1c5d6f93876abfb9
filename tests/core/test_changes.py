import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.changes import rate_and_mix, stage_shapley
from salestoolkit.errors import InvalidValue

rates = st.floats(0, 1)
segments = st.lists(st.tuples(st.integers(1, 99), rates, st.integers(1, 99), rates), min_size=1)
stages = st.lists(st.tuples(rates, rates), min_size=1, max_size=7)


@given(segments)
def test_rate_and_mix_add_up_to_the_change(rows):
    w0, r0, w1, r1 = zip(*rows, strict=True)
    split = rate_and_mix(weights_before=w0, rates_before=r0, weights_after=w1, rates_after=r1)
    assert split.rate_effect + split.mix_effect == pytest.approx(split.delta, abs=1e-12)


def test_a_segment_that_is_new_changes_the_mix_only():
    split = rate_and_mix(
        weights_before=[1, 0],
        rates_before=[0.2, None],
        weights_after=[1, 1],
        rates_after=[0.2, 0.6],
    )
    assert split.rate_by_segment == (0.0, 0.0)
    assert split.mix_effect == pytest.approx(split.delta)


def test_a_period_without_deals_is_refused():
    with pytest.raises(InvalidValue, match="no_deals_in_period"):
        rate_and_mix(weights_before=[0], rates_before=[None], weights_after=[1], rates_after=[0.1])


@given(stages)
def test_stage_shares_add_up_to_the_change(pairs):
    before, after = zip(*pairs, strict=True)
    parts = stage_shapley(before, after)
    assert math.fsum(parts) == pytest.approx(math.prod(after) - math.prod(before), abs=1e-12)


@given(stages)
def test_a_stage_that_did_not_change_has_no_share(pairs):
    before, after = zip(*(*pairs, (0.4, 0.4)), strict=True)
    assert stage_shapley(before, after)[-1] == pytest.approx(0.0, abs=1e-12)


def test_more_than_ten_stages_are_refused():
    with pytest.raises(InvalidValue, match="too_many_stages"):
        stage_shapley([0.5] * 11, [0.4] * 11)


def test_lists_of_different_length_are_refused():
    with pytest.raises(InvalidValue, match="unequal_lengths"):
        stage_shapley([0.5], [0.5, 0.4])
