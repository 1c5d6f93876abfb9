from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.retention_churn import YEAR_DAYS, churn_of


def test_nobody_has_no_churn() -> None:
    found = churn_of([], [])
    assert found.stay().value is None
    assert (found.stay().low, found.stay().high) == (0, 1)
    assert found.months == ()
    assert found.peak is None


def test_nothing_is_said_past_the_follow_up() -> None:
    found = churn_of([100, 200], [False, False])
    assert found.stay(200).value == 1
    assert found.stay().value is None


def test_where_all_have_left_nobody_stays_though_nobody_was_watched_for_a_year() -> None:
    stay = churn_of([50, 100], [True, True]).stay()
    assert stay.value == 0
    assert stay.low == 0
    assert 0.5 < stay.high < 1


def test_who_left_on_the_first_day_counts_in_the_first_month() -> None:
    found = churn_of([0, 400, 400, 400], [True, False, False, False])
    assert found.stay().value == 0.75
    assert found.months[0].left == 1


def test_the_month_of_the_first_renewal_is_the_twelfth() -> None:
    found = churn_of([365] * 4 + [366] * 4 + [500] * 12, [True] * 8 + [False] * 12)
    assert found.stay().value == pytest.approx(0.6)
    assert found.peak is not None
    assert found.peak.month == 12
    assert found.peak.hazard == pytest.approx(0.4)


def test_a_late_month_with_few_customers_is_no_peak_by_luck() -> None:
    left = [360] * 40 + [1090] * 4
    stayed = [1100] * 12 + [700] * 150
    found = churn_of(left + stayed, [True] * 44 + [False] * 162)
    late = found.months[35]
    assert found.peak is not None
    assert late.hazard is not None
    assert found.peak.hazard is not None
    assert late.hazard > found.peak.hazard
    assert found.peak.month == 12


@given(st.lists(st.tuples(st.integers(0, 1500), st.booleans()), min_size=1, max_size=60))
def test_every_customer_leaves_in_one_month_or_in_none(spans: list[tuple[int, bool]]) -> None:
    found = churn_of([days for days, _ in spans], [left for _, left in spans])
    assert sum(one.left for one in found.months) == found.left
    assert found.months[0].at_risk == len(spans)
    stay = found.stay()
    if stay.value is not None:
        assert stay.low - 1e-9 <= stay.value <= stay.high + 1e-9


def test_the_share_that_stays_is_unbiased_where_both_easy_shares_are_far_off() -> None:
    # 200 growing books: each customer leaves at an exponential time, so that 70 % stay for a year
    random, truth = np.random.default_rng(5), 0.7
    rate = -np.log(truth) / YEAR_DAYS
    found, all_time, of_ended = [], [], []
    for _ in range(200):
        watched = 900 * np.sqrt(random.uniform(size=150))
        watched = 900 - watched
        leaves = random.exponential(1 / rate, size=150)
        left = leaves <= watched
        churn = churn_of(np.minimum(leaves, watched).astype(int).tolist(), left.tolist())
        value = churn.stay().value
        assert value is not None
        found.append(value)
        all_time.append(1 - left.mean())
        of_ended.append(
            (~left & (watched > YEAR_DAYS)).sum()
            / ((~left & (watched > YEAR_DAYS)).sum() + left.sum())
        )
    assert np.mean(found) == pytest.approx(truth, abs=0.01)
    assert np.mean(all_time) > truth + 0.04
    assert np.mean(of_ended) < truth - 0.1


def test_the_interval_of_the_share_that_stays_holds_the_truth_as_often_as_it_says() -> None:
    random, truth, held = np.random.default_rng(9), 0.7, 0
    rate = -np.log(truth) / YEAR_DAYS
    for _ in range(300):
        watched, leaves = random.uniform(0, 900, 80), random.exponential(1 / rate, 80)
        stay = churn_of(
            np.minimum(leaves, watched).astype(int).tolist(), (leaves <= watched).tolist()
        ).stay()
        held += stay.low <= truth <= stay.high
    assert 0.92 <= held / 300 <= 0.99
