"""Net promoter scores: who counts as what, and an interval that holds the truth in small samples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.nps import change, net_promoter_score, paired_interval
from salestoolkit.errors import InvalidValue


def test_nine_and_ten_promote_and_six_and_below_detract() -> None:
    found = net_promoter_score([10, 9, 8, 7, 6, 0])
    assert (found.promoters, found.passives, found.detractors) == (2, 2, 2)
    assert found.value == 0 and found.small


def test_no_answer_is_no_score_and_no_error() -> None:
    found = net_promoter_score([])
    assert found.value is None and (found.low, found.high) == (-1, 1) and found.error is None


def test_the_error_is_that_of_a_difference_of_two_shares() -> None:
    found = net_promoter_score([10] * 50 + [8] * 30 + [2] * 20)
    assert found.error == pytest.approx(math.sqrt((0.7 - 0.09) / 100))


@pytest.mark.parametrize("score", [11, -1, 7.5])
def test_a_score_outside_0_to_10_is_refused(score: float) -> None:
    with pytest.raises(InvalidValue) as error:
        net_promoter_score([9, score])
    assert error.value.code == "score_outside"


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_the_interval_holds_the_score_and_turns_with_it(scores: list[int]) -> None:
    found = net_promoter_score(scores)
    assert found.value is not None and -1 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    turned = paired_interval(found.detractors, found.promoters, found.n)
    assert turned.low == pytest.approx(-found.high, abs=1e-6)


@pytest.mark.parametrize("shares", [(0.5, 0.3, 0.2), (0.8, 0.15, 0.05), (0.95, 0.05, 0.0)])
def test_eight_answers_hold_the_truth_where_the_usual_interval_does_not(
    shares: tuple[float, float, float],
) -> None:
    drawn = np.random.default_rng(3).multinomial(8, shares, 300)
    truth = shares[0] - shares[2]
    held, plain = 0, 0
    for up, _, down in drawn:
        low, high = paired_interval(int(up), int(down), 8)
        held += low <= truth <= high
        value = (up - down) / 8
        reach = 1.96 * math.sqrt(max((up + down) / 8 - value**2, 0) / 8)
        plain += value - reach <= truth <= value + reach
    assert held / 300 >= 0.92
    assert plain < held


def test_a_change_has_an_interval_from_both_sides() -> None:
    before = net_promoter_score([10] * 20 + [5] * 20)
    after = net_promoter_score([10] * 35 + [5] * 5)
    found = change(before, after)
    assert found is not None
    moved, interval = found
    assert moved == 0.75 and 0 < interval.low < moved < interval.high
    assert change(net_promoter_score([]), after) is None
