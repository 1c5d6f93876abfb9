"""Scores of forecasts: against hand counts, each other, and their own bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.forecast_scores import (
    brier,
    conformal_width,
    coverage,
    covered,
    crps_pmf,
    crps_sample,
    interval_score,
    log_score,
    murphy,
    pinball,
    reliability_table,
    skill,
    weighted_interval_score,
)
from salestoolkit.errors import InvalidValue

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)
TOTALS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@given(PAIRS)
def test_the_parts_of_a_brier_score_add_up_to_it(pairs: list[tuple[float, bool]]) -> None:
    chances, won = zip(*pairs, strict=True)
    found = murphy(chances, won)
    assert found.brier is not None and found.reliability is not None
    assert found.resolution is not None and found.uncertainty is not None
    whole = found.reliability - found.resolution + found.uncertainty
    assert found.brier == pytest.approx(whole, abs=1e-12)
    assert found.within == pytest.approx(0, abs=1e-12)


@given(PAIRS, st.integers(1, 12))
def test_what_bins_leave_over_is_named(pairs: list[tuple[float, bool]], bins: int) -> None:
    chances, won = zip(*pairs, strict=True)
    found = murphy(chances, won, bins=bins)
    parts = (found.reliability, found.resolution, found.uncertainty, found.within)
    assert None not in parts
    rel, res, unc, within = (float(one or 0) for one in parts)
    assert found.brier == pytest.approx(rel - res + unc + within, abs=1e-12)


def test_no_deals_have_no_score() -> None:
    assert brier([], []) is None
    assert murphy([], []).resolution is None
    assert log_score([], []).score is None
    assert coverage([], [], []) is None
    assert crps_sample([], 3) is None


def test_lists_of_unlike_length_do_not_belong_together() -> None:
    with pytest.raises(InvalidValue, match="unequal_lengths"):
        brier([0.5], [1, 0])


def test_a_sure_miss_is_clipped_and_counted() -> None:
    found = log_score([0.0, 1.0, 0.5], [1, 1, 0], clip=1e-3)
    assert found.clipped == 2
    assert found.score == pytest.approx((-math.log(1e-3) - math.log(0.999) - math.log(0.5)) / 3)


def test_a_chance_on_the_edge_of_a_bin_lies_in_the_upper_one() -> None:
    table = reliability_table([0.3, 0.3, 1.0], [1, 0, 1], bins=10)
    assert table.loc[3, "n"] == 2 and table.loc[3, "won"] == 0.5
    assert table.loc[9, "n"] == 1
    assert math.isnan(table.loc[0, "won"])


def test_the_score_of_a_single_value_is_its_absolute_error() -> None:
    assert crps_sample([4.0], 7.0) == 3.0
    assert crps_pmf([0, 0, 0, 0, 1.0], 7) == pytest.approx(3.0)


@given(TOTALS, st.floats(-1e6, 1e6))
def test_two_ways_to_the_same_score_agree(values: list[float], observed: float) -> None:
    x, n = np.unique(values, return_counts=True)
    found = crps_pmf(n / n.sum(), observed, values=x)
    assert crps_sample(values, observed) == pytest.approx(found, rel=1e-7, abs=1e-4)


def test_the_score_is_the_mean_distance_less_half_the_mean_difference() -> None:
    values, observed = np.array([2.0, 3.0, 7.0, 7.0]), 4.0
    away = np.abs(values - observed).mean()
    apart = np.abs(values[:, None] - values).sum()
    assert crps_sample(values, observed) == pytest.approx(away - apart / 16 / 2)
    assert crps_sample(values, observed, fair=True) == pytest.approx(away - apart / 12 / 2)


@given(st.floats(-50, 50), st.floats(0, 20), st.floats(0, 20), st.floats(-80, 80))
def test_the_interval_score_is_twice_the_mean_pinball_loss(
    median: float, below: float, above: float, observed: float
) -> None:
    low, high = median - below, median + above
    losses = [
        pinball(low, 0.1, observed),
        pinball(median, 0.5, observed),
        pinball(high, 0.9, observed),
    ]
    found = weighted_interval_score(median, [(0.2, low, high)], observed)
    assert found == pytest.approx(2 * np.mean(losses), abs=1e-9)


def test_an_outcome_on_the_bound_is_covered_and_costs_the_width_alone() -> None:
    assert covered(3, 5, 5) and covered(3, 5, 3) and not covered(3, 5, 5.01)
    assert interval_score(3, 5, 0.2, 5) == 2
    assert coverage([0, 0], [1, 1], [1, 2]) == 0.5


def test_skill_against_a_loss_of_nothing_is_unknown() -> None:
    assert skill(1.0, 2.0) == 0.5
    assert skill(1.0, 0.0) is None
    assert skill(None, 1.0) is None


def test_too_few_past_errors_make_no_width() -> None:
    assert conformal_width([1.0] * 3, 0.8) is None
    assert conformal_width([5.0, 1.0, 2.0, 3.0], 0.8) == 5.0
    assert conformal_width(list(range(1, 10)), 0.8) == 8.0
