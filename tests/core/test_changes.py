import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.changes import mix_and_stages, rate_and_mix, stage_shapley
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


@st.composite
def funnels(draw):
    """Weights and stage rates of some segments in two periods."""
    k = draw(st.integers(1, 3))
    some = draw(st.integers(1, 3))
    weights = st.lists(st.integers(1, 99), min_size=some, max_size=some)
    table = st.lists(st.lists(rates, min_size=k, max_size=k), min_size=some, max_size=some)
    return {
        "weights_before": draw(weights),
        "rates_before": draw(table),
        "weights_after": draw(weights),
        "rates_after": draw(table),
    }


def _overall(funnel, later):
    """The overall rate where the players in ``later`` have changed already."""
    when = ["after" if "mix" in later else "before"]
    weights = funnel[f"weights_{when[0]}"]
    total = 0.0
    for segment, weight in enumerate(weights):
        share = weight / sum(weights)
        for stage in range(len(funnel["rates_before"][0])):
            period = "after" if stage in later else "before"
            share *= funnel[f"rates_{period}"][segment][stage]
        total += share
    return total


@given(funnels())
def test_mix_and_stages_are_what_each_changes_on_average_over_all_orders(funnel):
    players = ["mix", *range(len(funnel["rates_before"][0]))]
    gains = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for place, player in enumerate(order):
            changed = set(order[:place])
            gain = _overall(funnel, changed | {player}) - _overall(funnel, changed)
            gains[player] += gain / len(orders)
    split = mix_and_stages(**funnel)
    assert split.mix == pytest.approx(gains.pop("mix"), abs=1e-12)
    assert split.stages == pytest.approx(tuple(gains.values()), abs=1e-12)
    assert split.mix + math.fsum(split.stages) == pytest.approx(split.delta, abs=1e-12)


@given(segments)
def test_with_one_stage_it_is_rate_and_mix(rows):
    w0, r0, w1, r1 = zip(*rows, strict=True)
    one = {"weights_before": w0, "weights_after": w1}
    split = mix_and_stages(rates_before=[[r] for r in r0], rates_after=[[r] for r in r1], **one)
    plain = rate_and_mix(rates_before=r0, rates_after=r1, **one)
    assert split.mix_by_segment == pytest.approx(plain.mix_by_segment, abs=1e-12)
    assert split.by_stage[0] == pytest.approx(plain.rate_by_segment, abs=1e-12)


@given(stages)
def test_with_one_segment_it_is_the_stages_alone(pairs):
    before, after = zip(*pairs, strict=True)
    split = mix_and_stages(
        weights_before=[3], rates_before=[before], weights_after=[5], rates_after=[after]
    )
    assert split.mix == pytest.approx(0.0, abs=1e-12)
    assert split.stages == pytest.approx(stage_shapley(before, after), abs=1e-12)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"weights_after": [1]}, "unequal_lengths"),
        ({"rates_after": [[0.5], [0.5, 0.5]]}, "unequal_lengths"),
        ({"weights_before": [0, 0]}, "no_deals_in_period"),
        ({"rates_before": [[0.5] * 11] * 2, "rates_after": [[0.5] * 11] * 2}, "too_many_stages"),
    ],
)
def test_what_cannot_be_split_is_refused(changed, code):
    given = {
        "weights_before": [1, 1],
        "rates_before": [[0.5], [0.4]],
        "weights_after": [1, 1],
        "rates_after": [[0.5], [0.4]],
    }
    with pytest.raises(InvalidValue, match=code):
        mix_and_stages(**given | changed)
